//! Everybody's loose connections as CSV or Parquet, written while they are found.

use super::{GraphFile, broken};
use crate::AppError;
use crate::batch::parquet::{Column, Sheet};
use std::fmt::Write as _;
use std::io::{self, Write};
use std::num::NonZeroUsize;
use tertius_graph::ask::{self, BatchRow};
use tertius_graph::{Snapshot, SnapshotError};

/// Rows of Parquet that are written together, and lie in memory till then.
const ROWS_IN_GROUP: usize = 1 << 18;

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
    let mut text = String::from("src,dst,rank,score,mutual,bridge\n");
    let (mut n_lines, mut n_people) = (0, 0);
    let answered = ask::batch(snapshot, top, threads(), |rows| {
        for row in rows {
            push_row(&mut text, snapshot, row);
        }
        n_lines += rows.len() as u64;
        snapshot.intact()?;
        out.write_all(text.as_bytes()).map_err(Stopped::Disk)?;
        text.clear();
        n_people += n_answered(rows);
        done(n_people);
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

/// Writes the same columns as Parquet. Returns the rows.
pub fn write_batch_as_parquet(
    graph: &GraphFile,
    top: usize,
    out: &mut (dyn Write + Send),
    done: &mut dyn FnMut(u64),
) -> Result<u64, AppError> {
    let snapshot = &graph.snapshot;
    let mut columns = [
        ("src", Column::texts()),
        ("dst", Column::texts()),
        ("rank", Column::Whole(Vec::new())),
        ("score", Column::Real(Vec::new())),
        ("mutual", Column::Whole(Vec::new())),
        ("bridge", Column::texts()),
    ];
    let mut sheet = Sheet::new(out, &columns).map_err(|error| Stopped::Disk(error).into_error())?;
    let (mut n_rows, mut n_waiting, mut n_people) = (0, 0, 0);
    let answered = ask::batch(snapshot, top, threads(), |rows| {
        for row in rows {
            push_cells(&mut columns, snapshot, row);
        }
        n_rows += rows.len() as u64;
        n_waiting += rows.len();
        snapshot.intact()?;
        if n_waiting >= ROWS_IN_GROUP {
            sheet.write(&mut columns).map_err(Stopped::Disk)?;
            n_waiting = 0;
        }
        n_people += n_answered(rows);
        done(n_people);
        Ok(())
    });
    let rest = answered.and_then(|()| match n_waiting {
        0 => Ok(()),
        _ => sheet.write(&mut columns).map_err(Stopped::Disk),
    });
    let closed = rest.and_then(|()| sheet.close().map_err(Stopped::Disk));
    closed.map(|()| n_rows).map_err(Stopped::into_error)
}

/// How many people these lines begin the answers of.
fn n_answered(rows: &[BatchRow]) -> u64 {
    rows.iter().filter(|row| row.rank == 1).count() as u64
}

fn threads() -> NonZeroUsize {
    std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN)
}

fn push_cells(columns: &mut [(&str, Column)], snapshot: &Snapshot, row: &BatchRow) {
    for (name, column) in columns {
        match column {
            Column::Texts { bytes, ends } => {
                let node = match *name {
                    "src" => row.from,
                    "dst" => row.loose.target,
                    _ => row.loose.bridge,
                };
                bytes.extend_from_slice(snapshot.id(node).as_bytes());
                ends.push(bytes.len());
            }
            Column::Whole(numbers) => numbers.push(if *name == "rank" { row.rank } else { row.loose.mutual } as i32),
            Column::Real(numbers) => numbers.push(row.loose.score),
        }
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
