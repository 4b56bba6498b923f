//! What came of it, and when to ask.

use serde::{Deserialize, Serialize};
use tertius_model::Timestamp;

/// What an introduction or an answer led to, the smallest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OutcomeKind {
    /// Nothing came of it.
    Nothing,
    /// They met or talked.
    Meeting,
    /// Somebody learnt what they needed.
    Advice,
    /// It led on to somebody or something else.
    Lead,
    /// A deal was made.
    Deal,
    /// Somebody found work.
    Job,
}

impl OutcomeKind {
    /// Every outcome. Places never change.
    pub const ALL: [OutcomeKind; 6] = [
        OutcomeKind::Nothing,
        OutcomeKind::Meeting,
        OutcomeKind::Advice,
        OutcomeKind::Lead,
        OutcomeKind::Deal,
        OutcomeKind::Job,
    ];

    /// The word on screens and in JSON.
    pub fn id(self) -> &'static str {
        match self {
            OutcomeKind::Nothing => "nothing",
            OutcomeKind::Meeting => "meeting",
            OutcomeKind::Advice => "advice",
            OutcomeKind::Lead => "lead",
            OutcomeKind::Deal => "deal",
            OutcomeKind::Job => "job",
        }
    }

    /// The outcome with this word.
    pub fn parse(word: &str) -> Option<OutcomeKind> {
        OutcomeKind::ALL.into_iter().find(|kind| kind.id() == word)
    }

    /// With an article, inside a sentence.
    pub fn phrase(self) -> &'static str {
        match self {
            OutcomeKind::Nothing => "nothing yet",
            OutcomeKind::Meeting => "a meeting",
            OutcomeKind::Advice => "good advice",
            OutcomeKind::Lead => "a lead",
            OutcomeKind::Deal => "a deal",
            OutcomeKind::Job => "a job",
        }
    }
}

const DAY: i64 = 86_400;
/// Days after the introduction on which the question is worth asking: once for the meeting, once for what it led to,
/// once for what takes a season. Assumption: no data.
const ASK_AFTER: [i64; 3] = [14, 60, 150];

/// When to ask next what came of it; nothing once a lasting outcome was told or the question was asked often enough.
pub fn next_question(introduced: Timestamp, asked: usize, best: Option<OutcomeKind>) -> Option<Timestamp> {
    let is_settled = matches!(best, Some(OutcomeKind::Nothing | OutcomeKind::Deal | OutcomeKind::Job));
    let days = ASK_AFTER.get(asked).filter(|_| !is_settled)?;
    Some(Timestamp(introduced.0 + days * DAY))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_question_comes_three_times_at_most_and_stops_with_a_lasting_answer() {
        let at = |asked, best| next_question(Timestamp(0), asked, best).map(|time| time.0 / DAY);
        assert_eq!([at(0, None), at(1, None), at(2, None), at(3, None)], [Some(14), Some(60), Some(150), None]);
        assert_eq!(at(1, Some(OutcomeKind::Meeting)), Some(60));
        assert_eq!(at(1, Some(OutcomeKind::Job)), None);
    }

    #[test]
    fn outcomes_read_back() {
        for kind in OutcomeKind::ALL {
            assert_eq!(OutcomeKind::parse(kind.id()), Some(kind));
        }
        assert_eq!(OutcomeKind::parse("fame"), None);
    }
}
