//! Strength: the probability that one answers the other within seven days.
//!
//! `logit = b0 + b1·known + b2·L(load from the one asked) + b3·logit(r) - b4·ln(days since they last wrote) +
//! b5·[they ever wrote] + b6·ln(1 + all they send)`, L(x) = ln(1 + 1000x), with
//! r = (answered + 3 r_v)/(asked + 3), r_v = (their answers to anybody + 4 base)/(asks of them + 4). Labels are offsets.
//! Weights and their evidence: [`crate::parameters::ANSWERS`]. Cost: constant. Where no message and no meeting was
//! ever seen the formula speaks of strangers; for somebody with depth by other evidence an assumption takes its place.

use crate::load::{age, load, load_of_kin, sent_load};
use crate::parameters::{
    ANSWER_DAYS, ANSWERS, LOAD_SCALE, OFFSET_CLOSE, OFFSET_CO_WORKER, OFFSET_MANAGER, PAIR_PRIOR, PERSON_PRIOR,
    UNSEEN_BASE, UNSEEN_PER_DEPTH,
};
use crate::reasons::{Parts, Reason, ReasonKind, Score, count, logistic, stretch};
use crate::summary::{Asks, TieSummary};
use crate::{Stated, depth};
use tertius_model::{Label, Relation, Timestamp};

/// Who is asked, and so whose answer is weighed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// Ego asks, they answer.
    Them,
    /// They ask, ego answers.
    Ego,
}

/// How many messages asked, and how many were answered within seven days. Asks younger than that do not count yet.
///
/// In a tie's summary a message asks that opens an exchange, not one that replies. In a log ([`crate::forecast`]) the first
/// personal message of a day asks, whatever came before: so the weights were measured, and the two agree on who answers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Replies {
    /// Days with such a message to at most three people.
    pub asked: u32,
    /// Of those, answered in time.
    pub answered: u32,
}

impl Replies {
    fn of(asks: &Asks, now: Timestamp) -> Replies {
        let due = asks.open.iter().filter(|ask| ask.time <= now.0 - ANSWER_DAYS * 86_400);
        due.fold(Replies { asked: asks.asked, answered: asks.answered }, |so_far, ask| Replies {
            asked: so_far.asked + 1,
            answered: so_far.answered + u32::from(ask.answered),
        })
    }

    /// Both counts added.
    pub fn plus(self, other: Replies) -> Replies {
        Replies { asked: self.asked + other.asked, answered: self.answered + other.answered }
    }
}

impl TieSummary {
    /// What became of the messages to the one asked.
    pub fn replies(&self, asked: Asked, now: Timestamp) -> Replies {
        match asked {
            Asked::Them => Replies::of(&self.asks_by_ego, now),
            Asked::Ego => Replies::of(&self.asks_by_them, now),
        }
    }
}

/// The reply rate of everybody together: (answered + 1)/(asked + 2) over all pairs and directions.
pub fn base_rate(all: Replies) -> f64 {
    (f64::from(all.answered) + 1.0) / (f64::from(all.asked) + 2.0)
}

/// How the one who is asked behaves toward everybody.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Responder {
    /// Asks of them by anybody, and their answers.
    pub replies: Replies,
    /// Everything they send, each message as age^-0.5 / k.
    pub sent_load: f64,
    /// See [`base_rate`].
    pub base: f64,
}

impl Responder {
    /// What one tie shows of a person: all there is when only ego's own files are known.
    pub fn seen_by_ego(summary: &TieSummary, asked: Asked, base: f64, now: Timestamp) -> Responder {
        let sent = match asked {
            Asked::Them => &summary.to_ego,
            Asked::Ego => &summary.to_them,
        };
        Responder { replies: summary.replies(asked, now), sent_load: sent_load(sent, now), base }
    }

    /// Their own reply rate, drawn toward everybody's.
    fn rate(&self) -> f64 {
        (f64::from(self.replies.answered) + PERSON_PRIOR * self.base) / (f64::from(self.replies.asked) + PERSON_PRIOR)
    }
}

/// The terms of the formula, for callers that have loads of their own.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AnswerTerms {
    /// Load from the one asked to the asker.
    pub load_from_asked: f64,
    /// Load from the asker to the one asked.
    pub load_to_asked: f64,
    /// Days since the one asked last wrote to the asker, at least half a day.
    pub days_since_wrote: Option<f64>,
    /// What became of the asker's earlier messages.
    pub replies: Replies,
    /// The one asked.
    pub responder: Responder,
}

impl AnswerTerms {
    /// The formula.
    pub fn logit(&self) -> f64 {
        let known = self.load_from_asked > 0.0 || self.load_to_asked > 0.0;
        let pair_rate = (f64::from(self.replies.answered) + PAIR_PRIOR * self.responder.rate())
            / (f64::from(self.replies.asked) + PAIR_PRIOR);
        let recency = self.days_since_wrote.map_or(0.0, |days| -days.ln().clamp(-1.0, 7.0));
        ANSWERS.base
            + ANSWERS.known * f64::from(u8::from(known))
            + ANSWERS.log_load * (LOAD_SCALE * self.load_from_asked).ln_1p()
            + ANSWERS.reply_rate * (pair_rate / (1.0 - pair_rate)).ln()
            + ANSWERS.recency * recency
            + ANSWERS.ever_wrote * f64::from(u8::from(self.days_since_wrote.is_some()))
            + ANSWERS.sent_load * self.responder.sent_load.ln_1p()
    }
}

/// The probability that the one asked answers the other within seven days.
pub fn strength(summary: &TieSummary, asked: Asked, responder: &Responder, stated: &Stated, now: Timestamp) -> Score {
    if summary.is_empty() {
        return unseen(summary, stated, now);
    }
    let (from_asked, to_asked) = match asked {
        Asked::Them => (&summary.to_ego, &summary.to_them),
        Asked::Ego => (&summary.to_them, &summary.to_ego),
    };
    let load_of = if is_family(stated) { load_of_kin } else { load };
    let terms = AnswerTerms {
        load_from_asked: load_of(from_asked, now),
        load_to_asked: load_of(to_asked, now),
        days_since_wrote: from_asked.last().map(|last| age(now, last.0)),
        replies: summary.replies(asked, now),
        responder: *responder,
    };
    let mut parts = Parts::default();
    explain(&mut parts, &terms, asked);
    if asked == Asked::Them && terms.replies.asked == 0 && summary.replies(Asked::Ego, now).answered > 0 {
        let text = "you never had to write first, so how they answer is not known";
        parts.explain(ReasonKind::Answers, text.to_owned());
    }
    let mut logit = terms.logit();
    if is_close(stated) {
        logit += OFFSET_CLOSE;
        parts.explain(ReasonKind::Label, "you say they are close or family (assumed to answer more readily)".into());
    }
    if stated.labels.contains(&Label::CoWorker) && terms.days_since_wrote.is_some() {
        logit += OFFSET_CO_WORKER;
        let text = "you say you work together (measured within one department, assumed elsewhere)";
        parts.explain(ReasonKind::Label, text.to_owned());
    }
    if asked == Asked::Them && stated.is_manager() {
        logit += OFFSET_MANAGER;
        parts.explain(ReasonKind::Label, "they are or were your manager (managers answer less)".into());
    }
    Score { value: logistic(logit), ..parts.score() }
}

/// No contact was imported: that is no silence, so what is stated speaks.
fn unseen(summary: &TieSummary, stated: &Stated, now: Timestamp) -> Score {
    let depth = depth(summary, stated, now);
    let text = "no message or meeting with them was imported; assumed from how deep the tie is".to_owned();
    let mut reasons = vec![Reason { kind: ReasonKind::NoEvidence, text, weight: 0.0 }];
    reasons.extend(depth.reasons);
    Score { value: UNSEEN_BASE + UNSEEN_PER_DEPTH * depth.value, reasons }
}

fn is_close(stated: &Stated) -> bool {
    stated.labels.contains(&Label::CloseFriend) || is_family(stated)
}

fn is_family(stated: &Stated) -> bool {
    stated.labels.contains(&Label::Family) || stated.relations.iter().any(|relation: &Relation| relation.is_family())
}

fn explain(parts: &mut Parts, terms: &AnswerTerms, asked: Asked) {
    let Replies { asked: n_asked, answered } = terms.replies;
    if n_asked > 0 {
        let asks = count(n_asked, "time");
        parts.explain(
            ReasonKind::Answers,
            match asked {
                Asked::Them if answered == 0 => format!("you wrote first {asks} and they never answered within a week"),
                Asked::Them => format!("they answered {answered} of {n_asked} within a week"),
                Asked::Ego if answered == 0 => format!("they wrote first {asks} and you never answered within a week"),
                Asked::Ego => format!("you answered {answered} of {n_asked} within a week"),
            },
        );
    }
    let (subject, other) = match asked {
        Asked::Them => ("they", "you"),
        Asked::Ego => ("you", "they"),
    };
    parts.explain(
        ReasonKind::LastContact,
        match terms.days_since_wrote {
            Some(days) => {
                format!("last sign from {} {} ago", if subject == "they" { "them" } else { "you" }, stretch(days))
            }
            None => format!("{subject} never wrote; {other} did"),
        },
    );
}
