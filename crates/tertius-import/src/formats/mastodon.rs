//! Mastodon and its kin: whom the owner follows (CSV), and whom the owner's posts name (the archive).
//!
//! An address is `user@server`; the names in the addresses of pages are never taken for it, for servers number
//! their users too. There is no list of followers in any export.

use super::{Format, Reader};
use crate::dates::iso_moment;
use crate::json_stream::{Values, list, parse, text};
use crate::table::{Header, Table, has_header};
use crate::{Context, ExchangeDraft, Head, Intake, ReadError, StatedDraft, decode};
use rustc_hash::FxHashMap;
use serde_json::Value;
use std::io::BufRead;
use tertius_model::{Channel, Handle, Key, Mention, OwnFact, Part, Party, Position, StatedKind};

/// Who names more people at once names nobody in particular.
const CROWD: usize = 20;
/// The collection that stands for everybody.
const PUBLIC: &str = "#Public";
const OBTAIN_LISTS: &str = "Mastodon > Preferences > Import and export > Data export > Follows: download the CSV";
const OBTAIN_ARCHIVE: &str =
    "Mastodon > Preferences > Import and export > Request your archive; import the .zip or .tar.gz as it is";

/// Rows of the table.
pub(super) static FORMATS: &[Format] = &[
    Format {
        id: "mastodon-following",
        title: "Mastodon: following_accounts.csv",
        obtain: OBTAIN_LISTS,
        reads: "whom you follow",
        never: "languages, notifications, mutes and blocks",
        detect: is_following,
        reader: Reader::Stream(read_following),
        may_yield_nobody: false,
    },
    Format {
        id: "mastodon-posts",
        title: "Mastodon: outbox.json of the archive",
        obtain: OBTAIN_ARCHIVE,
        reads: "whom your posts name and when; whose posts you boosted; private mentions count as messages",
        never: "texts, pictures, polls",
        detect: is_outbox,
        reader: Reader::Stream(read_outbox),
        may_yield_nobody: true,
    },
    Format {
        id: "mastodon-profile",
        title: "Mastodon: actor.json of the archive",
        obtain: OBTAIN_ARCHIVE,
        reads: "your own name and addresses",
        never: "your keys, pictures and biography",
        detect: is_actor,
        reader: Reader::Stream(read_actor),
        may_yield_nobody: true,
    },
    Format {
        id: "mastodon-other",
        title: "Mastodon: lists without ties",
        obtain: OBTAIN_LISTS,
        reads: "nothing",
        never: "mutes, blocks, bookmarks, favourites, lists",
        detect: is_other,
        reader: Reader::Stream(read_nothing),
        may_yield_nobody: true,
    },
];

/// `user@server.example`, with or without a leading `@`.
fn address(text: &str) -> Option<Handle> {
    let text = text.trim().trim_start_matches('@');
    let (user, server) = text.split_once('@')?;
    let is_user = |c: char| c.is_alphanumeric() || "_.-".contains(c);
    let fits =
        !user.is_empty() && user.chars().all(is_user) && server.contains('.') && !server.contains(['@', '/', ',']);
    Handle::account("mastodon", text).filter(|_| fits)
}

fn is_follow_header(header: &Header) -> bool {
    header.has("Account address") && !header.has("Hide notifications")
}

/// Some servers write addresses without a header; then only the name of the file tells follows from blocks.
fn is_bare_list(head: &Head<'_>, names: &[&str]) -> bool {
    let file = head.path.rsplit(['/', '\\']).next().unwrap_or("").to_lowercase();
    names.iter().any(|name| file.contains(name))
        && head.lines().find(|line| !line.trim().is_empty()).is_some_and(|line| address(line).is_some())
}

fn is_following(head: &Head<'_>) -> bool {
    has_header(head, is_follow_header) || is_bare_list(head, &["following", "follows"])
}

fn is_collection(head: &Head<'_>) -> bool {
    head.text.trim_start_matches('\u{feff}').trim_start().starts_with('{')
        && head.text.contains("\"OrderedCollection\"")
        && head.text.contains("\"orderedItems\"")
}

fn is_outbox(head: &Head<'_>) -> bool {
    is_collection(head) && ["\"Create\"", "\"Announce\"", "outbox.json"].iter().any(|mark| head.text.contains(mark))
}

fn is_actor(head: &Head<'_>) -> bool {
    head.text.trim_start_matches('\u{feff}').trim_start().starts_with('{')
        && ["\"preferredUsername\"", "\"inbox\"", "\"outbox\""].iter().all(|mark| head.text.contains(mark))
}

fn is_other(head: &Head<'_>) -> bool {
    is_collection(head)
        || has_header(head, |header| header.has_all(&["Account address", "Hide notifications"]))
        || is_bare_list(head, &["blocked_accounts", "muted_accounts"])
}

fn read_nothing(_: &mut dyn BufRead, _: Context<'_>, _: &mut Intake<'_>) -> Result<(), ReadError> {
    Ok(())
}

fn read_following(input: &mut dyn BufRead, _: Context<'_>, intake: &mut Intake<'_>) -> Result<(), ReadError> {
    let mut bytes = Vec::new();
    input.read_to_end(&mut bytes).map_err(|cause| ReadError::Io { position: Position::Byte(0), cause })?;
    if let Ok(table) = Table::read(&mut bytes.as_slice(), is_follow_header) {
        let column = table.header().column("Account address");
        return table.each_row(intake, |row, intake| follow(row.get(column), row.position, intake));
    }
    for (line, number) in decode(&bytes).lines().zip(1..) {
        let line = line.split(',').next().unwrap_or(line).trim();
        if line.is_empty() {
            continue;
        }
        intake.record();
        if let Err(reason) = follow(line, Position::Line(number), intake) {
            intake.skip(Position::Line(number), reason);
        }
    }
    Ok(())
}

fn follow(cell: &str, position: Position, intake: &mut Intake<'_>) -> Result<(), &'static str> {
    let handle = address(cell).ok_or("the address is none")?;
    let key = Key::of_text(["mastodon-follow", handle.value()]);
    let b = Party::Who(Mention { handle: Some(handle), name: String::new() });
    intake.stated(StatedDraft { key, position, a: Party::Ego, b, kind: StatedKind::Follows, time: None });
    Ok(())
}

/// The server in the address of a page.
fn server(uri: &str) -> Option<&str> {
    uri.split_once("://")?.1.split(['/', '?', '#']).next().filter(|host| host.contains('.'))
}

fn read_actor(input: &mut dyn BufRead, _: Context<'_>, intake: &mut Intake<'_>) -> Result<(), ReadError> {
    let mut bytes = Vec::new();
    let read = input.read_to_end(&mut bytes);
    read.map_err(|cause| ReadError::Io { position: Position::Byte(bytes.len() as u64), cause })?;
    let hint = "request the archive again";
    let actor = parse(&bytes).map_err(|reason| ReadError::Malformed { position: Position::Byte(0), reason, hint })?;
    intake.record();
    let (user, uri) = (text(&actor, "preferredUsername"), text(&actor, "id"));
    let full = server(uri).map(|server| format!("{user}@{server}"));
    let handles = [full.as_deref().and_then(address), Handle::url(uri), Handle::url(text(&actor, "url"))];
    handles.into_iter().flatten().for_each(|handle| intake.own(OwnFact::Handle(handle)));
    let name = text(&actor, "name");
    if !name.is_empty() {
        intake.own(OwnFact::Name(name.to_owned()));
    }
    Ok(())
}

fn read_outbox(input: &mut dyn BufRead, _: Context<'_>, intake: &mut Intake<'_>) -> Result<(), ReadError> {
    let mut values = Values::under(input, &["orderedItems"]);
    let mut authors = Authors::default();
    let mut n = 0;
    loop {
        let position = Position::Byte(values.position());
        let found = values.next().map_err(|cause| ReadError::Io { position, cause })?;
        let Some(found) = found else { break };
        if matches!(found.value, Ok(Value::String(_))) {
            continue;
        }
        n += 1;
        intake.record();
        let position = Position::Item(n);
        let draft = found.value.and_then(|activity| authors.exchange(&activity, position).map_err(str::to_owned));
        match draft {
            Ok(draft) => intake.exchange(draft),
            Err(reason) => intake.skip(position, reason),
        }
    }
    if let Some(handle) = authors.ego.as_deref().and_then(Handle::url) {
        intake.own(OwnFact::Handle(handle));
    }
    Ok(())
}

/// What the posts have told so far about who is behind which page.
#[derive(Default)]
struct Authors {
    ego: Option<String>,
    by_page: FxHashMap<String, Mention>,
}

impl Authors {
    fn exchange(&mut self, activity: &Value, position: Position) -> Result<ExchangeDraft, &'static str> {
        let object = activity.get("object").unwrap_or(&Value::Null);
        let actor = text(activity, "actor");
        if self.ego.is_none() && !actor.is_empty() {
            self.ego = Some(actor.to_owned());
        }
        let is_boost = match text(activity, "type") {
            "Create" => false,
            "Announce" => true,
            _ => return Err("neither a post nor a boost"),
        };
        let published = [text(activity, "published"), text(object, "published")];
        let time = published.into_iter().find_map(iso_moment).ok_or("the post has no readable time")?;
        let mut to = if is_boost { self.boosted(activity, actor) } else { self.named(object, actor) };
        to.sort();
        to.dedup();
        if to.is_empty() {
            return Err("the post names nobody");
        }
        let ids = [text(activity, "id"), text(object, "id"), object.as_str().unwrap_or("")];
        let id = ids.into_iter().find(|id| !id.is_empty()).ok_or("the post has no id")?;
        let thread = Some(text(object, "conversation")).filter(|thread| !thread.is_empty()).unwrap_or(id);
        Ok(ExchangeDraft {
            key: Key::of_text(["mastodon-post", id]),
            position,
            time,
            channel: if is_private(activity) { Channel::Chat } else { Channel::Social },
            from: Party::Ego,
            bulk: is_boost || to.len() > CROWD,
            to: to.into_iter().map(|mention| (Party::Who(mention), Part::To)).collect(),
            thread: Key::of_text(["mastodon-thread", thread]),
        })
    }

    /// Whom a post names; people of the owner's own server are named without it.
    fn named(&mut self, object: &Value, actor: &str) -> Vec<Mention> {
        let mut named = Vec::new();
        for tag in list(object, "tag").iter().filter(|tag| text(tag, "type") == "Mention") {
            let (page, name) = (text(tag, "href"), text(tag, "name").trim_start_matches('@'));
            if page == actor && !page.is_empty() {
                continue;
            }
            let full =
                if name.contains('@') { name.to_owned() } else { format!("{name}@{}", server(page).unwrap_or("")) };
            let handle = address(&full).or_else(|| Handle::url(page));
            let Some(handle) = handle else { continue };
            let mention = Mention { handle: Some(handle), name: String::new() };
            self.by_page.insert(page.to_owned(), mention.clone());
            named.push(mention);
        }
        named
    }

    /// Whose post was boosted: the page in the copies that is no list of followers.
    fn boosted(&self, activity: &Value, actor: &str) -> Vec<Mention> {
        let pages = list(activity, "cc").iter().chain(list(activity, "to")).filter_map(Value::as_str);
        let people = pages.filter(|page| !page.ends_with("/followers") && !page.ends_with(PUBLIC) && *page != actor);
        let of_page = |page: &str| {
            let known = self.by_page.get(page).cloned();
            known.or_else(|| Some(Mention { handle: Some(Handle::url(page)?), name: String::new() }))
        };
        people.take(1).filter_map(of_page).collect()
    }
}

fn is_private(activity: &Value) -> bool {
    let mut all = list(activity, "to").iter().chain(list(activity, "cc")).filter_map(Value::as_str);
    !all.any(|page| page.ends_with(PUBLIC) || page.ends_with("/followers") || page == "as:Public" || page == "Public")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_have_a_user_and_a_server() {
        let value = |text| address(text).map(|handle| handle.value().to_owned());
        assert_eq!(value("@Ana@Social.example"), Some("mastodon:ana@social.example".to_owned()));
        for text in ["ana", "@ana", "a b@c.example", "ana@server", "Account address", "a@b@c.example"] {
            assert_eq!(value(text), None, "{text}");
        }
    }
}
