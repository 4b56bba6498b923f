//! Reads the table of ties: in blocks on several threads, record by record, with a short way for plain lines.
//!
//! Odd inputs: a byte-order mark and empty lines are passed over; line breaks may be CR LF; quoted fields may hold
//! commas, quotes and line breaks; a line that cannot be understood is an error with its number, since a network with
//! ties left out would give wrong answers silently.

use super::blocks::{Block, Cutter, Flaw, OPEN_QUOTE, next_record};
use super::depot::Shelf;
use super::fields::fields;
use super::ids::{Dictionary, leading_number};
use super::pairs::{Pairs, Tie, TieWords};
use std::io::{self, Read};
use thiserror::Error;

/// Why a table cannot be read.
#[derive(Debug, Error)]
pub enum TableError {
    /// The file cannot be read.
    #[error("cannot be read: {0}")]
    Disk(#[from] io::Error),
    /// A line cannot be understood.
    #[error("line {line}: {problem}")]
    Line {
        /// Counted from 1, the header is line 1.
        line: u64,
        /// What is wrong, and what to do.
        problem: String,
    },
}

impl TableError {
    pub(super) fn at(line: u64, problem: impl Into<String>) -> TableError {
        TableError::Line { line, problem: problem.into() }
    }
}

/// Where the columns of ties stand.
#[derive(Clone, Copy, Debug)]
struct Places {
    src: usize,
    dst: usize,
    strength: Option<usize>,
    /// `src,dst` or `src,dst,strength` and nothing else.
    plain: bool,
}

/// One thread's part of the work.
struct Worker<'b> {
    thread: u16,
    dictionary: &'b mut Dictionary,
    pairs: &'b Pairs,
    shelf: Shelf<'b>,
    /// The ties of one block.
    ties: Vec<TieWords>,
    n_loops: u64,
    disk: Option<io::Error>,
}

/// Reads all ties; returns how many lines had both ends the same.
pub(super) fn read_ties(
    input: impl Read,
    dictionaries: &mut [Dictionary],
    pairs: &Pairs,
    seen: &mut dyn FnMut(u64),
) -> Result<u64, TableError> {
    let mut cutter = Cutter::new(input, seen);
    let empty = "the file is empty; it needs a header src,dst or src,dst,strength";
    let (line, number) = cutter.header()?.ok_or_else(|| TableError::at(1, empty))?;
    let places = header(&line, number)?;
    let workers = dictionaries.iter_mut().zip(0..);
    let worker = |(dictionary, thread)| Worker {
        thread,
        dictionary,
        pairs,
        shelf: pairs.depot.shelf(),
        ties: Vec::new(),
        n_loops: 0,
        disk: None,
    };
    let mut workers: Vec<Worker<'_>> = workers.map(worker).collect();
    cutter.share(&mut workers, |worker, block| worker.take(block, places))?;
    let mut n_loops = 0;
    for worker in workers {
        n_loops += worker.n_loops;
        worker.disk.map_or(Ok(()), Err)?;
    }
    Ok(n_loops)
}

impl Worker<'_> {
    fn take(&mut self, block: &Block, places: Places) -> Result<u64, Flaw> {
        let bytes = block.bytes();
        let mut ties = std::mem::take(&mut self.ties);
        ties.clear();
        let (mut at, mut line) = (0, 0);
        while at < bytes.len() {
            if let Some((src, dst, strength, len)) = plain_tie(&bytes[at..], places) {
                let (src, dst) = (self.dictionary.key_of(src), self.dictionary.key_of(dst));
                ties.push(Tie { src, dst, strength }.words());
                (at, line) = (at + len, line + 1);
                continue;
            }
            let (record, len) = next_record(&bytes[at..], block.quotes);
            if !record.is_empty() {
                let tie = self.tie(record, places).map_err(|problem| Flaw { line, problem })?;
                ties.push(tie.words());
            }
            line += memchr::memchr_iter(b'\n', &bytes[at..at + len]).count() as u64;
            at += len;
        }
        let n_read = ties.len();
        // Equal keys of one thread are equal ids.
        ties.retain(|[src, dst, _]| src != dst);
        self.n_loops += (n_read - ties.len()) as u64;
        if let Err(error) = self.pairs.put(self.thread, &ties, &mut self.shelf) {
            self.disk.get_or_insert(error);
        }
        self.ties = ties;
        Ok(line)
    }

    fn tie(&mut self, record: &[u8], places: Places) -> Result<Tie, String> {
        let fields = fields(record).ok_or(OPEN_QUOTE)?;
        let field = |place: usize| match fields.get(place) {
            Some(field) => Ok(&**field),
            None => Err(format!("there are only {} columns; add the missing ones", fields.len())),
        };
        let strength = strength_of(places.strength.map_or(Ok(&b""[..]), field)?)?;
        let (src, dst) = (utf8(field(places.src)?)?, utf8(field(places.dst)?)?);
        Ok(Tie { src: self.dictionary.key(src), dst: self.dictionary.key(dst), strength })
    }
}

fn header(line: &[u8], number: u64) -> Result<Places, TableError> {
    let names: Vec<String> = fields(line)
        .unwrap_or_default()
        .iter()
        .map(|name| String::from_utf8_lossy(name).trim().to_ascii_lowercase())
        .collect();
    let place = |name: &str| names.iter().position(|other| other == name);
    match (place("src"), place("dst")) {
        (Some(src), Some(dst)) => {
            let strength = place("strength");
            let plain = src == 0 && dst == 1 && names.len() == if strength == Some(2) { 3 } else { 2 };
            Ok(Places { src, dst, strength, plain })
        }
        _ => Err(TableError::at(
            number,
            "the header has no src and dst; begin the file with src,dst or src,dst,strength",
        )),
    }
}

/// A whole line whose ids are plain numbers, read in one go; and its length.
#[inline]
fn plain_tie(bytes: &[u8], places: Places) -> Option<(u32, u32, f32, usize)> {
    if !places.plain {
        return None;
    }
    let (src, n_src) = leading_number(bytes)?;
    let rest = bytes[n_src..].strip_prefix(b",")?;
    let (dst, n_dst) = leading_number(rest)?;
    let rest = &rest[n_dst..];
    let so_far = n_src + 1 + n_dst;
    if places.strength.is_none() {
        let len = line_break(rest)?;
        return Some((src, dst, 1.0, so_far + len));
    }
    let (strength, len) = short_decimal(rest.strip_prefix(b",")?)?;
    let end = line_break(&rest[1 + len..])?;
    (strength <= 1.0).then_some((src, dst, strength, so_far + 1 + len + end))
}

/// The length of the line break that stands here.
#[inline]
fn line_break(bytes: &[u8]) -> Option<usize> {
    match bytes {
        [b'\n', ..] => Some(1),
        [b'\r', b'\n', ..] => Some(2),
        _ => None,
    }
}

fn utf8(field: &[u8]) -> Result<&[u8], String> {
    match std::str::from_utf8(field) {
        Ok(_) => Ok(field),
        Err(_) => Err("an id is not UTF-8; convert the file".to_owned()),
    }
}

/// A strength; an empty field is 1.
fn strength_of(text: &[u8]) -> Result<f32, String> {
    if text.is_empty() {
        return Ok(1.0);
    }
    let short = short_decimal(text).filter(|(_, len)| *len == text.len()).map(|(strength, _)| strength);
    let strength = short.or_else(|| std::str::from_utf8(text).ok().and_then(|text| text.trim().parse::<f32>().ok()));
    match strength {
        Some(strength) if (0.0..=1.0).contains(&strength) => Ok(strength),
        _ => Err(format!("{:?} is no strength; give a number from 0 to 1", String::from_utf8_lossy(text))),
    }
}

/// The decimal at the front of a text, at most seven digits, exactly rounded since numerator and power of ten fit an
/// `f32` (Clinger 1990); and its length.
#[inline]
fn short_decimal(text: &[u8]) -> Option<(f32, usize)> {
    const POWERS: [f32; 8] = [1.0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7];
    let (mut numerator, mut len, mut point) = (0_u32, 0, None);
    while let Some(byte) = text.get(len) {
        let digit = byte.wrapping_sub(b'0');
        if digit <= 9 {
            if len > 9 {
                return None;
            }
            numerator = numerator * 10 + u32::from(digit);
        } else if *byte == b'.' && point.is_none() {
            point = Some(len);
        } else {
            break;
        }
        len += 1;
    }
    let decimals = point.map_or(0, |point| len - 1 - point);
    let n_digits = len - usize::from(point.is_some());
    let fits = n_digits > 0 && n_digits < 9 && numerator < 1 << 24 && decimals < POWERS.len();
    fits.then(|| (numerator as f32 / POWERS[decimals], len))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn short_decimals_are_rounded_as_the_library_does(text in r"[01]?(\.[0-9]{0,9})?") {
            if let Some((strength, len)) = short_decimal(text.as_bytes()) {
                prop_assert_eq!(len, text.len());
                prop_assert_eq!(Ok(strength), text.parse::<f32>());
            }
        }
    }
}
