//! Messages: `message_1.json` of Facebook and Instagram, and the files of encrypted chats.
//!
//! The file does not say who its owner is. A chat of two is called after the other, so the one it is not called after
//! is ego; in a group nothing tells.

use super::{mended, mention};
use crate::formats::chat::{Conversation, MemberIdx, Repeats, Said};
use crate::formats::json_walk::{Fault, Value, Walker};
use crate::{Context, Head, Intake, ReadError};
use std::io::BufRead;
use tertius_model::{Channel, Key, OwnFact, Party, Position, Timestamp};

/// Characters of a text that enter the identity of a message, which has no other.
const TEXT_IN_KEY: usize = 64;

pub(super) fn is_messages(head: &Head<'_>) -> bool {
    let has = |key: &str| head.text.contains(key);
    // A large group fills the beginning of a file with its names.
    begins_with(head, "{\"participants\":[{\"name\":")
        || super::starts_object(head)
            && ((has("\"participants\"")
                && (has("\"sender_name\"") || has("\"thread_path\"") || has("\"magic_words\"")))
                || (has("\"messages\"") && has("\"sender_name\"") && has("\"timestamp_ms\"")))
}

pub(super) fn is_encrypted(head: &Head<'_>) -> bool {
    let has = |key: &str| head.text.contains(key);
    begins_with(head, "{\"participants\":[\"")
        || super::starts_object(head) && has("\"threadName\"") && (has("\"participants\"") || has("\"senderName\""))
        || super::starts_object(head) && has("\"senderName\"") && has("\"isUnsent\"")
}

/// Whether the text begins so, spaces aside.
fn begins_with(head: &Head<'_>, start: &str) -> bool {
    let mut text = head.text.chars().filter(|c| !c.is_whitespace() && *c != '\u{feff}');
    start.chars().all(|c| text.next() == Some(c))
}

pub(super) fn read_facebook(
    input: &mut dyn BufRead,
    context: Context<'_>,
    intake: &mut Intake<'_>,
) -> Result<(), ReadError> {
    read(input, context, Channel::Messenger, intake)
}

pub(super) fn read_encrypted(
    input: &mut dyn BufRead,
    context: Context<'_>,
    intake: &mut Intake<'_>,
) -> Result<(), ReadError> {
    read(input, context, Channel::Messenger, intake)
}

pub(super) fn read_instagram(
    input: &mut dyn BufRead,
    context: Context<'_>,
    intake: &mut Intake<'_>,
) -> Result<(), ReadError> {
    read(input, context, Channel::Instagram, intake)
}

fn read(
    input: &mut dyn BufRead,
    context: Context<'_>,
    channel: Channel,
    intake: &mut Intake<'_>,
) -> Result<(), ReadError> {
    let mut input = input;
    let mut walker = Walker::new(&mut input);
    let mut thread = Thread::new(channel, Timestamp(context.now.0 + 86_400));
    let walked = walker.object(&mut |walker, key| {
        match key {
            "participants" => thread.participants(&walker.value()?),
            "title" => thread.title = mended(walker.value()?.text()).into_owned(),
            "threadName" => thread.title = without_number(&mended(walker.value()?.text())).to_owned(),
            "thread_path" => thread.path = walker.value()?.text().to_owned(),
            "messages" => {
                return walker.array(&mut |walker| {
                    let position = walker.position();
                    let message = walker.value()?;
                    thread.message(&message, position, intake);
                    Ok(())
                });
            }
            _ => {}
        }
        Ok(())
    });
    thread.conclude(intake);
    walked.map_err(|fault: Fault| walker.error(fault))
}

/// `Ana Ruiz_12` is the twelfth chat and Ana Ruiz the name.
fn without_number(name: &str) -> &str {
    match name.rsplit_once('_') {
        Some((name, number)) if !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => name,
    }
}

/// One message while the file is read: which chat it is and who ego is stand at the end.
struct Raw {
    by: MemberIdx,
    time: Timestamp,
    position: Position,
    identity: Key,
}

struct Thread {
    conversation: Conversation,
    channel: Channel,
    latest: Timestamp,
    title: String,
    path: String,
    /// Everybody the file lists as taking part.
    listed: Vec<MemberIdx>,
    messages: Vec<Raw>,
}

impl Thread {
    fn new(channel: Channel, latest: Timestamp) -> Thread {
        Thread {
            conversation: Conversation::new(channel, Key::default()),
            channel,
            latest,
            title: String::new(),
            path: String::new(),
            listed: Vec::new(),
            messages: Vec::new(),
        }
    }

    fn participants(&mut self, list: &Value) {
        for participant in list.items() {
            let name = if participant.has("name") { participant.get("name") } else { participant };
            if let Some(who) = mention(name.text()) {
                let idx = self.conversation.member(Party::Who(who));
                if !self.listed.contains(&idx) {
                    self.listed.push(idx);
                }
            }
        }
        self.conversation.has_members(list.items().len() as u32);
    }

    fn message(&mut self, message: &Value, position: Position, intake: &mut Intake<'_>) {
        intake.record();
        let time = message.get("timestamp_ms").moment().or_else(|| message.get("timestamp").moment());
        let Some(time) = time else { return intake.skip(position, "the date cannot be read") };
        if time > self.latest {
            return intake.skip(position, "the date is in the future");
        }
        if ["Subscribe", "Unsubscribe"].contains(&message.get("type").text()) {
            return intake.skip(position, "a notice of who came or left, no message");
        }
        let Some(who) = mention(message.first(&["sender_name", "senderName"])) else {
            return intake.skip(position, "the sender's account is gone");
        };
        let by = self.conversation.member(Party::Who(who));
        let text = message.first(&["content", "text"]);
        let end = text.char_indices().nth(TEXT_IN_KEY).map_or(text.len(), |(at, _)| at);
        let exact = message.first(&["timestamp_ms", "timestamp"]);
        let identity = Key::of_text([exact, &mended(&text[..end])]);
        self.messages.push(Raw { by, time, position, identity });
    }

    fn conclude(mut self, intake: &mut Intake<'_>) {
        if let Some(owner) = self.owner() {
            intake.own(OwnFact::Name(self.conversation.who(owner).name.clone()));
            self.conversation.ego_is(owner);
        }
        // The folder changes when a chat is archived; its own name does not.
        let path = self.path.rsplit('/').next().unwrap_or_default();
        let name = if path.is_empty() { self.title.as_str() } else { path };
        let thread = Key::of_text([self.channel.id(), "thread", name]);
        self.conversation.is_thread(thread);
        let mut repeats = Repeats::default();
        for Raw { by, time, position, identity } in self.messages {
            let name = self.conversation.who(by).name.as_str();
            let numbers = [thread.0.to_le_bytes(), identity.0.to_le_bytes()].concat();
            let key = repeats.key(time, Key::of([numbers.as_slice(), name.as_bytes()]));
            self.conversation.say(Said { by, time, position, key }, intake);
        }
        self.conversation.tell(intake);
    }

    /// The one of two participants after whom the chat is not called.
    fn owner(&self) -> Option<MemberIdx> {
        let &[one, other] = self.listed.as_slice() else { return None };
        let is_called_after = |idx| self.conversation.who(idx).name == self.title;
        match (is_called_after(one), is_called_after(other)) {
            (true, false) => Some(other),
            (false, true) => Some(one),
            _ => None,
        }
    }
}
