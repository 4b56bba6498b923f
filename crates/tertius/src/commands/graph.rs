//! `tertius graph`: a network as a file of its own, without a vault; one file per verb.

mod add;
mod batch;
mod build;
mod compact;
mod grow;
mod loose;
mod path;
mod query;
mod reach;
mod stats;
mod structure;

use crate::terminal::Session;
use std::path::Path;
use tertius_app::AppError;

/// Arguments of `graph`.
#[derive(clap::Args)]
pub struct Arguments {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(clap::Subcommand)]
enum Verb {
    /// Build a network's file from a table of ties
    Build(build::Arguments),
    /// Put recent ties beside a network's file; every question sees them
    Add(add::Arguments),
    /// Take the ties beside a network's file in
    Compact(compact::Arguments),
    /// Count a network
    Stats(stats::Arguments),
    /// The best loose connections of somebody
    Loose(loose::Arguments),
    /// The warmest paths from one to another, or their distance
    Path(path::Arguments),
    /// The best paths from somebody to many
    Reach(reach::Arguments),
    /// The best loose connections of everybody
    Batch(batch::Arguments),
    /// Answer questions, one JSON line each, from standard input
    Query(query::Arguments),
    /// Whom to tie next, to have the most people within two steps
    Grow(grow::Arguments),
    /// Somebody's place in the network: circles of friends, openings, reach
    Structure(structure::Arguments),
}

/// Runs the verb.
pub fn run(arguments: &Arguments, session: &Session) -> anyhow::Result<()> {
    match &arguments.verb {
        Verb::Build(arguments) => build::run(arguments, session),
        Verb::Add(arguments) => add::run(arguments, session),
        Verb::Compact(arguments) => compact::run(arguments, session),
        Verb::Stats(arguments) => stats::run(arguments, session),
        Verb::Loose(arguments) => loose::run(arguments, session),
        Verb::Path(arguments) => path::run(arguments, session),
        Verb::Reach(arguments) => reach::run(arguments, session),
        Verb::Batch(arguments) => batch::run(arguments, session),
        Verb::Query(arguments) => query::run(arguments, session),
        Verb::Grow(arguments) => grow::run(arguments, session),
        Verb::Structure(arguments) => structure::run(arguments, session),
    }
}

/// The ids in a file, one a line, or the first column of a CSV file with the heading `id`.
fn read_ids(path: &Path) -> anyhow::Result<Vec<String>> {
    let text = if path == Path::new("-") {
        std::io::read_to_string(std::io::stdin().lock())
    } else {
        std::fs::read_to_string(path)
    };
    let text = text
        .map_err(|error| AppError::user(format!("cannot read {}: {error}", path.display()), "one id a line, UTF-8"))?;
    let lines = text.trim_start_matches('\u{feff}').lines().map(str::trim).filter(|line| !line.is_empty());
    let mut ids: Vec<String> = lines.map(str::to_owned).collect();
    if ids.first().is_some_and(|first| first.split(',').next() == Some("id")) {
        ids.remove(0);
        for id in &mut ids {
            id.truncate(id.find(',').unwrap_or(id.len()));
        }
    }
    Ok(ids)
}
