//! How long everybody has, and who somebody is to these machines.

use serde::{Deserialize, Serialize};
use tertius_model::Timestamp;

/// A person as the machines know them: a number that whoever calls can turn into a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Who(pub u64);

/// How long people have, in seconds. No number here rests on data: two weeks are enough for a holiday, and few enough
/// that the asker can try somebody else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rules {
    /// Every end falls on a multiple of this, so that the moment tells nothing of what came before it.
    pub quantum: i64,
    /// A draft that nobody sends.
    pub draft: i64,
    /// The connector, to answer.
    pub connector: i64,
    /// The target, to answer.
    pub target: i64,
    /// The connector, to introduce after the target's yes.
    pub introduce: i64,
    /// Everybody, to tell what came of it before it is put away; it can be told later too.
    pub outcome: i64,
    /// A question to the tribe.
    pub ask: i64,
    /// How many steps a question may go.
    pub most_hops: u8,
    /// To how many people one person may pass on one question.
    pub most_forwards: usize,
}

const DAY: i64 = 86_400;

impl Default for Rules {
    fn default() -> Rules {
        Rules {
            quantum: DAY,
            draft: 30 * DAY,
            connector: 14 * DAY,
            target: 14 * DAY,
            introduce: 7 * DAY,
            outcome: 180 * DAY,
            ask: 21 * DAY,
            most_hops: 6,
            most_forwards: 3,
        }
    }
}

impl Rules {
    /// The end of a wait that starts now: the next multiple of the quantum.
    pub fn end(&self, now: Timestamp, patience: i64) -> Timestamp {
        let quantum = self.quantum.max(1);
        Timestamp((now.0.saturating_add(patience)).div_euclid(quantum).saturating_add(1).saturating_mul(quantum))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_fall_on_the_grid_and_never_come_early() {
        let rules = Rules::default();
        for now in [0, 1, 86_399, 86_400, 1_700_000_123] {
            let end = rules.end(Timestamp(now), rules.connector).0;
            assert_eq!(end % rules.quantum, 0);
            assert!(end > now + rules.connector && end <= now + rules.connector + rules.quantum);
        }
    }
}
