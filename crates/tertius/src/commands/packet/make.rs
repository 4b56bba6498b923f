//! `tertius packet make`: choose whom to share, see it, write the file.

use super::write_new;
use crate::terminal::Session;
use std::path::PathBuf;
use tertius_app::views::PacketView;
use tertius_app::{AppError, Day, PacketLevel, PacketRequest};

/// Arguments of `packet make`.
#[derive(clap::Args)]
pub struct Arguments {
    /// A friend, tribe:NAME, or anyone
    #[arg(long = "for", value_name = "WHO")]
    audience: String,
    /// named: name, employer, title, public profile, how well; blind: keyed tokens for a tribe
    #[arg(long, value_name = "LEVEL", default_value = "named")]
    level: String,
    /// These people; once for each
    #[arg(long, value_name = "WHO", num_args = 1..)]
    people: Vec<String>,
    /// Everybody whom you gave this label
    #[arg(long = "label", value_name = "LABEL")]
    labels: Vec<String>,
    /// The so many with the strongest ties
    #[arg(long, value_name = "N")]
    top: Option<usize>,
    /// Not these
    #[arg(long, value_name = "WHO", num_args = 1..)]
    exclude: Vec<String>,
    /// How you know somebody, in your words: "Ana Ruiz=we rowed together"
    #[arg(long = "note", value_name = "WHO=WORDS")]
    notes: Vec<String>,
    /// The last day on which it holds; by default in 180 days
    #[arg(long, value_name = "DATE")]
    until: Option<String>,
    /// Your name in the packet
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// The tribe's secret, for the blind level
    #[arg(long, value_name = "FILE")]
    secret: Option<PathBuf>,
    /// Where to write
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Only show what the packet would say; nothing is written or logged
    #[arg(long)]
    dry_run: bool,
}

/// Makes.
pub fn run(arguments: &Arguments, session: &Session) -> anyhow::Result<()> {
    let request = request(arguments)?;
    let mut app = session.open_existing()?;
    if arguments.dry_run {
        let made = app.plan_packet(&request)?;
        return session.answer(&made.view, || told(&made.view, session));
    }
    let out = arguments.out.clone().unwrap_or_else(|| PathBuf::from("packet.json"));
    if out.exists() {
        let hint = "choose another name with --out; a file that is there is never overwritten";
        return Err(AppError::user(format!("{} is there already", out.display()), hint).into());
    }
    let made = app.make_packet(&request)?;
    write_new(&out, made.text.as_bytes())?;
    let mut view = made.view;
    view.file = Some(out.display().to_string());
    session.answer(&view, || told(&view, session))
}

fn request(arguments: &Arguments) -> anyhow::Result<PacketRequest> {
    let wrong = |message: String, hint: &str| anyhow::Error::from(AppError::user(message, hint));
    let level = match (arguments.level.as_str(), &arguments.secret) {
        ("named", _) => PacketLevel::Named,
        ("blind", Some(file)) => {
            let read = std::fs::read(file);
            let secret =
                read.map_err(|error| wrong(format!("cannot read {}: {error}", file.display()), "name the file"))?;
            PacketLevel::Blind(secret.trim_ascii().to_vec())
        }
        ("blind", None) => {
            return Err(wrong(
                "a blind packet needs the tribe's secret".to_owned(),
                "--secret FILE, from the tribe's keeper",
            ));
        }
        (other, _) => return Err(wrong(format!("no level \"{other}\""), "named or blind")),
    };
    let until = arguments.until.as_deref().map(|text| {
        let date = text.parse::<jiff::civil::Date>();
        let date = date.map_err(|_| wrong(format!("\"{text}\" is no date"), "write it as 2026-12-31"))?;
        let day = Day::from_date(i32::from(date.year()), date.month() as u32, date.day() as u32);
        day.ok_or_else(|| wrong(format!("\"{text}\" is no date"), "write it as 2026-12-31"))
    });
    Ok(PacketRequest {
        audience: arguments.audience.clone(),
        level,
        people: arguments.people.clone(),
        labels: arguments.labels.clone(),
        top: arguments.top,
        exclude: arguments.exclude.clone(),
        until: until.transpose()?,
        notes: arguments.notes.clone(),
        name: arguments.name.clone(),
    })
}

fn told(view: &PacketView, session: &Session) -> String {
    let mut out = view.preview.clone();
    if !view.left_out.is_empty() {
        out.push_str("\nNot in it:\n");
    }
    for left in &view.left_out {
        out.push_str(&format!("  {}: {}\n", left.name, left.reason));
    }
    match &view.file {
        Some(file) => {
            let advice = ["send it as it is; tertius packet log remembers it, tertius packet revoke takes it back"];
            out.push_str(&format!("\n{} bytes written to {file}\n{}", view.bytes, session.next(&advice)));
        }
        None => out.push_str(&session.next(&["without --dry-run the packet is written"])),
    }
    out
}
