//! `tertius graph loose`: the best loose connections of somebody.

use crate::table::{number, printable, text};
use crate::terminal::Session;
use std::path::PathBuf;
use tertius_app::batch::graph::{GraphFile, LooseAsk, Where, parse_order};

/// Arguments of `graph loose`.
#[derive(clap::Args)]
pub struct Arguments {
    /// The network's file
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Whose
    #[arg(long, value_name = "ID")]
    from: String,
    /// How many
    #[arg(long, value_name = "N", default_value_t = 20)]
    top: usize,
    /// Only people with this value
    #[arg(long = "where", value_name = "ATTR=VALUE")]
    only: Option<String>,
    /// adamic_adar, resource_allocation, mutual, warmth or best
    #[arg(long, value_name = "ORDER", default_value = "adamic_adar")]
    by: String,
}

/// Lists.
pub fn run(arguments: &Arguments, session: &Session) -> anyhow::Result<()> {
    let request = LooseAsk {
        from: arguments.from.clone(),
        top: arguments.top,
        by: parse_order(&arguments.by)?,
        only: arguments.only.as_deref().map(Where::parse).transpose()?,
    };
    let rows = GraphFile::open(&arguments.file)?.loose(&request)?;
    session.answer(&rows, || {
        if rows.is_empty() {
            return "No loose connections.\n".to_owned();
        }
        let columns = [text("who"), number("score"), number("friends between"), text("bridge"), number("warmth")];
        let cells = |row: &tertius_app::batch::graph::views::LooseView| {
            vec![
                printable(&row.id),
                format!("{:.4}", row.score),
                row.mutual.to_string(),
                printable(&row.bridge),
                format!("{:.3}", row.warmth),
            ]
        };
        session.table(&columns, &rows.iter().map(cells).collect::<Vec<_>>())
    })
}
