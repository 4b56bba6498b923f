//! When an event takes place: zones by any name, repetitions, exceptions.
//!
//! The library expands a rule in local time. It compares `UNTIL`, which is in UTC, with that local time, so
//! here the rule is given a day more and the surplus is cut afterwards.

use super::scan::Event;
use super::when::{lenient, named_offset};
use crate::formats::content_line::{Property, moment};
use calcard::common::timezone::Tz;
use calcard::icalendar::ICalendar;
use rustc_hash::{FxHashMap, FxHashSet};
use std::fmt::Write;
use std::str::FromStr;
use tertius_model::Timestamp;

/// Occurrences kept of one event: the latest before now, then those after.
const KEPT: usize = 400;
/// Occurrences looked at; a daily event reaches this after 54 years.
const EXPANDED: usize = 20_000;
/// How far after now occurrences are listed.
const AHEAD: i64 = 366 * 86_400;
const DAY: i64 = 86_400;
/// Ten years: longer means a broken end.
const MINUTES_MAX: i64 = 10 * 366 * 24 * 60;

const NO_DATE: &str = "it has no date that can be read";

/// One time at which an event takes place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Occurrence {
    pub(super) start: Timestamp,
    pub(super) minutes: u32,
    /// The start that the series gives it, also when this one occurrence was moved.
    pub(super) named_by: Timestamp,
}

/// The zones that a file defines.
#[derive(Default)]
pub(super) struct Zones(FxHashMap<String, Zone>);

struct Zone {
    text: String,
    /// Seconds east of UTC outside summer time.
    offset: i64,
}

impl Zones {
    /// Learns a zone from the lines of its `VTIMEZONE`.
    pub(super) fn add(&mut self, lines: &[String]) {
        let Some(id) = lines.iter().find_map(|line| value(line, "TZID")) else { return };
        let standard = lines.iter().skip_while(|line| !line.eq_ignore_ascii_case("BEGIN:STANDARD"));
        let offset = standard.into_iter().find_map(|line| value(line, "TZOFFSETTO")).and_then(offset).unwrap_or(0);
        let text = format!("BEGIN:VTIMEZONE\n{}\nEND:VTIMEZONE\n", lines.join("\n"));
        self.0.insert(id.to_owned(), Zone { text, offset });
    }

    /// What the library must know of the zone of a property, and what it will not find out.
    fn of(&self, property: Option<&Property>) -> (&str, i64) {
        let Some(id) = property.and_then(|property| property.param("TZID")) else { return ("", 0) };
        if Tz::from_str(id).is_ok() {
            return ("", 0);
        }
        let Some(Zone { text, offset }) = self.0.get(id) else { return ("", named_offset(id).unwrap_or(0)) };
        let is_found = ICalendar::parse(format!("BEGIN:VCALENDAR\n{text}END:VCALENDAR\n"))
            .is_ok_and(|calendar| calendar.build_tz_resolver().resolve(id).is_some());
        if is_found { (text, 0) } else { ("", *offset) }
    }
}

fn value<'l>(line: &'l str, name: &str) -> Option<&'l str> {
    let (head, value) = line.split_once(':')?;
    head.split(';').next()?.eq_ignore_ascii_case(name).then(|| value.trim())
}

fn offset(text: &str) -> Option<i64> {
    let (sign, digits) = text.split_at_checked(1)?;
    let part = |from: usize| digits.get(from..from + 2).and_then(|part| part.parse::<i64>().ok());
    let seconds = part(0)? * 3_600 + part(2)? * 60;
    Some(if sign == "-" { -seconds } else { seconds })
}

/// The moment of one property, such as `RECURRENCE-ID`.
pub(super) fn single(property: &Property, zones: &Zones) -> Option<Timestamp> {
    let zone = property.param("TZID").map(|id| format!(";TZID=\"{id}\"")).unwrap_or_default();
    let is_date = property.value.trim().len() == 8;
    let kind = if is_date { ";VALUE=DATE" } else { "" };
    let line = format!("DTSTART{zone}{kind}:{}", property.value.trim());
    let (text, offset) = zones.of(Some(property));
    expand(text, &line).first().map(|(start, _)| Timestamp(start - offset))
}

/// Every time at which an event takes place, until a year from now.
pub(super) fn occurrences(event: &Event, zones: &Zones, now: Timestamp) -> Result<Vec<Occurrence>, &'static str> {
    let start = event.first("DTSTART").ok_or(NO_DATE)?;
    let (zone, offset) = zones.of(Some(start));
    let mut when = event.when.join("\n");
    let until = event.first("RRULE").filter(|rule| !is_of_machines(&rule.value)).and_then(|rule| {
        let (rule, until) = rule_until(&rule.value, now);
        write!(when, "\nRRULE:{rule}").ok().and(until)
    });
    let mut all = expand(zone, &when);
    if all.is_empty() {
        // A rule that makes no sense still leaves the first time.
        all = expand(zone, &event.when.join("\n"));
    }
    if all.is_empty() {
        let start = lenient(&start.value).ok_or(NO_DATE)?;
        all.push((start.0, start.0));
    }
    let has_end = event.first("DTEND").is_some_and(|end| moment(&end.value).is_some())
        || event.first("DURATION").is_some_and(|length| length.value.contains('P'));
    let is_whole_day = start.value.trim().len() == 8;
    let last = (now.0 + AHEAD).min(until.map_or(i64::MAX, |until| until.0));
    let mut occurrences: Vec<Occurrence> = all
        .into_iter()
        .map(|(start, end)| (Timestamp(start - offset), (end - start) / 60))
        .filter(|(start, _)| start.0 <= last || !event.repeats())
        .map(|(start, minutes)| {
            let minutes = if has_end || is_whole_day { minutes.clamp(0, MINUTES_MAX) } else { 0 };
            Occurrence { start, minutes: u32::try_from(minutes).unwrap_or(0), named_by: start }
        })
        .collect();
    let excluded = excluded(event, zones);
    occurrences.retain(|one| !excluded.contains(&one.start));
    if occurrences.is_empty() {
        return Err("every occurrence is taken back or after its end");
    }
    occurrences.sort_by_key(|one| one.start);
    occurrences.dedup_by_key(|one| one.start);
    let n_past = occurrences.partition_point(|one| one.start <= now);
    occurrences.drain(..n_past.saturating_sub(KEPT));
    occurrences.truncate(KEPT);
    Ok(occurrences)
}

/// Whether a rule repeats more often than people meet.
fn is_of_machines(rule: &str) -> bool {
    let rule = rule.to_ascii_uppercase();
    ["FREQ=SECONDLY", "FREQ=MINUTELY"].iter().any(|often| rule.contains(often))
}

/// The moments at which the event does not take place; a date alone stands for that day at the time of the event.
fn excluded(event: &Event, zones: &Zones) -> FxHashSet<Timestamp> {
    let clock = event.first("DTSTART").and_then(|start| start.value.trim().get(8..)).unwrap_or_default().to_owned();
    let mut excluded = FxHashSet::default();
    for property in event.properties.iter().filter(|property| property.name == "EXDATE") {
        for value in property.value.split(',').map(str::trim) {
            let mut one = property.clone();
            one.value = value.to_owned();
            excluded.extend(single(&one, zones));
            if value.len() == 8 && !clock.is_empty() {
                let mut start = event.first("DTSTART").cloned().unwrap_or(one);
                start.value = format!("{value}{clock}");
                excluded.extend(single(&start, zones));
            }
        }
    }
    excluded
}

/// The rule with an end in local time that is late enough, and the true end.
fn rule_until(rule: &str, now: Timestamp) -> (String, Option<Timestamp>) {
    let mut parts: Vec<&str> = rule.trim().split(';').filter(|part| !part.is_empty()).collect();
    let named =
        |part: &str, name: &str| part.split_once('=').is_some_and(|(key, _)| key.trim().eq_ignore_ascii_case(name));
    let until = parts
        .iter()
        .find(|part| named(part, "UNTIL"))
        .and_then(|part| part.split_once('='))
        .map(|(_, until)| until.trim());
    let is_counted = parts.iter().any(|part| named(part, "COUNT"));
    let is_utc = until.is_some_and(|until| until.ends_with('Z'));
    let is_date = until.is_some_and(|until| until.len() == 8);
    let until = until.and_then(moment);
    let late = match until {
        Some(until) if is_utc || is_date => Timestamp(until.0 + DAY - i64::from(is_date)),
        Some(until) => until,
        None => Timestamp(now.0 + AHEAD + DAY),
    };
    let bound = format!("UNTIL={}", local(late.min(Timestamp(now.0 + AHEAD + DAY))));
    parts.retain(|part| !named(part, "UNTIL"));
    if !is_counted {
        parts.push(&bound);
    }
    (parts.join(";"), until.filter(|_| is_utc))
}

/// Start and end in seconds; times without a zone, and in zones nobody knows, count as UTC.
fn expand(zone: &str, when: &str) -> Vec<(i64, i64)> {
    let text = format!("BEGIN:VCALENDAR\nVERSION:2.0\n{zone}BEGIN:VEVENT\n{when}\nEND:VEVENT\nEND:VCALENDAR\n");
    let Ok(calendar) = ICalendar::parse(text) else { return Vec::new() };
    calendar.expand_dates(Tz::UTC, EXPANDED).events.iter().map(|event| event.timestamps()).collect()
}

/// `20240501T100000`.
fn local(time: Timestamp) -> String {
    let ((year, month, day), second) = (time.day().date(), time.0.rem_euclid(DAY));
    format!("{year:04}{month:02}{day:02}T{:02}{:02}{:02}", second / 3_600, second / 60 % 60, second % 60)
}

/// `2024-05-01T10:00:00Z`.
pub(super) fn written(time: Timestamp) -> String {
    let second = time.0.rem_euclid(DAY);
    format!("{}T{:02}:{:02}:{:02}Z", time.day(), second / 3_600, second / 60 % 60, second % 60)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::content_line::colon;

    /// 2026-11-01T00:00:00Z.
    const NOW: Timestamp = Timestamp(1_793_491_200);

    fn check(lines: &str, zones: &Zones) -> String {
        let property = |line: &str| {
            let at = colon(line.as_bytes()).unwrap();
            Property::new(&line[..at], line[at + 1..].to_owned())
        };
        let when = lines.lines().filter(|line| !line.starts_with("RRULE")).map(str::to_owned).collect();
        let event = Event { line: 1, properties: lines.lines().map(property).collect(), when, is_cut: false };
        match occurrences(&event, zones, NOW) {
            Ok(all) => {
                let shown: Vec<String> =
                    all.iter().take(4).map(|one| format!("{}+{}", written(one.start), one.minutes)).collect();
                format!("{}: {}", all.len(), shown.join(" "))
            }
            Err(reason) => reason.to_owned(),
        }
    }

    #[test]
    fn the_last_occurrence_before_an_end_in_utc_is_kept_east_and_west() {
        for (zone, until) in [("Asia/Tokyo", "20240503T010000Z"), ("America/New_York", "20240503T140000Z")] {
            let lines = format!(
                "DTSTART;TZID={zone}:20240501T100000\nDTEND;TZID={zone}:20240501T110000\nRRULE:FREQ=DAILY;UNTIL={until}"
            );
            assert!(check(&lines, &Zones::default()).starts_with("3: "), "{zone}");
        }
        let dates = "DTSTART;VALUE=DATE:20240501\nRRULE:FREQ=DAILY;UNTIL=20240503";
        assert_eq!(
            check(dates, &Zones::default()),
            "3: 2024-05-01T00:00:00Z+1440 2024-05-02T00:00:00Z+1440 2024-05-03T00:00:00Z+1440"
        );
    }

    #[test]
    fn zones_have_many_names() {
        let mut zones = Zones::default();
        let own = [
            "TZID:Büro-Zeit",
            "BEGIN:DAYLIGHT",
            "TZOFFSETTO:+0300",
            "END:DAYLIGHT",
            "BEGIN:STANDARD",
            "TZOFFSETTO:+0200",
        ];
        zones.add(&own.map(str::to_owned));
        zones.add(&["TZID:Custom".to_owned(), "X-LIC-LOCATION:Europe/Berlin".to_owned()]);
        for (zone, utc) in [
            ("Europe/Berlin", "10:00"),
            ("W. Europe Standard Time", "10:00"),
            ("\"(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna\"", "10:00"),
            ("Custom", "10:00"),
            ("Büro-Zeit", "10:00"),
            ("Nowhere", "12:00"),
        ] {
            let lines = format!("DTSTART;TZID={zone}:20240701T120000");
            assert_eq!(check(&lines, &zones), format!("1: 2024-07-01T{utc}:00Z+0"), "{zone}");
        }
    }

    #[test]
    fn endless_series_keep_their_latest_past() {
        let daily = check("DTSTART:20100101T100000Z\nDTEND:20100101T103000Z\nRRULE:FREQ=DAILY", &Zones::default());
        assert_eq!(
            daily,
            "400: 2025-09-27T10:00:00Z+30 2025-09-28T10:00:00Z+30 2025-09-29T10:00:00Z+30 2025-09-30T10:00:00Z+30"
        );
        let yearly = check("DTSTART:20240101T100000Z\nDURATION:PT1H\nRRULE:FREQ=YEARLY", &Zones::default());
        assert_eq!(
            yearly,
            "4: 2024-01-01T10:00:00Z+60 2025-01-01T10:00:00Z+60 2026-01-01T10:00:00Z+60 2027-01-01T10:00:00Z+60"
        );
    }

    #[test]
    fn nonsense_is_survived() {
        for lines in ["DTSTART:nonsense", "SUMMARY:x", "DTSTART:99999999T999999Z"] {
            assert_eq!(check(lines, &Zones::default()), NO_DATE, "{lines}");
        }
        let start = "DTSTART:20240101T100000Z\nRRULE:";
        for rule in [
            "nonsense",
            "FREQ=DAILY;INTERVAL=0",
            "FREQ=MONTHLY;BYMONTHDAY=31;BYMONTH=2",
            "FREQ=DAILY;UNTIL=19990101",
            "FREQ=SECONDLY",
        ] {
            let seen = check(&format!("{start}{rule}"), &Zones::default());
            assert!(seen.starts_with("1: 2024-01-01T10:00:00Z") || seen.starts_with("400: "), "{rule}: {seen}");
        }
    }
}
