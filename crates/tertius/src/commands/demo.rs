//! `tertius demo`: invents a network, writes it as files in the real formats, imports them and tells the story.

use super::words::{because, odds, quoted};
use super::{import, loose, path};
use crate::progress::Bar;
use crate::table::{long_text, meter, text};
use crate::terminal::Session;
use std::path::{Path, PathBuf};
use tertius_app::demo::{Character, Demo, invent};
use tertius_app::{App, AppError, ImportMode, ImportRequest, LooseRequest, Timestamp};

/// Arguments of `demo`.
#[derive(clap::Args)]
pub struct Arguments {
    /// Where to write the invented files; by default beside your vault
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,
    /// Another number invents another network
    #[arg(long, default_value_t = 1, value_name = "N")]
    seed: u64,
    /// Only write the files
    #[arg(long)]
    files_only: bool,
}

/// Invents, writes, imports, tells.
pub fn run(arguments: &Arguments, session: &Session) -> anyhow::Result<()> {
    let folder = match &arguments.out {
        Some(folder) => folder.clone(),
        None => session.vault()?.with_file_name("demo"),
    };
    let demo = invent(arguments.seed, session.now().day());
    let vault = folder.with_extension("db");
    let before = inspect(&folder)?;
    if !arguments.files_only {
        make_way(&vault, before, session)?;
    }
    write(&demo, &folder, before)?;
    if arguments.files_only {
        let view = serde_json::json!({"folder": folder.display().to_string(), "files": demo.files.len()});
        return session
            .answer(&view, || format!("Wrote {} invented files to {}\n", demo.files.len(), folder.display()));
    }
    let now = Timestamp(demo.today.start().0 + 12 * 3600);
    let session = session.with_vault(vault, now);
    let mut app = session.open()?;
    let mut bar = Bar::new(session.quiet());
    let request = ImportRequest { paths: vec![folder.clone()], me: Vec::new(), mode: ImportMode::Keep, format: None };
    let view = app.import(&request, &mut |progress| bar.show(progress))?;
    bar.finish();
    if session.json() {
        return session.answer(&view, String::new);
    }
    session.tell(&headline(&demo, &folder, &session))?;
    session.tell(&import::render(&view, false, &session.without_advice()))?;
    tell(&app, &demo, &session)
}

/// What was at the place where the demo goes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Before {
    Nothing,
    AnEarlierDemo,
}

/// What the read-me file of every demo says in its first line.
const MARK: &str = "who does not exist";

/// Looks at the folder; one that holds anything but a demo is left alone.
fn inspect(folder: &Path) -> anyhow::Result<Before> {
    let is_demo = std::fs::read_to_string(folder.join("README.txt"))
        .is_ok_and(|text| text.lines().next().is_some_and(|line| line.contains(MARK)));
    if is_demo {
        return Ok(Before::AnEarlierDemo);
    }
    let is_free = !folder.exists() || (folder.is_dir() && std::fs::read_dir(folder)?.next().is_none());
    if is_free {
        return Ok(Before::Nothing);
    }
    let message = format!("{} is not empty and was not made by tertius demo", folder.display());
    Err(AppError::user(message, "name an empty or a new folder with --out").into())
}

/// Removes the vault of an earlier demo; any other is left alone, your own above all.
fn make_way(vault: &Path, before: Before, session: &Session) -> anyhow::Result<()> {
    if !vault.exists() {
        return Ok(());
    }
    let same = |a: &Path, b: &Path| matches!((a.canonicalize(), b.canonicalize()), (Ok(a), Ok(b)) if a == b);
    let is_own = session.vault().is_ok_and(|own| same(own, vault));
    if before != Before::AnEarlierDemo || is_own {
        let why = if is_own { "is the vault in use" } else { "was not made by tertius demo" };
        let hint = "name another folder with --out; the demo's vault goes beside it";
        return Err(AppError::user(format!("{} {why}", vault.display()), hint).into());
    }
    for suffix in ["-wal", "-shm", ""] {
        let mut file = vault.as_os_str().to_owned();
        file.push(suffix);
        if Path::new(&file).exists() {
            std::fs::remove_file(&file)?;
        }
    }
    Ok(())
}

/// Writes the files, in place of an earlier demo's.
fn write(demo: &Demo, folder: &Path, before: Before) -> anyhow::Result<()> {
    if before == Before::AnEarlierDemo {
        std::fs::remove_dir_all(folder)?;
    }
    for file in &demo.files {
        let path = folder.join(&file.path);
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent)?;
        }
        std::fs::write(path, &file.bytes)?;
    }
    Ok(())
}

fn headline(demo: &Demo, folder: &Path, session: &Session) -> String {
    let screen = session.screen;
    format!(
        "{}\n{}\nTheir exports are in {}\n\n",
        screen.bold(&format!("The network of {}", demo.story.ego.name)),
        screen.warn("Everybody here is invented: people, employers, addresses, numbers."),
        folder.display()
    )
}

fn tell(app: &App, demo: &Demo, session: &Session) -> anyhow::Result<()> {
    let mut out = String::new();
    out.push_str(&merges(app, demo, session)?);
    out.push_str(&gaps(app, session)?);
    out.push_str(&contrast(app, demo, session)?);
    let goal = &demo.story.goal;
    out.push_str(&chapter(
        session,
        &format!("Loose connections for \"{goal}\""),
        "people one step removed, and the friend to ask",
    ));
    let request = LooseRequest { goal: Some(goal.clone()), top: 3, ..LooseRequest::default() };
    out.push_str(&loose::render(&app.loose(&request)?, &session.without_advice()));
    let target = &demo.story.path_to;
    let who = target.handles.first().map_or_else(|| target.name.clone(), ToString::to_string);
    out.push_str(&chapter(session, &format!("The way to {}", target.name), "the warmest paths, link by link"));
    out.push_str(&path::render(&app.path(&who, 2, 6)?, &session.without_advice()));
    out.push_str(&closing(demo, session)?);
    session.tell(&out)
}

fn chapter(session: &Session, title: &str, line: &str) -> String {
    format!("\n{}  {}\n", session.screen.bold(title), session.screen.dim(line))
}

fn merges(app: &App, demo: &Demo, session: &Session) -> anyhow::Result<String> {
    let mut out = chapter(session, "Recognised", "records that are one person, and why");
    for merged in &demo.story.merged {
        let Some(handle) = merged.handles.first() else { continue };
        let view = app.person(&handle.to_string())?;
        let names: Vec<String> =
            view.records.iter().map(|record| record.name.clone()).filter(|name| !name.is_empty()).collect();
        let mut names = names;
        names.sort();
        names.dedup();
        out.push_str(&format!("  {} ← {}\n", session.screen.good(&view.row.brief.name), names.join(" · ")));
        for merge in view.merges.iter().take(3) {
            out.push_str(&session.screen.dim(&format!("      {}\n", merge.because)));
        }
    }
    let [one, other] = &demo.story.namesakes;
    let id = |character: &Character| -> anyhow::Result<String> { Ok(app.person(&who(character))?.row.brief.id) };
    out.push_str(&match id(one)? == id(other)? {
        false => format!("  {} and {} stay two people: a name alone joins nobody\n", one.name, other.name),
        true => session.screen.warn(&format!("  {} and {} were taken for one person, wrongly\n", one.name, other.name)),
    });
    Ok(out)
}

fn gaps(app: &App, session: &Session) -> anyhow::Result<String> {
    let found = app.gaps("linkedin", 6)?;
    let mut out = chapter(session, "Missing on LinkedIn", "close in phone, mail and calendar, and not connected there");
    let rows: Vec<Vec<String>> = found
        .rows
        .iter()
        .map(|row| {
            vec![
                row.person.name.clone(),
                meter(row.depth),
                row.certain.clone(),
                row.opens.to_string(),
                because(&row.reasons, 2),
            ]
        })
        .collect();
    out.push_str(
        &session.table(&[text("name"), text("depth"), text("on LinkedIn"), text("opens"), long_text("because")], &rows),
    );
    Ok(out)
}

/// How the application is asked for somebody of the story.
fn who(character: &Character) -> String {
    character.handles.first().map_or_else(|| character.name.clone(), ToString::to_string)
}

/// Four people whom recency alone would rank the wrong way round.
fn contrast(app: &App, demo: &Demo, session: &Session) -> anyhow::Result<String> {
    let story = &demo.story;
    let mut out = chapter(session, "Depth is not recency", "silence makes a tie stale, never shallow");
    let mut rows = Vec::new();
    for (part, character) in [
        ("best friend", &story.best_friend),
        ("ex-cofounder", &story.ex_cofounder),
        ("recruiter", &story.recruiter),
        ("handshake", &story.handshake),
    ] {
        let who = who(character);
        let view = app.person(&who)?;
        rows.push(vec![
            part.to_owned(),
            view.row.brief.name.clone(),
            meter(view.tie.depth),
            meter(view.tie.freshness),
            odds(view.tie.strength),
            because(&view.tie.reasons, 2),
        ]);
    }
    let columns =
        [text("who"), text("name"), text("depth"), text("freshness"), text("answers you"), long_text("because")];
    out.push_str(&session.table(&columns, &rows));
    Ok(out)
}

fn closing(demo: &Demo, session: &Session) -> anyhow::Result<String> {
    let vault = quoted(&session.vault()?.display().to_string());
    let day = demo.today;
    let advice = [
        format!("export TERTIUS_VAULT={vault}   # then every command asks this network (as of {day})"),
        "tertius serve   # the same as pages in your browser".to_owned(),
        format!("tertius reach {}", quoted(&demo.story.goal_company)),
        format!("tertius person {}", quoted(&demo.story.best_friend.name)),
        "tertius --vault my.db import ~/Downloads   # your own network, in a vault of its own".to_owned(),
    ];
    let advice: Vec<&str> = advice.iter().map(String::as_str).collect();
    Ok(session.next(&advice))
}
