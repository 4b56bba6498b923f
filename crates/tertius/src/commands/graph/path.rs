//! `tertius graph path`: the warmest paths from one to another, or their distance.

use crate::table::printable;
use crate::terminal::Session;
use std::path::PathBuf;
use tertius_app::batch::graph::GraphFile;
use tertius_app::batch::graph::views::RouteView;

/// Arguments of `graph path`.
#[derive(clap::Args)]
pub struct Arguments {
    /// The network's file
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// From whom
    #[arg(long, value_name = "A")]
    from: String,
    /// To whom
    #[arg(long, value_name = "B")]
    to: String,
    /// How many alternatives
    #[arg(short, value_name = "K", default_value_t = 3)]
    k: usize,
    /// Ties at most, up to 6
    #[arg(long, value_name = "N", default_value_t = 6)]
    max_hops: usize,
    /// Only how many ties the shortest way has
    #[arg(long)]
    hops_only: bool,
}

/// Finds.
pub fn run(arguments: &Arguments, session: &Session) -> anyhow::Result<()> {
    let mut graph = GraphFile::open(&arguments.file)?;
    if arguments.hops_only {
        let distance = graph.distance(&arguments.from, &arguments.to)?;
        return session.answer(&distance, || match distance.distance {
            Some(1) => "1 tie\n".to_owned(),
            Some(hops) => format!("{hops} ties\n"),
            None => "No way.\n".to_owned(),
        });
    }
    let rows = graph.path(&arguments.from, &arguments.to, arguments.k, arguments.max_hops)?;
    session.answer(&rows, || render(&rows, session))
}

/// Paths as text.
pub fn render(rows: &[RouteView], session: &Session) -> String {
    if rows.is_empty() {
        return "No path.\n".to_owned();
    }
    let line = |row: &RouteView| {
        let names: Vec<String> = row.people.iter().map(|id| printable(id)).collect();
        format!("{:.4}  {}\n", row.strength, session.screen.bold(&names.join(" → ")))
    };
    rows.iter().map(line).collect()
}
