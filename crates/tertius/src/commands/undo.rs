//! `tertius undo`: take back a ruling.

use crate::terminal::Session;

/// Arguments of `undo`.
#[derive(clap::Args)]
pub struct Arguments {
    /// The ruling's number; the latest when left out
    #[arg(value_name = "RULING")]
    ruling: Option<i64>,
}

/// Undoes.
pub fn run(arguments: &Arguments, session: &Session) -> anyhow::Result<()> {
    let mut app = session.open_existing()?;
    let view = app.undo(arguments.ruling)?;
    session.answer(&view, || format!("Taken back: {}\n", view.text))
}
