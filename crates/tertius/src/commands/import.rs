//! `tertius import`: read files into the vault.

use super::words::{TIES, count, grouped, seconds, shortened, shown, ties, years};
use crate::progress::Bar;
use crate::table::{long_text, number, path, printable, text};
use crate::terminal::Session;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::ExitCode;
use tertius_app::views::{ImportView, SourceError, SourceRow};
use tertius_app::{ImportMode, ImportRequest};

/// Arguments of `import`.
#[derive(clap::Args)]
pub struct Arguments {
    /// Files, folders, zips or tgz archives; the content decides what they are
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// An address of your own (e-mail, phone, profile URL); may be repeated
    #[arg(long, value_name = "HANDLE", num_args = 1..)]
    me: Vec<String>,
    /// Say what would happen and change nothing
    #[arg(long)]
    dry_run: bool,
    /// Read every file as this format, whatever it looks like
    #[arg(long, value_name = "ID")]
    format: Option<String>,
}

/// Imports; exit code 2 when a recognised file could not be used.
pub fn run(arguments: &Arguments, session: &Session) -> anyhow::Result<ExitCode> {
    let mut app = if arguments.dry_run { session.open_for_trial()? } else { session.open()? };
    let request = ImportRequest {
        paths: arguments.paths.clone(),
        me: arguments.me.clone(),
        mode: if arguments.dry_run { ImportMode::DryRun } else { ImportMode::Keep },
        format: arguments.format.clone(),
    };
    let mut bar = Bar::new(session.quiet());
    let view = app.import(&request, &mut |progress| bar.show(progress))?;
    bar.finish();
    session.answer(&view, || render(&view, arguments.dry_run, session))?;
    Ok(if view.errors.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(2) })
}

/// The report of an import.
pub fn render(view: &ImportView, dry_run: bool, session: &Session) -> String {
    let screen = session.screen;
    let mut out = String::new();
    let (quiet, told): (Vec<&SourceRow>, Vec<&SourceRow>) =
        view.sources.iter().partition(|source| names_nobody(source));
    let rows = source_rows(&told);
    if !rows.is_empty() {
        let columns = [
            path("source"),
            long_text("format"),
            number("people"),
            number("messages"),
            number("meetings"),
            number("ties"),
            text("years"),
            number("new"),
            number("skipped"),
        ];
        out.push_str(&session.table(&columns, &rows));
        out.push_str(&screen.dim(&format!("{TIES}\n")));
    }
    if !quiet.is_empty() {
        let names: Vec<&str> = quiet.iter().map(|source| source.path.rsplit('/').next().unwrap_or_default()).collect();
        let files = count(quiet.len() as u64, "file", "files");
        let verb = if quiet.len() == 1 { "names" } else { "name" };
        let line = format!("- {files} that {verb} nobody but you: {}", printable(&names.join(", ")));
        out.push_str(&screen.dim(&crate::table::cut(&line, screen.width)));
        out.push('\n');
    }
    out.push_str(&skips(view, session));
    out.push_str(&conclusions(view, session));
    out.push_str(&failures(view, session));
    out.push_str(&passed_over(view, session));
    let new: u64 = view.sources.iter().map(|source| source.new).sum();
    let would = if dry_run { "would be " } else { "" };
    out.push_str(&format!(
        "\n{}: {} {would}new, {} people before, {} after, in {}\n",
        screen.bold(if dry_run { "Dry run" } else { "Imported" }),
        grouped(new),
        grouped(view.people_before),
        screen.good(&grouped(view.people_after)),
        seconds(view.seconds),
    ));
    if view.people_after > 0 && !dry_run {
        out.push_str(
            &session.next(&["tertius gaps     close people missing on LinkedIn", "tertius people   your deepest ties"]),
        );
    }
    out
}

/// What was passed over, each reason once, and what the files of no known kind are.
fn passed_over(view: &ImportView, session: &Session) -> String {
    const REASONS_MAX: usize = 10;
    let screen = session.screen;
    let mut reasons: Vec<(&str, &str, u64)> = Vec::new();
    for passed in &view.passed {
        match reasons.iter_mut().find(|(reason, ..)| *reason == passed.reason) {
            Some((_, _, n)) => *n += 1,
            None => reasons.push((&passed.reason, &passed.path, 1)),
        }
    }
    let mut out = String::new();
    let mut line = |text: String| out.push_str(&format!("{}\n", screen.dim(&text)));
    for (reason, path, n) in reasons.iter().take(REASONS_MAX) {
        let (reason, path) = (printable(reason), printable(path));
        match n {
            1 => line(format!("- {path}: {reason}")),
            n => line(format!("- {n} times: {reason} (first: {path})")),
        }
    }
    if reasons.len() > REASONS_MAX {
        let more: u64 = reasons[REASONS_MAX..].iter().map(|(.., n)| n).sum();
        line(format!("- and {more} more passed over"));
    }
    if view.not_recognised > 0 {
        let kinds = view.ignored.iter().map(|row| match row.ending.as_str() {
            "" => format!("{} without ending", row.files),
            ending => format!("{} {ending}", row.files),
        });
        let kinds = printable(&kinds.collect::<Vec<_>>().join(", "));
        let text = format!("- {} of no known kind: {kinds}", count(view.not_recognised, "file", "files"));
        line(crate::table::cut(&text, screen.width));
    }
    out
}

/// Whether a source is about ego alone, or about nobody.
fn names_nobody(source: &SourceRow) -> bool {
    source.people + source.exchanges + source.gatherings + source.stated_ties + source.n_skipped == 0
}

/// What was concluded from whole files, each conclusion once.
fn conclusions(view: &ImportView, session: &Session) -> String {
    const TOLD_MAX: usize = 10;
    let mut told: Vec<(&str, &str, u64)> = Vec::new();
    for source in &view.sources {
        for note in &source.notes {
            match told.iter_mut().find(|known| known.0 == note.as_str()) {
                Some((.., n)) => *n += 1,
                None => told.push((note, &source.path, 1)),
            }
        }
    }
    let mut out = String::new();
    for (note, path, n) in told.into_iter().take(TOLD_MAX) {
        let (note, path) = (printable(note), printable(&shortened(path)));
        let line = match n {
            1 => format!("  {path}: {note}"),
            n => format!("  {n} files: {note} (first: {path})"),
        };
        out.push_str(&session.screen.dim(&line));
        out.push('\n');
    }
    out
}

/// What could not be read, each kind of trouble once: a web page of an export comes with a hundred more.
fn failures(view: &ImportView, session: &Session) -> String {
    let screen = session.screen;
    let mut kinds: Vec<(&SourceError, u64)> = Vec::new();
    for error in &view.errors {
        match kinds.iter_mut().find(|(first, _)| first.message == error.message && first.hint == error.hint) {
            Some((_, n)) => *n += 1,
            None => kinds.push((error, 1)),
        }
    }
    let mut out = String::new();
    for (error, n) in kinds {
        let (path, message) = (printable(&error.path), printable(&error.message));
        let line = match n {
            1 => format!("✗ {path}: {message}"),
            n => format!("✗ {n} files: {message} (first: {path})"),
        };
        out.push_str(&format!("{}\n  {}\n", screen.warn(&line), error.hint));
    }
    out
}

/// A row for each source; where there are more than fit on a screen, one for each format that has many.
fn source_rows(sources: &[&SourceRow]) -> Vec<Vec<String>> {
    const ROWS_MAX: usize = 40;
    const MANY: usize = 5;
    if sources.len() <= ROWS_MAX {
        return sources.iter().map(|source| source_row(source)).collect();
    }
    let mut of_format: BTreeMap<&str, Vec<&SourceRow>> = BTreeMap::new();
    for source in sources {
        of_format.entry(&source.format).or_default().push(source);
    }
    let mut rows = Vec::new();
    for (format, sources) in of_format {
        if sources.len() < MANY {
            rows.extend(sources.into_iter().map(source_row));
            continue;
        }
        let sum = |part: fn(&SourceRow) -> u64| shown(sources.iter().map(|source| part(source)).sum());
        rows.push(vec![
            count(sources.len() as u64, "file", "files"),
            format.to_owned(),
            // Who stands in two of them would be counted twice.
            String::new(),
            sum(|source| source.exchanges),
            sum(|source| source.gatherings),
            String::new(),
            years(
                sources.iter().filter_map(|source| source.first.as_deref()).min(),
                sources.iter().filter_map(|source| source.last.as_deref()).max(),
            ),
            sum(|source| source.new),
            sum(|source| source.n_skipped),
        ]);
    }
    rows
}

fn source_row(source: &SourceRow) -> Vec<String> {
    vec![
        shortened(&source.path),
        source.format.clone(),
        shown(source.people.max(source.participants)),
        shown(source.exchanges),
        shown(source.gatherings),
        ties(source.ties_of_ego, source.ties_between_others),
        years(source.first.as_deref(), source.last.as_deref()),
        shown(source.new),
        shown(source.n_skipped),
    ]
}

/// Why records were skipped, the most frequent reasons first.
fn skips(view: &ImportView, session: &Session) -> String {
    let mut reasons: BTreeMap<&str, (usize, String)> = BTreeMap::new();
    for source in &view.sources {
        for skip in &source.skipped {
            let first = || (0, format!("{} {}", shortened(&source.path), skip.position));
            reasons.entry(skip.reason.as_str()).or_insert_with(first).0 += 1;
        }
    }
    let mut reasons: Vec<_> = reasons.into_iter().collect();
    reasons.sort_by_key(|(_, (n, _))| std::cmp::Reverse(*n));
    let mut out = String::new();
    for (reason, (n, first)) in reasons.iter().take(6) {
        let line = format!("  skipped {n}: {} (first: {})", printable(reason), printable(first));
        out.push_str(&session.screen.dim(&line));
        out.push('\n');
    }
    out
}
