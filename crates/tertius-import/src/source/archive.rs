//! What all archives have in common: telling them apart, opening them again, one level of nesting.

use super::guard::{Budget, Guarded};
use super::{Entry, Kind, Member, Walk, read_up_to, salvage, tar, zip};
use flate2::bufread::MultiGzDecoder;
use std::cell::Cell;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read, Seek};
use std::path::Path;
use tertius_model::Timestamp;

/// Archives inside archives are read in memory up to this size.
const NESTED_MAX: u64 = 256 << 20;
/// Enough to recognise every kind of archive.
const HEAD: usize = 512;

/// Seekable bytes.
pub(super) trait Stream: Read + Seek {}
impl<T: Read + Seek> Stream for T {}

/// Where an archive's own bytes are.
pub(super) enum Bytes<'a> {
    Disk(&'a Path),
    Memory(&'a [u8]),
}

impl<'a> Bytes<'a> {
    pub(super) fn open(&self) -> io::Result<BufReader<Box<dyn Stream + 'a>>> {
        let stream: Box<dyn Stream + 'a> = match *self {
            Bytes::Disk(path) => Box::new(File::open(path)?),
            Bytes::Memory(bytes) => Box::new(Cursor::new(bytes)),
        };
        Ok(BufReader::with_capacity(1 << 16, stream))
    }

    fn len(&self) -> io::Result<u64> {
        match *self {
            Bytes::Disk(path) => Ok(std::fs::metadata(path)?.len()),
            Bytes::Memory(bytes) => Ok(bytes.len() as u64),
        }
    }
}

/// What the first bytes say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    Zip,
    Gzip,
    Tar,
    Plain,
}

/// How deep in archives a walk is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Depth {
    Outer,
    Nested,
}

pub(super) fn head(bytes: &Bytes<'_>) -> io::Result<Vec<u8>> {
    read_up_to(&mut bytes.open()?, HEAD)
}

pub(super) fn shape(head: &[u8]) -> Shape {
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") || head.starts_with(b"PK\x07\x08PK") {
        Shape::Zip
    } else if head.starts_with(&[0x1f, 0x8b, 8]) {
        Shape::Gzip
    } else if is_tar(head) {
        Shape::Tar
    } else {
        Shape::Plain
    }
}

/// What to do with an archive of a kind that is not read, if these bytes start one.
pub(super) fn other_archive(head: &[u8]) -> Option<&'static str> {
    let is_bzip2 = head.starts_with(b"BZh") && head.get(4..10) == Some(b"1AY&SY");
    let magics: [&[u8]; 4] = [b"\xfd7zXZ\0", b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07", b"\x28\xb5\x2f\xfd"];
    let is_other = is_bzip2 || magics.iter().any(|magic| head.starts_with(magic));
    is_other.then_some(
        "an archive of a kind that is not read here (bz2, xz, 7z, rar, zst): unpack it and import the folder",
    )
}

/// A tar header adds up to its own checksum, with the checksum's field counted as spaces.
fn is_tar(head: &[u8]) -> bool {
    let Some(header) = head.get(..512) else { return false };
    let Ok(field) = std::str::from_utf8(&header[148..156]) else { return false };
    let Ok(stated) = u64::from_str_radix(field.trim_matches(['\0', ' ']), 8) else { return false };
    let sum = header.iter().enumerate().map(|(at, &byte)| if (148..156).contains(&at) { 32 } else { u64::from(byte) });
    header[0] != 0 && sum.sum::<u64>() == stated
}

/// Visits what is in an archive; trouble is reported and stays inside.
pub(super) fn visit(
    shape: Shape,
    bytes: &Bytes<'_>,
    shown: &str,
    modified: Option<Timestamp>,
    depth: Depth,
    budget: &Budget,
    walk: &mut Walk<'_>,
) {
    let result = match shape {
        Shape::Zip => match zip::open(bytes) {
            Ok(archive) if !archive.is_empty() || is_empty_zip(bytes) => {
                zip::visit(archive, shown, depth, budget, walk);
                Ok(())
            }
            _ => bytes.open().map(|stream| salvage::visit(stream, shown, budget, walk)),
        },
        Shape::Gzip => visit_gzip(bytes, shown, modified, depth, budget, walk),
        Shape::Tar | Shape::Plain => visit_tar(bytes, shown, depth, budget, walk),
    };
    if let Err(error) = result {
        walk.pass(shown, format!("cannot be opened: {error}"));
    }
}

/// Whether a zip without a listed entry has none: a damaged directory may list nothing in front of many.
fn is_empty_zip(bytes: &Bytes<'_>) -> bool {
    head(bytes).is_ok_and(|head| !head.starts_with(b"PK\x03\x04"))
}

fn visit_tar(bytes: &Bytes<'_>, shown: &str, depth: Depth, budget: &Budget, walk: &mut Walk<'_>) -> io::Result<()> {
    let mut open = || bytes.open().map(|stream| Box::new(stream) as Box<dyn Read>);
    let taken = tar::exports::hand_over(&mut open, bytes.len()?, shown, walk);
    tar::visit(bytes.open()?, shown, taken, depth, budget, walk);
    Ok(())
}

fn visit_gzip(
    bytes: &Bytes<'_>,
    shown: &str,
    modified: Option<Timestamp>,
    depth: Depth,
    budget: &Budget,
    walk: &mut Walk<'_>,
) -> io::Result<()> {
    let packed = bytes.len()?;
    let inner = read_up_to(&mut MultiGzDecoder::new(bytes.open()?), HEAD)?;
    match self::shape(&inner) {
        Shape::Tar => {
            let high = Cell::new(0);
            let open = || Ok(Guarded::new(MultiGzDecoder::new(bytes.open()?), packed, budget, &high));
            let mut boxed = || open().map(|unpacked| Box::new(unpacked) as Box<dyn Read>);
            let taken = tar::exports::hand_over(&mut boxed, packed, shown, walk);
            tar::visit(open()?, shown, taken, depth, budget, walk);
        }
        Shape::Plain => {
            walk.entry(&mut Gzipped { bytes, shown, packed, modified, budget, high: Cell::new(0) });
        }
        Shape::Zip | Shape::Gzip => walk.pass(shown, "an archive in a gzip: unpack it first"),
    }
    Ok(())
}

/// Reads an archive found inside an archive into memory and visits it, unless it is too deep or too large.
pub(super) fn visit_nested(
    shape: Shape,
    size: u64,
    shown: &str,
    depth: Depth,
    open: impl FnOnce() -> io::Result<Vec<u8>>,
    budget: &Budget,
    walk: &mut Walk<'_>,
) {
    if depth == Depth::Nested {
        walk.pass(shown, "an archive in an archive in an archive: unpack it first");
    } else if size > NESTED_MAX {
        walk.pass(shown, "a large archive in an archive: unpack it first");
    } else {
        match open() {
            Ok(bytes) if bytes.len() as u64 > NESTED_MAX => {
                walk.pass(shown, "a large archive in an archive: unpack it first");
            }
            Ok(bytes) => visit(shape, &Bytes::Memory(&bytes), shown, None, Depth::Nested, budget, walk),
            Err(error) => walk.pass(shown, damaged(&error)),
        }
    }
}

/// Reads at most as much as a nested archive may have, and one byte to show that there was more.
pub(super) fn read_nested(reader: &mut dyn Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    reader.take(NESTED_MAX + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

pub(super) fn damaged(error: &dyn std::fmt::Display) -> String {
    format!("damaged ({error}): download the archive again")
}

pub(super) fn not_one_stream() -> io::Error {
    io::Error::new(io::ErrorKind::Unsupported, "a folder of messages is not one stream")
}

/// One file packed with gzip.
struct Gzipped<'a> {
    bytes: &'a Bytes<'a>,
    shown: &'a str,
    packed: u64,
    modified: Option<Timestamp>,
    budget: &'a Budget,
    high: Cell<u64>,
}

impl Entry for Gzipped<'_> {
    fn path(&self) -> &str {
        self.shown
    }

    fn kind(&self) -> Kind {
        Kind::File
    }

    fn size(&self) -> Option<u64> {
        None
    }

    fn modified(&self) -> Option<Timestamp> {
        self.modified
    }

    fn can_reread(&self) -> bool {
        true
    }

    fn open(&mut self) -> io::Result<Box<dyn BufRead + '_>> {
        let unpacked = MultiGzDecoder::new(self.bytes.open()?);
        Ok(Box::new(BufReader::with_capacity(1 << 16, Guarded::new(unpacked, self.packed, self.budget, &self.high))))
    }

    fn members(&mut self, _each: &mut dyn FnMut(Member<'_>)) -> io::Result<()> {
        Ok(())
    }
}

/// A file of an archive that can be read forward only, once.
pub(super) struct Once<'a> {
    pub(super) shown: String,
    pub(super) size: Option<u64>,
    pub(super) modified: Option<Timestamp>,
    pub(super) bytes: Option<Box<dyn Read + 'a>>,
}

impl Entry for Once<'_> {
    fn path(&self) -> &str {
        &self.shown
    }

    fn kind(&self) -> Kind {
        Kind::File
    }

    fn size(&self) -> Option<u64> {
        self.size
    }

    fn modified(&self) -> Option<Timestamp> {
        self.modified
    }

    fn can_reread(&self) -> bool {
        false
    }

    fn open(&mut self) -> io::Result<Box<dyn BufRead + '_>> {
        let bytes = self.bytes.take().ok_or_else(|| {
            io::Error::new(io::ErrorKind::Unsupported, "this archive can be read forward only: unpack it first")
        })?;
        Ok(Box::new(BufReader::with_capacity(1 << 16, bytes)))
    }

    fn members(&mut self, _each: &mut dyn FnMut(Member<'_>)) -> io::Result<()> {
        Ok(())
    }
}
