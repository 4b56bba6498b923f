//! Discord's data package: to whom the owner wrote and when. It holds nobody else's messages; those are in what
//! DiscordChatExporter saves, which is read too.
//!
//! A folder for each conversation, its `channel.json` with the members beside `messages.csv` or `messages.json`.
//! In private conversations the members are the recipients; on a server only those named in a message are.

mod account;
mod chat;
mod messages;

use super::records::Records;
use super::{Format, Reader};
use crate::json_stream::parse;
use crate::{Claim, Context, Files, Head, Intake, ReadError};
use account::People;

/// Rows of the table.
pub(super) static FORMATS: &[Format] = &[
    Format {
        id: "discord-chat",
        title: "Discord: channel saved by DiscordChatExporter",
        obtain: "DiscordChatExporter: choose the channel or the conversation, the format JSON, and import the file",
        reads: "who wrote and when in the channel, who is in it",
        never: "texts, attachments, reactions, pictures",
        detect: chat::is_chat,
        reader: Reader::Stream(chat::read),
        may_yield_nobody: false,
    },
    Format {
        id: "discord",
        title: "Discord data package",
        obtain: "Discord > User settings > Data & privacy > Request all of my data; a link comes by e-mail within days; \
             import the zip as it is",
        reads: "your name and addresses, your friends, to whom you wrote and when; on servers only whom you named",
        never: "texts, attachments, servers, activity, payments; the package holds no messages of others",
        detect: is_channel,
        reader: Reader::Export { claim, read },
        may_yield_nobody: false,
    },
];

/// Whether a folder of this name holds one conversation: `c` and an id; in old packages the id alone.
pub(crate) fn is_conversation_folder(name: &str) -> bool {
    let id = name.strip_prefix('c').unwrap_or(name);
    (10..=20).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_channel(head: &Head<'_>) -> bool {
    parse(head.text.as_bytes()).is_ok_and(|channel| channel.get("id").is_some() && channel.get("type").is_some())
}

/// The folder of a file of a conversation, and the conversation's own folder.
fn conversation_of(name: &str) -> Option<(&str, &str, &str)> {
    let (folder, file) = name.rsplit_once('/')?;
    let (above, conversation) = folder.rsplit_once('/').unwrap_or(("", folder));
    let fits =
        matches!(file, "channel.json" | "messages.csv" | "messages.json") && is_conversation_folder(conversation);
    fits.then_some((above, conversation, file))
}

fn claim(names: &[&str]) -> Vec<Claim> {
    let mut claims: Vec<(&str, Claim)> = Vec::new();
    for (at, name) in names.iter().enumerate() {
        let Some((above, _, file)) = conversation_of(name) else { continue };
        match claims.iter_mut().find(|(of, _)| *of == above) {
            Some((_, claim)) => claim.members.push(at),
            None => {
                let root = above.rsplit_once('/').map_or("", |(root, _)| root);
                let root = if root.is_empty() { String::new() } else { format!("{root}/") };
                claims.push((above, Claim { root, marker: at, members: vec![at] }));
            }
        }
        if file == "channel.json"
            && let Some((_, claim)) = claims.iter_mut().find(|(of, _)| *of == above)
            && !names[claim.marker].ends_with("/channel.json")
        {
            claim.marker = at;
        }
    }
    claims.retain(|(_, claim)| names[claim.marker].ends_with("/channel.json"));
    for (above, claim) in &mut claims {
        for (at, name) in names.iter().enumerate() {
            let below = name.strip_prefix(claim.root.as_str()).unwrap_or("");
            let is_account = below.ends_with("/user.json") && below.matches('/').count() == 1;
            let is_index = name.strip_prefix(*above).is_some_and(|rest| rest.trim_start_matches('/') == "index.json");
            if is_account || is_index {
                claim.members.push(at);
            }
        }
    }
    claims.into_iter().map(|(_, claim)| claim).collect()
}

fn read(files: &mut dyn Files, _: Context<'_>, intake: &mut Intake<'_>) -> Result<(), ReadError> {
    let names = files.names().to_vec();
    let mut records = Records::default();
    let mut people = People::default();
    for name in &names {
        if name.ends_with("user.json") {
            people.read_account(files, name, &mut records, intake);
        } else if name.ends_with("index.json") {
            people.read_index(files, name, &records, intake);
        }
    }
    let channels = messages::channels(files, &names, &mut people, &records, intake);
    people.tell_ego(&channels, intake);
    for name in &names {
        let Some((_, folder, file)) = conversation_of(name) else { continue };
        if file != "channel.json" {
            messages::read(files, name, folder, &channels, &people, &mut records, intake);
        }
    }
    Ok(())
}

/// One whole file as JSON.
fn whole(files: &mut dyn Files, name: &str) -> Result<serde_json::Value, String> {
    let unreadable = |cause: std::io::Error| format!("the file cannot be read: {cause}");
    let mut bytes = Vec::new();
    files.open(name).and_then(|mut stream| stream.read_to_end(&mut bytes)).map_err(unreadable)?;
    parse(&bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_is_claimed_with_its_account() {
        let names = [
            "p/Account/user.json",
            "p/Messages/c1000000000000000001/channel.json",
            "p/Messages/c1000000000000000001/messages.json",
            "p/Messages/index.json",
            "p/Servers/index.json",
        ];
        let claims = claim(&names);
        assert_eq!(claims, [Claim { root: "p/".to_owned(), marker: 1, members: vec![1, 2, 0, 3] }]);
        assert!(!is_conversation_folder("cur") && !is_conversation_folder("2024"));
    }
}
