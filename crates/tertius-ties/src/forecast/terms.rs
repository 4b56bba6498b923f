//! The terms of "will it be used again?", "will it come back?" and "will they answer?", pair by pair.
//!
//! A term is a number that grows with what its name says, mostly a logarithm, so that a weighted sum is log odds. The
//! order of the terms is that of the weights in `parameters/forecast.rs`. Cost: the number of mutual ties of the pair.

use super::learn::Weights;
use super::log::PersonIdx;
use super::outlook::Outlook;
use crate::load::age;
use crate::parameters::{DAY, LOAD_SCALE, PAIR_PRIOR, PERSON_PRIOR, USUAL_GAP_UNKNOWN};

/// The terms for a tie between two who have been in contact.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AliveTermsFull(pub [f64; AliveTermsFull::N]);

impl AliveTermsFull {
    /// How many.
    pub const N: usize = 11;
    /// What each is, in order.
    pub const NAMES: [&str; Self::N] = [
        "log load, both ways",
        "log load of late, both ways",
        "log balance of the two directions",
        "log days of contact",
        "one day of contact only",
        "log silence in usual gaps",
        "log days of silence",
        "log days since the first contact",
        "mean activity of the two",
        "activity of the less active",
        "log Adamic-Adar of the two",
    ];
}

/// The terms for a message from one to another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AnswerTermsFull(pub [f64; AnswerTermsFull::N]);

impl AnswerTermsFull {
    /// How many.
    pub const N: usize = 13;
    /// What each is, in order.
    pub const NAMES: [&str; Self::N] = [
        "in contact before",
        "log load from the one asked",
        "log load to the one asked",
        "log odds of the pair's reply rate",
        "log odds of their reply rate",
        "they ever wrote",
        "recency of what they wrote",
        "log of all they get",
        "log of all they send",
        "log of all the asker sends",
        "their activity",
        "log Adamic-Adar of the two",
        "warmth of the path between strangers",
    ];
}

fn log_load(load: f64) -> f64 {
    (LOAD_SCALE * load).ln_1p()
}

impl Outlook<'_> {
    /// The terms for a pair; the order of the two does not matter.
    pub fn alive_terms(&self, a: PersonIdx, b: PersonIdx) -> AliveTermsFull {
        self.alive_terms_wanted(a, b, |_| true)
    }

    /// How likely a tie is used again, or comes back, by these weights.
    pub fn alive_probability(&self, a: PersonIdx, b: PersonIdx, weights: &Weights) -> f64 {
        weights.probability(&self.alive_terms_wanted(a, b, |term| weights.of[term] != 0.0).0)
    }

    /// The costly terms may be left at zero.
    fn alive_terms_wanted(&self, a: PersonIdx, b: PersonIdx, wants: impl Fn(usize) -> bool) -> AliveTermsFull {
        let (one, other) = (self.sent(a, b), self.sent(b, a));
        let seen = || [&one, &other].into_iter().filter(|sent| sent.n > 0);
        let last = seen().map(|sent| sent.last).max();
        let first = seen().map(|sent| sent.first).min();
        let gap = last.map_or(1e6, |last| age(self.now, last));
        let age_of_tie = first.map_or(0.0, |first| (self.now.0 - first) as f64 / DAY);
        let (more, less) = (one.days.max(other.days), one.days.min(other.days));
        let days = f64::from(more) + 0.5 * f64::from(less);
        let span = last.zip(first).map_or(1.0, |(last, first)| ((last - first) as f64 / DAY).max(1.0));
        let usual_gap = if days >= 2.0 { span / (days - 1.0).max(1.0) } else { USUAL_GAP_UNKNOWN };
        let floor = 1.0 / LOAD_SCALE;
        let inactive = [self.people.log_inactive(a), self.people.log_inactive(b)];
        AliveTermsFull([
            log_load(one.load + other.load),
            if wants(1) { log_load(self.load_of_late(a, b) + self.load_of_late(b, a)) } else { 0.0 },
            ((one.load.min(other.load) + floor) / (one.load.max(other.load) + floor)).ln(),
            days.ln_1p(),
            f64::from(u8::from(days < 2.0)),
            (gap / usual_gap.max(1.0)).ln().clamp(-3.0, 6.0),
            gap.ln(),
            age_of_tie.ln_1p(),
            -(inactive[0] + inactive[1]) / 2.0,
            -inactive[0].max(inactive[1]),
            if wants(10) { self.ties.adamic_adar(a, b).ln_1p() } else { 0.0 },
        ])
    }

    /// The terms for a message from one to another.
    pub fn answer_terms(&self, from: PersonIdx, to: PersonIdx) -> AnswerTermsFull {
        self.answer_terms_wanted(from, to, |_| true)
    }

    /// How likely a message is answered, by these weights.
    pub fn answer_probability(&self, from: PersonIdx, to: PersonIdx, weights: &Weights) -> f64 {
        weights.probability(&self.answer_terms_wanted(from, to, |term| weights.of[term] != 0.0).0)
    }

    /// The costly terms may be left at zero.
    fn answer_terms_wanted(&self, from: PersonIdx, to: PersonIdx, wants: impl Fn(usize) -> bool) -> AnswerTermsFull {
        let (out, back) = (self.sent(from, to), self.sent(to, from));
        let theirs = self.people.replies(to);
        let rate = (f64::from(theirs.answered) + PERSON_PRIOR * self.base) / (f64::from(theirs.asked) + PERSON_PRIOR);
        let pair_rate =
            (f64::from(out.replies.answered) + PAIR_PRIOR * rate) / (f64::from(out.replies.asked) + PAIR_PRIOR);
        let known = out.n > 0 || back.n > 0;
        let flag = |is: bool| f64::from(u8::from(is));
        let log_odds = |rate: f64| (rate / (1.0 - rate)).ln();
        AnswerTermsFull([
            flag(known),
            log_load(back.load),
            log_load(out.load),
            log_odds(pair_rate),
            log_odds(rate),
            flag(back.n > 0),
            if back.n > 0 { -age(self.now, back.last).ln().clamp(-1.0, 7.0) } else { 0.0 },
            self.people.received_load(to).ln_1p(),
            self.people.sent_load(to).ln_1p(),
            self.people.sent_load(from).ln_1p(),
            -self.people.log_inactive(to),
            if wants(11) { self.ties.adamic_adar(from, to).ln_1p() } else { 0.0 },
            if known || !wants(12) { 0.0 } else { self.ties.log_warmth(from, to).ln_1p() },
        ])
    }
}
