//! `tertius restore`: put a backup in the vault's place.

use crate::terminal::Session;
use std::path::PathBuf;
use tertius_app::App;

/// Arguments of `restore`.
#[derive(clap::Args)]
pub struct Arguments {
    /// A file that `backup` wrote
    #[arg(value_name = "FILE")]
    from: PathBuf,
}

/// Restores; the vault that was there is kept beside it.
pub fn run(arguments: &Arguments, session: &Session) -> anyhow::Result<()> {
    let view = App::restore(&arguments.from, session.vault()?, session.now())?;
    session.answer(&view, || {
        let kept =
            view.kept.as_ref().map(|kept| format!(" What was there before is kept at {kept}.")).unwrap_or_default();
        format!("Restored {}.{kept}\n", view.file)
    })
}
