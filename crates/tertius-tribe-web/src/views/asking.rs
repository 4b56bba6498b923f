//! Introductions, asks and stories as their readers see them. Made from the machines' own views, so nothing else is in them;
//! moments are days, because an hour would tell more than its owner said.

use crate::office::Asking;
use serde::Serialize;
use tertius_model::Timestamp;
use tertius_tribe::introduction::{Act, Shown, Stage, View};
use tertius_tribe::outcome::{OutcomeKind, next_question};
use tertius_tribe::{Rules, Who, ask};
use utoipa::ToSchema;

/// Somebody, as far as one may see them.
#[derive(Clone, Serialize, ToSchema)]
pub(crate) struct SomebodyView {
    pub name: Option<String>,
    pub address: Option<String>,
}

/// What came of an introduction, as somebody told it.
#[derive(Serialize, ToSchema)]
pub(crate) struct ToldView {
    /// `asker`, `connector` or `target`.
    pub by: &'static str,
    pub kind: &'static str,
}

/// An introduction as one of the three sees it.
#[derive(Serialize, ToSchema)]
pub(crate) struct IntroductionView {
    pub id: String,
    /// What one is in it: `asker`, `connector` or `target`.
    pub part: &'static str,
    pub stage: &'static str,
    /// The stage in a sentence.
    pub text: String,
    /// The day on which this stage ends by itself.
    pub until: Option<String>,
    pub asker: SomebodyView,
    pub connector: SomebodyView,
    pub target: SomebodyView,
    pub goal: String,
    pub to_connector: String,
    pub to_target: String,
    pub endorsement: String,
    pub note: String,
    pub told: Vec<ToldView>,
    /// What one can do now.
    pub may: Vec<&'static str>,
    /// Whether it is a good moment to tell what came of it.
    pub due: bool,
    /// A draft of thanks, for the asker once something came of it.
    pub thanks: Option<String>,
}

impl IntroductionView {
    /// Whether one can do this now.
    pub fn can(&self, act: &str) -> bool {
        self.may.contains(&act)
    }

    /// The name of somebody in it, or that they are not named.
    pub fn called(&self, one: &SomebodyView) -> String {
        one.name.clone().unwrap_or_else(|| "not named yet".to_owned())
    }
}

/// Everything that can come of it: the word and how it reads.
pub(crate) const OUTCOMES: [(&str, &str); 6] = [
    ("meeting", "We met or talked"),
    ("advice", "I got good advice"),
    ("lead", "It led on to somebody"),
    ("deal", "A deal was made"),
    ("job", "Somebody found work"),
    ("nothing", "Nothing came of it"),
];

fn stage(stage: Stage) -> (&'static str, &'static str) {
    match stage {
        Stage::Draft => ("draft", "A draft that only you see"),
        Stage::YourTurn => ("your-turn", "You are asked"),
        Stage::WaitingForConnector => ("waiting-for-connector", "Waiting for the friend between"),
        Stage::WaitingForTarget => ("waiting-for-target", "The friend between said yes; waiting for the other side"),
        Stage::WaitingForIntroduction => ("waiting-for-introduction", "Both said yes; the introduction follows"),
        Stage::Introduced => ("introduced", "Introduced"),
        Stage::YouDeclined => ("you-declined", "You said no; nobody is told"),
        Stage::NothingCame => ("nothing-came", "No answer in time"),
        Stage::Withdrawn => ("withdrawn", "Taken back"),
        Stage::PutAway => ("put-away", "Introduced, and put away"),
    }
}

fn act(act: Act) -> &'static str {
    match act {
        Act::Edit => "edit",
        Act::Send => "send",
        Act::Endorse => "endorse",
        Act::Agree => "agree",
        Act::Accept => "accept",
        Act::Introduce => "introduce",
        Act::Decline => "decline",
        Act::Withdraw => "withdraw",
        Act::Report => "report",
        Act::NeverAgain => "never-again",
    }
}

fn somebody(shown: &Shown) -> SomebodyView {
    SomebodyView { name: shown.name.clone(), address: shown.address.clone() }
}

pub(crate) fn day(moment: Timestamp) -> String {
    moment.day().to_string()
}

/// An introduction from its view.
pub(crate) fn introduction(id: &str, view: &View, now: Timestamp) -> IntroductionView {
    let (word, text) = stage(view.stage);
    let best = view.told.iter().map(|told| told.kind).filter(|kind| *kind != OutcomeKind::Nothing).max();
    let is_asker = view.viewer == tertius_tribe::introduction::Party::Asker;
    let thanks = best.filter(|_| is_asker).map(|kind| {
        let name = |shown: &Shown| shown.name.clone().unwrap_or_default();
        tertius_tribe::letter::thanks(&name(&view.asker), &name(&view.connector), &name(&view.target), kind)
    });
    IntroductionView {
        id: id.to_owned(),
        part: view.viewer.id(),
        stage: word,
        text: text.to_owned(),
        until: view.until.map(day),
        asker: somebody(&view.asker),
        connector: somebody(&view.connector),
        target: somebody(&view.target),
        goal: view.request.goal.clone(),
        to_connector: view.request.to_connector.clone(),
        to_target: view.request.to_target.clone(),
        endorsement: view.endorsement.clone(),
        note: view.note.clone(),
        told: view.told.iter().map(|told| ToldView { by: told.by.id(), kind: told.kind.id() }).collect(),
        may: view.may.iter().map(|one| act(*one)).collect(),
        due: is_due(view, now),
        thanks,
    }
}

/// The wait for an outcome began with the introduction, so its end says when that was.
fn is_due(view: &View, now: Timestamp) -> bool {
    let Some(until) = view.until.filter(|_| view.stage == Stage::Introduced) else { return false };
    let introduced = Timestamp(until.0 - Rules::default().outcome);
    let told = view.told.iter().filter(|told| told.by == view.viewer);
    let best = told.clone().map(|told| told.kind).max();
    next_question(introduced, told.count(), best).is_some_and(|due| due <= now)
}

/// An answer to an ask.
#[derive(Serialize, ToSchema)]
pub(crate) struct AnswerView {
    pub number: usize,
    pub text: String,
    /// `knowledge` or `introduction`.
    pub offer: &'static str,
    pub on: String,
    pub from: SomebodyView,
    /// Over whom it came, whoever answered left out.
    pub way: Vec<SomebodyView>,
    pub thanked: bool,
    /// What it led to, for the asker.
    pub led_to: Vec<String>,
}

/// Somebody who passed the question on to the reader.
#[derive(Serialize, ToSchema)]
pub(crate) struct EndorsedView {
    pub from: String,
    pub words: String,
}

/// An ask as one of those it reached sees it.
#[derive(Serialize, ToSchema)]
pub(crate) struct AskView {
    pub id: String,
    pub mine: bool,
    pub question: String,
    pub asker: SomebodyView,
    pub stage: &'static str,
    /// The stage in a sentence.
    pub text: String,
    pub until: Option<String>,
    /// Why the reader can help, for their eyes alone.
    pub reason: Option<String>,
    pub endorsements: Vec<EndorsedView>,
    /// To whom the reader passed it on.
    pub forwarded: Vec<String>,
    pub answers: Vec<AnswerView>,
    pub may: Vec<&'static str>,
}

impl AskView {
    /// Whether one can do this now.
    pub fn can(&self, act: &str) -> bool {
        self.may.contains(&act)
    }
}

/// The name of somebody on the way of an answer.
pub(crate) fn named(one: &SomebodyView) -> &str {
    one.name.as_deref().unwrap_or("somebody who has not said their name")
}

fn ask_stage(stage: ask::Stage) -> (&'static str, &'static str) {
    match stage {
        ask::Stage::Draft => ("draft", "A draft that only you see"),
        ask::Stage::Open => ("open", "On its way to those who can help"),
        ask::Stage::YourTurn => ("your-turn", "You can help"),
        ask::Stage::YouAnswered => ("you-answered", "You answered"),
        ask::Stage::YouPassed => ("you-passed", "You left it; nobody is told"),
        ask::Stage::Ended => ("ended", "Its time is up"),
        ask::Stage::Withdrawn => ("withdrawn", "Taken back"),
    }
}

fn ask_act(act: ask::Act) -> &'static str {
    match act {
        ask::Act::Post => "send",
        ask::Act::Withdraw => "withdraw",
        ask::Act::Answer => "answer",
        ask::Act::Forward => "forward",
        ask::Act::Reveal => "reveal",
        ask::Act::Pass => "pass",
        ask::Act::NeverAgain => "never-again",
        ask::Act::Thank => "thank",
    }
}

fn seen(play: &Asking, viewer: Who, one: ask::Seen) -> SomebodyView {
    match one {
        ask::Seen::Unnamed => SomebodyView { name: None, address: None },
        ask::Seen::Named(who) => SomebodyView { name: Some(play.called_by(viewer, who)), address: None },
        ask::Seen::WithAddress(who) => {
            let address = play.side(who).map(|side| side.email.clone());
            SomebodyView { name: Some(play.called_by(viewer, who)), address }
        }
    }
}

/// An ask from its view; `led_to` holds what its asker told of each answer.
pub(crate) fn ask(play: &Asking, view: &ask::AskView, led_to: &[(usize, String)]) -> AskView {
    let (word, text) = ask_stage(view.stage);
    let mine = matches!(view.stage, ask::Stage::Draft | ask::Stage::Open)
        || play.side(view.viewer).is_some_and(|side| side.name == crate::office::ASKER);
    let answer = |one: &ask::AnswerView| AnswerView {
        number: one.number,
        text: one.text.clone(),
        offer: match one.offer {
            ask::Offer::Knowledge => "knowledge",
            ask::Offer::Introduction => "introduction",
        },
        on: day(one.at),
        from: seen(play, view.viewer, one.from),
        way: one.way.iter().map(|hop| seen(play, view.viewer, *hop)).collect(),
        thanked: one.is_thanked,
        led_to: led_to
            .iter()
            .filter(|(number, _)| mine && *number == one.number)
            .map(|(_, kind)| kind.clone())
            .collect(),
    };
    let endorsed =
        |(who, words): &(Who, String)| EndorsedView { from: play.called_by(view.viewer, *who), words: words.clone() };
    AskView {
        id: play.matter.id.clone(),
        mine,
        question: view.question.clone(),
        asker: seen(play, view.viewer, view.asker),
        stage: word,
        text: text.to_owned(),
        until: view.until.map(day),
        reason: view.reason.clone(),
        endorsements: view.endorsements.iter().map(endorsed).collect(),
        forwarded: view.forwarded.iter().map(|who| play.called_by(view.viewer, *who)).collect(),
        answers: view.answers.iter().map(answer).collect(),
        may: view.may.iter().map(|one| ask_act(*one)).collect(),
    }
}

/// A story, to those who may read it.
#[derive(Serialize, ToSchema)]
pub(crate) struct StoryView {
    pub id: String,
    pub author: String,
    pub kind: String,
    pub words: String,
    pub on: String,
    /// Whether the tribe reads it.
    pub told: bool,
    pub mine: bool,
    /// What one said to it oneself, where one is in it.
    pub consent: Option<String>,
    /// Who is in it.
    pub people: Vec<String>,
}

/// Doors that somebody opened, or that were opened for them.
#[derive(Serialize, ToSchema)]
pub(crate) struct DoorsView {
    pub who: String,
    /// What they led to, in words.
    pub led_to: Vec<String>,
}

/// A year of one's own.
#[derive(Serialize, ToSchema)]
pub(crate) struct YearView {
    pub year: i32,
    pub for_me: Vec<DoorsView>,
    pub by_me: Vec<DoorsView>,
}
