//! What is kept of a question, and how its state is played from it.
//!
//! In each vault ego is number 0 of the machine in `tertius-tribe`, and the neighbours on the way are the others. Whoever is
//! further away has no number outside their own neighbours' vaults: an answer from there comes over somebody unnamed.

use super::{ASK, as_text, rules};
use crate::app::App;
use crate::error::AppError;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use tertius_model::{MatterId, Timestamp};
use tertius_store::Matter;
use tertius_tribe::ask::slip::{Answered, Named, Question, Slip};
use tertius_tribe::ask::{Ask, AskId, AskerShownTo, Circumstances, Event, Match, Offer, apply};
use tertius_tribe::introduction::Reveal;
use tertius_tribe::outcome::OutcomeKind;
use tertius_tribe::{Rules, Who};

/// Ego in the machine.
pub(crate) const EGO: Who = Who(0);

/// Somebody next to ego on the way of a question.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Neighbour {
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// How ego's vault names them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handle: Option<String>,
}

/// One event of a question. Its serial form is kept: variants and fields are only ever added.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "what")]
pub(crate) enum KeptAsk {
    /// Ego wrote it.
    Begun { question: String },
    /// Ego sent it.
    Sent { to: Vec<Neighbour>, shown_to: AskerShownTo },
    /// A slip was taken in.
    Took { file: String },
    /// Ego answered.
    Answered { answer: u64, text: String, offer: Offer, reveal: Option<Reveal> },
    /// Ego passed it on.
    Forwarded { to: Neighbour, endorsement: String },
    /// Ego said no.
    Passed,
    /// Ego wants no question from this sender any more.
    Never,
    /// Ego took it back.
    Withdrawn,
    /// A neighbour answered by mail.
    Heard { who: u64, answer: u64, said: Heard, letter: String },
    /// Ego told what an answer led to.
    Told { answer: u64, kind: OutcomeKind },
    /// Ego thanked for an answer.
    Thanked { answer: u64, text: String },
}

/// What a neighbour said by mail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "said")]
pub(crate) enum Heard {
    /// An answer.
    Answer { text: String },
    /// No.
    No,
    /// No, and no question any more.
    Never,
}

/// An answer as ego holds it.
#[derive(Clone, Debug)]
pub(crate) struct HeldAnswer {
    pub number: u64,
    pub at: Timestamp,
    pub text: String,
    pub offer: Offer,
    /// Who answered, as the machine numbers them.
    pub who: Who,
    /// The neighbour over whom it came; ego for ego's own.
    pub over: Who,
    /// Steps from that neighbour to whoever answered.
    pub steps: u8,
    /// What whoever answered lets be seen.
    pub by: Named,
    pub thanks: Option<String>,
    pub told: Vec<(Timestamp, OutcomeKind)>,
}

/// A question as this vault knows it.
#[derive(Clone, Debug)]
pub(crate) struct HeldAsk {
    pub id: MatterId,
    pub n_events: usize,
    pub question: String,
    pub posted: Option<Timestamp>,
    /// Steps from the asker to ego: none where ego asks.
    pub steps: u8,
    pub asker: Named,
    /// Ego, as whoever handed it on knows them.
    pub me: Named,
    pub shown_to: AskerShownTo,
    /// Everybody with a number, from 1 on.
    pub people: Vec<Neighbour>,
    pub keys: Vec<(Who, String)>,
    /// From whom ego has it, with their words.
    pub from: Vec<(Who, String)>,
    /// To whom ego sent or passed it.
    pub to: Vec<Who>,
    pub ask: Ask,
    pub answers: Vec<HeldAnswer>,
    pub letters: BTreeSet<String>,
    pub files: BTreeSet<String>,
    /// Who wrote that they want none of this any more.
    pub never: Vec<Who>,
    /// Whether ego said that they want none from this sender any more.
    pub said_never: bool,
    /// How much ego lets everybody on the way back see of them.
    pub revealed: Option<Reveal>,
    pub withdrawn: Option<Timestamp>,
}

impl HeldAsk {
    pub fn is_own(&self) -> bool {
        self.steps == 0
    }

    pub fn neighbour(&self, who: Who) -> Option<&Neighbour> {
        self.people.get((who.0 as usize).checked_sub(1)?)
    }

    fn add(&mut self, neighbour: Neighbour) -> Who {
        self.people.push(neighbour);
        Who(self.people.len() as u64)
    }

    /// Plays an event of the machine.
    fn event(&mut self, by: Who, event: &Event, at: Timestamp) -> Result<(), AppError> {
        let rules = Rules { most_forwards: usize::MAX, most_hops: u8::MAX, ..rules() };
        let circumstances = Circumstances { now: at, rules: &rules, is_muted: &|_| false };
        let change = apply(&self.ask, by, event, circumstances).map_err(|refusal| {
            AppError::user(refusal.to_string(), "tertius ask show says where it stands and what you can do")
        })?;
        self.ask = change.state;
        Ok(())
    }

    fn answered(&mut self, answer: HeldAnswer) -> Result<(), AppError> {
        let event = Event::Answer { text: answer.text.clone(), offer: answer.offer, reveal: None };
        self.event(answer.who, &event, answer.at)?;
        self.answers.push(answer);
        Ok(())
    }

    fn thanked(&mut self, by: Who, number: u64, text: &str, at: Timestamp) -> Result<(), AppError> {
        // The machine numbers answers by the moment, then by who was reached first.
        let mut order: Vec<(Timestamp, Who, u64)> =
            self.answers.iter().map(|answer| (answer.at, answer.who, answer.number)).collect();
        order.sort_unstable();
        let place = order.iter().position(|(_, _, known)| *known == number);
        let unknown = || AppError::user("there is no such answer", "tertius ask show has the answers, with numbers");
        self.event(by, &Event::Thank { answer: place.ok_or_else(unknown)? }, at)?;
        if let Some(answer) = self.answers.iter_mut().find(|answer| answer.number == number) {
            answer.thanks = Some(text.to_owned());
        }
        Ok(())
    }
}

/// The state after one more event; nothing is kept by this.
pub(crate) fn happened(
    before: Option<HeldAsk>,
    id: MatterId,
    kept: &KeptAsk,
    at: Timestamp,
) -> Result<HeldAsk, AppError> {
    if let KeptAsk::Begun { question } = kept {
        return Ok(begun(id, question, EGO, at));
    }
    if let KeptAsk::Took { file } = kept {
        return took(before, id, file, at);
    }
    let missing = || AppError::data(format!("the beginning of the question {id} is missing"), "tertius doctor");
    let mut held = before.ok_or_else(missing)?;
    match kept {
        KeptAsk::Begun { .. } | KeptAsk::Took { .. } => {}
        KeptAsk::Sent { to, shown_to } => {
            held.to = to.iter().map(|one| held.add(one.clone())).collect();
            let matches = held.to.iter().map(|&who| Match { who, reason: String::new() }).collect();
            held.event(EGO, &Event::Post { matches, shown_to: *shown_to }, at)?;
            held.shown_to = *shown_to;
            held.posted = Some(at);
        }
        KeptAsk::Answered { answer, text, offer, reveal } => {
            held.answered(answer_of(*answer, text, *offer, at, EGO, EGO))?;
            held.revealed = *reveal;
        }
        KeptAsk::Forwarded { to, endorsement } => {
            let who = held.add(to.clone());
            held.event(EGO, &Event::Forward { to: who, endorsement: endorsement.clone() }, at)?;
            held.to.push(who);
        }
        KeptAsk::Passed => held.event(EGO, &Event::Pass, at)?,
        KeptAsk::Never => {
            held.event(EGO, &Event::NeverAgain, at)?;
            held.said_never = true;
        }
        KeptAsk::Withdrawn => {
            held.event(EGO, &Event::Withdraw, at)?;
            held.withdrawn = Some(at);
        }
        KeptAsk::Heard { who, answer, said, letter } => {
            let who = Who(*who);
            match said {
                Heard::Answer { text } => held.answered(answer_of(*answer, text, Offer::Knowledge, at, who, who))?,
                Heard::No => held.event(who, &Event::Pass, at)?,
                Heard::Never => {
                    held.event(who, &Event::NeverAgain, at)?;
                    held.never.push(who);
                }
            }
            held.letters.insert(letter.clone());
        }
        KeptAsk::Told { answer, kind } => {
            if let Some(known) = held.answers.iter_mut().find(|known| known.number == *answer) {
                known.told.push((at, *kind));
            }
        }
        KeptAsk::Thanked { answer, text } => held.thanked(EGO, *answer, text, at)?,
    }
    Ok(held)
}

fn begun(id: MatterId, question: &str, asker: Who, at: Timestamp) -> HeldAsk {
    HeldAsk {
        id,
        n_events: 0,
        question: question.to_owned(),
        posted: None,
        steps: 0,
        asker: Named::default(),
        me: Named::default(),
        shown_to: AskerShownTo::Neighbours,
        people: Vec::new(),
        keys: Vec::new(),
        from: Vec::new(),
        to: Vec::new(),
        ask: Ask::draft(AskId(id.0), asker, question, at, &rules()),
        answers: Vec::new(),
        letters: BTreeSet::new(),
        files: BTreeSet::new(),
        never: Vec::new(),
        said_never: false,
        revealed: None,
        withdrawn: None,
    }
}

fn answer_of(number: u64, text: &str, offer: Offer, at: Timestamp, who: Who, over: Who) -> HeldAnswer {
    HeldAnswer {
        number,
        at,
        text: text.to_owned(),
        offer,
        who,
        over,
        steps: 0,
        by: Named::default(),
        thanks: None,
        told: Vec::new(),
    }
}

fn took(before: Option<HeldAsk>, id: MatterId, file: &str, at: Timestamp) -> Result<HeldAsk, AppError> {
    let (slip, key) = read_slip(file)?;
    let key = key.to_string();
    let mut held = match (slip, before) {
        (Slip::Question(question), None) => first_slip(id, &question, key, at)?,
        (Slip::Question(question), Some(held)) => second_slip(held, &question, key)?,
        (_, None) => {
            let message = "this file answers a question that is not in this vault";
            return Err(AppError::user(message, "nothing was changed"));
        }
        (Slip::Answer(answer), Some(held)) => taken_answer(held, answer, key, at)?,
        (Slip::Thanks { answer, text, .. }, Some(mut held)) => {
            let from = held.from.iter().map(|(who, _)| *who).find(|who| held.keys.contains(&(*who, key.clone())));
            let from = from.ok_or_else(|| wrong_key("whoever handed you the question"))?;
            // Ego's neighbour is the asker of the machine in this vault, whoever asked first.
            let asker = if from == Who(1) { from } else { Who(1) };
            held.thanked(asker, answer, &text, at)?;
            held
        }
    };
    held.files.insert(file.to_owned());
    Ok(held)
}

pub(crate) fn read_slip(file: &str) -> Result<(Slip, tertius_tribe::PublicKey), AppError> {
    Slip::read(file).map_err(|error| {
        AppError::data(error.to_string(), "nothing was changed; ask them to send the file again, as it was written")
    })
}

fn wrong_key(who: &str) -> AppError {
    let message = format!("this file is not signed by {who}");
    AppError::data(message, "nothing was changed; ask them, by another way, whether the file is theirs")
}

fn first_slip(id: MatterId, question: &Question, key: String, at: Timestamp) -> Result<HeldAsk, AppError> {
    if question.posted > at.0 {
        return Err(AppError::data("this file is dated in the future", "check the clock; nothing was changed"));
    }
    if question.steps == 0 || question.steps > rules().most_hops {
        return Err(AppError::data("this question has come further than any may", "nothing was changed"));
    }
    let (asker, posted) = (Who(1), Timestamp(question.posted));
    let mut held = begun(id, &question.question, asker, posted);
    let sender = Neighbour {
        name: question.from.name.clone().unwrap_or_default(),
        address: question.from.address.clone(),
        handle: None,
    };
    held.add(sender);
    let ego = Match { who: EGO, reason: String::new() };
    held.event(asker, &Event::Post { matches: vec![ego], shown_to: question.shown_to }, posted)?;
    held.posted = Some(posted);
    held.steps = question.steps;
    held.asker = question.asker.clone();
    held.me = question.to.clone();
    held.shown_to = question.shown_to;
    held.keys.push((asker, key));
    held.from.push((asker, question.endorsement.clone()));
    Ok(held)
}

/// The same question from somebody else joins what is there.
fn second_slip(mut held: HeldAsk, question: &Question, key: String) -> Result<HeldAsk, AppError> {
    if held.is_own() {
        return Err(AppError::user("this is your own question, come back to you", "nothing was changed"));
    }
    if held.keys.iter().any(|(_, known)| *known == key) {
        return Err(AppError::user("you have this question from them already", "tertius ask show"));
    }
    let sender = Neighbour {
        name: question.from.name.clone().unwrap_or_default(),
        address: question.from.address.clone(),
        handle: None,
    };
    let who = held.add(sender);
    held.keys.push((who, key));
    held.from.push((who, question.endorsement.clone()));
    Ok(held)
}

fn taken_answer(mut held: HeldAsk, answer: Answered, key: String, at: Timestamp) -> Result<HeldAsk, AppError> {
    if held.answers.iter().any(|known| known.number == answer.answer) {
        return Err(AppError::user("this answer was taken already; it counted once", "tertius ask show"));
    }
    let by_key = held.keys.iter().find(|(who, known)| *known == key && held.to.contains(who)).map(|(who, _)| *who);
    let says = |who: &Who| {
        let known = held.neighbour(*who);
        let same = |a: Option<&String>, b: Option<&String>| a.is_some() && a == b;
        let named = known.is_some_and(|known| {
            same(answer.from.name.as_ref(), Some(&known.name))
                || same(answer.from.address.as_ref(), known.address.as_ref())
        });
        named && !held.keys.iter().any(|(bound, _)| bound == who)
    };
    let over = match by_key.or_else(|| held.to.iter().copied().find(says)) {
        Some(over) => over,
        None => return Err(wrong_key("somebody to whom you sent this question")),
    };
    if by_key.is_none() {
        held.keys.push((over, key));
    }
    let mut who = over;
    for _ in 0..answer.steps.min(rules().most_hops) {
        let next = held.add(Neighbour::default());
        held.event(who, &Event::Forward { to: next, endorsement: String::new() }, at)?;
        who = next;
    }
    let mut taken = answer_of(answer.answer, &answer.text, answer.offer, at, who, over);
    (taken.steps, taken.by) = (answer.steps, answer.by);
    held.answered(taken)?;
    Ok(held)
}

fn played(matter: &Matter) -> Result<HeldAsk, AppError> {
    let damaged = |why: String| {
        AppError::data(format!("what is kept of the question {} is damaged: {why}", matter.id), "tertius doctor")
    };
    let mut held: Option<HeldAsk> = None;
    for event in &matter.events {
        let kept: KeptAsk = serde_json::from_str(&event.text).map_err(|error| damaged(error.to_string()))?;
        held = Some(happened(held, matter.id, &kept, event.at).map_err(|error| damaged(error.message))?);
    }
    held.map(|held| HeldAsk { n_events: matter.events.len(), ..held })
        .ok_or_else(|| damaged("nothing is kept".to_owned()))
}

impl App {
    /// Every question of this vault, the oldest first.
    pub(crate) fn all_asks(&self) -> Result<Vec<HeldAsk>, AppError> {
        let matters = self.vault().matters()?;
        matters.iter().filter(|matter| matter.kind == ASK).map(played).collect()
    }

    /// Writes down what happened with a question, after playing it: what does not count is not kept.
    pub(crate) fn keep_ask(
        &mut self,
        before: Option<&HeldAsk>,
        id: MatterId,
        kept: &KeptAsk,
    ) -> Result<HeldAsk, AppError> {
        let text = as_text(kept)?;
        let n_before = before.map_or(0, |held| held.n_events);
        let after = happened(before.cloned(), id, kept, self.now())?;
        self.write_down(id, ASK, n_before, &[text])?;
        Ok(HeldAsk { n_events: n_before + 1, ..after })
    }
}
