//! Words for templates.

use std::borrow::Borrow;
use tertius_app::views::{PersonBrief, Reason};
use tertius_app::wording;
pub(crate) use tertius_app::wording::kind;

/// A number with thin groups. Templates hand numbers over as values or by reference.
pub(crate) fn grouped(n: impl Borrow<u64>) -> String {
    wording::grouped(*n.borrow())
}

/// A probability as people say it.
pub(crate) fn odds(probability: impl Borrow<f64>) -> String {
    wording::odds(*probability.borrow())
}

/// Title and employer in one phrase.
pub(crate) fn role(person: &PersonBrief) -> String {
    let parts = [&person.title, &person.employer];
    parts.into_iter().flatten().cloned().collect::<Vec<_>>().join(", ")
}

/// Role and place in one phrase.
pub(crate) fn standing(person: &PersonBrief) -> String {
    let role = role(person);
    let parts = [(!role.is_empty()).then_some(role), person.place.clone()];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// How deep, in one of a few words.
pub(crate) fn degree(value: impl Borrow<f64>) -> &'static str {
    wording::degree(*value.borrow())
}

/// How fresh, in one of a few words.
pub(crate) fn recency(value: impl Borrow<f64>) -> &'static str {
    wording::recency(*value.borrow())
}

/// A number 0..1 as a meter needs it.
pub(crate) fn part(value: impl Borrow<f64>) -> String {
    format!("{:.2}", value.borrow().clamp(0.0, 1.0))
}

/// The first reasons in one sentence.
pub(crate) fn because(reasons: &[Reason], most: impl Borrow<usize>) -> String {
    reasons.iter().take(*most.borrow()).map(|reason| reason.text.as_str()).collect::<Vec<_>>().join("; ")
}

/// How an evidence word reads on a page.
pub(crate) fn evidence(id: &str) -> &'static str {
    match id {
        "stated" => "somebody wrote it down",
        "observed" => "seen in an exchange",
        _ => "only guessed",
    }
}

/// How the folders begin that files dropped on a page pass through.
pub(crate) const DROPPED: &str = "dropped-";

/// The last two parts of a path; of a file that was dropped on a page, its name.
pub(crate) fn file(path: &str) -> String {
    let mut parts = path.rsplit('/');
    let name = parts.next().unwrap_or(path);
    match parts.next() {
        Some(folder) if !folder.is_empty() && !folder.starts_with(DROPPED) => format!("{folder}/{name}"),
        _ => name.to_owned(),
    }
}

/// A text as part of an address.
pub(crate) fn encoded(text: &str) -> String {
    percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
}
