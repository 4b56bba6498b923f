//! `tertius label`: say what somebody is to ego.

use crate::terminal::Session;

/// Arguments of `label`.
#[derive(clap::Args)]
pub struct Arguments {
    /// A name, an address or a person id
    #[arg(value_name = "WHO")]
    who: String,
    /// close-friend, friend, family, manager, co-worker, former-co-worker, mentor, client, co-founder, acquaintance, hide, not-a-person, private
    #[arg(value_name = "LABEL", required = true)]
    labels: Vec<String>,
}

/// Labels.
pub fn run(arguments: &Arguments, session: &Session) -> anyhow::Result<()> {
    let mut app = session.open_existing()?;
    let rows = app.label(&arguments.who, &arguments.labels)?;
    session.answer(&rows, || rows.iter().map(|row| super::rulings::made(row, session)).collect())
}
