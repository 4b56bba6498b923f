//! account/user.json and messages/index.json: the owner, the friends, the names of people written to.

use super::messages::Channel;
use super::{Records, whole};
use crate::json_stream::{id, list, text};
use crate::table::contact::Contact;
use crate::{Files, Intake, StatedDraft};
use rustc_hash::FxHashMap;
use serde_json::Value;
use tertius_model::{Handle, Key, Mention, OwnFact, Party, PersonName, Position, StatedKind};

/// What is known of people by their ids.
#[derive(Default)]
pub(super) struct People {
    names: FxHashMap<String, String>,
    /// The names that the index gives to conversations of two, by the conversation's id.
    pub(super) titles: FxHashMap<String, String>,
    pub(super) ego: Option<String>,
}

/// A user's address.
pub(super) fn handle(id: &str) -> Option<Handle> {
    Handle::account("discord", id)
}

impl People {
    /// Remembers a name unless a better one is known.
    pub(super) fn name(&mut self, id: &str, name: &str) {
        if !name.is_empty() {
            self.names.entry(id.to_owned()).or_insert_with(|| name.to_owned());
        }
    }

    pub(super) fn mention(&self, id: &str) -> Option<Mention> {
        Some(Mention { handle: Some(handle(id)?), name: self.names.get(id).cloned().unwrap_or_default() })
    }

    pub(super) fn read_account(
        &mut self,
        files: &mut dyn Files,
        name: &str,
        records: &mut Records,
        intake: &mut Intake<'_>,
    ) {
        let account = match whole(files, name) {
            Ok(account) => account,
            Err(reason) => return intake.skip_member(records.here(), name, reason),
        };
        let ego = id(&account, "id");
        for fact in own_facts(&account, &ego) {
            intake.own(fact);
        }
        self.ego = Some(ego).filter(|ego| !ego.is_empty());
        for relationship in list(&account, "relationships") {
            let position = records.next(intake);
            if let Err(reason) = self.take_friend(relationship, position, intake) {
                intake.skip_member(position, name, reason);
            }
        }
    }

    fn take_friend(
        &mut self,
        relationship: &Value,
        position: Position,
        intake: &mut Intake<'_>,
    ) -> Result<(), &'static str> {
        let is_friend = match relationship.get("type") {
            Some(Value::Number(kind)) => kind.as_u64() == Some(1),
            Some(Value::String(kind)) => kind.eq_ignore_ascii_case("friend"),
            _ => false,
        };
        if !is_friend {
            return Err("blocked or not answered: no friend");
        }
        let user = relationship.get("user").unwrap_or(relationship);
        let of_user = id(user, "id");
        let id = if of_user.is_empty() { id(relationship, "id") } else { of_user };
        let handle = handle(&id).ok_or("the friend has no id")?;
        let names = [text(user, "global_name"), text(user, "display_name"), text(user, "username")];
        let full = names.into_iter().find(|name| !name.is_empty()).unwrap_or("").to_owned();
        self.names.insert(id.clone(), full.clone());
        let mut contact = Contact { name: PersonName { full, ..PersonName::default() }, ..Contact::default() };
        contact.handle(Some(handle));
        contact.handle(Handle::account("discord-name", text(user, "username")));
        let mention = self.mention(&id).ok_or("the friend has no id")?;
        intake.card(contact.into_card(Key::of_text(["discord-user", &id]), position));
        // A friendship on Discord is confirmed by both.
        let both = [(Party::Ego, Party::Who(mention.clone())), (Party::Who(mention), Party::Ego)];
        for (way, (a, b)) in ["out", "in"].into_iter().zip(both) {
            let key = Key::of_text(["discord-friend", way, &id]);
            intake.stated(StatedDraft { key, position, a, b, kind: StatedKind::Follows, time: None });
        }
        Ok(())
    }

    pub(super) fn read_index(&mut self, files: &mut dyn Files, name: &str, records: &Records, intake: &mut Intake<'_>) {
        match whole(files, name) {
            Ok(Value::Object(index)) => {
                let titles = index.into_iter().filter_map(|(id, title)| Some((id, title.as_str()?.to_owned())));
                self.titles.extend(titles);
            }
            Ok(_) => intake.skip_member(records.here(), name, "the index of conversations is none"),
            Err(reason) => intake.skip_member(records.here(), name, reason),
        }
    }

    /// Without an account file: the one who is in every private conversation owns the package.
    pub(super) fn tell_ego(&mut self, channels: &FxHashMap<String, Channel>, intake: &mut Intake<'_>) {
        let private: Vec<&Channel> = channels.values().filter(|channel| channel.recipients.len() > 1).collect();
        if self.ego.is_some() || private.len() < 2 {
            return;
        }
        let in_all = |id: &&String| private.iter().all(|channel| channel.recipients.contains(id));
        let mut owners = private[0].recipients.iter().filter(in_all);
        if let (Some(owner), None) = (owners.next(), owners.next()) {
            self.ego = Some(owner.clone());
            if let Some(handle) = handle(owner) {
                intake.own(OwnFact::Handle(handle));
            }
        }
    }
}

fn own_facts(account: &Value, ego: &str) -> Vec<OwnFact> {
    let username = text(account, "username");
    let handles = [
        handle(ego),
        Handle::account("discord-name", username),
        Handle::email(text(account, "email")),
        Handle::phone(text(account, "phone")),
    ];
    let name = Some(text(account, "global_name")).filter(|name| !name.is_empty());
    let names = name.map(|name| OwnFact::Name(name.to_owned()));
    handles.into_iter().flatten().map(OwnFact::Handle).chain(names).collect()
}
