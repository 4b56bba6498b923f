//! A number and why it is what it is, in words a person can check.

use crate::parameters::Saturation;

/// What kind of evidence a reason rests on; the words are fixed, screens and programs rely on them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ReasonKind {
    /// How much they were in touch at their busiest.
    Intensity,
    /// Over how many years.
    Years,
    /// One to one.
    OneToOne,
    /// On how many channels.
    Channels,
    /// What the user says.
    Label,
    /// A relation that somebody wrote down.
    Relation,
    /// A written recommendation.
    Recommendation,
    /// A skill endorsement.
    Endorsement,
    /// A confirmed connection on a platform.
    Connection,
    /// The address book.
    AddressBook,
    /// Work at one employer at one time.
    Overlap,
    /// Contact that went one way only.
    OneWay,
    /// How long ago the last contact was.
    LastContact,
    /// Answers to what was asked.
    Answers,
    /// Seen together: on a thread, at a gathering, in a group.
    Together,
    /// Messages between two others.
    Wrote,
    /// What came of ego's own asks.
    Outcomes,
    /// Nothing is known.
    NoEvidence,
}

impl ReasonKind {
    /// The word in JSON.
    pub fn id(self) -> &'static str {
        match self {
            ReasonKind::Intensity => "intensity",
            ReasonKind::Years => "years",
            ReasonKind::OneToOne => "one-to-one",
            ReasonKind::Channels => "channels",
            ReasonKind::Label => "label",
            ReasonKind::Relation => "relation",
            ReasonKind::Recommendation => "recommendation",
            ReasonKind::Endorsement => "endorsement",
            ReasonKind::Connection => "connection",
            ReasonKind::AddressBook => "address-book",
            ReasonKind::Overlap => "overlap",
            ReasonKind::OneWay => "one-way",
            ReasonKind::LastContact => "last-contact",
            ReasonKind::Answers => "answers",
            ReasonKind::Together => "together",
            ReasonKind::Wrote => "wrote",
            ReasonKind::Outcomes => "outcomes",
            ReasonKind::NoEvidence => "no-evidence",
        }
    }
}

/// One reason for a number.
#[derive(Clone, Debug, PartialEq)]
pub struct Reason {
    /// What it rests on.
    pub kind: ReasonKind,
    /// In plain words, with its numbers.
    pub text: String,
    /// What it gives by itself, 0..1; 0 for a reason that only explains.
    pub weight: f64,
}

/// A number 0..1 with its reasons, the weightiest first.
#[derive(Clone, Debug, PartialEq)]
pub struct Score {
    /// The number.
    pub value: f64,
    /// Why.
    pub reasons: Vec<Reason>,
}

/// Collects reasons and joins their weights by noisy-or.
#[derive(Debug, Default)]
pub(crate) struct Parts(Vec<Reason>);

impl Parts {
    pub(crate) fn add(&mut self, kind: ReasonKind, weight: f64, text: String) {
        if weight > 0.0 {
            self.0.push(Reason { kind, text, weight });
        }
    }

    pub(crate) fn explain(&mut self, kind: ReasonKind, text: String) {
        self.0.push(Reason { kind, text, weight: 0.0 });
    }

    pub(crate) fn score(mut self) -> Score {
        let value = 1.0 - self.0.iter().map(|reason| 1.0 - reason.weight).product::<f64>();
        self.0
            .sort_by(|a, b| b.weight.total_cmp(&a.weight).then(a.kind.cmp(&b.kind)).then_with(|| a.text.cmp(&b.text)));
        Score { value, reasons: self.0 }
    }
}

impl Saturation {
    pub(crate) fn of(&self, count: f64) -> f64 {
        self.cap * (1.0 - (-count.max(0.0) / self.scale).exp())
    }
}

pub(crate) fn logistic(logit: f64) -> f64 {
    1.0 / (1.0 + (-logit).exp())
}

/// "1 day", "3 days".
pub(crate) fn count(n: impl Into<u64>, thing: &str) -> String {
    let n = n.into();
    if n == 1 { format!("1 {thing}") } else { format!("{n} {thing}s") }
}

/// A stretch of days in the unit a person would use.
pub(crate) fn stretch(days: f64) -> String {
    let whole = |value: f64| value.round().max(0.0) as u64;
    match days {
        days if days < 14.0 => count(whole(days), "day"),
        days if days < 61.0 => count(whole(days / 7.0), "week"),
        days if days < 700.0 => count(whole(days / 30.44), "month"),
        days => count(whole(days / 365.25), "year"),
    }
}
