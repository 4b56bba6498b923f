//! Builds a network's file from tables; the file appears whole or not at all.

use super::views::BuiltView;
use crate::{AppError, Progress};
use std::fs::File;
use std::io::{BufWriter, Read};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::time::Instant;
use tertius_graph::Direction;
use tertius_graph::build::{SnapshotBuilder, TableError};

/// What to build from.
#[derive(Clone, Debug)]
pub struct BuildRequest {
    /// The table of ties; `-` is standard input.
    pub ties: PathBuf,
    /// The table of people.
    pub people: Option<PathBuf>,
    /// Whether ties count both ways.
    pub direction: Direction,
    /// The file to write.
    pub out: PathBuf,
}

/// Builds the file.
pub fn build(request: &BuildRequest, progress: &mut dyn FnMut(Progress<'_>)) -> Result<BuiltView, AppError> {
    let began = Instant::now();
    let mut builder = SnapshotBuilder::new(request.direction);
    if let Some(people) = &request.people {
        builder.read_people(input(people)?).map_err(|error| unreadable(people, &error))?;
    }
    let bytes = request.ties.metadata().ok().filter(std::fs::Metadata::is_file).map(|metadata| metadata.len());
    progress(Progress::Source { path: &request.ties.to_string_lossy(), bytes });
    let ties = input(&request.ties)?;
    let read = builder.read_ties(ties, &mut |seen| progress(Progress::Bytes(seen)));
    read.map_err(|error| unreadable(&request.ties, &error))?;
    progress(Progress::Deriving("sorting ties"));
    let built = write_whole(builder, &request.out)?;
    let ties = if request.direction == Direction::Undirected { built.n_arcs / 2 } else { built.n_arcs };
    Ok(BuiltView {
        people: built.n_nodes as u64,
        ties,
        loops: built.n_loops,
        repeats: built.n_repeats,
        bytes: request.out.metadata().map_or(0, |metadata| metadata.len()),
        seconds: began.elapsed().as_secs_f64(),
    })
}

/// Writes beside the file first, so that a file that is mapped elsewhere stays as it is.
fn write_whole(builder: SnapshotBuilder, out: &Path) -> Result<tertius_graph::build::Built, AppError> {
    let mut partial = out.as_os_str().to_owned();
    partial.push(".partial");
    let partial = PathBuf::from(partial);
    let failed = |what: &dyn std::fmt::Display| {
        AppError::user(format!("cannot write {}: {what}", out.display()), "choose another place with --out")
    };
    let file = File::create(&partial).map_err(|error| failed(&error))?;
    let threads = std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
    let written = builder.write(&mut BufWriter::new(file), threads).map_err(|error| failed(&error));
    let renamed = written.and_then(|built| {
        std::fs::rename(&partial, out).map_err(|error| failed(&error))?;
        Ok(built)
    });
    if renamed.is_err() {
        // The first error is the one to tell.
        let _remains = std::fs::remove_file(&partial);
    }
    renamed
}

fn input(path: &Path) -> Result<Box<dyn Read>, AppError> {
    if path == Path::new("-") {
        return Ok(Box::new(std::io::stdin().lock()));
    }
    if path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("parquet")) {
        let message = format!("{} is Parquet, which cannot be read yet", path.display());
        return Err(AppError::user(message, "convert it to CSV"));
    }
    let file = File::open(path)
        .map_err(|error| AppError::user(format!("cannot open {}: {error}", path.display()), "check the name"))?;
    Ok(Box::new(file))
}

fn unreadable(path: &Path, error: &TableError) -> AppError {
    let message = match error {
        TableError::Line { line, problem } => format!("{}:{line}: {problem}", path.display()),
        TableError::Disk(error) => format!("{}: {error}", path.display()),
    };
    AppError { kind: crate::Kind::Data, message, hint: None }
}
