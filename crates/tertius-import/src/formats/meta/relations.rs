//! Instagram's and Threads' followers and following: user names and since when.
//!
//! A user name stands in `value`, or in `title`, or only at the end of the address, there with a `_u/` before it.
//! Threads has no user names of its own: they are Instagram's.

use super::lists::follow;
use super::{each_listed, starts_object};
use crate::formats::json_walk::{Value, Walker};
use crate::{Context, Head, Intake, ReadError, StatedDraft};
use std::io::BufRead;
use tertius_model::{Handle, Key, Mention, Party, Position, Relation, StatedKind, Timestamp};

pub(super) fn is_instagram(head: &Head<'_>) -> bool {
    let start = head.text.trim_start_matches(|c: char| c == '\u{feff}' || c.is_whitespace());
    let is_list = start.starts_with('[') && start.contains("\"string_list_data\"") && start.contains("instagram.com");
    is_list || (starts_object(head) && start.contains("\"relationships_"))
}

/// What a list says, by the end of the key over it.
fn relation(key: &str) -> Option<List> {
    const LISTS: [(&str, List); 6] = [
        ("close_friends", List::CloseFriends),
        ("followers", List::Followers),
        ("following", List::Following),
        ("follow_requests_sent", List::Following),
        ("permanent_follow_requests", List::Following),
        ("follow_requests_received", List::Followers),
    ];
    LISTS.into_iter().find(|(end, _)| key.ends_with(end)).map(|(_, list)| list)
}

#[derive(Clone, Copy)]
enum List {
    Followers,
    Following,
    CloseFriends,
}

pub(super) fn read_instagram(
    input: &mut dyn BufRead,
    _: Context<'_>,
    intake: &mut Intake<'_>,
) -> Result<(), ReadError> {
    read(input, "instagram", intake)
}

pub(super) fn read_threads(input: &mut dyn BufRead, _: Context<'_>, intake: &mut Intake<'_>) -> Result<(), ReadError> {
    read(input, "threads", intake)
}

fn read(input: &mut dyn BufRead, place: &str, intake: &mut Intake<'_>) -> Result<(), ReadError> {
    let mut input = input;
    let mut walker = Walker::new(&mut input);
    // A list without a key over it is one of followers: Instagram writes no other so.
    let walked = each_listed(&mut walker, "followers", &mut |key, item, position| {
        if !item.has("string_list_data") && !item.has("string_map_data") {
            return;
        }
        intake.record();
        let Some(list) = relation(key) else {
            return intake.skip(position, "the list is of no people you know: blocked, hidden, suggested, posts");
        };
        let Some((handle, time)) = account(item) else { return intake.skip(position, "the entry has no user name") };
        let who = Party::Who(Mention { handle: Some(handle), name: String::new() });
        intake.stated(match list {
            List::Followers => follow(place, who, Party::Ego, time, position),
            List::Following => follow(place, Party::Ego, who, time, position),
            List::CloseFriends => close_friend(place, who, time, position),
        });
    });
    walked.map_err(|fault| walker.error(fault))
}

fn close_friend(place: &str, who: Party, time: Option<Timestamp>, position: Position) -> StatedDraft {
    let tie = follow(place, Party::Ego, who, time, position);
    let key = Key::of([b"close friend".as_slice(), &tie.key.0.to_le_bytes()]);
    StatedDraft { key, kind: StatedKind::Related(Relation::Friend), ..tie }
}

/// The account of one entry, and since when.
fn account(item: &Value) -> Option<(Handle, Option<Timestamp>)> {
    let data = item.get("string_list_data").items().first();
    let field = |key: &str| data.map_or("", |data| data.get(key).text());
    let of_address = field("href").trim_end_matches('/').rsplit('/').next().unwrap_or_default().trim_start_matches('@');
    let candidates = [field("value"), item.get("title").text(), of_address];
    let name = candidates.into_iter().find(|name| !name.is_empty() && !name.contains(char::is_whitespace))?;
    let name = name.strip_prefix("_u/").unwrap_or(name);
    let time = data.and_then(|data| data.get("timestamp").moment());
    Handle::account("instagram", name).map(|handle| (handle, time))
}
