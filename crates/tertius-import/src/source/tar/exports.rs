//! Exports of several files in a tar. It is read forward only, so small ones are read twice more: once for the names,
//! once for the files that belong together, which are held.

use crate::source::exports::{self, Export, HeldFiles};
use crate::source::{Entry, Files, Kind, Member, Walk, archive, names, read_up_to};
use crate::{Format, Head};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, BufRead, Read};

/// A larger packed archive is not listed beforehand: its files are sources of their own.
const PACKED_MAX: u64 = 512 << 20;
/// Bytes of one export held.
const HELD_MAX: u64 = 256 << 20;
/// Beginnings kept of files that may tell what the others are.
const HEADS_MAX: usize = 1_000;

/// Hands over every export in the archive; the paths of the files in them.
pub(in crate::source) fn hand_over<'a>(
    open: &mut dyn FnMut() -> io::Result<Box<dyn Read + 'a>>,
    packed: u64,
    shown: &str,
    walk: &mut Walk<'_>,
) -> BTreeSet<String> {
    if packed > PACKED_MAX {
        return BTreeSet::new();
    }
    // What is wrong with the archive is told where it is visited.
    found(open, shown, walk).unwrap_or_default()
}

fn found<'a>(
    open: &mut dyn FnMut() -> io::Result<Box<dyn Read + 'a>>,
    shown: &str,
    walk: &mut Walk<'_>,
) -> io::Result<BTreeSet<String>> {
    let mut paths: Vec<String> = Vec::new();
    let mut heads: BTreeMap<usize, Vec<u8>> = BTreeMap::new();
    each_file(open()?, &mut |path, bytes| {
        if may_tell(path) && heads.len() < HEADS_MAX {
            heads.insert(paths.len(), read_up_to(bytes, Head::LEN)?);
        }
        paths.push(path.to_owned());
        Ok(())
    })?;
    let names: Vec<&str> = paths.iter().map(String::as_str).collect();
    let nothing = || io::Error::from(io::ErrorKind::NotFound);
    let exports = exports::find(&names, &mut |at| heads.get(&at).cloned().ok_or_else(nothing));
    let mut taken = BTreeSet::new();
    for Export { format, root, members } in exports {
        let wanted: BTreeMap<&str, &str> = members.iter().map(|(name, at)| (names[*at], name.as_str())).collect();
        let top = names::printable(format!("{shown}/{root}").trim_end_matches('/'));
        let mut held: Vec<(String, Vec<u8>)> = Vec::new();
        let mut size = 0;
        each_file(open()?, &mut |path, bytes| {
            if let Some(name) = wanted.get(path).filter(|_| size <= HELD_MAX) {
                let bytes = read_up_to(bytes, HELD_MAX as usize + 1)?;
                size += bytes.len() as u64;
                held.push(((*name).to_owned(), bytes));
            }
            Ok(())
        })?;
        taken.extend(wanted.keys().map(|path| (*path).to_owned()));
        if size > HELD_MAX {
            walk.pass(&top, format!("a large export of {} in a tar: unpack it first", format.title));
            continue;
        }
        walk.entry(&mut TarExport { shown: top, format, size, files: HeldFiles::new(held) });
    }
    Ok(taken)
}

/// Whether the content of a file with this name may tell what lies beside it.
fn may_tell(path: &str) -> bool {
    matches!(names::split(path).1, "users.json" | "org_users.json" | "channels.json" | "channel.json")
}

fn each_file(stream: impl Read, each: &mut dyn FnMut(&str, &mut dyn Read) -> io::Result<()>) -> io::Result<()> {
    let mut archive = tar::Archive::new(stream);
    for entry in archive.entries()? {
        let mut entry = entry?;
        let path = super::path_of(&entry);
        let is_file = entry.header().entry_type().is_file();
        if is_file && !names::is_junk_path(&path) && names::trick(&path).is_none() {
            each(&path, &mut entry)?;
        }
    }
    Ok(())
}

struct TarExport {
    shown: String,
    format: &'static Format,
    size: u64,
    files: HeldFiles,
}

impl Entry for TarExport {
    fn path(&self) -> &str {
        &self.shown
    }

    fn kind(&self) -> Kind {
        Kind::Export
    }

    fn size(&self) -> Option<u64> {
        Some(self.size)
    }

    fn modified(&self) -> Option<tertius_model::Timestamp> {
        None
    }

    fn can_reread(&self) -> bool {
        true
    }

    fn open(&mut self) -> io::Result<Box<dyn BufRead + '_>> {
        Err(archive::not_one_stream())
    }

    fn members(&mut self, _each: &mut dyn FnMut(Member<'_>)) -> io::Result<()> {
        Ok(())
    }

    fn export(&mut self) -> Option<(&'static Format, &mut dyn Files)> {
        Some((self.format, &mut self.files))
    }
}
