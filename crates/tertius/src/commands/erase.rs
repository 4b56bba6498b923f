//! `tertius erase`: erase a person and keep them out of later imports.

use super::words::count;
use crate::terminal::Session;

/// Arguments of `erase`.
#[derive(clap::Args)]
pub struct Arguments {
    /// A name, an address or a person id
    #[arg(value_name = "WHO")]
    who: String,
}

/// Erases.
pub fn run(arguments: &Arguments, session: &Session) -> anyhow::Result<()> {
    let mut app = session.open_existing()?;
    let view = app.erase(&arguments.who)?;
    session.answer(&view, || {
        format!(
            "Erased: {} removed, {} kept out of later imports.\nOlder backups still hold them.\n{}",
            count(view.records_removed, "record", "records"),
            count(view.handles_suppressed, "address or name", "addresses and names"),
            if view.residue { super::forget::RESIDUE } else { "" },
        )
    })
}
