//! `tertius path`: the warmest paths to a person.

use super::words::{because, odds, quoted};
use crate::table::printable;
use crate::terminal::Session;
use tertius_app::views::PathRow;

/// Arguments of `path`.
#[derive(clap::Args)]
pub struct Arguments {
    /// A name, an address or a person id
    #[arg(value_name = "WHO", required = true)]
    who: Vec<String>,
    /// How many alternatives
    #[arg(short, value_name = "K", default_value_t = 3)]
    k: usize,
    /// Links at most, up to 6
    #[arg(long, value_name = "N", default_value_t = 6)]
    max_hops: usize,
}

/// Shows.
pub fn run(arguments: &Arguments, session: &Session) -> anyhow::Result<()> {
    let app = session.open_existing()?;
    let rows = app.path(&arguments.who.join(" "), arguments.k, arguments.max_hops)?;
    session.answer(&rows, || render(&rows, session))
}

/// The paths as text.
pub fn render(rows: &[PathRow], session: &Session) -> String {
    if rows.is_empty() {
        let advice = [
            "import mail or a calendar of yours in which they appear",
            "tertius reach COMPANY   who else could help there",
        ];
        return format!("No verified path yet.\n{}", session.next(&advice));
    }
    let screen = session.screen;
    let mut out = String::new();
    for (rank, row) in rows.iter().enumerate() {
        let names: Vec<String> = row.people.iter().map(|person| printable(&person.name)).collect();
        let odds_there = format!("{:.0} % to arrive", row.warmth * 100.0);
        out.push_str(&format!("{}  {}  {}\n", rank + 1, screen.bold(&names.join(" → ")), screen.dim(&odds_there)));
        if let Some(verdict) = &row.verdict {
            out.push_str(&format!("   {}\n", screen.warn(verdict)));
        }
        for (link, pair) in row.links.iter().zip(names.windows(2)) {
            let answers = odds(link.strength);
            out.push_str(&format!(
                "   {} answers {} {answers} [{}]: {}\n",
                pair[1],
                pair[0],
                link.evidence,
                because(&link.reasons, 2)
            ));
        }
        out.push_str(&screen.dim(&format!("   weakest link: {}\n", row.weakest_link)));
    }
    let first_to_ask = rows.first().and_then(|row| row.people.get(1));
    let advice = first_to_ask.map(|person| format!("tertius person {}   before you ask", quoted(&person.name)));
    out + &session.next(&advice.iter().map(String::as_str).collect::<Vec<_>>())
}
