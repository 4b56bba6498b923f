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
