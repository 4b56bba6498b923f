//! Every state of an introduction that anybody's doing can lead to, and what must hold in each.

use crate::world::{Past, draft, events};
use std::collections::HashSet;
use tertius_model::Timestamp;
use tertius_tribe::introduction::{Effect, Field, LetterKind, Party, PartySet, Phase, Reveal, View};

/// After so many ticks everything is over: five waits of at most three ticks each.
const HORIZON: i64 = 15;

fn shown(view: &View, field: Field) -> bool {
    let of = match field.owner() {
        Party::Asker => &view.asker,
        Party::Connector => &view.connector,
        Party::Target => &view.target,
    };
    if field.is_name() { of.name.is_some() } else { of.address.is_some() }
}

/// What a letter lets its reader see is what their view shows at that moment: letters are written from the view.
fn no_field_before_its_owners_yes(past: &Past, known: &[Field]) -> Result<(), String> {
    for viewer in Party::ALL {
        let Some(view) = past.state.view_for(viewer, Timestamp(past.now)) else { continue };
        for field in Field::ALL.into_iter().filter(|field| field.owner() != viewer && shown(&view, *field)) {
            let yes = past.yes[field.owner() as usize];
            let allowed = match field {
                // Whom the asker named, the asker knows; the connector is asked about the target, and has their address.
                Field::TargetName if viewer == Party::Connector => past.yes[Party::Asker as usize].is_some(),
                Field::TargetAddress if viewer == Party::Connector => true,
                _ if field.is_name() => yes.is_some() || (viewer == Party::Asker && known.contains(&field)),
                _ => yes == Some(Reveal::NameAndAddress),
            };
            if !allowed {
                return Err(format!("{viewer:?} sees {field:?}"));
            }
        }
    }
    Ok(())
}

fn no_letter_after_never_again(before: &Past, effects: &[Effect]) -> Result<(), String> {
    for effect in effects {
        if let Effect::Letter(sending) = effect
            && before.never.has(sending.to)
        {
            return Err(format!("{sending:?} after never again"));
        }
    }
    Ok(())
}

fn no_letter_twice(past: &Past) -> Result<(), String> {
    let mut ids: Vec<(Party, LetterKind)> = past.sent.iter().map(|sending| (sending.to, sending.kind)).collect();
    let n = ids.len();
    ids.dedup();
    if ids.len() == n { Ok(()) } else { Err(format!("a letter twice: {:?}", past.sent)) }
}

/// The target hears of it only after asker and connector pressed send, and is introduced only after their own yes.
fn the_order_is_kept(past: &Past) -> Result<(), String> {
    for sending in &past.sent {
        let yes = |party: Party| past.yes[party as usize].is_some();
        let kept = match sending.kind {
            LetterKind::Request => yes(Party::Asker),
            LetterKind::Agreed | LetterKind::Invitation => yes(Party::Asker) && yes(Party::Connector),
            LetterKind::TargetAgreed | LetterKind::Introduction => past.yes.iter().all(Option::is_some),
        };
        if !kept {
            return Err(format!("{sending:?} came too early"));
        }
    }
    Ok(())
}

fn everything_ends(past: &Past) -> Result<(), String> {
    let over = |past: &Past| matches!(past.state.phase(), Phase::Ended(_));
    match past.state.until() {
        None if over(past) => Ok(()),
        Some(end) if past.now < end.0 && end.0 <= past.now + 3 => Ok(()),
        other => Err(format!("{:?} ends at {other:?}", past.state.phase())),
    }
}

/// Explores from a draft, with one planted fault or none; the states seen and the first broken promise.
pub fn explore(known: &[Field], muted: PartySet, fault: Fault) -> (usize, Option<String>) {
    let mut first = Past::new(draft(known, 0));
    first.never = muted;
    let (mut seen, mut open) = (HashSet::new(), vec![first.clone()]);
    seen.insert(first);
    let all = events();
    while let Some(past) = open.pop() {
        let mut nexts = Vec::new();
        if past.state.until().is_some() {
            nexts.push((fault.later(&past), Vec::new()));
        }
        for by in Party::ALL {
            nexts.extend(all.iter().filter_map(|event| fault.after(&past, by, event)));
        }
        for (next, effects) in nexts {
            let holds = no_field_before_its_owners_yes(&next, known)
                .and_then(|()| no_letter_after_never_again(&past, &effects))
                .and_then(|()| no_letter_twice(&next))
                .and_then(|()| the_order_is_kept(&next))
                .and_then(|()| everything_ends(&next));
            if let Err(broken) = holds {
                return (seen.len(), Some(broken));
            }
            if next.now > HORIZON {
                return (seen.len(), Some("open at the end of time".to_owned()));
            }
            if seen.insert(next.clone()) {
                open.push(next);
            }
        }
    }
    (seen.len(), None)
}

/// A planted mistake, to show that each check can fail.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    None,
    /// Whoever said never again is forgotten.
    ForgetsNever,
    /// A yes is taken for more than was said.
    TakesNameForAddress,
    /// The connector's yes is taken for the target's.
    CountsOthersYes,
    /// The clock stands still for one introduction.
    NeverEnds,
    /// A letter is set free once more.
    SendsTwice,
}

impl Fault {
    fn later(self, past: &Past) -> Past {
        match self {
            Fault::NeverEnds => Past { now: past.now + 1, ..past.clone() },
            _ => past.later(),
        }
    }

    fn after(self, past: &Past, by: Party, event: &tertius_tribe::introduction::Event) -> Option<(Past, Vec<Effect>)> {
        use tertius_tribe::introduction::Event;
        let mut asked = past.clone();
        let mut event = event.clone();
        if let (Fault::TakesNameForAddress, Event::Accept { reveal }) = (self, &mut event) {
            *reveal = Reveal::NameAndAddress;
        }
        if self == Fault::ForgetsNever {
            asked.never = PartySet::default();
        }
        let (mut next, effects) = asked.after(by, &event).ok()?;
        next.now = past.now;
        match self {
            Fault::ForgetsNever => next.never = past.never,
            Fault::TakesNameForAddress if by == Party::Target => next.yes[2] = next.yes[2].map(|_| Reveal::Name),
            Fault::CountsOthersYes => next.yes[2] = None,
            Fault::SendsTwice => {
                let twice: Vec<_> = next.sent.iter().copied().chain(next.sent.first().copied()).collect();
                next.sent = twice;
                next.sent.sort_unstable();
            }
            _ => {}
        }
        Some((next, effects))
    }
}

#[test]
fn every_reachable_introduction_keeps_its_promises() {
    let both = [Field::ConnectorName, Field::TargetName];
    let mut total = 0;
    let muted = |party: Party| PartySet::default().with(party);
    let starts =
        [(&[] as &[Field], PartySet::default()), (&both, muted(Party::Connector)), (&both, muted(Party::Target))];
    for (known, muted) in starts {
        let (n, broken) = explore(known, muted, Fault::None);
        assert_eq!(broken, None);
        total += n;
    }
    println!("{total} states of an introduction");
    assert!(total > 50_000, "{total} states are fewer than there were");
}

#[test]
fn a_planted_mistake_is_found() {
    let target = PartySet::default().with(Party::Target);
    let check = |fault: Fault, muted: PartySet, words: &str| {
        let (_, broken) = explore(&[], muted, fault);
        assert!(broken.as_ref().is_some_and(|broken| broken.contains(words)), "{words}: {broken:?}");
    };
    check(Fault::ForgetsNever, target, "after never again");
    check(Fault::TakesNameForAddress, PartySet::default(), "sees TargetAddress");
    check(Fault::CountsOthersYes, PartySet::default(), "Target");
    check(Fault::NeverEnds, PartySet::default(), "ends at");
    check(Fault::SendsTwice, PartySet::default(), "a letter twice");
}
