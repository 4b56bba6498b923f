//! Everything known at one moment, summed up per pair and per person.
//!
//! Definitions are those of `load.rs` and `answers.rs`, taken over all days exactly. Cost: one pass over the exchanges up
//! to the moment. Nothing after the moment enters.

use super::log::{Asks, Event, ExchangeLog, Pair, PairIdx, PersonIdx};
use super::people::People;
use super::ties::Ties;
use crate::answers::{Replies, base_rate};
use crate::load::age;
use crate::parameters::{AGE_FLOOR, ANSWER_DAYS, DAY, FAST_HALF_LIFE, PERSONAL_RECIPIENTS};
use tertius_model::Timestamp;

/// What one person had sent one other by then.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Sent {
    pub n: u32,
    pub days: u32,
    /// Load with the decay of memory.
    pub load: f64,
    /// Every message as age^-0.5 / k, days not compressed.
    pub shares: f64,
    pub first: i64,
    pub last: i64,
    pub replies: Replies,
    /// Messages to few.
    pub n_personal: u32,
    /// Messages of the last week.
    pub n_late: u32,
}

/// After so many half-lives nothing is left that a sum of doubles would notice.
const FORGOTTEN: f64 = 60.0;

/// The state of a log at a moment.
#[derive(Debug)]
pub struct Outlook<'l> {
    pub(super) log: &'l ExchangeLog,
    pub(super) now: Timestamp,
    sent: Vec<Sent>,
    pub(super) people: People,
    pub(super) ties: Ties,
    pub(super) base: f64,
}

impl<'l> Outlook<'l> {
    /// The state at a moment; exchanges after it do not count.
    pub fn at(log: &'l ExchangeLog, now: Timestamp) -> Outlook<'l> {
        let sent: Vec<Sent> = log.pairs().iter().map(|pair| sum_up(log, pair, now)).collect();
        let ties = Ties::new(log, &sent, now);
        let people = People::new(log, &sent, now);
        let all = sent.iter().fold(Replies::default(), |all, pair| all.plus(pair.replies));
        Outlook { log, now, sent, people, ties, base: base_rate(all) }
    }

    /// The moment.
    pub fn now(&self) -> Timestamp {
        self.now
    }

    pub(super) fn sent(&self, from: PersonIdx, to: PersonIdx) -> Sent {
        self.log.find(from, to).map_or(Sent::default(), |pair| self.sent[pair.place()])
    }

    /// The load with a half-life of a week.
    pub(super) fn load_of_late(&self, from: PersonIdx, to: PersonIdx) -> f64 {
        let Some(pair) = self.log.find(from, to) else { return 0.0 };
        let days = known(self.log, self.log.pair(pair), self.now).chunk_by(|_, next| !next.opens_day);
        let late = |day: &[Event]| {
            let age = day.last().map_or(AGE_FLOOR, |last| age(self.now, last.time));
            let shares: f64 = day.iter().map(|event| 1.0 / f64::from(event.n_recipients)).sum();
            (age < FORGOTTEN * FAST_HALF_LIFE).then(|| credit(shares) * (-age / FAST_HALF_LIFE).exp2())
        };
        days.filter_map(late).sum()
    }

    /// How many silences between two there have been of so many seconds or more.
    pub(super) fn n_silences(&self, a: PersonIdx, b: PersonIdx, least: i64) -> u32 {
        let times =
            |from, to| self.log.find(from, to).map_or(&[][..], |pair| known(self.log, self.log.pair(pair), self.now));
        let (mut one, mut other) = (times(a, b), if a == b { &[] } else { times(b, a) });
        let (mut n, mut before) = (0, i64::MAX);
        while let Some(next) = [one.first(), other.first()].into_iter().flatten().map(|event| event.time).min() {
            n += u32::from(next.saturating_sub(before) >= least);
            before = next;
            for events in [&mut one, &mut other] {
                if events.first().is_some_and(|event| event.time == next) {
                    *events = &events[1..];
                }
            }
        }
        n
    }

    /// What one sent the other since the other last wrote.
    pub(super) fn n_unanswered(&self, from: PersonIdx, to: PersonIdx) -> usize {
        let Some(pair) = self.log.find(from, to) else { return 0 };
        let (events, back) = (known(self.log, self.log.pair(pair), self.now), self.sent(to, from));
        events.len() - if back.n > 0 { events.partition_point(|event| event.time <= back.last) } else { 0 }
    }

    pub(super) fn sent_by(&self, pair: PairIdx) -> &Sent {
        &self.sent[pair.place()]
    }
}

/// The events up to a moment.
pub(super) fn known<'l>(log: &'l ExchangeLog, pair: &Pair, now: Timestamp) -> &'l [Event] {
    let events = log.events(pair);
    &events[..events.partition_point(|event| event.time <= now.0)]
}

/// A day's messages count less each.
fn credit(shares: f64) -> f64 {
    if shares == 1.0 { 1.0 } else { (1.0 + shares).log2() }
}

fn sum_up(log: &ExchangeLog, pair: &Pair, now: Timestamp) -> Sent {
    let events = known(log, pair, now);
    let (Some(first), Some(last)) = (events.first(), events.last()) else { return Sent::default() };
    let mut sent = Sent { n: events.len() as u32, first: first.time, last: last.time, ..Sent::default() };
    let time_is_up = now.0 - ANSWER_DAYS * DAY as i64;
    let a_week_ago = now.0 - (FAST_HALF_LIFE * DAY) as i64;
    let (mut shares, mut decay) = (0.0, 0.0);
    for event in events {
        if event.opens_day && shares > 0.0 {
            sent.days += 1;
            sent.load += credit(shares) * decay;
            shares = 0.0;
        }
        let share = 1.0 / f64::from(event.n_recipients);
        // The day is as old as its latest.
        decay = 1.0 / age(now, event.time).sqrt();
        shares += share;
        sent.shares += share * decay;
        sent.n_personal += u32::from(event.n_recipients <= PERSONAL_RECIPIENTS);
        sent.n_late += u32::from(event.time > a_week_ago);
        let is_up = event.time <= time_is_up;
        sent.replies.asked += u32::from(is_up && event.asks != Asks::Nothing);
        sent.replies.answered += u32::from(is_up && event.asks == Asks::Answered);
    }
    sent.days += 1;
    sent.load += credit(shares) * decay;
    sent
}
