//! `tertius different`: say that two are different people.

use crate::terminal::Session;

/// Arguments of `different`.
#[derive(clap::Args)]
pub struct Arguments {
    /// A name, an address or a person id
    #[arg(value_name = "A")]
    a: String,
    /// The other
    #[arg(value_name = "B")]
    b: String,
}

/// Rules.
pub fn run(arguments: &Arguments, session: &Session) -> anyhow::Result<()> {
    let mut app = session.open_existing()?;
    let view = app.rule_different(&arguments.a, &arguments.b)?;
    session.answer(&view, || super::rulings::made(&view, session))
}
