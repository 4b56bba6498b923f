//! What every surface shows: the serialisable promises behind `--json` and, later, the API.
//!
//! A field may be added; a name here keeps its meaning. Scores and probabilities are 0..1, rounded to four
//! digits so that equal evidence prints equally on every machine.

mod answers;
mod asking;
mod import;
mod map;
mod packet;
mod people;

pub use answers::{
    Change, ConnectorRow, DoctorView, Finding, FoundRow, GapRow, GrowRow, KeepRow, LinkRow, LooseRow, PartRow, PathRow,
    ReachRow, ReachTarget, ReviewRow, RulingRow,
};
pub use asking::{
    ActedView, AnswerRow, AskActedView, CreditRow, DoorsRow, DueRow, IntroductionView, LearningRow, LetterRow,
    OutcomeRow, OutcomesView, PartyRow, QuestionView, ReachedRow, ReplyView, StepRow, StoryRow, StoryView, ToldRow,
    ToldView, YearView,
};
pub use import::{IgnoredRow, ImportView, PassedRow, SkippedRow, SourceError, SourceRow};
pub use map::{MapPerson, MapTie, MapView};
pub use packet::{LeftOut, MatchedPerson, PacketPerson, PacketView, RevocationView, SharedRow};
pub use people::{
    DisclosureRow, Facet, FacetValue, HandleRow, MeView, MergeRow, OwnHandleRow, PersonBrief, PersonRow, PersonView,
    RecordRow, TieView, TimelineRow, TokenRow,
};

use serde::Serialize;
use utoipa::ToSchema;

/// Why a number is what it is.
#[derive(Clone, Debug, Serialize, ToSchema, PartialEq)]
pub struct Reason {
    /// The kind of evidence, for programs.
    pub kind: String,
    /// The evidence in words, for people.
    pub text: String,
}

/// Rounds a score to the four digits that views carry.
pub fn rounded(score: f64) -> f64 {
    (score * 1e4).round() / 1e4
}
