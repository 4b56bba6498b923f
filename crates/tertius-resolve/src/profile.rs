//! Profiling identifiers before trusting them: an address with several people's names on it proves nothing.
//!
//! A desk, a relay or a placeholder is known by its spelling. The rest is known by its holders: names that
//! cannot be one human's make it a household's (up to four people) or an organisation's. Cost: linear in the
//! holders, quadratic in the distinct names of one identifier, which are capped.

use crate::identifier::Trust;
use crate::name::{Agreement, NameKind};
use crate::record::{Profile, ProfileKind, RecordKind};
use crate::table::{IdentIdx, NameIdx, Table};

/// More distinct names than this on one identifier are several people's without looking.
const MAX_NAMES: usize = 48;
/// As many people as a household has at most.
const MAX_HOUSEHOLD: usize = 4;
/// Names kept in a profile.
const MAX_SHOWN: usize = 5;

/// What identifiers are worth after profiling.
#[derive(Debug, Default)]
pub(crate) struct Profiles {
    /// By [`IdentIdx`].
    pub(crate) trust: Vec<Trust>,
    /// Those that join nobody and are held by anybody with a name or by more than one record.
    pub(crate) listed: Vec<Profile>,
}

/// Profiles every identifier of the table.
pub(crate) fn profile(table: &Table) -> Profiles {
    let mut profiles = Profiles::default();
    for idx in 0..table.identifiers.len() {
        let names = names_on(table, idx as IdentIdx);
        let trust = match table.identifiers[idx].trust {
            Trust::Never(kind) => Trust::Never(kind),
            usual => judge(table, &names).map_or(usual, Trust::Never),
        };
        if let Trust::Never(kind) = trust {
            profiles.listed.push(describe(table, idx as IdentIdx, kind, &names));
        }
        profiles.trust.push(trust);
    }
    profiles.listed.sort_by(|a, b| a.handle.cmp(&b.handle));
    profiles
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
    let desk = names.iter().any(|name| table.names[*name as usize].kind == NameKind::Organisation);
    let clash = |a: NameIdx, b: NameIdx| match table.compare(a, b) {
        Agreement::Different => true,
        Agreement::Doubtful => !is_typo(table, a, b),
        _ => false,
    };
    let mut people: Vec<NameIdx> = Vec::new();
    let mut clashing = false;
    for &name in names {
        clashing = clashing || names.iter().any(|&other| other > name && clash(name, other));
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

fn describe(table: &Table, idx: IdentIdx, kind: ProfileKind, names: &[NameIdx]) -> Profile {
    let mut shown: Vec<String> = names.iter().map(|name| table.names[*name as usize].shown.clone()).collect();
    shown.sort_unstable();
    shown.dedup();
    shown.truncate(MAX_SHOWN);
    Profile {
        handle: table.identifiers[idx as usize].handle.clone(),
        kind,
        records: table.holders[idx as usize].iter().map(|row| table.rows[*row as usize].id).collect(),
        names: shown,
    }
}
