//! `tertius graph batch`: the best loose connections of everybody, as CSV or Parquet.

use crate::progress::Bar;
use crate::terminal::Session;
use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};
use tertius_app::batch::graph::{GraphFile, write_batch, write_batch_as_parquet};
use tertius_app::batch::is_parquet;
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
    /// The file to write, Parquet where the name ends so, else CSV; - is standard output
    #[arg(long, value_name = "OUT")]
    out: PathBuf,
}

/// Writes.
pub fn run(arguments: &Arguments, session: &Session) -> anyhow::Result<()> {
    let graph = GraphFile::open(&arguments.file)?;
    let mut bar = Bar::new(session.quiet());
    let mut show = |_| bar.show(Progress::Deriving("answering for everybody"));
    show(0);
    let to_screen = arguments.out == Path::new("-");
    let n_lines = if to_screen {
        write_batch(&graph, arguments.top, &mut BufWriter::new(std::io::stdout().lock()), &mut show)
    } else {
        let file = File::create(&arguments.out).map_err(|error| {
            AppError::user(format!("cannot write {}: {error}", arguments.out.display()), "choose another --out")
        })?;
        let mut out = BufWriter::new(file);
        if is_parquet(&arguments.out) {
            write_batch_as_parquet(&graph, arguments.top, &mut out, &mut show)
        } else {
            write_batch(&graph, arguments.top, &mut out, &mut show)
        }
    };
    bar.finish();
    let n_lines = n_lines?;
    if to_screen {
        return Ok(());
    }
    session
        .answer(&serde_json::json!({"lines": n_lines}), || format!("{n_lines} lines in {}\n", arguments.out.display()))
}
