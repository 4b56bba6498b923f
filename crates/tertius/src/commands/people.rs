//! `tertius people`: list or search people.

use super::words::{grouped, role};
use crate::table::{long_text, meter, text, whole};
use crate::terminal::Session;

/// Arguments of `people`.
#[derive(clap::Args)]
pub struct Arguments {
    /// Words of a name, employer, title or place, or an address
    #[arg(value_name = "QUERY")]
    query: Vec<String>,
    /// How many
    #[arg(long, value_name = "N")]
    top: Option<usize>,
}

/// A screenful.
const SHOWN: usize = 20;

/// Lists.
pub fn run(arguments: &Arguments, session: &Session) -> anyhow::Result<()> {
    let app = session.open_existing()?;
    let query = arguments.query.join(" ");
    let top = arguments.top.unwrap_or(if session.json() { usize::MAX } else { SHOWN });
    let found = app.people(&query, top)?;
    session.answer(&found.rows, || {
        if found.rows.is_empty() {
            return if query.is_empty() {
                format!("Nobody yet.\n{}", session.next(&["tertius import FILE-OR-FOLDER"]))
            } else {
                format!("Nobody matches \"{query}\".\n")
            };
        }
        let rows: Vec<Vec<String>> = found
            .rows
            .iter()
            .map(|row| {
                vec![
                    row.brief.name.clone(),
                    meter(row.depth),
                    meter(row.freshness),
                    row.kinds.join(", "),
                    role(&row.brief),
                    row.last.clone().unwrap_or_default(),
                ]
            })
            .collect();
        let columns =
            [text("name"), whole("depth"), whole("fresh"), long_text("kinds"), long_text("role"), whole("last")];
        let mut out = session.table(&columns, &rows);
        if found.total > found.rows.len() as u64 {
            out.push_str(&session.screen.dim(&format!("{} of {} people\n", found.rows.len(), grouped(found.total))));
        }
        let first = super::words::quoted(&found.rows[0].brief.name);
        out.push_str(&session.next(&[&format!("tertius person {first}   records, contact over time, why")]));
        out
    })
}
