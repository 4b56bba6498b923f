//! users.json: the members of a workspace, as cards. Robots are known, so that they can be told, and are nobody.

use super::{Broken, Records, each_object};
use crate::json_stream::{id, is_set, text};
use crate::table::contact::Contact;
use crate::{Files, Intake};
use rustc_hash::FxHashMap;
use serde_json::Value;
use std::io::BufRead;
use tertius_model::{Card, Handle, Key, Mention, PersonName, Position};

/// Slack's own robot, which has no mark of one.
const SLACKBOT: &str = "USLACKBOT";

/// The members by id.
#[derive(Default)]
pub(super) struct People {
    names: FxHashMap<String, Member>,
}

enum Member {
    Human(String),
    Robot,
}

/// Whether an object is a member of a workspace.
pub(super) fn is_user(user: &Value) -> bool {
    user.get("profile").is_some_and(Value::is_object)
        && id(user, "id").starts_with(['U', 'W'])
        && (user.get("team_id").is_some() || user.get("deleted").is_some() || user.get("is_bot").is_some())
}

/// A member's address.
pub(super) fn handle(id: &str) -> Option<Handle> {
    Handle::account("slack", id)
}

impl People {
    /// Whether an id is a robot's.
    pub(super) fn is_robot(&self, id: &str) -> bool {
        id == SLACKBOT || matches!(self.names.get(id), Some(Member::Robot))
    }

    /// Whether an id is a known human's.
    pub(super) fn is_human(&self, id: &str) -> bool {
        matches!(self.names.get(id), Some(Member::Human(_)))
    }

    /// A member as a message names them; `None` for what is no id.
    pub(super) fn mention(&self, id: &str, name: &str) -> Option<Mention> {
        let name = match self.names.get(id) {
            Some(Member::Human(known)) => known,
            _ => name,
        };
        Some(Mention { handle: Some(handle(id)?), name: name.to_owned() })
    }

    pub(super) fn read(&mut self, files: &mut dyn Files, name: &str, records: &mut Records, intake: &mut Intake<'_>) {
        let read = match files.open(name) {
            Ok(mut stream) => self.read_stream(&mut *stream, name, records, intake).map_err(|broken| broken.cause),
            Err(cause) => Err(cause),
        };
        if let Err(cause) = read {
            intake.skip_member(records.here(), name, format!("the file cannot be read: {cause}"));
        }
    }

    pub(super) fn read_stream(
        &mut self,
        input: &mut dyn BufRead,
        name: &str,
        records: &mut Records,
        intake: &mut Intake<'_>,
    ) -> Result<(), Broken> {
        each_object(input, &mut |user| {
            // Every workspace of a Grid lists its members again.
            if user.as_ref().is_ok_and(|user| self.names.contains_key(&id(user, "id"))) {
                return;
            }
            let position = records.next(intake);
            match user.and_then(|user| self.take(&user, position)) {
                Ok(card) => intake.card(card),
                Err(reason) => intake.skip_member(position, name, reason),
            }
        })
    }

    fn take(&mut self, user: &Value, position: Position) -> Result<Card, String> {
        let id = id(user, "id");
        let handle = handle(&id).ok_or("the member has no id")?;
        let profile = user.get("profile").unwrap_or(&Value::Null);
        if is_set(user, "is_bot") || id == SLACKBOT {
            self.names.insert(id, Member::Robot);
            return Err("the member is a robot".to_owned());
        }
        let names =
            [text(profile, "real_name"), text(user, "real_name"), text(profile, "display_name"), text(user, "name")];
        let full = names.into_iter().find(|name| !name.is_empty()).unwrap_or("").to_owned();
        self.names.insert(id.clone(), Member::Human(full.clone()));
        let mut contact = Contact {
            name: PersonName {
                full,
                given: text(profile, "first_name").to_owned(),
                family: text(profile, "last_name").to_owned(),
                ..PersonName::default()
            },
            ..Contact::default()
        };
        contact.handle(Some(handle));
        contact.handle(Handle::email(text(profile, "email")));
        contact.handle(Handle::phone(text(profile, "phone")));
        contact.handle(Handle::account("skype", text(profile, "skype")));
        contact.job("", text(profile, "title"));
        Ok(contact.into_card(Key::of_text(["slack-user", &id]), position))
    }
}
