//! `tertius packet`: share whom one knows, see what a packet says, take one back, see what left.

mod blind;
mod make;

use crate::table::{long_text, number, text};
use crate::terminal::Session;
use std::io::Write;
use std::path::{Path, PathBuf};
use tertius_app::AppError;
use tertius_app::views::{RevocationView, SharedRow};

/// Arguments of `packet`.
#[derive(clap::Args)]
pub struct Arguments {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(clap::Subcommand)]
enum Verb {
    /// Make a packet: the preview is the packet
    Make(Box<make::Arguments>),
    /// Show what a packet says
    Show {
        /// The file
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    /// Take back a packet: writes the file to send to everybody who has it
    Revoke {
        /// The packet's file, or its number
        #[arg(value_name = "FILE|NUMBER")]
        packet: String,
        /// Where to write; by default beside you
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// List what left so far: about whom, to whom, until when
    Log,
    /// Find which contacts you share with another, without showing the others
    Match(blind::Arguments),
    /// Write the page for a friend who installs nothing: one file, works offline
    Page {
        /// Where to write
        #[arg(long, value_name = "FILE", default_value = "tertius-packet.html")]
        out: PathBuf,
    },
}

/// Runs the verb.
pub fn run(arguments: &Arguments, session: &Session) -> anyhow::Result<()> {
    match &arguments.verb {
        Verb::Make(arguments) => make::run(arguments, session),
        Verb::Show { file } => show(file, session),
        Verb::Revoke { packet, out } => revoke(packet, out.as_deref(), session),
        Verb::Log => log(session),
        Verb::Match(arguments) => blind::run(arguments, session),
        Verb::Page { out } => page(out, session),
    }
}

fn show(file: &Path, session: &Session) -> anyhow::Result<()> {
    let mut view = tertius_app::show_packet(&read(file)?, session.now())?;
    view.file = Some(file.display().to_string());
    session.answer(&view, || {
        let state = match &view.why_not {
            Some(why) => format!("It says nothing now: {why}.\n"),
            None => String::new(),
        };
        view.preview.clone() + &state + &session.next(&["tertius import FILE   takes it into your vault"])
    })
}

fn revoke(packet: &str, out: Option<&Path>, session: &Session) -> anyhow::Result<()> {
    let mut app = session.open_existing()?;
    let number = match Path::new(packet).is_file() {
        true => tertius_app::packet_number(&read(Path::new(packet))?)?,
        false => packet.to_owned(),
    };
    let made = app.revoke_packet(&number)?;
    let short: String = made.packet.chars().take(8).collect();
    let out = out.map_or_else(|| PathBuf::from(format!("packet-{short}.revoked.json")), Path::to_owned);
    write_new(&out, made.text.as_bytes())?;
    let view = RevocationView { packet: made.packet, file: out.display().to_string() };
    session.answer(&view, || {
        let advice = ["send it to everybody who has the packet; tertius import takes the packet out of their vault"];
        format!("Taken back: {}\nWritten to {}\n{}", view.packet, view.file, session.next(&advice))
    })
}

fn log(session: &Session) -> anyhow::Result<()> {
    let rows = session.open_as_it_is()?.shared()?;
    session.answer(&rows, || {
        if rows.is_empty() {
            return format!("Nothing left this vault.\n{}", session.next(&["tertius packet make --for WHO --top 50"]));
        }
        let columns = [text("when"), text("what"), text("to"), number("people"), text("until"), long_text("about")];
        let cells: Vec<Vec<String>> = rows.iter().map(cells).collect();
        session.table(&columns, &cells) + &session.next(&["tertius packet revoke NUMBER   takes one back"])
    })
}

fn cells(row: &SharedRow) -> Vec<String> {
    let number: String = row.packet.iter().flat_map(|id| id.chars().take(8)).collect();
    let until = match (&row.revoked, &row.until) {
        (Some(day), _) => format!("taken back {day}"),
        (None, until) => until.clone().unwrap_or_default(),
    };
    vec![
        row.at.chars().take(10).collect(),
        format!("{} {} {number}", row.level, row.what).trim().to_owned(),
        row.whom.clone(),
        row.people.to_string(),
        until,
        row.about.join(", "),
    ]
}

fn page(out: &Path, session: &Session) -> anyhow::Result<()> {
    let page = tertius_app::contribution_page();
    write_new(out, page.as_bytes())?;
    let view = serde_json::json!({"file": out.display().to_string(), "bytes": page.len()});
    session.answer(&view, || {
        let advice = ["send it to a friend: it opens in any browser, and nothing in it leaves their machine"];
        format!("Written to {}\n{}", out.display(), session.next(&advice))
    })
}

fn read(file: &Path) -> anyhow::Result<Vec<u8>> {
    std::fs::read(file).map_err(|error| {
        AppError::user(format!("cannot read {}: {error}", file.display()), "name the packet's file").into()
    })
}

/// Writes a file that is not there yet.
fn write_new(out: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let written = std::fs::OpenOptions::new().write(true).create_new(true).open(out);
    written.and_then(|mut file| file.write_all(bytes)).map_err(|error| {
        let hint = "choose another name with --out; a file that is there is never overwritten";
        AppError::user(format!("cannot write {}: {error}", out.display()), hint).into()
    })
}
