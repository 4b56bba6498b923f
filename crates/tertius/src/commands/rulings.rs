//! `tertius rulings`: the user's decisions, each undoable.

use crate::table::{long_text, number, text};
use crate::terminal::Session;
use tertius_app::views::RulingRow;

/// Arguments of `rulings`.
#[derive(clap::Args)]
pub struct Arguments {
    /// Those taken back, too
    #[arg(long)]
    all: bool,
}

/// Lists.
pub fn run(arguments: &Arguments, session: &Session) -> anyhow::Result<()> {
    let app = session.open_existing()?;
    let rows = if arguments.all { app.all_rulings()? } else { app.rulings()? };
    session.answer(&rows, || {
        if rows.is_empty() {
            return "No rulings yet.\n".to_owned();
        }
        let cells: Vec<Vec<String>> =
            rows.iter().map(|row| vec![row.id.to_string(), row.at.clone(), row.kind.clone(), told(row)]).collect();
        let columns = [number("no."), text("made"), text("kind"), long_text("ruling")];
        session.table(&columns, &cells) + &session.next(&["tertius undo NO."])
    })
}

fn told(row: &RulingRow) -> String {
    if row.undone { format!("{} (taken back)", row.text) } else { row.text.clone() }
}

/// The words after a ruling was made.
pub fn made(row: &RulingRow, session: &Session) -> String {
    format!("Noted: {} {}\n", row.text, session.screen.dim(&format!("(tertius undo {} takes it back)", row.id)))
}
