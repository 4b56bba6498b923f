//! `tertius ties`: ties out of a plain list of exchanges.

use super::words::{grouped, seconds};
use crate::terminal::Session;
use std::path::{Path, PathBuf};
use tertius_app::batch::ties::{TiesRequest, ties};

/// Arguments of `ties`.
#[derive(clap::Args)]
pub struct Arguments {
    /// Exchanges as CSV: time,from,to and optionally kind,thread; several recipients separated by ";"; - is standard input
    #[arg(value_name = "IN.csv")]
    exchanges: PathBuf,
    /// Where the ties go: from,to,depth,freshness,strength,active; - is standard output
    #[arg(long, value_name = "OUT.csv")]
    out: PathBuf,
}

/// Weighs.
pub fn run(arguments: &Arguments, session: &Session) -> anyhow::Result<()> {
    let request =
        TiesRequest { exchanges: arguments.exchanges.clone(), out: arguments.out.clone(), now: session.now() };
    let view = ties(&request)?;
    if arguments.out == Path::new("-") {
        return Ok(());
    }
    session.answer(&view, || {
        let after =
            if view.after > 0 { format!(" ({} later ones left out)", grouped(view.after)) } else { String::new() };
        format!(
            "{} ties among {} people from {} exchanges{after}, in {}\n",
            grouped(view.ties),
            grouped(view.people),
            grouped(view.exchanges),
            seconds(view.seconds)
        )
    })
}
