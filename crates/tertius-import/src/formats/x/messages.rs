//! direct-messages.js and direct-messages-group.js: who wrote to whom, conversation by conversation.
//!
//! A conversation may be long, so it is never held whole. Of a group the members are those who ever wrote, joined,
//! left or were there when the owner came.

use super::{by_number, numbered};
use crate::dates::iso_moment;
use crate::json_stream::{Values, id, list, text};
use crate::{Context, ExchangeDraft, Intake, ReadError};
use rustc_hash::FxHashMap;
use serde_json::Value;
use std::collections::BTreeSet;
use std::io::BufRead;
use tertius_model::{Channel, Handle, Key, Mention, OwnFact, Part, Party, Position, Timestamp};

/// Who writes to more people at once writes to nobody in particular.
const CROWD: usize = 20;
const KEYS: &[&str] = &[
    "conversationId",
    "messageCreate",
    "welcomeMessageCreate",
    "joinConversation",
    "participantsJoin",
    "participantsLeave",
];

pub(super) fn read(input: &mut dyn BufRead, _: Context<'_>, intake: &mut Intake<'_>) -> Result<(), ReadError> {
    let mut values = Values::under(input, KEYS);
    let mut conversation = Conversation::default();
    let mut votes = Votes::default();
    let mut n = 0;
    let result = loop {
        let at = Position::Byte(values.position());
        let found = match values.next() {
            Ok(Some(found)) => found,
            Ok(None) => break Ok(()),
            Err(cause) => break Err(ReadError::Io { position: at, cause }),
        };
        if found.key == "conversationId"
            && let Ok(Value::String(id)) = &found.value
        {
            let done = std::mem::replace(&mut conversation, Conversation::new(id));
            done.hand_over(&mut votes, intake);
            continue;
        }
        if !matches!(found.key, "messageCreate" | "welcomeMessageCreate") {
            if let Ok(value) = &found.value {
                conversation.meet(value);
            }
            continue;
        }
        n += 1;
        intake.record();
        let position = Position::Item(n);
        let taken = found.value.and_then(|value| conversation.take(&value, position).map_err(str::to_owned));
        if let Err(reason) = taken {
            intake.skip(position, reason);
        }
    };
    conversation.hand_over(&mut votes, intake);
    votes.tell_ego(intake);
    result
}

struct Message {
    position: Position,
    id: String,
    sender: String,
    recipient: String,
    time: Timestamp,
}

#[derive(Default)]
struct Conversation {
    id: String,
    members: BTreeSet<String>,
    messages: Vec<Message>,
}

impl Conversation {
    fn new(id: &str) -> Conversation {
        let members = id.split_once('-').map(|(a, b)| [a.to_owned(), b.to_owned()]);
        Conversation { id: id.to_owned(), members: members.into_iter().flatten().collect(), messages: Vec::new() }
    }

    /// Somebody joined, left or was there.
    fn meet(&mut self, event: &Value) {
        let ids =
            ["userIds", "participantsSnapshot"].into_iter().flat_map(|key| list(event, key)).filter_map(Value::as_str);
        self.members.extend(ids.map(str::to_owned));
        self.members.extend(Some(id(event, "initiatingUserId")).filter(|id| !id.is_empty()));
    }

    fn take(&mut self, message: &Value, position: Position) -> Result<(), &'static str> {
        let time = iso_moment(text(message, "createdAt")).ok_or("the message has no readable time")?;
        let sender = id(message, "senderId");
        if by_number(&sender).is_none() {
            return Err("the message names no sender");
        }
        let recipient = id(message, "recipientId");
        self.members.insert(sender.clone());
        self.members.extend(Some(recipient.clone()).filter(|recipient| by_number(recipient).is_some()));
        self.messages.push(Message { position, id: id(message, "id"), sender, recipient, time });
        Ok(())
    }

    fn hand_over(self, votes: &mut Votes, intake: &mut Intake<'_>) {
        if self.messages.is_empty() {
            return;
        }
        votes.count(&self.members);
        for message in &self.messages {
            match self.exchange(message) {
                Ok(draft) => intake.exchange(draft),
                Err(reason) => intake.skip(message.position, reason),
            }
        }
    }

    fn exchange(&self, message: &Message) -> Result<ExchangeDraft, &'static str> {
        let from = numbered(&message.sender).ok_or("the message names no sender")?;
        let mut to: Vec<Mention> = match numbered(&message.recipient) {
            Some(recipient) => vec![recipient],
            None => self.members.iter().filter(|id| **id != message.sender).filter_map(|id| numbered(id)).collect(),
        };
        to.retain(|mention| *mention != from);
        let bulk = to.len() > CROWD;
        if bulk {
            let handle = Handle::account("twitter-group", &self.id);
            to = handle.map(|handle| Mention { handle: Some(handle), name: String::new() }).into_iter().collect();
        }
        if to.is_empty() {
            return Err("nobody else is in the conversation");
        }
        Ok(ExchangeDraft {
            key: Key::of_text(["x-message", &self.id, &message.id, &message.sender, &message.time.0.to_string()]),
            position: message.position,
            time: message.time,
            channel: Channel::Chat,
            from: Party::Who(from),
            to: to.into_iter().map(|mention| (Party::Who(mention), Part::To)).collect(),
            thread: Key::of_text(["x-conversation", &self.id]),
            bulk,
        })
    }
}

/// Only the owner takes part in every conversation.
#[derive(Default)]
struct Votes {
    of: u64,
    n: FxHashMap<String, u64>,
}

impl Votes {
    fn count(&mut self, members: &BTreeSet<String>) {
        self.of += 1;
        members.iter().for_each(|id| *self.n.entry(id.clone()).or_default() += 1);
    }

    fn tell_ego(self, intake: &mut Intake<'_>) {
        let mut of_all = self.n.into_iter().filter(|(_, votes)| *votes == self.of).map(|(id, _)| id);
        if let (Some(id), None) = (of_all.next(), of_all.next())
            && let Some(handle) = by_number(&id)
        {
            intake.own(OwnFact::LikelyHandle { handle, votes: self.of, of: self.of });
        }
    }
}
