//! Signal on Android: the table of messages that signal-back takes out of an encrypted backup.
//!
//! A row has the other's number, never a name, and a number whose low five bits say what the message is. Groups were
//! kept in another table, so a conversation here is one of two.

use crate::formats::chat::{Conversation, Said};
use crate::table::{Header, Refused, Table, has_header};
use crate::{Context, Head, Intake, ReadError};
use rustc_hash::FxHashMap;
use std::io::BufRead;
use tertius_model::{Channel, Handle, Key, Mention, Party, Timestamp};

/// The bits of a message's type that say whether it came or went, or is a draft or a call.
const WAY: u64 = 0x1f;
/// Bits of notices: keys, groups, timers, the end of a session.
const NOTICES: u64 = 0x47_ff00;

pub(super) fn detect(head: &Head<'_>) -> bool {
    has_header(head, is_header)
}

fn is_header(header: &Header) -> bool {
    header.has_all(&["Thread ID", "Address", "Date Sent", "Type", "Mismatched Identities"])
}

/// Whether the owner wrote or called; an error for what is no message.
fn is_mine(kind: &str) -> Result<bool, Refused> {
    let kind: u64 = kind.parse().map_err(|_| "the row does not say what it is")?;
    match kind & WAY {
        _ if kind & NOTICES != 0 => Err("a notice, no message"),
        1 | 20 => Ok(false),
        2 | 21..=26 => Ok(true),
        27 => Err("a draft"),
        _ => Err("a notice, no message"),
    }
}

pub(super) fn read(input: &mut dyn BufRead, context: Context<'_>, intake: &mut Intake<'_>) -> Result<(), ReadError> {
    let table = Table::read(input, is_header)?;
    let header = table.header();
    let [thread, address, kind] = ["Thread ID", "Address", "Type"].map(|name| header.column(name));
    let [sent, received] = ["Date Sent", "Date Received"].map(|name| header.column(name));
    let latest = Timestamp(context.now.0 + 86_400);
    let mut chats: FxHashMap<String, Conversation> = FxHashMap::default();
    let mut order: Vec<String> = Vec::new();
    let read = table.each_row(intake, |row, intake| {
        let is_mine = is_mine(row.get(kind))?;
        let millis = if row.get(sent).is_empty() { row.get(received) } else { row.get(sent) };
        let millis: i64 = millis.parse().map_err(|_| "the date cannot be read")?;
        let time = Timestamp(millis.div_euclid(1_000));
        if time > latest || millis <= 0 {
            return Err("the date is in the future or missing");
        }
        let handle = Handle::phone(row.get(address)).ok_or("the other has no number")?;
        let number = handle.value().to_owned();
        let chat = chats.entry(row.get(thread).to_owned()).or_insert_with_key(|id| {
            order.push(id.clone());
            let mut chat = Conversation::new(Channel::Signal, Key::of_text(["signal-back", id.as_str(), &number]));
            chat.member(Party::Ego);
            chat
        });
        let other = chat.member(Party::Who(Mention { handle: Some(handle), name: String::new() }));
        let by = if is_mine { chat.member(Party::Ego) } else { other };
        let way = if is_mine { "out" } else { "in" };
        let key = Key::of_text(["signal-back", &number, way, &millis.to_string()]);
        chat.say(Said { by, time, position: row.position, key }, intake);
        Ok(())
    });
    for id in order {
        if let Some(chat) = chats.get_mut(&id) {
            chat.tell(intake);
        }
    }
    read
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_row_is() {
        assert_eq!(is_mine("10485780"), Ok(false));
        assert_eq!(is_mine("10485783"), Ok(true));
        assert_eq!(is_mine("1"), Ok(false));
        assert_eq!(is_mine("27"), Err("a draft"));
        for notice in ["3", "4", "10551316", "10747924"] {
            assert_eq!(is_mine(notice), Err("a notice, no message"), "{notice}");
        }
        assert!(is_mine("").is_err());
    }
}
