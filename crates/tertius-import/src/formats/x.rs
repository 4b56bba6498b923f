//! The archive of X, once Twitter: scripts that assign one long list each.
//!
//! What a file is follows from the first key of its first entry, never from the name of the variable. Lists of
//! follows hold ids only; names come from whom the owner's posts mention, so posts make cards that join the two.

mod messages;
mod old_posts;
mod posts;

use super::{Format, Reader};
use crate::json_stream::{Values, id, text};
use crate::{Context, Head, Intake, ReadError, StatedDraft};
use serde_json::Value;
use std::io::BufRead;
use tertius_model::{Handle, Key, Mention, OwnFact, Party, Position, StatedKind};

const OBTAIN: &str = "x.com: More, Settings and privacy, Your account, Download an archive of your data, and confirm it is \
                      you; a day or more later a link comes; import the zip as it is";
const NEVER: &str = "texts, pictures, likes, blocks and mutes, advertising, log-ins";

/// Rows of the table.
pub(super) static FORMATS: &[Format] = &[
    row(
        "x-follows",
        "X archive: follower.js, following.js",
        "whom you follow and who follows you, as numbers",
        |head| is_of(head, &["follower", "following"]),
        read_follows,
    ),
    row(
        "x-messages",
        "X archive: direct-messages.js",
        "who wrote to whom and when",
        |head| is_of(head, &["dmConversation"]),
        messages::read,
    ),
    row(
        "x-posts",
        "X archive: tweets.js",
        "whom your posts name or answer and when; the names behind the numbers",
        is_posts,
        posts::read,
    )
    .for_nobody(),
    row(
        "x-old-posts",
        "X archive: tweets.csv of 2018 and before",
        "whom your posts name or answer and when",
        old_posts::detect,
        old_posts::read,
    )
    .for_nobody(),
    row(
        "x-account",
        "X archive: account.js",
        "your own name and addresses",
        |head| is_of(head, &["account"]),
        read_account,
    )
    .for_nobody(),
    row("x-other", "X archive: files without people", "nothing", |head| assigned(head).is_some(), |_, _, _| Ok(()))
        .for_nobody(),
];

type Read = fn(&mut dyn BufRead, Context<'_>, &mut Intake<'_>) -> Result<(), ReadError>;

const fn row(
    id: &'static str,
    title: &'static str,
    reads: &'static str,
    detect: fn(&Head<'_>) -> bool,
    read: Read,
) -> Format {
    let reader = Reader::Stream(read);
    Format { id, title, obtain: OBTAIN, reads, never: NEVER, detect, reader, may_yield_nobody: false }
}

/// What the script assigns: everything after the first `=`.
fn assigned<'h>(head: &Head<'h>) -> Option<&'h str> {
    let text = head.text.trim_start_matches('\u{feff}').trim_start();
    let is_archive =
        ["window.YTD.", "window.__THAR_CONFIG", "Grailbird.data."].iter().any(|start| text.starts_with(start));
    let (variable, rest) = text.split_once('=')?;
    (is_archive && variable.len() < 200).then_some(rest)
}

/// The first entry of the list. It may be longer than the head: then only its first keys are known.
fn first_keys(head: &Head<'_>) -> Option<Vec<String>> {
    let text = assigned(head)?.trim_start().strip_prefix('[')?;
    let mut bytes = text.as_bytes();
    if let Ok(Some(found)) = Values::listed(&mut bytes).next()
        && let Ok(Value::Object(entry)) = found.value
    {
        return Some(entry.into_iter().map(|(key, _)| key).collect());
    }
    let key = text.trim_start().strip_prefix('{')?.trim_start().strip_prefix('"')?.split('"').next()?;
    Some(vec![key.to_owned()])
}

fn is_of(head: &Head<'_>, keys: &[&str]) -> bool {
    first_keys(head).is_some_and(|first| first.len() == 1 && keys.contains(&first[0].as_str()))
}

fn is_posts(head: &Head<'_>) -> bool {
    // Some early archives have no wrapper around the post.
    // Lists of numbers and times of posts have the wrapper and no post in it.
    head.text.contains("text\"")
        && first_keys(head).is_some_and(|keys| {
            keys == ["tweet"] || ["created_at", "id_str"].iter().all(|key| keys.iter().any(|known| known == key))
        })
}

/// An account's number, and its name on the platform.
fn by_number(id: &str) -> Option<Handle> {
    let fits = !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit());
    Handle::account("twitter-id", id).filter(|_| fits)
}

fn by_name(name: &str) -> Option<Handle> {
    Handle::account("twitter", name)
}

/// Somebody of whom the archive knows the number only.
fn numbered(id: &str) -> Option<Mention> {
    Some(Mention { handle: Some(by_number(id)?), name: String::new() })
}

/// Hands over every entry of a list.
fn each_entry(
    input: &mut dyn BufRead,
    intake: &mut Intake<'_>,
    take: &mut dyn FnMut(&Value, Position, &mut Intake<'_>) -> Result<(), &'static str>,
) -> Result<(), ReadError> {
    let mut values = Values::listed(input);
    let mut n = 0;
    loop {
        let at = Position::Byte(values.position());
        let Some(found) = values.next().map_err(|cause| ReadError::Io { position: at, cause })? else { return Ok(()) };
        n += 1;
        intake.record();
        let position = Position::Item(n);
        let taken = found.value.and_then(|value| take(&value, position, intake).map_err(str::to_owned));
        if let Err(reason) = taken {
            intake.skip(position, reason);
        }
    }
}

fn read_follows(input: &mut dyn BufRead, _: Context<'_>, intake: &mut Intake<'_>) -> Result<(), ReadError> {
    each_entry(input, intake, &mut |entry, position, intake| {
        let (way, account) = match (entry.get("following"), entry.get("follower")) {
            (Some(account), _) => ("out", account),
            (None, Some(account)) => ("in", account),
            (None, None) => return Err("neither a follower nor somebody followed"),
        };
        let number = id(account, "accountId");
        let them = Party::Who(numbered(&number).ok_or("the account has no number")?);
        let (a, b) = if way == "out" { (Party::Ego, them) } else { (them, Party::Ego) };
        let key = Key::of_text(["x-follow", way, &number]);
        intake.stated(StatedDraft { key, position, a, b, kind: StatedKind::Follows, time: None });
        Ok(())
    })
}

fn read_account(input: &mut dyn BufRead, _: Context<'_>, intake: &mut Intake<'_>) -> Result<(), ReadError> {
    each_entry(input, intake, &mut |entry, _, intake| {
        let account = entry.get("account").ok_or("no account")?;
        let handles = [
            by_number(&id(account, "accountId")),
            by_name(text(account, "username")),
            Handle::email(text(account, "email")),
        ];
        handles.into_iter().flatten().for_each(|handle| intake.own(OwnFact::Handle(handle)));
        let name = text(account, "accountDisplayName");
        if !name.is_empty() {
            intake.own(OwnFact::Name(name.to_owned()));
        }
        Ok(())
    })
}
