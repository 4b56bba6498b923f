//! `tertius review`: pairs that may be one person.

use super::words::{quoted, role};
use crate::table::{long_text, number};
use crate::terminal::Session;

/// Arguments of `review`.
#[derive(clap::Args)]
pub struct Arguments {
    /// How many
    #[arg(long, value_name = "N", default_value_t = 10)]
    top: usize,
}

/// Lists.
pub fn run(arguments: &Arguments, session: &Session) -> anyhow::Result<()> {
    let app = session.open_existing()?;
    let rows = app.review(arguments.top)?;
    session.answer(&rows, || {
        let Some(first) = rows.first() else {
            return "Nothing uncertain: every pair is either clearly one person or clearly not.\n".to_owned();
        };
        let side = |person: &tertius_app::views::PersonBrief, handles: &[String]| {
            let mut parts = vec![person.name.clone(), role(person), handles.join(" ")];
            parts.retain(|part| !part.is_empty());
            parts.join(" · ")
        };
        let cells: Vec<Vec<String>> = rows
            .iter()
            .map(|row| {
                vec![
                    format!("{:.0} %", row.probability * 100.0),
                    side(&row.a, &row.a_handles),
                    side(&row.b, &row.b_handles),
                    row.because.clone(),
                ]
            })
            .collect();
        let table =
            session.table(&[number("one?"), long_text("this"), long_text("and this"), long_text("because")], &cells);
        let (a, b) = (quoted(&first.a.id), quoted(&first.b.id));
        table + &session.next(&[&format!("tertius same {a} {b}"), &format!("tertius different {a} {b}")])
    })
}
