//! Reads exchanges from CSV: `time,from,to[,kind][,thread]`, several recipients separated by `;`.
//!
//! Ids are opaque; they are numbered by rising id, so that the order of rows changes nothing. A row that cannot be read
//! is an error with its line: leaving it out silently would change every number. `kind` is `meeting` or `calendar`
//! for a gathering, `linkedin` for messages there; any other word is a message. `thread` is not used.

use crate::error::AppError;
use rustc_hash::FxHashMap;
use std::io::{BufRead, BufReader, Read};
use tertius_model::{Channel, Timestamp};
use tertius_ties::forecast::{Exchange, PersonIdx};

/// What was read.
pub(super) struct Exchanges {
    pub exchanges: Vec<Exchange>,
    /// By person, rising.
    pub ids: Vec<Box<[u8]>>,
    pub n_messages: u64,
    pub n_after: u64,
}

#[derive(Clone, Copy)]
struct Columns {
    time: usize,
    from: usize,
    to: usize,
    kind: Option<usize>,
}

#[derive(Default)]
struct Reading {
    exchanges: Vec<Exchange>,
    numbers: FxHashMap<Box<[u8]>, u32>,
    recipients: Vec<PersonIdx>,
    n_messages: u64,
    n_after: u64,
}

/// Reads all; exchanges after `now` are only counted.
pub(super) fn read(name: &str, file: impl Read, now: Timestamp) -> Result<Exchanges, AppError> {
    let mut lines = Lines { file: BufReader::with_capacity(1 << 18, file), name, bytes: Vec::new(), number: 0 };
    let mut record = csv::ByteRecord::new();
    if !lines.next(&mut record)? {
        return Err(AppError::data(format!("{name} is empty"), "it should begin with time,from,to"));
    }
    let columns = columns(name, &record)?;
    let mut reading = Reading::default();
    while lines.next(&mut record)? {
        reading
            .take(columns, &record, now)
            .map_err(|(wrong, hint)| AppError::data(format!("{name}, line {}: {wrong}", lines.number), hint))?;
    }
    Ok(reading.finish())
}

/// Lines of a table, with their numbers. A row does not go over several lines: ids have no line breaks.
struct Lines<'n, R> {
    file: BufReader<R>,
    name: &'n str,
    bytes: Vec<u8>,
    number: u64,
}

impl<R: Read> Lines<'_, R> {
    /// Reads the next line that is not blank into a record; false at the end.
    fn next(&mut self, record: &mut csv::ByteRecord) -> Result<bool, AppError> {
        loop {
            self.bytes.clear();
            self.number += 1;
            let n = self.file.read_until(b'\n', &mut self.bytes);
            if n.map_err(|error| self.broken(&error))? == 0 {
                return Ok(false);
            }
            let line = self.bytes.trim_ascii();
            if line.is_empty() {
                continue;
            }
            if line.contains(&b'"') {
                let mut row = csv::ReaderBuilder::new().has_headers(false).from_reader(line);
                return row.read_byte_record(record).map_err(|error| self.broken(&error));
            }
            record.clear();
            line.split(|byte| *byte == b',').for_each(|field| record.push_field(field));
            return Ok(true);
        }
    }

    fn broken(&self, error: &dyn std::fmt::Display) -> AppError {
        AppError::data(format!("{}, line {}: {error}", self.name, self.number), "it should be CSV in UTF-8")
    }
}

fn columns(name: &str, header: &csv::ByteRecord) -> Result<Columns, AppError> {
    let place = |wanted: &str| {
        header.iter().position(|field| {
            field.strip_prefix(b"\xef\xbb\xbf").unwrap_or(field).trim_ascii().eq_ignore_ascii_case(wanted.as_bytes())
        })
    };
    let needed = |wanted: &str| {
        place(wanted).ok_or_else(|| {
            let message = format!("{name}, line 1: there is no column {wanted}");
            AppError::data(message, "the header should be time,from,to and may name kind and thread")
        })
    };
    Ok(Columns { time: needed("time")?, from: needed("from")?, to: needed("to")?, kind: place("kind") })
}

type Wrong = (String, &'static str);

impl Reading {
    fn take(&mut self, columns: Columns, record: &csv::ByteRecord, now: Timestamp) -> Result<(), Wrong> {
        let field = |place: usize| record.get(place).unwrap_or(b"").trim_ascii();
        let time = moment(field(columns.time)).ok_or_else(|| {
            let shown = String::from_utf8_lossy(field(columns.time)).into_owned();
            (format!("\"{shown}\" is no time"), "write seconds since 1970, or such as 2026-05-01T12:00:00Z")
        })?;
        let from = field(columns.from);
        if from.is_empty() {
            return Err(("nobody sent it".to_owned(), "the column from needs an id"));
        }
        let to = field(columns.to).split(|byte| *byte == b';').map(<[u8]>::trim_ascii).filter(|id| !id.is_empty());
        if time > now {
            self.n_after += 1;
            return Ok(());
        }
        let from = self.person(from);
        let mut recipients = std::mem::take(&mut self.recipients);
        recipients.clear();
        let mut n_named = 0;
        for id in to {
            n_named += 1;
            let person = self.person(id);
            if person != from {
                recipients.push(person);
            }
        }
        if n_named == 0 {
            return Err(("nobody got it".to_owned(), "the column to needs an id, or several separated by ;"));
        }
        recipients.sort_unstable();
        recipients.dedup();
        let n_recipients = recipients.len() as u32;
        let channel = channel(columns.kind.map_or(b"", field));
        for to in &recipients {
            self.exchanges.push(Exchange { from, to: *to, time, n_recipients, channel });
            if channel == Channel::Calendar {
                self.exchanges.push(Exchange { from: *to, to: from, time, n_recipients, channel });
            }
        }
        self.recipients = recipients;
        self.n_messages += 1;
        Ok(())
    }

    fn person(&mut self, id: &[u8]) -> PersonIdx {
        if let Some(number) = self.numbers.get(id) {
            return PersonIdx(*number);
        }
        let number = self.numbers.len() as u32;
        self.numbers.insert(id.into(), number);
        PersonIdx(number)
    }

    /// Numbers people by rising id.
    fn finish(self) -> Exchanges {
        let mut ids: Vec<(Box<[u8]>, u32)> = self.numbers.into_iter().collect();
        ids.sort_unstable();
        let mut places = vec![PersonIdx(0); ids.len()];
        for (place, (_, number)) in ids.iter().enumerate() {
            places[*number as usize] = PersonIdx(place as u32);
        }
        let mut exchanges = self.exchanges;
        for exchange in &mut exchanges {
            exchange.from = places[exchange.from.place()];
            exchange.to = places[exchange.to.place()];
        }
        let ids = ids.into_iter().map(|(id, _)| id).collect();
        Exchanges { exchanges, ids, n_messages: self.n_messages, n_after: self.n_after }
    }
}

fn channel(kind: &[u8]) -> Channel {
    match kind {
        b"meeting" | b"calendar" => Channel::Calendar,
        b"linkedin" => Channel::LinkedIn,
        _ => Channel::Mail,
    }
}

/// Seconds since 1970, or RFC 3339; a time without a zone is taken as UTC.
fn moment(text: &[u8]) -> Option<Timestamp> {
    let text = std::str::from_utf8(text).ok()?;
    if let Ok(seconds) = text.parse::<i64>() {
        return Some(Timestamp(seconds));
    }
    if let Ok(moment) = text.parse::<jiff::Timestamp>() {
        return Some(Timestamp(moment.as_second()));
    }
    if let Ok(seconds) = text.parse::<f64>() {
        return (seconds.abs() < 1e15).then_some(Timestamp(seconds.floor() as i64));
    }
    let civil = text.parse::<jiff::civil::DateTime>().ok()?;
    Some(Timestamp(jiff::tz::TimeZone::UTC.to_timestamp(civil).ok()?.as_second()))
}
