//! One contact between ego and one other person: a message, or a meeting both were at.

use tertius_model::{Channel, Timestamp};

/// Whom a contact reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Toward {
    /// They wrote to ego.
    Ego,
    /// Ego wrote to them.
    Them,
    /// A meeting: counts in both directions, but neither asks nor answers.
    Both,
}

/// How much of a contact was for this person: 1/k of a message to k recipients, or of a meeting with k others.
///
/// A whole number of 2^-40 parts, so that sums do not depend on their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Share(u64);

impl Share {
    /// Everything: a message to one, a meeting of two.
    pub const WHOLE: Share = Share(1 << 40);

    /// One of k equal parts; of zero, the whole.
    pub fn among(k: u32) -> Share {
        let k = u64::from(k.max(1));
        Share((Share::WHOLE.0 + k / 2) / k)
    }

    /// As a fraction.
    pub fn fraction(self) -> f64 {
        self.0 as f64 / Share::WHOLE.0 as f64
    }

    pub(crate) fn parts(self) -> u64 {
        self.0
    }
}

/// One contact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Contact {
    /// When.
    pub time: Timestamp,
    /// In which direction.
    pub toward: Toward,
    /// Shared with how many.
    pub share: Share,
    /// How it travelled.
    pub channel: Channel,
}
