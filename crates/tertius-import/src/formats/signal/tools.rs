//! Signal Desktop's messages as two programs write them: sigtop the rows of its database, signal-export a line each.

use super::{account, first_line, io_error, line_value};
use crate::formats::chat::{Conversation, Repeats, Said, named_or_numbered};
use crate::formats::content_line::Lines;
use crate::formats::json_walk::{Value, Walker};
use crate::{Context, Head, Intake, ReadError};
use rustc_hash::FxHashMap;
use std::io::BufRead;
use tertius_model::{Channel, Handle, Key, Mention, Party, Position, Timestamp};

pub(super) fn is_sigtop(head: &Head<'_>) -> bool {
    let has = |key: &str| head.text.contains(key);
    first_line(head).starts_with('[') && has("\"conversationId\"") && (has("\"sent_at\"") || has("\"sentAt\""))
}

pub(super) fn is_signal_export(head: &Head<'_>) -> bool {
    let line = first_line(head);
    let has = |key: &str| line.contains(key);
    line.starts_with('{')
        && has("\"date\"")
        && has("\"sender\"")
        && has("\"body\"")
        && (has("\"quote\"") || has("\"sticker\""))
}

pub(super) fn read_sigtop(
    input: &mut dyn BufRead,
    context: Context<'_>,
    intake: &mut Intake<'_>,
) -> Result<(), ReadError> {
    let latest = Timestamp(context.now.0 + 86_400);
    let mut input = input;
    let mut walker = Walker::new(&mut input);
    let mut chats: FxHashMap<String, Conversation> = FxHashMap::default();
    let mut order = Vec::new();
    let walked = walker.array(&mut |walker| {
        let position = walker.position();
        let message = walker.value()?;
        if !["incoming", "outgoing"].contains(&message.get("type").text()) {
            return Ok(());
        }
        intake.record();
        let thread = message.get("conversationId").text();
        if !chats.contains_key(thread) {
            let mut conversation = Conversation::new(Channel::Signal, Key::of_text(["signal-desktop", thread]));
            conversation.member(Party::Ego);
            chats.insert(thread.to_owned(), conversation);
            order.push(thread.to_owned());
        }
        if let Some(conversation) = chats.get_mut(thread)
            && let Err(reason) = row(&message, position, latest, conversation, intake)
        {
            intake.skip(position, reason);
        }
        Ok(())
    });
    for thread in order {
        if let Some(conversation) = chats.get_mut(&thread) {
            conversation.tell(intake);
        }
    }
    walked.map_err(|fault| walker.error(fault))
}

fn row(
    message: &Value,
    position: Position,
    latest: Timestamp,
    conversation: &mut Conversation,
    intake: &mut Intake<'_>,
) -> Result<(), &'static str> {
    let sent = message.first(&["sent_at", "sentAt", "timestamp"]).to_owned();
    let time = Value::Text(sent.clone()).moment().ok_or("the date cannot be read")?;
    if time > latest {
        return Err("the date is in the future");
    }
    let is_mine = message.get("type").text() == "outgoing";
    let phone = Handle::phone(message.get("source").text());
    let handle = phone.or_else(|| account(message.first(&["sourceServiceId", "sourceUuid"])));
    let party = match handle {
        _ if is_mine => Party::Ego,
        Some(handle) => {
            Party::Who(Mention { handle: Some(handle), name: message.get("profileName").text().to_owned() })
        }
        None => return Err("the sender's account is gone"),
    };
    let who = match &party {
        Party::Who(Mention { handle: Some(handle), .. }) => handle.to_string(),
        _ => "ego".to_owned(),
    };
    let by = conversation.member(party);
    let key = Key::of_text(["signal", &sent, &who, &conversation.thread().0.to_string()]);
    conversation.say(Said { by, time, position, key }, intake);
    Ok(())
}

pub(super) fn read_signal_export(
    input: &mut dyn BufRead,
    context: Context<'_>,
    intake: &mut Intake<'_>,
) -> Result<(), ReadError> {
    let latest = Timestamp(context.now.0 + 86_400);
    let mut lines = Lines::new(input).map_err(|cause| io_error(1, cause))?;
    // One file is one chat; its name stands in the name of its folder alone.
    let folder = context.path.rsplit(['/', '\\']).nth(1).unwrap_or_default();
    let thread = Key::of_text(["signal-export", folder]);
    let mut conversation = Conversation::new(Channel::Signal, thread);
    let (mut repeats, ego) = (Repeats::default(), conversation.member(Party::Ego));
    let failure = loop {
        let line = match lines.next() {
            Ok(Some(line)) => line,
            Ok(None) => break Ok(()),
            Err(cause) => break Err(io_error(lines.number() + 1, cause)),
        };
        let position = Position::Line(line.number);
        let Some(read) = line_value(&line.bytes) else { continue };
        intake.record();
        let said = read.and_then(|message| {
            let date = message.get("date").text();
            let date = date.get(..19).unwrap_or(date);
            let time = crate::dates::utc_moment(date).ok_or("the date cannot be read")?;
            if time > latest {
                return Err("the date is in the future");
            }
            let sender = message.get("sender").text().to_owned();
            let by = match sender.as_str() {
                "Me" => ego,
                "No-Sender" => return Err("a notice, no message"),
                sender => conversation.member(Party::Who(named_or_numbered(sender).ok_or("the sender has no name")?)),
            };
            let shared = Key::of_text(["signal-export", folder, &time.0.to_string(), &sender]);
            Ok(Said { by, time, position, key: repeats.key(time, shared) })
        });
        match said {
            Ok(said) => conversation.say(said, intake),
            Err(reason) => intake.skip(position, reason),
        }
    };
    conversation.tell(intake);
    failure
}
