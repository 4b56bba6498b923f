//! A table of contacts that somebody wrote by hand, and files that only pretend to be CSV.
//!
//! The format of last resort, so it is careful: most columns must be ones that a list of people has, and the
//! cells must look like addresses. A bank statement has names too.

mod words;

use super::{Format, Reader};
use crate::dates::{DayOrder, day_month_name_year, iso_birthday, month_name_birthday};
use crate::table::contact::{Contact, joined};
use crate::table::{Column, Header, Row, Table, sample};
use crate::{Context, Head, Intake, ReadError};
use std::io::BufRead;
use tertius_model::{Birthday, Handle, PersonName, Position};
use words::{FIELDS, FOREIGN, Field, names};

/// Rows of the table.
pub(super) static FORMATS: &[Format] = &[
    Format {
        id: "plain-csv",
        title: "CSV of contacts",
        obtain: "any table with a header such as name, email, phone, company, title, city, linkedin, note",
        reads: "names, e-mails, phones, profiles, employers, titles, places, birthdays, groups, notes",
        never: "columns with other names",
        detect,
        reader: Reader::Stream(read),
        may_yield_nobody: false,
    },
    Format {
        id: "not-csv",
        title: "a spreadsheet or web page named .csv",
        obtain: "some programs save their own format under this name",
        reads: "nothing",
        never: "anything",
        detect: |head| disguise(head).is_some(),
        reader: Reader::Stream(read_disguised),
        may_yield_nobody: false,
    },
];

fn is_header(header: &Header) -> bool {
    let has = |field| header.any(names(field)).is_present();
    let n_filled = header.names().filter(|name| !name.is_empty()).count();
    let n_known: usize = FIELDS.iter().map(|(_, names)| header.every(names).len()).sum();
    let is_named = has(Field::Name) || has(Field::Given) || has(Field::Family);
    let is_placed = [Field::Email, Field::Phone, Field::LinkedIn, Field::Company].into_iter().any(has);
    let is_foreign = header.any(FOREIGN).is_present();
    ((is_named && is_placed) || has(Field::Email)) && n_known * 2 >= n_filled && !is_foreign
}

/// The header alone proves little: the cells under it must look like what it says.
fn detect(head: &Head<'_>) -> bool {
    let Some(table) = sample(head, is_header) else { return false };
    let columns = Columns::of(table.header());
    let (mut n_filled, mut n_addresses, mut n_rows) = (0, 0, 0);
    let result = table.look(|row| {
        n_rows += 1;
        let emails = columns.filled(row, Field::Email).map(|cell| Handle::email(first(cell)).is_some());
        let phones = columns.filled(row, Field::Phone).map(|cell| Handle::phone(first(cell)).is_some());
        for is_address in emails.chain(phones) {
            n_filled += 1;
            n_addresses += usize::from(is_address);
        }
    });
    let is_named = [Field::Name, Field::Given, Field::Family].into_iter().any(|field| columns.has(field));
    let has_evidence = n_addresses > 0 || is_named || n_rows == 0;
    result.is_ok() && n_addresses * 2 >= n_filled && has_evidence
}

fn first(cell: &str) -> &str {
    cell.split([',', ';']).next().unwrap_or(cell)
}

struct Columns(Vec<(Field, Vec<Column>)>);

impl Columns {
    fn of(header: &Header) -> Columns {
        let mut columns: Vec<(Field, Vec<Column>)> =
            FIELDS.iter().map(|(field, names)| (*field, header.every(names))).collect();
        let has = |field| header.any(names(field)).is_present();
        // `Nome` and `Nombre` are given names beside a family name, and whole names without one.
        if has(Field::Given) && !has(Field::Family) && !has(Field::Name) {
            columns.iter_mut().filter(|(field, _)| *field == Field::Given).for_each(|(field, _)| *field = Field::Name);
        } else if has(Field::Family) && !has(Field::Given) && !has(Field::Name) {
            columns.iter_mut().filter(|(field, _)| *field == Field::Family).for_each(|(field, _)| *field = Field::Name);
        }
        Columns(columns)
    }

    fn has(&self, field: Field) -> bool {
        self.0.iter().any(|(it, columns)| *it == field && !columns.is_empty())
    }

    fn filled<'r>(&self, row: &'r Row<'_>, field: Field) -> impl Iterator<Item = &'r str> {
        let columns = self.0.iter().filter(move |(it, _)| *it == field).flat_map(|(_, columns)| columns);
        columns.map(|&column| row.get(column)).filter(|cell| !cell.is_empty())
    }

    fn get<'r>(&self, row: &'r Row<'_>, field: Field) -> &'r str {
        self.filled(row, field).next().unwrap_or("")
    }
}

fn read(stream: &mut dyn BufRead, _: Context<'_>, intake: &mut Intake<'_>) -> Result<(), ReadError> {
    let table = Table::read(stream, is_header)?;
    let columns = Columns::of(table.header());
    let mut dates: Vec<String> = Vec::new();
    table.look(|row| dates.extend(columns.filled(row, Field::Birthday).map(str::to_owned)))?;
    let order = DayOrder::of(dates.iter().map(String::as_str));
    table.each_row(intake, |row, intake| {
        if row.is_blank() {
            return Err("the row is empty");
        }
        contact(row, &columns, order).take("plain", row.position, intake)
    })
}

fn contact(row: &Row<'_>, columns: &Columns, order: DayOrder) -> Contact {
    let get = |field| columns.get(row, field);
    let mut contact = Contact {
        name: PersonName {
            full: get(Field::Name).into(),
            given: get(Field::Given).into(),
            middle: get(Field::Middle).into(),
            family: get(Field::Family).into(),
            nickname: get(Field::Nickname).into(),
            ..PersonName::default()
        },
        place: joined([get(Field::City), get(Field::Country)], ", "),
        birthday: birthday(get(Field::Birthday), order),
        note: columns.filled(row, Field::Note).collect::<Vec<_>>().join("\n"),
        ..Contact::default()
    };
    columns.filled(row, Field::Email).for_each(|cell| contact.emails(cell));
    columns.filled(row, Field::Phone).for_each(|cell| contact.phones(cell));
    for cell in columns.filled(row, Field::LinkedIn) {
        let is_slug = !cell.contains(['/', '.', ' ']);
        contact.handle(if is_slug { Handle::linkedin_slug(cell.trim_start_matches('@')) } else { Handle::url(cell) });
    }
    columns.filled(row, Field::Page).for_each(|cell| contact.pages(cell));
    contact.job(get(Field::Company), get(Field::Title));
    let groups = columns.filled(row, Field::Group).flat_map(|cell| cell.split([';', ',']));
    contact.groups = groups.map(str::trim).filter(|group| !group.is_empty()).map(str::to_owned).collect();
    contact
}

fn birthday(text: &str, order: DayOrder) -> Option<Birthday> {
    let (year, month, day) = match day_month_name_year(text) {
        Some(day) => day.date(),
        None => return iso_birthday(text).or_else(|| month_name_birthday(text)).or_else(|| order.birthday(text)),
    };
    crate::dates::birthday(Some(year), month, day)
}

/// What a file named like a table really is.
fn disguise(head: &Head<'_>) -> Option<&'static str> {
    let path = head.path.to_lowercase();
    if ![".csv", ".tsv"].iter().any(|ending| path.ends_with(ending)) {
        return None;
    }
    content_of(head.bytes, head.text)
}

fn content_of(bytes: &[u8], text: &str) -> Option<&'static str> {
    if bytes.starts_with(b"PK\x03\x04") {
        return Some("the file is a spreadsheet (.xlsx), not CSV");
    }
    if bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        return Some("the file is an old spreadsheet (.xls), not CSV");
    }
    let start: String = text.trim_start_matches('\u{feff}').trim_start().chars().take(16).collect();
    let start = start.to_lowercase();
    let is_page = ["<!doctype html", "<html", "<table", "<head", "<meta"].iter().any(|tag| start.starts_with(tag));
    is_page.then_some("the file is a web page, not CSV")
}

fn read_disguised(stream: &mut dyn BufRead, _: Context<'_>, _: &mut Intake<'_>) -> Result<(), ReadError> {
    let start = stream.fill_buf().map_err(|cause| ReadError::Io { position: Position::Byte(0), cause })?;
    let reason = content_of(start, &crate::decode(start)).unwrap_or("the file is not CSV");
    Err(ReadError::Malformed {
        position: Position::Line(1),
        reason: reason.to_owned(),
        hint: "open it in a spreadsheet and save it as CSV",
    })
}
