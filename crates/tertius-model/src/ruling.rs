//! Decisions of the user. A ruling outranks every score, survives re-import, and can be undone.

use crate::{Handle, Label, Mention, Timestamp};

/// The number of a ruling, in the order in which they were made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RulingId(pub i64);

/// One decision. People are named by evidence (a handle, or a name without one), never by a derived id,
/// so that the decision still holds after forget and re-import.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ruling {
    /// Its number.
    pub id: RulingId,
    /// When it was made.
    pub at: Timestamp,
    /// What was decided.
    pub kind: RulingKind,
}

/// What a ruling says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RulingKind {
    /// The two are one human.
    Same(Mention, Mention),
    /// The two are different humans.
    Different(Mention, Mention),
    /// Ego says what this person is; several labels at once are several rulings.
    Label(Mention, Label),
    /// This handle is ego's own.
    Me(Handle),
    /// This handle is not ego's, whatever the files suggest.
    NotMe(Handle),
    /// Ego asked the first for an introduction to the second, and what came of it. A later one about the same two
    /// says what came of an earlier one that was open.
    Asked(Mention, Mention, AskOutcome),
    /// Ego's answer to somebody close who is not connected on a platform.
    Gap(Mention, GapAnswer),
}

/// What ego says to a gap.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum GapAnswer {
    /// Nothing is left to do about it.
    Done,
    /// Perhaps later.
    NotNow,
}

impl GapAnswer {
    /// Every answer. Places never change.
    pub const ALL: [GapAnswer; 2] = [GapAnswer::Done, GapAnswer::NotNow];

    /// The word on screens and in JSON.
    pub fn id(self) -> &'static str {
        match self {
            GapAnswer::Done => "done",
            GapAnswer::NotNow => "not-now",
        }
    }
}

/// What came of asking somebody for an introduction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AskOutcome {
    /// Nothing yet.
    Open,
    /// The target was reached.
    Answered,
    /// Somebody said no.
    Declined,
}

impl AskOutcome {
    /// Every outcome. Places never change.
    pub const ALL: [AskOutcome; 3] = [AskOutcome::Open, AskOutcome::Answered, AskOutcome::Declined];

    /// The word on screens and in JSON.
    pub fn id(self) -> &'static str {
        match self {
            AskOutcome::Open => "open",
            AskOutcome::Answered => "answered",
            AskOutcome::Declined => "declined",
        }
    }
}
