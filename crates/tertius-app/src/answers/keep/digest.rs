//! The week on one page: whom to be in touch with, what changed, which asks wait. Markdown that reads as plain text.

use crate::app::App;
use crate::error::AppError;
use crate::views::{Change, KeepRow};
use tertius_model::Day;
use tertius_tribe::goodwill::Ask;

/// Changes of so many days are told.
const WEEK: i32 = 7;
/// Changes told at most.
const MOST: usize = 10;
/// An ask that is open for so many days waits.
const WAITS: i32 = 14;

impl App {
    /// The week's digest, for so many minutes.
    ///
    /// # Errors
    /// When the vault cannot be read.
    pub fn keep_digest(&self, minutes: u32) -> Result<String, AppError> {
        let today = self.now().day();
        let rows = self.keep(minutes)?;
        let changes = self.changes(Some(&Day(today.0 - WEEK).to_string()))?;
        let mut out = format!("# Your week from {today}\n");
        people(&rows, &mut out);
        told(&changes, &mut out);
        let waits = |ask: &Ask| today.0 - ask.day.0 >= WAITS;
        let waiting: Vec<Ask> = self.asks_waiting()?.into_iter().filter(waits).collect();
        if !waiting.is_empty() {
            out.push_str("\n## Asks that wait\n\n");
        }
        for ask in waiting {
            let (who, about) = (&self.person_at(ask.connector)?.name, &self.person_at(ask.about)?.name);
            out.push_str(&format!("- {} about {}, since {}\n", plain(who), plain(about), ask.day));
        }
        Ok(out)
    }
}

fn people(rows: &[KeepRow], out: &mut String) {
    let minutes: u32 = rows.iter().map(|row| row.minutes).sum();
    match rows.len() {
        0 => out.push_str("\nNobody needs a word this week.\n"),
        1 => out.push_str(&format!("\n## One person, {minutes} minutes\n")),
        n => out.push_str(&format!("\n## {n} people, {minutes} minutes\n")),
    }
    for row in rows {
        let role = [&row.person.title, &row.person.employer].into_iter().flatten().map(|text| plain(text));
        let role = role.collect::<Vec<_>>().join(", ");
        let role = if role.is_empty() { role } else { format!(" ({role})") };
        out.push_str(&format!("\n### {}{role}\n\n", plain(&row.person.name)));
        row.reasons.iter().for_each(|reason| out.push_str(&format!("- {}\n", plain(&reason.text))));
        if !row.opening.is_empty() {
            out.push_str(&format!("\n> {}\n", plain(&row.opening)));
        }
    }
}

fn told(changes: &[Change], out: &mut String) {
    if !changes.is_empty() {
        out.push_str("\n## What changed\n\n");
    }
    for change in changes.iter().take(MOST) {
        out.push_str(&format!("- {} {}: {}\n", plain(&change.person.name), change.kind, plain(&change.text)));
    }
    if changes.len() > MOST {
        out.push_str(&format!("- and {} more\n", changes.len() - MOST));
    }
}

/// Text from somebody's files on one line, with nothing that Markdown would take for markup.
fn plain(text: &str) -> String {
    let line: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let mut out = String::with_capacity(line.len());
    for c in line.chars() {
        if matches!(c, '*' | '_' | '`' | '[' | ']' | '<' | '>' | '#' | '|' | '\\') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_no_markup() {
        assert_eq!(plain("Ana [x](http://y)\n# <b>"), "Ana \\[x\\](http://y) \\# \\<b\\>");
    }
}
