//! Words for templates.

use std::borrow::Borrow;
use tertius_app::views::{PersonBrief, Reason};
use tertius_app::wording;
pub(crate) use tertius_app::wording::kind;

/// A number with thin groups. Templates hand numbers over as values or by reference.
pub(crate) fn grouped(n: impl Borrow<u64>) -> String {
    wording::grouped(*n.borrow())
}

/// A number in a table, where most are nought: those are left empty.
pub(crate) fn count(n: impl Borrow<u64>) -> String {
    if *n.borrow() == 0 { String::new() } else { grouped(n) }
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
    reasons.iter().take(*most.borrow()).map(reason).collect::<Vec<_>>().join("; ")
}

/// A reason; what it says of a command is a link on pages.
pub(crate) fn reason(reason: &Reason) -> &str {
    if reason.kind == "uncertain" { "it is not certain who this is" } else { &reason.text }
}

/// What to do next, where the advice is written for a terminal.
pub(crate) fn hint(advice: &str) -> String {
    match advice.strip_prefix("tertius people") {
        Some(_) => "Search for a name, employer, title or place under People.".to_owned(),
        None if advice.starts_with("tertius ") => format!("In a terminal: {advice}"),
        None => sentence(advice),
    }
}

/// A message as a sentence of its own begins.
pub(crate) fn sentence(text: &str) -> String {
    let mut rest = text.chars();
    rest.next().map_or_else(String::new, |first| first.to_uppercase().chain(rest).collect())
}

/// The id of a format, a kind of address or a channel as people write it.
pub(crate) fn format(id: &str) -> String {
    let word = |word: &str| match word {
        "linkedin" => "LinkedIn".to_owned(),
        "whatsapp" => "WhatsApp".to_owned(),
        "github" => "GitHub".to_owned(),
        "csv" | "sms" | "x" | "url" => word.to_uppercase(),
        "vcard" => "vCard".to_owned(),
        "email" => "e-mail".to_owned(),
        _ => word.to_owned(),
    };
    id.split('-').map(word).collect::<Vec<_>>().join(" ")
}

/// Where somebody was seen, in one phrase.
pub(crate) fn places(channels: &[String]) -> String {
    channels.iter().map(|channel| format(channel)).collect::<Vec<_>>().join(", ")
}

/// The size of a file.
pub(crate) fn size(bytes: impl Borrow<u64>) -> String {
    let kilo = bytes.borrow().div_ceil(1000);
    if kilo < 1000 { format!("{kilo} kB") } else { format!("{:.1} MB", kilo as f64 / 1000.0) }
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
