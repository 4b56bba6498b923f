//! `tertius export`: everything out, in open formats.

use crate::terminal::Session;

/// Arguments of `export`.
#[derive(clap::Args)]
pub struct Arguments {
    /// json, vcard, csv or graphml
    #[arg(long, default_value = "json", value_name = "FORMAT")]
    format: String,
}

/// Writes to standard output.
pub fn run(arguments: &Arguments, session: &Session) -> anyhow::Result<()> {
    let app = session.open_existing()?;
    let text = app.export(&arguments.format)?;
    session.print(&text)
}
