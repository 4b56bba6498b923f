//! The files about ego: name, career, schools, own addresses, and who invited ego to LinkedIn.

use super::{PersonColumns, identity, moment};
use crate::dates::month_name_year;
use crate::table::contact::joined;
use crate::table::{Header, Table};
use crate::{Context, Intake, ReadError, StatedDraft};
use std::io::BufRead;
use tertius_model::{Handle, Job, Key, OwnFact, Party, Platform, StatedKind};

pub(super) fn is_profile(header: &Header) -> bool {
    header.has_all(&["First Name", "Last Name", "Headline", "Industry"])
}

pub(super) fn read_profile(stream: &mut dyn BufRead, _: Context<'_>, intake: &mut Intake<'_>) -> Result<(), ReadError> {
    let table = Table::read(stream, is_profile)?;
    let columns = PersonColumns::of(table.header(), "First Name", "Last Name", "");
    let twitter = table.header().column("Twitter Handles");
    table.each_row(intake, |row, intake| {
        let name = columns.mention(row).ok_or("the row has no name")?.name;
        intake.own(OwnFact::Name(name));
        for handle in row.get(twitter).trim_matches(['[', ']']).split(',') {
            if let Some(handle) = Handle::account("twitter", handle) {
                intake.own(OwnFact::Handle(handle));
            }
        }
        Ok(())
    })
}

pub(super) fn is_positions(header: &Header) -> bool {
    header.has_all(&["Company Name", "Title", "Started On", "Finished On"])
}

pub(super) fn read_positions(
    stream: &mut dyn BufRead,
    _: Context<'_>,
    intake: &mut Intake<'_>,
) -> Result<(), ReadError> {
    let table = Table::read(stream, is_positions)?;
    let job = |job| OwnFact::Job(job);
    career(&table, ["Company Name", "Title", "Started On", "Finished On"], job, intake)
}

pub(super) fn is_education(header: &Header) -> bool {
    header.has_all(&["School Name", "Start Date", "End Date"])
}

pub(super) fn read_education(
    stream: &mut dyn BufRead,
    _: Context<'_>,
    intake: &mut Intake<'_>,
) -> Result<(), ReadError> {
    let table = Table::read(stream, is_education)?;
    let school = |job| OwnFact::School(job);
    career(&table, ["School Name", "Degree Name", "Start Date", "End Date"], school, intake)
}

fn career(
    table: &Table,
    columns: [&str; 4],
    fact: fn(Job) -> OwnFact,
    intake: &mut Intake<'_>,
) -> Result<(), ReadError> {
    let [employer, title, from, to] = columns.map(|name| table.header().column(name));
    table.each_row(intake, |row, intake| {
        let job = Job {
            employer: row.get(employer).to_owned(),
            title: row.get(title).to_owned(),
            from: month_name_year(row.get(from)),
            to: month_name_year(row.get(to)),
        };
        if job.employer.is_empty() && job.title.is_empty() {
            return Err("the row names neither a place nor a title");
        }
        intake.own(fact(job));
        Ok(())
    })
}

pub(super) fn is_emails(header: &Header) -> bool {
    header.has_all(&["Email Address", "Confirmed", "Primary"])
}

pub(super) fn read_emails(stream: &mut dyn BufRead, _: Context<'_>, intake: &mut Intake<'_>) -> Result<(), ReadError> {
    let table = Table::read(stream, is_emails)?;
    let (email, confirmed) = (table.header().column("Email Address"), table.header().column("Confirmed"));
    table.each_row(intake, |row, intake| {
        let handle = Handle::email(row.get(email)).ok_or("the row holds no e-mail address")?;
        if !row.get(confirmed).eq_ignore_ascii_case("yes") {
            return Err("the address was never confirmed");
        }
        intake.own(OwnFact::Handle(handle));
        Ok(())
    })
}

pub(super) fn is_phones(header: &Header) -> bool {
    header.is_exactly(&["Extension", "Number", "Type"])
}

pub(super) fn is_whatsapp_phones(header: &Header) -> bool {
    header.has_all(&["Number", "Extension", "Is_WhatsApp_Number"])
}

pub(super) fn read_phones(stream: &mut dyn BufRead, _: Context<'_>, intake: &mut Intake<'_>) -> Result<(), ReadError> {
    let table = Table::read(stream, |header| header.has_all(&["Extension", "Number"]))?;
    let number = table.header().column("Number");
    table.each_row(intake, |row, intake| {
        let handle = Handle::phone(row.get(number)).ok_or("the row holds no phone number")?;
        intake.own(OwnFact::Handle(handle));
        Ok(())
    })
}

pub(super) fn is_registration(header: &Header) -> bool {
    header.has("Subscription Types") && (header.has("Registration Date") || header.has("Registered At"))
}

pub(super) fn read_registration(
    stream: &mut dyn BufRead,
    _: Context<'_>,
    intake: &mut Intake<'_>,
) -> Result<(), ReadError> {
    let table = Table::read(stream, is_registration)?;
    let header = table.header();
    let inviter = PersonColumns::of(header, "Invited by (First Name)", "Invited by (Last Name)", "");
    let date = header.any(&["Registration Date", "Registered At"]);
    table.each_row(intake, |row, intake| {
        let Some(who) = inviter.mention(row) else { return Ok(()) };
        intake.stated(StatedDraft {
            key: Key::of_text(["linkedin-registration", &identity(&who)]),
            position: row.position,
            a: Party::Who(who),
            b: Party::Ego,
            kind: StatedKind::Invited(Platform::LinkedIn),
            time: moment(row.get(date)),
        });
        Ok(())
    })
}

pub(super) fn is_verifications(header: &Header) -> bool {
    header.has_all(&["First name", "Last name", "Verification type", "Verified date"])
}

pub(super) fn read_verifications(
    stream: &mut dyn BufRead,
    _: Context<'_>,
    intake: &mut Intake<'_>,
) -> Result<(), ReadError> {
    let table = Table::read(stream, is_verifications)?;
    let header = table.header();
    let names = ["First name", "Middle name", "Last name"].map(|name| header.column(name));
    let email = header.column("Email address");
    table.each_row(intake, |row, intake| {
        let name = joined(names.map(|column| row.get(column)), " ");
        let handle = Handle::email(row.get(email));
        if name.is_empty() && handle.is_none() {
            return Err("the row holds neither a name nor an address");
        }
        if !name.is_empty() {
            intake.own(OwnFact::Name(name));
        }
        if let Some(handle) = handle {
            intake.own(OwnFact::Handle(handle));
        }
        Ok(())
    })
}
