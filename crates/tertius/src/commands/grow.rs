//! `tertius grow`: which tie to add or revive, and how many people it brings within reach.

use super::words::{because, odds, quoted, who};
use crate::table::{long_text, number, printable, text};
use crate::terminal::Session;

/// Arguments of `grow`.
#[derive(clap::Args)]
pub struct Arguments {
    /// How many
    #[arg(long, value_name = "N", default_value_t = 5)]
    top: usize,
}

/// Lists.
pub fn run(arguments: &Arguments, session: &Session) -> anyhow::Result<()> {
    let app = session.open_existing()?;
    let rows = app.grow(arguments.top)?;
    session.answer(&rows, || {
        let Some(first) = rows.first() else {
            let advice = "import more: mail and calendars show who knows whom";
            return format!("No tie known would bring anybody new within reach.\n{}", session.next(&[advice]));
        };
        let cells: Vec<Vec<String>> = rows
            .iter()
            .map(|row| {
                vec![
                    row.kind.clone(),
                    printable(&who(&row.person)),
                    format!("+{}", row.gain),
                    row.total.to_string(),
                    odds(row.chance),
                    because(&row.reasons, 1),
                ]
            })
            .collect();
        let columns = [text("do"), text("who"), number("opens"), number("reach"), text("odds"), long_text("because")];
        let advice = match first.kind.as_str() {
            "meet" => format!("tertius path {}   every way there", quoted(&first.person.name)),
            _ => format!("tertius person {}   what joins you", quoted(&first.person.name)),
        };
        session.table(&columns, &cells) + &session.next(&[&advice])
    })
}
