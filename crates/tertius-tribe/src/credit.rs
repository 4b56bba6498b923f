//! Credit: an outcome walked back over everybody who helped, and who opened doors for whom in a year.
//!
//! Everybody on the way counts as one who helped; no share is computed, because none could be checked.

use crate::Who;
use crate::outcome::OutcomeKind;
use std::collections::BTreeMap;
use tertius_model::Timestamp;

/// An outcome with the way that led to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// What.
    pub kind: OutcomeKind,
    /// When it was told.
    pub at: Timestamp,
    /// For whom it came about.
    pub by: Who,
    /// Everybody who helped, from the asker outwards: the connector, or who passed the question on and who answered.
    pub way: Vec<Who>,
    /// Whom they were led to, where it was a person.
    pub to: Option<Who>,
}

/// How somebody helped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// They stood next to the asker on the way.
    OpenedTheDoor,
    /// They passed it on further out.
    PassedItOn,
    /// They were met, or answered.
    Was,
}

/// Somebody to thank, and for what.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Credit {
    /// Who.
    pub who: Who,
    /// What they did.
    pub part: Part,
    /// What it led to.
    pub kind: OutcomeKind,
}

/// Everybody whom an outcome is owed to, the first door first, nobody twice and never the asker.
pub fn walk_back(outcome: &Outcome) -> Vec<Credit> {
    if outcome.kind == OutcomeKind::Nothing {
        return Vec::new();
    }
    let mut credits: Vec<Credit> = Vec::new();
    let helped = outcome
        .way
        .iter()
        .enumerate()
        .map(|(at, &who)| (who, if at == 0 { Part::OpenedTheDoor } else { Part::PassedItOn }));
    for (who, part) in helped.chain(outcome.to.map(|who| (who, Part::Was))) {
        if who != outcome.by && credits.iter().all(|credit| credit.who != who) {
            credits.push(Credit { who, part, kind: outcome.kind });
        }
    }
    credits
}

/// Doors that one person opened, by what they led to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Doors {
    /// Who opened them, or for whom.
    pub who: Who,
    /// How many of each outcome, the greatest outcome first.
    pub led_to: Vec<(OutcomeKind, usize)>,
}

/// One person's year.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Year {
    /// Who opened doors for them, who opened most first.
    pub for_me: Vec<Doors>,
    /// For whom they did.
    pub by_me: Vec<Doors>,
}

/// Who opened doors for somebody in a calendar year (UTC), and for whom they did.
pub fn year(outcomes: &[Outcome], who: Who, year: i32) -> Year {
    let mut for_me: BTreeMap<Who, BTreeMap<OutcomeKind, usize>> = BTreeMap::new();
    let mut by_me = for_me.clone();
    for outcome in outcomes.iter().filter(|outcome| outcome.at.day().date().0 == year) {
        for credit in walk_back(outcome).into_iter().filter(|credit| credit.part != Part::Was) {
            let side = match () {
                () if outcome.by == who => for_me.entry(credit.who),
                () if credit.who == who => by_me.entry(outcome.by),
                () => continue,
            };
            *side.or_default().entry(outcome.kind).or_default() += 1;
        }
    }
    Year { for_me: doors(for_me), by_me: doors(by_me) }
}

fn doors(counted: BTreeMap<Who, BTreeMap<OutcomeKind, usize>>) -> Vec<Doors> {
    let rows = counted.into_iter().map(|(who, kinds)| Doors { who, led_to: kinds.into_iter().rev().collect() });
    let mut rows: Vec<Doors> = rows.collect();
    rows.sort_by_key(|row| {
        let n: usize = row.led_to.iter().map(|(_, n)| n).sum();
        (std::cmp::Reverse(n), row.who)
    });
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcome(kind: OutcomeKind, by: u64, way: &[u64], to: u64) -> Outcome {
        let way = way.iter().map(|&who| Who(who)).collect();
        Outcome { kind, at: Timestamp(1_700_000_000), by: Who(by), way, to: Some(Who(to)) }
    }

    #[test]
    fn everybody_on_the_way_is_thanked_once_and_the_asker_never() {
        let credits = walk_back(&outcome(OutcomeKind::Job, 1, &[2, 3, 2, 1], 9));
        let parts: Vec<(u64, Part)> = credits.iter().map(|credit| (credit.who.0, credit.part)).collect();
        assert_eq!(parts, [(2, Part::OpenedTheDoor), (3, Part::PassedItOn), (9, Part::Was)]);
        assert_eq!(walk_back(&outcome(OutcomeKind::Nothing, 1, &[2], 9)), []);
    }

    #[test]
    fn a_year_has_two_sides() {
        let all = [
            outcome(OutcomeKind::Meeting, 1, &[2], 9),
            outcome(OutcomeKind::Job, 1, &[2], 9),
            outcome(OutcomeKind::Lead, 1, &[3], 9),
            outcome(OutcomeKind::Deal, 5, &[1], 8),
        ];
        let mine = year(&all, Who(1), 2023);
        let door = |who, led_to: &[(OutcomeKind, usize)]| Doors { who: Who(who), led_to: led_to.to_vec() };
        let two = door(2, &[(OutcomeKind::Job, 1), (OutcomeKind::Meeting, 1)]);
        assert_eq!(mine.for_me, [two, door(3, &[(OutcomeKind::Lead, 1)])]);
        assert_eq!(mine.by_me, [door(5, &[(OutcomeKind::Deal, 1)])]);
        assert_eq!(year(&all, Who(1), 2022), Year::default());
    }
}
