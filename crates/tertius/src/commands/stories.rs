//! `tertius stories`: what a way led to, told once everybody in it agreed; who opened doors in a year.

use super::intro::{screen, words};
use crate::table::{long_text, printable, text, whole};
use crate::terminal::Session;
use tertius_app::views::{DoorsRow, StoryView, YearView};
use tertius_app::{AppError, Consent};

/// Arguments of `stories`.
#[derive(clap::Args)]
pub struct Arguments {
    #[command(subcommand)]
    verb: Option<Verb>,
}

#[derive(clap::Subcommand)]
enum Verb {
    /// Every story (the same as no verb)
    List,
    /// Write the story of an outcome, or write it anew
    Write {
        /// The introduction or question: its number or a name in it
        #[arg(value_name = "WHICH", required = true)]
        which: Vec<String>,
        /// Your words; @FILE reads them, - from standard input
        #[arg(long, value_name = "TEXT")]
        words: Option<String>,
    },
    /// One story, and the words that ask those in it
    Show {
        /// Its number, or a name in it
        #[arg(value_name = "STORY", required = true)]
        story: Vec<String>,
    },
    /// Note what somebody in a story says to it
    Consent {
        /// Its number, or a name in it
        #[arg(value_name = "STORY")]
        story: String,
        /// Who answered
        #[arg(value_name = "WHO")]
        who: String,
        /// yes or no
        #[arg(value_name = "ANSWER")]
        answer: String,
    },
    /// Who opened doors for you in a year, and for whom you did
    Year {
        /// By default this one
        #[arg(value_name = "YEAR")]
        year: Option<i32>,
    },
}

/// Runs the verb.
pub fn run(arguments: &Arguments, session: &Session) -> anyhow::Result<()> {
    let mut app = session.open_existing()?;
    let view = match arguments.verb.as_ref().unwrap_or(&Verb::List) {
        Verb::List => {
            let rows = app.stories()?;
            return session.answer(&rows, || list(&rows, session));
        }
        Verb::Year { year } => {
            let view = app.doors(*year)?;
            return session.answer(&view, || doors(&view, session));
        }
        Verb::Write { which, words: given } => {
            app.write_story(&which.join(" "), words(given.as_deref())?.as_deref())?
        }
        Verb::Show { story } => app.story(&story.join(" "))?,
        Verb::Consent { story, who, answer } => {
            let consent = match answer.to_lowercase().as_str() {
                "yes" => Consent::Yes,
                "no" => Consent::No,
                other => return Err(AppError::user(format!("\"{other}\" is neither yes nor no"), "yes or no").into()),
            };
            app.story_consent(story, who, consent)?
        }
    };
    session.answer(&view, || one(&view, session))
}

fn list(rows: &[StoryView], session: &Session) -> String {
    if rows.is_empty() {
        return format!("No stories yet.\n{}", session.next(&["tertius outcome WHICH KIND   what came of it, first"]));
    }
    let cells: Vec<Vec<String>> =
        rows.iter().map(|row| vec![row.id.clone(), row.kind.clone(), state(row), row.text.clone()]).collect();
    session.table(&[whole("number"), text("led to"), text("stands"), long_text("story")], &cells)
        + &session.next(&["tertius stories show NUMBER"])
}

fn state(row: &StoryView) -> String {
    let open = row.people.iter().filter(|one| one.consent == "open").count();
    match (row.may_be_told, open) {
        (true, _) => "may be told".to_owned(),
        (false, 0) => "not to be told".to_owned(),
        (false, n) => format!("{n} to answer"),
    }
}

fn one(row: &StoryView, session: &Session) -> String {
    let screen = session.screen;
    let mut out = format!("{}  {}\n  {}\n\n", screen.bold("Story"), screen.dim(&row.id), state(row));
    out.push_str(&screen::boxed(&row.text, session));
    out.push('\n');
    for person in &row.people {
        let consent = if person.consent == "open" { "not answered yet" } else { &person.consent };
        out.push_str(&format!("  {}: {consent}\n", printable(&person.name)));
    }
    if !row.letters.is_empty() {
        out.push_str(&format!("\n{}", screen::letters(&row.letters, true, session)));
    }
    let advice = format!("tertius stories consent {} WHO yes   once they answered", row.id);
    let advice: Vec<&str> = if row.letters.is_empty() { Vec::new() } else { vec![&advice] };
    out + &session.next(&advice)
}

fn doors(view: &YearView, session: &Session) -> String {
    let screen = session.screen;
    let mut out = String::new();
    let sides = [("Who opened doors for you", &view.for_me), ("For whom you did", &view.by_me)];
    for (title, rows) in sides {
        out.push_str(&format!("{}  {}\n", screen.bold(title), screen.dim(&view.year.to_string())));
        if rows.is_empty() {
            out.push_str("  nobody yet\n");
        }
        for row in rows {
            out.push_str(&format!("  {}  {}\n", printable(&row.name), led_to(row)));
        }
        out.push('\n');
    }
    out.trim_end().to_owned() + "\n"
}

fn led_to(row: &DoorsRow) -> String {
    row.led_to.iter().map(|(kind, n)| format!("{n} × {kind}")).collect::<Vec<_>>().join(", ")
}
