//! A question to the tribe: "does anyone know …?", from the asker over those who can help and back.
//!
//! Every member's own view says whether they can help, and why; the matching happens there, and what comes here is who
//! was matched, with the reason, which is shown to that member alone. Each stop knows its neighbours and nobody else until
//! somebody says more of themself: the asker does not see who was asked, who passes the question on sees to whom, who
//! gets it sees from whom. Answers travel back over everybody who passed the question on.
//!
//! A question that comes to somebody a second time, or back to somebody on its own way, joins what is there; whoever
//! passed it on cannot tell. A no, a "never again" and silence are one to everybody but whoever said it.

mod apply;
pub mod slip;
mod view;

pub use apply::{Circumstances, apply, tick};
pub use view::{Act, AnswerView, AskView, Seen, Stage};

use crate::Who;
use crate::introduction::Reveal;
use serde::{Deserialize, Serialize};
use tertius_model::Timestamp;

/// The number of an ask; random, so that nobody guesses one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AskId(pub u64);

/// Where an ask stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Phase {
    /// Only the asker knows of it.
    Drafted,
    /// On its way.
    Open,
    /// Its time was up.
    Ended,
    /// The asker took it back.
    Withdrawn,
}

/// Somebody who can help, as their own view says.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Match {
    /// Who.
    pub who: Who,
    /// Why, for their eyes alone: "you know two people at …".
    pub reason: String,
}

/// To whom the asker's name is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AskerShownTo {
    /// Those who get the question first.
    Neighbours,
    /// Everybody whom it reaches.
    Everybody,
}

/// What an answer offers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Offer {
    /// It says what was asked.
    Knowledge,
    /// It offers an introduction.
    Introduction,
}

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Answer {
    /// What was written.
    pub text: String,
    /// What it offers.
    pub offer: Offer,
    /// When.
    pub at: Timestamp,
    /// Whether the asker thanked for it.
    pub is_thanked: bool,
}

/// Somebody whom the question reached.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Stop {
    pub(crate) holder: Who,
    /// Steps from the asker.
    pub(crate) depth: u8,
    /// Why they can help, where their own view said so.
    pub(crate) reason: Option<String>,
    /// Who passed it on to them, by the place of their stop, with an endorsement. The asker is in nobody's list.
    pub(crate) from: Vec<(usize, String)>,
    /// Whether they got it from the asker.
    pub(crate) is_first: bool,
    /// To whom they passed it on, as they see it.
    pub(crate) forwarded: Vec<Who>,
    pub(crate) standing: Standing,
    pub(crate) reveal: Option<Reveal>,
    pub(crate) answer: Option<Answer>,
}

/// Whether somebody can still be expected to answer. Only they may know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Standing {
    /// They were asked.
    Asked,
    /// They said no.
    Refused,
    /// They want no questions, and were shown nothing.
    NeverShown,
}

/// The state of one ask. It is read through [`Ask::view_for`] alone.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Ask {
    pub(crate) id: AskId,
    pub(crate) asker: Who,
    pub(crate) question: String,
    pub(crate) shown_to: AskerShownTo,
    pub(crate) phase: Phase,
    pub(crate) until: Timestamp,
    pub(crate) stops: Vec<Stop>,
}

/// What somebody does. Its serial form is kept: variants and fields are only ever added.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "act")]
pub enum Event {
    /// The asker presses send; whoever calls hands in who can help.
    Post {
        /// Those who can help, each with the reason for their eyes alone.
        matches: Vec<Match>,
        /// To whom the asker's name is shown.
        shown_to: AskerShownTo,
    },
    /// Somebody answers.
    Answer {
        /// What they write.
        text: String,
        /// What it offers.
        offer: Offer,
        /// How much of them everybody on the way back may see; nothing keeps them unnamed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reveal: Option<Reveal>,
    },
    /// Somebody passes the question on, one step.
    Forward {
        /// To whom, with an account or without.
        to: Who,
        /// Why the asker deserves an answer, in their words.
        endorsement: String,
    },
    /// Somebody lets everybody on their way see who they are.
    Reveal {
        /// How much.
        reveal: Reveal,
    },
    /// No.
    Pass,
    /// No, and no question ever again.
    NeverAgain,
    /// The asker takes it back.
    Withdraw,
    /// The asker thanks for an answer: everybody on its way.
    Thank {
        /// The number of the answer, as the asker sees it.
        answer: usize,
    },
}

/// What follows from an event outside the state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Effect {
    /// A letter is to be sent, once.
    Letter(Sending),
    /// This person wants no question of this asker any more.
    Mute(Who),
}

/// A letter that a person's press of a button set free.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Sending {
    /// To whom.
    pub to: Who,
    /// Which letter.
    pub kind: LetterKind,
    /// The stop it tells of; with the ask, `to` and `kind` it is unique for ever.
    pub about: usize,
    /// Whose press set it free.
    pub pressed: Who,
}

/// The letters of an ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LetterKind {
    /// You can help, and why.
    Question,
    /// Somebody you know passes a question on to you.
    Forwarded,
    /// To the asker and to everybody on the way back: there is an answer.
    Answer,
    /// The asker thanks you.
    Thanks,
}

impl LetterKind {
    /// Its name in logs and in message ids.
    pub fn id(self) -> &'static str {
        match self {
            LetterKind::Question => "question",
            LetterKind::Forwarded => "forwarded",
            LetterKind::Answer => "answer",
            LetterKind::Thanks => "thanks",
        }
    }
}

/// A line of the log: who did what, when, and who became visible to whom by it is in the views before and after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub by: Who,
    /// What.
    pub event: Event,
}

/// What an event leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The next state.
    pub state: Ask,
    /// The line for the log.
    pub step: Step,
    /// What is to be done, in this order.
    pub effects: Vec<Effect>,
}

/// Why an event does not count. It never depends on what another person kept to themself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum Refusal {
    /// Somebody else has to do this, or there is no such question.
    #[error("there is no such question for you")]
    NotYours,
    /// It is too early or too late for this.
    #[error("this cannot be done at this stage; look at where the question stands")]
    NotNow,
    /// It ended.
    #[error("this question is over; nothing more is sent")]
    Over,
    /// It was answered, or passed on to this person.
    #[error("you have done that already")]
    Already,
    /// Six steps are the most.
    #[error("this question has come as far as it may go; you can still answer it yourself")]
    TooFar,
    /// Enough.
    #[error("you have passed this question on to as many people as one person may")]
    Enough,
    /// To oneself.
    #[error("a question is not passed on to oneself")]
    Yourself,
    /// Nothing is written.
    #[error("there is nothing written yet")]
    Empty,
}

impl Ask {
    /// A new draft, which only its asker sees. The id is random and handed in.
    pub fn draft(id: AskId, asker: Who, question: &str, now: Timestamp, rules: &crate::Rules) -> Ask {
        Ask {
            id,
            asker,
            question: question.to_owned(),
            shown_to: AskerShownTo::Neighbours,
            phase: Phase::Drafted,
            until: rules.end(now, rules.draft),
            stops: Vec::new(),
        }
    }

    /// Its number.
    pub fn id(&self) -> AskId {
        self.id
    }

    /// Where it stands.
    pub fn phase(&self) -> Phase {
        self.phase
    }

    /// When it ends by itself; nothing where it has ended.
    pub fn until(&self) -> Option<Timestamp> {
        matches!(self.phase, Phase::Drafted | Phase::Open).then_some(self.until)
    }

    /// The line that everybody else may read in a digest: the question, and nobody's name.
    pub fn digest_line(&self, now: Timestamp) -> Option<&str> {
        (self.phase == Phase::Open && now < self.until).then_some(&self.question)
    }

    /// The places of everybody over whom a stop's answer travels back, the stop itself first.
    pub(crate) fn way_back(&self, stop: usize) -> Vec<usize> {
        let mut way = vec![stop];
        let mut at = 0;
        while let Some(&here) = way.get(at) {
            for (before, _) in &self.stops[here].from {
                if !way.contains(before) {
                    way.push(*before);
                }
            }
            at += 1;
        }
        way
    }

    pub(crate) fn stop_of(&self, who: Who) -> Option<usize> {
        self.stops.iter().position(|stop| stop.holder == who)
    }
}

/// The open ask of the same asker that asks the same, whatever the capitals, commas and blanks.
pub fn duplicate_of<'a>(
    open: impl IntoIterator<Item = &'a Ask>,
    asker: Who,
    question: &str,
    now: Timestamp,
) -> Option<AskId> {
    let wanted = plain(question);
    let same = |ask: &&Ask| ask.asker == asker && ask.digest_line(now).is_some() && plain(&ask.question) == wanted;
    open.into_iter().find(same).map(Ask::id)
}

fn plain(text: &str) -> String {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().join(" ")
}
