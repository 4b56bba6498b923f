//! The terms of "will it be used again?", "will it come back?" and "will they answer?", pair by pair.
//!
//! A term is a number that grows with what its name says, mostly a logarithm, so that a weighted sum is log odds. The
//! order of the terms is that of the weights in `parameters/forecast.rs`. Cost: the number of mutual ties of the pair.

use super::learn::Weights;
use super::log::PersonIdx;
use super::outlook::Outlook;
use crate::answers::Replies;
use crate::load::age;
use crate::parameters::{DAY, LOAD_SCALE, PAIR_PRIOR, PERSON_PRIOR, USUAL_GAP_UNKNOWN};

/// The terms for a tie between two who have been in contact.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AliveTermsFull(pub [f64; AliveTermsFull::N]);

impl AliveTermsFull {
    /// How many.
    pub const N: usize = 17;
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
        "log silences half as long that ended",
        "rate of answers between the two",
        "log personal messages",
        "log warmth over mutual ties",
        "log ties of each, added",
        "log of all that each sends, added",
    ];
}

/// The terms for a message from one to another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AnswerTermsFull(pub [f64; AnswerTermsFull::N]);

impl AnswerTermsFull {
    /// How many.
    pub const N: usize = 17;
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
        "log odds that the asker is answered",
        "recency of what the asker wrote",
        "log messages of the asker since they last wrote",
        "log of their messages of the last week",
    ];
}

/// Assumption: a pair's rate of answers counts as much as two asks answered as usual.
const PAIR_SHOWN: f64 = 2.0;

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
            if wants(11) { f64::from(self.n_silences(a, b, (gap * DAY / 2.0) as i64)).ln_1p() } else { 0.0 },
            self.rate(one.replies.plus(other.replies), PAIR_SHOWN, self.base),
            f64::from(one.n_personal + other.n_personal).ln_1p(),
            if wants(14) { self.ties.log_warmth(a, b).ln_1p() } else { 0.0 },
            self.ties.log_degree(a) + self.ties.log_degree(b),
            self.people.sent_load(a).ln_1p() + self.people.sent_load(b).ln_1p(),
        ])
    }

    /// How many are answered, where so many unseen ones were answered at the rate expected.
    fn rate(&self, replies: Replies, unseen: f64, expected: f64) -> f64 {
        (f64::from(replies.answered) + unseen * expected) / (f64::from(replies.asked) + unseen)
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
        let rate = self.rate(self.people.replies(to), PERSON_PRIOR, self.base);
        let pair_rate = self.rate(out.replies, PAIR_PRIOR, rate);
        let luck = self.rate(self.people.asks(from), PERSON_PRIOR, self.base);
        let known = out.n > 0 || back.n > 0;
        let flag = |is: bool| f64::from(u8::from(is));
        let log_odds = |rate: f64| (rate / (1.0 - rate)).ln();
        let recency = |n: u32, last: i64| if n > 0 { -age(self.now, last).ln().clamp(-1.0, 7.0) } else { 0.0 };
        AnswerTermsFull([
            flag(known),
            log_load(back.load),
            log_load(out.load),
            log_odds(pair_rate),
            log_odds(rate),
            flag(back.n > 0),
            recency(back.n, back.last),
            self.people.received_load(to).ln_1p(),
            self.people.sent_load(to).ln_1p(),
            self.people.sent_load(from).ln_1p(),
            -self.people.log_inactive(to),
            if wants(11) { self.ties.adamic_adar(from, to).ln_1p() } else { 0.0 },
            if known || !wants(12) { 0.0 } else { self.ties.log_warmth(from, to).ln_1p() },
            log_odds(luck),
            recency(out.n, out.last),
            if wants(15) { (self.n_unanswered(from, to) as f64).ln_1p() } else { 0.0 },
            f64::from(self.people.n_late(to)).ln_1p(),
        ])
    }
}
