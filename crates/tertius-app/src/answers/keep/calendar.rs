//! The week as a calendar (iCalendar, RFC 5545): a day for each person, so that any calendar program can remind.
//!
//! Ids rest on the person and the week, so that the same week written again replaces its entries.

use crate::app::App;
use crate::error::AppError;
use crate::views::KeepRow;
use tertius_model::{Day, Timestamp};

/// Octets in a line, its break aside.
const LINE: usize = 75;

impl App {
    /// The week's people as a calendar, for so many minutes.
    ///
    /// # Errors
    /// When the vault cannot be read.
    pub fn keep_calendar(&self, minutes: u32) -> Result<String, AppError> {
        Ok(calendar(&self.keep(minutes)?, self.now()))
    }
}

fn calendar(rows: &[KeepRow], now: Timestamp) -> String {
    let mut out = String::new();
    let mut line = |text: &str| out.push_str(&folded(text));
    line("BEGIN:VCALENDAR");
    line("VERSION:2.0");
    line("PRODID:-//Tertius//keep//EN");
    line("CALSCALE:GREGORIAN");
    line("X-WR-CALNAME:Keep in touch");
    let today = now.day();
    // Monday is the first day of the week; 1970-01-01 was a Thursday.
    let monday = Day(today.0 - (today.0 + 3).rem_euclid(7));
    for (place, row) in rows.iter().enumerate() {
        let on = Day(today.0 + (place * 7 / rows.len().max(1)) as i32);
        let because: Vec<&str> = row.reasons.iter().map(|reason| reason.text.as_str()).collect();
        line("BEGIN:VEVENT");
        line(&format!("UID:{}-{}@tertius.invalid", compact(monday), row.person.id));
        line(&format!("DTSTAMP:{}T000000Z", compact(today)));
        line(&format!("DTSTART;VALUE=DATE:{}", compact(on)));
        line(&format!("DTEND;VALUE=DATE:{}", compact(Day(on.0 + 1))));
        line("TRANSP:TRANSPARENT");
        line(&format!("SUMMARY:{}", escaped(&format!("Keep in touch: {}", row.person.name))));
        line(&format!("DESCRIPTION:{}", escaped(&format!("{}\n{}", because.join("\n"), row.opening))));
        line("END:VEVENT");
    }
    line("END:VCALENDAR");
    out
}

fn compact(day: Day) -> String {
    day.to_string().replace('-', "")
}

/// Text as a value: RFC 5545, 3.3.11.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | ';' | ',' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

/// A content line, broken where it is too long: RFC 5545, 3.1.
fn folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    let mut used = 0;
    for c in text.chars() {
        if used + c.len_utf8() > LINE {
            out.push_str("\r\n ");
            used = 1;
        }
        out.push(c);
        used += c.len_utf8();
    }
    out + "\r\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_are_folded_and_values_escaped() {
        let text = format!("SUMMARY:{}", escaped("Žofie; a, b\\c\nd").repeat(9));
        for line in folded(&text).trim_end().split("\r\n") {
            assert!(line.len() <= LINE, "{line}");
        }
        assert_eq!(folded(&text).replace("\r\n ", "").trim_end(), text);
        assert_eq!(escaped("a;b,c\\d\ne\rf"), "a\\;b\\,c\\\\d\\ne f");
    }
}
