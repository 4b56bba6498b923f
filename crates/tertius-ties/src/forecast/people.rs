//! What is known of each person by themselves: how much they send and get, when last, how they answer.

use super::log::{ExchangeLog, PersonIdx};
use super::outlook::Sent;
use crate::answers::Replies;
use crate::load::age;
use tertius_model::Timestamp;

/// One list per property, by person.
#[derive(Debug)]
pub(super) struct People {
    /// Sum over messages of age^-0.5 / k.
    sent_load: Vec<f64>,
    received_load: Vec<f64>,
    last_sent: Vec<Option<i64>>,
    last_seen: Vec<Option<i64>>,
    /// What became of messages to them.
    replies: Vec<Replies>,
    /// What became of messages by them.
    asks: Vec<Replies>,
    /// Messages sent in the last week.
    n_late: Vec<u32>,
    now: Timestamp,
}

impl People {
    pub fn new(log: &ExchangeLog, sent: &[Sent], now: Timestamp) -> People {
        let n = log.n_people();
        let mut people = People {
            sent_load: vec![0.0; n],
            received_load: vec![0.0; n],
            last_sent: vec![None; n],
            last_seen: vec![None; n],
            replies: vec![Replies::default(); n],
            asks: vec![Replies::default(); n],
            n_late: vec![0; n],
            now,
        };
        for (pair, sent) in log.pairs().iter().zip(sent).filter(|(_, sent)| sent.n > 0) {
            let (from, to) = (pair.from.place(), pair.to.place());
            people.sent_load[from] += sent.shares;
            people.received_load[to] += sent.shares;
            people.last_sent[from] = people.last_sent[from].max(Some(sent.last));
            people.last_seen[from] = people.last_seen[from].max(Some(sent.last));
            people.last_seen[to] = people.last_seen[to].max(Some(sent.last));
            people.replies[to] = people.replies[to].plus(sent.replies);
            people.asks[from] = people.asks[from].plus(sent.replies);
            people.n_late[from] += sent.n_late;
        }
        people
    }

    pub fn sent_load(&self, person: PersonIdx) -> f64 {
        self.sent_load.get(person.place()).copied().unwrap_or(0.0)
    }

    pub fn received_load(&self, person: PersonIdx) -> f64 {
        self.received_load.get(person.place()).copied().unwrap_or(0.0)
    }

    pub fn replies(&self, person: PersonIdx) -> Replies {
        self.replies.get(person.place()).copied().unwrap_or_default()
    }

    pub fn asks(&self, person: PersonIdx) -> Replies {
        self.asks.get(person.place()).copied().unwrap_or_default()
    }

    pub fn n_late(&self, person: PersonIdx) -> u32 {
        self.n_late.get(person.place()).copied().unwrap_or(0)
    }

    /// Log days since they last wrote to anybody, -1..8; 8 for never.
    pub fn log_inactive(&self, person: PersonIdx) -> f64 {
        self.log_days_since(self.last_sent.get(person.place()).copied().flatten())
    }

    /// Log days since they last wrote or got anything, -1..8; 8 for never.
    pub fn log_unseen(&self, person: PersonIdx) -> f64 {
        self.log_days_since(self.last_seen.get(person.place()).copied().flatten())
    }

    fn log_days_since(&self, last: Option<i64>) -> f64 {
        last.map_or(8.0, |last| age(self.now, last).ln().clamp(-1.0, 8.0))
    }
}
