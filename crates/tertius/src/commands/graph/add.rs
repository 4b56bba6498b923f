//! `tertius graph add`: recent ties beside a network's file.

use crate::terminal::Session;
use std::path::PathBuf;
use tertius_app::batch::graph::add;

/// Arguments of `graph add`.
#[derive(clap::Args)]
pub struct Arguments {
    /// The network's file
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// CSV or Parquet with the columns src, dst and perhaps strength; - is CSV from standard input
    #[arg(value_name = "TIES")]
    ties: PathBuf,
}

/// Adds.
pub fn run(arguments: &Arguments, session: &Session) -> anyhow::Result<()> {
    let added = add(&arguments.file, &arguments.ties)?;
    session.answer(&added, || {
        format!(
            "{} lines, {} new ties; {} ties are beside the file\n{}",
            added.lines,
            added.new,
            added.recent,
            session.next(&[&format!("tertius graph compact {}   takes them in", arguments.file.display())])
        )
    })
}
