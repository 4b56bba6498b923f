//! `main.jsonl`: one frame a line, the frames that others point to first.

use super::{account, first_line, io_error, line_value};
use crate::formats::chat::{Conversation, MemberIdx, Said};
use crate::formats::content_line::Lines;
use crate::formats::json_walk::Value;
use crate::{Context, Head, Intake, ReadError};
use rustc_hash::FxHashMap;
use std::io::BufRead;
use tertius_model::{Card, Channel, Handle, Key, Mention, OwnFact, Party, PersonName, Position, Timestamp};

/// Messages held over all conversations.
const HELD_MAX: usize = 500_000;

pub(super) fn detect(head: &Head<'_>) -> bool {
    let squeezed: String = head.text.chars().take(4_000).filter(|c| !c.is_whitespace()).collect();
    let is_frame = |name: &str| squeezed.contains(&format!("{{\"{name}\":{{"));
    first_line(head).starts_with('{')
        && (squeezed.contains("\"backupTimeMs\"")
            || (is_frame("recipient") && squeezed.contains("\"id\""))
            || is_frame("chatItem"))
}

pub(super) fn read(input: &mut dyn BufRead, context: Context<'_>, intake: &mut Intake<'_>) -> Result<(), ReadError> {
    let mut lines = Lines::new(input).map_err(|cause| io_error(1, cause))?;
    let mut backup = Backup {
        people: FxHashMap::default(),
        accounts: FxHashMap::default(),
        groups: FxHashMap::default(),
        chats: FxHashMap::default(),
        order: Vec::new(),
        latest: Timestamp(context.now.0 + 86_400),
        n_held: 0,
    };
    let failure = loop {
        match lines.next() {
            Ok(Some(line)) => {
                let position = Position::Line(line.number);
                match line_value(&line.bytes) {
                    Some(Ok(frame)) => backup.frame(&frame, position, intake),
                    Some(Err(reason)) => {
                        intake.record();
                        intake.skip(position, reason);
                    }
                    None => {}
                }
            }
            Ok(None) => break Ok(()),
            Err(cause) => break Err(io_error(lines.number() + 1, cause)),
        }
    };
    backup.tell(intake);
    failure
}

struct Backup {
    /// Who the recipients are, by their ids in this file.
    people: FxHashMap<String, Party>,
    /// The same, by their accounts.
    accounts: FxHashMap<Handle, Party>,
    /// The members of groups, by the recipient's id.
    groups: FxHashMap<String, Vec<Handle>>,
    chats: FxHashMap<String, Conversation>,
    /// The chats in the order of the file.
    order: Vec<String>,
    latest: Timestamp,
    n_held: usize,
}

impl Backup {
    fn frame(&mut self, frame: &Value, position: Position, intake: &mut Intake<'_>) {
        for (kind, value) in frame.entries() {
            match kind.as_str() {
                "account" => own(value, intake),
                "recipient" => self.recipient(value, position, intake),
                "chat" => self.chat(value),
                "chatItem" => self.item(value, position, intake),
                _ => {}
            }
        }
    }

    fn recipient(&mut self, recipient: &Value, position: Position, intake: &mut Intake<'_>) {
        let id = recipient.get("id").text().to_owned();
        if recipient.has("self") {
            self.people.insert(id, Party::Ego);
        } else if recipient.has("contact") {
            self.contact(id, recipient.get("contact"), position, intake);
        } else if recipient.has("group") {
            let members = recipient.get("group").get("snapshot").get("members").items().iter();
            let members = members.filter_map(|member| account(member.get("userId").text())).collect();
            self.groups.insert(id, members);
        }
    }

    fn contact(&mut self, id: String, contact: &Value, position: Position, intake: &mut Intake<'_>) {
        intake.record();
        let name = name(contact);
        let phone = match contact.get("e164").text().trim_start_matches('+') {
            "" | "0" => None,
            digits => Handle::phone(&format!("+{digits}")),
        };
        let aci = account(contact.get("aci").text());
        let user_name = contact.get("username").text();
        let user_name = if user_name.is_empty() { None } else { Handle::account("signal", user_name) };
        let handles: Vec<Handle> = [&phone, &aci, &user_name].into_iter().flatten().cloned().collect();
        let Some(first) = handles.first().cloned() else {
            return intake.skip(position, "the contact has neither a number nor an account");
        };
        let party = Party::Who(Mention { handle: Some(first), name: name.full.clone() });
        if let Some(aci) = &aci {
            self.accounts.insert(aci.clone(), party.clone());
        }
        self.people.insert(id, party);
        if name.full.is_empty() && phone.is_none() {
            return intake.skip(position, "the contact has neither a name nor a number");
        }
        let identity = aci.as_ref().or(phone.as_ref()).map_or(name.full.as_str(), Handle::value);
        intake.card(Card {
            key: Key::of_text(["signal-contact", identity]),
            position,
            name,
            handles,
            jobs: Vec::new(),
            place: String::new(),
            birthday: None,
            groups: Vec::new(),
            note: contact.get("note").text().to_owned(),
            connection: None,
            revised: None,
        });
    }

    fn chat(&mut self, chat: &Value) {
        let (id, recipient) = (chat.get("id").text().to_owned(), chat.get("recipientId").text());
        let mut conversation = Conversation::new(Channel::Signal, Key::default());
        conversation.member(Party::Ego);
        let mut identity = Vec::new();
        if let Some(members) = self.groups.get(recipient) {
            for handle in members {
                let party = self.accounts.get(handle).cloned();
                let unknown = || Party::Who(Mention { handle: Some(handle.clone()), name: String::new() });
                // Ego's own account is among the members and is known by no contact.
                if party.is_some() || members.len() > self.accounts.len() + 1 {
                    conversation.member(party.unwrap_or_else(unknown));
                }
                identity.push(handle.to_string());
            }
            conversation.has_members(members.len() as u32);
        } else if let Some(party) = self.people.get(recipient) {
            if let Party::Who(Mention { handle: Some(handle), .. }) = party {
                identity.push(handle.to_string());
            }
            conversation.member(party.clone());
        }
        identity.sort_unstable();
        conversation.is_thread(Key::of_text(["signal-chat", &identity.join(" ")]));
        if self.chats.insert(id.clone(), conversation).is_none() {
            self.order.push(id);
        }
    }

    fn item(&mut self, item: &Value, position: Position, intake: &mut Intake<'_>) {
        if item.has("updateMessage") || item.has("directionless") {
            return;
        }
        intake.record();
        let Some(time) = item.get("dateSent").moment() else { return intake.skip(position, "the date cannot be read") };
        if time > self.latest {
            return intake.skip(position, "the date is in the future");
        }
        let Some(conversation) = self.chats.get_mut(item.get("chatId").text()) else {
            return intake.skip(position, "the chat is not in the file");
        };
        let party = if item.has("outgoing") { Some(&Party::Ego) } else { self.people.get(item.get("authorId").text()) };
        let Some(party) = party else { return intake.skip(position, "the author is not in the file") };
        let who = match party {
            Party::Who(Mention { handle: Some(handle), .. }) => handle.to_string(),
            _ => "ego".to_owned(),
        };
        let by: MemberIdx = conversation.member(party.clone());
        let key = Key::of_text(["signal", item.get("dateSent").text(), &who, &conversation.thread().0.to_string()]);
        conversation.say(Said { by, time, position, key }, intake);
        self.n_held += 1;
        if self.n_held >= HELD_MAX {
            self.tell(intake);
        }
    }

    fn tell(&mut self, intake: &mut Intake<'_>) {
        self.n_held = 0;
        for id in &self.order {
            if let Some(conversation) = self.chats.get_mut(id) {
                conversation.tell(intake);
            }
        }
    }
}

fn own(account: &Value, intake: &mut Intake<'_>) {
    let full = joined(account.get("givenName").text(), account.get("familyName").text());
    if !full.is_empty() {
        intake.own(OwnFact::Name(full));
    }
    let user_name = account.get("username").text();
    if !user_name.is_empty() {
        Handle::account("signal", user_name).into_iter().for_each(|handle| intake.own(OwnFact::Handle(handle)));
    }
}

/// The name that ego gave, else the one in the phone's address book, else the one that the person chose.
fn name(contact: &Value) -> PersonName {
    let of = |given: &Value, family: &Value| {
        let (given, family) = (given.text().to_owned(), family.text().to_owned());
        PersonName { full: joined(&given, &family), given, family, ..PersonName::default() }
    };
    let nickname = contact.get("nickname");
    let names = [
        of(nickname.get("given"), nickname.get("family")),
        of(contact.get("systemGivenName"), contact.get("systemFamilyName")),
        of(contact.get("profileGivenName"), contact.get("profileFamilyName")),
    ];
    names.into_iter().find(|name| !name.full.is_empty()).unwrap_or_default()
}

fn joined(given: &str, family: &str) -> String {
    [given, family].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}
