//! Everybody's loose connections as CSV, written while they are found.

use super::{GraphFile, broken};
use crate::AppError;
use std::fmt::Write as _;
use std::io::{self, Write};
use std::num::NonZeroUsize;
use tertius_graph::ask::{self, BatchRow};
use tertius_graph::{Snapshot, SnapshotError};

/// Why a table ends early.
pub(super) enum Stopped {
    Damaged(SnapshotError),
    Disk(io::Error),
}

impl From<SnapshotError> for Stopped {
    fn from(error: SnapshotError) -> Stopped {
        Stopped::Damaged(error)
    }
}

impl Stopped {
    pub(super) fn into_error(self) -> AppError {
        match self {
            Stopped::Damaged(error) => broken(&error),
            Stopped::Disk(error) => {
                AppError::user(format!("cannot write the answers: {error}"), "choose another --out")
            }
        }
    }
}

/// Writes `src,dst,rank,score,mutual,bridge` for everybody; `done` is told how many people so far. Returns the lines.
pub fn write_batch(
    graph: &GraphFile,
    top: usize,
    out: &mut dyn Write,
    done: &mut dyn FnMut(u64),
) -> Result<u64, AppError> {
    let snapshot = &graph.snapshot;
    let threads = std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
    let mut text = String::from("src,dst,rank,score,mutual,bridge\n");
    let mut n_lines = 0;
    let answered = ask::batch(snapshot, top, threads, |rows| {
        for row in rows {
            push_row(&mut text, snapshot, row);
        }
        n_lines += rows.len() as u64;
        snapshot.intact()?;
        out.write_all(text.as_bytes()).map_err(Stopped::Disk)?;
        text.clear();
        done(rows.last().map_or(0, |row| u64::from(row.from.0) + 1));
        Ok(())
    });
    // The heading stands here still when there is nobody.
    let written = answered.and_then(|()| out.write_all(text.as_bytes()).map_err(Stopped::Disk));
    let flushed = written.and_then(|()| out.flush().map_err(Stopped::Disk));
    match flushed {
        Ok(()) => Ok(n_lines),
        // Whoever reads the answers has enough of them.
        Err(Stopped::Disk(error)) if error.kind() == io::ErrorKind::BrokenPipe => Ok(n_lines),
        Err(stopped) => Err(stopped.into_error()),
    }
}

fn push_row(text: &mut String, snapshot: &Snapshot, row: &BatchRow) {
    push_field(text, snapshot.id(row.from));
    text.push(',');
    push_field(text, snapshot.id(row.loose.target));
    write!(text, ",{},{},{},", row.rank, row.loose.score, row.loose.mutual).expect("because a string takes everything");
    push_field(text, snapshot.id(row.loose.bridge));
    text.push('\n');
}

pub(super) fn push_field(text: &mut String, field: &str) {
    if field.contains([',', '"', '\n', '\r']) {
        text.push('"');
        text.push_str(&field.replace('"', "\"\""));
        text.push('"');
    } else {
        text.push_str(field);
    }
}
