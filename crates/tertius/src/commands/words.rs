//! Phrases that several answers share.

use crate::table::{cut, printable};
use tertius_app::views::{PersonBrief, Reason};

pub use tertius_app::wording::{count, grouped, kinds, odds, seconds};

/// Title and employer in one phrase.
pub fn role(person: &PersonBrief) -> String {
    match (&person.title, &person.employer) {
        (Some(title), Some(employer)) => printable(&format!("{title}, {employer}")),
        (Some(one), None) | (None, Some(one)) => printable(one),
        (None, None) => String::new(),
    }
}

/// Name with role in brackets, for sentences.
pub fn who(person: &PersonBrief) -> String {
    let role = role(person);
    if role.is_empty() { person.name.clone() } else { format!("{} ({})", person.name, cut(&role, 60)) }
}

/// The first reasons, joined.
pub fn because(reasons: &[Reason], most: usize) -> String {
    reasons.iter().take(most).map(|reason| printable(&reason.text)).collect::<Vec<_>>().join("; ")
}

/// An argument that contains spaces, quoted for a shell.
pub fn quoted(text: &str) -> String {
    if !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || "@.+-_/".contains(c)) {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', "'\\''"))
    }
}

/// The last two parts of a path: what tells sources apart.
pub fn shortened(path: &str) -> String {
    let parts: Vec<&str> = path.rsplit('/').take(2).collect();
    parts.into_iter().rev().collect::<Vec<_>>().join("/")
}

/// A count in a table, where nothing is a dot.
pub fn shown(n: u64) -> String {
    if n == 0 { "·".to_owned() } else { grouped(n) }
}

/// Ties of ego and ties between others as one number beside the other: `35+120`.
pub fn ties(of_ego: u64, between_others: u64) -> String {
    match (of_ego, between_others) {
        (0, 0) => String::new(),
        (of_ego, 0) => grouped(of_ego),
        (of_ego, between) => format!("{}+{}", grouped(of_ego), grouped(between)),
    }
}

/// What the column of [`ties`] means.
pub const TIES: &str = "ties: yours + those between others";

/// The years from one day to another: `2016-2024`.
pub fn years(first: Option<&str>, last: Option<&str>) -> String {
    let year = |day: Option<&str>| day.and_then(|day| day.split('-').next()).unwrap_or_default().to_owned();
    match (year(first), year(last)) {
        (first, last) if first == last || last.is_empty() => first,
        (first, last) if first.is_empty() => last,
        (first, last) => format!("{first}-{last}"),
    }
}
