//! Connections.csv: the people who confirmed that they know ego.

use crate::dates::{day_month_name_year, iso_day, us_moment};
use crate::table::contact::{Contact, folded};
use crate::table::{Header, Table};
use crate::{Context, Intake, ReadError};
use std::io::BufRead;
use tertius_model::{Connection, Day, Handle, HandleKind, Key, PersonName, Platform};

pub(super) fn is_header(header: &Header) -> bool {
    header.has_all(&["First Name", "Last Name", "Connected On"])
}

pub(super) fn read(stream: &mut dyn BufRead, _: Context<'_>, intake: &mut Intake<'_>) -> Result<(), ReadError> {
    let table = Table::read(stream, is_header)?;
    let header = table.header();
    let (first, last) = (header.column("First Name"), header.column("Last Name"));
    let (url, email) = (header.any(&["URL", "Profile URL"]), header.column("Email Address"));
    let (company, title, date) =
        (header.column("Company"), header.any(&["Position", "Title"]), header.column("Connected On"));
    table.each_row(intake, |row, intake| {
        let mut contact = Contact::default();
        contact.handle(Handle::url(row.get(url)));
        contact.handle(Handle::email(row.get(email)));
        contact.name = PersonName { given: row.get(first).into(), family: row.get(last).into(), ..Default::default() };
        contact.complete_name();
        if contact.name.full.eq_ignore_ascii_case("LinkedIn Member") {
            contact.name = PersonName::default();
        }
        if contact.name.full.is_empty() && contact.handles.is_empty() {
            return Err("the row names nobody: the member closed or hid the profile");
        }
        contact.job(row.get(company), row.get(title));
        contact.connection = Some(Connection { platform: Platform::LinkedIn, since: connected_on(row.get(date)) });
        let key = match contact.handles.iter().find(|handle| handle.kind() == HandleKind::LinkedIn) {
            Some(profile) => Key::of_text(["linkedin", profile.value()]),
            // The day itself: exports of different years write it in different notations.
            None => {
                let since = connected_on(row.get(date)).map_or_else(|| row.get(date).to_owned(), |day| day.to_string());
                Key::of_text(["linkedin-connection", &folded(&contact.name.full), &since])
            }
        };
        intake.card(contact.into_card(key, row.position));
        Ok(())
    })
}

/// `16 Dec 2024` today, `9/25/18, 9:25 AM` in 2018, `05-Jun-24` and `2024-06-05` after a spreadsheet.
fn connected_on(text: &str) -> Option<Day> {
    day_month_name_year(text).or_else(|| us_moment(text).map(|moment| moment.day())).or_else(|| iso_day(text))
}
