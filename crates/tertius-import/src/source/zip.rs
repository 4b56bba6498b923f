//! Zip archives with an intact directory; entries can be opened in any order, again and again.

use super::archive::{self, Bytes, Depth, Shape, Stream};
use super::guard::{Budget, Exact, Failing, Guarded};
use super::names::{self, Unit};
use super::{Entry, Files, Kind, Member, Walk, exports, messages, read_up_to};
use crate::{Format, Head};
use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, BufRead, BufReader, Read};
use tertius_model::{Day, Timestamp};
use zip::result::ZipResult;
use zip::{CompressionMethod, ZipArchive};

type Archive<'a> = ZipArchive<BufReader<Box<dyn Stream + 'a>>>;

pub(super) fn open<'a>(bytes: &Bytes<'a>) -> ZipResult<Archive<'a>> {
    ZipArchive::new(bytes.open()?)
}

pub(super) fn visit(mut zip: Archive<'_>, shown: &str, depth: Depth, budget: &Budget, walk: &mut Walk<'_>) {
    if is_document(&zip) {
        walk.pass(shown, "a document, not an archive: save its table as CSV to import it");
        return;
    }
    let (mut paths, directories) = readable(&zip, shown, budget, walk);
    visit_exports(&mut zip, &mut paths, shown, budget, walk);
    let numbered = numbered_messages(&mut zip, &paths, budget);
    for (path, unit) in names::units(&paths, &directories, &numbered) {
        let shown = if path.is_empty() { shown.to_owned() } else { names::printable(&format!("{shown}/{path}")) };
        match unit {
            Unit::File(idx) => visit_file(&mut zip, idx, &shown, depth, budget, walk),
            Unit::Messages(members) => {
                let high = members.iter().map(|_| Cell::new(0)).collect();
                walk.entry(&mut ZipMessages { zip: &mut zip, members, shown, budget, high });
            }
        }
    }
}

/// The files without an ending that are messages, where a directory has several.
fn numbered_messages(zip: &mut Archive<'_>, paths: &[(usize, String)], budget: &Budget) -> BTreeSet<usize> {
    const LOOK: usize = 4 << 10;
    let mut found: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (idx, path) in paths {
        let (directory, name) = names::split(path);
        if messages::may_be_one(name) {
            let high = Cell::new(0);
            let head = unpacked(zip, *idx, budget, &high).and_then(|mut bytes| read_up_to(&mut bytes, LOOK));
            // What cannot be unpacked is reported where it is visited.
            if head.is_ok_and(|head| messages::is_message(name, &head)) {
                found.entry(directory).or_default().push(*idx);
            }
        }
    }
    found.into_values().filter(|several| several.len() >= messages::FEWEST).flatten().collect()
}

/// Hands over the files that belong together and takes them off the list.
fn visit_exports(
    zip: &mut Archive<'_>,
    paths: &mut Vec<(usize, String)>,
    shown: &str,
    budget: &Budget,
    walk: &mut Walk<'_>,
) {
    let names: Vec<&str> = paths.iter().map(|(_, path)| path.as_str()).collect();
    let found = exports::find(&names, &mut |at| {
        let high = Cell::new(0);
        read_up_to(&mut unpacked(zip, paths[at].0, budget, &high)?, Head::LEN)
    });
    let mut taken = BTreeSet::new();
    for export in found {
        let shown = names::printable(format!("{shown}/{}", export.root).trim_end_matches('/'));
        let names = export.members.iter().map(|(name, _)| name.clone()).collect();
        let indices: Vec<usize> = export.members.iter().map(|&(_, at)| paths[at].0).collect();
        taken.extend(indices.iter().copied());
        let high = indices.iter().map(|_| Cell::new(0)).collect();
        walk.entry(&mut ZipExport { zip, format: export.format, names, indices, shown, budget, high });
    }
    paths.retain(|(idx, _)| !taken.contains(idx));
}

/// Office documents and e-books are zips too.
fn is_document(zip: &Archive<'_>) -> bool {
    let has = |name| zip.index_for_name(name).is_some();
    has("[Content_Types].xml")
        || has("mimetype") && (has("META-INF/manifest.xml") || has("META-INF/container.xml"))
        || has("META-INF/MANIFEST.MF")
}

/// The files worth opening, and the names of the directories; everything else is reported.
fn readable(
    zip: &Archive<'_>,
    shown: &str,
    budget: &Budget,
    walk: &mut Walk<'_>,
) -> (Vec<(usize, String)>, BTreeSet<String>) {
    let (mut paths, mut directories) = (Vec::new(), BTreeSet::new());
    for idx in 0..zip.len() {
        let Ok(entry) = zip.by_index_data(idx) else { continue };
        let path = match std::str::from_utf8(entry.name_raw()) {
            Ok(path) => path.to_owned(),
            Err(_) => entry
                .name()
                .map_or_else(|_| String::from_utf8_lossy(entry.name_raw()).into_owned(), |name| name.into_owned()),
        };
        if names::is_junk_path(&path) {
            continue;
        }
        if let Err(reason) = budget.entry() {
            walk.pass(shown, reason);
            break;
        }
        let refused = if let Some(trick) = names::trick(&path) {
            trick.to_owned()
        } else if entry.is_dir() {
            directories.insert(path);
            continue;
        } else if entry.is_symlink() {
            "a link: not followed".to_owned()
        } else if entry.encrypted() {
            "encrypted: unpack it with its password first".to_owned()
        } else if !matches!(entry.compression(), CompressionMethod::Stored | CompressionMethod::Deflated) {
            format!(
                "packed with {:?}, which is not supported: unpack the archive and import the folder",
                entry.compression()
            )
        } else {
            paths.push((idx, path));
            continue;
        };
        walk.pass(&format!("{shown}/{path}"), refused);
    }
    (paths, directories)
}

fn visit_file(zip: &mut Archive<'_>, idx: usize, shown: &str, depth: Depth, budget: &Budget, walk: &mut Walk<'_>) {
    let mut entry = ZipFileEntry { zip, idx, shown, budget, high: Cell::new(0) };
    let shape = match entry.unpacked().and_then(|mut bytes| read_up_to(&mut bytes, 512)) {
        Ok(head) => archive::shape(&head),
        Err(error) => return walk.pass(shown, archive::damaged(&error)),
    };
    if shape == Shape::Plain {
        return walk.entry(&mut entry);
    }
    let size = entry.size().unwrap_or_default();
    let open = || entry.unpacked().and_then(|mut bytes| archive::read_nested(&mut bytes));
    archive::visit_nested(shape, size, shown, depth, open, budget, walk);
}

/// The moment in a zip's directory, which knows no zone.
fn modified(zip: &Archive<'_>, idx: usize) -> Option<Timestamp> {
    let time = zip.by_index_data(idx).ok()?.last_modified()?;
    let day = Day::from_date(i32::from(time.year()), u32::from(time.month()), u32::from(time.day()))?;
    let seconds = i64::from(time.hour()) * 3_600 + i64::from(time.minute()) * 60 + i64::from(time.second());
    // The first moment of the format stands for no moment at all.
    (time.year() > 1980).then_some(Timestamp(day.start().0 + seconds))
}

fn unpacked<'z>(
    zip: &'z mut Archive<'_>,
    idx: usize,
    budget: &'z Budget,
    high: &'z Cell<u64>,
) -> io::Result<impl Read + 'z> {
    let file = zip.by_index(idx)?;
    let (packed, size) = (file.compressed_size(), file.size());
    Ok(Exact::new(Guarded::new(file, packed, budget, high), size))
}

struct ZipFileEntry<'z, 'b> {
    zip: &'z mut Archive<'b>,
    idx: usize,
    shown: &'z str,
    budget: &'z Budget,
    high: Cell<u64>,
}

impl ZipFileEntry<'_, '_> {
    fn unpacked(&mut self) -> io::Result<impl Read + '_> {
        unpacked(self.zip, self.idx, self.budget, &self.high)
    }
}

impl Entry for ZipFileEntry<'_, '_> {
    fn path(&self) -> &str {
        self.shown
    }

    fn kind(&self) -> Kind {
        Kind::File
    }

    fn size(&self) -> Option<u64> {
        self.zip.by_index_data(self.idx).ok().map(|entry| entry.size())
    }

    fn modified(&self) -> Option<Timestamp> {
        modified(self.zip, self.idx)
    }

    fn can_reread(&self) -> bool {
        true
    }

    fn open(&mut self) -> io::Result<Box<dyn BufRead + '_>> {
        Ok(Box::new(BufReader::with_capacity(1 << 16, self.unpacked()?)))
    }

    fn members(&mut self, _each: &mut dyn FnMut(Member<'_>)) -> io::Result<()> {
        Ok(())
    }
}

/// Messages of one folder of a zip, unpacked one at a time.
struct ZipMessages<'z, 'b> {
    zip: &'z mut Archive<'b>,
    members: Vec<usize>,
    shown: String,
    budget: &'z Budget,
    high: Vec<Cell<u64>>,
}

impl Entry for ZipMessages<'_, '_> {
    fn path(&self) -> &str {
        &self.shown
    }

    fn kind(&self) -> Kind {
        Kind::Messages
    }

    fn size(&self) -> Option<u64> {
        self.members.iter().map(|&idx| self.zip.by_index_data(idx).ok().map(|entry| entry.size())).sum()
    }

    fn modified(&self) -> Option<Timestamp> {
        self.members.iter().filter_map(|&idx| modified(self.zip, idx)).max()
    }

    fn can_reread(&self) -> bool {
        true
    }

    fn open(&mut self) -> io::Result<Box<dyn BufRead + '_>> {
        Err(archive::not_one_stream())
    }

    fn members(&mut self, each: &mut dyn FnMut(Member<'_>)) -> io::Result<()> {
        for (&idx, high) in self.members.iter().zip(&self.high) {
            let path = self.zip.name_for_index(idx).and_then(Result::ok).unwrap_or_default();
            let name = names::split(&path).1.to_owned();
            match unpacked(self.zip, idx, self.budget, high) {
                Ok(bytes) => each(Member { name, bytes: Box::new(bytes) }),
                Err(error) => each(Member { name, bytes: Box::new(Failing(Some(error))) }),
            }
        }
        Ok(())
    }
}

/// Files of a zip that are one source.
struct ZipExport<'z, 'b> {
    zip: &'z mut Archive<'b>,
    format: &'static Format,
    names: Vec<String>,
    /// The places of the files in the zip, in the order of the names.
    indices: Vec<usize>,
    shown: String,
    budget: &'z Budget,
    high: Vec<Cell<u64>>,
}

impl Files for ZipExport<'_, '_> {
    fn names(&self) -> &[String] {
        &self.names
    }

    fn open(&mut self, name: &str) -> io::Result<Box<dyn BufRead + '_>> {
        let missing = |_| io::Error::new(io::ErrorKind::NotFound, format!("no file {name}"));
        let at = self.names.binary_search_by(|known| known.as_str().cmp(name)).map_err(missing)?;
        let bytes = unpacked(self.zip, self.indices[at], self.budget, &self.high[at])?;
        Ok(Box::new(BufReader::with_capacity(1 << 16, bytes)))
    }
}

impl Entry for ZipExport<'_, '_> {
    fn path(&self) -> &str {
        &self.shown
    }

    fn kind(&self) -> Kind {
        Kind::Export
    }

    fn size(&self) -> Option<u64> {
        self.indices.iter().map(|&idx| self.zip.by_index_data(idx).ok().map(|entry| entry.size())).sum()
    }

    fn modified(&self) -> Option<Timestamp> {
        self.indices.iter().filter_map(|&idx| modified(self.zip, idx)).max()
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
