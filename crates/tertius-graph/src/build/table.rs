//! Reads the table of ties: in blocks, line by line, with a short way for plain lines.
//!
//! Odd inputs: a byte-order mark and empty lines are passed over; line breaks may be CR LF; a line that cannot be
//! understood is an error with its number, since a network with ties left out would give wrong answers silently.

use super::SnapshotBuilder;
use super::fields::fields;
use super::ids::leading_number;
use std::io::{self, Read};
use thiserror::Error;

const BLOCK: usize = 1 << 20;

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

/// Takes a line and its number.
type Take<'t> = dyn FnMut(&[u8], u64) -> Result<(), TableError> + 't;

/// Hands every line that is not empty to `take`, with its number, until that fails.
pub(super) fn lines(mut input: impl Read, seen: &mut dyn FnMut(u64), take: &mut Take<'_>) -> Result<(), TableError> {
    let mut buffer = vec![0_u8; BLOCK];
    let (mut filled, mut number, mut n_bytes) = (0, 0, 0);
    loop {
        let n_read = match input.read(&mut buffer[filled..]) {
            Ok(n_read) => n_read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error.into()),
        };
        n_bytes += n_read as u64;
        seen(n_bytes);
        filled += n_read;
        let mut start = 0;
        while start < filled {
            let length = match memchr::memchr(b'\n', &buffer[start..filled]) {
                Some(length) => length,
                None if n_read == 0 => filled - start,
                None => break,
            };
            number += 1;
            let line = &buffer[start..start + length];
            let line = if number == 1 { line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line) } else { line };
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            if !line.is_empty() {
                take(line, number)?;
            }
            start += length + 1;
        }
        if n_read == 0 {
            return Ok(());
        }
        let start = start.min(filled);
        buffer.copy_within(start..filled, 0);
        filled -= start;
        if filled == buffer.len() {
            buffer.resize(2 * filled, 0);
        }
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

pub(super) fn read_ties(
    input: impl Read,
    builder: &mut SnapshotBuilder,
    seen: &mut dyn FnMut(u64),
) -> Result<(), TableError> {
    let mut places = None;
    lines(input, seen, &mut |line, number| {
        let Some(places) = places else {
            places = Some(header(line, number)?);
            return Ok(());
        };
        if let Some((src, dst, strength)) = plain_tie(line, places) {
            let (src, dst) = (builder.ids.number_of(src), builder.ids.number_of(dst));
            builder.tie(src, dst, strength_of(strength, number)?);
            return Ok(());
        }
        let fields = fields(line).ok_or_else(|| TableError::at(number, "a quote is not closed; close it"))?;
        let field = |place: usize| match fields.get(place) {
            Some(field) => Ok(&**field),
            None => {
                let problem = format!("there are only {} columns; add the missing ones", fields.len());
                Err(TableError::at(number, problem))
            }
        };
        let strength = strength_of(places.strength.map_or(Ok(&b""[..]), field)?, number)?;
        let (src, dst) = (utf8(field(places.src)?, number)?, utf8(field(places.dst)?, number)?);
        let (src, dst) = (builder.ids.number(src), builder.ids.number(dst));
        builder.tie(src, dst, strength);
        Ok(())
    })?;
    match places {
        Some(_) => Ok(()),
        None => Err(TableError::at(1, "the file is empty; it needs a header src,dst or src,dst,strength")),
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

/// The fields of a line whose ids are plain numbers, read in one go.
#[inline]
fn plain_tie(line: &[u8], places: Places) -> Option<(usize, usize, &[u8])> {
    if !places.plain {
        return None;
    }
    let (src, rest) = leading_number(line)?;
    let (dst, rest) = leading_number(rest.strip_prefix(b",")?)?;
    match (places.strength, rest) {
        (None, []) => Some((src, dst, rest)),
        (Some(_), [b',', strength @ ..]) => Some((src, dst, strength)),
        _ => None,
    }
}

fn utf8(field: &[u8], number: u64) -> Result<&[u8], TableError> {
    match std::str::from_utf8(field) {
        Ok(_) => Ok(field),
        Err(_) => Err(TableError::at(number, "an id is not UTF-8; convert the file")),
    }
}

/// A strength; an empty field is 1.
#[inline]
fn strength_of(text: &[u8], number: u64) -> Result<f32, TableError> {
    if text.is_empty() {
        return Ok(1.0);
    }
    let strength =
        short_decimal(text).or_else(|| std::str::from_utf8(text).ok().and_then(|text| text.trim().parse::<f32>().ok()));
    match strength {
        Some(strength) if (0.0..=1.0).contains(&strength) => Ok(strength),
        _ => {
            let text = String::from_utf8_lossy(text);
            Err(TableError::at(number, format!("{text:?} is no strength; give a number from 0 to 1")))
        }
    }
}

/// Decimals of at most seven digits, exactly rounded: numerator and power of ten fit an `f32` (Clinger 1990).
#[inline]
fn short_decimal(text: &[u8]) -> Option<f32> {
    const POWERS: [f32; 8] = [1.0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7];
    let (mut numerator, mut n_digits, mut point) = (0_u32, 0, None);
    for byte in text {
        match byte {
            b'0'..=b'9' if n_digits < 8 => {
                numerator = numerator * 10 + u32::from(byte - b'0');
                n_digits += 1;
            }
            b'.' if point.is_none() => point = Some(n_digits),
            _ => return None,
        }
    }
    let decimals = n_digits - point.unwrap_or(n_digits);
    (n_digits > 0 && numerator < 1 << 24 && decimals < POWERS.len()).then(|| numerator as f32 / POWERS[decimals])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn short_decimals_are_rounded_as_the_library_does(text in r"[01]?(\.[0-9]{0,9})?") {
            if let Some(strength) = short_decimal(text.as_bytes()) {
                prop_assert_eq!(Ok(strength), text.parse::<f32>());
            }
        }
    }
}
