//! Monica, the personal relationship manager: its JSON export and its SQL export (version 4).
//!
//! Both say the same: contacts, how to reach them, and who is what to whom. The owner is ego, so the contacts are an
//! address book.

mod json;
mod sql;

use super::{Format, Reader};
use crate::dates::iso_day;
use crate::table::contact::Contact;
use crate::{GatheringDraft, Intake, StatedDraft};
use std::collections::BTreeMap;
use tertius_model::{Attendance, Card, Handle, Key, Mention, Party, Position, Relation, StatedKind};

const NEVER: &str = "notes, journals, gifts, debts, documents, photographs, what was said in calls and conversations";

/// Rows of the table.
pub(super) static FORMATS: &[Format] = &[
    Format {
        id: "monica-json",
        title: "Monica: JSON export",
        obtain: "Monica 4 > Settings > Export > JSON",
        reads: "contacts with addresses, employers, birthdays and tags; who is what to whom, who met whom through whom; \
                dates of calls and activities",
        never: NEVER,
        detect: json::detect,
        reader: Reader::Stream(json::read),
        may_yield_nobody: false,
    },
    Format {
        id: "monica-sql",
        title: "Monica: SQL export",
        obtain: "Monica 4 > Settings > Export > SQL",
        reads: "contacts with addresses, employers and nicknames; who is what to whom, who met whom through whom; dates of activities",
        never: NEVER,
        detect: sql::detect,
        reader: Reader::Stream(sql::read),
        may_yield_nobody: false,
    },
];

/// The contacts on their way to the intake, by the id that the export gives them.
#[derive(Default)]
struct Book {
    contacts: BTreeMap<String, (Contact, Position)>,
    /// Who names whom as what: ids.
    relations: Vec<(String, Relation, String, Position)>,
}

impl Book {
    /// Hands everything over; whom each id names.
    fn hand_over(self, intake: &mut Intake<'_>) -> BTreeMap<String, Mention> {
        let mut mentions: BTreeMap<String, Mention> = BTreeMap::new();
        for (id, (mut contact, position)) in self.contacts {
            contact.complete_name();
            if contact.name.full.is_empty() && contact.handles.is_empty() {
                intake.skip(position, "the contact has neither a name nor an address");
                continue;
            }
            let handle = contact.handles.first().cloned().or_else(|| Handle::account("monica", &id));
            mentions.insert(id.clone(), Mention { handle: handle.clone(), name: contact.name.full.clone() });
            // Without an address of their own only the contact's id ties a relation to this card.
            if contact.handles.is_empty() {
                contact.handle(handle);
            }
            let card: Card = contact.into_card(Key::of_text(["monica-contact", &id]), position);
            intake.card(card);
        }
        for (a, relation, b, position) in self.relations {
            let (Some(who), Some(whom)) = (mentions.get(&a), mentions.get(&b)) else {
                intake.skip(position, "the relationship is with a contact who is not in the export");
                continue;
            };
            let key = Key::of_text(["monica-relation", &a, relation.id(), &b]);
            let (who, whom) = (Party::Who(who.clone()), Party::Who(whom.clone()));
            intake.stated(StatedDraft {
                key,
                position,
                a: who,
                b: whom,
                kind: StatedKind::Related(relation),
                time: None,
            });
        }
        mentions
    }
}

/// Something that ego did with contacts on a day.
struct Activity<'a> {
    id: &'a str,
    /// As it is written.
    day: &'a str,
    contacts: &'a [String],
}

impl Activity<'_> {
    fn hand_over(&self, mentions: &BTreeMap<String, Mention>, position: Position, intake: &mut Intake<'_>) {
        let day = self.day.get(..10).and_then(iso_day);
        let Some(day) = day else { return intake.skip(position, "the activity has no readable date") };
        let guests: Vec<_> = self.contacts.iter().filter_map(|id| mentions.get(id)).collect();
        if guests.is_empty() {
            return intake.skip(position, "the activity is with nobody who is in the export");
        }
        intake.gathering(GatheringDraft {
            key: Key::of_text(["monica-activity", self.id]),
            position,
            start: day.start(),
            minutes: 0,
            size: guests.len() as u32 + 1,
            organizer: Some(Party::Ego),
            guests: guests.into_iter().map(|who| (Party::Who(who.clone()), Attendance::Yes)).collect(),
        });
    }
}

/// What Monica calls a relationship.
fn relation(word: &str) -> Relation {
    match word.trim().to_lowercase().as_str() {
        "lover" | "date" | "inlovewith" | "lovedby" | "in_love_with" | "loved_by" => Relation::Other,
        "uncle" | "nephew" | "niece" | "cousin" | "grandparent" | "grandchild" | "godfather" | "godson"
        | "stepparent" | "stepchild" => Relation::Relative,
        "bestfriend" | "best friend" => Relation::Friend,
        "colleague" => Relation::CoWorker,
        "boss" => Relation::Manager,
        "subordinate" => Relation::Assistant,
        other => Relation::parse(other),
    }
}

/// An address by the name or kind that Monica gives to its field.
fn reach(contact: &mut Contact, kind: &str, value: &str) {
    let value = value.trim();
    match kind.trim().to_lowercase().as_str() {
        "email" | "mailto:" | "e-mail" => contact.emails(value),
        "phone" | "tel:" | "mobile" | "whatsapp" | "telephone" => contact.phones(value),
        "facebook" | "linkedin" | "website" | "url" => contact.handle(Handle::url(value)),
        "twitter" => contact.handle(Handle::account("twitter", value.rsplit('/').next().unwrap_or(value))),
        "telegram" => contact.handle(Handle::account("telegram", value.trim_start_matches('@'))),
        _ => contact.handle(Handle::parse(value)),
    }
}
