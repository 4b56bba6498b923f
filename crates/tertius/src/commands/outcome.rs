//! `tertius outcome`: what came of an introduction or an answer; everybody who helped is thanked.

use super::intro::screen;
use crate::table::{long_text, printable, text, whole};
use crate::terminal::Session;
use tertius_app::views::{OutcomeRow, OutcomesView, ToldView};
use tertius_app::{AppError, OutcomeKind};

/// Arguments of `outcome`.
#[derive(clap::Args)]
pub struct Arguments {
    /// The introduction or question: its number or a name in it; then nothing, meeting, advice, lead, deal or job
    #[arg(value_name = "WHICH KIND")]
    words: Vec<String>,
    /// Of a question: which answer it came of
    #[arg(long, value_name = "NUMBER")]
    answer: Option<usize>,
}

/// Lists, or tells.
pub fn run(arguments: &Arguments, session: &Session) -> anyhow::Result<()> {
    let mut app = session.open_existing()?;
    let Some((kind, which)) = arguments.words.split_last() else {
        let view = app.outcomes()?;
        return session.answer(&view, || list(&view, session));
    };
    let kinds = OutcomeKind::ALL.map(OutcomeKind::id).join(", ");
    let hint = format!("tertius outcome WHICH KIND; the kinds are {kinds}");
    let kind = OutcomeKind::parse(&kind.to_lowercase())
        .ok_or_else(|| AppError::user(format!("\"{kind}\" is no kind of outcome"), hint.clone()))?;
    if which.is_empty() {
        return Err(AppError::user("say of which introduction or question it came", hint).into());
    }
    let view = app.tell_outcome(&which.join(" "), kind, arguments.answer)?;
    session.answer(&view, || told(&view, session))
}

fn list(view: &OutcomesView, session: &Session) -> String {
    let screen = session.screen;
    let mut out = String::new();
    if view.outcomes.is_empty() {
        out.push_str("Nothing was told yet.\n");
    } else {
        let cells: Vec<Vec<String>> = view.outcomes.iter().map(cells).collect();
        let columns = [whole("number"), text("told"), text("came of it"), text("for"), long_text("way")];
        out.push_str(&session.table(&columns, &cells));
    }
    for due in &view.due {
        out.push_str(&format!(
            "\n{} {} {}\n",
            screen.warn("To be told:"),
            printable(&format!("what came of meeting {}?", due.to)),
            screen.dim(&format!("introduced {}, worth asking from {}", due.introduced, due.ask_on))
        ));
    }
    out.push_str(&format!("\n{}\n", screen.dim(&format!("Learning: {}", view.learning.text))));
    out + &session.next(&["tertius outcome WHICH KIND   meeting, advice, lead, deal, job or nothing"])
}

fn cells(row: &OutcomeRow) -> Vec<String> {
    let way = row.way.iter().chain(&row.to).cloned().collect::<Vec<_>>().join(" → ");
    vec![row.id.clone(), row.at.clone(), row.kind.clone(), row.by.clone(), way]
}

fn told(view: &ToldView, session: &Session) -> String {
    let screen = session.screen;
    let row = &view.outcome;
    let way: Vec<String> = std::iter::once(&row.by).chain(&row.way).chain(&row.to).cloned().collect();
    let mut out = format!("{}  {}\n", screen.bold(&format!("It led to: {}", row.kind)), printable(&way.join(" → ")));
    for credit in &view.credits {
        let part = match credit.part.as_str() {
            "opened-the-door" => "opened the door",
            "passed-it-on" => "passed it on",
            _ => "was met",
        };
        out.push_str(&format!("  {} {part}\n", screen.good(&printable(&credit.name))));
    }
    if !view.letters.is_empty() {
        out.push_str(&format!("\n{}", screen::letters(&view.letters, false, session)));
    }
    out.push_str(&screen.dim(&format!("Learning: {}\n", view.learning.text)));
    let advice = format!("tertius stories write {}   tell it, once everybody in it agreed", row.id);
    let advice: Vec<&str> = if view.credits.is_empty() { Vec::new() } else { vec![&advice] };
    out + &session.next(&advice)
}
