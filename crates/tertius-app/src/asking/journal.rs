//! What is kept of an introduction, and how its state is played from it.

use super::{INTRODUCTION, as_text, rules};
use crate::app::App;
use crate::error::AppError;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use tertius_model::{Handle, MatterId, Mention, Timestamp};
use tertius_store::Matter;
use tertius_tribe::exchange::Log;
use tertius_tribe::introduction::{Circumstances, Event, Party, PartySet, Person, Stage, View};

/// Somebody of ego's network, so that they are found again after forgetting and re-import.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Known {
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handle: Option<String>,
}

impl Known {
    pub fn of(mention: &Mention, name: &str) -> Known {
        Known { name: name.to_owned(), handle: mention.handle.as_ref().map(ToString::to_string) }
    }

    pub fn mention(&self) -> Mention {
        Mention { handle: self.handle.as_deref().and_then(Handle::parse), name: self.name.clone() }
    }
}

/// One event of an introduction. Its serial form is kept: variants and fields are only ever added.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "what")]
pub(crate) enum Kept {
    /// Ego drafted it.
    Begun { log: Box<Log>, connector: Known, target: Known },
    /// Ego did something.
    Acted { event: Event },
    /// A file was taken in.
    Took { file: String },
    /// Somebody answered by mail, and ego wrote it down. `letter` names the mail, so that it counts once.
    Heard { by: Party, event: Event, letter: String },
}

/// An introduction as this vault knows it.
#[derive(Clone, Debug)]
pub(crate) struct Introduction {
    pub id: MatterId,
    /// How many events are kept.
    pub n_events: usize,
    pub log: Log,
    /// Who the connector and the target are in ego's network, where ego drafted it.
    pub connector: Option<Known>,
    pub target: Option<Known>,
    /// The mails that were read.
    pub letters: BTreeSet<String>,
    /// The files that were taken.
    pub files: BTreeSet<String>,
}

impl Introduction {
    /// What ego may see of it; nothing where ego said "never again" before it came.
    pub fn view(&self, now: Timestamp) -> Result<Option<View>, AppError> {
        self.log.view(now, &rules()).map_err(|refusal| damaged(self.id, &refusal.to_string()))
    }

    /// Where it stands for ego.
    pub fn stage(&self, now: Timestamp) -> Result<Option<Stage>, AppError> {
        Ok(self.view(now)?.map(|view| view.stage))
    }

    pub fn person(&self, party: Party) -> &Person {
        match party {
            Party::Asker => &self.log.draft.asker,
            Party::Connector => &self.log.draft.connector,
            Party::Target => &self.log.draft.target,
        }
    }

    /// Where a letter reaches a party, as far as this vault knows: the target's address came with the connector's yes.
    pub fn address(&self, party: Party) -> Option<&str> {
        let given = self.log.entries.iter().rev().find_map(|entry| match &entry.event {
            Event::Agree { target_address, .. } if party == Party::Target => target_address.as_deref(),
            _ => None,
        });
        let there = |address: &&str| !address.trim().is_empty();
        self.person(party).address.as_deref().filter(there).or(given.filter(there))
    }

    /// When a party first did this.
    pub fn when(&self, by: Party, is: impl Fn(&Event) -> bool) -> Option<Timestamp> {
        let mut entries = self.log.entries.iter();
        entries.find(|entry| entry.by == by && is(&entry.event)).map(|entry| Timestamp(entry.at))
    }
}

fn damaged(id: MatterId, why: &str) -> AppError {
    AppError::data(format!("what is kept of the introduction {id} does not fit together: {why}"), "tertius doctor")
}

/// Plays what is kept.
fn played(matter: &Matter) -> Result<Introduction, AppError> {
    let mut held: Option<Introduction> = None;
    for event in &matter.events {
        let kept: Kept = serde_json::from_str(&event.text).map_err(|error| damaged(matter.id, &error.to_string()))?;
        held = Some(happened(held, matter.id, kept, event.at)?);
    }
    held.map(|held| Introduction { n_events: matter.events.len(), ..held })
        .ok_or_else(|| damaged(matter.id, "nothing is kept"))
}

fn happened(before: Option<Introduction>, id: MatterId, kept: Kept, at: Timestamp) -> Result<Introduction, AppError> {
    let rules = rules();
    let circumstances = Circumstances { now: at, rules: &rules, muted: PartySet::default() };
    let missing = || damaged(id, "its beginning is missing");
    match kept {
        Kept::Begun { log, connector, target } => Ok(Introduction {
            id,
            n_events: 0,
            log: *log,
            connector: Some(connector),
            target: Some(target),
            letters: BTreeSet::new(),
            files: BTreeSet::new(),
        }),
        Kept::Acted { event } => {
            let mut held = before.ok_or_else(missing)?;
            held.log.act(event, circumstances).map_err(|refusal| damaged(id, &refusal.to_string()))?;
            Ok(held)
        }
        Kept::Heard { by, event, letter } => {
            let mut held = before.ok_or_else(missing)?;
            held.log.hear(by, event, circumstances).map_err(|refusal| damaged(id, &refusal.to_string()))?;
            held.letters.insert(letter);
            Ok(held)
        }
        Kept::Took { file } => {
            let log = Log::take(before.as_ref().map(|held| &held.log), &file, at, &rules)
                .map_err(|error| damaged(id, &error.to_string()))?;
            let mut held = before.unwrap_or(Introduction {
                id,
                n_events: 0,
                log: log.clone(),
                connector: None,
                target: None,
                letters: BTreeSet::new(),
                files: BTreeSet::new(),
            });
            held.log = log;
            held.files.insert(file);
            Ok(held)
        }
    }
}

impl App {
    /// Every introduction of this vault, the oldest first.
    pub(crate) fn all_introductions(&self) -> Result<Vec<Introduction>, AppError> {
        let matters = self.vault().matters()?;
        matters.iter().filter(|matter| matter.kind == INTRODUCTION).map(played).collect()
    }

    /// Writes down what happened in an introduction, after playing it: what does not count is not kept.
    pub(crate) fn keep_introduction(
        &mut self,
        before: Option<&Introduction>,
        id: MatterId,
        kept: Kept,
    ) -> Result<Introduction, AppError> {
        let text = as_text(&kept)?;
        let n_before = before.map_or(0, |held| held.n_events);
        let after = happened(before.cloned(), id, kept, self.now())?;
        self.write_down(id, INTRODUCTION, n_before, &[text])?;
        Ok(Introduction { n_events: n_before + 1, ..after })
    }
}

/// Whether somebody takes part in a matter, by name and address. What cannot be read is not told apart, and stays.
pub(crate) fn takes_part(matter: &Matter, is: &dyn Fn(&str, Option<&str>) -> bool) -> bool {
    let Ok(held) = played(matter) else { return mentions(matter, is) };
    Party::ALL.into_iter().any(|party| party != held.log.own && is(&held.person(party).name, held.address(party)))
        || [&held.connector, &held.target].into_iter().flatten().any(|known| is(&known.name, known.handle.as_deref()))
}

/// Matters that are no introduction name their people in fields called `name`, `address` and `handle`.
fn mentions(matter: &Matter, is: &dyn Fn(&str, Option<&str>) -> bool) -> bool {
    fn within(value: &serde_json::Value, is: &dyn Fn(&str, Option<&str>) -> bool) -> bool {
        match value {
            serde_json::Value::Object(fields) => {
                let text = |name: &str| fields.get(name).and_then(serde_json::Value::as_str);
                let named = text("name").unwrap_or_default();
                let found = fields.contains_key("name") && is(named, text("address").or(text("handle")));
                found || fields.values().any(|value| within(value, is))
            }
            serde_json::Value::Array(values) => values.iter().any(|value| within(value, is)),
            // A file inside a file: a slip or an introduction as it came.
            serde_json::Value::String(text) if text.starts_with('{') => {
                serde_json::from_str(text).is_ok_and(|value: serde_json::Value| within(&value, is))
            }
            _ => false,
        }
    }
    matter
        .events
        .iter()
        .any(|event| serde_json::from_str::<serde_json::Value>(&event.text).is_ok_and(|value| within(&value, is)))
}
