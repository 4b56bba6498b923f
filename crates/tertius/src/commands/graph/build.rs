//! `tertius graph build`: a network's file from a table of ties.

use crate::progress::Bar;
use crate::terminal::Session;
use std::path::PathBuf;
use tertius_app::batch::graph::{BuildRequest, Direction, build};

/// Arguments of `graph build`.
#[derive(clap::Args)]
pub struct Arguments {
    /// CSV with the columns src, dst and perhaps strength (0 to 1, default 1); - is standard input
    #[arg(value_name = "EDGES")]
    edges: PathBuf,
    /// The file to write
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// CSV with the column id and attributes
    #[arg(long, value_name = "PEOPLE.csv")]
    people: Option<PathBuf>,
    /// A tie says nothing about the way back
    #[arg(long)]
    directed: bool,
}

/// Builds.
pub fn run(arguments: &Arguments, session: &Session) -> anyhow::Result<()> {
    let request = BuildRequest {
        ties: arguments.edges.clone(),
        people: arguments.people.clone(),
        direction: if arguments.directed { Direction::Directed } else { Direction::Undirected },
        out: arguments.out.clone(),
    };
    let mut bar = Bar::new(session.quiet());
    let built = build(&request, &mut |progress| bar.show(progress));
    bar.finish();
    let built = built?;
    session.answer(&built, || {
        let left_out = match (built.loops, built.repeats) {
            (0, 0) => String::new(),
            (loops, repeats) => format!("left out: {loops} ties to oneself, {repeats} repeated lines\n"),
        };
        format!(
            "{} people, {} ties, {:.1} MB in {:.1} s\n{left_out}{}",
            built.people,
            built.ties,
            built.bytes as f64 / 1e6,
            built.seconds,
            session.next(&[&format!("tertius graph stats {}", arguments.out.display())])
        )
    })
}
