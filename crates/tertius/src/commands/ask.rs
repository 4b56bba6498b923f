//! `tertius ask`: a question to a few friends, carried by file or mail; answers come back the way it went.

use super::intro::{Handing, handing, read, screen, words};
use super::words::quoted;
use crate::table::{long_text, printable, text, whole};
use crate::terminal::Session;
use std::path::PathBuf;
use tertius_app::views::{AnswerRow, AskActedView, QuestionView};
use tertius_app::{App, AppError, AskerShownTo, Delivery, EndAsk, Offer, OwnAnswer, Reveal};

/// Arguments of `ask`.
#[derive(clap::Args)]
pub struct Arguments {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(clap::Subcommand)]
enum Verb {
    /// Write a question down; nothing leaves
    Draft {
        /// "does anyone know …?"
        #[arg(value_name = "QUESTION", required = true)]
        question: Vec<String>,
    },
    /// You send the question to these friends: it counts as asked, and the words are handed to you
    Send {
        /// Its number, or words of it
        #[arg(value_name = "WHICH")]
        which: Vec<String>,
        /// A friend to ask; a few at most
        #[arg(long, value_name = "FRIEND", num_args = 1.., required = true)]
        to: Vec<String>,
        /// Friends may tell who asks when they pass it on
        #[arg(long)]
        show_me: bool,
        #[command(flatten)]
        handing: Handing,
    },
    /// Every question, yours and those that reached you
    List,
    /// One question: who has it, what was answered, what you can do
    Show {
        /// Its number, or words of it
        #[arg(value_name = "WHICH")]
        which: Vec<String>,
    },
    /// Take what came: a question, an answer, thanks; a file, a saved mail, or pasted text
    Take {
        /// The file, the saved mail, or the text of the reply; - is standard input
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// For a reply by mail: which question, by number or words of it
        #[arg(long = "for", value_name = "WHICH")]
        which: Option<String>,
        /// For a reply by mail: which friend wrote it
        #[arg(long, value_name = "FRIEND")]
        from: Option<String>,
        #[command(flatten)]
        handing: Handing,
    },
    /// Answer a question that reached you
    Answer {
        /// Its number, or words of it
        #[arg(value_name = "WHICH")]
        which: Vec<String>,
        /// Your answer; @FILE reads it, - from standard input
        #[arg(long, value_name = "TEXT", required = true)]
        words: String,
        /// You offer an introduction
        #[arg(long)]
        introduction: bool,
        /// Everybody on the way back may see your name; otherwise your neighbour alone knows
        #[arg(long)]
        named: bool,
        /// And your address
        #[arg(long)]
        with_address: bool,
        #[command(flatten)]
        handing: Handing,
    },
    /// Pass a question on, one step, with your words for the one who asks
    Forward {
        /// Its number, or words of it
        #[arg(value_name = "WHICH")]
        which: Vec<String>,
        /// To whom
        #[arg(long, value_name = "FRIEND")]
        to: String,
        /// Why they deserve an answer
        #[arg(long, value_name = "TEXT")]
        words: Option<String>,
        #[command(flatten)]
        handing: Handing,
    },
    /// Thank for an answer: everybody on its way
    Thank {
        /// Its number, or words of it
        #[arg(value_name = "WHICH")]
        which: Vec<String>,
        /// Which answer
        #[arg(long, value_name = "NUMBER", default_value_t = 1)]
        answer: usize,
        /// Your words
        #[arg(long, value_name = "TEXT")]
        words: Option<String>,
        #[command(flatten)]
        handing: Handing,
    },
    /// Leave a question be; to the others that is silence
    Pass {
        /// Its number, or words of it
        #[arg(value_name = "WHICH")]
        which: Vec<String>,
    },
    /// Leave it be, and take no question from this sender ever again
    Never {
        /// Its number, or words of it
        #[arg(value_name = "WHICH")]
        which: Vec<String>,
    },
    /// Take your own question back
    Withdraw {
        /// Its number, or words of it
        #[arg(value_name = "WHICH")]
        which: Vec<String>,
    },
}

/// Runs the verb.
pub fn run(arguments: &Arguments, session: &Session) -> anyhow::Result<()> {
    match &arguments.verb {
        Verb::Draft { question } => {
            let view = session.open_existing()?.draft_ask(&question.join(" "))?;
            session.answer(&view, || one(&view, session))
        }
        Verb::List => list(session),
        Verb::Show { which } => {
            let app = session.open_existing()?;
            let view = app.ask(&named(&app, which)?)?;
            session.answer(&view, || one(&view, session))
        }
        Verb::Take { file, which, from, handing } => take(file, which.as_deref(), from.as_deref(), handing, session),
        Verb::Pass { which } => end(which, EndAsk::Pass, session),
        Verb::Never { which } => end(which, EndAsk::Never, session),
        Verb::Withdraw { which } => end(which, EndAsk::Withdraw, session),
        _ => hand_out(&arguments.verb, session),
    }
}

/// The verbs that hand words out.
fn hand_out(verb: &Verb, session: &Session) -> anyhow::Result<()> {
    let mut app = session.open_existing()?;
    let (which, handing) = match verb {
        Verb::Send { which, handing, .. }
        | Verb::Answer { which, handing, .. }
        | Verb::Forward { which, handing, .. }
        | Verb::Thank { which, handing, .. } => (named(&app, which)?, handing),
        _ => return Ok(()),
    };
    handing::ready(handing)?;
    let deliveries = match verb {
        Verb::Send { to, show_me, .. } => {
            let shown_to = if *show_me { AskerShownTo::Everybody } else { AskerShownTo::Neighbours };
            app.send_ask(&which, to, shown_to)?
        }
        Verb::Answer { words: given, introduction, named, with_address, .. } => {
            let reveal = match (named, with_address) {
                (_, true) => Some(Reveal::NameAndAddress),
                (true, false) => Some(Reveal::Name),
                (false, false) => None,
            };
            let offer = if *introduction { Offer::Introduction } else { Offer::Knowledge };
            let text = words(Some(given))?.unwrap_or_default();
            app.answer_ask(&which, &OwnAnswer { text, offer, reveal })?
        }
        Verb::Forward { to, words: given, .. } => {
            app.forward_ask(&which, to, &words(given.as_deref())?.unwrap_or_default())?
        }
        Verb::Thank { answer, words: given, .. } => {
            app.thank_for(&which, *answer, &words(given.as_deref())?.unwrap_or_default())?
        }
        _ => Vec::new(),
    };
    told(&app, &which, deliveries, handing, session)
}

fn take(
    file: &std::path::Path,
    which: Option<&str>,
    from: Option<&str>,
    handing: &Handing,
    session: &Session,
) -> anyhow::Result<()> {
    let bytes = read(file)?;
    let mut app = session.open()?;
    app.prepare()?;
    handing::ready(handing)?;
    let text = std::str::from_utf8(&bytes).unwrap_or_default();
    if text.contains("\"tertius_introduction\"") && text.trim_start().starts_with('{') {
        let hint = format!("tertius intro take {}", quoted(&file.display().to_string()));
        return Err(AppError::user("this file carries an introduction", hint).into());
    }
    let (id, deliveries) = match text.trim_start().starts_with('{') {
        true => app.take_slip(text)?,
        false => app.take_ask_reply(&bytes, which, from)?,
    };
    told(&app, &id, deliveries, handing, session)
}

fn end(which: &[String], how: EndAsk, session: &Session) -> anyhow::Result<()> {
    let mut app = session.open_existing()?;
    let which = named(&app, which)?;
    let view = app.end_ask(&which, how)?;
    session.answer(&view, || one(&view, session))
}

fn told(app: &App, which: &str, deliveries: Vec<Delivery>, handing: &Handing, session: &Session) -> anyhow::Result<()> {
    let letters = handing::written(deliveries, handing)?;
    let view = AskActedView { ask: app.ask(which)?, letters };
    session.answer(&view, || {
        let mut out = heading(&view.ask, session);
        match view.letters.is_empty() {
            true => out.push_str(&details(&view.ask, session)),
            false => out.push_str(&format!(
                "\n{}{}",
                screen::letters(&view.letters, handing.mailto, session),
                screen::forms(&view.letters, session)
            )),
        }
        out + &session.next(&advice(&view.ask).iter().map(String::as_str).collect::<Vec<_>>())
    })
}

/// The question meant; where none is named, the only one that waits for the user.
fn named(app: &App, which: &[String]) -> anyhow::Result<String> {
    if !which.is_empty() {
        return Ok(app.ask(&which.join(" "))?.id);
    }
    let rows = app.asks()?;
    let waiting: Vec<&QuestionView> =
        rows.iter().filter(|row| matches!(row.stage.as_str(), "draft" | "your-turn")).collect();
    match (waiting.as_slice(), rows.as_slice()) {
        ([only], _) => Ok(only.id.clone()),
        ([], [only]) => Ok(only.id.clone()),
        _ => Err(AppError::user("say which question", "its number or words of it; tertius ask list").into()),
    }
}

fn list(session: &Session) -> anyhow::Result<()> {
    let rows = session.open_existing()?.asks()?;
    session.answer(&rows, || {
        if rows.is_empty() {
            return format!("No questions yet.\n{}", session.next(&["tertius ask draft \"does anyone know …?\""]));
        }
        let cells: Vec<Vec<String>> = rows
            .iter()
            .map(|row| {
                let answers = if row.answers.is_empty() { String::new() } else { row.answers.len().to_string() };
                let asker = row.asker.clone().unwrap_or_else(|| "somebody".to_owned());
                let until = row.until.clone().unwrap_or_default();
                vec![row.id.clone(), asker, row.question.clone(), stage(row).to_owned(), answers, until]
            })
            .collect();
        let columns =
            [whole("number"), text("who asks"), long_text("question"), text("stands"), text("answers"), text("until")];
        session.table(&columns, &cells) + &session.next(&["tertius ask show NUMBER"])
    })
}

fn stage(row: &QuestionView) -> &'static str {
    match row.stage.as_str() {
        "draft" => "a draft",
        "open" => "on its way",
        "your-turn" => "your turn",
        "you-answered" => "you answered",
        "you-passed" => "you left it",
        "withdrawn" => "taken back",
        _ => "over",
    }
}

fn one(row: &QuestionView, session: &Session) -> String {
    let advice = advice(row);
    heading(row, session)
        + &details(row, session)
        + &session.next(&advice.iter().map(String::as_str).collect::<Vec<_>>())
}

fn heading(row: &QuestionView, session: &Session) -> String {
    let screen = session.screen;
    let until = row.until.as_ref().map(|day| format!(", until {day}")).unwrap_or_default();
    let who = match row.asker.as_deref() {
        Some("you") => "Your question".to_owned(),
        Some(name) => format!("A question of {}", printable(name)),
        None => "A question of somebody who is not named".to_owned(),
    };
    let stands = match row.stage.as_str() {
        "your-turn" | "draft" => screen.warn(stage(row)),
        _ => stage(row).to_owned(),
    };
    format!(
        "{}  {}\n  {stands}{until}\n\n{}",
        screen.bold(&who),
        screen.dim(&row.id),
        screen::boxed(&row.question, session)
    )
}

fn details(row: &QuestionView, session: &Session) -> String {
    let screen = session.screen;
    let mut out = String::new();
    for from in &row.from {
        let name = from.name.clone().unwrap_or_else(|| "somebody".to_owned());
        let words = if from.words.is_empty() { String::new() } else { format!(": {}", from.words) };
        out.push_str(&format!("\n  from {}\n", printable(&format!("{name}{words}"))));
    }
    let to: Vec<String> = row.to.iter().filter_map(|one| one.name.clone()).collect();
    if !to.is_empty() {
        out.push_str(&format!("\n  handed to {}\n", printable(&to.join(", "))));
    }
    if !row.could_help.is_empty() && matches!(row.stage.as_str(), "draft" | "your-turn") {
        out.push_str(&format!("\n  {}\n", screen.dim("for your eyes alone, people you know whom it may be about:")));
        for person in &row.could_help {
            out.push_str(&format!("    {}\n", printable(person)));
        }
    }
    for answer in &row.answers {
        out.push_str(&format!("\n{}", answered(answer, session)));
    }
    out
}

fn answered(answer: &AnswerRow, session: &Session) -> String {
    let screen = session.screen;
    let from = match (&answer.from, &answer.over) {
        (Some(name), Some(over)) => format!("{name}, through {over}"),
        (Some(name), None) => name.clone(),
        (None, Some(over)) => format!("somebody, through {over}"),
        (None, None) => "somebody".to_owned(),
    };
    let address = answer.address.as_deref().map(|address| format!(" <{address}>")).unwrap_or_default();
    let offers = if answer.offer == "introduction" { "  offers an introduction" } else { "" };
    let thanked = if answer.thanked.is_some() { "  thanked" } else { "" };
    format!(
        "  {} {}{}\n{}",
        screen.bold(&format!("Answer {}", answer.number)),
        printable(&format!("{from}{address}")),
        screen.dim(&format!("  {}{offers}{thanked}", answer.at)),
        screen::boxed(&answer.text, session)
    )
}

fn advice(row: &QuestionView) -> Vec<String> {
    let which = &row.id;
    let mut lines = Vec::new();
    for act in &row.may {
        match act.as_str() {
            "send" => {
                lines.push(format!("tertius ask send {which} --to FRIEND   hands you the words, and counts as asked"))
            }
            "answer" => lines.push(format!("tertius ask answer {which} --words TEXT")),
            "forward" => {
                lines.push(format!("tertius ask forward {which} --to FRIEND --words TEXT   pass it on, one step"))
            }
            "pass" => lines.push(format!("tertius ask pass {which}   leave it be; they cannot tell it from silence")),
            "thank" => lines.push(format!("tertius ask thank {which} --answer NUMBER")),
            "withdraw" if row.stage == "open" => lines.push(format!("tertius ask withdraw {which}   take it back")),
            _ => {}
        }
    }
    if row.stage == "open" {
        lines.push("tertius ask take FILE   takes what comes back: a file, a saved mail, pasted text".to_owned());
    }
    lines
}
