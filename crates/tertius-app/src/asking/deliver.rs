//! What is handed to whom: for each reader the words, made from what their own view shows, and the signed file.

use super::journal::Introduction;
use super::{Own, mailbox, rules};
use crate::app::App;
use crate::error::AppError;
use crate::views::{ActedView, LetterRow};
use tertius_tribe::OwnKey;
use tertius_tribe::introduction::{Party, Phase, Shown, Stage, View, tick};
use tertius_tribe::letter::{Facts, Letter, Links, MessageId, OneLine, introduction_letters, invitation, paragraph};

/// Words and file for one reader.
#[derive(Clone, Debug)]
pub struct Delivery {
    /// For programs and people.
    pub row: LetterRow,
    /// The letter as a mail, where both have a mail address.
    pub eml: Option<String>,
    /// The signed file, for somebody who uses Tertius too.
    pub file: Option<String>,
}

/// A letter before it has a form.
struct Draft {
    to: Party,
    kind: &'static str,
    subject: String,
    text: String,
    /// Whether its reader is to answer.
    asks: bool,
}

impl App {
    /// What stands to be handed over in an introduction, as it is now.
    ///
    /// # Errors
    /// User error when none or several are meant.
    pub fn introduction_letters(&mut self, which: &str) -> Result<Vec<Delivery>, AppError> {
        let held = self.introduction_named(which)?;
        self.deliveries(&held)
    }

    /// An introduction with the words to hand over.
    ///
    /// # Errors
    /// As [`App::introduction`].
    pub fn acted(&self, id: &str, letters: Vec<LetterRow>) -> Result<ActedView, AppError> {
        Ok(ActedView { introduction: self.introduction(id)?, letters })
    }

    pub(crate) fn deliveries(&mut self, held: &Introduction) -> Result<Vec<Delivery>, AppError> {
        let now = self.now();
        let Some(own_view) = held.view(now)? else { return Ok(Vec::new()) };
        let key = self.own_key()?;
        let own = self.own_in(held)?;
        let state = held.log.play(&rules()).map_err(|refusal| super::introductions::refused(&refusal))?;
        let state = tick(&state, now);
        let mut deliveries = Vec::new();
        for draft in drafts(held.log.own, &own_view, state.phase(), &|reader| state.view_for(reader, now)) {
            deliveries.push(self.delivery(held, &own, &key, draft)?);
        }
        Ok(deliveries)
    }

    /// Ego as the introduction knows them: what their own sources say, else what the file that reached them says.
    fn own_in(&self, held: &Introduction) -> Result<Own, AppError> {
        let mut own = self.own()?;
        let there = held.person(held.log.own);
        let stated = |text: &str| (!text.trim().is_empty()).then(|| text.to_owned());
        if let Some(name) = stated(&there.name) {
            own.name = name;
        }
        own.address = there.address.as_deref().and_then(stated).or(own.address);
        Ok(own)
    }

    fn delivery(&self, held: &Introduction, own: &Own, key: &OwnKey, draft: Draft) -> Result<Delivery, AppError> {
        let reader = held.person(draft.to);
        let address = held.address(draft.to).map(str::to_owned);
        let file = held
            .log
            .file_for(draft.to, key, self.now(), &rules())
            .map_err(|refusal| super::introductions::refused(&refusal))?;
        let is_draft = held.stage(self.now())? == Some(Stage::Draft);
        let mut row = LetterRow {
            name: reader.name.clone(),
            address: address.clone(),
            subject: OneLine::new(&draft.subject).to_string(),
            text: paragraph(&draft.text),
            mailto: None,
            files: Vec::new(),
        };
        let mut eml = None;
        if let (Some(from), Some(to)) = (own.mailbox(), mailbox(&reader.name, address.as_deref())) {
            let id = MessageId::of_introduction(held.log.id, draft.kind, draft.to.id(), &from.address);
            let letter = Letter::new(from, to, &draft.subject, id, &draft.text, &Links::default());
            let letter = if draft.asks { letter.answered_by_mail() } else { letter };
            row.text.clone_from(&letter.text);
            row.mailto = Some(letter.to_mailto());
            eml = Some(letter.to_eml(self.now()));
        } else if draft.asks {
            row.text.push_str("\n\n--\nTo answer: yes, no, or \"never again\" for nothing like this any more.\n");
        }
        Ok(Delivery { row, eml: eml.filter(|_| !is_draft), file: file.filter(|_| !is_draft) })
    }
}

/// Which letters ego may hand over at this stage. A letter is written from what its reader's own view shows.
fn drafts(own: Party, view: &View, phase: Phase, of: &dyn Fn(Party) -> Option<View>) -> Vec<Draft> {
    let mut drafts = Vec::new();
    let mut letter = |to: Party, kind, subject: String, text: String, asks| {
        drafts.push(Draft { to, kind, subject, text, asks });
    };
    match (own, view.stage) {
        (Party::Asker, Stage::Draft | Stage::WaitingForConnector) => {
            let subject = format!("An introduction to {}?", name(&view.target));
            letter(Party::Connector, "request", subject, view.request.to_connector.clone(), true);
        }
        (Party::Asker, Stage::Withdrawn) if of(Party::Connector).is_some() => {
            letter(
                Party::Connector,
                "withdrawn",
                "No introduction needed any more".to_owned(),
                taken_back(view),
                false,
            );
        }
        (Party::Connector, Stage::WaitingForTarget) => {
            letter(Party::Asker, "agreed", format!("I have asked {}", name(&view.target)), agreed(view), false);
            if let Some(theirs) = of(Party::Target) {
                let text = invitation(&facts(&theirs), &theirs.endorsement, &theirs.request.to_target);
                letter(Party::Target, "invitation", format!("May I introduce {}?", name(&theirs.asker)), text, true);
            }
        }
        (Party::Connector, Stage::Introduced) => {
            for to in [Party::Asker, Party::Target] {
                let Some(theirs) = of(to) else { continue };
                let subject = format!("{}, meet {}", name(&theirs.asker), name(&theirs.target));
                letter(to, "introduction", subject, introduced(view, &theirs, to), false);
            }
        }
        (Party::Connector, Stage::Withdrawn) if of(Party::Target).is_some() => {
            letter(Party::Target, "withdrawn", "No introduction any more".to_owned(), taken_back(view), false);
        }
        (Party::Target, Stage::WaitingForIntroduction | Stage::Introduced) if phase != Phase::TargetAsked => {
            letter(
                Party::Connector,
                "target-agreed",
                format!("Yes, introduce {}", name(&view.asker)),
                yes(view),
                false,
            );
        }
        _ => {}
    }
    drafts
}

fn name(shown: &Shown) -> String {
    shown.name.clone().filter(|name| !name.is_empty()).unwrap_or_else(|| "somebody".to_owned())
}

fn first(shown: &Shown) -> String {
    let name = name(shown);
    name.split(' ').next().unwrap_or(&name).to_owned()
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

fn agreed(view: &View) -> String {
    let mut parts = vec![format!("Hello {},", first(&view.asker))];
    let until = view.until.map(|until| format!(" by {}", super::ledger::day(until))).unwrap_or_default();
    let target = name(&view.target);
    parts.push(format!(
        "I have asked {target} whether I may introduce you. If you hear nothing{until}, leave it at that."
    ));
    parts.extend(Some(paragraph(&view.note)).filter(|note| !note.is_empty()));
    parts.push(name(&view.connector));
    parts.join("\n\n")
}

fn introduced(own: &View, theirs: &View, to: Party) -> String {
    let other = if to == Party::Asker { &theirs.target } else { &theirs.asker };
    let text = introduction_letters(&facts(theirs), &own.endorsement, "");
    let Some(address) = other.address.as_deref().filter(|address| !address.trim().is_empty()) else { return text };
    let line = format!("{}: {}", name(other), OneLine::new(address));
    match text.rsplit_once("\n\n") {
        Some((words, signed)) => format!("{words}\n\n{line}\n\n{signed}"),
        None => format!("{text}\n\n{line}"),
    }
}

fn yes(view: &View) -> String {
    let asker = name(&view.asker);
    format!("Hello {},\n\nyes, introduce {asker} and me.\n\n{}", first(&view.connector), name(&view.target))
}

fn taken_back(view: &View) -> String {
    let (to, by) = match view.viewer {
        Party::Asker => (&view.connector, &view.asker),
        _ => (&view.target, &view.connector),
    };
    format!(
        "Hello {},\n\nthe introduction I asked about is not needed any more. Thank you all the same.\n\n{}",
        first(to),
        name(by)
    )
}
