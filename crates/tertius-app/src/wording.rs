//! Phrases that every surface shares: counts, odds, spans of time.

use crate::views::PersonBrief;
use jiff::civil::Date;

/// `1 person`, `2 people`.
pub fn count(n: u64, one: &str, many: &str) -> String {
    format!("{} {}", grouped(n), if n == 1 { one } else { many })
}

/// A number with thin groups: 12 345.
pub fn grouped(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) && digits.len() > 4 {
            out.push(' ');
        }
        out.push(digit);
    }
    out
}

/// What a person is to ego, in words.
pub fn kind(id: &str) -> &str {
    match id {
        "close-friend" => "close friend",
        "former-co-worker" => "former co-worker",
        "list-acquaintance" => "list acquaintance",
        other => other,
    }
}

/// What a person is to ego, as a screen shows it.
pub fn kinds(ids: &[String]) -> String {
    ids.iter().map(|id| kind(id)).collect::<Vec<_>>().join(", ")
}

/// A probability as people say it.
pub fn odds(probability: f64) -> String {
    match probability {
        p if p >= 0.95 => "nearly always".to_owned(),
        p if p >= 0.85 => "9 in 10".to_owned(),
        p if p >= 0.7 => "3 in 4".to_owned(),
        p if p >= 0.58 => "2 in 3".to_owned(),
        p if p >= 0.42 => "1 in 2".to_owned(),
        p if p >= 0.29 => "1 in 3".to_owned(),
        p if p >= 0.22 => "1 in 4".to_owned(),
        p if p >= 0.15 => "1 in 6".to_owned(),
        p if p >= 0.07 => "1 in 10".to_owned(),
        p if p >= 0.03 => "1 in 20".to_owned(),
        p if p > 0.0 => "hardly ever".to_owned(),
        _ => "never seen".to_owned(),
    }
}

/// The words of [`degree`], the deepest first.
pub const DEGREES: [&str; 5] = ["very deep", "deep", "some", "slight", "none"];
/// The words of [`recency`], the freshest first.
pub const RECENCIES: [&str; 5] = ["fresh", "recent", "fading", "long ago", "never"];

/// How deep a tie is, in one of a few words.
pub fn degree(depth: f64) -> &'static str {
    band(depth, DEGREES, [0.75, 0.5, 0.25])
}

/// How fresh a tie is, in one of a few words.
pub fn recency(freshness: f64) -> &'static str {
    band(freshness, RECENCIES, [0.75, 0.4, 0.15])
}

fn band(value: f64, words: [&'static str; 5], from: [f64; 3]) -> &'static str {
    let place = from.iter().position(|from| value >= *from).unwrap_or(if value > 0.0 { 3 } else { 4 });
    words[place]
}

/// Seconds as people say them.
pub fn seconds(seconds: f64) -> String {
    if seconds < 10.0 { format!("{seconds:.1} s") } else { format!("{seconds:.0} s") }
}

/// How long before `today` a day was: `today`, `3 days ago`, `2 years ago`; a day to come is `in 3 days`. Both days
/// as `YYYY-MM-DD`; what is no day comes back as it is.
pub fn ago(day: &str, today: &str) -> String {
    let (Ok(then), Ok(now)) = (day.parse::<Date>(), today.parse::<Date>()) else { return day.to_owned() };
    let days = (now - then).get_days();
    let phrase = |n: i32, unit: &str| {
        let n = n.unsigned_abs();
        format!("{n} {unit}{}", if n == 1 { "" } else { "s" })
    };
    let span = match days.abs() {
        0 => return "today".to_owned(),
        1 if days > 0 => return "yesterday".to_owned(),
        1 => return "tomorrow".to_owned(),
        n @ ..=13 => phrase(n, "day"),
        n @ ..=59 => phrase(n / 7, "week"),
        n @ ..=729 => phrase(n / 30, "month"),
        n => phrase(n / 365, "year"),
    };
    if days > 0 { format!("{span} ago") } else { format!("in {span}") }
}

/// A first draft of the message in which ego asks a friend to introduce them: from what is known, nothing invented, and
/// with an easy way out. The sender edits it; nothing is sent from here.
pub fn introduction(me: Option<&str>, friend: &PersonBrief, target: &PersonBrief, goal: &str) -> String {
    let first = |name: &str| name.split_whitespace().next().unwrap_or(name).to_owned();
    let role: Vec<&str> = [&target.title, &target.employer].into_iter().flatten().map(String::as_str).collect();
    let role = if role.is_empty() { String::new() } else { format!(" ({})", role.join(", ")) };
    let purpose = match goal.trim() {
        "" => String::new(),
        goal => format!("I am looking for {goal}. "),
    };
    let signed = me.map_or_else(String::new, |name| format!("\n\n{}", first(name)));
    format!(
        "Hi {},\n\n{purpose}I would like to meet {}{role}, and it seems that you know each other. Would you introduce us? \
         If you would rather not, or hardly know them, a no is fine.\n\nThank you!{signed}",
        first(&friend.name),
        target.name,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_introduction_is_asked_for_with_facts_only() {
        let person = |name: &str, title: Option<&str>| PersonBrief {
            id: String::new(),
            name: name.to_owned(),
            employer: None,
            title: title.map(str::to_owned),
            place: None,
        };
        let text =
            introduction(Some("Mara Velten"), &person("Hannah Jäger", None), &person("Li Guo", Some("Analyst")), "");
        assert!(text.starts_with("Hi Hannah,\n\nI would like to meet Li Guo (Analyst), and"), "{text}");
        assert!(text.ends_with("Thank you!\n\nMara"), "{text}");
        let text = introduction(None, &person("Hannah", None), &person("Li Guo", None), "a flat in Porto");
        assert!(text.contains("I am looking for a flat in Porto. I would like to meet Li Guo, and"), "{text}");
    }

    #[test]
    fn spans_of_time_read_as_people_say_them() {
        let said = |day| ago(day, "2026-05-01");
        assert_eq!(said("2026-05-01"), "today");
        assert_eq!(said("2026-04-30"), "yesterday");
        assert_eq!(said("2026-04-20"), "11 days ago");
        assert_eq!(said("2026-04-01"), "4 weeks ago");
        assert_eq!(said("2025-05-01"), "12 months ago");
        assert_eq!(said("2020-05-01"), "6 years ago");
        assert_eq!(said("2026-05-11"), "in 10 days");
        assert_eq!(said("some day"), "some day");
    }
}
