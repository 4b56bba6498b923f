//! `tertius packet match`: which contacts two people share, without showing the others.

use super::{read, write_new};
use crate::table::{long_text, text};
use crate::terminal::Session;
use std::path::{Path, PathBuf};
use tertius_app::AppError;

/// Arguments of `packet match`.
#[derive(clap::Args)]
pub struct Arguments {
    #[command(subcommand)]
    verb: Verb,
}

/// Who matches, as both sides write it.
#[derive(clap::Args)]
struct Sides {
    /// Who asks, as both sides write it; a tribe's page says how
    #[arg(long, value_name = "NAME")]
    asker: String,
    /// Who answers, as both sides write it
    #[arg(long, value_name = "NAME")]
    answerer: String,
}

#[derive(clap::Subcommand)]
enum Verb {
    /// Ask which of your contacts another has: writes the question, and beside it what reads the answer
    Begin {
        #[command(flatten)]
        sides: Sides,
        /// Where to write the question
        #[arg(long, value_name = "FILE", default_value = "question.match")]
        out: PathBuf,
    },
    /// Answer another's question: they learn which of the contacts they ask about you have
    Answer {
        /// The question
        #[arg(value_name = "FILE")]
        question: PathBuf,
        #[command(flatten)]
        sides: Sides,
        /// Where to write the answer
        #[arg(long, value_name = "FILE", default_value = "answer.match")]
        out: PathBuf,
    },
    /// Read the answer to your question
    Finish {
        /// The answer
        #[arg(value_name = "FILE")]
        answer: PathBuf,
        /// What was written beside the question
        #[arg(long, value_name = "FILE", default_value = "question.match.secret")]
        secret: PathBuf,
    },
}

/// Runs the verb.
pub fn run(arguments: &Arguments, session: &Session) -> anyhow::Result<()> {
    match &arguments.verb {
        Verb::Begin { sides, out } => begin(sides, out, session),
        Verb::Answer { question, sides, out } => answer(question, sides, out, session),
        Verb::Finish { answer, secret } => finish(answer, secret, session),
    }
}

fn begin(sides: &Sides, out: &Path, session: &Session) -> anyhow::Result<()> {
    let made = session.open_existing()?.begin_match(&sides.asker, &sides.answerer)?;
    let mut secret = out.as_os_str().to_owned();
    secret.push(".secret");
    let secret = PathBuf::from(secret);
    write_new(out, &made.question)?;
    write_new(&secret, made.secret.as_bytes())?;
    only_mine(&secret)?;
    let (file, kept) = (out.display().to_string(), secret.display().to_string());
    let view = serde_json::json!({"file": file, "secret": kept, "addresses": made.n_items});
    session.answer(&view, || {
        let advice = ["send the question; keep the secret, by which tertius packet match finish reads the answer"];
        format!(
            "{} addresses, none readable in the question.\nWritten to {file}, and for you alone to {kept}\n{}",
            made.n_items,
            session.next(&advice)
        )
    })
}

/// Takes everybody else's right to read a file.
#[cfg(unix)]
fn only_mine(file: &Path) -> anyhow::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    Ok(std::fs::set_permissions(file, std::fs::Permissions::from_mode(0o600))?)
}

#[cfg(not(unix))]
fn only_mine(_: &Path) -> anyhow::Result<()> {
    Ok(())
}

fn answer(question: &Path, sides: &Sides, out: &Path, session: &Session) -> anyhow::Result<()> {
    let asked = read(question)?;
    let made = session.open_existing()?.answer_match(&sides.asker, &sides.answerer, &asked)?;
    write_new(out, &made.answer)?;
    let file = out.display().to_string();
    let view = serde_json::json!({"file": file, "asked": made.n_asked, "addresses": made.n_items});
    session.answer(&view, || {
        let advice = ["send it, and they learn which of the addresses they ask about are among yours; keep it, and they learn nothing"];
        format!(
            "They ask about {} addresses; {} of yours were compared.\nWritten to {file}\n{}",
            made.n_asked,
            made.n_items,
            session.next(&advice)
        )
    })
}

fn finish(answer: &Path, secret: &Path, session: &Session) -> anyhow::Result<()> {
    let held = read(secret)?;
    let held = String::from_utf8(held).map_err(|_| {
        AppError::data(
            format!("{} is not what was written beside a question", secret.display()),
            "name it with --secret",
        )
    })?;
    let people = tertius_app::finish_match(&held, &read(answer)?)?;
    // Whoever has it and the answer learns the same.
    std::fs::remove_file(secret)?;
    session.answer(&people, || {
        if people.is_empty() {
            return "You share none of the addresses that were compared.\n".to_owned();
        }
        let cells: Vec<Vec<String>> = people.iter().map(|one| vec![one.name.clone(), one.by.join(", ")]).collect();
        session.table(&[text("shared"), long_text("by")], &cells)
    })
}
