//! Recent ties beside a network's file: seen by the next question, without building the file again.
//!
//! They stand in `FILE.recent`: a line that names the build of the file they belong to, then CSV. What one table adds is
//! written behind the rest and ends with a line that confirms it; what is not confirmed (the program was stopped while
//! writing) does not count and is written over.

use super::build::{Memory, input, limited, threads, view, write_whole};
use super::views::{AddedView, BuiltView};
use super::{GraphFile, broken};
use crate::batch::parquet::Table;
use crate::{AppError, Progress};
use std::io::{Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::Instant;
use tertius_graph::Snapshot;
use tertius_graph::build::SnapshotBuilder;

/// Begins the line that confirms so many ties.
const CONFIRMED: &str = "confirmed";

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
    format!("recent ties, confirmed, of build {}\n", snapshot.stamp())
}

/// Lays the ties that stand beside a file on top of it.
pub(super) fn lay_on_top(file: &Path, snapshot: &mut Snapshot) -> Result<(), AppError> {
    let beside = beside(file);
    let text = match std::fs::read(&beside) {
        Ok(text) => String::from_utf8_lossy(&text).into_owned(),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        Err(error) => {
            return Err(AppError::user(format!("cannot read {}: {error}", beside.display()), "check the file"));
        }
    };
    if !text.contains('\n') {
        return Ok(());
    }
    let Some(table) = text.strip_prefix(&heading(snapshot)) else {
        let message = format!("{} belongs to another build of {}", beside.display(), file.display());
        return Err(AppError::user(message, "remove it if the file was built again with its ties"));
    };
    let (ties, _) = confirmed(table.as_bytes(), &beside)?;
    snapshot.add_ties(lent(&ties)).map_err(|error| broken(&error))
}

/// The ties that were confirmed, and how many bytes they take with what confirms them.
fn confirmed(table: &[u8], beside: &Path) -> Result<(Vec<Tie>, u64), AppError> {
    let whole_lines = table.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(&table[..whole_lines]);
    let (mut ties, mut waiting, mut n_bytes) = (Vec::new(), Vec::new(), 0);
    let mut record = csv::StringRecord::new();
    // What cannot be read was not confirmed either, unless something behind it was.
    while let Ok(true) = reader.read_record(&mut record) {
        match (record.get(0), record.get(1), record.get(2).map(str::parse)) {
            (Some(src), Some(dst), Some(Ok(strength))) => {
                waiting.push(Tie { src: src.to_owned(), dst: dst.to_owned(), strength });
            }
            (Some(CONFIRMED), Some(n_lines), None) if n_lines.parse() == Ok(waiting.len()) => {
                ties.append(&mut waiting);
                n_bytes = reader.position().byte();
            }
            _ => break,
        }
    }
    let rest = table.get(n_bytes as usize..whole_lines).unwrap_or_default();
    let confirms = |line: &[u8]| {
        let number = line.strip_prefix(CONFIRMED.as_bytes()).and_then(|rest| rest.strip_prefix(b","));
        number.is_some_and(|number| !number.is_empty() && number.iter().all(u8::is_ascii_digit))
    };
    if rest.split(|byte| *byte == b'\n').any(confirms) {
        let message = format!("{} is damaged", beside.display());
        return Err(AppError { kind: crate::Kind::Data, message, hint: Some("add its ties again".to_owned()) });
    }
    Ok((ties, n_bytes))
}

/// Adds the ties of a table to those beside a file.
pub fn add(file: &Path, ties: &Path) -> Result<AddedView, AppError> {
    let mut graph = GraphFile::open(file)?;
    let before = graph.snapshot.n_recent_arcs();
    let table = read(input(ties, Table::Ties)?, ties)?;
    graph.snapshot.add_ties(lent(&table)).map_err(|error| broken(&error))?;
    let beside = beside(file);
    append(&beside, &graph.snapshot, &table)?;
    let both_ways = if graph.snapshot.direction() == super::Direction::Undirected { 2 } else { 1 };
    Ok(AddedView {
        lines: table.len() as u64,
        new: (graph.snapshot.n_recent_arcs() - before) / both_ways,
        recent: graph.snapshot.n_recent_arcs() / both_ways,
    })
}

/// Writes behind what is confirmed, and waits until the disk has it.
fn append(beside: &Path, snapshot: &Snapshot, ties: &[Tie]) -> Result<(), AppError> {
    let unwritable = |error: std::io::Error| {
        AppError::user(format!("cannot write {}: {error}", beside.display()), "make the folder writable")
    };
    let heading = heading(snapshot);
    let mut lines = csv::WriterBuilder::new().has_headers(false).flexible(true).from_writer(Vec::new());
    let written = ties.iter().try_for_each(|tie| lines.write_record([&tie.src, &tie.dst, &tie.strength.to_string()]));
    let closed = written.and_then(|()| lines.write_record([CONFIRMED, &ties.len().to_string()]));
    closed.map_err(|error| unwritable(error.into()))?;
    let lines = lines.into_inner().map_err(|error| unwritable(error.into_error()))?;
    let text = match std::fs::read(beside) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Vec::new(),
        Err(error) => return Err(unwritable(error)),
    };
    let (head, kept) = match text.strip_prefix(heading.as_bytes()) {
        Some(table) => ("", heading.len() as u64 + confirmed(table, beside)?.1),
        // There was no file, or its first line was never finished.
        None => (heading.as_str(), 0),
    };
    let write = || {
        let mut file = std::fs::OpenOptions::new().create(true).truncate(false).write(true).open(beside)?;
        file.set_len(kept)?;
        file.seek(SeekFrom::End(0))?;
        file.write_all(&[head.as_bytes(), &lines].concat())?;
        file.sync_all()
    };
    write().map_err(unwritable)
}

/// Builds a file anew, in the form it has, from what it holds and the ties beside it, which go then.
pub fn compact(file: &Path, memory: Memory, progress: &mut dyn FnMut(Progress<'_>)) -> Result<BuiltView, AppError> {
    let began = Instant::now();
    let graph = GraphFile::open(file)?;
    let direction = graph.snapshot.direction();
    let builder = SnapshotBuilder::new(direction).on_threads(threads()).in_form(graph.snapshot.form());
    let mut builder = limited(builder, memory, file);
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

fn read(input: impl std::io::Read, name: &Path) -> Result<Vec<Tie>, AppError> {
    let wrong = |line: u64, problem: &str, hint: &str| AppError {
        kind: crate::Kind::Data,
        message: format!("{}:{}: {problem}", name.display(), line),
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
