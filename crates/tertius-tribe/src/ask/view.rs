//! What everybody may see of an ask.

use super::apply::tick;
use super::{Ask, AskId, AskerShownTo, Offer, Phase, Standing, Stop};
use crate::Who;
use crate::introduction::Reveal;
use tertius_model::Timestamp;

/// Where an ask stands for one person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// A draft of their own.
    Draft,
    /// Their question is on its way.
    Open,
    /// They are asked.
    YourTurn,
    /// They answered.
    YouAnswered,
    /// They said no.
    YouPassed,
    /// Its time is up.
    Ended,
    /// The asker took it back.
    Withdrawn,
}

/// What a person can do now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Act {
    /// Send the draft.
    Post,
    /// Take it back.
    Withdraw,
    /// Answer.
    Answer,
    /// Pass it on.
    Forward,
    /// Let everybody on the way see who they are.
    Reveal,
    /// Say no.
    Pass,
    /// No, and no question ever again.
    NeverAgain,
    /// Thank for an answer.
    Thank,
}

/// A person as far as a viewer may see them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Seen {
    /// Somebody.
    Unnamed,
    /// Their name may be shown.
    Named(Who),
    /// Their name and address may be shown.
    WithAddress(Who),
}

/// An answer as one person may see it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct AnswerView {
    /// Its number, for thanking.
    pub number: usize,
    /// What was written.
    pub text: String,
    /// What it offers.
    pub offer: Offer,
    /// When.
    pub at: Timestamp,
    /// Who wrote it.
    pub from: Seen,
    /// Everybody over whom it came, whoever answered left out.
    pub way: Vec<Seen>,
    /// Whether the asker thanked for it.
    pub is_thanked: bool,
}

/// An ask as one person may see it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct AskView {
    /// Its number.
    pub id: AskId,
    /// Who is looking.
    pub viewer: Who,
    /// The question.
    pub question: String,
    /// Who asks.
    pub asker: Seen,
    /// Where it stands.
    pub stage: Stage,
    /// When it ends by itself; nothing where it has ended.
    pub until: Option<Timestamp>,
    /// Why the viewer can help, for their eyes alone.
    pub reason: Option<String>,
    /// Who passed it on to the viewer, with their words.
    pub endorsements: Vec<(Who, String)>,
    /// To whom the viewer passed it on.
    pub forwarded: Vec<Who>,
    /// The answers that came back over the viewer, and their own.
    pub answers: Vec<AnswerView>,
    /// What the viewer can do now.
    pub may: Vec<Act>,
}

impl Ask {
    /// What this person may see at this moment; nothing where the question never reached them.
    pub fn view_for(&self, viewer: Who, now: Timestamp) -> Option<AskView> {
        let state = tick(self, now);
        if viewer == state.asker {
            return Some(state.askers_view());
        }
        let place = state.stop_of(viewer)?;
        let stop = &state.stops[place];
        if stop.standing == Standing::NeverShown {
            return None;
        }
        let has_refused = stop.standing == Standing::Refused;
        let is_open = state.phase == Phase::Open;
        let stage = match state.phase {
            _ if has_refused => Stage::YouPassed,
            Phase::Open if stop.answer.is_some() => Stage::YouAnswered,
            Phase::Open => Stage::YourTurn,
            Phase::Withdrawn => Stage::Withdrawn,
            Phase::Drafted | Phase::Ended => Stage::Ended,
        };
        let may = match stage {
            Stage::YourTurn => vec![Act::Answer, Act::Forward, Act::Reveal, Act::Pass, Act::NeverAgain],
            Stage::YouAnswered => vec![Act::Forward, Act::Reveal, Act::NeverAgain],
            _ => vec![Act::NeverAgain],
        };
        let sees_asker = stop.is_first || state.shown_to == AskerShownTo::Everybody;
        Some(AskView {
            id: state.id,
            viewer,
            question: state.question.clone(),
            asker: if sees_asker { Seen::Named(state.asker) } else { Seen::Unnamed },
            stage,
            until: (is_open && !has_refused).then_some(state.until),
            reason: stop.reason.clone(),
            endorsements: stop.from.iter().map(|(by, words)| (state.stops[*by].holder, words.clone())).collect(),
            forwarded: stop.forwarded.clone(),
            answers: state.answers_over(Some(place)),
            may,
        })
    }

    fn askers_view(&self) -> AskView {
        let answers = self.answers_over(None);
        let mut may = match self.phase {
            Phase::Drafted => vec![Act::Post, Act::Withdraw],
            Phase::Open => vec![Act::Withdraw],
            Phase::Ended | Phase::Withdrawn => Vec::new(),
        };
        if answers.iter().any(|answer| !answer.is_thanked) {
            may.push(Act::Thank);
        }
        AskView {
            id: self.id,
            viewer: self.asker,
            question: self.question.clone(),
            asker: Seen::Named(self.asker),
            stage: match self.phase {
                Phase::Drafted => Stage::Draft,
                Phase::Open => Stage::Open,
                Phase::Ended => Stage::Ended,
                Phase::Withdrawn => Stage::Withdrawn,
            },
            until: self.until(),
            reason: None,
            endorsements: Vec::new(),
            forwarded: Vec::new(),
            answers,
            may,
        }
    }

    /// The answers that travel over a stop; all of them for the asker.
    fn answers_over(&self, viewer: Option<usize>) -> Vec<AnswerView> {
        let mut views = Vec::new();
        for stop in self.answers() {
            let way = self.way_back(stop);
            let Some(answer) = &self.stops[stop].answer else { continue };
            if viewer.is_some_and(|viewer| !way.contains(&viewer)) {
                continue;
            }
            views.push(AnswerView {
                number: views.len(),
                text: answer.text.clone(),
                offer: answer.offer,
                at: answer.at,
                from: self.seen(viewer, stop),
                way: way.iter().skip(1).map(|&hop| self.seen(viewer, hop)).collect(),
                is_thanked: answer.is_thanked,
            });
        }
        views
    }

    /// How much of a stop's holder another stop, or the asker, may see.
    fn seen(&self, viewer: Option<usize>, stop: usize) -> Seen {
        let one = &self.stops[stop];
        let is_neighbour = viewer.is_some_and(|viewer| {
            let other = &self.stops[viewer];
            // By the way the question went, not by whom somebody passed it on to: that would tell who had it before.
            let joins = |a: &Stop, b: usize| a.from.iter().any(|(before, _)| *before == b);
            viewer == stop || joins(other, stop) || joins(one, viewer)
        });
        match one.reveal {
            Some(Reveal::NameAndAddress) => Seen::WithAddress(one.holder),
            Some(Reveal::Name) => Seen::Named(one.holder),
            None if is_neighbour => Seen::Named(one.holder),
            None => Seen::Unnamed,
        }
    }
}
