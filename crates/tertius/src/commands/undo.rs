//! `tertius undo`: take back a ruling, or one link between two records.

use crate::terminal::Session;
use tertius_app::AppError;

/// Arguments of `undo`.
#[derive(clap::Args)]
pub struct Arguments {
    /// The ruling's number (the latest when left out), or two records or addresses of one person that are two people
    #[arg(value_name = "RULING | A B", num_args = 0..=2)]
    what: Vec<String>,
}

/// Undoes.
pub fn run(arguments: &Arguments, session: &Session) -> anyhow::Result<()> {
    let mut app = session.open_existing()?;
    let number = match arguments.what.as_slice() {
        [a, b] => {
            let view = app.undo_link(a, b)?;
            return session.answer(&view, || super::rulings::made(&view, session));
        }
        [number] => Some(number.parse().map_err(|_| {
            let hint = "tertius rulings lists the numbers; a link is taken back by naming both of its ends";
            AppError::user(format!("\"{number}\" is no number of a ruling"), hint)
        })?),
        _ => None,
    };
    let view = app.undo(number)?;
    session.answer(&view, || format!("Taken back: {}\n", view.text))
}
