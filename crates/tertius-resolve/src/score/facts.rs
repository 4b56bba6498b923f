//! What identifiers, employers, birthdays and places say about a pair.

use super::{Scorer, Setting, Sum};
use crate::employer::{employer_of_domain, label_matches};
use crate::identifier::Trust;
use crate::name::{Agreement, NameKind, frequency};
use crate::record::{EvidenceKind, ProfileKind};
use crate::spelling::{squeeze, user_name_bits};
use crate::table::{IdentIdx, RowIdx, TextIdx};
use tertius_model::{Birthday, HandleKind};

/// A shared domain that spells the family name: a father and a son have it too.
const FAMILY_DOMAIN: f64 = 2.5;
/// What an employer of both is worth at most.
pub(super) const EMPLOYER: f64 = 8.0;
/// What a shared domain is worth at most.
pub(super) const DOMAIN: f64 = 7.0;
/// What one birthday is worth, with its year.
const BIRTHDAY: f64 = 14.0;
/// What two birthdays of one year are worth that differ by one slip.
const BIRTHDAY_SLIP: f64 = 6.0;
/// What a place of both is worth.
pub(super) const PLACE: f64 = 3.0;
/// What a street and number of both is worth.
pub(super) const STREET: f64 = 8.0;
/// What a postcode of both is worth.
pub(super) const POSTCODE: f64 = 5.0;

impl Scorer<'_> {
    /// Adds identifiers of both.
    pub(super) fn add_identifiers(&self, a: RowIdx, b: RowIdx, agreement: Agreement, sum: &mut Sum) {
        let (row_a, row_b) = (&self.table.rows[a as usize], &self.table.rows[b as usize]);
        for idx in row_a.identifiers.iter().filter(|idx| row_b.identifiers.contains(idx)) {
            let identifier = &self.table.identifiers[*idx as usize];
            let kind = evidence_kind(identifier.handle.kind());
            let same_name = matches!(agreement, Agreement::Same | Agreement::SameReordered);
            let text = || format!("both have {identifier}");
            match self.trust[*idx as usize] {
                Trust::Proof => {
                    sum.proof = true;
                    sum.proof_beyond_phone |= kind != EvidenceKind::Phone;
                    sum.add(kind, proof_bits(kind), text);
                }
                Trust::WithName if same_name => sum.add_fact(kind, 8.0, text),
                Trust::WithName => sum.add(kind, 4.0, text),
                Trust::Never(profile) => {
                    let bits = self.shared_mailbox_bits(a, b, *idx, agreement);
                    sum.despite_names |= profile == ProfileKind::Household && bits == HOUSEHOLD_MAILBOX;
                    if bits == HOUSEHOLD_MAILBOX && agreement == Agreement::Doubtful && self.is_by_name_of_the_net(a, b)
                    {
                        sum.proof = true;
                        sum.proof_beyond_phone = true;
                        sum.by_name_of_the_net = true;
                    }
                    sum.add(kind, bits, || {
                        format!("both have {identifier}, which is no one person's ({})", profile.id())
                    });
                }
            }
        }
        self.add_tagged_mailbox(a, b, sum);
        self.add_phone_ends(a, b, sum);
    }

    /// What an address is worth that is no one person's by its spelling or its names.
    fn shared_mailbox_bits(&self, a: RowIdx, b: RowIdx, idx: IdentIdx, agreement: Agreement) -> f64 {
        let identifier = &self.table.identifiers[idx as usize];
        let few = self.table.holders[idx as usize].len() <= MAX_HOUSEHOLD_ROWS;
        let Some((local, host)) = identifier.mailbox().filter(|_| few && self.setting != Setting::Vault) else {
            return 2.0;
        };
        let names_fit = agreement <= Agreement::Compatible;
        match self.trust[idx as usize] {
            Trust::Never(ProfileKind::Household) if !self.shares_family(a, b) => HOUSEHOLD_MAILBOX,
            Trust::Never(ProfileKind::Role) if names_fit => 18.0,
            Trust::Never(ProfileKind::Role) if agreement == Agreement::Unknown => 12.0,
            // `jane@janes-laptop.local`: the machine is somebody's, `root@localhost` is everybody's.
            Trust::Never(ProfileKind::Junk) if user_name_bits(&squeeze(local)) > 0.0 => {
                let machine = squeeze(host.split('.').next().unwrap_or_default());
                if machine.chars().count() >= 5 { user_name_bits(&machine).min(14.0) } else { 2.0 }
            }
            _ => 2.0,
        }
    }

    /// Whether one goes by a single word that is no given and no family name, and the other by a full name.
    fn is_by_name_of_the_net(&self, a: RowIdx, b: RowIdx) -> bool {
        let (Some(a), Some(b)) = (self.table.leading_name(a), self.table.leading_name(b)) else { return false };
        let (single, other) = if a.kind == NameKind::Single { (a, b) } else { (b, a) };
        let word = single.given.first().map_or("", |token| token.plain.as_str());
        let known = frequency::is_common_given(word) || frequency::is_common_family(word);
        single.kind == NameKind::Single && other.is_full() && word.is_ascii() && word.len() >= 4 && !known
    }

    /// Whether the leading names have a family name in common: two names at one address may be a family's.
    fn shares_family(&self, a: RowIdx, b: RowIdx) -> bool {
        let (Some(a), Some(b)) = (self.table.leading_name(a), self.table.leading_name(b)) else { return false };
        a.family.iter().any(|one| b.family.iter().any(|two| one.same_word(two)))
    }

    fn add_tagged_mailbox(&self, a: RowIdx, b: RowIdx, sum: &mut Sum) {
        let bases = |row: RowIdx| {
            self.table.rows[row as usize].identifiers.iter().filter_map(move |idx| {
                let (local, domain) = self.table.identifiers[*idx as usize].mailbox()?;
                let trusted = self.trust[*idx as usize] == Trust::Proof && local.len() >= 2;
                trusted.then_some((local.split('+').next().unwrap_or(local), domain, local.contains('+')))
            })
        };
        for (base, domain, tagged) in bases(a) {
            if !sum.proof && bases(b).any(|(other, at, tag)| other == base && at == domain && (tag || tagged)) {
                let text = || format!("both addresses are {base}@{domain} but for the tag");
                sum.add_fact(EvidenceKind::Email, 10.0, text);
                return;
            }
        }
    }

    /// A number written without its country or area against one that ends alike.
    fn add_phone_ends(&self, a: RowIdx, b: RowIdx, sum: &mut Sum) {
        let phones = |row: RowIdx| {
            self.table.rows[row as usize].identifiers.iter().filter_map(move |idx| {
                let handle = &self.table.identifiers[*idx as usize].handle;
                let trusted = !matches!(self.trust[*idx as usize], Trust::Never(_));
                (handle.kind() == HandleKind::Phone && trusted).then_some(handle.value())
            })
        };
        fn bare(number: &str) -> &str {
            number.trim_start_matches('+').trim_start_matches('0')
        }
        for one in phones(a) {
            for two in phones(b) {
                let complete = one.starts_with('+') && two.starts_with('+');
                let (short, long) = if bare(one).len() <= bare(two).len() { (one, two) } else { (two, one) };
                if one != two && !complete && bare(short).len() >= 7 && long.ends_with(bare(short)) {
                    sum.add_fact(EvidenceKind::Phone, 7.0, || format!("{short} is the end of {long}"));
                    return;
                }
            }
        }
    }

    /// Adds an employer of both, by name or by mail domain.
    pub(super) fn add_employers(&self, a: RowIdx, b: RowIdx, sum: &mut Sum) {
        let (row_a, row_b) = (&self.table.rows[a as usize], &self.table.rows[b as usize]);
        let text = |idx: TextIdx| self.table.texts[idx as usize].as_str();
        if let Some(same) = shared(&row_a.employers, &row_b.employers) {
            let bits = self.employer_bits(same);
            sum.add_fact(EvidenceKind::Employer, bits, || format!("same employer, {}", text(same)));
            return;
        }
        for (domains, employers) in [(&row_a.domains, &row_b.employers), (&row_b.domains, &row_a.employers)] {
            for &domain in domains {
                let label = employer_of_domain(text(domain)).unwrap_or_default();
                if let Some(employer) = employers.iter().find(|employer| label_matches(label, text(**employer))) {
                    let reason = || {
                        let employer = text(*employer);
                        format!("the address's domain {} matches the employer {employer}", text(domain))
                    };
                    let bits = self.employer_bits(*employer).min(self.employer_bits(domain));
                    sum.add_fact(EvidenceKind::Employer, bits, reason);
                    return;
                }
            }
        }
        if let Some(same) = shared(&row_a.domains, &row_b.domains).filter(|_| !sum.proof) {
            let bits = self.domain_bits(a, b, same);
            sum.add_fact(EvidenceKind::Employer, bits, || format!("both have addresses at {}", text(same)));
        }
    }

    /// Fewer rows at an employer make it say more.
    fn employer_bits(&self, employer: TextIdx) -> f64 {
        match self.setting {
            Setting::Vault => EMPLOYER,
            Setting::List { n_rows } => self.share_bits(employer, n_rows).min(EMPLOYER),
        }
    }

    fn share_bits(&self, text: TextIdx, n_rows: usize) -> f64 {
        let n_there = self.table.n_at_domain.get(&text).copied().unwrap_or(1).max(2);
        (n_rows.max(1024) as f64 / f64::from(n_there)).log2().max(1.0)
    }

    /// Fewer rows at a domain make it say more; one that spells the family name says little about the given one.
    fn domain_bits(&self, a: RowIdx, b: RowIdx, domain: TextIdx) -> f64 {
        let label = employer_of_domain(&self.table.texts[domain as usize]).unwrap_or_default();
        let family = |row: RowIdx| {
            self.table
                .leading_name(row)
                .is_some_and(|name| name.family.iter().any(|token| label.contains(&token.plain)))
        };
        if family(a) || family(b) {
            return FAMILY_DOMAIN;
        }
        match self.setting {
            Setting::Vault => DOMAIN,
            Setting::List { n_rows } => self.share_bits(domain, n_rows).min(DOMAIN),
        }
    }

    /// What the birthdays of two rows say, where both have one.
    pub(super) fn born(&self, a: RowIdx, b: RowIdx) -> Option<Birthdays> {
        let (one, two) = (self.table.rows[a as usize].birthday?, self.table.rows[b as usize].birthday?);
        Some(compare_birthdays(one, two))
    }

    /// Adds what the birthdays say.
    pub(super) fn add_birthdays(&self, born: Option<Birthdays>, sum: &mut Sum) {
        match born {
            None => {}
            Some(Birthdays::Same) => sum.add_fact(EvidenceKind::Birthday, BIRTHDAY, || "same birthday".to_owned()),
            Some(Birthdays::SameDay) => {
                sum.add_fact(EvidenceKind::Birthday, 8.0, || "same day and month of birth".to_owned());
            }
            Some(Birthdays::Slip) => {
                let text = || "birthdays of one year that differ by one slip".to_owned();
                sum.add_fact(EvidenceKind::Birthday, BIRTHDAY_SLIP, text);
            }
            Some(Birthdays::Clash) => {
                sum.doubts = true;
                sum.add(EvidenceKind::Against, -8.0, || "different birthdays".to_owned());
            }
        }
    }

    /// Adds what the places say.
    pub(super) fn add_places(&self, a: RowIdx, b: RowIdx, sum: &mut Sum) {
        let (row_a, row_b) = (&self.table.rows[a as usize], &self.table.rows[b as usize]);
        if row_a.place.is_some() && row_a.place == row_b.place {
            sum.home += PLACE;
            sum.add_fact(EvidenceKind::Place, PLACE, || "same place".to_owned());
        }
        // A household shares street and postcode: worth something, no second fact.
        if row_a.street.is_some() && row_a.street == row_b.street {
            sum.home += STREET;
            sum.add(EvidenceKind::Street, STREET, || "same street and number".to_owned());
        }
        if row_a.postcode.is_some() && row_a.postcode == row_b.postcode {
            sum.home += POSTCODE;
            sum.add(EvidenceKind::Street, POSTCODE, || "same postcode".to_owned());
        }
    }
}

/// More rows than this at one address make it nobody's.
const MAX_HOUSEHOLD_ROWS: usize = 12;
/// Two names at one personal mailbox that are of no one family: in a list more often one person's two names.
const HOUSEHOLD_MAILBOX: f64 = 26.0;

/// What two birthdays say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Birthdays {
    /// The same day of the same year.
    Same,
    /// The same day, and not both say the year.
    SameDay,
    /// Of the same year, one digit apart or with two of them exchanged: a father and a son are never so close.
    Slip,
    /// Two people's.
    Clash,
}

pub(super) fn compare_birthdays(a: Birthday, b: Birthday) -> Birthdays {
    let same_day = (a.month, a.day) == (b.month, b.day);
    match (a.year, b.year) {
        (Some(one), Some(two)) if one == two && same_day => Birthdays::Same,
        (Some(one), Some(two)) if one == two && is_slip(a, b) => Birthdays::Slip,
        (Some(one), Some(two)) if one != two => Birthdays::Clash,
        _ if same_day => Birthdays::SameDay,
        _ => Birthdays::Clash,
    }
}

fn is_slip(a: Birthday, b: Birthday) -> bool {
    let digits = |born: Birthday| [born.month / 10, born.month % 10, born.day / 10, born.day % 10];
    let n_different = digits(a).iter().zip(digits(b)).filter(|(one, two)| **one != *two).count();
    let turned = |born: Birthday| born.day / 10 + born.day % 10 * 10;
    n_different == 1 || (a.month, a.day) == (b.day, b.month) || (a.month, a.day) == (b.month, turned(b))
}

/// Whether two birthdays cannot be one person's.
pub(crate) fn birthdays_clash(a: Birthday, b: Birthday) -> bool {
    compare_birthdays(a, b) == Birthdays::Clash
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

fn shared(a: &[TextIdx], b: &[TextIdx]) -> Option<TextIdx> {
    a.iter().copied().find(|text| b.contains(text))
}
