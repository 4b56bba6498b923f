//! What the log itself shows to have happened: each question asked again at earlier moments whose outcome is known.
//!
//! At each earlier moment the terms are computed from nothing after it, and the outcome from nothing after the present,
//! so that learning from it never sees the future. Cost: one [`Outlook`] a moment, and a bounded sample of pairs. The moments
//! are looked at side by side, but for the earliest, which are looked at where few people got to know anybody; the result does not depend on how many processors there are.

use super::learn::{Example, Weights};
use super::log::{Event, ExchangeLog, Neighbour, PersonIdx};
use super::next::{Candidates, Depth, NextTerms};
use super::outlook::Outlook;
use super::start::learn_next;
use super::terms::{AliveTermsFull, AnswerTermsFull};
use crate::parameters::forecast::{ANSWERED, NEXT, REVIVAL, STILL_ALIVE};
use crate::parameters::{ANSWER_DAYS, DAY, OUTCOMES_ENOUGH, PERSONAL_RECIPIENTS};
use tertius_model::Timestamp;

const DAY_SECONDS: i64 = DAY as i64;

/// How far ahead a question looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Horizon {
    /// In seconds.
    pub seconds: i64,
    /// A message to more people than this is no use of a tie.
    pub most_recipients: u32,
}

impl Horizon {
    /// A silence longer than this is a dormant tie: two horizons, and up to 60 days where four horizons allow.
    pub fn silence(self) -> i64 {
        (2 * self.seconds).max((60 * DAY_SECONDS).min(4 * self.seconds))
    }
}

/// At most so many examples of a question from all moments together; more would cost time and change little.
#[derive(Clone, Copy, Debug)]
pub struct Sample {
    /// Pairs.
    pub pairs: usize,
    /// People who seek; none where nobody asks whom they get to know.
    pub seekers: usize,
    /// Candidates not chosen, for each of them.
    pub others: usize,
}

impl Sample {
    /// What each moment may take.
    fn shared(self, n_moments: usize, n_of_choices: i64) -> Sample {
        let seekers = self.seekers / n_of_choices.max(1) as usize;
        Sample { pairs: self.pairs / n_moments.max(1), seekers, others: self.others }
    }
}

/// Which of many to keep: every so-manyth by a fixed scramble, the same on every machine.
fn scramble(a: u32, b: u32) -> u64 {
    let mut x = (u64::from(a) << 32 | u64::from(b)).wrapping_add(0x9e37_79b9_7f4a_7c15);
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

impl ExchangeLog {
    /// Every pair that ever exchanged anything, once.
    fn couples(&self) -> impl Iterator<Item = (PersonIdx, &Neighbour)> {
        let people = (0..self.n_people()).map(|place| PersonIdx(place as u32));
        people.flat_map(|person| {
            self.neighbours(person).iter().filter(move |other| other.them > person).map(move |other| (person, other))
        })
    }

    /// Whether the two exchange anything after a moment and up to a later one, by messages to at most so many.
    fn meet(&self, couple: &Neighbour, after: Timestamp, until: Timestamp, most_recipients: u32) -> bool {
        [couple.sent, couple.received].into_iter().flatten().any(|pair| {
            between(self.events(self.pair(pair)), after, until)
                .iter()
                .any(|event| event.n_recipients <= most_recipients)
        })
    }
}

fn between(events: &[Event], after: Timestamp, until: Timestamp) -> &[Event] {
    let start = events.partition_point(|event| event.time <= after.0);
    let end = events.partition_point(|event| event.time <= until.0);
    &events[start..end.max(start)]
}

/// Keeps at most so many, chosen by the scramble.
fn sample<T>(all: Vec<T>, most: usize, by: impl Fn(&T) -> u64) -> Vec<T> {
    if all.len() <= most {
        return all;
    }
    let mut all: Vec<(u64, T)> = all.into_iter().map(|one| (by(&one), one)).collect();
    all.select_nth_unstable_by_key(most, |(order, _)| *order);
    all.into_iter().take(most).map(|(_, one)| one).collect()
}

impl Outlook<'_> {
    fn add(&self, horizon: i64) -> Timestamp {
        Timestamp(self.now.0.saturating_add(horizon))
    }

    /// Ties of then, and whether each was used again within the horizon.
    pub fn alive_examples(&self, horizon: Horizon, most: Sample) -> Vec<Example<{ AliveTermsFull::N }>> {
        let known = self.log.couples().filter(|(_, other)| self.first_of(other).is_some()).collect();
        let until = self.add(horizon.seconds);
        sample(known, most.pairs, |(a, other)| scramble(a.0, other.them.0))
            .into_iter()
            .map(|(a, other)| Example {
                terms: self.alive_terms(a, other.them).0,
                happened: self.log.meet(other, self.now, until, horizon.most_recipients),
                weight: 1.0,
            })
            .collect()
    }

    /// Ties dormant then, and whether each came back within two horizons.
    pub fn revival_examples(&self, horizon: Horizon, most: Sample) -> Vec<Example<{ AliveTermsFull::N }>> {
        let dormant = self.log.couples().filter(|(_, other)| self.is_dormant(other, horizon)).collect();
        let until = self.add(2 * horizon.seconds);
        sample(dormant, most.pairs, |(a, other)| scramble(a.0, other.them.0))
            .into_iter()
            .map(|(a, other)| Example {
                terms: self.alive_terms(a, other.them).0,
                happened: self.log.meet(other, self.now, until, u32::MAX),
                weight: 1.0,
            })
            .collect()
    }

    /// Messages soon after, and whether each was answered in time. Only the first of each pair asks.
    pub fn answer_examples(&self, horizon: Horizon, most: Sample) -> Vec<Example<{ AnswerTermsFull::N }>> {
        let until = self.add(horizon.seconds);
        let wait = ANSWER_DAYS * DAY_SECONDS;
        let asks = self.log.pairs().iter().filter_map(|pair| {
            let soon = between(self.log.events(pair), self.now, until);
            let ask = soon.iter().find(|event| event.n_recipients <= PERSONAL_RECIPIENTS && event.is_message())?;
            Some((pair, ask.time))
        });
        sample(asks.collect(), most.pairs, |(pair, _)| scramble(pair.from.0, pair.to.0))
            .into_iter()
            .map(|(pair, asked)| {
                let back = self.log.find(pair.to, pair.from);
                let answered = back.is_some_and(|back| {
                    let events = self.log.events(self.log.pair(back));
                    between(events, Timestamp(asked), Timestamp(asked + wait)).iter().any(Event::is_message)
                });
                Example { terms: self.answer_terms(pair.from, pair.to).0, happened: answered, weight: 1.0 }
            })
            .collect()
    }

    /// People who got to know somebody two steps away soon after, each with those chosen and some of those not.
    pub fn choice_examples(&self, horizon: Horizon, most: Sample) -> Vec<Vec<Example<{ NextTerms::N }>>> {
        let until = self.add(horizon.seconds);
        let mut chosen: Vec<Vec<PersonIdx>> = vec![Vec::new(); self.log.n_people()];
        for (a, other) in self.log.couples() {
            let new = self.first_of(other).is_none() && self.log.meet(other, self.now, until, PERSONAL_RECIPIENTS);
            if new {
                chosen[a.place()].push(other.them);
                chosen[other.them.place()].push(a);
            }
        }
        chosen.iter_mut().for_each(|chosen| chosen.sort_unstable());
        let seekers = (0..self.log.n_people()).map(|place| PersonIdx(place as u32));
        let seekers = seekers.filter(|ego| !chosen[ego.place()].is_empty() && self.ties.degree(*ego) >= 3);
        let mut seekers = sample(seekers.collect(), most.seekers, |ego| scramble(ego.0, 0));
        seekers.sort_unstable();
        let all: Vec<Candidates> = seekers
            .into_iter()
            .filter_map(|ego| {
                let mut two_steps = self.two_steps_from(ego);
                let is_chosen = |them: &PersonIdx| chosen[ego.place()].binary_search(them).is_ok();
                let (found, others): (Vec<_>, Vec<_>) = two_steps.people.iter().partition(|them| is_chosen(them));
                two_steps.people = found;
                let found = !two_steps.people.is_empty();
                two_steps.people.extend(sample(others, most.others, |them| scramble(ego.0, them.0)));
                found.then_some(two_steps)
            })
            .collect();
        let mut examples = Vec::with_capacity(all.len());
        self.next_terms(&all, Depth::Walks, |candidates, terms| {
            let chosen = &chosen[candidates.ego.place()];
            let pairs = candidates.people.iter().zip(terms);
            let example = |(them, terms): (&PersonIdx, &NextTerms)| Example {
                terms: terms.0,
                happened: chosen.binary_search(them).is_ok(),
                weight: 1.0,
            };
            examples.push(pairs.map(example).collect());
        });
        examples
    }

    fn first_of(&self, couple: &Neighbour) -> Option<i64> {
        let seen = [couple.sent, couple.received].into_iter().flatten().map(|pair| self.sent_by(pair));
        seen.filter(|sent| sent.n > 0).map(|sent| sent.first).min()
    }

    /// Both wrote, on two days at least, and both have been silent for long.
    fn is_dormant(&self, couple: &Neighbour, horizon: Horizon) -> bool {
        let (Some(sent), Some(received)) = (couple.sent, couple.received) else { return false };
        let (sent, received) = (self.sent_by(sent), self.sent_by(received));
        let (first, last) = (sent.first.min(received.first), sent.last.max(received.last));
        sent.n > 0
            && received.n > 0
            && Timestamp(first).day() != Timestamp(last).day()
            && self.now.0 - last > horizon.silence()
    }
}

/// The weights that fit a log's own past best, beginning from the shipped ones.
#[derive(Clone, Debug, PartialEq)]
pub struct Learnt {
    /// Will a tie be used again?
    pub alive: Weights,
    /// Will a dormant tie come back?
    pub revival: Weights,
    /// Will a message be answered?
    pub answer: Weights,
    /// Whom next?
    pub next: Weights,
    /// How many outcomes the first was learnt from; 0 where it is the shipped one.
    pub n_alive_outcomes: usize,
}

/// How learning is done.
#[derive(Clone, Copy, Debug)]
pub struct Learning {
    /// How many horizons back it asks, each a moment of its own.
    pub n_moments: i64,
    /// How many of these ask whom people got to know; earlier ones do so while there are fewer seekers than wanted.
    pub n_of_choices: i64,
    /// But none earlier than this.
    pub most_of_choices: i64,
    /// How much of all moments.
    pub most: Sample,
    /// How much less each moment counts than the one after it.
    pub fading: f64,
    /// The same for whom people got to know: tastes last longer than habits.
    pub fading_of_choices: f64,
    /// How firmly the weights of each question are held.
    pub trust: Trust,
}

/// How firmly weights are held where they began: to within `trust^-0.5` spreads of their term.
#[derive(Clone, Copy, Debug)]
pub struct Trust {
    /// Will a tie be used again?
    pub alive: f64,
    /// Will a dormant tie come back?
    pub revival: f64,
    /// Will a message be answered?
    pub answer: f64,
    /// Whom next?
    pub next: f64,
    /// How ego's own loose connections are ranked, by what came of asks.
    pub asks: f64,
}

impl Learnt {
    /// The shipped weights, fitted on other logs.
    pub fn shipped() -> Learnt {
        Learnt {
            alive: STILL_ALIVE.weights(),
            revival: REVIVAL.weights(),
            answer: ANSWERED.weights(),
            next: NEXT.weights(),
            n_alive_outcomes: 0,
        }
    }

    /// The shipped weights, changed by what the log shows to have happened up to now.
    pub fn from_past(log: &ExchangeLog, now: Timestamp, horizon: Horizon, learning: &Learning) -> Learnt {
        let past = Past::of(log, now, horizon, learning);
        let shipped = Learnt::shipped();
        Learnt {
            alive: shipped.alive.learnt(&past.alive, learning.trust.alive),
            revival: shipped.revival.learnt(&past.revival, learning.trust.revival),
            answer: shipped.answer.learnt(&past.answer, learning.trust.answer),
            next: learn_next(&shipped.next, &past.choices, learning.trust.next),
            n_alive_outcomes: if past.alive.len() < OUTCOMES_ENOUGH { 0 } else { past.alive.len() },
        }
    }
}

#[derive(Debug, Default)]
struct Past {
    alive: Vec<Example<{ AliveTermsFull::N }>>,
    revival: Vec<Example<{ AliveTermsFull::N }>>,
    answer: Vec<Example<{ AnswerTermsFull::N }>>,
    choices: Vec<Vec<Example<{ NextTerms::N }>>>,
}

/// Of a log with more pairs than this one moment is looked at after the other: each takes some 200 bytes a pair.
const PAIRS_AT_ONCE: usize = 200_000;

impl Past {
    /// All moments; each is looked at by a thread of its own, and they are joined in order. What few seekers show is
    /// added to from earlier moments.
    fn of(log: &ExchangeLog, now: Timestamp, horizon: Horizon, learning: &Learning) -> Past {
        let (first, _) = log.span();
        let moments: Vec<(i64, Timestamp)> = (1..=learning.n_moments.max(learning.most_of_choices))
            .map(|n| (n, Timestamp(now.0.saturating_sub(n.saturating_mul(horizon.seconds)))))
            .take_while(|(_, then)| 2 * (then.0 - first.0) >= horizon.seconds)
            .collect();
        let n_moments = moments.len().min(learning.n_moments as usize);
        let most = learning.most.shared(n_moments, learning.n_of_choices);
        let look = |(n, then): (i64, Timestamp)| {
            let then = Outlook::at(log, then);
            let mut past = Past::default();
            past.ask(&then, now, horizon, most);
            past.fade(learning.fading.powi((n - 1) as i32));
            if n <= learning.n_of_choices {
                past.choose(&then, n, horizon, most, learning);
                return (past, None);
            }
            (past, (most.seekers > 0).then_some(then))
        };
        let pasts: Vec<(Past, Option<Outlook<'_>>)> = if log.pairs().len() > PAIRS_AT_ONCE {
            moments[..n_moments].iter().map(|moment| look(*moment)).collect()
        } else {
            std::thread::scope(|scope| {
                let moments = &moments[..n_moments];
                let threads: Vec<_> = moments.iter().map(|moment| scope.spawn(move || look(*moment))).collect();
                let looked = threads.into_iter().map(|thread| thread.join());
                looked.map(|past| past.unwrap_or_else(|panic| std::panic::resume_unwind(panic))).collect()
            })
        };
        let (pasts, outlooks): (Vec<Past>, Vec<Option<Outlook<'_>>>) = pasts.into_iter().unzip();
        let mut past = pasts.into_iter().fold(Past::default(), Past::with);
        let mut outlooks = outlooks.into_iter();
        for (n, then) in moments {
            let looked_at = outlooks.next().flatten();
            let wanted = learning.n_of_choices < n && n <= learning.most_of_choices;
            if wanted && past.choices.len() < learning.most.seekers {
                let then = looked_at.unwrap_or_else(|| Outlook::at(log, then));
                past.choose(&then, n, horizon, most, learning);
            }
        }
        past
    }

    fn with(mut self, mut other: Past) -> Past {
        self.alive.append(&mut other.alive);
        self.revival.append(&mut other.revival);
        self.answer.append(&mut other.answer);
        self.choices.append(&mut other.choices);
        self
    }

    fn fade(&mut self, weight: f64) {
        self.alive.iter_mut().for_each(|example| example.weight = weight);
        self.revival.iter_mut().for_each(|example| example.weight = weight);
        self.answer.iter_mut().for_each(|example| example.weight = weight);
    }

    /// Adds whom people got to know after the nth moment back.
    fn choose(&mut self, then: &Outlook<'_>, n: i64, horizon: Horizon, most: Sample, learning: &Learning) {
        if most.seekers == 0 {
            return;
        }
        let mut choices = then.choice_examples(horizon, most);
        let weight = learning.fading_of_choices.powi((n - 1) as i32);
        choices.iter_mut().flatten().for_each(|example| example.weight = weight);
        self.choices.append(&mut choices);
    }

    fn ask(&mut self, then: &Outlook<'_>, now: Timestamp, horizon: Horizon, most: Sample) {
        self.alive.extend(then.alive_examples(horizon, most));
        let answered_by = (now.0 - ANSWER_DAYS * DAY_SECONDS - then.now().0).min(horizon.seconds);
        if answered_by > 0 {
            self.answer.extend(then.answer_examples(Horizon { seconds: answered_by, ..horizon }, most));
        }
        if then.now().0 + 2 * horizon.seconds <= now.0 {
            self.revival.extend(then.revival_examples(horizon, most));
        }
    }
}
