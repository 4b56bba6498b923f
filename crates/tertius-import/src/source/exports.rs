//! Finds the files of an archive or folder that belong together and are one source.
//!
//! Names only suggest it: the marker, the one file that tells, must begin as the format says, or every file is
//! a source of its own.

use super::Files;
use crate::formats::{self, Format, Reader};
use crate::{Head, decode};
use std::collections::BTreeMap;
use std::io::{self, BufRead};

/// Files that may be one export.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// The folder that all of them are in, with its final slash; empty for the top.
    pub root: String,
    /// The file whose content decides: an index into the names.
    pub marker: usize,
    /// All of them: indices into the names.
    pub members: Vec<usize>,
}

/// An export that was found.
pub(super) struct Export {
    pub(super) format: &'static Format,
    pub(super) root: String,
    /// Indices into the names, and the names below the root, sorted by name.
    pub(super) members: Vec<(String, usize)>,
}

/// The exports among files with these names; no file is in two of them. `head` gives the beginning of a file.
pub(super) fn find(names: &[&str], head: &mut dyn FnMut(usize) -> io::Result<Vec<u8>>) -> Vec<Export> {
    let mut found: Vec<Export> = Vec::new();
    for format in formats::all() {
        let Reader::Export { claim, .. } = format.reader else { continue };
        for Claim { root, marker, members } in claim(names) {
            let is_taken = found.iter().any(|export| root.starts_with(export.root.as_str()));
            // A marker that cannot be read decides nothing: the file is reported where it is visited by itself.
            let Ok(bytes) = head(marker) else { continue };
            if is_taken || !(format.detect)(&Head { path: names[marker], bytes: &bytes, text: &decode(&bytes) }) {
                continue;
            }
            let mut members: Vec<(String, usize)> =
                members.into_iter().filter_map(|at| Some((names[at].strip_prefix(&root)?.to_owned(), at))).collect();
            members.sort();
            members.dedup_by(|later, first| later.0 == first.0);
            found.push(Export { format, root, members });
        }
    }
    found
}

/// Whether a folder with these folders and files in it may be the top of an export, so that a deeper look pays.
pub(super) fn may_start(folders: &[String], files: &[String]) -> bool {
    let is_marker = |name: &String| matches!(name.as_str(), "users.json" | "org_users.json" | "channels.json");
    let is_hint = |name: &String| formats::is_conversation_folder(name) || name.eq_ignore_ascii_case("messages");
    files.iter().any(is_marker) || folders.iter().any(is_hint)
}

/// An export held in memory: what a test or a fuzzer makes up.
#[derive(Clone, Debug, Default)]
pub struct HeldFiles {
    names: Vec<String>,
    bytes: BTreeMap<String, Vec<u8>>,
}

impl HeldFiles {
    /// Holds these files under their names.
    pub fn new(files: impl IntoIterator<Item = (String, Vec<u8>)>) -> HeldFiles {
        let bytes: BTreeMap<String, Vec<u8>> = files.into_iter().collect();
        HeldFiles { names: bytes.keys().cloned().collect(), bytes }
    }
}

impl Files for HeldFiles {
    fn names(&self) -> &[String] {
        &self.names
    }

    fn open(&mut self, name: &str) -> io::Result<Box<dyn BufRead + '_>> {
        match self.bytes.get(name) {
            Some(bytes) => Ok(Box::new(bytes.as_slice())),
            None => Err(io::Error::new(io::ErrorKind::NotFound, format!("no file {name}"))),
        }
    }
}
