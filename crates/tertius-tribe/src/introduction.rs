//! One introduction: asker, connector, target, and what each has agreed to.
//!
//! ```text
//! drafted ──send──▶ asked ──agree──▶ target asked ──accept──▶ target agreed ──introduce──▶ introduced ──▶ over
//!    └────────────────┴────────────────────┴────────────────────────┴── withdrawn by the asker, or its time is up
//! ```
//!
//! The phase is, by construction, all that the asker knows. A no, a "never again", and a yes taken back do not
//! change it: they set a mark beside it that no view of another person reads, and that closes the door to whoever would
//! go on. The phase then ends on its day, as it does for silence. Only who said no can see that they did.

mod apply;
mod reveal;
mod view;

pub use apply::{Circumstances, apply, tick};
pub use reveal::{Disclosures, Field, Party, PartySet, Reveal};
pub use view::{Act, Shown, Stage, View};

use crate::outcome::OutcomeKind;
use serde::{Deserialize, Serialize};
use tertius_model::Timestamp;

/// The number of an introduction; random, so that nobody guesses one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct IntroductionId(pub u64);

/// A person in an introduction.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Person {
    /// What they are called.
    pub name: String,
    /// Where a letter reaches them; nothing where another step has to say it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
}

/// What the asker brings.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Draft {
    /// The asker.
    pub asker: Person,
    /// The friend who is asked to introduce.
    pub connector: Person,
    /// Whom the asker wants to meet.
    pub target: Person,
    /// Names that the asker knew without asking anybody, mostly both: they stand in the asker's own view.
    pub known: Vec<Field>,
    /// What is asked.
    pub request: Request,
}

/// The asker's own words.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Request {
    /// What the introduction is for, in one line.
    pub goal: String,
    /// The letter to the connector.
    pub to_connector: String,
    /// What the connector may pass on to the target.
    pub to_target: String,
}

/// On what terms the connector agrees.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Conditions {
    /// Who makes the introduction once the target agreed.
    #[serde(default)]
    pub introduces: Introduces,
    /// What the asker has to keep to, in the connector's words.
    #[serde(default)]
    pub note: String,
}

/// Who makes the introduction once the target agreed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Introduces {
    /// The target's yes introduces the two; the connector's press of "send" covered it.
    #[default]
    AtOnce,
    /// The connector wants to do it themself.
    Myself,
}

/// Where an introduction stands. Nothing in it tells a no from silence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Phase {
    /// Only the asker knows of it.
    Drafted,
    /// The connector was asked.
    Asked,
    /// The connector agreed, the target was asked.
    TargetAsked,
    /// The target agreed, the connector will introduce.
    TargetAgreed,
    /// The two know each other.
    Introduced,
    /// Over.
    Ended(Ending),
}

/// How an introduction ended, as far as everybody may know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Ending {
    /// Its time was up, for whatever reason.
    Expired,
    /// The asker took it back.
    Withdrawn,
    /// The two were introduced, and the time to tell what came of it is up.
    PutAway,
}

/// What came of an introduction, and who said so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Told {
    /// Who told.
    pub by: Party,
    /// What.
    pub kind: OutcomeKind,
}

/// The state of one introduction. It is read through [`Introduction::view_for`] alone.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Introduction {
    pub(crate) id: IntroductionId,
    pub(crate) asker: Person,
    pub(crate) connector: Person,
    pub(crate) target: Person,
    pub(crate) request: Request,
    pub(crate) endorsement: String,
    pub(crate) conditions: Conditions,
    pub(crate) phase: Phase,
    pub(crate) until: Timestamp,
    /// Who said no, took back a yes, or is not to be asked at all. Nobody but they may see it.
    pub(crate) refused: PartySet,
    /// Who wants no letter any more.
    pub(crate) muted: PartySet,
    /// How much each party gave away with their yes.
    pub(crate) consent: reveal::Consents,
    pub(crate) disclosed: Disclosures,
    pub(crate) told: Vec<Told>,
}

/// What somebody does. Its serial form is kept and passed between people: variants and fields are only ever added.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "act")]
pub enum Event {
    /// The asker changes a draft.
    Edit {
        /// The new words.
        request: Request,
    },
    /// The asker presses send.
    Send {
        /// How much of the asker the others may see.
        reveal: Reveal,
    },
    /// The connector writes why the two should meet.
    Endorse {
        /// The connector's words.
        words: String,
    },
    /// The connector presses send: the target is asked.
    Agree {
        /// How much of the connector the others may see.
        reveal: Reveal,
        /// On what terms.
        conditions: Conditions,
        /// Where a letter reaches the target, from the connector's own address book.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        target_address: Option<String>,
    },
    /// The target agrees to be introduced.
    Accept {
        /// How much of the target the asker may see.
        reveal: Reveal,
    },
    /// The connector introduces the two.
    Introduce,
    /// No.
    Decline,
    /// The asker takes the request back, or another party a yes.
    Withdraw,
    /// No, and no letter ever again.
    NeverAgain,
    /// What came of it.
    Report {
        /// What.
        kind: OutcomeKind,
    },
}

/// A line of the log: who did what, when, and what became visible to whom by it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub by: Party,
    /// What.
    pub event: Event,
    /// What each viewer sees from now on that they did not see before.
    pub revealed: Vec<(Party, Field)>,
}

/// What follows from an event outside the state.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Effect {
    /// A letter is to be sent, once.
    Letter(Sending),
    /// This party is to get no letter ever again, from this asker, whatever the occasion.
    Mute(Party),
}

/// A letter that a person's press of a button set free.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Sending {
    /// To whom.
    pub to: Party,
    /// Which letter. With the introduction and `to` it is unique for ever.
    pub kind: LetterKind,
    /// Whose press set it free.
    pub pressed: Party,
}

/// The letters of an introduction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LetterKind {
    /// To the connector: would you introduce me?
    Request,
    /// To the asker: the connector agreed.
    Agreed,
    /// To the target: may I introduce somebody?
    Invitation,
    /// To the connector: the target agreed, the introduction is yours to make.
    TargetAgreed,
    /// To asker and target: meet each other.
    Introduction,
}

impl LetterKind {
    /// Every kind. Places never change.
    pub const ALL: [LetterKind; 5] = [
        LetterKind::Request,
        LetterKind::Agreed,
        LetterKind::Invitation,
        LetterKind::TargetAgreed,
        LetterKind::Introduction,
    ];

    /// Its name in logs and in message ids.
    pub fn id(self) -> &'static str {
        match self {
            LetterKind::Request => "request",
            LetterKind::Agreed => "agreed",
            LetterKind::Invitation => "invitation",
            LetterKind::TargetAgreed => "target-agreed",
            LetterKind::Introduction => "introduction",
        }
    }
}

/// What an event leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The next state.
    pub state: Introduction,
    /// The line for the log.
    pub step: Step,
    /// What is to be done, in this order.
    pub effects: Vec<Effect>,
}

/// Why an event does not count. To the asker it never depends on what another person kept to themself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum Refusal {
    /// Somebody else has to do this.
    #[error("this is not for you to do")]
    NotYours,
    /// It is too early or too late for this.
    #[error("this cannot be done at this stage; look at where the introduction stands")]
    NotNow,
    /// It ended.
    #[error("this introduction is over; nothing more is sent")]
    Over,
    /// It was answered.
    #[error("you have answered already; your answer stands")]
    Answered,
    /// A letter would have nowhere to go.
    #[error("there is no address to write to; add one first")]
    NoAddress,
    /// Nothing is asked.
    #[error("the request says nothing yet; write what you ask for first")]
    Empty,
}

impl Introduction {
    /// A new draft, which only its asker sees. The id is random and handed in.
    pub fn draft(id: IntroductionId, draft: Draft, now: Timestamp, rules: &crate::Rules) -> Introduction {
        let mut disclosed = Disclosures::default();
        for field in draft.known.into_iter().filter(|field| field.is_name()) {
            disclosed.add(Party::Asker, field);
        }
        Introduction {
            id,
            asker: draft.asker,
            connector: draft.connector,
            target: draft.target,
            request: draft.request,
            endorsement: String::new(),
            conditions: Conditions::default(),
            phase: Phase::Drafted,
            until: rules.end(now, rules.draft),
            refused: PartySet::default(),
            muted: PartySet::default(),
            consent: reveal::Consents::default(),
            disclosed,
            told: Vec::new(),
        }
    }

    /// Its number.
    pub fn id(&self) -> IntroductionId {
        self.id
    }

    /// Where it stands; a no does not show in it.
    pub fn phase(&self) -> Phase {
        self.phase
    }

    /// When this phase ends by itself; nothing where it has ended.
    pub fn until(&self) -> Option<Timestamp> {
        (!matches!(self.phase, Phase::Ended(_))).then_some(self.until)
    }
}
