//! `tertius graph structure`: somebody's place in a network, who holds it together, and everybody's reach.

use crate::table::printable;
use crate::terminal::Session;
use std::fs::File;
use std::io::BufWriter;
use std::path::PathBuf;
use tertius_app::AppError;
use tertius_app::batch::graph::views::PlaceView;
use tertius_app::batch::graph::{GraphFile, write_horizon};

/// How many of a circle are shown.
const SHOWN: usize = 8;

/// Arguments of `graph structure`.
#[derive(clap::Args)]
pub struct Arguments {
    /// The network's file
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[command(flatten)]
    what: What,
}

#[derive(clap::Args)]
#[group(required = true, multiple = false)]
struct What {
    /// Whose place: constraint, effective size, circles of friends, people within two steps
    #[arg(long, value_name = "ID")]
    from: Option<String>,
    /// The people without whom their part of the network falls apart
    #[arg(long)]
    cuts: bool,
    /// Write how many people are within two steps of everybody, estimated, to this CSV file
    #[arg(long, value_name = "OUT.csv")]
    horizon: Option<PathBuf>,
}

/// Shows.
pub fn run(arguments: &Arguments, session: &Session) -> anyhow::Result<()> {
    let mut graph = GraphFile::open(&arguments.file)?;
    if let Some(out) = &arguments.what.horizon {
        let file = File::create(out).map_err(|error| {
            AppError::user(format!("cannot write {}: {error}", out.display()), "choose another file")
        })?;
        let error = write_horizon(&graph, &mut BufWriter::new(file))?;
        let document = serde_json::json!({"out": out.display().to_string(), "standard_error": error});
        let text = || format!("Written to {}; the standard error is {:.1} %.\n", out.display(), error * 100.0);
        return session.answer(&document, text);
    }
    match &arguments.what.from {
        Some(from) => {
            let place = graph.place(from)?;
            session.answer(&place, || render(&place))
        }
        None => {
            let cuts = graph.cuts()?;
            let rows: Vec<serde_json::Value> = cuts.iter().map(|id| serde_json::json!({"id": id})).collect();
            session.answer(&rows, || match cuts.as_slice() {
                [] => "Nobody holds the network together alone.\n".to_owned(),
                ids => ids.iter().map(|id| format!("{}\n", printable(id))).collect(),
            })
        }
    }
}

fn render(place: &PlaceView) -> String {
    let mut out =
        format!("{}: {} friends, {} people within two steps\n", printable(&place.id), place.friends, place.two_steps);
    out += &format!(
        "constraint {:.3} (low: friends from many circles), effective size {:.1} of {}\n",
        place.constraint, place.effective_size, place.friends
    );
    for circle in &place.circles {
        let shown: Vec<String> = circle.people.iter().take(SHOWN).map(|id| printable(id)).collect();
        let more = circle.people.len().saturating_sub(SHOWN);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        out += &format!("circle of {}: {}{more}\n", circle.people.len(), shown.join(", "));
    }
    out
}
