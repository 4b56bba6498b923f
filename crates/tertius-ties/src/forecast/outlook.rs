//! Everything known at one moment, summed up per pair and per person.
//!
//! Definitions are those of `load.rs` and `answers.rs`, taken over all days exactly. Cost: one pass over the exchanges up
//! to the moment. Nothing after the moment enters.

use super::log::{Event, ExchangeLog, Pair, PairIdx, PersonIdx};
use super::people::People;
use super::ties::Ties;
use crate::answers::{Replies, base_rate};
use crate::load::age;
use crate::parameters::{AGE_FLOOR, ANSWER_DAYS, FAST_HALF_LIFE, PERSONAL_RECIPIENTS};
use tertius_model::Timestamp;

/// What one person had sent one other by then.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Sent {
    pub n: u32,
    pub days: u32,
    /// Load with the decay of memory.
    pub load: f64,
    /// Load with a half-life of a week.
    pub fast: f64,
    /// Every message as age^-0.5 / k, days not compressed.
    pub shares: f64,
    pub first: i64,
    pub last: i64,
    pub replies: Replies,
}

impl Sent {
    /// A day's messages count less each; the day is as old as its latest.
    fn add_day(&mut self, shares: f64, age: f64, decay: f64) {
        let credit = (1.0 + shares).log2();
        self.days += 1;
        self.load += credit * decay;
        if age < FORGOTTEN * FAST_HALF_LIFE {
            self.fast += credit * (-age / FAST_HALF_LIFE).exp2();
        }
    }
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

    pub(super) fn sent_by(&self, pair: PairIdx) -> &Sent {
        &self.sent[pair.place()]
    }
}

/// The events up to a moment.
pub(super) fn known<'l>(log: &'l ExchangeLog, pair: &Pair, now: Timestamp) -> &'l [Event] {
    let events = log.events(pair);
    &events[..events.partition_point(|event| event.time <= now.0)]
}

fn sum_up(log: &ExchangeLog, pair: &Pair, now: Timestamp) -> Sent {
    let events = known(log, pair, now);
    let (Some(first), Some(last)) = (events.first(), events.last()) else { return Sent::default() };
    let mut sent = Sent { n: events.len() as u32, first: first.time, last: last.time, ..Sent::default() };
    let (mut day, mut shares, mut latest, mut decay) = (Timestamp(first.time).day(), 0.0, AGE_FLOOR, 0.0);
    for event in events {
        let today = Timestamp(event.time).day();
        if today != day {
            sent.add_day(shares, latest, decay);
            (day, shares) = (today, 0.0);
        }
        let share = 1.0 / f64::from(event.n_recipients);
        latest = age(now, event.time);
        decay = 1.0 / latest.sqrt();
        shares += share;
        sent.shares += share * decay;
    }
    sent.add_day(shares, latest, decay);
    sent.replies = replies(events, log.find(pair.to, pair.from).map(|back| known(log, log.pair(back), now)), now);
    sent
}

/// The first personal message of each day asks; any message back within the time answers.
fn replies(asks: &[Event], answers: Option<&[Event]>, now: Timestamp) -> Replies {
    let wait = ANSWER_DAYS * 86_400;
    let answers = answers.unwrap_or(&[]);
    let mut replies = Replies::default();
    let mut next = 0;
    let mut day = None;
    for ask in asks.iter().filter(|ask| ask.n_recipients <= PERSONAL_RECIPIENTS && ask.is_message()) {
        let today = Timestamp(ask.time).day();
        if day == Some(today) || ask.time > now.0 - wait {
            continue;
        }
        day = Some(today);
        while answers.get(next).is_some_and(|answer| answer.time <= ask.time || !answer.is_message()) {
            next += 1;
        }
        replies.asked += 1;
        replies.answered += u32::from(answers.get(next).is_some_and(|answer| answer.time - ask.time <= wait));
    }
    replies
}
