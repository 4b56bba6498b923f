//! Views of introductions, asks, outcomes and stories.

use serde::Serialize;
use utoipa::ToSchema;

/// Somebody in an introduction, as far as ego may see them.
#[derive(Clone, Debug, Serialize, ToSchema, PartialEq, Eq)]
pub struct PartyRow {
    /// Their name, once it was revealed.
    pub name: Option<String>,
    /// Their address, once it was revealed.
    pub address: Option<String>,
}

/// What came of something, and who said so.
#[derive(Clone, Debug, Serialize, ToSchema, PartialEq, Eq)]
pub struct ToldRow {
    /// `asker`, `connector` or `target`.
    pub by: String,
    /// `nothing`, `meeting`, `advice`, `lead`, `deal` or `job`.
    pub kind: String,
}

/// One line of what happened, as far as ego may know.
#[derive(Clone, Debug, Serialize, ToSchema, PartialEq, Eq)]
pub struct StepRow {
    /// The day.
    pub at: String,
    /// `asker`, `connector` or `target`.
    pub by: String,
    /// What they did.
    pub act: String,
}

/// An introduction as ego may see it.
#[derive(Clone, Debug, Serialize, ToSchema, PartialEq, Eq)]
pub struct IntroductionView {
    /// Its number.
    pub id: String,
    /// What ego is in it: `asker`, `connector` or `target`.
    pub role: String,
    /// Where it stands: `draft`, `your-turn`, `waiting-for-connector`, `waiting-for-target`, `waiting-for-introduction`,
    /// `introduced`, `you-declined`, `nothing-came`, `withdrawn`, `put-away`, `not-shown`.
    pub stage: String,
    /// The last day of this stage.
    pub until: Option<String>,
    /// The day on which it began.
    pub begun: String,
    /// Who asks.
    pub asker: PartyRow,
    /// The friend between.
    pub connector: PartyRow,
    /// Whom the asker wants to meet.
    pub target: PartyRow,
    /// What it is for.
    pub goal: String,
    /// The letter to the friend between; not for the target.
    pub to_connector: String,
    /// What the friend may pass on.
    pub to_target: String,
    /// The friend's words for the asker.
    pub endorsement: String,
    /// The friend's terms.
    pub note: String,
    /// What came of it.
    pub told: Vec<ToldRow>,
    /// What ego can do now.
    pub may: Vec<String>,
    /// Why it cannot be sent now, where it is a draft and something stands against it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why_not: Option<String>,
    /// What happened.
    pub steps: Vec<StepRow>,
}

/// Words to hand over: nothing is sent by the program.
#[derive(Clone, Debug, Serialize, ToSchema, PartialEq, Eq)]
pub struct LetterRow {
    /// For whom: a name.
    pub name: String,
    /// Where it goes, where ego may know.
    pub address: Option<String>,
    /// The subject.
    pub subject: String,
    /// The text.
    pub text: String,
    /// Opens the letter in one's own mail program; nothing where there is no mail address.
    pub mailto: Option<String>,
    /// The files written for them.
    pub files: Vec<String>,
}

/// What an act on an introduction led to.
#[derive(Clone, Debug, Serialize, ToSchema, PartialEq, Eq)]
pub struct ActedView {
    /// Where it stands now.
    pub introduction: IntroductionView,
    /// The words to hand over.
    pub letters: Vec<LetterRow>,
}

/// What a reply led to. A no leads to the same as a reply that says nothing.
#[derive(Clone, Debug, Serialize, ToSchema, PartialEq, Eq)]
pub struct ReplyView {
    /// Who wrote: `connector` or `target`.
    pub from: String,
    /// Whether the introduction went a step on.
    pub moved: bool,
    /// Where it stands now.
    pub introduction: IntroductionView,
}
