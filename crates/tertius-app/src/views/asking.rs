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

/// Somebody next to ego on the way of a question.
#[derive(Clone, Debug, Serialize, ToSchema, PartialEq, Eq)]
pub struct ReachedRow {
    /// Their name.
    pub name: Option<String>,
    /// Their address.
    pub address: Option<String>,
    /// Their words for the asker.
    pub words: String,
}

/// An answer to a question.
#[derive(Clone, Debug, Serialize, ToSchema, PartialEq, Eq)]
pub struct AnswerRow {
    /// Its number in this list, for `ask thank`.
    pub number: usize,
    /// What was written.
    pub text: String,
    /// `knowledge` or `introduction`.
    pub offer: String,
    /// The day on which it came.
    pub at: String,
    /// Who answered, where ego may know.
    pub from: Option<String>,
    /// Their address, where they gave it.
    pub address: Option<String>,
    /// The friend over whom it came, where that is another.
    pub over: Option<String>,
    /// The asker's thanks.
    pub thanked: Option<String>,
}

/// A question as ego may see it.
#[derive(Clone, Debug, Serialize, ToSchema, PartialEq, Eq)]
pub struct QuestionView {
    /// Its number.
    pub id: String,
    /// `asker`, or `asked` where it reached ego.
    pub role: String,
    /// `draft`, `open`, `your-turn`, `you-answered`, `you-passed`, `ended` or `withdrawn`.
    pub stage: String,
    /// The day on which it ends.
    pub until: Option<String>,
    /// What is asked.
    pub question: String,
    /// Who asks, where ego may know.
    pub asker: Option<String>,
    /// How many steps ego is from the asker.
    pub steps: u8,
    /// From whom ego has it.
    pub from: Vec<ReachedRow>,
    /// To whom ego sent or passed it.
    pub to: Vec<ReachedRow>,
    /// The answers that came to ego, and ego's own.
    pub answers: Vec<AnswerRow>,
    /// People ego knows whom it may be about: for ego's eyes alone.
    pub could_help: Vec<String>,
    /// What ego can do now.
    pub may: Vec<String>,
}

/// What an act on a question led to.
#[derive(Clone, Debug, Serialize, ToSchema, PartialEq, Eq)]
pub struct AskActedView {
    /// Where it stands now.
    pub ask: QuestionView,
    /// The words to hand over.
    pub letters: Vec<LetterRow>,
}

/// Something that came of an introduction or an answer.
#[derive(Clone, Debug, Serialize, ToSchema, PartialEq, Eq)]
pub struct OutcomeRow {
    /// The number of the introduction or the question.
    pub id: String,
    /// `nothing`, `meeting`, `advice`, `lead`, `deal` or `job`.
    pub kind: String,
    /// The day on which it was told.
    pub at: String,
    /// For whom it came about: `you`, or a name.
    pub by: String,
    /// Everybody who helped, from the asker outwards.
    pub way: Vec<String>,
    /// Whom it led to, where it was a person.
    pub to: Option<String>,
}

/// An introduction of which it is time to ask what came of it.
#[derive(Clone, Debug, Serialize, ToSchema, PartialEq, Eq)]
pub struct DueRow {
    /// Its number.
    pub id: String,
    /// Whom ego was introduced to.
    pub to: String,
    /// The day of the introduction.
    pub introduced: String,
    /// The day from which the question is worth asking.
    pub ask_on: String,
}

/// What ego's own outcomes teach the forecasts.
#[derive(Clone, Debug, Serialize, ToSchema, PartialEq, Eq)]
pub struct LearningRow {
    /// Outcomes so far.
    pub outcomes: usize,
    /// Outcomes that learning needs.
    pub needed: usize,
    /// In words; `too little data` below what it needs.
    pub text: String,
}

/// What came of everything, what is due to be told, and what it teaches.
#[derive(Clone, Debug, Serialize, ToSchema, PartialEq, Eq)]
pub struct OutcomesView {
    /// What was told.
    pub outcomes: Vec<OutcomeRow>,
    /// What is to be told.
    pub due: Vec<DueRow>,
    /// What it teaches.
    pub learning: LearningRow,
}

/// Somebody to thank.
#[derive(Clone, Debug, Serialize, ToSchema, PartialEq, Eq)]
pub struct CreditRow {
    /// Their name.
    pub name: String,
    /// `opened-the-door`, `passed-it-on` or `was-met`.
    pub part: String,
}

/// An outcome that was just told: everybody to thank, and the words.
#[derive(Clone, Debug, Serialize, ToSchema, PartialEq, Eq)]
pub struct ToldView {
    /// What was told.
    pub outcome: OutcomeRow,
    /// Everybody who helped.
    pub credits: Vec<CreditRow>,
    /// A thank-you for each, to be handed over.
    pub letters: Vec<LetterRow>,
    /// What it teaches.
    pub learning: LearningRow,
}

/// Doors that one person opened.
#[derive(Clone, Debug, Serialize, ToSchema, PartialEq, Eq)]
pub struct DoorsRow {
    /// Who opened them, or for whom.
    pub name: String,
    /// How many of each outcome, the greatest first: `job`, 1.
    pub led_to: Vec<(String, usize)>,
}

/// Who opened doors in a year.
#[derive(Clone, Debug, Serialize, ToSchema, PartialEq, Eq)]
pub struct YearView {
    /// The year.
    pub year: i32,
    /// Who opened doors for ego.
    pub for_me: Vec<DoorsRow>,
    /// For whom ego did.
    pub by_me: Vec<DoorsRow>,
}

/// What somebody in a story says to it.
#[derive(Clone, Debug, Serialize, ToSchema, PartialEq, Eq)]
pub struct StoryRow {
    /// Their name.
    pub name: String,
    /// `open`, `yes` or `no`.
    pub consent: String,
}

/// A story.
#[derive(Clone, Debug, Serialize, ToSchema, PartialEq, Eq)]
pub struct StoryView {
    /// Its number.
    pub id: String,
    /// What it tells of.
    pub kind: String,
    /// The words, for ego who wrote them.
    pub text: String,
    /// Whether it may be told: everybody in it agreed to these very words.
    pub may_be_told: bool,
    /// Everybody in it.
    pub people: Vec<StoryRow>,
    /// The words that ask those who have not answered, to be handed over.
    pub letters: Vec<LetterRow>,
}
