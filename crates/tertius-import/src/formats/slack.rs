//! Slack's export: who is in the workspace, who wrote in which conversation and when. Texts are never kept.
//!
//! Only together do the files say who spoke to whom: a day of messages names its writers, the lists of
//! conversations name who could read them. A workspace of a Grid lies in a folder of its own below `teams`.
//!
//! What is written in a conversation of up to 21 people is addressed to all of them, so that a channel of three says
//! more than one of thirty. In a larger one only those named in a message or answered by it are addressed; everything
//! else goes to the channel, as mail goes to a list, and makes no tie.

mod conversations;
mod days;
mod people;

use super::records::Records;
use super::{Format, Reader};
use crate::json_stream::Values;
use crate::{Claim, Context, Files, Head, Intake, ReadError};
use conversations::Conversations;
use days::Days;
use people::People;
use serde_json::Value;
use std::io::BufRead;
use tertius_model::Position;

/// Rows of the table.
pub(super) static FORMATS: &[Format] = &[
    Format {
        id: "slack",
        title: "Slack export",
        obtain: "Slack on the web > workspace name > Tools & settings > Workspace settings > Import/export data > Export; \
                 import the zip as it is. Only owners and admins may export; for your own messages slackdump writes the same files",
        reads: "members with name, e-mail, phone and title; who wrote in which conversation and when, who was in it, \
                who was named or answered",
        never: "texts, files, reactions, names and topics of channels; what robots and apps post",
        detect: begins_with_a_list,
        reader: Reader::Export { claim, read },
        may_yield_nobody: false,
    },
    Format {
        id: "slack-users",
        title: "Slack: users.json alone",
        obtain: "part of a Slack export; import the whole export to read its messages too",
        reads: "members with name, e-mail, phone and title",
        never: "pictures, status, time zones",
        detect: begins_with_users,
        reader: Reader::Stream(read_users),
        may_yield_nobody: false,
    },
    Format {
        id: "slack-day",
        title: "Slack: one day of one channel alone",
        obtain: "part of a Slack export; import the whole export, for one day alone does not say who was in the channel",
        reads: "who wrote on that day; they are taken for the members",
        never: "texts, files, reactions",
        detect: begins_with_messages,
        reader: Reader::Stream(read_day),
        may_yield_nobody: false,
    },
];

/// The lists of conversations that an export may have.
const LISTS: [&str; 4] = ["channels.json", "groups.json", "dms.json", "mpims.json"];

fn claim(names: &[&str]) -> Vec<Claim> {
    let mut roots: Vec<(usize, String)> = Vec::new();
    for marker in ["org_users.json", "users.json", "channels.json"] {
        let root_of = |name: &str| name.strip_suffix(marker).map(str::to_owned);
        let tops = names.iter().enumerate().filter_map(|(at, name)| Some((at, root_of(name)?)));
        roots.extend(tops.filter(|(_, root)| root.is_empty() || root.ends_with('/')));
    }
    // The top of a Grid is above its workspaces; the shortest root comes first, and no file is claimed twice.
    roots.sort_by_key(|(_, root)| root.len());
    let mut claims: Vec<Claim> = Vec::new();
    for (marker, root) in roots {
        if claims.iter().any(|claim| root.starts_with(claim.root.as_str())) {
            continue;
        }
        let below = |name: &str| name.strip_prefix(root.as_str()).map(str::to_owned);
        let members: Vec<usize> =
            (0..names.len()).filter(|&at| below(names[at]).is_some_and(|name| Place::of(&name).is_some())).collect();
        let has_conversations = members.iter().any(|&at| {
            below(names[at]).is_some_and(|name| matches!(Place::of(&name), Some(Place::List(..) | Place::Day(..))))
        });
        if has_conversations {
            claims.push(Claim { root, marker, members });
        }
    }
    claims
}

/// What a file of an export is, by its name below the top.
#[derive(Debug, PartialEq, Eq)]
enum Place<'n> {
    Users,
    /// The folder of the workspace, and which list.
    List(&'n str, &'n str),
    /// The folder of the workspace, and the folder of the conversation.
    Day(&'n str, &'n str),
}

impl<'n> Place<'n> {
    fn of(name: &'n str) -> Option<Place<'n>> {
        let (folder, file) = name.rsplit_once('/').unwrap_or(("", name));
        let workspace_of = |folder: &'n str| match folder.split_once('/') {
            Some(("teams", team)) if !team.contains('/') => Some(folder),
            None if folder.is_empty() => Some(folder),
            _ => None,
        };
        if matches!(file, "users.json" | "org_users.json") {
            return workspace_of(folder).map(|_| Place::Users);
        }
        if LISTS.contains(&file) {
            return workspace_of(folder).map(|workspace| Place::List(workspace, file));
        }
        let (workspace, conversation) = folder.rsplit_once('/').unwrap_or(("", folder));
        let fits = is_day(file) && !conversation.is_empty();
        fits.then(|| workspace_of(workspace).map(|workspace| Place::Day(workspace, conversation))).flatten()
    }
}

/// `2016-04-04.json`
fn is_day(file: &str) -> bool {
    file.strip_suffix(".json").is_some_and(|day| crate::dates::iso_day(day).is_some())
}

/// The first object of a list that begins a file.
fn first(head: &Head<'_>) -> Option<Value> {
    if !head.text.trim_start_matches(['\u{feff}', ' ', '\n', '\r', '\t']).starts_with('[') {
        return None;
    }
    let mut bytes = head.text.as_bytes();
    let found = Values::listed(&mut bytes).next().ok()??;
    found.value.ok()
}

fn begins_with_a_list(head: &Head<'_>) -> bool {
    let text = head.text.trim_start_matches('\u{feff}').trim_start();
    // A workspace without members or channels has empty lists; the names of the files have told the rest.
    text.starts_with('[')
        && (text[1..].trim_start().starts_with(']')
            || text.contains("\"id\"")
                && ["\"profile\"", "\"team_id\"", "\"creator\"", "\"is_bot\"", "\"members\""]
                    .iter()
                    .any(|mark| text.contains(mark)))
}

fn begins_with_users(head: &Head<'_>) -> bool {
    first(head).is_some_and(|user| people::is_user(&user))
}

fn begins_with_messages(head: &Head<'_>) -> bool {
    first(head).is_some_and(|message| {
        message.get("type").and_then(Value::as_str) == Some("message")
            && message.get("ts").and_then(Value::as_str).is_some_and(|ts| days::time(ts).is_some())
    })
}

fn read(files: &mut dyn Files, _: Context<'_>, intake: &mut Intake<'_>) -> Result<(), ReadError> {
    let names = files.names().to_vec();
    let mut records = Records::default();
    let mut people = People::default();
    for name in names.iter().filter(|name| Place::of(name) == Some(Place::Users)) {
        people.read(files, name, &mut records, intake);
    }
    let mut conversations = Conversations::default();
    for name in &names {
        if let Some(Place::List(workspace, list)) = Place::of(name) {
            conversations.read(files, name, workspace, list, &mut records, intake);
        }
    }
    conversations.tell_ego(&people, intake);
    let mut at = 0;
    while at < names.len() {
        let Some(Place::Day(workspace, folder)) = Place::of(&names[at]) else {
            at += 1;
            continue;
        };
        let place = Some(Place::Day(workspace, folder));
        let n_days = names[at..].iter().take_while(|name| Place::of(name) == place).count();
        let mut days = Days::new(&people, conversations.of(workspace, folder), folder);
        days.complete(files, &names[at..at + n_days]);
        for name in &names[at..at + n_days] {
            days.read(files, name, &mut records, intake);
        }
        at += n_days;
    }
    Ok(())
}

fn read_users(input: &mut dyn BufRead, _: Context<'_>, intake: &mut Intake<'_>) -> Result<(), ReadError> {
    People::default().read_stream(input, "", &mut Records::default(), intake).map_err(|cause| cause.into_read_error())
}

fn read_day(input: &mut dyn BufRead, context: Context<'_>, intake: &mut Intake<'_>) -> Result<(), ReadError> {
    let mut bytes = Vec::new();
    input.read_to_end(&mut bytes).map_err(|cause| ReadError::Io { position: Position::Byte(0), cause })?;
    let folder = context.path.rsplit('/').nth(1).unwrap_or("");
    let people = People::default();
    let mut days = Days::new(&people, None, folder);
    days.complete_from(&mut bytes.as_slice());
    days.read_stream(&mut bytes.as_slice(), "", &mut Records::default(), intake)
        .map_err(|cause| cause.into_read_error())
}

/// Why a file of an export could not be read to its end.
struct Broken {
    at: u64,
    cause: std::io::Error,
}

impl Broken {
    fn into_read_error(self) -> ReadError {
        ReadError::Io { position: Position::Byte(self.at), cause: self.cause }
    }
}

/// Hands over every object of a list, or why it cannot be read.
fn each_object(input: &mut dyn BufRead, take: &mut dyn FnMut(Result<Value, String>)) -> Result<(), Broken> {
    let mut values = Values::listed(input);
    loop {
        match values.next() {
            Ok(Some(found)) => take(found.value),
            Ok(None) => return Ok(()),
            Err(cause) => return Err(Broken { at: values.position(), cause }),
        }
    }
}

/// The objects of one file of the export; trouble is reported and stays inside.
fn each_object_of(
    files: &mut dyn Files,
    name: &str,
    take: &mut dyn FnMut(Result<Value, String>),
) -> Result<(), String> {
    let mut stream = files.open(name).map_err(|cause| format!("the file cannot be read: {cause}"))?;
    each_object(&mut *stream, take).map_err(|broken| format!("reading failed at byte {}: {}", broken.at, broken.cause))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_belong_where_their_names_say() {
        assert_eq!(Place::of("users.json"), Some(Place::Users));
        assert_eq!(Place::of("teams/acme/dms.json"), Some(Place::List("teams/acme", "dms.json")));
        assert_eq!(Place::of("general/2024-01-31.json"), Some(Place::Day("", "general")));
        assert_eq!(Place::of("teams/acme/general/2024-01-31.json"), Some(Place::Day("teams/acme", "general")));
        for name in
            ["general/2024-02-31.json", "2024-01-31.json", "a/b/2024-01-31.json", "canvases.json", "x/users.json"]
        {
            assert_eq!(Place::of(name), None, "{name}");
        }
    }

    #[test]
    fn the_top_of_a_grid_claims_its_workspaces() {
        let names = [
            "x/org_users.json",
            "x/channels.json",
            "x/teams/a/users.json",
            "x/teams/a/general/2024-01-31.json",
            "y.vcf",
        ];
        let claims = claim(&names);
        assert_eq!(claims, [Claim { root: "x/".to_owned(), marker: 0, members: vec![0, 1, 2, 3] }]);
    }

    #[test]
    fn a_list_of_users_alone_is_no_export() {
        assert_eq!(claim(&["a/users.json", "b/c.csv"]), []);
    }
}
