//! Records from lines of text: `card Jane Doe | jane@example.org, +49 151 23456789 | @Acme GmbH, book 1, in Ulm, born 1980-05-03`.
//!
//! A line that begins with `seen` is a handle met in exchanges: `seen jane@example.org | Jane Doe x12, J. Doe`.

use tertius_model::{
    Birthday, Handle, HandleKind, Job, Key, Mention, RecordId, Ruling, RulingId, RulingKind, Timestamp,
};
use tertius_resolve::{Book, Options, Record, RecordKind, Resolution, SeenName, resolve};

pub fn options() -> Options {
    Options { region: Some(*b"DE") }
}

pub fn handle(text: &str) -> Handle {
    if let Some(address) = text.strip_prefix("raw:") {
        return Handle::from_parts(HandleKind::Email, address.to_owned());
    }
    if let Some((service, name)) = text.split_once(':').filter(|_| !text.contains('/')) {
        return Handle::account(service, name).expect("a service and a name");
    }
    Handle::parse(text).or_else(|| Handle::url(text)).unwrap_or_else(|| panic!("no handle: {text}"))
}

fn list(text: &str) -> impl Iterator<Item = &str> {
    text.split(';').map(str::trim).filter(|part| !part.is_empty())
}

pub fn record(line: &str) -> Record {
    let line = line.trim();
    let id = RecordId::from_key(Key::of_text([line]));
    let (kind, rest) = line.split_once(' ').expect("a word and a rest");
    let mut fields = rest.split('|').map(str::trim);
    let (first, second, third) =
        (fields.next().unwrap_or(""), fields.next().unwrap_or(""), fields.next().unwrap_or(""));
    let (names, handles) = if kind == "card" { (first, second) } else { (second, first) };
    let mut record = Record { id, handles: list(handles).map(handle).collect(), ..Record::default() };
    if kind == "seen" {
        record.kind = RecordKind::Handle;
    }
    for name in list(names) {
        let (text, count) = name.rsplit_once(" x").unwrap_or((name, "1"));
        record.names.push(SeenName { text: text.to_owned(), count: count.parse().expect("a number") });
    }
    for fact in list(third) {
        if let Some(employer) = fact.strip_prefix('@') {
            record.jobs.push(Job { employer: employer.to_owned(), ..Job::default() });
        } else if let Some(place) = fact.strip_prefix("in ") {
            record.place = place.to_owned();
        } else if let Some(street) = fact.strip_prefix("at ") {
            record.street = street.to_owned();
        } else if let Some(book) = fact.strip_prefix("book ") {
            record.book = Some(Book(book.parse().expect("a number")));
        } else if let Some(born) = fact.strip_prefix("born ") {
            let parts: Vec<i32> = born.split('-').map(|part| part.parse().expect("a number")).collect();
            record.birthday = Some(Birthday { year: Some(parts[0]), month: parts[1] as u8, day: parts[2] as u8 });
        }
    }
    record
}

pub fn records(text: &str) -> Vec<Record> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let numbered = |(at, line): (usize, &str)| Record {
        id: RecordId::from_key(Key::of_text([at.to_string().as_str(), line])),
        ..record(line)
    };
    lines.enumerate().map(numbered).collect()
}

pub fn mention(text: &str) -> Mention {
    let (address, name) = text.split_once('=').unwrap_or((text, ""));
    match Handle::parse(address) {
        Some(handle) => Mention { handle: Some(handle), name: name.to_owned() },
        None => Mention { handle: None, name: text.to_owned() },
    }
}

/// `same A <> B` or `different A <> B`, one a line, numbered from 1.
pub fn rulings(text: &str) -> Vec<Ruling> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    (1..)
        .zip(lines)
        .map(|(number, line)| {
            let (word, rest) = line.split_once(' ').expect("a word and a rest");
            let (a, b) = rest.split_once(" <> ").expect("two mentions");
            let (a, b) = (mention(a.trim()), mention(b.trim()));
            let kind = if word == "same" { RulingKind::Same(a, b) } else { RulingKind::Different(a, b) };
            Ruling { id: RulingId(number), at: Timestamp(number), kind }
        })
        .collect()
}

/// People as groups of line numbers (from 1), by their first line: `1 2 · 3`.
pub fn people(found: &Resolution, n: usize) -> String {
    let mut groups: Vec<Vec<usize>> = found.people.iter().map(|cluster| cluster.records.clone()).collect();
    for group in &mut groups {
        group.sort_unstable();
    }
    groups.sort();
    assert_eq!(groups.iter().map(Vec::len).sum::<usize>(), n);
    let text = |group: &Vec<usize>| group.iter().map(|at| (at + 1).to_string()).collect::<Vec<_>>().join(" ");
    groups.iter().map(text).collect::<Vec<_>>().join(" · ")
}

/// Checks who is who.
#[track_caller]
pub fn check(text: &str, expected: &str) -> Resolution {
    check_ruled(text, "", expected)
}

/// Checks who is who under rulings.
#[track_caller]
pub fn check_ruled(text: &str, ruled: &str, expected: &str) -> Resolution {
    let records = records(text);
    let found = resolve(&records, &rulings(ruled), &options());
    assert_eq!(people(&found, records.len()), expected, "{text}\n{:#?}", found.merges);
    found
}
