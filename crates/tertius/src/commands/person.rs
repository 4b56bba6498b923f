//! `tertius person`: one person in full.

use super::words::{odds, role, shortened};
use crate::table::{long_text, meter, number, path, text};
use crate::terminal::Session;
use tertius_app::views::PersonView;

/// Arguments of `person`.
#[derive(clap::Args)]
pub struct Arguments {
    /// A name, an address or a person id
    #[arg(value_name = "WHO", required = true)]
    who: Vec<String>,
}

/// Shows.
pub fn run(arguments: &Arguments, session: &Session) -> anyhow::Result<()> {
    let app = session.open_existing()?;
    let view = app.person(&arguments.who.join(" "))?;
    session.answer(&view, || render(&view, session))
}

fn render(view: &PersonView, session: &Session) -> String {
    let screen = session.screen;
    let brief = &view.row.brief;
    let mut out = format!("{}  {}\n", screen.bold(&brief.name), screen.dim(&brief.id));
    let place = brief.place.clone().unwrap_or_default();
    for line in [role(brief), place, super::words::kinds(&view.row.kinds)] {
        if !line.is_empty() {
            out.push_str(&format!("{line}\n"));
        }
    }
    let addresses: Vec<&str> = view.row.handles.iter().map(|handle| handle.value.as_str()).collect();
    if !addresses.is_empty() {
        out.push_str(&format!("{}\n", addresses.join("  ")));
    }
    let tie = &view.tie;
    out.push_str(&format!(
        "\ndepth {}   freshness {}   answers you {}\n",
        meter(tie.depth),
        meter(tie.freshness),
        odds(tie.strength),
    ));
    if let Some(last) = &tie.last {
        out.push_str(&format!("  · last contact {last}\n"));
    }
    for reason in &tie.reasons {
        out.push_str(&format!("  · {}\n", reason.text));
    }
    for note in &view.notes {
        out.push_str(&format!("  note: {}\n", crate::table::printable(note)));
    }
    if !view.groups.is_empty() {
        out.push_str(&format!("  groups: {}\n", view.groups.join(", ")));
    }
    out.push_str(&timeline(view, session));
    out.push_str(&format!("\n{}\n", screen.bold("Records")));
    let records: Vec<Vec<String>> = view
        .records
        .iter()
        .take(30)
        .map(|record| {
            let handles: Vec<&str> = record.handles.iter().map(|handle| handle.value.as_str()).collect();
            vec![record.name.clone(), handles.join(" "), shortened(&record.source), record.position.clone()]
        })
        .collect();
    out.push_str(&session.table(&[text("name"), long_text("addresses"), path("source"), text("position")], &records));
    if !view.merges.is_empty() {
        out.push_str(&format!("\n{}\n", screen.bold("One person, because")));
        for merge in view.merges.iter().take(20) {
            out.push_str(&format!("  · {} {}\n", merge.because, screen.dim(&format!("({:.3})", merge.probability))));
            if !session.quiet() {
                out.push_str(&screen.dim(&format!("    tertius undo {} {} takes it back\n", merge.a, merge.b)));
            }
        }
    }
    let name = super::words::quoted(&brief.name);
    out + &session.next(&[&format!("tertius path {name}"), &format!("tertius label {name} close-friend")])
}

/// Contact by month: the last two years of it.
fn timeline(view: &PersonView, session: &Session) -> String {
    if view.timeline.is_empty() {
        return String::new();
    }
    let rows: Vec<Vec<String>> = view
        .timeline
        .iter()
        .take(12)
        .map(|row| vec![row.month.clone(), row.channel.clone(), row.from_them.to_string(), row.from_me.to_string()])
        .collect();
    let columns = [text("month"), text("channel"), number("from them"), number("from you")];
    format!("\n{}\n{}", session.screen.bold("Contact"), session.table(&columns, &rows))
}
