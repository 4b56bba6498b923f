//! `tertius graph batch`: the best loose connections of everybody, as CSV.

use crate::progress::Bar;
use crate::terminal::Session;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use tertius_app::batch::graph::{GraphFile, write_batch};
use tertius_app::{AppError, Progress};

/// Arguments of `graph batch`.
#[derive(clap::Args)]
pub struct Arguments {
    /// The network's file
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// How many for each
    #[arg(long, value_name = "N", default_value_t = 10)]
    top: usize,
    /// The CSV file to write; - is standard output
    #[arg(long, value_name = "OUT.csv")]
    out: PathBuf,
}

/// Writes.
pub fn run(arguments: &Arguments, session: &Session) -> anyhow::Result<()> {
    let graph = GraphFile::open(&arguments.file)?;
    let to_screen = arguments.out == Path::new("-");
    let mut out: Box<dyn Write> = if to_screen {
        Box::new(BufWriter::new(std::io::stdout().lock()))
    } else if arguments.out.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("parquet")) {
        return Err(AppError::user("Parquet cannot be written yet", "name the file .csv").into());
    } else {
        let file = File::create(&arguments.out).map_err(|error| {
            AppError::user(format!("cannot write {}: {error}", arguments.out.display()), "choose another --out")
        })?;
        Box::new(BufWriter::new(file))
    };
    let mut bar = Bar::new(session.quiet());
    bar.show(Progress::Deriving("answering for everybody"));
    let n_lines = write_batch(&graph, arguments.top, &mut out, &mut |_| {
        bar.show(Progress::Deriving("answering for everybody"));
    });
    bar.finish();
    let n_lines = n_lines?;
    if to_screen {
        return Ok(());
    }
    session
        .answer(&serde_json::json!({"lines": n_lines}), || format!("{n_lines} lines in {}\n", arguments.out.display()))
}
