//! Which addresses are ego's: stated, found in an export, suggested by a mailbox, or standing in ego's place.

use crate::gather::{EGO, Ground, Naming, NamingIdx};
use rustc_hash::{FxHashMap, FxHashSet};
use tertius_model::{Handle, Ruling, RulingKind};
use tertius_resolve::fold_name;

/// Ego's handles as the user and the exports state them.
pub(super) fn known_handles<'a>(
    ground: &'a Ground,
    rulings: &'a [Ruling],
    not_ego: &'a FxHashSet<Handle>,
) -> impl Iterator<Item = &'a Handle> {
    let stated = rulings.iter().filter_map(|ruling| match &ruling.kind {
        RulingKind::Me(handle) => Some(handle),
        _ => None,
    });
    stated.chain(&ground.own.found).filter(|handle| !not_ego.contains(handle))
}

/// Ego's handles as mailboxes and calendars suggest them. Whoever mostly writes with an address that is known to be
/// ego's is a correspondent: a folder of one friend's mail suggests the friend.
pub(super) fn likely_handles(ground: &Ground, rulings: &[Ruling], not_ego: &FxHashSet<Handle>) -> Vec<Handle> {
    let known: FxHashSet<&Handle> = known_handles(ground, rulings, not_ego).collect();
    let unknown = ground.own.likely.iter().filter(|handle| !known.contains(handle) && !not_ego.contains(*handle));
    unknown.filter(|handle| !is_correspondent(ground, handle, &known)).cloned().collect()
}

fn is_correspondent(ground: &Ground, handle: &Handle, known: &FxHashSet<&Handle>) -> bool {
    if known.is_empty() {
        return false;
    }
    let named = |wanted: &dyn Fn(&Handle) -> bool| -> Vec<bool> {
        let handle_of = |naming: &Naming| ground.records[naming.record as usize].handle.as_ref();
        ground.naming.iter().map(|naming| handle_of(naming).is_some_and(wanted)).collect()
    };
    let (ego, it) = (named(&|one| known.contains(one)), named(&|one| one == handle));
    let is_ego = |who: &NamingIdx| *who == EGO || ego[*who as usize];
    let is_it = |who: &NamingIdx| *who != EGO && it[*who as usize];
    let (mut n_all, mut n_with_ego) = (0u64, 0u64);
    for message in ground.messages.iter().filter(|message| !message.bulk) {
        let to = ground.recipients(message);
        let (wrote, received) = (is_it(&message.from), to.iter().any(is_it));
        n_all += u64::from(wrote || received);
        let with_ego = (wrote && to.iter().any(is_ego)) || (received && is_ego(&message.from));
        n_with_ego += u64::from(with_ego);
    }
    n_with_ego * 2 > n_all
}

/// An address takes ego's place in this many messages and meetings before its name is believed.
const PLACES: u32 = 5;

/// Addresses that bear ego's full name where ego should be: in messages and meetings of ego's own in which no known
/// address of ego's takes part. Former work addresses are found so.
pub(super) fn in_egos_place(ground: &Ground, mine: &FxHashSet<Handle>, not_ego: &FxHashSet<Handle>) -> Vec<Handle> {
    let own: FxHashSet<String> =
        ground.own.names.iter().map(|name| fold_name(name)).filter(|name| name.contains(' ')).collect();
    if own.is_empty() || mine.is_empty() {
        return Vec::new();
    }
    let bears_it = |naming: &Naming| own.contains(&fold_name(&naming.name));
    let held = |naming: &Naming| {
        let handle = &ground.records[naming.record as usize].handle;
        handle.as_ref().is_some_and(|handle| mine.contains(handle))
    };
    let known: Vec<bool> = ground.naming.iter().map(held).collect();
    let candidate: Vec<bool> = ground.naming.iter().map(bears_it).collect();
    let mut places: FxHashMap<u32, u32> = FxHashMap::default();
    let mut look = |parties: &[NamingIdx]| {
        if parties.iter().any(|&who| who == EGO || known[who as usize]) {
            return;
        }
        for &who in parties.iter().filter(|&&who| candidate[who as usize]) {
            *places.entry(ground.naming[who as usize].record).or_default() += 1;
        }
    };
    let mut parties = Vec::new();
    for message in ground.messages.iter().filter(|message| !message.bulk) {
        parties.clear();
        parties.extend_from_slice(ground.recipients(message));
        parties.push(message.from);
        look(&parties);
    }
    for meeting in &ground.meetings {
        parties.clear();
        parties.extend(meeting.guests.iter().map(|(who, _)| *who).chain(meeting.organizer));
        look(&parties);
    }
    let found = places.into_iter().filter(|(_, n)| *n >= PLACES);
    let handles = found.filter_map(|(record, _)| ground.records[record as usize].handle.clone());
    handles.filter(|handle| !not_ego.contains(handle)).collect()
}
