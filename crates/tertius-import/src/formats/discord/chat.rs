//! One channel of Discord as DiscordChatExporter writes it to JSON: the messages of everybody, not of the owner alone.
//!
//! `{"guild": {…}, "channel": {"id", "type", "name"}, "messages": [{"id", "type", "timestamp", "author": {…}, "mentions"}]}`.
//! Who joined, called or renamed the channel is no message; it tells who is there.

use super::account::handle;
use crate::dates::iso_moment;
use crate::formats::chat::{Conversation, MemberIdx, Said};
use crate::formats::json_walk::{Value, Walker};
use crate::{Context, Head, Intake, ReadError};
use std::io::BufRead;
use tertius_model::{Channel, Handle, Key, Mention, OwnFact, Party, Position, Timestamp};

/// Kinds of entries that somebody wrote: `Default`, `Reply`, `ApplicationCommand`, by name or by Discord's number.
const WRITTEN: [&str; 8] = ["Default", "0", "Reply", "19", "ApplicationCommand", "20", "ThreadStarterMessage", "21"];

pub(super) fn is_chat(head: &Head<'_>) -> bool {
    let text = head.text.trim_start_matches(['\u{feff}', ' ', '\r', '\n', '\t']);
    let has = |key: &str| text.contains(key);
    text.starts_with('{')
        && has("\"guild\"")
        && has("\"channel\"")
        && has("\"messages\"")
        && (has("\"dateRange\"") || has("\"discriminator\"") || has("\"categoryId\""))
}

pub(super) fn read(input: &mut dyn BufRead, context: Context<'_>, intake: &mut Intake<'_>) -> Result<(), ReadError> {
    let mut input = input;
    let mut walker = Walker::new(&mut input);
    let mut chat = Chat::new(Timestamp(context.now.0 + 86_400));
    let walked = walker.object(&mut |walker, key| {
        match key {
            "channel" => chat.is_channel(&walker.value()?),
            "messages" => {
                return walker.array(&mut |walker| {
                    let position = walker.position();
                    let message = walker.value()?;
                    intake.record();
                    match chat.message(&message, position) {
                        Ok(said) => chat.conversation.say(said, intake),
                        Err(reason) => intake.skip(position, reason),
                    }
                    Ok(())
                });
            }
            _ => {}
        }
        Ok(())
    });
    chat.finish(intake);
    walked.map_err(|fault| walker.error(fault))
}

/// The channel while it is read.
struct Chat {
    conversation: Conversation,
    latest: Timestamp,
    channel: String,
    /// The name of the other, in a conversation of two.
    partner: Option<String>,
    authors: Vec<(MemberIdx, Mention, String)>,
}

impl Chat {
    fn new(latest: Timestamp) -> Chat {
        let conversation = Conversation::new(Channel::Chat, Key::of_text(["discord-channel", ""]));
        Chat { conversation, latest, channel: String::new(), partner: None, authors: Vec::new() }
    }

    fn is_channel(&mut self, channel: &Value) {
        self.channel = channel.get("id").text().to_owned();
        self.conversation.is_thread(Key::of_text(["discord-channel", &self.channel]));
        let is_of_two = ["DirectTextChat", "DM", "1"].contains(&channel.get("type").text());
        self.partner = is_of_two.then(|| channel.get("name").text().to_owned());
    }

    fn message(&mut self, message: &Value, position: Position) -> Result<Said, &'static str> {
        let author = message.get("author");
        let by = self.member(author).ok_or("the author has neither an id nor a name")?;
        // Whoever is named in an entry about members is one.
        if message.get("type").text().starts_with("Recipient") {
            for user in message.get("mentions").items() {
                self.member(user);
            }
        }
        let kind = message.get("type").text();
        if !kind.is_empty() && !WRITTEN.contains(&kind) {
            return Err("a notice, no message");
        }
        let written = message.get("timestamp").text();
        let time = iso_moment(written).ok_or("the message has no readable time")?;
        if time > self.latest {
            return Err("the date is in the future");
        }
        if matches!(author.get("isBot"), Value::Bool(true)) {
            self.conversation.is_robot(by);
        }
        let key = Key::of_text(["discord-message", &self.channel, message.get("id").text(), written]);
        Ok(Said { by, time, position, key })
    }

    fn member(&mut self, user: &Value) -> Option<MemberIdx> {
        let (name, shown) = (user.get("name").text(), user.first(&["nickname", "name"]));
        let handle: Option<Handle> = handle(user.get("id").text());
        if handle.is_none() && shown.is_empty() {
            return None;
        }
        let who = Mention { handle, name: shown.to_owned() };
        let idx = self.conversation.member(Party::Who(who.clone()));
        if self.partner.is_some() && !self.authors.iter().any(|(known, ..)| *known == idx) {
            self.authors.push((idx, who, name.to_owned()));
        }
        Some(idx)
    }

    /// In a conversation of two, named after one of them, the other one is the owner.
    fn finish(&mut self, intake: &mut Intake<'_>) {
        if let ([first, second], Some(partner)) = (self.authors.as_slice(), &self.partner) {
            let is_partner = |(_, who, name): &(MemberIdx, Mention, String)| who.name == *partner || name == partner;
            let owner = match (is_partner(first), is_partner(second)) {
                (true, false) => Some(second),
                (false, true) => Some(first),
                _ => None,
            };
            if let Some((idx, who, _)) = owner {
                self.conversation.ego_is(*idx);
                who.handle.iter().for_each(|handle| intake.own(OwnFact::Handle(handle.clone())));
            }
        }
        // Whoever never answered is known from the name of the conversation alone.
        if let ([(idx, who, name)], Some(partner)) = (self.authors.as_slice(), &self.partner)
            && !partner.is_empty()
            && who.name != *partner
            && name != partner
        {
            self.conversation.ego_is(*idx);
            self.conversation.member(Party::Who(Mention { handle: None, name: partner.clone() }));
        }
        self.conversation.tell(intake);
    }
}
