//! What a pair of rows is worth: evidence in bits, and the tier that follows.
//!
//! Additive log-odds after Fellegi and Sunter ("A Theory for Record Linkage", JASA 1969) with shipped weights
//! instead of estimated ones: an address book is too small and too dirty to estimate from. Every term is a
//! reason that the user sees. The tier is a rule, not the sum: a pair joins by itself only on an identifier
//! that nobody else uses, or on a rare full name together with an independent second fact.

use crate::employer::{employer_of_domain, label_matches};
use crate::identifier::Trust;
use crate::name::{Agreement, Name, has_transliteration};
use crate::profile::Profiles;
use crate::record::{Evidence, EvidenceKind, RecordKind};
use crate::table::{RowIdx, Table, TextIdx, spells_name};
use rustc_hash::{FxHashMap, FxHashSet};
use tertius_model::{Birthday, HandleKind};

/// Odds that two of a user's records are one human before anything is known, in bits.
const PRIOR: f64 = -13.0;
/// A full name is rare from here.
const RARE: f64 = 18.0;
/// What a name is worth that a duplicate-free list holds twice.
const KNOWN_NAMESAKES: f64 = 8.0;
/// A second fact counts from here.
const SECOND_FACT: f64 = 6.0;
/// A shared domain that spells the family name: a father and a son have it too.
const FAMILY_DOMAIN: f64 = 2.5;
/// Sum needed to join on a name and facts.
const SURE: f64 = 10.0;
/// No pair for the user looks surer than this.
const REVIEW_CAP: f64 = 0.94;
/// Pairs below this are not worth a question.
const REVIEW_FLOOR: f64 = 0.5;

/// What to do with a pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Tier {
    /// Join.
    Automatic,
    /// Ask.
    Review,
}

/// A scored pair.
#[derive(Clone, Debug)]
pub(crate) struct Scored {
    pub(crate) a: RowIdx,
    pub(crate) b: RowIdx,
    pub(crate) tier: Tier,
    pub(crate) bits: f64,
    pub(crate) probability: f64,
    pub(crate) because: Vec<Evidence>,
}

/// Scores pairs of one table.
pub(crate) struct Scorer<'a> {
    table: &'a Table,
    profiles: &'a Profiles,
    /// By row: whether its names are its own.
    named: &'a [bool],
    /// Block keys of names that a duplicate-free list holds twice.
    namesakes: FxHashSet<String>,
}

#[derive(Default)]
struct Sum {
    because: Vec<Evidence>,
    proof: bool,
    /// Whether some proof is more than a phone number, which families and desks share.
    proof_beyond_phone: bool,
    second_facts: f64,
    doubts: bool,
}

impl Sum {
    fn add(&mut self, kind: EvidenceKind, bits: f64, text: String) {
        self.because.push(Evidence { kind, text, bits });
    }

    fn add_fact(&mut self, kind: EvidenceKind, bits: f64, text: String) {
        self.second_facts += bits;
        self.add(kind, bits, text);
    }

    fn total(&self) -> f64 {
        PRIOR + self.because.iter().map(|reason| reason.bits).sum::<f64>()
    }
}

impl<'a> Scorer<'a> {
    pub(crate) fn new(table: &'a Table, profiles: &'a Profiles, named: &'a [bool]) -> Scorer<'a> {
        Scorer { table, profiles, named, namesakes: known_namesakes(table) }
    }

    /// Scores a pair; `None` when it is worth neither joining nor asking.
    pub(crate) fn score(&self, a: RowIdx, b: RowIdx) -> Option<Scored> {
        let table = self.table;
        let (row_a, row_b) = (&table.rows[a as usize], &table.rows[b as usize]);
        if row_a.book.is_some() && row_a.book == row_b.book {
            return None;
        }
        let comparable = self.named[a as usize] && self.named[b as usize];
        let agreement = if comparable { table.agreement(a, b) } else { Agreement::Unknown };
        if agreement == Agreement::Different {
            return None;
        }
        let mut sum = Sum::default();
        self.add_identifiers(a, b, agreement, &mut sum);
        let rarity = if comparable { self.add_names(a, b, agreement, &mut sum) } else { 0.0 };
        self.add_employers(a, b, &mut sum);
        self.add_user_names(a, b, &mut sum);
        self.add_birthdays(a, b, &mut sum);
        if row_a.place.is_some() && row_a.place == row_b.place {
            sum.add_fact(EvidenceKind::Place, 3.0, "same place".to_owned());
        }
        Some(decide(a, b, agreement, rarity, sum)).filter(|scored| scored.probability >= REVIEW_FLOOR)
    }

    fn add_identifiers(&self, a: RowIdx, b: RowIdx, agreement: Agreement, sum: &mut Sum) {
        let (row_a, row_b) = (&self.table.rows[a as usize], &self.table.rows[b as usize]);
        for idx in row_a.identifiers.iter().filter(|idx| row_b.identifiers.binary_search(idx).is_ok()) {
            let identifier = &self.table.identifiers[*idx as usize];
            let kind = evidence_kind(identifier.handle.kind());
            let same_name = matches!(agreement, Agreement::Same | Agreement::SameReordered);
            match self.profiles.trust[*idx as usize] {
                Trust::Proof => {
                    sum.proof = true;
                    sum.proof_beyond_phone |= kind != EvidenceKind::Phone;
                    sum.add(kind, proof_bits(kind), format!("both have {identifier}"));
                }
                Trust::WithName if same_name => sum.add_fact(kind, 8.0, format!("both have {identifier}")),
                Trust::WithName => sum.add(kind, 4.0, format!("both have {identifier}")),
                Trust::Never(profile) => {
                    sum.add(kind, 2.0, format!("both have {identifier}, which is no one person's ({})", profile.id()));
                }
            }
        }
        let bases = |row: RowIdx| {
            self.table.rows[row as usize].identifiers.iter().filter_map(move |idx| {
                let (local, domain) = self.table.identifiers[*idx as usize].mailbox()?;
                let trusted = self.profiles.trust[*idx as usize] == Trust::Proof;
                trusted.then_some((local.split('+').next().unwrap_or(local), domain, local.contains('+')))
            })
        };
        for (base, domain, tagged) in bases(a) {
            if bases(b).any(|(other, at, tag)| other == base && at == domain && (tag || tagged)) && !sum.proof {
                sum.add_fact(EvidenceKind::Email, 10.0, format!("both addresses are {base}@{domain} but for the tag"));
                break;
            }
        }
        self.add_phone_ends(a, b, sum);
    }

    /// A number written without its country or area against one that ends alike.
    fn add_phone_ends(&self, a: RowIdx, b: RowIdx, sum: &mut Sum) {
        let phones = |row: RowIdx| {
            self.table.rows[row as usize].identifiers.iter().filter_map(move |idx| {
                let handle = &self.table.identifiers[*idx as usize].handle;
                let trusted = !matches!(self.profiles.trust[*idx as usize], Trust::Never(_));
                (handle.kind() == HandleKind::Phone && trusted).then_some(handle.value())
            })
        };
        let bare = |number: &'a str| number.trim_start_matches('+').trim_start_matches('0');
        for one in phones(a) {
            for two in phones(b) {
                let complete = one.starts_with('+') && two.starts_with('+');
                let (short, long) = if bare(one).len() <= bare(two).len() { (one, two) } else { (two, one) };
                if one != two && !complete && bare(short).len() >= 7 && long.ends_with(bare(short)) {
                    sum.add_fact(EvidenceKind::Phone, 7.0, format!("{short} is the end of {long}"));
                    return;
                }
            }
        }
    }

    /// Adds what the names say; gives the rarity of a full name that both bear.
    fn add_names(&self, a: RowIdx, b: RowIdx, agreement: Agreement, sum: &mut Sum) -> f64 {
        let (Some(name_a), Some(name_b)) = (self.table.leading_name(a), self.table.leading_name(b)) else {
            self.add_spelling(a, b, sum);
            return self.spelled_rarity(a, b);
        };
        let rarity = self.rarity(name_a).min(self.rarity(name_b));
        let (shown_a, shown_b) = (&name_a.shown, &name_b.shown);
        match agreement {
            Agreement::Same if rarity > 0.0 => {
                sum.add(EvidenceKind::Name, rarity, format!("same name, {shown_a}{}", namesake_note(rarity)));
                return rarity;
            }
            Agreement::SameReordered if rarity > 0.0 => {
                sum.add(
                    EvidenceKind::Name,
                    rarity - 1.5,
                    format!("same name in another order, {shown_a} and {shown_b}"),
                );
                return rarity - 1.5;
            }
            Agreement::Same | Agreement::SameReordered | Agreement::Compatible => {
                let bits = compatible_bits(name_a, name_b);
                sum.add(EvidenceKind::Name, bits, format!("{shown_a} can be {shown_b}"));
            }
            Agreement::OtherFamily => {
                sum.add(
                    EvidenceKind::Name,
                    -2.0,
                    format!("same given name, another family name: {shown_a}, {shown_b}"),
                );
            }
            Agreement::Doubtful => {
                sum.doubts = true;
                sum.add(EvidenceKind::Against, -4.0, format!("{shown_a} and {shown_b} may be two people"));
            }
            Agreement::Unknown => self.add_other_script(name_a, name_b, sum),
            Agreement::Different => {}
        }
        0.0
    }

    fn rarity(&self, name: &Name) -> f64 {
        let bits = name.rarity();
        match name.block_key() {
            Some(key) if self.namesakes.contains(&key) => bits.min(KNOWN_NAMESAKES),
            _ => bits,
        }
    }

    fn add_other_script(&self, a: &Name, b: &Name, sum: &mut Sum) {
        let foreign = |name: &Name| name.tokens().any(|token| has_transliteration(&token.plain));
        let full = a.is_full() && b.is_full();
        if full && (foreign(a) || foreign(b)) && a.block_key().is_some() && a.block_key() == b.block_key() {
            let bits = (a.rarity().min(b.rarity()) - 4.0).max(2.0);
            sum.add(EvidenceKind::Name, bits, format!("{} is {} in another script", a.shown, b.shown));
        } else if full && !sum.proof_beyond_phone {
            // Two full names that do not spell the same: one phone may well be two people's.
            sum.doubts = true;
            let text = format!("{} does not spell {}", a.shown, b.shown);
            sum.add(EvidenceKind::Against, -4.0, text);
        }
    }

    /// The nameless row's address against the other's name.
    fn spelled(&self, a: RowIdx, b: RowIdx) -> Option<(String, &'a Name)> {
        let (nameless, named) = if self.table.rows[a as usize].names.is_empty() { (a, b) } else { (b, a) };
        let name = self.table.leading_name(named).filter(|name| name.is_full())?;
        let row = &self.table.rows[nameless as usize];
        let spelling = row.identifiers.iter().find_map(|idx| {
            let identifier = &self.table.identifiers[*idx as usize];
            let trusted = self.profiles.trust[*idx as usize] == Trust::Proof;
            let spells = trusted && identifier.user_name().is_some_and(|user| spells_name(user, name));
            spells.then(|| identifier.to_string())
        })?;
        (row.names.is_empty()).then_some((spelling, name))
    }

    fn add_spelling(&self, a: RowIdx, b: RowIdx, sum: &mut Sum) {
        if let Some((address, name)) = self.spelled(a, b) {
            let bits = (self.rarity(name) - 3.0).max(0.0);
            sum.add(EvidenceKind::LocalPart, bits, format!("{address} spells {}", name.shown));
        }
    }

    fn spelled_rarity(&self, a: RowIdx, b: RowIdx) -> f64 {
        self.spelled(a, b).map_or(0.0, |(_, name)| self.rarity(name) - 3.0)
    }

    fn add_employers(&self, a: RowIdx, b: RowIdx, sum: &mut Sum) {
        let (row_a, row_b) = (&self.table.rows[a as usize], &self.table.rows[b as usize]);
        let text = |idx: TextIdx| self.table.texts[idx as usize].as_str();
        if let Some(same) = shared(&row_a.employers, &row_b.employers) {
            sum.add_fact(EvidenceKind::Employer, 8.0, format!("same employer, {}", text(same)));
            return;
        }
        for (domains, employers) in [(&row_a.domains, &row_b.employers), (&row_b.domains, &row_a.employers)] {
            for &domain in domains {
                let label = employer_of_domain(text(domain)).unwrap_or_default();
                if let Some(employer) = employers.iter().find(|employer| label_matches(label, text(**employer))) {
                    let employer = text(*employer);
                    let reason = format!("the address's domain {} matches the employer {employer}", text(domain));
                    sum.add_fact(EvidenceKind::Employer, 8.0, reason);
                    return;
                }
            }
        }
        if let Some(same) = shared(&row_a.domains, &row_b.domains).filter(|_| !sum.proof) {
            let label = employer_of_domain(text(same)).unwrap_or_default();
            let family = |row: RowIdx| {
                self.table
                    .leading_name(row)
                    .is_some_and(|name| name.family.iter().any(|token| label.contains(&token.plain)))
            };
            let bits = if family(a) || family(b) { FAMILY_DOMAIN } else { 7.0 };
            sum.add_fact(EvidenceKind::Employer, bits, format!("both have addresses at {}", text(same)));
        }
    }

    fn add_user_names(&self, a: RowIdx, b: RowIdx, sum: &mut Sum) {
        let (row_a, row_b) = (&self.table.rows[a as usize], &self.table.rows[b as usize]);
        if let Some(same) = shared(&row_a.user_names, &row_b.user_names).filter(|_| !sum.proof) {
            let user = &self.table.texts[same as usize];
            sum.add_fact(EvidenceKind::LocalPart, 8.0, format!("both use the user name {user}"));
        }
    }

    fn add_birthdays(&self, a: RowIdx, b: RowIdx, sum: &mut Sum) {
        let (Some(one), Some(two)) = (self.table.rows[a as usize].birthday, self.table.rows[b as usize].birthday)
        else {
            return;
        };
        if birthdays_clash(one, two) {
            sum.doubts = true;
            sum.add(EvidenceKind::Against, -8.0, "different birthdays".to_owned());
        } else if one.year.is_some() && one.year == two.year {
            sum.add_fact(EvidenceKind::Birthday, 14.0, "same birthday".to_owned());
        } else {
            sum.add_fact(EvidenceKind::Birthday, 8.0, "same day and month of birth".to_owned());
        }
    }
}

/// Whether two birthdays cannot be one person's.
pub(crate) fn birthdays_clash(a: Birthday, b: Birthday) -> bool {
    let years = matches!((a.year, b.year), (Some(a), Some(b)) if a != b);
    years || (a.month, a.day) != (b.month, b.day)
}

/// Odds in bits to a probability.
pub(crate) fn probability(bits: f64) -> f64 {
    1.0 / (1.0 + (-bits).exp2())
}

fn decide(a: RowIdx, b: RowIdx, agreement: Agreement, rarity: f64, mut sum: Sum) -> Scored {
    let bits = sum.total();
    let on_identifier = sum.proof && !sum.doubts && agreement < Agreement::Doubtful;
    let on_name = rarity >= RARE && sum.second_facts >= SECOND_FACT && bits >= SURE && !sum.doubts;
    let tier = if on_identifier || on_name { Tier::Automatic } else { Tier::Review };
    let probability = match tier {
        Tier::Automatic => probability(bits.max(SURE)),
        Tier::Review => probability(bits).min(REVIEW_CAP),
    };
    sum.because.sort_by(|x, y| y.bits.total_cmp(&x.bits).then_with(|| x.text.cmp(&y.text)));
    Scored { a, b, tier, bits, probability, because: sum.because }
}

fn evidence_kind(kind: HandleKind) -> EvidenceKind {
    match kind {
        HandleKind::Email => EvidenceKind::Email,
        HandleKind::Phone => EvidenceKind::Phone,
        HandleKind::LinkedIn => EvidenceKind::LinkedIn,
        HandleKind::Web => EvidenceKind::Web,
        HandleKind::Account => EvidenceKind::Account,
    }
}

fn proof_bits(kind: EvidenceKind) -> f64 {
    match kind {
        EvidenceKind::LinkedIn => 32.0,
        EvidenceKind::Email => 30.0,
        EvidenceKind::Account => 27.0,
        _ => 25.0,
    }
}

fn compatible_bits(a: &Name, b: &Name) -> f64 {
    let weight = |name: &Name| {
        let family = name.family.iter().filter(|token| !token.is_initial());
        let bits = family.map(|token| crate::name::frequency::family_bits(&token.plain)).fold(0.0, f64::max);
        let given = name.given.first().filter(|token| !token.is_initial());
        bits + given.map_or(2.5, |token| crate::name::frequency::given_bits(&token.plain) - 4.0)
    };
    let single = |name: &Name| name.family.is_empty();
    if single(a) || single(b) { 3.0 } else { weight(a).min(weight(b)) }
}

fn namesake_note(rarity: f64) -> &'static str {
    if rarity <= KNOWN_NAMESAKES { ", which several people bear" } else { "" }
}

fn shared(a: &[TextIdx], b: &[TextIdx]) -> Option<TextIdx> {
    a.iter().copied().find(|text| b.binary_search(text).is_ok())
}

/// Names that two rows of one duplicate-free list bear.
fn known_namesakes(table: &Table) -> FxHashSet<String> {
    let mut seen: FxHashMap<(u64, String), u32> = FxHashMap::default();
    for row in &table.rows {
        let key = row.names.first().and_then(|name| table.names[*name as usize].block_key());
        if let (Some(book), Some(key), RecordKind::Card) = (row.book, key, row.kind) {
            *seen.entry((book.0, key)).or_default() += 1;
        }
    }
    seen.into_iter().filter(|(_, n)| *n >= 2).map(|((_, key), _)| key).collect()
}
