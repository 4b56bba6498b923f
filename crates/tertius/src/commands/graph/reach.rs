//! `tertius graph reach`: the best paths from somebody to many.

use crate::terminal::Session;
use std::path::PathBuf;
use tertius_app::batch::graph::{GraphFile, Targets, Where};

/// Arguments of `graph reach`.
#[derive(clap::Args)]
pub struct Arguments {
    /// The network's file
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// From whom
    #[arg(long, value_name = "A")]
    from: String,
    #[command(flatten)]
    to: To,
    /// Ties at most, up to 6
    #[arg(long, value_name = "N", default_value_t = 3)]
    max_hops: usize,
    /// How many
    #[arg(long, value_name = "N", default_value_t = 10)]
    top: usize,
}

#[derive(clap::Args)]
#[group(required = true, multiple = false)]
struct To {
    /// A file with one id a line; - is standard input
    #[arg(long, value_name = "FILE")]
    targets: Option<PathBuf>,
    /// Everybody with this value
    #[arg(long = "where", value_name = "ATTR=VALUE")]
    only: Option<String>,
}

/// Finds.
pub fn run(arguments: &Arguments, session: &Session) -> anyhow::Result<()> {
    let targets = match (&arguments.to.targets, &arguments.to.only) {
        (Some(file), _) => Targets::Ids(super::read_ids(file)?),
        (None, only) => Targets::Where(Where::parse(only.as_deref().unwrap_or_default())?),
    };
    let mut graph = GraphFile::open(&arguments.file)?;
    let rows = graph.reach(&arguments.from, &targets, arguments.max_hops, arguments.top)?;
    session.answer(&rows, || super::path::render(&rows, session))
}
