//! What can still be read of a zip whose directory is missing: a download that stopped half way.
//!
//! The directory stands at the end of a zip, so such a file has none; but each entry repeats its own header
//! in front of its bytes (APPNOTE.TXT, 4.3.7), and a deflated entry knows where it ends.

use super::archive::Once;
use super::guard::{Budget, Exact, Guarded};
use super::{Walk, names, read_up_to};
use flate2::bufread::DeflateDecoder;
use std::cell::Cell;
use std::io::{self, BufRead, Read};

const LOCAL: [u8; 4] = *b"PK\x03\x04";
const DESCRIPTOR: [u8; 4] = *b"PK\x07\x08";
const CUT: &str = "the archive is cut off or damaged here: what came before was read; download it again";

/// Sizes of an entry, as far as its own header tells.
#[derive(Clone, Copy)]
enum Sizes {
    Known {
        packed: u64,
        unpacked: u64,
    },
    /// Written after the bytes.
    Later,
}

struct Local {
    name: String,
    method: u16,
    encrypted: bool,
    sizes: Sizes,
}

pub(super) fn visit(mut bytes: impl BufRead, shown: &str, budget: &Budget, walk: &mut Walk<'_>) {
    loop {
        let local = match next(&mut bytes) {
            Ok(Some(local)) => local,
            Ok(None) | Err(_) => return walk.pass(shown, CUT),
        };
        if let Err(reason) = budget.entry() {
            return walk.pass(shown, reason);
        }
        if visit_one(&mut bytes, &local, &format!("{shown}/{}", local.name), budget, walk).is_err() {
            return walk.pass(shown, CUT);
        }
    }
}

fn visit_one(
    bytes: &mut impl BufRead,
    local: &Local,
    shown: &str,
    budget: &Budget,
    walk: &mut Walk<'_>,
) -> io::Result<()> {
    let refused = names::trick(&local.name)
        .or(local.encrypted.then_some("encrypted: unpack it with its password first"))
        .or((!matches!(local.method, 0 | 8)).then_some("packed in a way that is not supported"))
        .or((local.method == 0 && matches!(local.sizes, Sizes::Later)).then_some("of unknown length: not read"));
    let silent = local.name.ends_with('/') || names::is_junk_path(&local.name);
    if let (false, Some(reason)) = (silent, refused) {
        walk.pass(shown, reason);
    }
    let skip = silent || refused.is_some();
    match (local.sizes, local.method) {
        (Sizes::Known { packed, .. }, _) if skip => drain(&mut Exact::new(bytes.by_ref().take(packed), packed)),
        (Sizes::Known { packed, unpacked }, method) => {
            let mut part = bytes.by_ref().take(packed);
            let high = Cell::new(0);
            let outcome = if method == 8 {
                offer(
                    Exact::new(Guarded::new(DeflateDecoder::new(&mut part), packed, budget, &high), unpacked),
                    shown,
                    Some(unpacked),
                    walk,
                )
            } else {
                offer(Exact::new(&mut part, unpacked), shown, Some(unpacked), walk)
            };
            outcome.and(drain(&mut part))
        }
        (Sizes::Later, 8) => {
            let high = Cell::new(0);
            let mut unpacked = Guarded::new(DeflateDecoder::new(&mut *bytes), 1 << 40, budget, &high);
            if skip {
                drain(&mut unpacked)?
            } else {
                offer(unpacked, shown, None, walk)?
            }
            skip_descriptor(bytes)
        }
        (Sizes::Later, _) => Err(io::Error::from(io::ErrorKind::InvalidData)),
    }
}

/// Hands an entry over, then reads what the caller left, so that the next header is found.
fn offer(mut bytes: impl Read, shown: &str, size: Option<u64>, walk: &mut Walk<'_>) -> io::Result<()> {
    let mut entry =
        Once { shown: names::printable(shown), size, modified: None, bytes: Some(Box::new(bytes.by_ref())) };
    walk.entry(&mut entry);
    drop(entry);
    drain(&mut bytes)
}

fn drain(reader: &mut dyn Read) -> io::Result<()> {
    io::copy(reader, &mut io::sink()).map(|_| ())
}

fn next(bytes: &mut impl BufRead) -> io::Result<Option<Local>> {
    let mut header = [0; 30];
    bytes.read_exact(&mut header)?;
    if header[..4] != LOCAL {
        return Ok(None);
    }
    let short = |at: usize| u16::from_le_bytes([header[at], header[at + 1]]);
    let long = |at: usize| u64::from(short(at)) | u64::from(short(at + 2)) << 16;
    let flags = short(6);
    let name = read_up_to(bytes, usize::from(short(26)))?;
    let extra = read_up_to(bytes, usize::from(short(28)))?;
    let (mut packed, mut unpacked) = (long(18), long(22));
    if let Some(large) = zip64(&extra) {
        (unpacked, packed) = large;
    }
    let sizes = if flags & 8 != 0 { Sizes::Later } else { Sizes::Known { packed, unpacked } };
    Ok(Some(Local {
        name: String::from_utf8_lossy(&name).into_owned(),
        method: short(8),
        encrypted: flags & 1 != 0,
        sizes,
    }))
}

/// Unpacked and packed size from the extra field of files over 4 GiB.
fn zip64(mut extra: &[u8]) -> Option<(u64, u64)> {
    while let Some((head, rest)) = extra.split_first_chunk::<4>() {
        let len = usize::from(u16::from_le_bytes([head[2], head[3]]));
        let body = rest.get(..len)?;
        if head[..2] == [1, 0] {
            let (unpacked, rest) = body.split_first_chunk::<8>()?;
            let (packed, _) = rest.split_first_chunk::<8>()?;
            return Some((u64::from_le_bytes(*unpacked), u64::from_le_bytes(*packed)));
        }
        extra = &rest[len..];
    }
    None
}

/// The sizes after an entry come with or without a signature, in four or in eight bytes: the next header decides.
fn skip_descriptor(bytes: &mut impl BufRead) -> io::Result<()> {
    let mut seen = [0; 4];
    bytes.read_exact(&mut seen)?;
    let signed = seen == DESCRIPTOR;
    let mut rest = [0; 8];
    if signed {
        bytes.read_exact(&mut seen)?;
    }
    bytes.read_exact(&mut rest)?;
    if !bytes.fill_buf()?.starts_with(b"PK") {
        bytes.read_exact(&mut rest)?;
    }
    Ok(())
}
