//! Thunderbird's address book as CSV: American, British and German builds.

use super::{Format, Reader};
use crate::dates::birthday;
use crate::table::contact::{Contact, joined};
use crate::table::{Column, Header, Row, Table, has_header};
use crate::{Context, Intake, ReadError};
use std::io::BufRead;
use tertius_model::{Birthday, PersonName};

/// Rows of the table.
pub(super) static FORMATS: &[Format] = &[Format {
    id: "thunderbird-csv",
    title: "Thunderbird CSV",
    obtain: "Thunderbird, Address Book, Tools, Export, comma separated",
    reads: "names, e-mails, phones, employers, titles, places, birthdays, notes",
    never: "streets, custom fields",
    detect: |head| has_header(head, is_header),
    reader: Reader::Stream(read),
    may_yield_nobody: false,
}];

const GIVEN: &[&str] = &["First Name", "Vorname"];
const FAMILY: &[&str] = &["Last Name", "Nachname"];
const DISPLAY: &[&str] = &["Display Name", "Anzeigename", "Anzeige-Name"];
const EMAILS: &[&str] = &[
    "Primary Email",
    "Email",
    "Secondary Email",
    "Primäre E-Mail-Adresse",
    "Primäre E-Mail",
    "E-Mail",
    "Sekundäre E-Mail-Adresse",
    "Zweite E-Mail-Adresse",
    "Weitere E-Mail",
];
const PHONES: &[&str] =
    &["Mobile Number", "Home Phone", "Work Phone", "Mobil-Tel.-Nr.", "Mobiltelefon", "Tel. privat", "Tel. dienstlich"];

fn is_header(header: &Header) -> bool {
    let any = |names: &[&str]| header.any(names).is_present();
    any(GIVEN) && any(FAMILY) && any(DISPLAY) && any(EMAILS)
}

struct Columns {
    display: Column,
    given: Column,
    family: Column,
    nickname: Column,
    emails: Vec<Column>,
    phones: Vec<Column>,
    pages: Vec<Column>,
    employer: Column,
    title: Column,
    home: [Column; 3],
    work: [Column; 3],
    birth: [Column; 3],
    notes: Column,
}

impl Columns {
    fn of(header: &Header) -> Columns {
        let any = |names: &[&str]| header.any(names);
        Columns {
            display: any(DISPLAY),
            given: any(GIVEN),
            family: any(FAMILY),
            nickname: any(&["Nickname", "Spitzname"]),
            emails: header.every(EMAILS),
            phones: header.every(PHONES),
            pages: header.every(&["Web Page 1", "Web Page 2", "Webseite 1", "Webseite 2"]),
            employer: any(&["Organization", "Organisation"]),
            title: any(&["Job Title", "Arbeitstitel", "Titel"]),
            home: [
                any(&["Home City", "Privat: Ort"]),
                any(&["Home State", "Home County", "Privat: Bundesland"]),
                any(&["Home Country", "Privat: Land"]),
            ],
            work: [
                any(&["Work City", "Dienstlich: Ort"]),
                any(&["Work State", "Work County", "Dienstlich: Bundesland"]),
                any(&["Work Country", "Dienstlich: Land"]),
            ],
            birth: [
                any(&["Birth Year", "Geburtsjahr"]),
                any(&["Birth Month", "Geburtsmonat"]),
                any(&["Birth Day", "Geburtstag"]),
            ],
            notes: any(&["Notes", "Notizen"]),
        }
    }
}

fn read(stream: &mut dyn BufRead, _: Context<'_>, intake: &mut Intake<'_>) -> Result<(), ReadError> {
    let table = Table::read(stream, is_header)?;
    let columns = Columns::of(table.header());
    table.each_row(intake, |row, intake| contact(row, &columns).take("thunderbird", row.position, intake))
}

fn contact(row: &Row<'_>, columns: &Columns) -> Contact {
    let place = |parts: [Column; 3]| joined(parts.map(|part| row.get(part)), ", ");
    let home = place(columns.home);
    let mut contact = Contact {
        name: PersonName {
            full: row.get(columns.display).into(),
            given: row.get(columns.given).into(),
            family: row.get(columns.family).into(),
            nickname: row.get(columns.nickname).into(),
            ..PersonName::default()
        },
        place: if home.is_empty() { place(columns.work) } else { home },
        birthday: birth(columns.birth.map(|part| row.get(part))),
        note: row.get(columns.notes).into(),
        ..Contact::default()
    };
    columns.emails.iter().for_each(|&column| contact.emails(row.get(column)));
    columns.phones.iter().for_each(|&column| contact.phones(row.get(column)));
    columns.pages.iter().for_each(|&column| contact.pages(row.get(column)));
    contact.job(row.get(columns.employer), row.get(columns.title));
    contact
}

fn birth([year, month, day]: [&str; 3]) -> Option<Birthday> {
    birthday(year.parse().ok(), month.parse().ok()?, day.parse().ok()?)
}
