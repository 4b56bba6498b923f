//! `tertius asked`: record that ego asked a friend for an introduction, and what came of it.

use crate::terminal::Session;
use tertius_app::AskOutcome;

/// Arguments of `asked`.
#[derive(clap::Args)]
pub struct Arguments {
    /// The friend you asked: a name, an address or a person id
    #[arg(value_name = "WHO", required = true)]
    who: Vec<String>,
    /// Whom you want to reach
    #[arg(long, value_name = "TARGET")]
    about: String,
    /// It led to the person
    #[arg(long, conflicts_with = "declined")]
    answered: bool,
    /// Somebody said no
    #[arg(long)]
    declined: bool,
}

/// Records.
pub fn run(arguments: &Arguments, session: &Session) -> anyhow::Result<()> {
    let mut app = session.open_existing()?;
    let outcome = match (arguments.answered, arguments.declined) {
        (true, _) => AskOutcome::Answered,
        (_, true) => AskOutcome::Declined,
        _ => AskOutcome::Open,
    };
    let row = app.asked(&arguments.who.join(" "), &arguments.about, outcome)?;
    session.answer(&row, || super::rulings::made(&row, session))
}
