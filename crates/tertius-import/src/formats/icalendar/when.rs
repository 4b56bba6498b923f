//! Lines that say when, mended: zones written without their quotes or with a path before them, readable dates.

use crate::formats::content_line::{Property, moment};
use calcard::common::timezone::Tz;
use std::borrow::Cow;
use std::str::FromStr;
use tertius_model::Timestamp;

/// Mends such a line; gives it as the library reads it, and the property as it should have been.
pub(super) fn mended(text: &str, property: Property) -> (String, Property) {
    let (text, mut property) = with_whole_zone(text, property);
    let known = property.param("TZID").filter(|id| Tz::from_str(id).is_err()).and_then(known_zone);
    let is_readable = property.value.trim().get(4..5) == Some("-");
    if known.is_none() && !is_readable {
        return (text.into_owned(), property);
    }
    if let Some(known) = known {
        property.set_param("TZID", known);
    }
    if is_readable {
        let plain: String = property.value.trim().chars().filter(|c| !"-:".contains(*c)).collect();
        property.value = plain.replace(' ', "T");
    }
    let zone = property.param("TZID").map(|id| format!(";TZID=\"{id}\"")).unwrap_or_default();
    let kind = property.param("VALUE").map(|kind| format!(";VALUE={kind}")).unwrap_or_default();
    (format!("{}{zone}{kind}:{}", property.name, property.value), property)
}

/// `TZID=(UTC+01:00) Amsterdam, Berlin:20240102T100000` has a colon and commas of its own, which quotes should hold.
fn with_whole_zone(text: &str, property: Property) -> (Cow<'_, str>, Property) {
    let is_date =
        |value: &str| value.trim().len() >= 8 && value.trim().bytes().take(4).all(|byte| byte.is_ascii_digit());
    let is_split = !is_date(&property.value) || property.params("TZID").count() > 1;
    let Some((head, value)) = text.rsplit_once(':').filter(|(_, value)| is_split && is_date(value)) else {
        return (Cow::Borrowed(text), property);
    };
    let Some((before, zone)) = head.split_once("TZID=").filter(|(_, zone)| !zone.contains('"')) else {
        return (Cow::Borrowed(text), property);
    };
    let (zone, after) = zone.split_once(';').map_or((zone, String::new()), |(zone, rest)| (zone, format!(";{rest}")));
    let head = format!("{before}TZID=\"{zone}\"{after}");
    let text = format!("{head}:{value}");
    (Cow::Owned(text), Property::new(&head, value.to_owned()))
}

/// The common name of a zone that is written with a path before it or with spaces: `/example.org/Europe/Prague`.
fn known_zone(id: &str) -> Option<String> {
    let id = id.trim().replace(' ', "_");
    let parts: Vec<&str> = id.split('/').filter(|part| !part.is_empty()).collect();
    let tails = (2..=3.min(parts.len())).map(|n| parts[parts.len() - n..].join("/"));
    tails.rev().find(|tail| Tz::from_str(tail).is_ok())
}

/// Seconds east of UTC of a zone that says so in its name: `(UTC-05:00) Eastern`, `GMT +0200`.
pub(super) fn named_offset(id: &str) -> Option<i64> {
    let at = ["UTC", "GMT"].iter().find_map(|name| id.find(name))?;
    let rest = id[at + 3..].trim_start();
    let sign = match rest.as_bytes().first()? {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let clock: String =
        rest[1..].chars().take_while(|c| c.is_ascii_digit() || *c == ':').filter(|c| *c != ':').collect();
    let (hours, minutes) = clock.split_at_checked(2).unwrap_or((&clock, ""));
    let seconds = hours.parse::<i64>().ok()? * 3_600 + minutes.parse::<i64>().unwrap_or(0) * 60;
    (seconds <= 14 * 3_600).then_some(sign * seconds)
}

/// A moment that the library refuses: midnight as 24:00, a leap second, a period of which only the start matters.
pub(super) fn lenient(value: &str) -> Option<Timestamp> {
    let value = value.trim().split('/').next().unwrap_or(value);
    let clock: Vec<u32> = value
        .get(9..)
        .unwrap_or_default()
        .as_bytes()
        .chunks(2)
        .map_while(|pair| std::str::from_utf8(pair).ok()?.parse().ok())
        .collect();
    let fits = clock.iter().zip([24, 59, 60]).all(|(n, most)| *n <= most);
    let is_date = value.get(..8)?.bytes().all(|byte| byte.is_ascii_digit());
    moment(value).filter(|_| fits && is_date)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::content_line::colon;

    fn check(text: &str, expected: &str) {
        let at = colon(text.as_bytes()).unwrap();
        let property = Property::new(&text[..at], text[at + 1..].to_owned());
        assert_eq!(mended(text, property).0, expected);
    }

    #[test]
    fn zones_as_they_are_meant() {
        for text in ["DTSTART:20240102T100000Z", "DTSTART;TZID=Europe/Berlin:20240102T100000", "DTSTART:nonsense"] {
            check(text, text);
        }
        check(
            "DTSTART;TZID=(UTC+01:00) Amsterdam, Berlin:20240102T100000",
            "DTSTART;TZID=\"(UTC+01:00) Amsterdam, Berlin\":20240102T100000",
        );
        check(
            "DTSTART;TZID=/example.org/America/New_York;X=1:20240102T100000",
            "DTSTART;TZID=\"America/New_York\":20240102T100000",
        );
        check("DTSTART;TZID=America/New York:2024-01-02 10:00:00", "DTSTART;TZID=\"America/New_York\":20240102T100000");
        check("DTSTART;VALUE=DATE:2024-01-02", "DTSTART;VALUE=DATE:20240102");
    }

    #[test]
    fn offsets_in_names() {
        for (id, hours) in [("(UTC-05:00) Eastern", -5), ("GMT +0200", 2), ("UTC+3", 3)] {
            assert_eq!(named_offset(id), Some(hours * 3_600), "{id}");
        }
        for id in ["Nowhere", "UTC", "GMT+99"] {
            assert_eq!(named_offset(id), None, "{id}");
        }
    }

    #[test]
    fn moments_on_the_edge() {
        let midnight = Some(Timestamp(1_704_240_000));
        assert_eq!(lenient("20240102T240000Z"), midnight);
        assert_eq!(lenient("20240102T235960Z"), midnight);
        assert_eq!(lenient("20240103T000000Z/PT1H"), midnight);
        for value in ["20240102T250000Z", "20240102T106000", "20240230T100000Z", "nonsense", ""] {
            assert_eq!(lenient(value), None, "{value}");
        }
    }
}
