//! Telegram Desktop: `result.json` of one chat or of everything.
//!
//! Service entries (joined, pinned, called) are no messages; they tell who is in a group. Posts of channels and
//! messages of bots are kept and marked, so that nobody takes a channel for a person.

use super::chat::{Conversation, MemberIdx, Said};
use super::json_walk::{Step, Value, Walker};
use super::{Format, Reader};
use crate::{Context, Head, Intake, ReadError};
use std::io::BufRead;
use tertius_model::{Card, Channel, Handle, Key, Mention, OwnFact, Party, PersonName, Position, Timestamp};

/// Rows of the table.
pub(super) static FORMATS: &[Format] = &[Format {
    id: "telegram",
    title: "Telegram Desktop: result.json",
    obtain: "Telegram Desktop (not the phone, not the Mac App Store version): Settings, Advanced, Export Telegram data; \
             or in one chat: the three dots, Export chat history. Choose the format \"Machine-readable JSON\" and leave \
             out photos and videos. Import result.json",
    reads: "who wrote and when in every chat and group, who was invited or joined, your contacts with their numbers, \
            your own name, number and user name",
    never: "texts, pictures, recordings, files, places, your sessions",
    detect,
    reader: Reader::Stream(read),
    may_yield_nobody: false,
}];

/// Names of members that service entries give, by name alone.
const NAMED_MAX: usize = 5_000;

fn detect(head: &Head<'_>) -> bool {
    let text = head.text.trim_start_matches(['\u{feff}', ' ', '\r', '\n', '\t']);
    let has = |key: &str| text.contains(key);
    let is_chat = || {
        has("\"messages\"")
            && (has("\"from_id\"") || has("\"actor_id\"") || has("\"date_unixtime\"") || has("\"text_entities\""))
    };
    let is_whole = || {
        (has("\"personal_information\"") && has("\"user_id\""))
            || (has("\"contacts\"") && has("\"list\"") && has("\"first_name\"") && has("\"phone_number\""))
            || (has("\"chats\"") && has("\"list\"") && has("\"about\""))
    };
    let is_named = || has("\"messages\"") && KINDS.iter().any(|(word, _)| has(&format!("\"{word}\"")));
    text.starts_with('{') && (is_chat() || is_whole() || is_named())
}

/// What a chat is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Personal,
    Group,
    /// Posts to whoever reads them.
    Channel,
    Bot,
    /// Notes to oneself.
    Saved,
}

const KINDS: [(&str, Kind); 8] = [
    ("personal_chat", Kind::Personal),
    ("private_group", Kind::Group),
    ("private_supergroup", Kind::Group),
    ("public_supergroup", Kind::Group),
    ("private_channel", Kind::Channel),
    ("public_channel", Kind::Channel),
    ("bot_chat", Kind::Bot),
    ("saved_messages", Kind::Saved),
];

fn read(input: &mut dyn BufRead, context: Context<'_>, intake: &mut Intake<'_>) -> Result<(), ReadError> {
    let mut input = input;
    let mut walker = Walker::new(&mut input);
    let mut export = Export { owner: None, owner_name: String::new(), latest: Timestamp(context.now.0 + 86_400) };
    let mut single = Chat::default();
    let walked = walker.object(&mut |walker, key| match key {
        "personal_information" => {
            let person = walker.value()?;
            export.owner = own(&person, intake);
            export.owner_name = full_name(&person).full;
            Ok(())
        }
        "contacts" => listed(walker, &mut |walker| {
            let position = walker.position();
            contact(&walker.value()?, position, intake);
            Ok(())
        }),
        "chats" | "left_chats" => listed(walker, &mut |walker| {
            let mut chat = Chat::default();
            let walked = walker.object(&mut |walker, key| chat.field(walker, key, &export, intake));
            chat.finish(intake);
            walked
        }),
        _ => single.field(walker, key, &export, intake),
    });
    single.finish(intake);
    walked.map_err(|fault| walker.error(fault))
}

/// The items of `{"about": …, "list": […]}`.
fn listed<'a>(walker: &mut Walker<'a>, each: &mut dyn FnMut(&mut Walker<'a>) -> Step<()>) -> Step<()> {
    walker.object(&mut |walker, key| if key == "list" { walker.array(each) } else { Ok(()) })
}

/// What holds for the whole file.
struct Export {
    /// Ego's id, as messages bear it.
    owner: Option<String>,
    owner_name: String,
    latest: Timestamp,
}

/// What the file says of its owner; the id that their messages bear.
fn own(person: &Value, intake: &mut Intake<'_>) -> Option<String> {
    let name = full_name(person).full;
    if !name.is_empty() {
        intake.own(OwnFact::Name(name));
    }
    let id = user_id(person.get("user_id"));
    let handles = [
        Handle::phone(person.get("phone_number").text()),
        account(person.get("username").text()),
        id.as_deref().and_then(account),
    ];
    handles.into_iter().flatten().for_each(|handle| intake.own(OwnFact::Handle(handle)));
    id
}

fn full_name(person: &Value) -> PersonName {
    let (given, family) = (person.get("first_name").text(), person.get("last_name").text());
    let full = [given, family].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
    PersonName { full, given: given.to_owned(), family: family.to_owned(), ..PersonName::default() }
}

fn account(name: &str) -> Option<Handle> {
    Handle::account("telegram", name)
}

/// `user123`, also where an older export writes the number alone.
fn user_id(value: &Value) -> Option<String> {
    let text = value.text();
    let is_bare = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    match text {
        "" | "0" => None,
        _ if is_bare => Some(format!("user{text}")),
        _ => Some(text.to_owned()),
    }
}

fn contact(person: &Value, position: Position, intake: &mut Intake<'_>) {
    intake.record();
    let name = full_name(person);
    let phone = Handle::phone(person.get("phone_number").text());
    let id = user_id(person.get("user_id"));
    if name.full.is_empty() && phone.is_none() {
        return intake.skip(position, "the contact has neither a name nor a number");
    }
    let identity = phone.as_ref().map(|phone| phone.value().to_owned()).or(id.clone()).unwrap_or(name.full.clone());
    intake.card(Card {
        key: Key::of_text(["telegram-contact", &identity]),
        position,
        name,
        handles: phone.into_iter().chain(id.as_deref().and_then(account)).collect(),
        jobs: Vec::new(),
        place: String::new(),
        birthday: None,
        groups: Vec::new(),
        note: String::new(),
        connection: None,
        revised: None,
    });
}

/// One chat while it is read.
#[derive(Default)]
struct Chat {
    name: String,
    id: String,
    kind: Option<Kind>,
    conversation: Option<Conversation>,
    /// The one other person of a personal chat.
    other: Option<MemberIdx>,
    /// Members known by name alone.
    named: Vec<String>,
    owner_is_told: bool,
    n_without_id: u64,
}

impl Chat {
    fn field<'a>(&mut self, walker: &mut Walker<'a>, key: &str, export: &Export, intake: &mut Intake<'_>) -> Step<()> {
        match key {
            "name" => self.name = walker.value()?.text().to_owned(),
            "id" => self.id = walker.value()?.text().to_owned(),
            "type" => {
                let word = walker.value()?;
                self.kind = KINDS.iter().find(|(name, _)| *name == word.text()).map(|(_, kind)| *kind);
            }
            "messages" => {
                self.begin();
                return walker.array(&mut |walker| {
                    let position = walker.position();
                    let message = walker.value()?;
                    match message.get("type").text() {
                        "service" => self.service(&message, export),
                        _ => self.message(&message, position, export, intake),
                    }
                    Ok(())
                });
            }
            _ => {}
        }
        Ok(())
    }

    fn begin(&mut self) {
        let identity = if self.id.is_empty() { &self.name } else { &self.id };
        let mut conversation = Conversation::new(Channel::Telegram, Key::of_text(["telegram-chat", identity]));
        if self.kind == Some(Kind::Personal) {
            let handle = user_id(&Value::Text(self.id.clone())).and_then(|id| account(&id));
            if handle.is_some() || !self.name.is_empty() {
                self.other = Some(conversation.member(Party::Who(Mention { handle, name: self.name.clone() })));
            }
        }
        self.conversation = Some(conversation);
    }

    /// Who was named when somebody came into the group.
    fn service(&mut self, entry: &Value, export: &Export) {
        let is_about_members = ["member", "group", "join"].iter().any(|word| entry.get("action").text().contains(word));
        if self.kind == Some(Kind::Personal) || !is_about_members {
            return;
        }
        let names = entry.get("members").items().iter().map(Value::text).chain([entry.get("actor").text()]);
        for name in names {
            let is_new = !name.is_empty() && name != export.owner_name;
            if is_new && self.named.len() < NAMED_MAX && !self.named.iter().any(|known| known == name) {
                self.named.push(name.to_owned());
            }
        }
    }

    fn message(&mut self, message: &Value, position: Position, export: &Export, intake: &mut Intake<'_>) {
        if !message.has("date") && !message.has("date_unixtime") {
            return;
        }
        intake.record();
        let date = message.get("date").text();
        // Telegram writes no zone; programs that write the same files do.
        let written = || crate::dates::utc_moment(date).or_else(|| crate::dates::iso_moment(date));
        let time = message.get("date_unixtime").moment().or_else(written);
        let Some(time) = time.filter(|time| time.0 > 0) else {
            return intake.skip(position, "the date cannot be read");
        };
        if time > export.latest {
            return intake.skip(position, "the date is in the future");
        }
        if self.kind == Some(Kind::Saved) {
            return intake.skip(position, "a note that you saved for yourself");
        }
        let id = user_id(message.get("from_id"));
        let name = message.get("from").text();
        let handle = id.as_deref().and_then(account);
        if handle.is_none() && name.is_empty() {
            return intake.skip(position, "the author's account is gone");
        }
        let Some(by) = self.author(id.as_deref(), handle, name, export, intake) else { return };
        let Some(conversation) = &mut self.conversation else { return };
        let is_of_channel = self.kind == Some(Kind::Channel) || id.is_some_and(|id| id.starts_with("channel"));
        // What ego writes to a program is said to nobody either.
        if is_of_channel || self.kind == Some(Kind::Bot) {
            conversation.is_robot(by);
        }
        let number = message.get("id").text();
        let number = if number.is_empty() {
            self.n_without_id += 1;
            format!("{} {name} {}", time.0, self.n_without_id)
        } else {
            number.to_owned()
        };
        let chat = if self.id.is_empty() { &self.name } else { &self.id };
        let key = Key::of_text(["telegram", chat, &number]);
        conversation.say(Said { by, time, position, key }, intake);
    }

    /// In a personal chat whoever is not the other is ego, also where the file does not say who ego is.
    fn author(
        &mut self,
        id: Option<&str>,
        handle: Option<Handle>,
        name: &str,
        export: &Export,
        intake: &mut Intake<'_>,
    ) -> Option<MemberIdx> {
        let conversation = self.conversation.as_mut()?;
        if export.owner.is_some() && export.owner.as_deref() == id {
            return Some(conversation.member(Party::Ego));
        }
        if let Some(other) = self.other {
            let who = conversation.who(other);
            let is_other = (handle.is_some() && who.handle == handle) || (!name.is_empty() && who.name == name);
            if is_other {
                return Some(other);
            }
            if export.owner.is_none() {
                if !std::mem::replace(&mut self.owner_is_told, true) {
                    handle.into_iter().for_each(|handle| intake.own(OwnFact::Handle(handle)));
                    if !name.is_empty() {
                        intake.own(OwnFact::Name(name.to_owned()));
                    }
                }
                return Some(conversation.member(Party::Ego));
            }
        }
        Some(conversation.member(Party::Who(Mention { handle, name: name.to_owned() })))
    }

    fn finish(&mut self, intake: &mut Intake<'_>) {
        let Some(conversation) = &mut self.conversation else { return };
        for name in std::mem::take(&mut self.named) {
            if !conversation.has_name(&name) {
                conversation.member(Party::Who(Mention { handle: None, name }));
            }
        }
        conversation.tell(intake);
    }
}
