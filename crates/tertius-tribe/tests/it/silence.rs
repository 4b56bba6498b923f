//! A no and silence are one to the asker: pairs of runs that differ only in it, compared at every moment.
//!
//! From every reachable state in which somebody other than the asker can say no, one run says it and the other stays silent.
//! From there on both get the same from the asker, from the clock and from the third person, and the first also
//! everything that whoever said no might still try. All that reaches the asker must be equal: the view, the answer to each of their own acts, the letters and
//! their order, what the budget says to a second request, and what comes of that one.

use crate::world::{Past, RULES, draft, events};
use std::collections::HashSet;
use tertius_model::Timestamp;
use tertius_tribe::Who;
use tertius_tribe::budget::{Allowance, Entry, Refusal as Budget, Wanted, Wishes, may_ask};
use tertius_tribe::introduction::{Effect, Event, Field, Party, Phase, Refusal, Reveal, Sending, View};

/// Pairs of runs that were compared, with who said no in the first.
type Seen = HashSet<(World, World, Party)>;

/// Two introductions by one asker over one connector, and the ledger between them.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct World {
    first: Past,
    second: Option<Past>,
    /// Whether the connector had said never again when the second was sent.
    is_second_muted: bool,
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
        World { first: self.first.later(), second: self.second.as_ref().map(Past::later), ..self.clone() }
    }

    fn act(&self, by: Party, act: &Act) -> (World, Felt) {
        let mut next = self.clone();
        let done = match act {
            Act::Ask => {
                let allowed = self.budget().is_ok() && self.second.is_none();
                if allowed {
                    let mut second = Past::new(draft(&[Field::ConnectorName], self.first.now));
                    (second.now, second.never) = (self.first.now, self.first.never);
                    let (second, effects) =
                        second.after(by, &Event::Send { reveal: Reveal::Name }).expect("a draft can be sent");
                    next.second = Some(second);
                    next.is_second_muted = self.first.never.has(Party::Connector);
                    Ok(effects)
                } else {
                    Err(Refusal::NotNow)
                }
            }
            Act::First(event) => self.first.after(by, event).map(|(past, effects)| {
                if let Some(second) = &mut next.second {
                    second.never = past.never;
                }
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

/// Who reveals more reveals the less too, so the pairs need only the former.
fn reveals_less(event: &Event) -> bool {
    let (Event::Send { reveal } | Event::Agree { reveal, .. } | Event::Accept { reveal }) = event else { return false };
    *reveal == Reveal::Name
}

/// What leads from a draft to a state in which somebody can say no.
fn leads_on(event: &Event) -> bool {
    let is_no = matches!(event, Event::NeverAgain | Event::Decline | Event::Withdraw);
    !is_no && !reveals_less(event) && !matches!(event, Event::Edit { .. })
}

/// Every state of the first introduction that is open and in which somebody other than the asker may act.
fn reachable() -> Vec<World> {
    let start = Past::new(draft(&[Field::ConnectorName], 0));
    let (mut seen, mut open, mut found) = (HashSet::new(), vec![start], Vec::new());
    while let Some(past) = open.pop() {
        let mut nexts: Vec<Past> = if past.now < 3 { vec![past.later()] } else { Vec::new() };
        for by in Party::ALL {
            let all = events().into_iter().filter(leads_on);
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
            let entry =
                Entry { ask: 7, asker: Who(1), connector: Who(2), at: Timestamp(0), until, agreed, withdrawn: None };
            found.push(World { first: past, second: None, is_second_muted: false, entry });
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
fn compare(no: World, silent: World, by: Party, leak: Leak, seen: &mut Seen) -> Option<String> {
    let mut open = vec![(no, silent)];
    let all: Vec<Event> =
        events().into_iter().filter(|event| !reveals_less(event) && !matches!(event, Event::Edit { .. })).collect();
    while let Some((no, silent)) = open.pop() {
        if !seen.insert((no.clone(), silent.clone(), by)) {
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
        let is_open = |past: &Past| past.state.until().is_some();
        if is_open(&no.first) || is_open(&silent.first) || no.second.as_ref().is_some_and(is_open) {
            open.push((no.later(), silent.later()));
        }
        for act in asker_acts() {
            let ((no, felt), (silent, plain)) = (no.act(Party::Asker, &act), silent.act(Party::Asker, &act));
            if felt != plain {
                return Some(format!("{act:?}: {felt:?} {plain:?}"));
            }
            open.push((no, silent));
        }
        for other in [Party::Connector, Party::Target] {
            for event in all.iter().cloned() {
                for act in [Act::First(event.clone()), Act::Second(event)] {
                    // In the second introduction the connector is silent in both runs, or had said never again before it.
                    if matches!(act, Act::Second(_)) && !no.is_second_muted {
                        continue;
                    }
                    let (next, felt) = no.act(other, &act);
                    let (silent_next, plain) = silent.act(other, &act);
                    // Whoever said no goes on in one run alone; so does whoever finds a door closed by it.
                    let is_in_both =
                        other != by && matches!(act, Act::First(_)) && felt.answer.is_ok() && plain.answer.is_ok();
                    let (silent_next, plain) =
                        if is_in_both { (silent_next, plain.letters) } else { (silent.clone(), vec![]) };
                    if felt.letters != plain {
                        return Some(format!("{other:?} {act:?}: {felt:?} {plain:?}"));
                    }
                    open.push((next, silent_next));
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
                if let Some(found) = compare(no, silent.clone(), by, leak, &mut seen) {
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
