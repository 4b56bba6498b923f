//! Profiling identifiers before trusting them: an address with several people's names on it proves nothing.
//!
//! A desk, a relay or a placeholder is known by its spelling. The rest is known by its holders: names that
//! cannot be one human's make it a household's (up to four people) or an organisation's. Cost: linear in the
//! holders, quadratic in the distinct names of one identifier, which are capped.

use crate::identifier::Trust;
use crate::name::{Agreement, NameKind};
use crate::pairs::{N_SHARES, in_parallel};
use crate::record::{Profile, ProfileKind, RecordKind};
use crate::table::{IdentIdx, NameIdx, RowIdx, Table};

/// More distinct names than this on one identifier are several people's without looking.
const MAX_NAMES: usize = 48;
/// As many people as a household has at most.
const MAX_HOUSEHOLD: usize = 4;
/// Names kept in a profile.
const MAX_SHOWN: usize = 5;

/// What an identifier is worth, from its spelling and its holders.
pub(crate) fn trust_of(table: &Table, idx: IdentIdx) -> Trust {
    match table.identifiers[idx as usize].trust {
        Trust::Never(kind) => Trust::Never(kind),
        usual => judge(table, &names_on(table, idx)).map_or(usual, Trust::Never),
    }
}

/// What every identifier is worth.
pub(crate) fn trust_all(table: &Table) -> Vec<Trust> {
    let n_identifiers = table.identifiers.len();
    let size = n_identifiers.div_ceil(N_SHARES).max(1);
    let of_share = in_parallel((0..n_identifiers).step_by(size), |from| {
        (from..(from + size).min(n_identifiers)).map(|idx| trust_of(table, idx as IdentIdx)).collect::<Vec<Trust>>()
    });
    of_share.concat()
}

/// The identifiers that join nobody and that somebody holds, by handle.
pub(crate) fn list(table: &Table, trust: &[Trust]) -> Vec<Profile> {
    let mut listed: Vec<Profile> = (0..)
        .zip(trust)
        .filter(|(idx, _)| !table.holders[*idx as usize].is_empty())
        .filter_map(|(idx, trust)| match trust {
            Trust::Never(kind) => Some(describe(table, idx, *kind)),
            _ => None,
        })
        .collect();
    listed.sort_by(|a, b| a.handle.cmp(&b.handle));
    listed
}

/// Whether a row's names are its own: not those of a shared or relayed address.
pub(crate) fn is_named(table: &Table, row: RowIdx, trust: &[Trust]) -> bool {
    let row = &table.rows[row as usize];
    let own = |idx: &IdentIdx| !matches!(trust[*idx as usize], Trust::Never(_));
    row.kind == RecordKind::Card || row.identifiers.is_empty() || row.identifiers.iter().any(own)
}

/// Distinct names of the holders. A handle record's names all stand on its handle, a card's leading name is its owner's.
fn names_on(table: &Table, idx: IdentIdx) -> Vec<NameIdx> {
    let mut names: Vec<NameIdx> = Vec::new();
    for &row in &table.holders[idx as usize] {
        let row = &table.rows[row as usize];
        let n_names = if row.kind == RecordKind::Handle { row.names.len() } else { 1 };
        names.extend(row.names.iter().take(n_names));
    }
    names.sort_unstable();
    names.dedup();
    names
}

fn judge(table: &Table, names: &[NameIdx]) -> Option<ProfileKind> {
    if names.iter().any(|name| table.names[*name as usize].via) {
        return Some(ProfileKind::Relay);
    }
    if names.len() > MAX_NAMES {
        return Some(ProfileKind::Organisation);
    }
    if names.len() < 2 {
        return None;
    }
    // Who counts as a further person depends on who was looked at before: by content, not by number.
    let mut names = names.to_vec();
    names.sort_by(|a, b| table.names[*a as usize].cmp(&table.names[*b as usize]));
    let desk = names.iter().any(|name| table.names[*name as usize].kind == NameKind::Organisation);
    let clash = |a: NameIdx, b: NameIdx| match table.compare(a, b) {
        Agreement::Different => true,
        Agreement::Doubtful => !is_typo(table, a, b),
        _ => false,
    };
    let mut people: Vec<NameIdx> = Vec::new();
    let mut clashing = false;
    for (at, &name) in names.iter().enumerate() {
        clashing = clashing || names[at + 1..].iter().any(|&other| clash(name, other));
        if people.iter().all(|&other| clash(name, other) || table.compare(name, other) == Agreement::OtherFamily) {
            people.push(name);
        }
    }
    if clashing && desk {
        return Some(ProfileKind::Organisation);
    }
    let others = people.iter().enumerate().any(|(at, &a)| {
        people[at + 1..].iter().filter(|&&b| table.compare(a, b) == Agreement::OtherFamily).count() >= 2
    });
    match people.len() {
        _ if !clashing && !others => None,
        n if n <= MAX_HOUSEHOLD => Some(ProfileKind::Household),
        _ => Some(ProfileKind::Organisation),
    }
}

/// One letter of difference, or a son's `Jr` that is missing: a doubt about two records, no proof of two people.
fn is_typo(table: &Table, a: NameIdx, b: NameIdx) -> bool {
    let (a, b) = (&table.names[a as usize], &table.names[b as usize]);
    a.kind == NameKind::Full && b.kind == NameKind::Full
}

fn describe(table: &Table, idx: IdentIdx, kind: ProfileKind) -> Profile {
    let names = names_on(table, idx);
    let mut shown: Vec<String> = names.iter().map(|name| table.names[*name as usize].shown.clone()).collect();
    shown.sort_unstable();
    shown.dedup();
    shown.truncate(MAX_SHOWN);
    let mut holders = table.holders[idx as usize].clone();
    holders.sort_unstable_by_key(|row| table.order(*row));
    Profile {
        handle: table.identifiers[idx as usize].handle.clone(),
        kind,
        records: holders.iter().map(|row| table.rows[*row as usize].id).collect(),
        names: shown,
    }
}
