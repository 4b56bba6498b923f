//! The container (CAR, version 1): a header with the roots, then blocks, each with its identifier, in any order.

use super::cbor::{self, Value};
use crate::Head;
use std::io::{self, BufRead, Read};

/// A block of a repository is at most about a megabyte.
const BLOCK_MAX: u64 = 8 << 20;

/// Whether a file begins as a container does: a length, and a map with `roots` and `version`.
pub(super) fn is_car(head: &Head<'_>) -> bool {
    let start = &head.bytes[..head.bytes.len().min(256)];
    let has = |mark: &[u8]| memchr::memmem::find(start, mark).is_some();
    has(b"\x65roots") && has(b"\x67version") && start.iter().position(|&byte| byte == 0xa2).is_some_and(|at| at <= 9)
}

/// One block.
pub(super) struct Block {
    /// Where it begins in the file.
    pub(super) at: u64,
    pub(super) id: Vec<u8>,
    /// The value, or why it cannot be read; `None` for bytes that are no value.
    pub(super) value: Option<Result<Value, &'static str>>,
}

/// Why the container cannot be read on.
pub(super) enum Broken {
    Io(io::Error),
    Malformed(&'static str),
}

/// The blocks of a container.
pub(super) struct Blocks<'r> {
    input: &'r mut dyn BufRead,
    /// Bytes read.
    pub(super) at: u64,
}

impl<'r> Blocks<'r> {
    pub(super) fn new(input: &'r mut dyn BufRead) -> Blocks<'r> {
        Blocks { input, at: 0 }
    }

    /// The first root that the header names.
    pub(super) fn root(&mut self) -> Result<Option<Vec<u8>>, Broken> {
        let header = self.frame()?.ok_or(Broken::Malformed("the file is empty"))?;
        let header = cbor::parse(&header).map_err(Broken::Malformed)?;
        Ok(header.list("roots").iter().find_map(|root| match root {
            Value::Link(id) => Some(id.clone()),
            _ => None,
        }))
    }

    /// The next block; `None` at the end.
    pub(super) fn next(&mut self) -> Result<Option<Block>, Broken> {
        let at = self.at;
        let Some(frame) = self.frame()? else { return Ok(None) };
        let len = id_len(&frame).ok_or(Broken::Malformed("a block without an identifier"))?;
        let (id, bytes) = frame.split_at_checked(len).ok_or(Broken::Malformed("a block without an identifier"))?;
        // The second number of an identifier is the coding of the block; 0x71 are values.
        let value = (id.get(1) == Some(&0x71)).then(|| cbor::parse(bytes));
        Ok(Some(Block { at, id: id.to_vec(), value }))
    }

    fn frame(&mut self) -> Result<Option<Vec<u8>>, Broken> {
        let Some(len) = self.number()? else { return Ok(None) };
        if len > BLOCK_MAX {
            return Err(Broken::Malformed("a block is longer than any can be"));
        }
        let mut bytes = Vec::new();
        (&mut *self.input).take(len).read_to_end(&mut bytes).map_err(Broken::Io)?;
        self.at += bytes.len() as u64;
        if (bytes.len() as u64) < len {
            return Err(Broken::Malformed("the file ends inside a block"));
        }
        Ok(Some(bytes))
    }

    /// A number in groups of seven bits, the lowest first; `None` at the end of the file.
    fn number(&mut self) -> Result<Option<u64>, Broken> {
        let (mut value, mut n) = (0u64, 0);
        loop {
            let mut byte = [0];
            if self.input.read(&mut byte).map_err(Broken::Io)? == 0 {
                return if n == 0 { Ok(None) } else { Err(Broken::Malformed("the file ends inside a block")) };
            }
            self.at += 1;
            value |= u64::from(byte[0] & 0x7f) << (7 * n);
            n += 1;
            if byte[0] & 0x80 == 0 {
                return Ok(Some(value));
            }
            if n == 9 {
                return Err(Broken::Malformed("a length that is none"));
            }
        }
    }
}

/// The length of the identifier that begins a block: version, coding, kind and length of the digest, digest.
fn id_len(frame: &[u8]) -> Option<usize> {
    // The oldest identifiers are a bare digest of 32 bytes.
    if frame.starts_with(&[0x12, 0x20]) {
        return Some(34);
    }
    let mut at = 0;
    let mut last = 0;
    for _ in 0..4 {
        let (mut value, mut shift) = (0usize, 0);
        loop {
            let byte = *frame.get(at)?;
            at += 1;
            value |= usize::from(byte & 0x7f).checked_shl(shift)?;
            shift += 7;
            if byte & 0x80 == 0 {
                break;
            }
            if shift > 28 {
                return None;
            }
        }
        last = value;
    }
    at.checked_add(last)
}
