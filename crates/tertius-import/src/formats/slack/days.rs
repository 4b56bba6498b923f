//! The days of one conversation: who wrote when, to whom.

use super::conversations::Conversation;
use super::people::People;
use super::{Broken, Records, each_object, each_object_of};
use crate::json_stream::{id, text};
use crate::{ExchangeDraft, Files, Intake};
use serde_json::Value;
use std::collections::BTreeSet;
use std::io::BufRead;
use tertius_model::{Channel, Key, Mention, Part, Party, Position, Timestamp};

/// Who writes to more people at once writes to nobody in particular.
const CROWD: usize = 20;
/// Kinds of messages that say something about the channel and nothing to its people.
const NOTICES: [&str; 26] = [
    "bot_add",
    "bot_disable",
    "bot_enable",
    "bot_remove",
    "channel_archive",
    "channel_convert_to_private",
    "channel_join",
    "channel_leave",
    "channel_name",
    "channel_posting_permissions",
    "channel_purpose",
    "channel_topic",
    "channel_unarchive",
    "group_archive",
    "group_join",
    "group_leave",
    "group_name",
    "group_purpose",
    "group_topic",
    "group_unarchive",
    "joiner_notification",
    "message_changed",
    "message_deleted",
    "pinned_item",
    "reminder_add",
    "tombstone",
];

/// The moment of a message: `1459787842.000003`.
pub(super) fn time(ts: &str) -> Option<Timestamp> {
    let (seconds, fraction) = ts.split_once('.').unwrap_or((ts, "0"));
    let fits = seconds.len() >= 9 && fraction.bytes().all(|byte| byte.is_ascii_digit());
    seconds.parse().ok().filter(|_| fits).map(Timestamp)
}

/// The reader of one conversation.
pub(super) struct Days<'p> {
    people: &'p People,
    id: &'p str,
    /// Who can read it, without robots.
    members: BTreeSet<String>,
    is_complete: bool,
}

impl<'p> Days<'p> {
    pub(super) fn new(people: &'p People, conversation: Option<&'p Conversation>, folder: &'p str) -> Days<'p> {
        let listed = conversation.map_or(&[][..], |conversation| &conversation.members);
        let members: BTreeSet<String> = listed.iter().filter(|id| !people.is_robot(id)).cloned().collect();
        let id = conversation.map_or(folder, |conversation| &conversation.id);
        Days { people, id, is_complete: !listed.is_empty(), members }
    }

    /// Where the export does not say who is in the conversation, those who ever wrote in it are.
    pub(super) fn complete(&mut self, files: &mut dyn Files, names: &[String]) {
        if self.is_complete {
            return;
        }
        for name in names {
            let mut members = std::mem::take(&mut self.members);
            // What cannot be read is reported when the messages are taken.
            let _unread = each_object_of(files, name, &mut |message| members.extend(self.writer_of(message)));
            self.members = members;
        }
    }

    /// As [`Days::complete`], for one day alone.
    pub(super) fn complete_from(&mut self, input: &mut dyn BufRead) {
        let mut members = std::mem::take(&mut self.members);
        // What cannot be read is reported when the messages are taken.
        let _unread = each_object(input, &mut |message| members.extend(self.writer_of(message)));
        self.members = members;
    }

    fn writer_of(&self, message: Result<Value, String>) -> Option<String> {
        self.writer(&message.ok()?).ok().map(str::to_owned)
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
        each_object(input, &mut |message| {
            let position = records.next(intake);
            match message.and_then(|message| self.exchange(&message, position).map_err(str::to_owned)) {
                // What goes to the channel goes to everybody in it, though only the channel is listed.
                Ok(draft) if draft.bulk => intake.exchange_in_crowd(draft, self.members.len().saturating_sub(1) as u32),
                Ok(draft) => intake.exchange(draft),
                Err(reason) => intake.skip_member(position, name, reason),
            }
        })
    }

    /// Who wrote a message; an error for what no human wrote.
    fn writer<'m>(&self, message: &'m Value) -> Result<&'m str, &'static str> {
        let subtype = text(message, "subtype");
        if NOTICES.binary_search(&subtype).is_ok() {
            return Err("a notice about the channel, not a message");
        }
        let user = match message.get("comment") {
            Some(comment) if subtype == "file_comment" => text(comment, "user"),
            _ => text(message, "user"),
        };
        let by_app = message.get("bot_id").is_some_and(|bot| !bot.is_null());
        if matches!(subtype, "bot_message" | "slackbot_response")
            || self.people.is_robot(user)
            || by_app && !self.people.is_human(user)
        {
            return Err("posted by a robot");
        }
        if user.is_empty() { Err("the message names no writer") } else { Ok(user) }
    }

    fn exchange(&self, message: &Value, position: Position) -> Result<ExchangeDraft, &'static str> {
        let writer = self.writer(message)?;
        let ts = id(message, "ts");
        let time = time(&ts).ok_or("the message has no readable time")?;
        let name = message.get("user_profile").map_or("", |profile| text(profile, "real_name"));
        let from = self.people.mention(writer, name).ok_or("the writer's id cannot be read")?;
        let addressed = self.addressed(message, writer);
        let others: Vec<&str> = self.members.iter().map(String::as_str).filter(|id| *id != writer).collect();
        let mut bulk = false;
        let to: Vec<(Party, Part)> = if others.len() > CROWD {
            let near: Vec<&str> = addressed.into_iter().collect();
            bulk = near.is_empty() || near.len() > CROWD;
            if bulk { self.channel().into_iter().collect() } else { self.parties(near, |_| Part::To) }
        } else {
            let all: BTreeSet<&str> = others.into_iter().chain(addressed.iter().copied()).collect();
            let is_named = |id: &str| addressed.is_empty() || addressed.contains(id);
            self.parties(all, |id| if is_named(id) { Part::To } else { Part::Copy })
        };
        if to.is_empty() {
            return Err("nobody else is in the conversation");
        }
        let thread = match text(message, "thread_ts") {
            "" => Key::of_text(["slack-conversation", self.id]),
            thread => Key::of_text(["slack-thread", self.id, thread]),
        };
        let key = Key::of_text(["slack-message", self.id, &ts, writer]);
        Ok(ExchangeDraft { key, position, time, channel: Channel::Chat, from: Party::Who(from), to, thread, bulk })
    }

    /// The channel itself, which stands for the crowd in it.
    fn channel(&self) -> Option<(Party, Part)> {
        let handle = tertius_model::Handle::account("slack-channel", self.id)?;
        Some((Party::Who(Mention { handle: Some(handle), name: String::new() }), Part::To))
    }

    fn parties<'i>(&self, ids: impl IntoIterator<Item = &'i str>, part: impl Fn(&str) -> Part) -> Vec<(Party, Part)> {
        let mention = |id: &str| Some((Party::Who(self.people.mention(id, "")?), part(id)));
        ids.into_iter().filter_map(mention).collect()
    }

    /// Whom a message names or answers, robots and the writer aside.
    fn addressed<'m>(&self, message: &'m Value, writer: &str) -> BTreeSet<&'m str> {
        let mut ids: BTreeSet<&str> = named_in(text(message, "text")).collect();
        let answered = text(message, "parent_user_id");
        if !answered.is_empty() {
            ids.insert(answered);
        }
        ids.retain(|id| *id != writer && !self.people.is_robot(id));
        ids
    }
}

/// The ids of `<@U0AB>` and `<@U0AB|ana>`.
fn named_in(text: &str) -> impl Iterator<Item = &str> {
    text.split("<@").skip(1).filter_map(|rest| {
        let id = &rest[..rest.find(['>', '|'])?];
        (id.starts_with(['U', 'W']) && id.bytes().all(|byte| byte.is_ascii_alphanumeric())).then_some(id)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notices_are_sorted() {
        assert!(NOTICES.is_sorted());
    }

    #[test]
    fn people_are_named_in_two_ways() {
        assert_eq!(named_in("<@U1> and <@W2|bo>, <!here>, <@x y>, <@U3").collect::<Vec<_>>(), ["U1", "W2"]);
        assert_eq!(time("1459787842.000003"), Some(Timestamp(1_459_787_842)));
        assert_eq!(time("soon"), None);
    }
}
