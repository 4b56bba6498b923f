//! Single messages that no ending gives away: `12` as MH and Claws Mail keep them, `12.` as Cyrus does, the files of a
//! Maildir's `cur` by itself, `0012.9f3a…` as collections have them; and endings that others use too, such as `.msg`.
//! Several of them in a folder are one source.

use super::read_up_to;
use crate::{Head, decode, formats};
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// A single one may be what it likes.
pub(super) const FEWEST: usize = 2;
/// A file that starts like a mailbox is read to its end, to see whether it holds one message; a larger one holds more.
const ONE_MAX: usize = 1 << 20;

/// Whether a file of this name may hold a message: numbered ones, and endings that other files have as well.
pub(super) fn may_be_one(name: &str) -> bool {
    const ENDINGS: [&str; 4] = ["msg", "mail", "mim", "mime"];
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    name.starts_with(|c: char| c.is_ascii_digit()) || ENDINGS.iter().any(|known| ending.eq_ignore_ascii_case(known))
}

/// Whether a file that starts like this is a message.
pub(super) fn is_message(name: &str, head: &[u8]) -> bool {
    detected(name, head) == Some("eml")
}

/// The names of those files of a folder that hold one message each; none where there are not several.
pub(super) fn among(dir: &Path, names: &[String]) -> Vec<String> {
    let likely: Vec<&String> = names.iter().filter(|name| may_be_one(name)).collect();
    if likely.len() < FEWEST {
        return Vec::new();
    }
    // What cannot be read is reported where it is visited by itself.
    let found: Vec<String> =
        likely.into_iter().filter(|name| is_one_message(name, &dir.join(name)).unwrap_or(false)).cloned().collect();
    if found.len() < FEWEST { Vec::new() } else { found }
}

fn is_one_message(name: &str, path: &Path) -> io::Result<bool> {
    let mut file = File::open(path)?;
    let mut bytes = read_up_to(&mut file, Head::LEN)?;
    match detected(name, &bytes) {
        Some("eml") => Ok(true),
        Some("mbox") => {
            file.take(ONE_MAX as u64 + 1).read_to_end(&mut bytes)?;
            let is_followed =
                [&b"\n\nFrom "[..], b"\n\r\nFrom "].iter().any(|end| memchr::memmem::find(&bytes, end).is_some());
            Ok(bytes.starts_with(b"From ") && bytes.len() <= ONE_MAX && !is_followed)
        }
        _ => Ok(false),
    }
}

fn detected(name: &str, head: &[u8]) -> Option<&'static str> {
    formats::detect(&Head { path: name, bytes: head, text: &decode(head) }).map(|format| format.id)
}
