//! `tertius reach`: the best ways into a company or group.

use super::words::{count, odds, role, who};
use crate::table::printable;
use crate::terminal::Session;

/// Arguments of `reach`.
#[derive(clap::Args)]
pub struct Arguments {
    /// A company, or a group of your address book
    #[arg(value_name = "COMPANY|GROUP", required = true)]
    target: Vec<String>,
    /// How many
    #[arg(long, value_name = "N", default_value_t = 10)]
    top: usize,
}

/// Lists.
pub fn run(arguments: &Arguments, session: &Session) -> anyhow::Result<()> {
    let app = session.open_existing()?;
    let target = arguments.target.join(" ");
    let rows = app.reach(&target, arguments.top)?;
    session.answer(&rows, || {
        if rows.is_empty() {
            let advice = format!("tertius people {}   to see how it is written", super::words::quoted(&target));
            return format!(
                "No way into {target} yet: nobody known there, and nobody who knows somebody there.\n{}",
                session.next(&[&advice])
            );
        }
        let screen = session.screen;
        let mut out = String::new();
        for row in &rows {
            let inside = if row.inside { "is there and " } else { "" };
            let name = screen.bold(&printable(&row.connector.name));
            let their_role = role(&row.connector);
            let note = if their_role.is_empty() { String::new() } else { screen.dim(&format!("  {their_role}")) };
            out.push_str(&format!("{name}{note}\n   {inside}answers you {}", odds(row.strength_to_me)));
            let note = row.reasons.iter().find(|reason| reason.kind == "goodwill");
            let note = note.map(|reason| format!("   {}\n", screen.warn(&printable(&reason.text)))).unwrap_or_default();
            if row.opens.is_empty() {
                out.push('\n');
                out.push_str(&note);
                continue;
            }
            out.push_str(&format!(", opens {}\n", count(row.opens.len() as u64, "person", "people")));
            out.push_str(&note);
            for target in row.opens.iter().take(4) {
                out.push_str(&format!("     · {} {}\n", printable(&who(&target.person)), screen.dim(&target.evidence)));
            }
        }
        out + &session.next(&[&format!("tertius loose --company {}", super::words::quoted(&target))])
    })
}
