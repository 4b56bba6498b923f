//! `tertius forget`: drop everything that came from a source.

use super::words::{count, grouped};
use crate::terminal::Session;
use tertius_app::ResidueView;

pub const RESIDUE: &str = "Traces may stay in the vault's files until it is next opened: \
    another program uses it now, or the disk is full.\n";

/// Arguments of `forget`.
#[derive(clap::Args)]
pub struct Arguments {
    /// The source's id, or a path: everything imported from it
    #[arg(value_name = "SOURCE")]
    source: String,
}

/// Forgets.
pub fn run(arguments: &Arguments, session: &Session) -> anyhow::Result<()> {
    let mut app = session.open_existing()?;
    let view = app.forget(&arguments.source)?;
    session.answer(&view, || {
        format!(
            "Forgot {}: {} people before, {} after.\n{}{}",
            count(view.sources.len() as u64, "source", "sources"),
            grouped(view.people_before),
            grouped(view.people_after),
            match view.residue {
                ResidueView::None => "",
                ResidueView::UntilReopened => RESIDUE,
            },
            session.next(&["importing the same files again brings everything back"]),
        )
    })
}
