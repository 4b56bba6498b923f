//! Facebook's friends, followers, requests and address book, and Instagram's address book: names, dates, numbers.
//!
//! Facebook gives friends no id: a name and a day. A friendship is both following each other; a request that nobody
//! answered is one following the other.

use super::{contact_point, each_listed, mended, mention};
use crate::formats::json_walk::{Value, Walker};
use crate::{Context, Head, Intake, ReadError, StatedDraft};
use std::io::BufRead;
use tertius_model::{Card, Handle, Key, Mention, Party, PersonName, Position, StatedKind, Timestamp};

/// Who did what in a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    /// They follow ego, or asked ego.
    Them,
    /// Ego follows them, or asked them.
    Ego,
    /// Nobody does any more.
    Gone,
}

/// The lists of one-sided ties, by the key over them.
pub(super) const FOLLOWS: [(&str, Side); 9] = [
    ("followers_v2", Side::Them),
    ("followers_v3", Side::Them),
    ("following_v2", Side::Ego),
    ("following_v3", Side::Ego),
    ("received_requests_v2", Side::Them),
    ("sent_requests_v2", Side::Ego),
    ("rejected_requests_v2", Side::Gone),
    ("deleted_friends_v2", Side::Gone),
    ("removed_friends_v2", Side::Gone),
];

pub(super) fn is_old_friends(head: &Head<'_>) -> bool {
    let start: String = head.text.chars().take(400).filter(|c| !c.is_whitespace()).collect();
    start.contains("{\"friends\":[{\"") && start.contains("\"name\"")
}

pub(super) fn is_address_book(head: &Head<'_>) -> bool {
    let has = |key: &str| head.text.contains(key);
    super::starts_object(head) && (has("\"address_book_v2\"") || (has("\"address_book\"") && has("\"contact_point\"")))
}

fn walk(input: &mut dyn BufRead, each: &mut dyn FnMut(&str, &Value, Position)) -> Result<(), ReadError> {
    let mut input = input;
    let mut walker = Walker::new(&mut input);
    let walked = each_listed(&mut walker, "", each);
    walked.map_err(|fault| walker.error(fault))
}

pub(super) fn read_friends(input: &mut dyn BufRead, _: Context<'_>, intake: &mut Intake<'_>) -> Result<(), ReadError> {
    walk(input, &mut |_, item, position| {
        intake.record();
        let time = item.get("timestamp").moment();
        let Some(who) = mention(item.get("name").text()) else {
            return intake.skip(position, "the friend has no name");
        };
        // No card beside the two: with nothing but a name it would be somebody else.
        for (a, b) in [(Party::Ego, Party::Who(who.clone())), (Party::Who(who.clone()), Party::Ego)] {
            intake.stated(follow("facebook", a, b, time, position));
        }
    })
}

pub(super) fn read_follows(input: &mut dyn BufRead, _: Context<'_>, intake: &mut Intake<'_>) -> Result<(), ReadError> {
    walk(input, &mut |key, item, position| {
        let Some((_, side)) = FOLLOWS.iter().find(|(name, _)| *name == key) else { return };
        intake.record();
        let Some(who) = mention(item.get("name").text()) else {
            return intake.skip(position, "the entry has no name");
        };
        let (a, b) = match side {
            Side::Them => (Party::Who(who), Party::Ego),
            Side::Ego => (Party::Ego, Party::Who(who)),
            Side::Gone => return intake.skip(position, "no friend any more, or never one"),
        };
        intake.stated(follow("facebook", a, b, item.get("timestamp").moment(), position));
    })
}

pub(super) fn read_address_book(
    input: &mut dyn BufRead,
    _: Context<'_>,
    intake: &mut Intake<'_>,
) -> Result<(), ReadError> {
    walk(input, &mut |_, item, position| {
        intake.record();
        let points = item.get("details").items().iter();
        let handles: Vec<Handle> =
            points.filter_map(|point| contact_point(point.get("contact_point").text())).collect();
        take_contact("facebook-contact", &mended(item.get("name").text()), handles, position, intake);
    })
}

/// `{"contacts_contact_info":[{"string_map_data":{"First Name":{"value":…}}}]}`; the labels are in ego's tongue.
pub(super) fn read_instagram_contacts(
    input: &mut dyn BufRead,
    _: Context<'_>,
    intake: &mut Intake<'_>,
) -> Result<(), ReadError> {
    walk(input, &mut |_, item, position| {
        intake.record();
        let (mut names, mut handles) = (Vec::new(), Vec::new());
        for (_, field) in item.get("string_map_data").entries() {
            let text = mended(field.get("value").text()).into_owned();
            match contact_point(&text) {
                Some(handle) => handles.push(handle),
                None if !text.is_empty() => names.push(text),
                None => {}
            }
        }
        take_contact("instagram-contact", &names.join(" "), handles, position, intake);
    })
}

fn take_contact(kind: &str, name: &str, mut handles: Vec<Handle>, position: Position, intake: &mut Intake<'_>) {
    let mut seen = Vec::new();
    handles.retain(|handle| {
        !seen.contains(handle) && {
            seen.push(handle.clone());
            true
        }
    });
    if name.trim().is_empty() && handles.is_empty() {
        return intake.skip(position, "the contact has neither a name nor a number");
    }
    intake.card(card(kind, name.trim(), handles, position));
}

fn card(kind: &str, name: &str, handles: Vec<Handle>, position: Position) -> Card {
    let identity = handles.first().map_or(name, Handle::value);
    Card {
        key: Key::of_text([kind, identity]),
        position,
        name: PersonName { full: name.to_owned(), ..PersonName::default() },
        handles,
        jobs: Vec::new(),
        place: String::new(),
        birthday: None,
        groups: Vec::new(),
        note: String::new(),
        connection: None,
        revised: None,
    }
}

/// One party following the other on a network.
pub(super) fn follow(place: &str, a: Party, b: Party, time: Option<Timestamp>, position: Position) -> StatedDraft {
    let identity = |party: &Party| match party {
        Party::Ego => "ego".to_owned(),
        Party::Who(Mention { handle: Some(handle), .. }) => handle.to_string(),
        Party::Who(Mention { handle: None, name }) => format!("={name}"),
    };
    let key = Key::of_text(["follows", place, &identity(&a), &identity(&b)]);
    StatedDraft { key, position, a, b, kind: StatedKind::Follows, time }
}
