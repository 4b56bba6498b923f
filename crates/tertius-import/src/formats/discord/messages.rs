//! channel.json and the messages beside it: the owner's own messages, and who could read them.

use super::account::People;
use super::{Records, conversation_of, whole};
use crate::dates::iso_moment;
use crate::json_stream::{Values, id, list, text};
use crate::table::Table;
use crate::{ExchangeDraft, Files, Intake};
use rustc_hash::FxHashMap;
use serde_json::Value;
use tertius_model::{Handle, Key, Mention, Part, Party, Position};

/// Who writes to more people at once writes to nobody in particular.
const CROWD: usize = 20;

/// One conversation.
pub(super) struct Channel {
    id: String,
    /// Who is in it, the owner too; empty on a server.
    pub(super) recipients: Vec<String>,
}

/// Every conversation by its folder.
pub(super) fn channels(
    files: &mut dyn Files,
    names: &[String],
    people: &mut People,
    records: &Records,
    intake: &mut Intake<'_>,
) -> FxHashMap<String, Channel> {
    let mut channels = FxHashMap::default();
    for name in names {
        let Some((_, folder, "channel.json")) = conversation_of(name) else { continue };
        match whole(files, name) {
            Ok(value) => {
                channels.insert(folder.to_owned(), channel(&value, folder, people));
            }
            Err(reason) => intake.skip_member(records.here(), name, reason),
        }
    }
    channels
}

fn channel(value: &Value, folder: &str, people: &mut People) -> Channel {
    let mut recipients = Vec::new();
    for recipient in list(value, "recipients") {
        let (who, name) = match recipient {
            Value::String(id) => (id.trim().to_owned(), ""),
            Value::Number(id) => (id.to_string(), ""),
            other => (id(other, "id"), text(other, "username")),
        };
        people.name(&who, name);
        // "Deleted User" stands where an id was.
        if who.bytes().all(|byte| byte.is_ascii_digit()) && !who.is_empty() && !recipients.contains(&who) {
            recipients.push(who);
        }
    }
    let id = Some(id(value, "id")).filter(|id| !id.is_empty());
    Channel { id: id.unwrap_or_else(|| folder.trim_start_matches('c').to_owned()), recipients }
}

/// One file of messages.
pub(super) fn read(
    files: &mut dyn Files,
    name: &str,
    folder: &str,
    channels: &FxHashMap<String, Channel>,
    people: &People,
    records: &mut Records,
    intake: &mut Intake<'_>,
) {
    let lost;
    let channel = match channels.get(folder) {
        Some(channel) => channel,
        None => {
            lost = Channel { id: folder.trim_start_matches('c').to_owned(), recipients: Vec::new() };
            &lost
        }
    };
    let mut take = |message: Result<Message<'_>, String>, intake: &mut Intake<'_>| {
        let position = records.next(intake);
        let draft = message.and_then(|message| exchange(&message, channel, people, position).map_err(str::to_owned));
        match draft {
            Ok(draft) => intake.exchange(draft),
            Err(reason) => intake.skip_member(position, name, reason),
        }
    };
    let result = if name.ends_with(".csv") {
        read_csv(files, name, intake, &mut take)
    } else {
        read_json(files, name, intake, &mut take)
    };
    if let Err(reason) = result {
        intake.skip_member(records.here(), name, reason);
    }
}

/// One message; its text is looked at only for whom it names.
struct Message<'m> {
    id: &'m str,
    time: &'m str,
    contents: &'m str,
}

type Take<'t> = &'t mut dyn FnMut(Result<Message<'_>, String>, &mut Intake<'_>);

fn read_csv(files: &mut dyn Files, name: &str, intake: &mut Intake<'_>, take: Take<'_>) -> Result<(), String> {
    let mut stream = files.open(name).map_err(|cause| format!("the file cannot be read: {cause}"))?;
    let table =
        Table::read(&mut *stream, |header| header.has_all(&["ID", "Timestamp"])).map_err(|error| error.to_string())?;
    let columns = ["ID", "Timestamp", "Contents"].map(|column| table.header().column(column));
    let each = |found: Result<&crate::table::Row<'_>, &'static str>| match found {
        Ok(row) => {
            let [id, time, contents] = columns.map(|column| row.get(column));
            take(Ok(Message { id, time, contents }), intake);
        }
        Err(reason) => take(Err(reason.to_owned()), intake),
    };
    table.each(each).map_err(|error| error.to_string())
}

fn read_json(files: &mut dyn Files, name: &str, intake: &mut Intake<'_>, take: Take<'_>) -> Result<(), String> {
    let mut stream = files.open(name).map_err(|cause| format!("the file cannot be read: {cause}"))?;
    let mut values = Values::listed(&mut *stream);
    loop {
        match values.next() {
            Ok(None) => return Ok(()),
            Ok(Some(found)) => match found.value {
                Ok(value) => {
                    let id = id(&value, "ID");
                    let (time, contents) = (text(&value, "Timestamp"), text(&value, "Contents"));
                    take(Ok(Message { id: &id, time, contents }), intake);
                }
                Err(reason) => take(Err(reason), intake),
            },
            Err(cause) => return Err(format!("reading failed at byte {}: {cause}", values.position())),
        }
    }
}

fn exchange(
    message: &Message<'_>,
    channel: &Channel,
    people: &People,
    position: Position,
) -> Result<ExchangeDraft, &'static str> {
    let time = iso_moment(message.time).ok_or("the message has no readable time")?;
    let is_ego = |id: &str| people.ego.as_deref() == Some(id);
    let title = people.titles.get(&channel.id).map_or("", String::as_str);
    let others: Vec<&str> = channel.recipients.iter().map(String::as_str).filter(|id| !is_ego(id)).collect();
    let mut to: Vec<Mention> = if others.is_empty() {
        named_in(message.contents).filter(|id| !is_ego(id)).filter_map(|id| people.mention(id)).collect()
    } else {
        others.iter().filter_map(|id| people.mention(id)).collect()
    };
    if let ([only], Some(name)) = (to.as_mut_slice(), partner(title)) {
        if only.name.is_empty() && !others.is_empty() {
            only.name = name.to_owned();
        }
    } else if to.is_empty()
        && let Some(name) = partner(title)
    {
        // The conversation of two with somebody whose id is gone.
        to.extend(
            Handle::account("discord-name", name).map(|handle| Mention { handle: Some(handle), name: name.to_owned() }),
        );
    }
    to.sort();
    to.dedup();
    let bulk = to.is_empty() || to.len() > CROWD;
    if bulk {
        let handle = Handle::account("discord-channel", &channel.id);
        to = handle.map(|handle| Mention { handle: Some(handle), name: String::new() }).into_iter().collect();
    }
    if to.is_empty() {
        return Err("the message is addressed to nobody");
    }
    Ok(ExchangeDraft {
        key: Key::of_text(["discord-message", &channel.id, message.id, message.time]),
        position,
        time,
        channel: tertius_model::Channel::Chat,
        from: Party::Ego,
        to: to.into_iter().map(|mention| (Party::Who(mention), Part::To)).collect(),
        thread: Key::of_text(["discord-channel", &channel.id]),
        bulk,
    })
}

/// The name in `Direct Message with ana#0`; the four digits belong to names of before 2023.
fn partner(title: &str) -> Option<&str> {
    let name = title.strip_prefix("Direct Message with ")?.trim();
    let name = name.strip_suffix("#0").unwrap_or(name);
    let is_gone =
        name.is_empty() || name.eq_ignore_ascii_case("Unknown Participant") || name.starts_with("Deleted User");
    (!is_gone).then_some(name)
}

/// The ids of `<@1000000000000000001>` and `<@!1000000000000000001>`.
fn named_in(text: &str) -> impl Iterator<Item = &str> {
    text.split("<@").skip(1).filter_map(|rest| {
        let id = rest[..rest.find('>')?].trim_start_matches('!');
        (id.len() >= 10 && id.bytes().all(|byte| byte.is_ascii_digit())).then_some(id)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_conversations() {
        assert_eq!(partner("Direct Message with ana.ruiz#0"), Some("ana.ruiz"));
        assert_eq!(partner("Direct Message with Bo#1234"), Some("Bo#1234"));
        assert_eq!(partner("Direct Message with Unknown Participant"), None);
        assert_eq!(partner("general in Climbing"), None);
        assert_eq!(named_in("<@1000000000000000001> <@!1000000000000000002> <@&3> <@x").count(), 2);
    }
}
