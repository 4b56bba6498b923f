//! Google Contacts as CSV: the columns until 2024, the columns since, and the import template's order.
//!
//! The third choice of Google's export dialogue, "Outlook CSV", is read as Outlook's.

use super::{Format, Reader};
use crate::dates::iso_birthday;
use crate::table::contact::{Contact, joined, values};
use crate::table::{Column, Header, Row, Table, has_header};
use crate::{Context, Intake, ReadError};
use std::io::BufRead;
use tertius_model::{Handle, PersonName, Relation};

/// Rows of the table.
pub(super) static FORMATS: &[Format] = &[Format {
    id: "google-csv",
    title: "Google Contacts CSV",
    obtain: "at contacts.google.com: Export, Google CSV, Export; the CSV of contacts in Google Takeout is the same",
    reads: "names, e-mails, phones, profiles, employers, titles, places, birthdays, labels, notes, relations",
    never: "photos, streets, custom fields",
    detect: |head| has_header(head, is_header),
    reader: Reader::Stream(read),
    may_yield_nobody: false,
}];

fn is_header(header: &Header) -> bool {
    let old = header.has_all(&["Given Name", "Family Name"])
        && (header.has("Group Membership") || header.has("Yomi Name") || header.has("E-mail 1 - Value"));
    let new = header.has_all(&["First Name", "Last Name", "Labels"])
        && (header.has("Organization Name") || header.has("Name Prefix") || header.has("E-mail 1 - Value"));
    old || new
}

/// The columns that repeat with a number, by number.
struct Numbered(Vec<(Column, Column)>);

impl Numbered {
    /// `kinds` names the half that says what the other half, `of`, is.
    fn of(header: &Header, prefix: &str, of: &str, kinds: &[&str]) -> Numbered {
        let columns = header.numbers(prefix, of).into_iter().map(|n| {
            let kinds: Vec<String> = kinds.iter().map(|kind| format!("{prefix} {n} - {kind}")).collect();
            let kinds: Vec<&str> = kinds.iter().map(String::as_str).collect();
            (header.any(&kinds), header.column(&format!("{prefix} {n} - {of}")))
        });
        Numbered(columns.collect())
    }

    /// The filled pairs of a row; the preferred one's mark is taken off its kind.
    fn pairs<'r>(&'r self, row: &'r Row<'_>) -> impl Iterator<Item = (&'r str, &'r str)> {
        self.0
            .iter()
            .map(|&(kind, value)| (row.get(kind).trim_start_matches('*').trim_start(), row.get(value)))
            .filter(|(_, value)| !value.is_empty())
    }
}

struct Columns {
    full: Column,
    given: Column,
    middle: Column,
    family: Column,
    nickname: Column,
    maiden: Column,
    file_as: Column,
    birthday: Column,
    notes: Column,
    groups: Column,
    location: Column,
    occupation: Column,
    emails: Numbered,
    phones: Numbered,
    ims: Numbered,
    websites: Numbered,
    relations: Numbered,
    jobs: Vec<(Column, Column)>,
    places: Vec<[Column; 3]>,
}

impl Columns {
    fn of(header: &Header) -> Columns {
        let kinds = ["Label", "Type"];
        let numbered = |prefix| Numbered::of(header, prefix, "Value", &kinds);
        let mut jobs = vec![(header.column("Organization Name"), header.column("Organization Title"))];
        jobs.extend(Numbered::of(header, "Organization", "Title", &["Name"]).0);
        let place = |n| ["City", "Region", "Country"].map(|part| header.column(&format!("Address {n} - {part}")));
        Columns {
            full: header.column("Name"),
            given: header.any(&["Given Name", "First Name"]),
            middle: header.any(&["Additional Name", "Middle Name"]),
            family: header.any(&["Family Name", "Last Name"]),
            nickname: header.column("Nickname"),
            maiden: header.column("Maiden Name"),
            file_as: header.column("File As"),
            birthday: header.column("Birthday"),
            notes: header.column("Notes"),
            groups: header.any(&["Labels", "Group Membership"]),
            location: header.column("Location"),
            occupation: header.column("Occupation"),
            emails: numbered("E-mail"),
            phones: numbered("Phone"),
            ims: Numbered::of(header, "IM", "Value", &["Service", "Label", "Type"]),
            websites: numbered("Website"),
            relations: numbered("Relation"),
            jobs,
            places: header.numbers("Address", "City").into_iter().map(place).collect(),
        }
    }
}

fn read(stream: &mut dyn BufRead, _: Context<'_>, intake: &mut Intake<'_>) -> Result<(), ReadError> {
    let table = Table::read(stream, is_header)?;
    let columns = Columns::of(table.header());
    table.each_row(intake, |row, intake| contact(row, &columns).take("google", row.position, intake))
}

fn contact(row: &Row<'_>, columns: &Columns) -> Contact {
    let mut contact = Contact {
        name: PersonName {
            full: row.get(columns.full).into(),
            given: row.get(columns.given).into(),
            middle: row.get(columns.middle).into(),
            family: row.get(columns.family).into(),
            nickname: row.get(columns.nickname).into(),
            maiden: row.get(columns.maiden).into(),
        },
        birthday: iso_birthday(row.get(columns.birthday)),
        note: row.get(columns.notes).into(),
        groups: groups(row.get(columns.groups)),
        ..Contact::default()
    };
    columns.emails.pairs(row).for_each(|(_, value)| contact.emails(value));
    columns.phones.pairs(row).for_each(|(_, value)| contact.phones(value));
    for (service, value) in columns.ims.pairs(row) {
        values(value).for_each(|name| contact.handle(Handle::account(service, name)));
    }
    columns.websites.pairs(row).for_each(|(_, value)| contact.pages(value));
    for &(employer, title) in &columns.jobs {
        contact.job(row.get(employer), row.get(title));
    }
    if contact.jobs.is_empty() {
        contact.job("", row.get(columns.occupation));
    }
    for (kind, value) in columns.relations.pairs(row) {
        value.split(" ::: ").for_each(|who| contact.relation(Relation::parse(kind), who));
    }
    let places = columns.places.iter().map(|parts| joined(parts.map(|part| row.get(part)), ", "));
    contact.place =
        places.into_iter().find(|place| !place.is_empty()).unwrap_or_else(|| row.get(columns.location).into());
    contact.complete_name();
    if contact.name.full.is_empty() && contact.jobs.iter().all(|job| job.employer != row.get(columns.file_as)) {
        contact.name.full = row.get(columns.file_as).into();
    }
    contact
}

/// The labels that ego gave. Google's own are dropped, except those that say how ego knows the person.
fn groups(cell: &str) -> Vec<String> {
    let group = |group: &str| match group.trim().strip_prefix("* ") {
        Some(system) if ["Friends", "Family", "Coworkers"].contains(&system.trim()) => Some(system.trim().to_owned()),
        Some(_) => None,
        None => Some(group.trim().to_owned()).filter(|group| !group.is_empty()),
    };
    cell.split(" ::: ").filter_map(group).collect()
}
