//! Builds a network's file from tables or from the vault; the file appears whole or not at all.

use super::views::BuiltView;
use crate::answers::{Scale, is_hidden, tie_graph};
use crate::batch::parquet::{AsCsv, Table, is_parquet};
use crate::{App, AppError, Progress};
use std::fs::File;
use std::io::Read;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::time::Instant;
use tertius_graph::build::{Aside, Built, SnapshotBuilder, Step, TableError};
use tertius_graph::{Direction, Form, NodeIdx};
use tertius_model::PersonId;

/// What to build from.
#[derive(Clone, Debug)]
pub struct BuildRequest {
    /// The table of ties; `-` is standard input.
    pub ties: PathBuf,
    /// The table of people.
    pub people: Option<PathBuf>,
    /// Whether ties count both ways.
    pub direction: Direction,
    /// How much memory ties may take.
    pub memory: Memory,
    /// Its form.
    pub form: Form,
    /// The file to write.
    pub out: PathBuf,
}

/// How much memory ties may take; what is more goes to files beside the one that is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Memory {
    /// Two thirds of what is free, where the system tells; else all.
    #[default]
    Free,
    /// So many bytes.
    Bytes(usize),
}

impl Memory {
    /// Reads a number of bytes such as 500M or 8G.
    pub fn parse(text: &str) -> Result<Memory, AppError> {
        let unit = text.find(|sign: char| !sign.is_ascii_digit()).unwrap_or(text.len());
        let factor = match text[unit..].trim_end_matches(['b', 'B']).to_ascii_uppercase().as_str() {
            "" => Some(1),
            "K" => Some(1 << 10),
            "M" => Some(1 << 20),
            "G" => Some(1 << 30),
            _ => None,
        };
        let bytes = text[..unit]
            .parse()
            .ok()
            .zip(factor)
            .and_then(|(number, factor): (usize, usize)| number.checked_mul(factor));
        bytes.map(Memory::Bytes).ok_or_else(|| {
            AppError::user(format!("\"{text}\" is no amount of memory"), "give bytes, such as 500M or 8G")
        })
    }

    /// So many; `None` where nothing limits it.
    pub(super) fn n_bytes(self) -> Option<usize> {
        match self {
            Memory::Bytes(bytes) => Some(bytes),
            Memory::Free => {
                // Only some systems tell; without the file there is no limit.
                let told = std::fs::read_to_string("/proc/meminfo").ok()?;
                let free = told.lines().find_map(|line| line.strip_prefix("MemAvailable:"))?;
                let kib: usize = free.trim().strip_suffix("kB")?.trim().parse().ok()?;
                Some(kib * 1024 / 3 * 2)
            }
        }
    }
}

/// Builds the file.
pub fn build(request: &BuildRequest, progress: &mut dyn FnMut(Progress<'_>)) -> Result<BuiltView, AppError> {
    let began = Instant::now();
    let mut builder = SnapshotBuilder::new(request.direction).on_threads(threads()).in_form(request.form);
    builder = limited(builder, request.memory, &request.out);
    if let Some(people) = &request.people {
        builder.read_people(input(people, Table::People)?).map_err(|error| unreadable(people, &error))?;
    }
    // The bytes counted are those of CSV.
    let is_counted = |metadata: &std::fs::Metadata| metadata.is_file() && !is_parquet(&request.ties);
    let bytes = request.ties.metadata().ok().filter(is_counted).map(|metadata| metadata.len());
    progress(Progress::Source { path: &request.ties.to_string_lossy(), bytes });
    let ties = input(&request.ties, Table::Ties)?;
    let read = builder.read_ties(ties, &mut |seen| progress(Progress::Bytes(seen)));
    read.map_err(|error| unreadable(&request.ties, &error))?;
    let built = write_whole(builder, &request.out, progress)?;
    Ok(view(built, request.direction, &request.out, began))
}

/// Keeps what does not fit into memory beside the file that is written.
pub(super) fn limited(builder: SnapshotBuilder, memory: Memory, out: &Path) -> SnapshotBuilder {
    let Some(n_bytes) = memory.n_bytes() else { return builder };
    let folder = folder_of(out);
    let open = move || tempfile::tempfile_in(&folder).map(|file| Box::new(file) as Box<dyn Aside>);
    builder.limit_memory(n_bytes, Box::new(open))
}

/// Builds the file of one's own network: everybody but those hidden, strengths each way, and employer, title and place.
/// Oneself is `me`; the others go by their ids.
pub fn build_from_vault(
    app: &App,
    form: Form,
    out: &Path,
    progress: &mut dyn FnMut(Progress<'_>),
) -> Result<BuiltView, AppError> {
    let began = Instant::now();
    let network = app.network()?;
    let graph = tie_graph(network, &Scale::new(network, app.now()))?;
    let mut ids: Vec<String> = network.people.iter().map(|person| PersonId(person.id).to_string()).collect();
    ids.push("me".to_owned());
    let mut builder = SnapshotBuilder::new(Direction::Directed).on_threads(threads()).in_form(form);
    let shown = network.people.iter().zip(&ids).filter(|(person, _)| !is_hidden(person));
    let row = |(person, id)| {
        let (person, id): (&crate::network::Person, &String) = (person, id);
        (id.as_str(), [person.employer.as_str(), person.title.as_str(), person.place.as_str()])
    };
    builder.add_people(["employer", "title", "place"], shown.map(row).chain([("me", ["", "", ""])]));
    let nodes = (0..ids.len() as u32).map(NodeIdx);
    let arcs = nodes.flat_map(|node| graph.arcs_from(node).iter().map(move |arc| (node, arc)));
    let ties = arcs.map(|(node, arc)| (ids[node.slot()].as_str(), ids[arc.node.slot()].as_str(), arc.strength as f32));
    builder.add_ties(ties).map_err(|error| AppError::internal(format!("ties cannot be kept: {error}")))?;
    let built = write_whole(builder, out, progress)?;
    Ok(view(built, Direction::Directed, out, began))
}

pub(super) fn threads() -> NonZeroUsize {
    std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN)
}

fn folder_of(out: &Path) -> PathBuf {
    match out.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
        _ => PathBuf::from("."),
    }
}

pub(super) fn view(built: Built, direction: Direction, out: &Path, began: Instant) -> BuiltView {
    BuiltView {
        people: built.n_nodes as u64,
        ties: if direction == Direction::Undirected { built.n_arcs / 2 } else { built.n_arcs },
        loops: built.n_loops,
        repeats: built.n_repeats,
        bytes: out.metadata().map_or(0, |metadata| metadata.len()),
        seconds: began.elapsed().as_secs_f64(),
    }
}

/// Writes beside the file first, so that a file that is mapped elsewhere stays as it is.
pub(super) fn write_whole(
    builder: SnapshotBuilder,
    out: &Path,
    progress: &mut dyn FnMut(Progress<'_>),
) -> Result<Built, AppError> {
    let mut partial = out.as_os_str().to_owned();
    partial.push(".partial");
    let partial = PathBuf::from(partial);
    let failed = |what: &dyn std::fmt::Display| {
        AppError::user(format!("cannot write {}: {what}", out.display()), "choose another place with --out")
    };
    let mut file = File::create(&partial).map_err(|error| failed(&error))?;
    let mut began = |step| {
        progress(Progress::Deriving(match step {
            Step::Numbering => "numbering people",
            Step::Sorting => "sorting ties",
            Step::Writing => "writing",
        }));
    };
    let written = builder.write_in_steps(&mut file, threads(), &mut began).map_err(|error| failed(&error));
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

/// A table as CSV; Parquet where the name ends so, - is standard input.
pub(super) fn input(path: &Path, table: Table) -> Result<Box<dyn Read>, AppError> {
    if path == Path::new("-") {
        return Ok(Box::new(std::io::stdin().lock()));
    }
    let file = File::open(path)
        .map_err(|error| AppError::user(format!("cannot open {}: {error}", path.display()), "check the name"))?;
    if !is_parquet(path) {
        return Ok(Box::new(file));
    }
    let as_csv = AsCsv::open(file, table).map_err(|error| unreadable(path, &TableError::Disk(error)))?;
    Ok(Box::new(as_csv))
}

fn unreadable(path: &Path, error: &TableError) -> AppError {
    let message = match error {
        TableError::Line { line, problem } => format!("{}:{line}: {problem}", path.display()),
        TableError::Disk(error) => format!("{}: {error}", path.display()),
    };
    AppError { kind: crate::Kind::Data, message, hint: None }
}
