//! `tertius keep`: the week's few people, why, and a first line.

use super::words::{because, count, role};
use crate::table::printable;
use crate::terminal::Session;
use anyhow::Context;
use std::path::PathBuf;
use tertius_app::AppError;
use tertius_app::views::KeepRow;

/// Arguments of `keep`.
#[derive(clap::Args)]
pub struct Arguments {
    /// How many minutes you have
    #[arg(long, value_name = "N", default_value_t = 30)]
    minutes: u32,
    /// The week on one page, as Markdown
    #[arg(long, conflicts_with = "ics")]
    digest: bool,
    /// Write the week as a calendar to a file; - prints it
    #[arg(long, value_name = "FILE")]
    ics: Option<PathBuf>,
}

/// Lists, or writes the digest or the calendar.
pub fn run(arguments: &Arguments, session: &Session) -> anyhow::Result<()> {
    let app = session.open_existing()?;
    if arguments.digest {
        let digest = app.keep_digest(arguments.minutes)?;
        return session.answer(&serde_json::json!({ "digest": digest }), || digest.clone());
    }
    let rows = app.keep(arguments.minutes)?;
    if let Some(file) = &arguments.ics {
        let calendar = app.keep_calendar(arguments.minutes)?;
        if file.as_os_str() == "-" {
            return session.print(&calendar);
        }
        write(file, &calendar).context("the calendar is not written")?;
        return session.answer(&rows, || {
            format!("Wrote {} to {}\n", count(rows.len() as u64, "entry", "entries"), file.display())
        });
    }
    session.answer(&rows, || render(&rows, session))
}

fn write(file: &std::path::Path, calendar: &str) -> Result<(), AppError> {
    std::fs::write(file, calendar).map_err(|cause| {
        let message = format!("cannot write {}: {cause}", file.display());
        AppError::user(message, "name a file in a folder that exists and that you may write to")
    })
}

fn render(rows: &[KeepRow], session: &Session) -> String {
    if rows.is_empty() {
        let advice = ["tertius grow   ties to add or revive", "tertius people   your ties, the deepest first"];
        return format!("Nobody needs a word this week.\n{}", session.next(&advice));
    }
    let screen = session.screen;
    let minutes: u32 = rows.iter().map(|row| row.minutes).sum();
    let mut out = format!("{} for {minutes} minutes\n\n", count(rows.len() as u64, "person", "people"));
    for row in rows {
        let kind = match row.why.as_str() {
            "birthday" => screen.good("birthday"),
            "moved" => screen.good("new job"),
            "dormant" => screen.warn("dormant"),
            _ => screen.warn("falling silent"),
        };
        let role = role(&row.person);
        let role = if role.is_empty() { role } else { screen.dim(&format!("  {role}")) };
        let minutes = screen.dim(&format!("{} min", row.minutes));
        out.push_str(&format!("{}{role}\n   {kind} · {minutes}\n", screen.bold(&printable(&row.person.name))));
        out.push_str(&format!("   {}\n", because(&row.reasons, 2)));
        if !row.opening.is_empty() {
            out.push_str(&format!("   “{}”\n", printable(&row.opening)));
        }
    }
    out + &session
        .next(&["tertius keep --digest   the week on one page", "tertius keep --ics week.ics   in your calendar"])
}
