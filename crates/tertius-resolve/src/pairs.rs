//! Which pairs of rows are looked at: those that share an identifier, a form of a name, a user name or one that
//! the other's name may spell, a birthday, or a street.
//!
//! Near-linear: every row has a bounded number of block keys, and a block larger than its cap gives a star instead
//! of all pairs (identifiers) or is skipped (and logged, for names); a skipped name block is still compared where
//! its rows also share an employer, a mail domain or a birthday, because those have blocks of their own.

use crate::employer::employer_of_domain;
use crate::identifier::Trust;
use crate::name::{Name, collapse, nickname_groups, skeleton};
use crate::profile::Profiles;
use crate::spelling::likely_user_names;
use crate::table::{RowIdx, Table};
use rustc_hash::FxHasher;
use std::hash::{Hash, Hasher};

/// Holders of one identifier up to which all pairs are compared.
const MAX_HOLDERS: usize = 12;
/// Rows of one name block that are all compared.
const MAX_BLOCK: usize = 60;
/// Rows of a block of initials, user names or facts.
const MAX_LOOSE_BLOCK: usize = 24;

/// The pairs to score, smaller row first, sorted; and the blocks that were too large.
#[derive(Debug, Default)]
pub(crate) struct Pairs {
    pub(crate) pairs: Vec<(RowIdx, RowIdx)>,
    pub(crate) skipped: Vec<String>,
}

/// Collects the pairs of a table.
pub(crate) fn collect(table: &Table, profiles: &Profiles, named: &[bool]) -> Pairs {
    let mut found = Pairs::default();
    for (idx, holders) in table.holders.iter().enumerate() {
        match profiles.trust[idx] {
            Trust::Proof | Trust::WithName => found.add_holders(holders),
            // A household's address is a question where the names may be one person's after all.
            Trust::Never(_) if holders.len() <= MAX_HOLDERS => found.add_all(holders),
            Trust::Never(_) => {}
        }
    }
    let mut keys = Keys::default();
    for (at, row) in (0u32..).zip(&table.rows) {
        keys.row = at;
        if named[at as usize] {
            for name in row.names.iter().take(4).map(|name| &table.names[*name as usize]) {
                keys.add_name(name);
                keys.add_name_with_facts(table, at, name);
            }
        }
        for &user in row.users.iter().chain(&row.labels) {
            let user = &table.users[user as usize];
            keys.add(Block::UserName, &user.text, "");
            keys.add(Block::UserName, &table.users[user.stem as usize].text, "");
        }
        keys.add_facts(table, at);
    }
    found.add_blocks(table, keys.sorted());
    found.pairs.sort_unstable();
    found.pairs.dedup();
    found.skipped.sort_unstable();
    found.skipped.dedup();
    found
}

/// What the rows of a block have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Block {
    /// The full name.
    Name,
    /// The full name and a further fact.
    NameAndFact,
    /// A form of the name.
    NameForm,
    /// A user name, or one that the name spells.
    UserName,
    /// A birthday or a street.
    Fact,
}

#[derive(Default)]
struct Keys {
    row: RowIdx,
    keys: Vec<(u64, RowIdx, Block)>,
}

impl Keys {
    fn add(&mut self, block: Block, first: &str, second: &str) {
        let mut hasher = FxHasher::default();
        (block, first, second).hash(&mut hasher);
        self.keys.push((hasher.finish(), self.row, block));
    }

    fn sorted(mut self) -> Vec<(u64, RowIdx, Block)> {
        self.keys.sort_unstable();
        self.keys.dedup();
        self.keys
    }

    /// The whole name; its first word with each other one; with the nickname's formal names; its consonants.
    fn add_name(&mut self, name: &Name) {
        let Some(key) = name.block_key() else { return };
        self.add(Block::Name, &key, "");
        let (Some(given), Some(family)) = (name.given.first(), name.family.last()) else { return };
        let (first, last) = (collapse(&given.plain), collapse(&family.plain));
        for word in name.given.iter().skip(1).chain(&name.family).filter(|token| !token.is_initial()) {
            let word = collapse(&word.plain);
            let (small, large) = if first <= word { (&first, &word) } else { (&word, &first) };
            self.add(Block::NameForm, small, large);
        }
        for group in nickname_groups(&given.plain) {
            self.add(Block::NameForm, &group.to_string(), &last);
        }
        for maiden in &name.maiden {
            self.add(Block::NameForm, &first, &collapse(&maiden.plain));
        }
        let (one, two) = (skeleton(&first), skeleton(&last));
        let (small, large) = if one <= two { (&one, &two) } else { (&two, &one) };
        self.add(Block::NameForm, small, &format!("{large} sounds"));
        for user in likely_user_names(name) {
            self.add(Block::UserName, &user, "");
        }
    }

    fn add_name_with_facts(&mut self, table: &Table, at: RowIdx, name: &Name) {
        let row = &table.rows[at as usize];
        let labels = row.domains.iter().filter_map(|domain| employer_of_domain(&table.texts[*domain as usize]));
        let facts: Vec<&str> =
            row.employers.iter().map(|text| table.texts[*text as usize].as_str()).chain(labels).collect();
        if let Some(given) = name.given.first().filter(|token| !token.is_initial()) {
            for fact in &facts {
                self.add(Block::NameAndFact, &given.plain, fact);
            }
        }
        let Some(key) = name.block_key() else { return };
        for fact in facts {
            self.add(Block::NameAndFact, &key, fact);
            if let (Some(given), Some(family)) = (name.given.first(), name.family.last()) {
                let initial: String = given.plain.chars().take(1).collect();
                self.add(Block::NameAndFact, &format!("{initial} {}", collapse(&family.plain)), fact);
            }
        }
        if let Some(born) = row.birthday {
            self.add(Block::NameAndFact, &key, &format!("{}-{}", born.month, born.day));
        }
    }

    fn add_facts(&mut self, table: &Table, at: RowIdx) {
        let row = &table.rows[at as usize];
        if let Some((born, year)) = row.birthday.and_then(|born| Some((born, born.year?))) {
            self.add(Block::Fact, &format!("{year}-{}-{}", born.month, born.day), "");
        }
        if let Some(street) = row.street {
            self.add(Block::Fact, &table.texts[street as usize], "");
        }
    }
}

/// Whether each row's names are its own: not those of a shared or relayed address.
pub(crate) fn trusted_names(table: &Table, profiles: &Profiles) -> Vec<bool> {
    table
        .rows
        .iter()
        .map(|row| {
            let own = |idx: &u32| !matches!(profiles.trust[*idx as usize], Trust::Never(_));
            row.kind == crate::record::RecordKind::Card || row.identifiers.is_empty() || row.identifiers.iter().any(own)
        })
        .collect()
}

impl Pairs {
    fn add(&mut self, a: RowIdx, b: RowIdx) {
        if a != b {
            self.pairs.push((a.min(b), a.max(b)));
        }
    }

    fn add_holders(&mut self, holders: &[RowIdx]) {
        if holders.len() <= MAX_HOLDERS {
            self.add_all(holders);
            return;
        }
        for pair in holders.windows(2) {
            self.add(pair[0], pair[1]);
        }
        for &other in &holders[1..] {
            self.add(holders[0], other);
        }
    }

    fn add_all(&mut self, rows: &[RowIdx]) {
        for (at, &a) in rows.iter().enumerate() {
            for &b in &rows[at + 1..] {
                self.add(a, b);
            }
        }
    }

    /// Compares the rows of each block with one another.
    fn add_blocks(&mut self, table: &Table, keys: Vec<(u64, RowIdx, Block)>) {
        for block in keys.chunk_by(|a, b| a.0 == b.0 && a.2 == b.2) {
            let [(_, first, kind), _, ..] = block else { continue };
            let cap = match kind {
                Block::Name | Block::NameAndFact => MAX_BLOCK,
                Block::NameForm | Block::UserName | Block::Fact => MAX_LOOSE_BLOCK,
            };
            if block.len() <= cap {
                for (at, (_, a, _)) in block.iter().enumerate() {
                    for (_, b, _) in &block[at + 1..] {
                        self.add(*a, *b);
                    }
                }
            } else if *kind == Block::Name {
                self.skipped.extend(table.leading_name(*first).map(|name| name.shown.clone()));
            }
        }
    }
}
