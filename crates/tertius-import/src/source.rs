//! Where bytes come from: a file, a folder, a zip or a tgz, opened as a stream and never unpacked to disk.
//!
//! What a file is follows from its first bytes, never from its name. Names inside archives are for display
//! only: nothing is ever opened by them.

mod archive;
mod exports;
mod folder;
mod guard;
mod messages;
mod names;
mod salvage;
mod tar;
mod zip;

use crate::Format;
pub use exports::{Claim, HeldFiles};
use std::io::{self, BufRead, Read};
use std::path::{Path, PathBuf};
use tertius_model::Timestamp;

/// What guards against archives built to exhaust the reader.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Unpacked bytes per packed byte, checked once an entry passes 64 MiB.
    pub max_ratio: u64,
    /// Unpacked bytes of one archive.
    pub max_unpacked: u64,
    /// Entries of one archive or folder.
    pub max_entries: u64,
}

impl Default for Limits {
    /// 200 to one, one tebibyte, two million entries.
    fn default() -> Limits {
        Limits { max_ratio: 200, max_unpacked: 1 << 40, max_entries: 2_000_000 }
    }
}

/// How an entry is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// One stream.
    File,
    /// A folder of single messages: a Maildir, or a folder of `.eml` files.
    Messages,
    /// Files that only together say who spoke to whom, such as the lists and days of a chat.
    Export,
}

/// The files of a [`Kind::Export`] entry.
pub trait Files {
    /// Their names below the export's own folder, sorted.
    fn names(&self) -> &[String];
    /// The bytes of one of them.
    fn open(&mut self, name: &str) -> io::Result<Box<dyn BufRead + '_>>;
}

/// One message file of a [`Kind::Messages`] entry.
pub struct Member<'a> {
    /// Its name inside the folder.
    pub name: String,
    /// Its bytes.
    pub bytes: Box<dyn Read + 'a>,
}

/// One thing that may be a source.
pub trait Entry {
    /// Path as shown to the user; inside an archive `archive.zip/inner/path`.
    fn path(&self) -> &str;
    /// One stream, or a folder of messages.
    fn kind(&self) -> Kind;
    /// Unpacked size in bytes, of all members together; `None` when only reading tells.
    fn size(&self) -> Option<u64>;
    /// Last modification, where the container states it.
    fn modified(&self) -> Option<Timestamp>;
    /// Whether [`Entry::open`] and [`Entry::members`] can be called again from the start.
    fn can_reread(&self) -> bool;
    /// The bytes of a [`Kind::File`] entry.
    fn open(&mut self) -> io::Result<Box<dyn BufRead + '_>>;
    /// Hands each message of a [`Kind::Messages`] entry over, ordered by name.
    fn members(&mut self, each: &mut dyn FnMut(Member<'_>)) -> io::Result<()>;
    /// The files of a [`Kind::Export`] entry and the format that claims them.
    fn export(&mut self) -> Option<(&'static Format, &mut dyn Files)> {
        None
    }
}

/// What [`visit`] reports.
pub enum Visit<'a> {
    /// Something to detect and read.
    Entry(&'a mut dyn Entry),
    /// Something passed over, and why; nothing else is affected.
    Passed {
        /// Path as shown to the user.
        path: String,
        /// Why, lower case, no full stop.
        reason: String,
    },
}

/// A path that cannot be read at all.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    /// The system refused.
    #[error("cannot read {path}: {cause}")]
    Io {
        /// The path.
        path: PathBuf,
        /// What the system said.
        cause: io::Error,
    },
    /// An archive that is damaged or hostile.
    #[error("{path}: {reason}")]
    Archive {
        /// The path.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
}

/// Walks a path and hands every possible source to `each`, in the order of their paths.
///
/// Entries of a damaged archive and of a tar come in the order in which they are stored.
///
/// # Errors
/// When the path itself cannot be read; trouble inside is reported as [`Visit::Passed`].
pub fn visit(path: &Path, limits: &Limits, each: &mut dyn FnMut(Visit<'_>)) -> Result<(), SourceError> {
    let refused = |cause| SourceError::Io { path: path.to_owned(), cause };
    let meta = std::fs::metadata(path).map_err(refused)?;
    let shown = path.to_string_lossy().into_owned();
    let mut walk = Walk { limits, each };
    if meta.is_dir() {
        return folder::visit(path, &shown, &mut walk).map_err(refused);
    }
    if !meta.is_file() {
        walk.pass(&shown, folder::NOT_A_FILE);
        return Ok(());
    }
    folder::visit_given_file(path, &shown, &meta, &mut walk).map_err(refused)
}

/// What every step of the walk needs.
struct Walk<'a> {
    limits: &'a Limits,
    each: &'a mut dyn FnMut(Visit<'_>),
}

impl Walk<'_> {
    fn entry(&mut self, entry: &mut dyn Entry) {
        (self.each)(Visit::Entry(entry));
    }

    fn pass(&mut self, shown: &str, reason: impl Into<String>) {
        (self.each)(Visit::Passed { path: names::printable(shown), reason: reason.into() });
    }
}

/// Reads until the buffer is full or the bytes end.
fn read_up_to(reader: &mut dyn Read, len: usize) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    reader.take(len as u64).read_to_end(&mut bytes)?;
    Ok(bytes)
}
