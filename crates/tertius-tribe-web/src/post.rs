//! The letters of introductions and asks: words from what their reader's view shows, links, and the job that sends them.
//!
//! A letter's number follows from what it tells, under the tribe's key: the same letter twice is one, and an answer that
//! names it comes from somebody who has it. Letters go from the tribe's own address; whoever pressed is named before it.

use crate::mail;
use crate::office::{Asking, Done, Introduced, Office, number_of};
use crate::trouble::Trouble;
use tertius_model::Timestamp;
use tertius_tribe::introduction::{self, IntroductionId, LetterKind, Party, Shown, View};
use tertius_tribe::letter::{
    Address, Facts, Letter, Links, Mailbox, MessageId, OneLine, introduction_letters, invitation, paragraph,
};
use tertius_tribe::link::{Claim, Nonce, Purpose, sign};
use tertius_tribe::{Who, ask};
use tertius_tribe_store::{LetterState, Posted, Side};

/// How long the way out of a letter stays open.
const NEVER_SECONDS: i64 = 10 * 365 * 86_400;
/// How long one can tell by a link what came of it.
const OUTCOME_SECONDS: i64 = 365 * 86_400;

/// What a letter says, before links and addresses.
struct Words {
    subject: String,
    text: String,
    /// Who writes, as far as its reader may know.
    from: String,
}

/// What a letter is about, and for whom.
struct About<'a> {
    matter: &'a str,
    side: &'a Side,
    kind: String,
    links: Links,
}

fn name(shown: &Shown) -> String {
    shown.name.clone().unwrap_or_else(|| "somebody".to_owned())
}

impl Office {
    fn link(&self, place: &str, purpose: Purpose, number: u64, party: Party, expires: i64) -> Done<String> {
        let mut nonce = [0; 16];
        getrandom::fill(&mut nonce)?;
        let introduction = IntroductionId(number);
        let claim = Claim { purpose, introduction, party, expires: Timestamp(expires), nonce: Nonce(nonce) };
        Ok(format!("{}/{place}/{}.{}", self.shared.address, self.tribe, sign(&self.key, &claim)))
    }

    /// Keeps a letter with the job that sends it.
    async fn send(&mut self, about: About<'_>, words: Words) -> Done<()> {
        let Ok(address) = Address::parse(&about.side.email) else {
            return Err(Trouble::bad("a letter cannot go to this address; write it as name@example.org"));
        };
        let id = MessageId::keyed(&self.key, &[about.matter, &about.side.number, &about.kind], &self.shared.sender);
        let number = id.number().to_owned();
        let from = if words.from.is_empty() {
            self.tribe_name.clone()
        } else {
            format!("{} via {}", words.from, self.tribe_name)
        };
        let from = Mailbox { name: OneLine::new(&from), address: Address::clone(&self.shared.sender) };
        let to = Mailbox { name: OneLine::new(&about.side.called), address };
        let letter = Letter::new(from, to, &words.subject, id, &words.text, &about.links);
        let posted = Posted {
            id: number.clone(),
            matter: about.matter.to_owned(),
            side: about.side.name.clone(),
            kind: about.kind,
            state: LetterState::Waiting,
            said: String::new(),
        };
        self.on
            .post(&posted, &mail::job(number, &about.side.email, &letter.to_eml(self.at()), self.now), self.now)
            .await?;
        Ok(())
    }

    /// Writes one letter of an introduction, as its reader may see it.
    pub async fn write_introduction(&mut self, play: &Introduced, sending: introduction::Sending) -> Done<()> {
        let (Some(view), Some(side)) = (play.state.view_for(sending.to, self.at()), play.side(sending.to)) else {
            return Ok(());
        };
        let number = number_of(&play.matter.id);
        let until = view.until.map_or(self.now, |until| until.0);
        let never = self.link("never", Purpose::NeverAgain, number, sending.to, self.now + NEVER_SECONDS)?;
        let mut links = Links { answer: None, never_again: Some(never) };
        let words = match sending.kind {
            LetterKind::Request => request(&view),
            LetterKind::Invitation => invite(&view),
            LetterKind::TargetAgreed => target_agreed(&view),
            LetterKind::Agreed => agreed(&view, &format!("{}/introductions/{}", self.shared.address, play.matter.id)),
            LetterKind::Introduction => {
                let expires = self.now + OUTCOME_SECONDS;
                introduced(&view, &self.link("outcome", Purpose::Outcome, number, sending.to, expires)?)
            }
        };
        if matches!(sending.kind, LetterKind::Request | LetterKind::Invitation | LetterKind::TargetAgreed) {
            links.answer = Some(self.link("answer", Purpose::Answer, number, sending.to, until)?);
        }
        self.send(About { matter: &play.matter.id, side, kind: sending.kind.id().to_owned(), links }, words).await
    }

    /// Writes one letter of an ask, as its reader may see it.
    pub async fn write_ask(&mut self, play: &Asking, sending: ask::Sending) -> Done<()> {
        let (Some(view), Some(side)) = (play.state.view_for(sending.to, self.at()), play.side(sending.to)) else {
            return Ok(());
        };
        let number = number_of(&side.number);
        let until = view.until.map_or(self.now, |until| until.0);
        let mut links = Links::default();
        let is_asker = side.name == crate::office::ASKER;
        if !is_asker {
            links.never_again =
                Some(self.link("never", Purpose::NeverAsk, number, Party::Target, self.now + NEVER_SECONDS)?);
        }
        if matches!(sending.kind, ask::LetterKind::Question | ask::LetterKind::Forwarded) {
            links.answer = Some(self.link("answer", Purpose::AnswerAsk, number, Party::Target, until)?);
        }
        let page = format!("{}/asks/{}", self.shared.address, play.matter.id);
        let place = if side.member.is_empty() { String::new() } else { format!("\n\nAll of it:\n{page}") };
        let words = match sending.kind {
            ask::LetterKind::Question => question(play, &view),
            ask::LetterKind::Forwarded => forwarded(play, &view),
            ask::LetterKind::Answer => answered(play, &view, sending.pressed, self.at(), &place),
            ask::LetterKind::Thanks => thanked(play, &view, &place),
        };
        let kind = format!("{}-{}", sending.kind.id(), sending.about);
        self.send(About { matter: &play.matter.id, side, kind, links }, words).await
    }

    /// Writes the thanks of an asker to somebody who introduced them, in the asker's own words.
    pub async fn write_thanks(&mut self, play: &Introduced, to: Party, text: &str) -> Done<()> {
        let Some(side) = play.side(to) else { return Ok(()) };
        let number = number_of(&play.matter.id);
        let never = self.link("never", Purpose::NeverAgain, number, to, self.now + NEVER_SECONDS)?;
        let from = play.side(Party::Asker).map(|side| side.called.clone()).unwrap_or_default();
        let words = Words { subject: "Thank you".to_owned(), text: paragraph(text), from };
        let links = Links { answer: None, never_again: Some(never) };
        self.send(About { matter: &play.matter.id, side, kind: "thanks".to_owned(), links }, words).await
    }
}

fn until(view: &View) -> String {
    view.until.map_or(String::new(), |until| format!(" The link holds until {}.", until.day()))
}

fn request(view: &View) -> Words {
    let (asker, target) = (name(&view.asker), name(&view.target));
    let mut parts = vec![format!("{asker} asks whether you would introduce them to {target}.")];
    parts.push(paragraph(&view.request.to_connector));
    if !view.request.goal.is_empty() {
        parts.push(format!("What it is for: {}", OneLine::new(&view.request.goal)));
    }
    let to_target = paragraph(&view.request.to_target);
    if !to_target.is_empty() {
        parts.push(format!("What you may pass on:\n{to_target}"));
    }
    parts.push(format!(
        "{target} hears nothing before you say yes, and in your words. A no and no answer look the same to {asker}. The link below takes your words for {target}; a reply \"yes\" with {target}'s address, or \"no\", does without them.{}",
        until(view)
    ));
    parts.retain(|part| !part.is_empty());
    Words { subject: format!("Would you introduce {asker} to {target}?"), text: parts.join("\n\n"), from: asker }
}

fn facts(view: &View) -> Facts {
    Facts {
        asker: name(&view.asker),
        connector: name(&view.connector),
        target: name(&view.target),
        goal: view.request.goal.clone(),
        ..Facts::default()
    }
}

fn invite(view: &View) -> Words {
    let (asker, connector) = (name(&view.asker), name(&view.connector));
    let text =
        invitation(&facts(view), &view.endorsement, &view.request.to_target) + &format!("\n\n{}", until(view).trim());
    Words { subject: format!("May I introduce {asker} to you?"), text, from: connector }
}

fn agreed(view: &View, page: &str) -> Words {
    let connector = name(&view.connector);
    let note = paragraph(&view.note);
    let note = if note.is_empty() { note } else { format!("\n\nWhat {connector} asks you to keep to:\n{note}") };
    let text = format!(
        "{connector} says yes and has asked on your behalf. You hear from here once the other side agrees; nothing else is to be done.{note}\n\nWhere it stands:\n{page}"
    );
    Words { subject: format!("{connector} will introduce you"), text, from: connector }
}

fn target_agreed(view: &View) -> Words {
    let (asker, target) = (name(&view.asker), name(&view.target));
    let text = format!(
        "{target} is glad to meet {asker}. You wished to introduce them yourself: press the button behind the link, and both get your words and each other's address as far as they gave it."
    );
    Words { subject: format!("{target} said yes"), text, from: target }
}

fn introduced(view: &View, outcome: &str) -> Words {
    let mut text = introduction_letters(&facts(view), &view.endorsement, "");
    let other = if view.viewer == Party::Asker { &view.target } else { &view.asker };
    text.push_str(&match &other.address {
        Some(address) => format!("\n\nWrite to {}:\n{address}", name(other)),
        None => format!("\n\n{} gave no address here and will write to you.", name(other)),
    });
    text.push_str(&format!("\n\nLater: what came of it? One press tells those who helped.\n{outcome}"));
    let subject = format!("{}, meet {}", name(&view.asker), name(&view.target));
    Words { subject, text, from: name(&view.connector) }
}

fn named(play: &Asking, viewer: Who, seen: ask::Seen) -> String {
    match seen {
        ask::Seen::Unnamed => "somebody who has not said their name".to_owned(),
        ask::Seen::Named(who) | ask::Seen::WithAddress(who) => OneLine::new(&play.called_by(viewer, who)).to_string(),
    }
}

fn end(view: &ask::AskView) -> String {
    let until = view.until.map_or(String::new(), |until| format!(" The link holds until {}.", until.day()));
    format!("You can answer, pass it on one step, or leave it: a no and no answer look the same.{until}")
}

fn question(play: &Asking, view: &ask::AskView) -> Words {
    let asker = named(play, view.viewer, view.asker);
    let mut text = format!("{asker} asks:\n\n{}", paragraph(&view.question));
    if let Some(reason) = &view.reason {
        text.push_str(&format!("\n\nWhy you, for your eyes alone: {reason}."));
    }
    text.push_str(&format!("\n\n{}", end(view)));
    Words { subject: format!("{asker} asks: {}", OneLine::new(&view.question)), text, from: asker }
}

fn forwarded(play: &Asking, view: &ask::AskView) -> Words {
    let by = view.endorsements.last().map_or_else(String::new, |(who, _)| play.called_by(view.viewer, *who));
    let mut text = format!("{by} passes a question on to you:\n\n{}", paragraph(&view.question));
    for (who, words) in view.endorsements.iter().filter(|(_, words)| !words.trim().is_empty()) {
        text.push_str(&format!("\n\n{} says: {}", OneLine::new(&play.called_by(view.viewer, *who)), paragraph(words)));
    }
    text.push_str(&format!("\n\n{}", end(view)));
    Words { subject: format!("{by} passes a question on: {}", OneLine::new(&view.question)), text, from: by }
}

fn answered(play: &Asking, view: &ask::AskView, by: Who, now: Timestamp, place: &str) -> Words {
    let own = |answer: &&ask::AnswerView| matches!(answer.from, ask::Seen::Named(who) | ask::Seen::WithAddress(who) if who == by);
    let theirs = play.state.view_for(by, now).and_then(|view| view.answers.iter().find(own).cloned());
    let is_theirs =
        |answer: &&ask::AnswerView| theirs.as_ref().is_some_and(|one| (one.at, &one.text) == (answer.at, &answer.text));
    let (text, from) = view
        .answers
        .iter()
        .find(is_theirs)
        .map_or_else(Default::default, |answer| (paragraph(&answer.text), named(play, view.viewer, answer.from)));
    let whose = if view.stage == ask::Stage::Open { "your question" } else { "the question" };
    let text = format!("{from} answers {whose} \"{}\":\n\n{text}{place}", OneLine::new(&view.question));
    Words { subject: format!("An answer: {}", OneLine::new(&view.question)), text, from: String::new() }
}

fn thanked(play: &Asking, view: &ask::AskView, place: &str) -> Words {
    let asker = named(play, view.viewer, view.asker);
    let text = format!("{asker} thanks you for helping with \"{}\".{place}", OneLine::new(&view.question));
    Words { subject: "Thank you".to_owned(), text, from: asker }
}
