//! Cuts a stream into events and time zones, however they are nested, folded and encoded.

use super::when;
use crate::formats::content_line::{LINE_MAX, Line, Lines, Property, colon};
use std::io;

/// Properties of one event beyond which the rest is dropped.
const PROPERTIES_MAX: usize = 20_000;

/// What a calendar file is made of, as far as it matters here.
pub(super) enum Component {
    Event(Event),
    /// The lines of a time zone.
    Zone(Vec<String>),
    /// What the calendar is called.
    CalendarName(String),
    /// Something that nobody meets at.
    Other(Other),
}

/// Components that are no events.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Other {
    Task,
    Journal,
    FreeBusy,
}

const OTHERS: [(&str, Other); 3] =
    [("VTODO", Other::Task), ("VJOURNAL", Other::Journal), ("VFREEBUSY", Other::FreeBusy)];

/// An event, without what is nested in it.
pub(super) struct Event {
    /// The line of its `BEGIN:VEVENT`.
    pub(super) line: u64,
    pub(super) properties: Vec<Property>,
    /// The unfolded lines that say when, for the library that expands them.
    pub(super) when: Vec<String>,
    /// Whether its end is missing.
    pub(super) is_cut: bool,
}

impl Event {
    pub(super) fn first(&self, name: &str) -> Option<&Property> {
        self.properties.iter().find(|property| property.name == name)
    }

    pub(super) fn text(&self, name: &str) -> String {
        self.first(name).map(Property::text).unwrap_or_default()
    }

    pub(super) fn repeats(&self) -> bool {
        self.first("RRULE").is_some() || self.first("RDATE").is_some()
    }
}

pub(super) struct Scanner<'a> {
    lines: Lines<'a>,
}

impl<'a> Scanner<'a> {
    pub(super) fn new(lines: Lines<'a>) -> Scanner<'a> {
        Scanner { lines }
    }

    /// How many lines were read.
    pub(super) fn line(&self) -> u64 {
        self.lines.number()
    }

    pub(super) fn next(&mut self) -> io::Result<Option<Component>> {
        while let Some(line) = self.lines.next()? {
            if line.is("BEGIN", "VEVENT") {
                return self.event(line.number).map(|event| Some(Component::Event(event)));
            }
            if line.is("BEGIN", "VTIMEZONE") {
                return self.zone().map(|lines| Some(Component::Zone(lines)));
            }
            if let Some((_, kind)) = OTHERS.iter().find(|(name, _)| line.is("BEGIN", name)) {
                return Ok(Some(Component::Other(*kind)));
            }
            if line.bytes.get(..12).is_some_and(|start| start.eq_ignore_ascii_case(b"X-WR-CALNAME")) {
                let property = property(&self.unfold(line)?);
                return Ok(property
                    .map(|property| Component::CalendarName(property.text()))
                    .or(Some(Component::Zone(Vec::new()))));
            }
        }
        Ok(None)
    }

    fn event(&mut self, line: u64) -> io::Result<Event> {
        let mut event = Event { line, properties: Vec::new(), when: Vec::new(), is_cut: true };
        let mut nested = 0;
        while let Some(line) = self.lines.next()? {
            if line.is("END", "VEVENT") {
                event.is_cut = false;
                break;
            }
            if line.is("BEGIN", "VEVENT") || line.is("END", "VCALENDAR") {
                self.lines.unread(line);
                break;
            }
            let keyword = line.bytes.get(..6).unwrap_or_default();
            if keyword.eq_ignore_ascii_case(b"BEGIN:") {
                nested += 1;
            } else if line.bytes.get(..4).is_some_and(|start| start.eq_ignore_ascii_case(b"END:")) {
                nested = i32::max(nested - 1, 0);
            } else if nested == 0 && !line.is_fold() {
                let text = self.unfold(line)?;
                if event.properties.len() < PROPERTIES_MAX {
                    event.add(&text);
                }
            }
        }
        Ok(event)
    }

    fn zone(&mut self) -> io::Result<Vec<String>> {
        let mut lines = Vec::new();
        while let Some(line) = self.lines.next()? {
            if line.is("END", "VTIMEZONE") {
                break;
            }
            if line.is("BEGIN", "VEVENT") {
                self.lines.unread(line);
                break;
            }
            let text = self.unfold(line)?;
            if lines.len() < PROPERTIES_MAX {
                lines.push(text);
            }
        }
        Ok(lines)
    }

    /// Joins a line with its folds as bytes, since a fold may split a character, and decodes the whole.
    fn unfold(&mut self, line: Line) -> io::Result<String> {
        let mut bytes = line.bytes;
        // Version 1.0 breaks long texts softly, as mail does.
        while bytes.ends_with(b"=") && memchr::memmem::find(&bytes, b"QUOTED-PRINTABLE").is_some() {
            let Some(next) = self.lines.next()?.filter(|_| bytes.len() < LINE_MAX) else { break };
            bytes.pop();
            bytes.extend_from_slice(next.bytes.trim_ascii_start());
        }
        while self.lines.peek()?.is_some_and(Line::is_fold) {
            if let Some(fold) = self.lines.next()?.filter(|_| bytes.len() < LINE_MAX) {
                bytes.extend_from_slice(&fold.bytes[1..]);
            }
        }
        Ok(crate::decode(&bytes).into_owned())
    }
}

impl Event {
    fn add(&mut self, text: &str) {
        let Some(mut property) = property(text) else { return };
        match property.name.as_str() {
            "DTSTART" | "DTEND" | "RDATE" | "EXDATE" | "RECURRENCE-ID" => {
                let (line, mended) = when::mended(text, property);
                property = mended;
                if matches!(property.name.as_str(), "DTSTART" | "DTEND" | "RDATE") {
                    self.when.push(line);
                }
            }
            "DURATION" => self.when.push(text.to_owned()),
            "UID" | "STATUS" | "SEQUENCE" | "RRULE" | "ATTENDEE" | "ORGANIZER" => {}
            _ => return,
        }
        self.properties.push(property);
    }
}

fn property(text: &str) -> Option<Property> {
    let at = colon(text.as_bytes())?;
    Some(Property::new(&text[..at], text[at + 1..].to_owned()))
}
