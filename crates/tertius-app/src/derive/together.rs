//! Who was addressed together with ego, day by day: one of the three things that foretell a new tie.
//!
//! Only messages to twenty people or fewer count, as in the measurements that this rests on.

use super::recognise::{Cast, NOBODY};
use crate::gather::Ground;
use crate::network::{EGO, Person, PersonIdx};

/// Beyond this many recipients being addressed together says nothing.
const CROWD: usize = 20;
/// So many latest days are kept: the decay leaves little of older ones.
const DAYS_KEPT: usize = 16;

/// Fills in everybody's [`Person::together`].
pub(crate) fn note(ground: &Ground, cast: &Cast, people: &mut [Person]) {
    let mut seen: Vec<(PersonIdx, i32, u32)> = Vec::new();
    let mut to = Vec::new();
    for message in ground.messages.iter().filter(|message| !message.bulk) {
        let recipients = ground.recipients(message);
        if recipients.len() > CROWD || cast.person(ground, message.from) == EGO {
            continue;
        }
        to.clear();
        to.extend(recipients.iter().map(|&who| cast.person(ground, who)));
        to.sort_unstable();
        to.dedup();
        if !to.contains(&EGO) {
            continue;
        }
        let share = 1_000_000 / to.len() as u32;
        let others = to.iter().filter(|&&who| who != EGO && who != NOBODY);
        seen.extend(others.map(|&who| (who, message.time.day().0, share)));
    }
    seen.sort_unstable();
    for of_person in seen.chunk_by(|a, b| a.0 == b.0) {
        let days = of_person.chunk_by(|a, b| a.1 == b.1);
        let mut days: Vec<(i32, u32)> =
            days.map(|day| (day[0].1, day.iter().fold(0u32, |sum, one| sum.saturating_add(one.2)))).collect();
        let older = days.len().saturating_sub(DAYS_KEPT);
        days.drain(..older);
        people[of_person[0].0 as usize].together = days;
    }
}
