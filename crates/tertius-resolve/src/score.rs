//! What a pair of rows is worth: evidence in bits, and the tier that follows.
//!
//! Additive log-odds after Fellegi and Sunter ("A Theory for Record Linkage", JASA 1969) with shipped weights
//! instead of estimated ones: an address book is too small and too dirty to estimate from. Every term is a
//! reason that the user sees. The tier is a rule, not the sum: a pair joins by itself only on an identifier
//! that nobody else uses, or on a rare full name together with an independent second fact.

mod bound;
mod facts;
mod names;

use facts::Birthdays;
pub(crate) use facts::birthdays_clash;

use crate::identifier::Trust;
use crate::name::{Agreement, Name, frequency, likeness};
use crate::pairs::{N_SHARES, in_parallel};
use crate::record::{Evidence, EvidenceKind, RecordKind};
use crate::table::{RowIdx, Table};
use bound::Bound;
use rustc_hash::FxHashMap;
use std::cmp::Ordering;
use tertius_model::RecordId;

/// A full name is rare from here.
const RARE: f64 = 18.0;
/// The same in a list, where the sum takes its length into account.
const LISTED_RARE: f64 = 16.5;
/// The same beside a fact as strong as a birthday: two of one name seldom share that.
const LISTED_RARE_WITH_STRONG_FACT: f64 = 12.5;
/// As strong as a birthday with its year.
const STRONG_FACT: f64 = 14.0;
/// A second fact counts from here.
const SECOND_FACT: f64 = 6.0;
/// A name or user name may join rows of a list by itself from here.
const VERY_RARE: f64 = 17.0;
/// What must be left of it for that when the length of the list is taken off. On gold sets of a few thousand rows not
/// one pair of equal full names so rare was of two people, nor one that left a bit less.
const NO_NAMESAKE: f64 = 7.0;
/// The same for a user name that spells no name: brands and jokes are had by several.
const VERY_RARE_USER: f64 = 18.5;
const NO_OTHER_USER: f64 = 8.5;
/// Sum needed to join on a name and facts.
const SURE: f64 = 10.0;
/// What an address of both must be worth to join people whose names are alike.
const HOME: f64 = 3.0;
/// No pair for the user looks surer than this.
const REVIEW_CAP: f64 = 0.94;
/// Pairs below this are not worth a question.
const REVIEW_FLOOR: f64 = 0.5;

/// Where the rows are from, which sets what is expected before anything is known.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Setting {
    /// A user's vault: the odds are the same however much is in it, so that no import changes old answers.
    Vault,
    /// A list on its own.
    List {
        /// How many rows it has.
        n_rows: usize,
    },
}

impl Setting {
    /// Odds that two rows are one human before anything is known, in bits.
    fn prior(self) -> f64 {
        match self {
            Setting::Vault => -13.0,
            Setting::List { n_rows } => -(n_rows.max(1024) as f64).log2(),
        }
    }
}

/// What to do with a pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Tier {
    /// Join.
    Automatic,
    /// Ask.
    Review,
}

/// A scored pair.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scored {
    /// The row with the smaller record id.
    pub(crate) a: RowIdx,
    pub(crate) b: RowIdx,
    ids: (RecordId, RecordId),
    pub(crate) tier: Tier,
    pub(crate) bits: f64,
    /// An address of both outweighs names that clash.
    pub(crate) despite_names: bool,
}

impl Scored {
    /// How likely the two are one.
    pub(crate) fn probability(&self) -> f64 {
        match self.tier {
            Tier::Automatic => probability(self.bits.max(SURE)),
            Tier::Review => probability(self.bits).min(REVIEW_CAP),
        }
    }

    /// The order in which pairs join: the automatic tier first, the strongest first.
    pub(crate) fn before(&self, other: &Scored) -> Ordering {
        (self.tier.cmp(&other.tier))
            .then(other.bits.total_cmp(&self.bits))
            .then(self.ids.cmp(&other.ids))
            .then((self.a, self.b).cmp(&(other.a, other.b)))
    }
}

/// Scores pairs of one table.
pub(crate) struct Scorer<'a> {
    table: &'a Table,
    /// By identifier.
    trust: &'a [Trust],
    setting: Setting,
    /// By row: whether its names are its own.
    named: &'a [bool],
    namesakes: &'a Namesakes,
    local: Local,
    /// By row of a list: bounds for what its names and facts can be worth. Empty in a vault.
    bounds: Vec<Bound>,
    /// By name of a list: bits. Empty in a vault.
    rarities: Vec<f64>,
}

/// Whether to write the reasons down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Detail {
    Sum,
    Reasons,
}

struct Sum {
    detail: Detail,
    because: Vec<Evidence>,
    bits: f64,
    proof: bool,
    /// Whether some proof is more than a phone number, which families and desks share.
    proof_beyond_phone: bool,
    /// Bits of facts that the names do not imply.
    second_facts: f64,
    /// Bits of a full name of both.
    full_name: f64,
    /// Bits of a name that one has in short.
    short_name: f64,
    /// Bits of a user name of both that their names do not spell.
    user_name: f64,
    /// Bits of a user name of both that is a name squeezed together, where a name is missing.
    squeezed_name: f64,
    /// Bits of names that are one but for slips, or but for a marriage, of people born on one day.
    like_name: f64,
    /// Bits of an address of both: street, postcode, place.
    home: f64,
    /// Set when the names do not allow joining without a question.
    doubts: bool,
    despite_names: bool,
    /// Set when the doubt is only that one goes by a word that is no name, at one personal address.
    by_name_of_the_net: bool,
}

impl Sum {
    fn new(detail: Detail) -> Sum {
        Sum {
            detail,
            because: Vec::new(),
            bits: 0.0,
            proof: false,
            proof_beyond_phone: false,
            second_facts: 0.0,
            full_name: 0.0,
            short_name: 0.0,
            user_name: 0.0,
            squeezed_name: 0.0,
            like_name: 0.0,
            home: 0.0,
            doubts: false,
            despite_names: false,
            by_name_of_the_net: false,
        }
    }

    fn add(&mut self, kind: EvidenceKind, bits: f64, text: impl FnOnce() -> String) {
        self.bits += bits;
        if self.detail == Detail::Reasons {
            self.because.push(Evidence { kind, text: text(), bits });
        }
    }

    fn add_fact(&mut self, kind: EvidenceKind, bits: f64, text: impl FnOnce() -> String) {
        self.second_facts += bits;
        self.add(kind, bits, text);
    }
}

impl<'a> Scorer<'a> {
    pub(crate) fn new(
        table: &'a Table,
        trust: &'a [Trust],
        named: &'a [bool],
        namesakes: &'a Namesakes,
        setting: Setting,
    ) -> Scorer<'a> {
        let (local, bounds) = match setting {
            Setting::Vault => (Local::default(), Vec::new()),
            Setting::List { .. } => (Local::new(table), bound::of_rows(table, trust)),
        };
        let mut scorer = Scorer { table, trust, named, namesakes, setting, local, bounds, rarities: Vec::new() };
        if setting != Setting::Vault {
            let size = table.names.len().div_ceil(N_SHARES).max(1);
            let rarities = in_parallel(table.names.chunks(size), |names| {
                names.iter().map(|name| scorer.rarity(name)).collect::<Vec<f64>>()
            });
            scorer.rarities = rarities.concat();
        }
        scorer
    }

    /// Scores a pair; `None` when it is worth neither joining nor asking.
    pub(crate) fn score(&self, a: RowIdx, b: RowIdx) -> Option<Scored> {
        if self.is_hopeless(a, b) {
            return None;
        }
        let (a, b) = self.table.in_order(a, b);
        let sum = self.weigh(a, b, Detail::Sum)?;
        let bits = self.setting.prior() + sum.bits;
        let tier = self.tier(&sum, bits);
        let ids = (self.table.rows[a as usize].id, self.table.rows[b as usize].id);
        let scored = Scored { a, b, ids, tier, bits, despite_names: sum.despite_names };
        (scored.probability() >= REVIEW_FLOOR).then_some(scored)
    }

    /// The reasons of a scored pair, strongest first.
    pub(crate) fn explain(&self, a: RowIdx, b: RowIdx) -> Vec<Evidence> {
        let (a, b) = self.table.in_order(a, b);
        let mut because = self.weigh(a, b, Detail::Reasons).map(|sum| sum.because).unwrap_or_default();
        because.sort_by(|x, y| y.bits.total_cmp(&x.bits).then_with(|| x.text.cmp(&y.text)));
        because
    }

    /// Whether the rows have an identifier or a user name in common.
    fn share_addresses(&self, a: RowIdx, b: RowIdx) -> bool {
        let (row_a, row_b) = (&self.table.rows[a as usize], &self.table.rows[b as usize]);
        let stem = |user: &u32| self.table.users[*user as usize].stem;
        row_a.identifiers.iter().any(|idx| row_b.identifiers.contains(idx))
            || row_a.users.iter().any(|one| row_b.users.iter().any(|two| stem(one) == stem(two)))
    }

    fn weigh(&self, a: RowIdx, b: RowIdx, detail: Detail) -> Option<Sum> {
        let table = self.table;
        let (row_a, row_b) = (&table.rows[a as usize], &table.rows[b as usize]);
        if row_a.book.is_some() && row_a.book == row_b.book {
            return None;
        }
        let comparable = self.named[a as usize] && self.named[b as usize];
        let (agreement, pair) = if comparable { table.agreement(a, b) } else { (Agreement::Unknown, None) };
        let born = self.born(a, b);
        let liken = born == Some(Birthdays::Same)
            && matches!(agreement, Agreement::OtherFamily | Agreement::Doubtful | Agreement::Different);
        let alike =
            pair.filter(|_| liken).and_then(|(x, y)| likeness(&table.names[x as usize], &table.names[y as usize]));
        let apart = self.setting == Setting::Vault || !self.share_addresses(a, b);
        if agreement == Agreement::Different && alike.is_none() && apart {
            return None;
        }
        let mut sum = Sum::new(detail);
        self.add_identifiers(a, b, agreement, &mut sum);
        match alike {
            Some(alike) => self.add_likeness(pair, alike, &mut sum),
            None if comparable => self.add_names(a, b, agreement, pair, &mut sum),
            None => {}
        }
        self.add_users(a, b, agreement, &mut sum);
        self.add_employers(a, b, &mut sum);
        self.add_birthdays(born, &mut sum);
        self.add_places(a, b, &mut sum);
        Some(sum)
    }

    /// Joins by itself: on a proof; on a rare name and a second fact; on a made-up user name of both. A list has no
    /// other judge than its length, so there also on a name or a user name so rare that nobody else among so many
    /// rows is expected to bear it.
    fn tier(&self, sum: &Sum, bits: f64) -> Tier {
        let listed = self.setting != Setting::Vault;
        let rare = match listed {
            true if sum.second_facts >= STRONG_FACT => LISTED_RARE_WITH_STRONG_FACT,
            true => LISTED_RARE,
            false => RARE,
        };
        let on_name = sum.full_name >= rare && sum.second_facts >= SECOND_FACT && bits >= SURE;
        let named = sum.full_name.max(sum.short_name) >= 8.0;
        let on_user_name = named && sum.user_name >= 11.0 && bits >= SURE;
        let alone = |rarity: f64, rare: f64, left: f64| {
            listed && rarity >= rare && bits.min(rarity + self.setting.prior()) >= left
        };
        let on_rarity = alone(sum.full_name.max(sum.squeezed_name), VERY_RARE, NO_NAMESAKE)
            || alone(sum.user_name, VERY_RARE_USER, NO_OTHER_USER);
        // Of one name but for slips, born on one day, at one address.
        let on_likeness = listed && sum.like_name > 0.0 && sum.home >= HOME && bits >= SURE;
        let joins = sum.proof || on_name || on_user_name || on_rarity || on_likeness;
        if joins && (!sum.doubts || sum.by_name_of_the_net) { Tier::Automatic } else { Tier::Review }
    }
}

/// Odds in bits to a probability.
pub(crate) fn probability(bits: f64) -> f64 {
    1.0 / (1.0 + (-bits).exp2())
}

/// How common family names are among the people of a list, where that is more common than in the world.
#[derive(Debug, Default)]
pub(crate) struct Local {
    bits: FxHashMap<String, f64>,
}

/// First letters of given names from which a family name is common in a list: one person's names begin with fewer.
const MANY_INITIALS: u32 = 4;

impl Local {
    /// Counts the full names of a list.
    pub(crate) fn new(table: &Table) -> Local {
        let mut seen: FxHashMap<&str, (u32, u32)> = FxHashMap::default();
        let mut n_names = 0_u32;
        for name in table.names.iter().filter(|name| name.is_full()) {
            n_names += 1;
            let initial = name.given.first().and_then(|given| given.plain.chars().next()).unwrap_or_default();
            for token in &name.family {
                let (n, initials) = seen.entry(&token.plain).or_default();
                *n += 1;
                *initials |= 1 << (initial as u32 % 32);
            }
        }
        let common = seen.into_iter().filter(|(_, (_, initials))| initials.count_ones() >= MANY_INITIALS);
        let bits = |n: u32| (f64::from(n_names) / f64::from(n)).log2();
        Local { bits: common.map(|(word, (n, _))| (word.to_owned(), bits(n))).collect() }
    }

    /// Bits that a full name is commoner here than in the world.
    fn discount(&self, name: &Name) -> f64 {
        if self.bits.is_empty() {
            return 0.0;
        }
        let world = |word: &str| frequency::family_bits(word);
        let words = name.family.iter().map(|token| token.plain.as_str());
        let rarest = words.clone().map(world).fold(0.0, f64::max);
        let here = words.map(|word| self.bits.get(word).map_or(world(word), |bits| bits.min(world(word))));
        rarest - here.fold(0.0, f64::max)
    }
}

/// Names that two rows of one duplicate-free list bear.
#[derive(Debug, Default)]
pub(crate) struct Namesakes {
    /// Cards by list and name.
    n_cards: FxHashMap<(u64, String), u32>,
    /// Lists that hold the name twice.
    n_lists: FxHashMap<String, u32>,
}

impl Namesakes {
    /// The list and the name by which a row counts.
    fn key(table: &Table, row: RowIdx) -> Option<(u64, String)> {
        let row = &table.rows[row as usize];
        let book = row.book.filter(|_| row.kind == RecordKind::Card)?;
        Some((book.0, table.names[*row.names.first()? as usize].block_key()?))
    }

    /// Counts a row; gives the name when it became one of several people.
    pub(crate) fn add(&mut self, table: &Table, row: RowIdx) -> Option<String> {
        let key = Namesakes::key(table, row)?;
        let n = self.n_cards.entry(key.clone()).or_default();
        *n += 1;
        if *n != 2 {
            return None;
        }
        let n_lists = self.n_lists.entry(key.1.clone()).or_default();
        *n_lists += 1;
        (*n_lists == 1).then_some(key.1)
    }

    /// Takes a row out of the count; gives the name when it is one person's again.
    pub(crate) fn remove(&mut self, table: &Table, row: RowIdx) -> Option<String> {
        let key = Namesakes::key(table, row)?;
        let n = self.n_cards.get_mut(&key)?;
        *n -= 1;
        if *n != 1 {
            return None;
        }
        let n_lists = self.n_lists.get_mut(&key.1)?;
        *n_lists -= 1;
        (*n_lists == 0).then(|| {
            self.n_lists.remove(&key.1);
            key.1
        })
    }

    fn contains(&self, key: &str) -> bool {
        self.n_lists.contains_key(key)
    }

    fn is_empty(&self) -> bool {
        self.n_lists.is_empty()
    }
}
