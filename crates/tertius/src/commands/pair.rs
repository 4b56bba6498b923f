//! `tertius same` and `tertius different`: rulings on two people.

use crate::terminal::Session;

/// Arguments of both.
#[derive(clap::Args)]
pub struct Arguments {
    /// A name, an address or a person id
    #[arg(value_name = "A")]
    a: String,
    /// The other
    #[arg(value_name = "B")]
    b: String,
}

/// Rules that two are one person.
pub fn run_same(arguments: &Arguments, session: &Session) -> anyhow::Result<()> {
    let view = session.open_existing()?.rule_same(&arguments.a, &arguments.b)?;
    session.answer(&view, || super::rulings::made(&view, session))
}

/// Rules that two are different people.
pub fn run_different(arguments: &Arguments, session: &Session) -> anyhow::Result<()> {
    let view = session.open_existing()?.rule_different(&arguments.a, &arguments.b)?;
    session.answer(&view, || super::rulings::made(&view, session))
}
