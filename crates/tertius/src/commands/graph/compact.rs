//! `tertius graph compact`: takes the ties beside a network's file in.

use crate::progress::Bar;
use crate::terminal::Session;
use std::path::PathBuf;
use tertius_app::batch::graph::{Memory, compact};

/// Arguments of `graph compact`.
#[derive(clap::Args)]
pub struct Arguments {
    /// The network's file
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Bytes of memory for ties, such as 500M or 8G; by default two thirds of what is free
    #[arg(long, value_name = "BYTES")]
    memory: Option<String>,
}

/// Builds the file anew.
pub fn run(arguments: &Arguments, session: &Session) -> anyhow::Result<()> {
    let memory = arguments.memory.as_deref().map_or(Ok(Memory::Free), Memory::parse)?;
    let mut bar = Bar::new(session.quiet());
    let built = compact(&arguments.file, memory, &mut |progress| bar.show(progress));
    bar.finish();
    let built = built?;
    session.answer(&built, || {
        format!(
            "{} people, {} ties, {:.1} MB in {:.1} s\n",
            built.people,
            built.ties,
            built.bytes as f64 / 1e6,
            built.seconds
        )
    })
}
