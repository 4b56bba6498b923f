//! The address book that ego once uploaded to LinkedIn, and ego's notes on connections.

use super::{PersonColumns, identity, moment};
use crate::dates::{day_month_name_year, iso_birthday, iso_day, month_name_birthday};
use crate::table::contact::Contact;
use crate::table::{Header, Table};
use crate::{Context, Intake, ReadError};
use std::io::BufRead;
use tertius_model::{Key, PersonName};

pub(super) fn is_contacts(header: &Header) -> bool {
    header.has_all(&["First Name", "Last Name", "Phone Numbers", "Created At"])
}

pub(super) fn read_contacts(
    stream: &mut dyn BufRead,
    _: Context<'_>,
    intake: &mut Intake<'_>,
) -> Result<(), ReadError> {
    let table = Table::read(stream, is_contacts)?;
    let header = table.header();
    let [first, last, full] = ["First Name", "Last Name", "Full Name"].map(|name| header.column(name));
    let (emails, phones) = (header.any(&["Emails", "Email Address"]), header.column("Phone Numbers"));
    let [company, title, place] = ["Companies", "Title", "Location"].map(|name| header.column(name));
    let [birthday, profiles, sites] = ["Birthday", "Profiles", "Sites"].map(|name| header.column(name));
    table.each_row(intake, |row, intake| {
        let mut contact = Contact {
            name: PersonName {
                full: row.get(full).into(),
                given: row.get(first).into(),
                family: row.get(last).into(),
                ..Default::default()
            },
            place: row.get(place).into(),
            birthday: iso_birthday(row.get(birthday)).or_else(|| month_name_birthday(row.get(birthday))),
            ..Default::default()
        };
        contact.emails(row.get(emails));
        contact.phones(row.get(phones));
        contact.pages(row.get(profiles));
        contact.pages(row.get(sites));
        contact.job(row.get(company), row.get(title));
        contact.take("linkedin-contacts", row.position, intake)
    })
}

pub(super) fn is_notes(header: &Header) -> bool {
    header.has_all(&["Connection Profile URL", "Note"])
}

pub(super) fn read_notes(stream: &mut dyn BufRead, _: Context<'_>, intake: &mut Intake<'_>) -> Result<(), ReadError> {
    let table = Table::read(stream, is_notes)?;
    let header = table.header();
    let (first, last) = ("Connection First Name", "Connection Last Name");
    let columns = PersonColumns::of(header, first, last, "Connection Profile URL");
    let [first, last, note] = [first, last, "Note"].map(|name| header.column(name));
    let (created, edited) = (header.column("Created On"), header.column("Edited On"));
    table.each_row(intake, |row, intake| {
        let who = columns.mention(row).ok_or("the row names nobody")?;
        if row.get(note).is_empty() {
            return Err("the note is empty");
        }
        let date = if row.get(edited).is_empty() { row.get(created) } else { row.get(edited) };
        let day = || day_month_name_year(date).or_else(|| iso_day(date)).map(tertius_model::Day::start);
        let key = Key::of_text(["linkedin-note", &identity(&who), row.get(created)]);
        let name = PersonName {
            full: who.name,
            given: row.get(first).into(),
            family: row.get(last).into(),
            ..Default::default()
        };
        let revised = moment(date).or_else(day);
        let mut contact = Contact { name, note: row.get(note).into(), revised, ..Default::default() };
        contact.handle(who.handle);
        intake.card(contact.into_card(key, row.position));
        Ok(())
    })
}
