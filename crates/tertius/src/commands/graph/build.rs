//! `tertius graph build`: a network's file from a table of ties, or from the vault.

use crate::progress::Bar;
use crate::terminal::Session;
use std::path::PathBuf;
use tertius_app::Progress;
use tertius_app::batch::graph::{BuildRequest, Direction, Form, Memory, build, build_from_vault};

/// Arguments of `graph build`.
#[derive(clap::Args)]
pub struct Arguments {
    /// CSV or Parquet with the columns src, dst and perhaps strength (0 to 1, default 1); - is CSV from standard input
    #[arg(value_name = "EDGES", required_unless_present = "from_vault")]
    edges: Option<PathBuf>,
    /// The file to write
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// CSV or Parquet with the column id and attributes
    #[arg(long, value_name = "PEOPLE")]
    people: Option<PathBuf>,
    /// A tie says nothing about the way back
    #[arg(long)]
    directed: bool,
    /// Half as large a file: at most 256 different strengths are kept, others are rounded by at most 1.9 %
    #[arg(long)]
    packed: bool,
    /// Bytes of memory for ties, such as 500M or 8G; the rest goes to files beside FILE. By default two thirds of what is free
    #[arg(long, value_name = "BYTES")]
    memory: Option<String>,
    /// Your own network instead of a table: everybody by their ids, you as "me", with employer, title and place
    #[arg(long, conflicts_with_all = ["edges", "people", "directed", "memory"])]
    from_vault: bool,
}

/// Builds.
pub fn run(arguments: &Arguments, session: &Session) -> anyhow::Result<()> {
    let mut bar = Bar::new(session.quiet());
    let mut show = |progress: Progress<'_>| bar.show(progress);
    let form = if arguments.packed { Form::Packed } else { Form::Plain };
    let built = match &arguments.edges {
        None => build_from_vault(&session.open_existing()?, form, &arguments.out, &mut show),
        Some(edges) => {
            let request = BuildRequest {
                ties: edges.clone(),
                people: arguments.people.clone(),
                direction: if arguments.directed { Direction::Directed } else { Direction::Undirected },
                memory: arguments.memory.as_deref().map_or(Ok(Memory::Free), Memory::parse)?,
                form,
                out: arguments.out.clone(),
            };
            build(&request, &mut show)
        }
    };
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
