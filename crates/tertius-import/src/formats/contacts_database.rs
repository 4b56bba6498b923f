//! Databases of address books on a computer: recognised, and answered with how to get the contacts out.
//!
//! Their inside changes from version to version and may be half written while the program runs; the program itself
//! writes a vCard at any time.

use super::{Format, Reader};
use crate::{Context, Head, Intake, ReadError};
use std::io::{BufRead, Read};
use tertius_model::Position;

/// Rows of the table.
pub(super) static FORMATS: &[Format] = &[Format {
    id: "contacts-database",
    title: "Database of an address book (Thunderbird, Apple Contacts)",
    obtain: "Thunderbird: Address book > the book > Export > vCard; Apple Contacts: select all, then File > Export > Export vCard",
    reads: "nothing; it says how to get the contacts as vCard",
    never: "everything in it",
    detect: |head| product(head.bytes).is_some(),
    reader: Reader::Stream(read),
    may_yield_nobody: false,
}];

/// What the description of the tables tells, and what to do.
fn product(head: &[u8]) -> Option<(&'static str, &'static str)> {
    if !head.starts_with(b"SQLite format 3\0") {
        return None;
    }
    let has = |mark: &[u8]| memchr::memmem::find(head, mark).is_some();
    if has(b"ZABCDRECORD") {
        return Some(("Apple Contacts", "in Contacts select all, then File, Export, Export vCard, and import that"));
    }
    let is_thunderbird = has(b"TABLE properties") && has(b"card TEXT");
    is_thunderbird.then_some(("Thunderbird", "in Thunderbird's address book choose Export and vCard, and import that"))
}

fn read(input: &mut dyn BufRead, _: Context<'_>, _: &mut Intake<'_>) -> Result<(), ReadError> {
    let mut bytes = Vec::new();
    let read = input.take(Head::LEN as u64).read_to_end(&mut bytes);
    read.map_err(|cause| ReadError::Io { position: Position::Byte(bytes.len() as u64), cause })?;
    let (name, hint) = product(&bytes).unwrap_or(("an unknown program", FORMATS[0].obtain));
    let reason = format!("the database of {name}, which only that program can read safely");
    Err(ReadError::Malformed { position: Position::Byte(0), reason, hint })
}
