//! `tertius graph query`: questions as JSON lines from standard input, answers as JSON lines, in order.

use crate::terminal::Session;
use std::io::{BufRead, Write};
use std::path::PathBuf;
use tertius_app::batch::graph::{GraphFile, answer_line};

/// Arguments of `graph query`.
#[derive(clap::Args)]
pub struct Arguments {
    /// The network's file
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

/// Answers until the questions end.
pub fn run(arguments: &Arguments, _session: &Session) -> anyhow::Result<()> {
    let mut graph = GraphFile::open(&arguments.file)?;
    let mut stdout = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines() {
        let line = line?;
        if !line.trim().is_empty() {
            writeln!(stdout, "{}", answer_line(&mut graph, &line))?;
        }
    }
    Ok(())
}
