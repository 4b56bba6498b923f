//! A no and silence are one to the asker: pairs of runs that differ only in it, compared at every moment.
//!
//! From every reachable state in which somebody other than the asker can say no, one run says it and the other stays silent.
//! From there on both get the same from the asker and from the clock, and the first also everything that the others might
//! still try. All that reaches the asker must be equal: the view, the answer to each of their own acts, the letters and
//! their order, what the budget says to a second request, and what comes of that one.

use crate::world::{Past, RULES, draft, events};
use std::collections::HashSet;
use tertius_model::Timestamp;
use tertius_tribe::Who;
use tertius_tribe::budget::{Allowance, Entry, Refusal as Budget, Wanted, Wishes, may_ask};
use tertius_tribe::introduction::{Effect, Event, Field, Party, Phase, Refusal, Reveal, Sending, View};

const HORIZON: i64 = 14;

/// Two introductions by one asker over one connector, and the ledger between them.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct World {
    first: Past,
    second: Option<Past>,
    entry: Entry,
}

/// All that an act gives the asker.
#[derive(Debug, PartialEq, Eq)]
struct Felt {
    answer: Result<(), Refusal>,
    letters: Vec<Sending>,
}

/// What the asker can do in the pair of runs.
#[derive(Clone, Debug)]
enum Act {
    First(Event),
    Second(Event),
    Ask,
}

fn to_asker(effects: &[Effect]) -> Vec<Sending> {
    let letters = effects.iter().filter_map(|effect| match effect {
        Effect::Letter(sending) if sending.to == Party::Asker => Some(*sending),
        _ => None,
    });
    letters.collect()
}

impl World {
    fn views(&self) -> (Option<View>, Option<View>) {
        let now = Timestamp(self.first.now);
        let view = |past: &Past| past.state.view_for(Party::Asker, now);
        (view(&self.first), self.second.as_ref().and_then(view))
    }

    fn budget(&self) -> Result<(), Budget> {
        let wishes = Wishes { cool_down_days: 0, ..Wishes::default() };
        let wanted = Wanted { asker: Who(1), connector: Who(2), topic: "" };
        may_ask(&[self.entry], wanted, &wishes, Allowance::default(), Timestamp(self.first.now))
    }

    fn later(&self) -> World {
        World { first: self.first.later(), second: self.second.as_ref().map(Past::later), entry: self.entry }
    }

    fn act(&self, by: Party, act: &Act) -> (World, Felt) {
        let mut next = self.clone();
        let done = match act {
            Act::Ask => {
                let allowed = self.budget().is_ok() && self.second.is_none();
                if allowed {
                    let mut second = Past::new(draft(&[Field::ConnectorName]));
                    (second.now, second.never) = (self.first.now, self.first.never);
                    let (second, effects) =
                        second.after(by, &Event::Send { reveal: Reveal::Name }).expect("a draft can be sent");
                    next.second = Some(second);
                    Ok(effects)
                } else {
                    Err(Refusal::NotNow)
                }
            }
            Act::First(event) => self.first.after(by, event).map(|(past, effects)| {
                next.first = past;
                effects
            }),
            Act::Second(event) => match &self.second {
                None => Err(Refusal::NotYours),
                Some(second) => second.after(by, event).map(|(past, effects)| {
                    next.second = Some(past);
                    effects
                }),
            },
        };
        if let (Act::First(Event::Withdraw), Ok(_), Party::Asker) = (act, &done, by) {
            next.entry.withdrawn = Some(Timestamp(self.first.now));
        }
        let letters = done.as_ref().map_or_else(|_| Vec::new(), |effects| to_asker(effects));
        (next, Felt { answer: done.map(|_| ()), letters })
    }
}

/// Every state of the first introduction that is open and in which somebody other than the asker may act.
fn reachable() -> Vec<World> {
    let start = Past::new(draft(&[Field::ConnectorName]));
    let (mut seen, mut open, mut found) = (HashSet::new(), vec![start], Vec::new());
    while let Some(past) = open.pop() {
        let mut nexts: Vec<Past> = if past.now < 5 { vec![past.later()] } else { Vec::new() };
        for by in Party::ALL {
            let all = events().into_iter().filter(|event| !matches!(event, Event::Edit { .. } | Event::NeverAgain));
            nexts.extend(all.filter_map(|event| past.after(by, &event).ok()).map(|(next, _)| next));
        }
        for next in nexts {
            if seen.insert(next.clone()) {
                open.push(next);
            }
        }
        if matches!(past.state.phase(), Phase::Asked | Phase::TargetAsked | Phase::TargetAgreed) {
            let until = past.state.until().expect("an open phase ends");
            let agreed = (past.state.phase() != Phase::Asked).then_some(Timestamp(past.now));
            let entry = Entry { asker: Who(1), connector: Who(2), at: Timestamp(0), until, agreed, withdrawn: None };
            found.push(World { first: past, second: None, entry });
        }
    }
    found
}

fn asker_acts() -> Vec<Act> {
    let own = [Event::Withdraw, Event::Send { reveal: Reveal::NameAndAddress }, Event::NeverAgain, Event::Decline];
    let mut acts: Vec<Act> = own.iter().cloned().map(Act::First).collect();
    acts.extend([Act::Second(Event::Withdraw), Act::Ask]);
    acts
}

/// Runs the pair to the end of time in every way; the pairs looked at and the first difference.
fn compare(no: World, silent: World, leak: Leak, seen: &mut HashSet<(World, World)>) -> Option<String> {
    let mut open = vec![(no, silent)];
    while let Some((no, silent)) = open.pop() {
        if !seen.insert((no.clone(), silent.clone())) {
            continue;
        }
        let (mut told, plain) = (no.views(), silent.views());
        leak.into_view(&no, &mut told.0);
        if told != plain {
            return Some(format!("view at {}: {told:?} {plain:?}", no.first.now));
        }
        if no.budget() != silent.budget() {
            return Some(format!("budget at {}", no.first.now));
        }
        if no.first.now < HORIZON {
            open.push((no.later(), silent.later()));
        }
        for act in asker_acts() {
            let ((no, felt), (silent, plain)) = (no.act(Party::Asker, &act), silent.act(Party::Asker, &act));
            if felt != plain {
                return Some(format!("{act:?}: {felt:?} {plain:?}"));
            }
            open.push((no, silent));
        }
        for by in [Party::Connector, Party::Target] {
            for event in events() {
                for act in [Act::First(event.clone()), Act::Second(event)] {
                    // In the second introduction the connector is silent in both runs, unless they said never again.
                    let speaks = matches!(act, Act::Second(_)) && !no.first.never.has(by);
                    let (next, felt) = if speaks { continue } else { no.act(by, &act) };
                    if !felt.letters.is_empty() {
                        return Some(format!("{by:?} {act:?}: {felt:?}"));
                    }
                    open.push((next, silent.clone()));
                }
            }
        }
    }
    None
}

/// A planted mistake, to show that the comparison can fail.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Leak {
    None,
    /// The view ends a tick earlier after a no.
    EarlyEnd,
    /// A no lifts the ask off the ledger.
    FreesTheLedger,
}

impl Leak {
    fn into_view(self, no: &World, view: &mut Option<View>) {
        if let (Leak::EarlyEnd, Some(view)) = (self, view)
            && view.until.is_some_and(|until| until.0 - no.first.now <= 1)
        {
            view.until = None;
        }
    }
}

fn run(leak: Leak) -> (usize, Option<String>) {
    let mut seen = HashSet::new();
    for silent in reachable() {
        for by in [Party::Connector, Party::Target] {
            for event in [Event::Decline, Event::Withdraw, Event::NeverAgain] {
                let (mut no, felt) = silent.act(by, &Act::First(event.clone()));
                if felt.answer.is_err() {
                    continue;
                }
                assert_eq!(felt.letters, []);
                if leak == Leak::FreesTheLedger {
                    no.entry.withdrawn = Some(Timestamp(no.first.now));
                }
                if let Some(found) = compare(no, silent.clone(), leak, &mut seen) {
                    return (seen.len(), Some(format!("{by:?} {event:?}: {found}")));
                }
            }
        }
    }
    (seen.len(), None)
}

#[test]
fn the_asker_cannot_tell_a_no_from_silence() {
    let (n, found) = run(Leak::None);
    assert_eq!(found, None);
    println!("{n} pairs of runs");
    assert!(n > 10_000, "{n} pairs are fewer than there were");
    assert_eq!(RULES.quantum, 2);
}

#[test]
fn a_planted_leak_is_found() {
    for leak in [Leak::EarlyEnd, Leak::FreesTheLedger] {
        assert!(run(leak).1.is_some());
    }
}
