//! Recent ties beside a network's file: seen by the next question, without building the file again.
//!
//! They stand in `FILE.recent`: a line that names the build of the file they belong to, then CSV. A last line without
//! its end was never confirmed (the program was stopped while writing) and does not count.

use super::build::{threads, view, write_whole};
use super::views::{AddedView, BuiltView};
use super::{GraphFile, broken};
use crate::{AppError, Progress};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Instant;
use tertius_graph::Snapshot;
use tertius_graph::build::SnapshotBuilder;

/// One tie.
struct Tie {
    src: String,
    dst: String,
    strength: f32,
}

fn lent(ties: &[Tie]) -> impl Iterator<Item = (&str, &str, f32)> {
    ties.iter().map(|tie| (tie.src.as_str(), tie.dst.as_str(), tie.strength))
}

fn beside(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".recent");
    PathBuf::from(name)
}

fn heading(snapshot: &Snapshot) -> String {
    format!("recent ties of build {}\n", snapshot.stamp())
}

/// Lays the ties that stand beside a file on top of it.
pub(super) fn lay_on_top(file: &Path, snapshot: &mut Snapshot) -> Result<(), AppError> {
    let beside = beside(file);
    let text = match std::fs::read_to_string(&beside) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        Err(error) => {
            return Err(AppError::user(format!("cannot read {}: {error}", beside.display()), "check the file"));
        }
    };
    let Some(table) = text.strip_prefix(&heading(snapshot)) else {
        let message = format!("{} belongs to another build of {}", beside.display(), file.display());
        return Err(AppError::user(message, "remove it if the file was built again with its ties"));
    };
    let confirmed = table.rfind('\n').map_or("", |end| &table[..=end]);
    let ties = read(confirmed.as_bytes(), &beside, 1)?;
    snapshot.add_ties(lent(&ties)).map_err(|error| broken(&error))
}

/// Adds the ties of a table to those beside a file.
pub fn add(file: &Path, ties: &Path) -> Result<AddedView, AppError> {
    let mut graph = GraphFile::open(file)?;
    let before = graph.snapshot.n_recent_arcs();
    let table = if ties == Path::new("-") {
        read(std::io::stdin().lock(), ties, 0)?
    } else {
        let opened = std::fs::File::open(ties)
            .map_err(|error| AppError::user(format!("cannot open {}: {error}", ties.display()), "check the name"))?;
        read(opened, ties, 0)?
    };
    graph.snapshot.add_ties(lent(&table)).map_err(|error| broken(&error))?;
    let beside = beside(file);
    append(&beside, &graph.snapshot, &table).map_err(|error| {
        AppError::user(format!("cannot write {}: {error}", beside.display()), "make the folder writable")
    })?;
    let both_ways = if graph.snapshot.direction() == super::Direction::Undirected { 2 } else { 1 };
    Ok(AddedView {
        lines: table.len() as u64,
        new: (graph.snapshot.n_recent_arcs() - before) / both_ways,
        recent: graph.snapshot.n_recent_arcs() / both_ways,
    })
}

fn append(beside: &Path, snapshot: &Snapshot, ties: &[Tie]) -> std::io::Result<()> {
    let mut text = match std::fs::read_to_string(beside) {
        // What was not confirmed goes.
        Ok(text) => text.rfind('\n').map_or(String::new(), |end| text[..=end].to_owned()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => heading(snapshot) + "src,dst,strength\n",
        Err(error) => return Err(error),
    };
    let mut lines = csv::Writer::from_writer(Vec::new());
    for tie in ties {
        lines.write_record([&tie.src, &tie.dst, &tie.strength.to_string()])?;
    }
    let lines = lines.into_inner().map_err(|error| std::io::Error::other(error.to_string()))?;
    text += &String::from_utf8(lines).map_err(std::io::Error::other)?;
    let mut whole = std::fs::File::create(partial(beside))?;
    whole.write_all(text.as_bytes())?;
    whole.sync_all()?;
    std::fs::rename(partial(beside), beside)
}

fn partial(beside: &Path) -> PathBuf {
    beside.with_extension("recent.partial")
}

/// Builds a file anew from what it holds and the ties beside it, which go then.
pub fn compact(file: &Path, progress: &mut dyn FnMut(Progress<'_>)) -> Result<BuiltView, AppError> {
    let began = Instant::now();
    let graph = GraphFile::open(file)?;
    let direction = graph.snapshot.direction();
    let mut builder = SnapshotBuilder::new(direction).on_threads(threads());
    builder.add_snapshot(&graph.snapshot).map_err(|error| AppError {
        kind: crate::Kind::Data,
        message: error.to_string(),
        hint: None,
    })?;
    let built = write_whole(builder, file, progress)?;
    let beside = beside(file);
    match std::fs::remove_file(&beside) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(AppError::user(format!("cannot remove {}: {error}", beside.display()), "remove it"))
        }
        _ => Ok(view(built, direction, file, began)),
    }
}

fn read(input: impl std::io::Read, name: &Path, lines_before: u64) -> Result<Vec<Tie>, AppError> {
    let wrong = |line: u64, problem: &str, hint: &str| AppError {
        kind: crate::Kind::Data,
        message: format!("{}:{}: {problem}", name.display(), line + lines_before),
        hint: Some(hint.to_owned()),
    };
    let unreadable = |error: csv::Error| {
        let line = error.position().map_or(1, csv::Position::line);
        wrong(line, &error.to_string(), "give CSV with src,dst or src,dst,strength")
    };
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(input);
    let headers = reader.headers().map_err(unreadable)?.clone();
    let place = |name: &str| {
        headers.iter().position(|other| other.trim_start_matches('\u{feff}').trim().eq_ignore_ascii_case(name))
    };
    let (Some(src), Some(dst)) = (place("src"), place("dst")) else {
        return Err(wrong(1, "the header has no src and dst", "begin the file with src,dst or src,dst,strength"));
    };
    let strength_at = place("strength");
    let mut ties = Vec::new();
    for record in reader.records() {
        let record = record.map_err(unreadable)?;
        let line = record.position().map_or(1, csv::Position::line);
        let (Some(src), Some(dst)) = (record.get(src), record.get(dst)) else {
            return Err(wrong(line, "columns are missing", "add them"));
        };
        let text = strength_at.and_then(|place| record.get(place)).unwrap_or_default().trim();
        let strength = if text.is_empty() { Some(1.0) } else { text.parse().ok() };
        let Some(strength) = strength.filter(|strength| (0.0..=1.0).contains(strength)) else {
            return Err(wrong(line, &format!("{text:?} is no strength"), "give a number from 0 to 1"));
        };
        ties.push(Tie { src: src.to_owned(), dst: dst.to_owned(), strength });
    }
    Ok(ties)
}
