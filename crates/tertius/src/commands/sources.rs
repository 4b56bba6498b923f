//! `tertius sources`: what has been imported.

use super::words::{TIES, shortened, shown, ties, years};
use crate::table::{long_text, number, path, text, whole};
use crate::terminal::Session;

/// Arguments of `sources`.
#[derive(clap::Args)]
pub struct Arguments {}

/// Lists the sources.
pub fn run(_arguments: &Arguments, session: &Session) -> anyhow::Result<()> {
    let app = session.open_existing()?;
    let rows = app.sources()?;
    session.answer(&rows, || {
        if rows.is_empty() {
            return format!("Nothing imported yet.\n{}", session.next(&["tertius import FILE-OR-FOLDER"]));
        }
        let columns = [
            whole("id"),
            long_text("format"),
            number("people"),
            number("messages"),
            number("meetings"),
            number("ties"),
            text("years"),
            path("path"),
        ];
        let cells: Vec<Vec<String>> = rows
            .iter()
            .map(|row| {
                vec![
                    row.id.clone(),
                    row.format.clone(),
                    shown(row.people.max(row.participants)),
                    shown(row.exchanges),
                    shown(row.gatherings),
                    ties(row.ties_of_ego, row.ties_between_others),
                    years(row.first.as_deref(), row.latest.as_deref()),
                    shortened(&row.path),
                ]
            })
            .collect();
        session.table(&columns, &cells)
            + &session.screen.dim(&format!("{TIES}\n"))
            + &session.next(&["tertius forget ID   drops everything that came from a source"])
    })
}
