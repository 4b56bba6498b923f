//! Ties between others, as ego's own traces show them: one thread, one gathering, one wrote to the other, stated.
//!
//! A message to more than twenty people or a meeting of more than twenty says nothing about any two of them.

use super::contacts::guests;
use super::recognise::{Cast, NOBODY};
use crate::gather::Ground;
use crate::network::{EGO, Link, PersonIdx, SavedEvidence};
use rustc_hash::FxHashMap;
use tertius_model::{Attendance, Band, Day, Platform, Relation, StatedKind};
use tertius_ties::{OtherEvidence, OtherKind};

/// Beyond this many people nobody is taken to know anybody.
const CROWD: usize = 20;

/// The kinds of evidence, by their place in the cache. Places never change.
const KINDS: [OtherKind; 13] = [
    OtherKind::Wrote,
    OtherKind::Thread,
    OtherKind::Gathering,
    OtherKind::Group,
    OtherKind::SameEmployer,
    OtherKind::Stated(StatedKind::Connected(Platform::LinkedIn)),
    OtherKind::Stated(StatedKind::Endorsed),
    OtherKind::Stated(StatedKind::Recommended),
    OtherKind::Stated(StatedKind::Related(Relation::Other)),
    OtherKind::Stated(StatedKind::Follows),
    OtherKind::Stated(StatedKind::Vouched(Band::Slight)),
    OtherKind::Stated(StatedKind::Vouched(Band::Fair)),
    OtherKind::Stated(StatedKind::Vouched(Band::Strong)),
];
const WROTE: u8 = 0;
const THREAD: u8 = 1;
const GATHERING: u8 = 2;
const FOLLOWS: u8 = 9;

/// Cached evidence as the ties' formulas take it.
pub(crate) fn evidence_of(saved: &SavedEvidence) -> Option<OtherEvidence> {
    let kind = *KINDS.get(usize::from(saved.kind))?;
    let day = |day: i32| (day != i32::MAX && day != i32::MIN).then_some(Day(day));
    Some(OtherEvidence {
        kind,
        n: saved.n,
        shares: saved.millionths as f64 / 1e6,
        first: day(saved.first),
        last: day(saved.last),
    })
}

/// Every pair of others with any evidence, ordered by their people, and the evidence in the same order.
pub(crate) fn between(ground: &Ground, cast: &Cast) -> (Vec<Link>, Vec<SavedEvidence>) {
    let mut pairs = Pairs::default();
    threads(ground, cast, &mut pairs);
    gatherings(ground, cast, &mut pairs);
    stated(ground, cast, &mut pairs);
    mutual_follows(ground, cast, &mut pairs);
    pairs.into_links()
}

fn threads(ground: &Ground, cast: &Cast, pairs: &mut Pairs) {
    let mut to = Vec::new();
    for message in ground.messages.iter().filter(|message| !message.bulk) {
        let recipients = ground.recipients(message);
        if recipients.len() > CROWD || message.size as usize > CROWD {
            continue;
        }
        let writer = cast.party(ground, message.from);
        let from = writer.0;
        to.clear();
        to.extend(recipients.iter().map(|&who| cast.party(ground, who)).filter(|&who| who != writer));
        to.sort_unstable();
        to.dedup();
        let (k, day) = (to.len() as u32, message.time.day());
        // What is said to a room is addressed to nobody, and those who only read it may never have met.
        let is_group = message.channel.is_chat() && k > 2;
        let others: Vec<PersonIdx> =
            to.iter().map(|&(who, _)| who).filter(|&who| who != EGO && who != NOBODY).collect();
        for (i, &one) in others.iter().enumerate() {
            if from != EGO && from != NOBODY {
                pairs.add(from, one, if is_group { THREAD } else { WROTE }, k, day);
            }
            if is_group {
                continue;
            }
            for &other in &others[i + 1..] {
                pairs.add(one, other, THREAD, k, day);
            }
        }
    }
}

fn gatherings(ground: &Ground, cast: &Cast, pairs: &mut Pairs) {
    for meeting in ground.meetings.iter().filter(|meeting| meeting.size as usize <= CROWD) {
        let mut there = guests(ground, cast, meeting);
        there.retain(|&(who, attendance)| who != EGO && attendance != Attendance::No);
        let others = meeting.size.saturating_sub(1).max(1);
        for (i, &(one, _)) in there.iter().enumerate() {
            for &(other, _) in &there[i + 1..] {
                pairs.add(one, other, GATHERING, others, meeting.start.day());
            }
        }
    }
}

fn stated(ground: &Ground, cast: &Cast, pairs: &mut Pairs) {
    for statement in &ground.statements {
        let (a, b) = (cast.person(ground, statement.a), cast.person(ground, statement.b));
        let kind = match statement.kind {
            StatedKind::Follows => continue,
            StatedKind::Related(_) => OtherKind::Stated(StatedKind::Related(Relation::Other)),
            other => OtherKind::Stated(other),
        };
        let Some(kind) = KINDS.iter().position(|one| *one == kind) else { continue };
        if [a, b].iter().all(|who| *who != EGO && *who != NOBODY) && a != b {
            pairs.add_undated(a, b, kind as u8, statement.time.map(|time| time.day()));
        }
    }
}

/// Who follows each other, on whatever networks. A one-sided follow is interest and joins nobody.
fn mutual_follows(ground: &Ground, cast: &Cast, pairs: &mut Pairs) {
    let mut since: FxHashMap<(PersonIdx, PersonIdx), Option<Day>> = FxHashMap::default();
    for statement in ground.statements.iter().filter(|statement| statement.kind == StatedKind::Follows) {
        let (a, b) = (cast.person(ground, statement.a), cast.person(ground, statement.b));
        if [a, b].iter().all(|who| *who != EGO && *who != NOBODY) && a != b {
            let day = statement.time.map(|time| time.day());
            let first = since.entry((a, b)).or_insert(day);
            *first = (*first).or(day).min(day.or(*first));
        }
    }
    for (&(a, b), &there) in since.iter().filter(|((a, b), _)| a < b) {
        if let Some(&back) = since.get(&(b, a)) {
            // The tie begins with the later of the two.
            pairs.add_undated(a, b, FOLLOWS, there.max(back));
        }
    }
}

#[derive(Default)]
struct Pairs {
    sums: FxHashMap<(PersonIdx, PersonIdx, u8), SavedEvidence>,
}

impl Pairs {
    fn add(&mut self, a: PersonIdx, b: PersonIdx, kind: u8, k: u32, day: Day) {
        let sum = self.slot(a, b, kind);
        sum.n += 1;
        // Whole millionths, so that the sum does not depend on its order.
        sum.millionths += u64::from(1_000_000 / k.max(1));
        sum.first = sum.first.min(day.0);
        sum.last = sum.last.max(day.0);
    }

    fn add_undated(&mut self, a: PersonIdx, b: PersonIdx, kind: u8, day: Option<Day>) {
        let sum = self.slot(a, b, kind);
        sum.n += 1;
        sum.millionths += 1_000_000;
        if let Some(day) = day {
            sum.first = sum.first.min(day.0);
            sum.last = sum.last.max(day.0);
        }
    }

    fn slot(&mut self, a: PersonIdx, b: PersonIdx, kind: u8) -> &mut SavedEvidence {
        let empty = SavedEvidence { kind, n: 0, millionths: 0, first: i32::MAX, last: i32::MIN };
        self.sums.entry((a.min(b), a.max(b), kind)).or_insert(empty)
    }

    fn into_links(self) -> (Vec<Link>, Vec<SavedEvidence>) {
        let mut sums: Vec<_> = self.sums.into_iter().collect();
        sums.sort_unstable_by_key(|(pair, _)| *pair);
        let mut links: Vec<Link> = Vec::new();
        for (from, ((a, b, _), _)) in sums.iter().enumerate() {
            if links.last().is_none_or(|last| (last.a, last.b) != (*a, *b)) {
                links.push(Link { a: *a, b: *b, from: from as u32 });
            }
        }
        (links, sums.into_iter().map(|(_, sum)| sum).collect())
    }
}
