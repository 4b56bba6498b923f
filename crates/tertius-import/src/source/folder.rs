//! Folders and files of the disk.

use super::archive::{self, Bytes, Depth, Shape};
use super::guard::{Budget, Failing};
use super::{Entry, Files, Kind, Member, Walk, exports, messages, names, read_up_to};
use crate::{Format, Head};
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fs::{self, File, Metadata};
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;
use tertius_model::Timestamp;

pub(super) const NOT_A_FILE: &str = "neither a file nor a folder: not opened";

/// Walks a folder that the user gave.
pub(super) fn visit(dir: &Path, shown: &str, walk: &mut Walk<'_>) -> io::Result<()> {
    let root = dir.canonicalize()?;
    let budget = Budget::new(walk.limits);
    let listing = Listing::read(dir)?;
    let shown = if shown.len() > 1 { shown.trim_end_matches('/') } else { shown };
    Folder { root: &root, budget: &budget, taken: RefCell::default() }.visit(dir, shown, listing, walk);
    Ok(())
}

/// Visits a file that the user named; a single message becomes a folder of one.
pub(super) fn visit_given_file(path: &Path, shown: &str, meta: &Metadata, walk: &mut Walk<'_>) -> io::Result<()> {
    let head = archive::head(&Bytes::Disk(path))?;
    if names::is_message(shown) && !head.starts_with(b"From ") && archive::shape(&head) == Shape::Plain {
        let mut messages = Messages {
            shown: shown.to_owned(),
            files: vec![path.to_owned()],
            size: meta.len(),
            modified: modified(meta),
        };
        walk.entry(&mut messages);
        return Ok(());
    }
    visit_file(path, shown, meta, walk)
}

fn visit_file(path: &Path, shown: &str, meta: &Metadata, walk: &mut Walk<'_>) -> io::Result<()> {
    let bytes = Bytes::Disk(path);
    let head = archive::head(&bytes)?;
    if let Some(reason) = archive::other_archive(&head) {
        walk.pass(shown, reason);
        return Ok(());
    }
    match archive::shape(&head) {
        Shape::Plain => walk.entry(&mut OnDisk { path, shown, size: meta.len(), modified: modified(meta) }),
        shape => {
            let budget = Budget::new(walk.limits);
            archive::visit(shape, &bytes, shown, modified(meta), Depth::Outer, &budget, walk);
        }
    }
    Ok(())
}

/// What a folder holds, each part sorted by name.
#[derive(Default)]
struct Listing {
    folders: Vec<String>,
    files: Vec<String>,
    links: Vec<String>,
    others: Vec<String>,
    unreadable: Vec<String>,
}

impl Listing {
    fn read(dir: &Path) -> io::Result<Listing> {
        let mut listing = Listing::default();
        for item in fs::read_dir(dir)? {
            let item = item?;
            let Ok(name) = item.file_name().into_string() else {
                listing.unreadable.push(item.file_name().to_string_lossy().into_owned());
                continue;
            };
            if names::is_junk(&name) {
                continue;
            }
            let kind = item.file_type()?;
            if kind.is_dir() {
                listing.folders.push(name);
            } else if kind.is_file() {
                listing.files.push(name);
            } else if kind.is_symlink() {
                listing.links.push(name);
            } else {
                listing.others.push(name);
            }
        }
        for part in [&mut listing.folders, &mut listing.files, &mut listing.links, &mut listing.others] {
            part.sort_unstable();
        }
        listing.unreadable.sort_unstable();
        Ok(listing)
    }

    fn is_maildir(&self) -> bool {
        let has = |name: &str| self.folders.iter().any(|folder| folder == name);
        has("cur") && (has("new") || has("tmp"))
    }
}

/// A walk below one folder.
struct Folder<'a> {
    root: &'a Path,
    budget: &'a Budget,
    /// Files that were handed over as part of an export.
    taken: RefCell<BTreeSet<PathBuf>>,
}

impl Folder<'_> {
    fn visit(&self, dir: &Path, shown: &str, listing: Listing, walk: &mut Walk<'_>) {
        let is_maildir = listing.is_maildir();
        self.report(dir, shown, &listing, walk);
        if exports::may_start(&listing.folders, &listing.files) {
            self.visit_exports(dir, shown, walk);
        }
        let Listing { folders, mut files, .. } = listing;
        let messages: Vec<PathBuf> = if is_maildir {
            files.retain(|name| !names::is_mailbox_index(name));
            maildir_files(dir, shown, walk)
        } else {
            let free: Vec<String> =
                files.iter().filter(|name| !self.taken.borrow().contains(&dir.join(name))).cloned().collect();
            let numbered = messages::among(dir, &free);
            let (messages, others) =
                files.into_iter().partition(|name| names::is_message(name) || numbered.binary_search(name).is_ok());
            files = others;
            let messages: Vec<String> = messages;
            messages.iter().map(|name| dir.join(name)).collect()
        };
        if !messages.is_empty() {
            walk.entry(&mut Messages::new(shown, messages));
        }
        let files = files.into_iter().map(|name| (name, false));
        let folders = folders
            .into_iter()
            .filter(|name| !(is_maildir && matches!(name.as_str(), "cur" | "new" | "tmp")))
            .map(|name| (name, true));
        let mut all: Vec<(String, bool)> = files.chain(folders).collect();
        all.sort_unstable();
        for (name, is_folder) in all {
            if let Err(reason) = self.budget.entry() {
                walk.pass(shown, reason);
                return;
            }
            let (path, shown) = (dir.join(&name), format!("{shown}/{name}"));
            if self.taken.borrow().contains(&path) {
                continue;
            }
            let result = if is_folder {
                Listing::read(&path).map(|listing| self.visit(&path, &shown, listing, walk))
            } else {
                fs::metadata(&path).and_then(|meta| visit_file(&path, &shown, &meta, walk))
            };
            if let Err(error) = result {
                walk.pass(&shown, format!("cannot be opened: {error}"));
            }
        }
    }

    /// Hands over the files below a folder that belong together; they are not visited again.
    fn visit_exports(&self, dir: &Path, shown: &str, walk: &mut Walk<'_>) {
        let mut names = Vec::new();
        names_below(dir, "", EXPORT_DEPTH, &mut names);
        let names: Vec<&str> =
            names.iter().map(String::as_str).filter(|name| !self.taken.borrow().contains(&dir.join(name))).collect();
        let found = exports::find(&names, &mut |at| read_up_to(&mut File::open(dir.join(names[at]))?, Head::LEN));
        for export in found {
            let dir = dir.join(&export.root);
            let names: Vec<String> = export.members.into_iter().map(|(name, _)| name).collect();
            self.taken.borrow_mut().extend(names.iter().map(|name| dir.join(name)));
            let shown = format!("{shown}/{}", export.root).trim_end_matches('/').to_owned();
            walk.entry(&mut FolderExport { dir, shown, format: export.format, names });
        }
    }

    fn report(&self, dir: &Path, shown: &str, listing: &Listing, walk: &mut Walk<'_>) {
        for name in &listing.others {
            walk.pass(&format!("{shown}/{name}"), NOT_A_FILE);
        }
        for name in &listing.unreadable {
            walk.pass(&format!("{shown}/{name}"), "its name is not text: rename it and import again");
        }
        for name in &listing.links {
            // A link to something in the same folder says nothing new: its target is visited by its own name.
            let stays = dir.join(name).canonicalize().is_ok_and(|target| target.starts_with(self.root));
            if !stays {
                walk.pass(
                    &format!("{shown}/{name}"),
                    "a link that leads out of the folder: import its target by itself",
                );
            }
        }
    }
}

fn maildir_files(dir: &Path, shown: &str, walk: &mut Walk<'_>) -> Vec<PathBuf> {
    let mut messages = Vec::new();
    for part in ["cur", "new"] {
        match Listing::read(&dir.join(part)) {
            Ok(listing) => messages.extend(listing.files.into_iter().map(|name| (name, part))),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => walk.pass(&format!("{shown}/{part}"), format!("cannot be opened: {error}")),
        }
    }
    messages.sort_unstable();
    messages.into_iter().map(|(name, part)| dir.join(part).join(name)).collect()
}

/// How deep the files of an export lie below its top.
const EXPORT_DEPTH: usize = 4;
/// An export has fewer files; what comes after is visited file by file.
const EXPORT_FILES: usize = 2_000_000;

/// Adds the names of the files below a folder; what cannot be listed is reported where it is visited by itself.
fn names_below(dir: &Path, prefix: &str, depth: usize, names: &mut Vec<String>) {
    let Ok(listing) = Listing::read(dir) else { return };
    names.extend(listing.files.iter().map(|name| format!("{prefix}{name}")));
    if depth == 0 || names.len() > EXPORT_FILES {
        return;
    }
    for folder in &listing.folders {
        names_below(&dir.join(folder), &format!("{prefix}{folder}/"), depth - 1, names);
    }
}

/// Files of a folder that are one source.
struct FolderExport {
    dir: PathBuf,
    shown: String,
    format: &'static Format,
    names: Vec<String>,
}

impl Files for FolderExport {
    fn names(&self) -> &[String] {
        &self.names
    }

    fn open(&mut self, name: &str) -> io::Result<Box<dyn BufRead + '_>> {
        if self.names.binary_search_by(|known| known.as_str().cmp(name)).is_err() {
            return Err(io::Error::new(io::ErrorKind::NotFound, format!("no file {name}")));
        }
        Ok(Box::new(BufReader::with_capacity(1 << 16, File::open(self.dir.join(name))?)))
    }
}

impl Entry for FolderExport {
    fn path(&self) -> &str {
        &self.shown
    }

    fn kind(&self) -> Kind {
        Kind::Export
    }

    fn size(&self) -> Option<u64> {
        self.names.iter().map(|name| fs::metadata(self.dir.join(name)).ok().map(|meta| meta.len())).sum()
    }

    fn modified(&self) -> Option<Timestamp> {
        let metas = self.names.iter().filter_map(|name| fs::metadata(self.dir.join(name)).ok());
        metas.filter_map(|meta| modified(&meta)).max()
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
        Some((self.format, self))
    }
}

fn modified(meta: &Metadata) -> Option<Timestamp> {
    let since = meta.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
    i64::try_from(since.as_secs()).ok().map(Timestamp)
}

/// A plain file.
struct OnDisk<'a> {
    path: &'a Path,
    shown: &'a str,
    size: u64,
    modified: Option<Timestamp>,
}

impl Entry for OnDisk<'_> {
    fn path(&self) -> &str {
        self.shown
    }

    fn kind(&self) -> Kind {
        Kind::File
    }

    fn size(&self) -> Option<u64> {
        Some(self.size)
    }

    fn modified(&self) -> Option<Timestamp> {
        self.modified
    }

    fn can_reread(&self) -> bool {
        true
    }

    fn open(&mut self) -> io::Result<Box<dyn BufRead + '_>> {
        Ok(Box::new(BufReader::with_capacity(1 << 18, File::open(self.path)?)))
    }

    fn members(&mut self, _each: &mut dyn FnMut(Member<'_>)) -> io::Result<()> {
        Ok(())
    }
}

/// Messages of one folder; only their names are held.
struct Messages {
    shown: String,
    files: Vec<PathBuf>,
    size: u64,
    modified: Option<Timestamp>,
}

impl Messages {
    fn new(shown: &str, files: Vec<PathBuf>) -> Messages {
        let metas = files.iter().filter_map(|file| fs::metadata(file).ok());
        let (size, modified) =
            metas.fold((0, None), |(size, latest), meta| (size + meta.len(), latest.max(modified(&meta))));
        Messages { shown: shown.to_owned(), files, size, modified }
    }
}

impl Entry for Messages {
    fn path(&self) -> &str {
        &self.shown
    }

    fn kind(&self) -> Kind {
        Kind::Messages
    }

    fn size(&self) -> Option<u64> {
        Some(self.size)
    }

    fn modified(&self) -> Option<Timestamp> {
        self.modified
    }

    fn can_reread(&self) -> bool {
        true
    }

    fn open(&mut self) -> io::Result<Box<dyn BufRead + '_>> {
        Err(archive::not_one_stream())
    }

    fn members(&mut self, each: &mut dyn FnMut(Member<'_>)) -> io::Result<()> {
        for file in &self.files {
            let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            match File::open(file) {
                Ok(opened) => each(Member { name, bytes: Box::new(opened) }),
                Err(error) => each(Member { name, bytes: Box::new(Failing(Some(error))) }),
            }
        }
        Ok(())
    }
}
