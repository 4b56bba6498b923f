//! The JSON export: collections of values, each with properties and further collections in it.

use super::{Activity, Book, reach, relation};
use crate::dates::{iso_birthday, iso_moment};
use crate::json_stream::{id, is_set, parse, text};
use crate::table::contact::Contact;
use crate::{Context, ExchangeDraft, Head, Intake, ReadError};
use serde_json::Value;
use std::collections::BTreeMap;
use std::io::{BufRead, Read};
use tertius_model::{Channel, Handle, Key, Mention, Part, Party, PersonName, Position, Relation};

/// A larger export of one person's contacts is none.
const MAX_BYTES: u64 = 512 << 20;

pub(super) fn detect(head: &Head<'_>) -> bool {
    let text = head.text.trim_start_matches('\u{feff}').trim_start();
    let start = text.get(..4_096).unwrap_or(text);
    text.starts_with('{') && ["\"app_version\"", "\"account\"", "\"version\""].iter().all(|mark| start.contains(mark))
}

pub(super) fn read(input: &mut dyn BufRead, _: Context<'_>, intake: &mut Intake<'_>) -> Result<(), ReadError> {
    let mut bytes = Vec::new();
    let read = input.take(MAX_BYTES).read_to_end(&mut bytes);
    read.map_err(|cause| ReadError::Io { position: Position::Byte(bytes.len() as u64), cause })?;
    let hint = "export it again; where that fails too, take Monica's SQL export";
    let export = parse(&bytes).map_err(|reason| ReadError::Malformed { position: Position::Byte(0), reason, hint })?;
    let account = export.get("account").unwrap_or(&Value::Null);
    let kinds = field_kinds(account);
    let mut book = Book::default();
    // Each contact lists what was done with them, by id.
    let mut present: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut n = 0;
    let mut next = |intake: &mut Intake<'_>| {
        intake.record();
        n += 1;
        Position::Item(n)
    };
    for contact in values(account.get("data"), "contact") {
        let position = next(intake);
        let uuid = id(contact, "uuid");
        if uuid.is_empty() {
            intake.skip(position, "the contact has no id");
            continue;
        }
        let (card, through) = card(contact, &kinds);
        if !through.is_empty() {
            book.relations.push((uuid.clone(), Relation::ReferredBy, through, position));
        }
        calls(contact, &uuid, &card, position, intake);
        for activity in values(contact.get("data"), "activity") {
            let activity = activity.as_str().map_or_else(|| id(activity, "uuid"), str::to_owned);
            present.entry(activity).or_default().push(uuid.clone());
        }
        book.contacts.insert(uuid, (card, position));
    }
    for relationship in values(account.get("data"), "relationship") {
        let position = next(intake);
        let properties = relationship.get("properties").unwrap_or(&Value::Null);
        // "The contact is the … of the other": the other names the contact as that.
        let (is, of) = (id(properties, "contact_is"), id(properties, "of_contact"));
        book.relations.push((of, relation(text(properties, "type")), is, position));
    }
    let mentions = book.hand_over(intake);
    for activity in values(account.get("data"), "activity") {
        let position = next(intake);
        let uuid = id(activity, "uuid");
        let day = activity.get("properties").map_or("", |properties| text(properties, "happened_at"));
        let contacts = present.get(&uuid).map_or(&[][..], Vec::as_slice);
        Activity { id: &uuid, day, contacts }.hand_over(&mentions, position, intake);
    }
    Ok(())
}

/// The values of the collections of one type. A collection of collections is written as a list, or as an object.
fn values<'v>(data: Option<&'v Value>, kind: &str) -> Vec<&'v Value> {
    let collections: Vec<&Value> = match data {
        Some(Value::Array(list)) => list.iter().collect(),
        Some(Value::Object(map)) => map.values().collect(),
        _ => Vec::new(),
    };
    let of_kind = collections.into_iter().filter(|collection| text(collection, "type") == kind);
    of_kind
        .flat_map(|collection| match collection.get("values") {
            Some(Value::Array(list)) => list.iter().collect::<Vec<_>>(),
            Some(Value::Object(map)) => map.values().collect(),
            _ => Vec::new(),
        })
        .collect()
}

/// What each kind of contact field is, by its id.
fn field_kinds(account: &Value) -> BTreeMap<String, String> {
    let types = account.get("instance").and_then(|instance| instance.get("contact_field_types"));
    let list: Vec<&Value> = match types {
        Some(Value::Array(list)) => list.iter().collect(),
        Some(collection) => collection.get("values").and_then(Value::as_array).into_iter().flatten().collect(),
        None => Vec::new(),
    };
    let kind = |value: &Value| {
        let properties = value.get("properties").unwrap_or(value);
        let words = [text(properties, "type"), text(properties, "protocol"), text(properties, "name")];
        words.into_iter().find(|word| !word.is_empty()).unwrap_or("").to_owned()
    };
    list.into_iter().map(|value| (id(value, "uuid"), kind(value))).collect()
}

/// The card of a contact, and the id of the one through whom ego met them.
fn card(value: &Value, kinds: &BTreeMap<String, String>) -> (Contact, String) {
    let properties = value.get("properties").unwrap_or(&Value::Null);
    let part = |key: &str| text(properties, key).to_owned();
    let mut contact = Contact {
        name: PersonName {
            given: part("first_name"),
            middle: part("middle_name"),
            family: part("last_name"),
            nickname: part("nickname"),
            ..PersonName::default()
        },
        ..Contact::default()
    };
    contact.job(text(properties, "company"), text(properties, "job"));
    let tags = properties.get("tags").and_then(Value::as_array).into_iter().flatten();
    contact.groups.extend(tags.filter_map(Value::as_str).map(str::to_owned));
    if let Some(birthdate) = properties.get("birthdate")
        && !is_set(birthdate, "is_age_based")
    {
        let date = text(birthdate, "date");
        contact.birthday = date.get(..10).and_then(iso_birthday);
        if is_set(birthdate, "is_year_unknown")
            && let Some(birthday) = &mut contact.birthday
        {
            birthday.year = None;
        }
    }
    for field in values(value.get("data"), "contact_field") {
        let properties = field.get("properties").unwrap_or(&Value::Null);
        let kind = kinds.get(text(properties, "type")).map_or("", String::as_str);
        reach(&mut contact, kind, text(properties, "data"));
    }
    (contact, id(properties, "first_met_through"))
}

/// Calls between ego and a contact; what was said in them is not read.
fn calls(value: &Value, uuid: &str, card: &Contact, position: Position, intake: &mut Intake<'_>) {
    let handle = card.handles.first().cloned().or_else(|| Handle::account("monica", uuid));
    let Some(handle) = handle else { return };
    let them = Party::Who(Mention { handle: Some(handle), name: String::new() });
    for call in values(value.get("data"), "call") {
        let properties = call.get("properties").unwrap_or(&Value::Null);
        let called = text(properties, "called_at");
        let Some(time) = iso_moment(called).or_else(|| iso_moment(&format!("{called}T00:00:00"))) else {
            intake.skip(position, "a call has no readable date");
            continue;
        };
        let by_them = is_set(properties, "contact_called");
        let (from, to) = if by_them { (them.clone(), Party::Ego) } else { (Party::Ego, them.clone()) };
        intake.exchange(ExchangeDraft {
            key: Key::of_text(["monica-call", uuid, &id(call, "uuid"), called]),
            position,
            time,
            channel: Channel::AddressBook,
            from,
            to: vec![(to, Part::To)],
            thread: Key::of_text(["monica-calls", uuid]),
            bulk: false,
        });
    }
}
