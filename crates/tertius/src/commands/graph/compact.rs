//! `tertius graph compact`: takes the ties beside a network's file in.

use crate::progress::Bar;
use crate::terminal::Session;
use std::path::PathBuf;
use tertius_app::batch::graph::compact;

/// Arguments of `graph compact`.
#[derive(clap::Args)]
pub struct Arguments {
    /// The network's file
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

/// Builds the file anew.
pub fn run(arguments: &Arguments, session: &Session) -> anyhow::Result<()> {
    let mut bar = Bar::new(session.quiet());
    let built = compact(&arguments.file, &mut |progress| bar.show(progress));
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
