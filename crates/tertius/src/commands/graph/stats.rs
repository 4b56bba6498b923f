//! `tertius graph stats`: a network in numbers.

use crate::terminal::Session;
use std::path::PathBuf;
use tertius_app::batch::graph::GraphFile;
use tertius_app::batch::graph::views::StrengthStats;

/// Arguments of `graph stats`.
#[derive(clap::Args)]
pub struct Arguments {
    /// The network's file
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

/// Counts.
pub fn run(arguments: &Arguments, session: &Session) -> anyhow::Result<()> {
    let stats = GraphFile::open(&arguments.file)?.stats()?;
    session.answer(&stats, || {
        let ways = if stats.directed { " one way" } else { "" };
        let mut out = format!(
            "people: {}; ties{ways}: {}; people without ties: {}\n",
            stats.people, stats.ties, stats.without_ties
        );
        out += &format!(
            "ties a person: mean {:.1}, median {}, 99 % below {}, at most {}\n",
            stats.degree_mean, stats.degree_median, stats.degree_p99, stats.degree_max
        );
        out += &format!("strength: mean {:.3}\n", stats.strength_mean);
        for attribute in &stats.attributes {
            out += &format!("attribute {}: {} values\n", crate::table::printable(&attribute.name), attribute.values);
        }
        if let StrengthStats::Rounded { by, weakest } = stats.strengths {
            let by = by * 100.0;
            out += &format!("strengths are rounded by at most {by:.1} %; weaker ones count as {weakest:.4}\n");
        }
        out + &format!(
            "{}, {:.1} MB, {:.2} bytes a tie and direction\n",
            stats.form,
            stats.bytes as f64 / 1e6,
            stats.bytes_per_directed_tie
        )
    })
}
