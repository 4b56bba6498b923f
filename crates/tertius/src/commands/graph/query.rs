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
    /// Read the file into memory first: seconds for a large one, then every answer comes sooner
    #[arg(long)]
    load: bool,
}

/// Answers until the questions end.
pub fn run(arguments: &Arguments, _session: &Session) -> anyhow::Result<()> {
    let mut graph = if arguments.load { GraphFile::load(&arguments.file) } else { GraphFile::open(&arguments.file) }?;
    let (mut stdin, mut stdout, mut line) = (std::io::stdin().lock(), std::io::stdout().lock(), Vec::new());
    while stdin.read_until(b'\n', &mut line)? > 0 {
        // What is no UTF-8 is no JSON either: the answer to that line says so, and the next one is read.
        let question = String::from_utf8_lossy(&line);
        if !question.trim().is_empty() {
            writeln!(stdout, "{}", answer_line(&mut graph, &question))?;
        }
        line.clear();
    }
    Ok(())
}
