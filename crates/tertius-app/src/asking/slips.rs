//! What is handed to a neighbour on the way of a question: the words and the signed slip.

use super::ask::offer_id;
use super::deliver::Delivery;
use super::mailbox;
use super::questions::{EGO, HeldAsk};
use crate::app::App;
use crate::error::AppError;
use crate::views::LetterRow;
use tertius_tribe::Who;
use tertius_tribe::ask::slip::{Answered, Named, Question, Slip};
use tertius_tribe::ask::{AskId, AskerShownTo};
use tertius_tribe::introduction::Reveal;
use tertius_tribe::letter::{Letter, Links, MessageId, OneLine, paragraph};

/// One thing to hand over.
pub(crate) enum Outgoing {
    /// The question, with ego's words for the asker.
    Question { to: Who, endorsement: String },
    /// An answer on its way back.
    Answer { to: Who, answer: u64 },
    /// Thanks on their way out.
    Thanks { to: Who, answer: u64 },
}

const FOOTER: &str =
    "\n\n--\nTo answer, just reply. With \"never again\" at the top you get no letter like this any more.\n";

impl App {
    pub(crate) fn slips(&mut self, held: &HeldAsk, out: Vec<Outgoing>) -> Result<Vec<Delivery>, AppError> {
        if out.is_empty() {
            return Ok(Vec::new());
        }
        let key = self.own_key()?;
        let mut own = self.own()?;
        own.address = own.address.or_else(|| held.me.address.clone());
        if let (true, Some(name)) = (own.name.is_empty(), &held.me.name) {
            own.name.clone_from(name);
        }
        let me = Named { name: Some(own.name.clone()).filter(|name| !name.is_empty()), address: own.address.clone() };
        let mut deliveries = Vec::new();
        for one in out {
            let (to, kind, subject) = match &one {
                Outgoing::Question { to, .. } => (*to, "question", "A question: who could help?"),
                Outgoing::Answer { to, .. } => (*to, "answer", "An answer to your question"),
                Outgoing::Thanks { to, .. } => (*to, "thanks", "Thank you for your answer"),
            };
            let Some(reader) = held.neighbour(to) else { continue };
            let Some((slip, text)) = words(held, &one, &me, &reader.name) else { continue };
            let mut row = LetterRow {
                name: reader.name.clone(),
                address: reader.address.clone(),
                subject: subject.to_owned(),
                text: format!("{}{FOOTER}", paragraph(&text)),
                mailto: None,
                files: Vec::new(),
            };
            let mut eml = None;
            if let (Some(from), Some(to_box)) = (own.mailbox(), mailbox(&reader.name, reader.address.as_deref())) {
                let about = held.answers.len();
                let id = MessageId::of_ask(AskId(held.id.0), kind, to, about, &from.address);
                let letter = Letter::new(from, to_box, subject, id, &row.text, &Links::default());
                row.mailto = Some(letter.to_mailto());
                eml = Some(letter.to_eml(self.now()));
            }
            deliveries.push(Delivery { row, eml, file: Some(slip.sign(&key)) });
        }
        Ok(deliveries)
    }
}

/// The slip and the words of one thing to hand over; nothing where there is no such answer.
fn words(held: &HeldAsk, one: &Outgoing, me: &Named, reader: &str) -> Option<(Slip, String)> {
    let id = AskId(held.id.0);
    let first = reader.split(' ').next().unwrap_or(reader);
    let signed = me.name.clone().unwrap_or_default();
    match one {
        Outgoing::Question { endorsement, to } => {
            let reader = held
                .neighbour(*to)
                .map(|known| Named { name: Some(known.name.clone()), address: known.address.clone() });
            let is_shown = held.is_own() || held.shown_to == AskerShownTo::Everybody;
            let asker = match (held.is_own(), is_shown) {
                (true, _) => me.clone(),
                (false, true) => Named { address: None, ..held.asker.clone() },
                (false, false) => Named::default(),
            };
            let posted = held.posted?.0;
            let text = question_text(held, endorsement, asker.name.as_deref(), first, &signed);
            let slip = Slip::Question(Question {
                id,
                question: held.question.clone(),
                posted,
                steps: held.steps + 1,
                from: me.clone(),
                to: reader.unwrap_or_default(),
                asker,
                shown_to: held.shown_to,
                endorsement: endorsement.clone(),
            });
            Some((slip, text))
        }
        Outgoing::Answer { answer, .. } => answer_words(held, *answer, me, first, &signed),
        Outgoing::Thanks { answer, .. } => {
            let answer = held.answers.iter().find(|known| known.number == *answer)?;
            let thanks = answer.thanks.clone()?;
            let text = match held.is_own() {
                true => format!("Hello {first},\n\n{thanks}\n\n{signed}"),
                false => format!("Hello {first},\n\nwhoever asked sends you these words:\n\n{thanks}\n\n{signed}"),
            };
            Some((Slip::Thanks { id, answer: answer.number, text: thanks }, text))
        }
    }
}

fn question_text(held: &HeldAsk, endorsement: &str, asker: Option<&str>, first: &str, signed: &str) -> String {
    let mut parts = vec![format!("Hello {first},")];
    if held.is_own() {
        parts.push("I have a question, and you may know the answer, or somebody who does:".to_owned());
    } else {
        let who = asker.map_or_else(|| "somebody whom I trust".to_owned(), |name| OneLine::new(name).to_string());
        parts.push(format!("a question of {who} has reached me, and you may know the answer:"));
    }
    parts.push(held.question.clone());
    parts.extend(Some(endorsement.to_owned()).filter(|words| !words.trim().is_empty()));
    parts.push("If you cannot help, leave it at that: no answer is needed.".to_owned());
    parts.push(signed.to_owned());
    parts.join("\n\n")
}

/// What ego lets everybody on the way back see of them.
fn revealed(held: &HeldAsk, me: &Named) -> Named {
    match held.revealed {
        None => Named::default(),
        Some(Reveal::Name) => Named { address: None, ..me.clone() },
        Some(Reveal::NameAndAddress) => me.clone(),
    }
}

/// An answer on its way back: ego's own, or one that came from further out.
fn answer_words(held: &HeldAsk, number: u64, me: &Named, first: &str, signed: &str) -> Option<(Slip, String)> {
    let id = AskId(held.id.0);
    let answer = held.answers.iter().find(|known| known.number == number)?;
    let is_own = answer.who == EGO;
    let by = if is_own { revealed(held, me) } else { answer.by.clone() };
    let steps = if is_own { 0 } else { answer.steps + 1 };
    let who = match (&by.name, is_own) {
        (_, true) => "Here is my answer".to_owned(),
        (Some(name), _) => format!("{name} answers", name = OneLine::new(name)),
        (None, _) => "Somebody whom I asked answers".to_owned(),
    };
    let offers = match offer_id(answer.offer) {
        "introduction" => "\n\nAn introduction is offered, too: ask for it.",
        _ => "",
    };
    let text = format!(
        "Hello {first},\n\nYou asked: {}\n\n{who}:\n\n{}{offers}\n\n{signed}",
        OneLine::new(&held.question),
        answer.text
    );
    let slip = Slip::Answer(Answered {
        id,
        answer: answer.number,
        text: answer.text.clone(),
        offer: answer.offer,
        steps,
        from: me.clone(),
        by,
    });
    Some((slip, text))
}
