//! Which pairs of rows are looked at: those that share an identifier, a name, or a user name that spells one.
//!
//! Near-linear: a block larger than its cap gives a star instead of all pairs (identifiers) or is skipped and
//! logged (names); a skipped name block is still compared where its rows also share an employer, a mail domain
//! or a birthday, because those have blocks of their own.

use crate::employer::employer_of_domain;
use crate::identifier::Trust;
use crate::name::{self, NameKind, collapse, fold_name};
use crate::profile::Profiles;
use crate::table::{RowIdx, Table};
use rustc_hash::FxHashMap;

/// Holders of one identifier up to which all pairs are compared.
const MAX_HOLDERS: usize = 12;
/// Rows of one name block that are all compared.
const MAX_BLOCK: usize = 60;
/// Rows of a block of initials or user names.
const MAX_LOOSE_BLOCK: usize = 24;

/// The pairs to score, smaller row first, sorted; and the blocks that were too large.
#[derive(Debug, Default)]
pub(crate) struct Pairs {
    pub(crate) pairs: Vec<(RowIdx, RowIdx)>,
    pub(crate) skipped: Vec<String>,
}

/// Collects the pairs of a table.
pub(crate) fn collect(table: &Table, profiles: &Profiles) -> Pairs {
    let mut found = Pairs::default();
    for (idx, holders) in table.holders.iter().enumerate() {
        match profiles.trust[idx] {
            Trust::Proof | Trust::WithName => found.add_holders(holders),
            Trust::Never(_) => {}
        }
    }
    let named = trusted_names(table, profiles);
    found.add_blocks(name_blocks(table, &named), MAX_BLOCK, true);
    found.add_blocks(spelling_blocks(table, profiles, &named), MAX_LOOSE_BLOCK, false);
    found.pairs.sort_unstable();
    found.pairs.dedup();
    found.skipped.sort_unstable();
    found
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

    fn add_blocks(&mut self, blocks: FxHashMap<String, Vec<RowIdx>>, cap: usize, log: bool) {
        for (key, rows) in blocks {
            if rows.len() <= cap {
                self.add_all(&rows);
            } else if log {
                self.skipped.push(key.replace('\u{1}', " · "));
            }
        }
    }
}

/// Blocks of rows with one name, alone and with each further fact.
fn name_blocks(table: &Table, named: &[bool]) -> FxHashMap<String, Vec<RowIdx>> {
    let mut blocks: FxHashMap<String, Vec<RowIdx>> = FxHashMap::default();
    for (at, row) in (0u32..).zip(&table.rows) {
        if !named[at as usize] {
            continue;
        }
        let mut keys: Vec<String> = Vec::new();
        for name in row.names.iter().take(4).map(|name| &table.names[*name as usize]) {
            let Some(key) = name.block_key() else { continue };
            let labels = row.domains.iter().filter_map(|domain| employer_of_domain(&table.texts[*domain as usize]));
            for fact in row.employers.iter().map(|text| table.texts[*text as usize].as_str()).chain(labels) {
                keys.push(format!("{key}\u{1}{fact}"));
                if let (Some(given), Some(family)) = (name.given.first(), name.family.last()) {
                    let initial: String = given.plain.chars().take(1).collect();
                    keys.push(format!("{initial}\u{1}{}\u{1}{fact}", collapse(&family.plain)));
                }
            }
            if let Some(born) = row.birthday {
                keys.push(format!("{key}\u{1}{}-{}", born.month, born.day));
            }
            keys.push(key);
        }
        keys.sort_unstable();
        keys.dedup();
        for key in keys {
            blocks.entry(key).or_default().push(at);
        }
    }
    blocks
}

/// Rows without a name whose address spells one, against the rows that bear it.
fn spelling_blocks(table: &Table, profiles: &Profiles, named: &[bool]) -> FxHashMap<String, Vec<RowIdx>> {
    let mut blocks: FxHashMap<String, Vec<RowIdx>> = FxHashMap::default();
    for (at, row) in (0u32..).zip(&table.rows) {
        if !row.names.is_empty() {
            continue;
        }
        for &idx in &row.identifiers {
            let identifier = &table.identifiers[idx as usize];
            let key =
                identifier.user_name().map(|user| collapse(&fold_name(user).replace(' ', ""))).unwrap_or_default();
            if key.chars().count() >= 6 && profiles.trust[idx as usize] == Trust::Proof {
                blocks.entry(key).or_default().push(at);
            }
        }
    }
    for (at, row) in (0u32..).zip(&table.rows) {
        let Some(name) = row.names.first().map(|name| &table.names[*name as usize]) else { continue };
        if !named[at as usize] || name.kind != NameKind::Full {
            continue;
        }
        let (Some(given), Some(family)) = (name.given.first(), name.family.last()) else { continue };
        let (given, family) = (name::collapse(&given.plain), name::collapse(&family.plain));
        for key in [collapse(&format!("{given}{family}")), collapse(&format!("{family}{given}"))] {
            if let Some(rows) = blocks.get_mut(&key)
                && rows.last() != Some(&at)
            {
                rows.push(at);
            }
        }
    }
    blocks
}
