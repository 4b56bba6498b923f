//! What each of the three may see. There is no other way to look at an introduction.

use super::apply::tick;
use super::{Ending, Field, Introduction, IntroductionId, Party, Person, Phase, Request, Told};
use tertius_model::Timestamp;

/// Where an introduction stands for one party.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// A draft of their own.
    Draft,
    /// They are asked.
    YourTurn,
    /// They wait for the connector's answer.
    WaitingForConnector,
    /// They wait for the target's answer.
    WaitingForTarget,
    /// They wait for the introduction.
    WaitingForIntroduction,
    /// The two know each other.
    Introduced,
    /// They said no, or took a yes back.
    YouDeclined,
    /// Nothing came of it.
    NothingCame,
    /// The asker took it back.
    Withdrawn,
    /// Introduced, and put away.
    PutAway,
}

/// What a party can do now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Act {
    /// Change the draft.
    Edit,
    /// Send the draft.
    Send,
    /// Write the endorsement.
    Endorse,
    /// Agree to ask the target.
    Agree,
    /// Agree to be introduced.
    Accept,
    /// Introduce the two.
    Introduce,
    /// Say no.
    Decline,
    /// Take it back.
    Withdraw,
    /// Tell what came of it.
    Report,
    /// No, and no letter ever again.
    NeverAgain,
}

/// A person as far as a viewer may see them.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Shown {
    /// Their name, once it was revealed.
    pub name: Option<String>,
    /// Their address, once it was revealed.
    pub address: Option<String>,
}

/// An introduction as one party may see it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct View {
    /// Its number.
    pub id: IntroductionId,
    /// Who is looking.
    pub viewer: Party,
    /// Where it stands.
    pub stage: Stage,
    /// When this stage ends by itself; nothing where it has ended.
    pub until: Option<Timestamp>,
    /// The asker.
    pub asker: Shown,
    /// The connector.
    pub connector: Shown,
    /// The target.
    pub target: Shown,
    /// What is asked; the letter to the connector is not for the target.
    pub request: Request,
    /// The connector's words; for the asker, once the target was asked with them.
    pub endorsement: String,
    /// The connector's terms, for the asker and the connector.
    pub note: String,
    /// What came of it.
    pub told: Vec<Told>,
    /// What the viewer can do now.
    pub may: Vec<Act>,
}

impl Introduction {
    /// What this party may see at this moment; nothing where they were never asked.
    pub fn view_for(&self, viewer: Party, now: Timestamp) -> Option<View> {
        let state = tick(self, now);
        let stage = state.stage(viewer)?;
        let shown = |party: Party, person: &Person| Shown {
            name: state.sees(viewer, Field::name_of(party)).then(|| person.name.clone()),
            address: if state.sees(viewer, Field::address_of(party)) { person.address.clone() } else { None },
        };
        let is_over = matches!(state.phase, Phase::Ended(_)) || stage == Stage::NothingCame;
        let has_agreed = state.consent.of(Party::Connector).is_some();
        Some(View {
            id: state.id,
            viewer,
            stage,
            until: (!is_over && stage != Stage::YouDeclined).then_some(state.until),
            asker: shown(Party::Asker, &state.asker),
            connector: shown(Party::Connector, &state.connector),
            target: shown(Party::Target, &state.target),
            request: Request {
                to_connector: if viewer == Party::Target { String::new() } else { state.request.to_connector.clone() },
                ..state.request.clone()
            },
            endorsement: if viewer == Party::Asker && !has_agreed { String::new() } else { state.endorsement.clone() },
            note: if viewer == Party::Target { String::new() } else { state.conditions.note.clone() },
            told: state.told.clone(),
            may: state.may(viewer, stage),
        })
    }

    fn sees(&self, viewer: Party, field: Field) -> bool {
        // The target's address came from the connector's own address book.
        let is_own_knowledge = viewer == Party::Connector && field == Field::TargetAddress;
        self.disclosed.shows(viewer, field) || (is_own_knowledge && self.consent.of(Party::Connector).is_some())
    }

    fn stage(&self, viewer: Party) -> Option<Stage> {
        match viewer {
            Party::Asker => Some(self.public_stage()),
            // Somebody who was never shown the request, because they want no letters, has nothing to look at.
            Party::Connector if !self.disclosed.shows(viewer, Field::AskerName) => None,
            Party::Target if !self.disclosed.shows(viewer, Field::AskerName) => None,
            _ if self.refused.has(viewer) => Some(Stage::YouDeclined),
            // A connector who took the yes back closes the door in front of the target; a target's no stays unseen.
            Party::Target if self.refused.has(Party::Connector) => Some(Stage::NothingCame),
            Party::Connector if self.phase == Phase::Asked => Some(Stage::YourTurn),
            Party::Connector if self.phase == Phase::TargetAgreed => Some(Stage::YourTurn),
            Party::Target if self.phase == Phase::TargetAsked => Some(Stage::YourTurn),
            _ => Some(self.public_stage()),
        }
    }

    /// Where it stands by the phase alone: all that the asker knows.
    fn public_stage(&self) -> Stage {
        match self.phase {
            Phase::Drafted => Stage::Draft,
            Phase::Asked => Stage::WaitingForConnector,
            Phase::TargetAsked => Stage::WaitingForTarget,
            Phase::TargetAgreed => Stage::WaitingForIntroduction,
            Phase::Introduced => Stage::Introduced,
            Phase::Ended(Ending::Expired) => Stage::NothingCame,
            Phase::Ended(Ending::Withdrawn) => Stage::Withdrawn,
            Phase::Ended(Ending::PutAway) => Stage::PutAway,
        }
    }

    fn may(&self, viewer: Party, stage: Stage) -> Vec<Act> {
        match (viewer, stage) {
            (Party::Asker, Stage::Draft) => vec![Act::Edit, Act::Send, Act::Withdraw],
            (Party::Asker, Stage::WaitingForConnector | Stage::WaitingForTarget | Stage::WaitingForIntroduction) => {
                vec![Act::Withdraw]
            }
            (Party::Connector, Stage::YourTurn) if self.phase == Phase::Asked => {
                vec![Act::Endorse, Act::Agree, Act::Decline, Act::NeverAgain]
            }
            (Party::Connector, Stage::YourTurn) => vec![Act::Introduce, Act::Withdraw, Act::NeverAgain],
            (Party::Connector, Stage::WaitingForTarget) => vec![Act::Withdraw, Act::NeverAgain],
            (Party::Target, Stage::YourTurn) => vec![Act::Accept, Act::Decline, Act::NeverAgain],
            (Party::Target, Stage::WaitingForIntroduction) => vec![Act::Withdraw, Act::NeverAgain],
            (_, Stage::Introduced | Stage::PutAway) => vec![Act::Report, Act::NeverAgain],
            _ => vec![Act::NeverAgain],
        }
    }
}
