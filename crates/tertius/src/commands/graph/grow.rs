//! `tertius graph grow`: whom to tie next, to have the most people within two steps.

use crate::table::{number, printable, text};
use crate::terminal::Session;
use std::path::PathBuf;
use tertius_app::batch::graph::GraphFile;

/// Arguments of `graph grow`.
#[derive(clap::Args)]
pub struct Arguments {
    /// The network's file
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// For whom
    #[arg(long, value_name = "A")]
    from: String,
    /// A file with one id a line, of those who come into question; - is standard input. Default everybody
    #[arg(long, value_name = "FILE")]
    candidates: Option<PathBuf>,
    /// How many
    #[arg(long, value_name = "N", default_value_t = 5)]
    top: usize,
}

/// Lists.
pub fn run(arguments: &Arguments, session: &Session) -> anyhow::Result<()> {
    let candidates = arguments.candidates.as_deref().map(super::read_ids).transpose()?;
    let rows = GraphFile::open(&arguments.file)?.grow(&arguments.from, candidates.as_deref(), arguments.top)?;
    session.answer(&rows, || {
        if rows.is_empty() {
            return "Nobody would bring more people within two steps.\n".to_owned();
        }
        let columns = [text("who"), number("brings"), number("within two steps then")];
        let cells = rows.iter().map(|row| vec![printable(&row.id), row.gain.to_string(), row.total.to_string()]);
        session.table(&columns, &cells.collect::<Vec<_>>())
    })
}
