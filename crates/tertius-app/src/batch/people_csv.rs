//! Reading records from CSV: any of the known columns, under any of their names; everything else is ignored.

use crate::error::AppError;
use csv::StringRecord;
use rustc_hash::FxHashMap;
use std::io::Read;
use tertius_model::{Birthday, Handle, Job, Key, PersonName, RecordId};
use tertius_resolve::Record;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Column {
    Id,
    Name,
    FirstName,
    LastName,
    Email,
    Phone,
    Url,
    Username,
    Employer,
    Title,
    City,
    Country,
    BirthDate,
    Street,
    Postcode,
}

/// Header names, folded to letters; the first of each is the documented one.
const HEADERS: [(&str, Column); 33] = [
    ("recordid", Column::Id),
    ("rid", Column::Id),
    ("id", Column::Id),
    ("name", Column::Name),
    ("fullname", Column::Name),
    ("firstname", Column::FirstName),
    ("givenname", Column::FirstName),
    ("lastname", Column::LastName),
    ("surname", Column::LastName),
    ("familyname", Column::LastName),
    ("email", Column::Email),
    ("mail", Column::Email),
    ("emailaddress", Column::Email),
    ("phone", Column::Phone),
    ("phonenumber", Column::Phone),
    ("url", Column::Url),
    ("profileurl", Column::Url),
    ("username", Column::Username),
    ("handle", Column::Username),
    ("login", Column::Username),
    ("employer", Column::Employer),
    ("company", Column::Employer),
    ("organization", Column::Employer),
    ("title", Column::Title),
    ("jobtitle", Column::Title),
    ("city", Column::City),
    ("suburb", Column::City),
    ("country", Column::Country),
    ("birthdate", Column::BirthDate),
    ("dateofbirth", Column::BirthDate),
    ("street", Column::Street),
    ("postcode", Column::Postcode),
    ("zip", Column::Postcode),
];

/// Records handed over at once.
const BATCH: usize = 4096;

/// Reads a whole file, hands the records over in batches, and gives their ids in the order of the lines. `path` is named
/// in errors.
///
/// # Errors
/// Data errors for a file without an id column, an unreadable line, an empty or a repeated id.
pub(crate) fn read_people(
    input: impl Read,
    path: &str,
    mut hand_over: impl FnMut(Vec<Record>),
) -> Result<Vec<String>, AppError> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(input);
    let headers = reader.headers().map_err(|error| unreadable(path, &error))?.clone();
    let columns = columns_of(&headers, path)?;
    let (mut ids, mut batch) = (Vec::new(), Vec::new());
    let mut lines: FxHashMap<RecordId, u64> = FxHashMap::default();
    let mut row = StringRecord::new();
    while reader.read_record(&mut row).map_err(|error| unreadable(path, &error))? {
        let line = row.position().map_or(0, csv::Position::line);
        let id = values(&row, &columns, Column::Id).next().unwrap_or_default();
        if id.is_empty() {
            let hint = "every line needs a value in the column record_id";
            return Err(AppError::data(format!("{path}:{line}: there is no record id"), hint));
        }
        let record = record(&row, &columns, id);
        if let Some(before) = lines.insert(record.id, line) {
            let message = format!("{path}:{line}: the record id \"{id}\" is on line {before} already");
            return Err(AppError::data(message, "give every record an id of its own"));
        }
        ids.push(id.to_owned());
        batch.push(record);
        if batch.len() == BATCH {
            hand_over(std::mem::take(&mut batch));
        }
    }
    hand_over(batch);
    Ok(ids)
}

fn unreadable(path: &str, error: &csv::Error) -> AppError {
    let line = error.position().map(|position| format!(":{}", position.line())).unwrap_or_default();
    let message = match error.kind() {
        csv::ErrorKind::Utf8 { .. } => format!("{path}{line}: the text is not UTF-8"),
        csv::ErrorKind::Io(error) => format!("cannot read {path}: {error}"),
        _ => format!("{path}{line}: {error}"),
    };
    AppError::data(message, "the file must be CSV in UTF-8 with a header line")
}

fn columns_of(headers: &StringRecord, path: &str) -> Result<Vec<Option<Column>>, AppError> {
    let column = |header: &str| {
        let letters: String = header.chars().filter(|c| c.is_alphabetic()).flat_map(char::to_lowercase).collect();
        HEADERS.iter().find(|(name, _)| *name == letters).map(|(_, column)| *column)
    };
    let columns: Vec<Option<Column>> = headers.iter().map(column).collect();
    if !columns.contains(&Some(Column::Id)) {
        let found: Vec<&str> = headers.iter().take(12).collect();
        let hint = format!("the columns are {}", found.join(", "));
        return Err(AppError::data(format!("{path}:1: there is no column record_id"), hint));
    }
    if columns.iter().flatten().all(|column| *column == Column::Id) {
        let hint = "known columns: name, first_name, last_name, email, phone, url, username, employer, title, city, \
                    country, birth_date, street, postcode";
        return Err(AppError::data(format!("{path}:1: no column says anything about a person"), hint));
    }
    Ok(columns)
}

/// The values of a column that is not split.
fn values<'r>(
    row: &'r StringRecord,
    columns: &'r [Option<Column>],
    wanted: Column,
) -> impl Iterator<Item = &'r str> + 'r {
    let cells = row.iter().zip(columns).filter(move |(_, column)| **column == Some(wanted));
    cells.map(|(cell, _)| cell.trim()).filter(|cell| !cell.is_empty())
}

/// The values of a column that `;` splits.
fn several<'r>(
    row: &'r StringRecord,
    columns: &'r [Option<Column>],
    wanted: Column,
) -> impl Iterator<Item = &'r str> + 'r {
    values(row, columns, wanted).flat_map(|cell| cell.split(';')).map(str::trim).filter(|value| !value.is_empty())
}

/// The number by which the resolver knows a record.
pub(crate) fn record_id(id: &str) -> RecordId {
    RecordId::from_key(Key::of_text([id]))
}

fn record(row: &StringRecord, columns: &[Option<Column>], id: &str) -> Record {
    let one = |column| values(row, columns, column).next().unwrap_or_default().to_owned();
    let many = |column| several(row, columns, column);
    let (given, family) = (one(Column::FirstName), one(Column::LastName));
    let mut names = many(Column::Name);
    let full = names.next().unwrap_or_default().to_owned();
    let named = !(full.is_empty() && given.is_empty() && family.is_empty());
    let other_names = names.map(|text| tertius_resolve::SeenName { text: text.to_owned(), count: 1 }).collect();
    let handles = (many(Column::Email).filter_map(email))
        .chain(many(Column::Phone).filter_map(Handle::phone))
        .chain(many(Column::Url).filter_map(url))
        .chain(many(Column::Username).filter_map(user_name));
    let title = one(Column::Title);
    let job = |employer: &str| Job { employer: employer.to_owned(), title: title.clone(), ..Job::default() };
    Record {
        id: record_id(id),
        name: named.then(|| PersonName { full, given, family, ..PersonName::default() }),
        names: other_names,
        handles: handles.collect(),
        jobs: many(Column::Employer).map(job).collect(),
        place: [one(Column::City), one(Column::Country)].join(", ").trim_matches([',', ' ']).to_owned(),
        birthday: birthday(&one(Column::BirthDate)),
        street: one(Column::Street),
        postcode: one(Column::Postcode),
        ..Record::default()
    }
}

/// An address, or what stands in the place of one: `jane at example.org`, `jane@localhost`.
fn email(text: &str) -> Option<Handle> {
    if let Some(handle) = Handle::email(text) {
        return Some(handle);
    }
    let spelled = text.replace(" at ", "@").replace("[at]", "@").replace("(at)", "@").replace(" dot ", ".");
    Handle::email(&spelled.replace(' ', "")).or_else(|| {
        let (local, domain) = text.split_once('@')?;
        let plain = !local.is_empty() && !domain.is_empty() && !text.contains(char::is_whitespace);
        plain.then(|| Handle::from_parts(tertius_model::HandleKind::Email, text.to_lowercase()))
    })
}

fn url(text: &str) -> Option<Handle> {
    Handle::url(text).or_else(|| Handle::parse(text))
}

/// `service:name`, a page, or a bare user name, which is one of a service that the file does not name.
fn user_name(text: &str) -> Option<Handle> {
    if text.contains('/') {
        return Handle::url(text);
    }
    match text.split_once(':') {
        Some((service, name)) => Handle::account(service, name),
        None => Handle::email(text).or_else(|| Handle::account("user", text)),
    }
}

/// `1980-05-03`, `19800503` or `1980/05/03`.
fn birthday(text: &str) -> Option<Birthday> {
    let digits: String = text.split('T').next()?.chars().filter(char::is_ascii_digit).collect();
    let number = |range: std::ops::Range<usize>| digits.get(range)?.parse::<i32>().ok();
    if digits.len() != 8 {
        return None;
    }
    let (year, month, day) = (number(0..4)?, number(4..6)?, number(6..8)?);
    let real = (1..=12).contains(&month) && (1..=31).contains(&day);
    real.then_some(Birthday { year: Some(year), month: month as u8, day: day as u8 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_go_by_several_names_and_values_may_be_several() {
        let text = "rid,cid,Name,e-mail,phone,company,handle,source\n\
                    r1,x,Jane Doe,jane@example.org; jd@example.com,+49 151 23456789,Acme,jd42,git\n";
        let mut records = Vec::new();
        read_people(text.as_bytes(), "in.csv", |batch| records.extend(batch)).unwrap();
        let record = &records[0];
        let handles: Vec<String> = record.handles.iter().map(ToString::to_string).collect();
        assert_eq!(handles, ["jane@example.org", "jd@example.com", "+4915123456789", "user:jd42"]);
        assert_eq!(record.name.as_ref().unwrap().full, "Jane Doe");
        assert_eq!(record.jobs[0].employer, "Acme");
    }

    #[test]
    fn errors_name_the_file_and_the_line() {
        let check = |text: &[u8], expected: &str| {
            let error = read_people(text, "in.csv", drop).expect_err("an error");
            assert_eq!(error.message, expected);
        };
        check(b"name\nJane\n", "in.csv:1: there is no column record_id");
        check(b"record_id,colour\n1,red\n", "in.csv:1: no column says anything about a person");
        check(b"record_id,name\n1,Jane\n1,Tom\n", "in.csv:3: the record id \"1\" is on line 2 already");
        check(b"record_id,name\n,Jane\n", "in.csv:2: there is no record id");
        check(b"record_id,name\n1,J\xe4n\n", "in.csv:2: the text is not UTF-8");
    }

    #[test]
    fn birth_dates_are_read_with_and_without_signs() {
        let born = Some(Birthday { year: Some(1980), month: 5, day: 3 });
        assert_eq!((birthday("1980-05-03"), birthday("19800503"), birthday("1980")), (born, born, None));
    }
}
