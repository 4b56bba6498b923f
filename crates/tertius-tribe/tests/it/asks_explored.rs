//! Every state of a small ask, and what must hold in each; and pairs of runs that differ only in a no.
//!
//! One asker, two members who can help, one person without an account, two steps at most.

use crate::world::RULES;
use std::collections::HashSet;
use tertius_model::Timestamp;
use tertius_tribe::ask::{
    Ask, AskId, AskView, AskerShownTo, Circumstances, Effect, Event, LetterKind, Match, Offer, Phase, Refusal, Seen,
    Sending, apply, tick,
};
use tertius_tribe::introduction::Reveal;
use tertius_tribe::{Rules, Who};

const RULES_OF_TWO: Rules = Rules { quantum: 1, most_hops: 2, most_forwards: 1, draft: 0, ask: 0, ..RULES };
const ASKER: Who = Who(0);
const HORIZON: i64 = 2;

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Past {
    state: Ask,
    now: i64,
    never: Vec<Who>,
    /// How much each gave away of themself.
    yes: Vec<(Who, Reveal)>,
    sent: Vec<Sending>,
}

fn people() -> impl Iterator<Item = Who> {
    (0..4).map(Who)
}

fn events() -> Vec<Event> {
    let matches = [1, 2].map(|who| Match { who: Who(who), reason: format!("reason of {who}") }).to_vec();
    let mut all = vec![Event::Pass, Event::NeverAgain, Event::Withdraw, Event::Thank { answer: 0 }];
    all.push(Event::Post { matches, shown_to: AskerShownTo::Neighbours });
    for reveal in [None, Some(Reveal::NameAndAddress)] {
        all.push(Event::Answer { text: "yes".into(), offer: Offer::Knowledge, reveal });
    }
    all.extend(people().map(|to| Event::Forward { to, endorsement: "ask them".into() }));
    all
}

impl Past {
    fn new() -> Past {
        let state = Ask::draft(AskId(1), ASKER, "who knows?", Timestamp(0), &RULES_OF_TWO);
        Past { state, now: 0, never: Vec::new(), yes: Vec::new(), sent: Vec::new() }
    }

    fn after(&self, by: Who, event: &Event) -> Result<(Past, Vec<Sending>), Refusal> {
        let is_muted = |who: Who| self.never.contains(&who);
        let circumstances = Circumstances { now: Timestamp(self.now), rules: &RULES_OF_TWO, is_muted: &is_muted };
        let change = apply(&self.state, by, event, circumstances)?;
        let mut next = Past { state: change.state, ..self.clone() };
        if let Event::Answer { reveal: Some(reveal), .. } = event {
            next.yes.push((by, *reveal));
            next.yes.sort_unstable();
        }
        let mut letters = Vec::new();
        for effect in change.effects {
            match effect {
                Effect::Letter(sending) => letters.push(sending),
                Effect::Mute(who) if !next.never.contains(&who) => next.never.push(who),
                Effect::Mute(_) => {}
            }
        }
        next.never.sort_unstable();
        next.sent.extend(&letters);
        next.sent.sort_unstable();
        Ok((next, letters))
    }

    fn later(&self) -> Past {
        let now = self.now + 1;
        Past { now, state: tick(&self.state, Timestamp(now)), ..self.clone() }
    }

    fn view(&self, who: Who) -> Option<AskView> {
        self.state.view_for(who, Timestamp(self.now))
    }
}

fn holds(before: &Past, next: &Past, letters: &[Sending]) -> Result<(), String> {
    if let Some(sending) = letters.iter().find(|sending| before.never.contains(&sending.to)) {
        return Err(format!("{sending:?} after never again"));
    }
    if next.sent.windows(2).any(|two| (two[0].to, two[0].kind, two[0].about) == (two[1].to, two[1].kind, two[1].about))
    {
        return Err(format!("a letter twice: {:?}", next.sent));
    }
    if next.state.until().is_some_and(|end| next.now >= end.0) || next.now > HORIZON {
        return Err("an ask that does not end".to_owned());
    }
    for who in people() {
        let Some(view) = next.view(who) else { continue };
        let reason = view.reason.as_deref().unwrap_or("");
        if !reason.is_empty() && reason != format!("reason of {}", who.0) {
            return Err(format!("{who:?} sees {reason}"));
        }
        for answer in &view.answers {
            for seen in answer.way.iter().chain([&answer.from]) {
                let allowed = match seen {
                    Seen::Unnamed => true,
                    Seen::WithAddress(other) => next.yes.iter().any(|(by, _)| by == other),
                    Seen::Named(other) => {
                        let neighbour =
                            view.forwarded.contains(other) || view.endorsements.iter().any(|(by, _)| by == other);
                        who != ASKER && (*other == who || neighbour)
                    }
                };
                if !allowed {
                    return Err(format!("{who:?} sees {seen:?}"));
                }
            }
        }
        let knows_asker = view.asker == Seen::Named(ASKER);
        if knows_asker && who != ASKER && view.reason.is_none() {
            return Err(format!("{who:?} knows the asker"));
        }
    }
    Ok(())
}

/// The two members who were matched are alike, so one of them stands for both in what only multiplies states.
fn tries(by: Who, event: &Event) -> bool {
    by != Who(2) || !matches!(event, Event::NeverAgain | Event::Answer { reveal: Some(_), .. })
}

fn nexts(past: &Past, all: &[Event]) -> Vec<(Past, Vec<Sending>)> {
    let mut nexts = Vec::new();
    if past.state.until().is_some() {
        nexts.push((past.later(), Vec::new()));
    }
    for by in people() {
        nexts.extend(all.iter().filter(|event| tries(by, event)).filter_map(|event| past.after(by, event).ok()));
    }
    nexts
}

fn explore() -> (HashSet<Past>, Option<String>) {
    let (mut seen, mut open) = (HashSet::from([Past::new()]), vec![Past::new()]);
    let all = events();
    while let Some(past) = open.pop() {
        for (next, letters) in nexts(&past, &all) {
            if let Err(broken) = holds(&past, &next, &letters) {
                return (seen, Some(broken));
            }
            if seen.insert(next.clone()) {
                open.push(next);
            }
        }
    }
    (seen, None)
}

#[test]
fn every_reachable_ask_keeps_its_promises() {
    let (seen, broken) = explore();
    assert_eq!(broken, None);
    println!("{} states of an ask", seen.len());
    assert!(seen.len() > 10_000, "{} states are fewer than there were", seen.len());
}

/// What reaches everybody but one at a moment.
fn felt(past: &Past, but: Who) -> Vec<Option<AskView>> {
    people().filter(|who| *who != but).map(|who| past.view(who)).collect()
}

/// From a pair that differs in one person's no, whatever everybody else does gives everybody else the same.
fn compare(no: Past, silent: Past, by: Who, all: &[Event], seen: &mut HashSet<(Past, Past)>) -> Option<String> {
    let mut open = vec![(no, silent)];
    while let Some((no, silent)) = open.pop() {
        if !seen.insert((no.clone(), silent.clone())) {
            continue;
        }
        if felt(&no, by) != felt(&silent, by) {
            return Some(format!("{by:?}: views differ at {}", no.now));
        }
        if no.state.until().is_some() {
            open.push((no.later(), silent.later()));
        }
        for other in people().filter(|who| *who != by) {
            for event in all {
                let letters = |done: &Result<(Past, Vec<Sending>), Refusal>| {
                    done.as_ref()
                        .map(|(_, sent)| sent.iter().filter(|one| one.to != by).copied().collect())
                        .map_err(|refusal| *refusal)
                };
                let (one, two) = (no.after(other, event), silent.after(other, event));
                let (a, b): (Result<Vec<Sending>, Refusal>, _) = (letters(&one), letters(&two));
                if a != b {
                    return Some(format!("{other:?} {event:?}: {a:?} {b:?}"));
                }
                if let (Ok((one, _)), Ok((two, _))) = (one, two) {
                    open.push((one, two));
                }
            }
        }
    }
    None
}

#[test]
fn nobody_can_tell_a_no_from_silence() {
    let mut all = events();
    // Answers with a name lead to the same pairs as those without, and would only multiply them.
    all.retain(|event| !matches!(event, Event::Answer { reveal: Some(_), .. }));
    let (mut worlds, mut open) = (HashSet::from([Past::new()]), vec![Past::new()]);
    while let Some(past) = open.pop() {
        let quiet: Vec<Event> =
            all.iter().filter(|event| !matches!(event, Event::Pass | Event::NeverAgain)).cloned().collect();
        for (next, _) in nexts(&past, &quiet) {
            if next.now == 0 && worlds.insert(next.clone()) {
                open.push(next);
            }
        }
    }
    let (mut seen, mut n_starts) = (HashSet::new(), 0);
    for silent in worlds.iter().filter(|past| past.state.phase() == Phase::Open && past.sent.len() < 5) {
        for by in people().skip(1) {
            for event in [Event::Pass, Event::NeverAgain] {
                let Ok((no, letters)) = silent.after(by, &event) else { continue };
                assert_eq!(letters, []);
                n_starts += 1;
                assert_eq!(compare(no, silent.clone(), by, &all, &mut seen), None, "{by:?} {event:?}");
            }
        }
    }
    println!("{} pairs of runs from {n_starts} noes", seen.len());
    assert!(seen.len() > 5_000, "{} pairs are fewer than there were", seen.len());
}

#[test]
fn a_planted_mistake_is_found() {
    let all = events();
    let (posted, _) = Past::new().after(ASKER, &all[4]).expect("a draft can be posted");
    let (passed, _) = posted.after(Who(1), &Event::Pass).expect("a member can pass");
    // A no that ends the ask, one that sends a letter on, and one that forgets who said never again.
    let early = Past { state: tick(&passed.state, Timestamp(99)), ..passed.clone() };
    assert!(compare(early, posted.clone(), Who(1), &all, &mut HashSet::new()).is_some());
    let letter = Sending { to: Who(1), kind: LetterKind::Thanks, about: 0, pressed: ASKER };
    let never = Past { never: vec![Who(1)], ..posted.clone() };
    assert!(holds(&never, &posted, &[letter]).is_err());
    let (answered, _) = posted
        .after(
            Who(1),
            &Event::Answer { text: "x".into(), offer: Offer::Knowledge, reveal: Some(Reveal::NameAndAddress) },
        )
        .expect("a member can answer");
    assert!(holds(&posted, &Past { yes: Vec::new(), ..answered }, &[]).is_err());
}
