//! `tertius gaps`: close people who are missing on a platform.

use super::words::{because, quoted};
use crate::table::{long_text, meter, number, text, whole};
use crate::terminal::Session;

/// Arguments of `gaps`.
#[derive(clap::Args)]
pub struct Arguments {
    /// The platform
    #[arg(long, default_value = "linkedin", value_name = "PLATFORM")]
    on: String,
    /// How many
    #[arg(long, value_name = "N", default_value_t = 15)]
    top: usize,
}

/// Lists.
pub fn run(arguments: &Arguments, session: &Session) -> anyhow::Result<()> {
    let app = session.open_existing()?;
    let found = app.gaps(&arguments.on, arguments.top)?;
    session.answer(&found.rows, || {
        let mut out = String::new();
        if found.imported {
            let line = format!(
                "{} of your {} closest people are not connected to you on {}.\n\n",
                found.missing_among_closest, found.closest, found.platform
            );
            out.push_str(&session.screen.bold(&line));
        } else {
            let line = format!(
                "Your {0} export is not imported, so nobody can be called \"not connected\": these were not found on {0}.\n\n",
                found.platform
            );
            out.push_str(&session.screen.warn(&line));
        }
        let Some(first) = found.rows.first() else {
            return out + "Nobody close is missing.\n";
        };
        let cells: Vec<Vec<String>> = found
            .rows
            .iter()
            .map(|row| {
                let certain = match &row.maybe {
                    Some(maybe) if maybe.name == row.person.name => "maybe".to_owned(),
                    Some(maybe) => format!("maybe {}", maybe.name),
                    None => row.certain.clone(),
                };
                vec![
                    row.person.name.clone(),
                    meter(row.depth),
                    meter(row.freshness),
                    certain,
                    if row.opens == 0 { "·".to_owned() } else { row.opens.to_string() },
                    because(&row.reasons, 2),
                ]
            })
            .collect();
        let columns = [
            text("name"),
            whole("depth"),
            whole("fresh"),
            text("on there"),
            number("opens"),
            long_text("because"),
        ];
        out.push_str(&session.table(&columns, &cells));
        let mut advice = vec![format!("tertius person {}   everything known, and why", quoted(&first.person.name))];
        if found.rows.iter().any(|row| row.maybe.is_some()) {
            advice.push("tertius review   settles the maybes".to_owned());
        }
        let advice: Vec<&str> = advice.iter().map(String::as_str).collect();
        out + &session.next(&advice)
    })
}
