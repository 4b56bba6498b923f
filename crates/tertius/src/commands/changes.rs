//! `tertius changes`: who moved, joined, left or went quiet.

use super::words::quoted;
use crate::table::{long_text, text};
use crate::terminal::Session;

/// Arguments of `changes`.
#[derive(clap::Args)]
pub struct Arguments {
    /// Only since this day, such as 2026-01-31
    #[arg(long, value_name = "DATE")]
    since: Option<String>,
    /// How many
    #[arg(long, value_name = "N")]
    top: Option<usize>,
}

/// Lists.
pub fn run(arguments: &Arguments, session: &Session) -> anyhow::Result<()> {
    let app = session.open_existing()?;
    let rows = app.changes(arguments.since.as_deref())?;
    session.answer(&rows, || {
        if rows.is_empty() {
            return "Nothing changed between the imports.\n".to_owned();
        }
        let shown = arguments.top.unwrap_or(30);
        let cells: Vec<Vec<String>> = rows
            .iter()
            .take(shown)
            .map(|row| {
                vec![row.date.clone().unwrap_or_default(), row.kind.clone(), row.person.name.clone(), row.text.clone()]
            })
            .collect();
        let mut out = session.table(&[text("when"), text("what"), text("who"), long_text("how")], &cells);
        if rows.len() > shown {
            out.push_str(&session.screen.dim(&format!("and {} more: --top {}\n", rows.len() - shown, rows.len())));
        }
        let first = rows.iter().find(|row| row.kind == "moved").or(rows.first());
        let advice = first.map(|row| format!("tertius person {}   a reason to write?", quoted(&row.person.name)));
        out + &session.next(&advice.iter().map(String::as_str).collect::<Vec<_>>())
    })
}
