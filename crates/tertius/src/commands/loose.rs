//! `tertius loose`: loose connections for a goal.

use super::words::{because, odds, quoted, who};
use crate::table::{meter, printable};
use crate::terminal::Session;
use tertius_app::LooseRequest;
use tertius_app::views::LooseRow;

/// Arguments of `loose`.
#[derive(clap::Args)]
pub struct Arguments {
    /// The goal in plain words, such as "climate product manager"
    #[arg(long = "for", value_name = "TEXT")]
    goal: Option<String>,
    /// Only at this company
    #[arg(long, value_name = "X")]
    company: Option<String>,
    /// Only with this title
    #[arg(long, value_name = "Y")]
    title: Option<String>,
    /// Only in this place
    #[arg(long, value_name = "Z")]
    place: Option<String>,
    /// How many
    #[arg(long, value_name = "N", default_value_t = 10)]
    top: usize,
}

/// Lists.
pub fn run(arguments: &Arguments, session: &Session) -> anyhow::Result<()> {
    let app = session.open_existing()?;
    let request = LooseRequest {
        goal: arguments.goal.clone(),
        company: arguments.company.clone(),
        title: arguments.title.clone(),
        place: arguments.place.clone(),
        top: arguments.top,
    };
    let rows = app.loose(&request)?;
    session.answer(&rows, || render(&rows, session))
}

/// The list as text.
pub fn render(rows: &[LooseRow], session: &Session) -> String {
    let Some(first) = rows.first() else {
        let why = "A loose connection shows where a friend and a stranger appear together: one thread, one meeting, a stated tie.";
        let advice =
            ["import more: mail and calendars show who knows whom", "tertius reach COMPANY   friends who work there"];
        return format!("No loose connection for this yet.\n{why}\n{}", session.next(&advice));
    };
    let screen = session.screen;
    let mut out = String::new();
    for (rank, row) in rows.iter().enumerate() {
        out.push_str(&format!(
            "{:>2}  {}  {}\n",
            rank + 1,
            screen.bold(&printable(&who(&row.person))),
            meter(row.score)
        ));
        if let Some(verdict) = &row.verdict {
            out.push_str(&format!("    {}\n", screen.warn(verdict)));
        }
        for connector in row.connectors.iter().take(2) {
            let name = screen.good(&printable(&connector.person.name));
            let answers = odds(connector.strength_to_me);
            let ask = if connector.goodwill > 0.0 { "ask" } else { "do not ask" };
            out.push_str(&format!("    {ask} {name}, who answers you {answers}: {}\n", because(&connector.reasons, 2)));
            if let Some(note) = connector.reasons.iter().find(|reason| reason.kind == "goodwill") {
                out.push_str(&format!("      {}\n", screen.warn(&printable(&note.text))));
            }
        }
        if row.connectors.len() > 2 {
            out.push_str(&screen.dim(&format!("    and {} more who could\n", row.connectors.len() - 2)));
        }
        out.push_str(&screen.dim(&format!("    weakest link: {}\n", row.weakest_link)));
        let parts = parts(row);
        if !parts.is_empty() {
            out.push_str(&screen.dim(&format!("    {parts}\n")));
        }
    }
    out + &session.next(&[&format!("tertius path {}   every way there", quoted(&first.person.name))])
}

/// The parts of the rank in one line, those that nobody measured named as what they are.
fn parts(row: &LooseRow) -> String {
    let of_basis = |basis: &str| {
        let parts = row.parts.iter().filter(|part| part.basis == basis);
        parts.map(|part| format!("{} {}", part.part, short(part.value))).collect::<Vec<_>>().join(", ")
    };
    if row.parts.is_empty() {
        return String::new();
    }
    format!("measured: {}; assumed: {}", of_basis("measured"), of_basis("assumption"))
}

fn short(value: f64) -> String {
    if value > 1.0 { format!("{value:.0}") } else { format!("{value:.2}") }
}
