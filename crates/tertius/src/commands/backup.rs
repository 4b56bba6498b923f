//! `tertius backup`: copy the vault to another file.

use super::words::grouped;
use crate::terminal::Session;
use std::path::PathBuf;

/// Arguments of `backup`.
#[derive(clap::Args)]
pub struct Arguments {
    /// The new file; an existing one is never overwritten
    #[arg(value_name = "FILE")]
    to: PathBuf,
}

/// Copies.
pub fn run(arguments: &Arguments, session: &Session) -> anyhow::Result<()> {
    let app = session.open_existing()?;
    let view = app.backup(&arguments.to)?;
    session.answer(&view, || {
        let next = format!("tertius restore {}   puts it back", super::words::quoted(&view.file));
        format!("Backed up to {} ({} bytes).\n{}", view.file, grouped(view.bytes), session.next(&[&next]))
    })
}
