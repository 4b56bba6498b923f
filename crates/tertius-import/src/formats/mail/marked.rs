//! Mailboxes whose messages stand between marks that no text holds: MMDF of SCO and old mutt, Babyl of Emacs.
//!
//! MMDF puts a line of four control-A before and after each message. Babyl begins with `BABYL OPTIONS:`; a control-underscore
//! with a form feed begins a message, then come a line of labels, the headers as they came, `*** EOOH ***` and the headers
//! as shown. Where the first digit of the labels is 0 the headers stand behind `*** EOOH ***` alone.

use super::splitter::{HEADERS_MAX, Section};
use std::io::{self, BufRead};

const MMDF_MARK: &[u8] = b"\x01\x01\x01\x01";
const BABYL_START: &[u8] = b"BABYL OPTIONS:";
const BABYL_MARK: &[u8] = b"\x1f";
const BABYL_SHOWN: &[u8] = b"*** EOOH ***";
/// More of a line is not kept: no header that matters is longer.
const LINE_MAX: usize = 64 * 1024;

/// How messages are marked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Marks {
    /// Control-A, four in a line.
    Mmdf,
    /// Control-underscore and a form feed.
    Babyl,
}

impl Marks {
    /// The marks of a mailbox that starts like this.
    pub(super) fn of(start: &[u8]) -> Option<Marks> {
        let is_mmdf =
            start.strip_prefix(MMDF_MARK).is_some_and(|rest| rest.starts_with(b"\n") || rest.starts_with(b"\r\n"));
        let is_babyl = start.get(..BABYL_START.len()).is_some_and(|start| start.eq_ignore_ascii_case(BABYL_START));
        match (is_mmdf, is_babyl) {
            (true, _) => Some(Marks::Mmdf),
            (_, true) => Some(Marks::Babyl),
            _ => None,
        }
    }
}

/// What a line is part of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Within {
    /// Nothing: before the first message, or between two.
    Nothing,
    /// The line of labels is next.
    Labels,
    Headers,
    Body,
}

/// One message while it is read.
struct Message {
    offset: u64,
    separator: Vec<u8>,
    headers: Vec<u8>,
    within: Within,
    is_deleted: bool,
}

impl Message {
    /// Hands it over, if there was one.
    fn end(&mut self, each: &mut dyn FnMut(Section<'_>, bool)) {
        if !matches!(self.within, Within::Nothing | Within::Labels) {
            let section = Section { offset: self.offset, separator: &self.separator, headers: &self.headers };
            each(section, self.is_deleted);
        }
        self.separator.clear();
        self.headers.clear();
        self.is_deleted = false;
        self.within = Within::Nothing;
    }

    fn start(&mut self, offset: u64, within: Within) {
        self.offset = offset;
        self.within = within;
    }

    fn header_line(&mut self, line: &[u8], text: &[u8]) {
        if self.headers.is_empty() && text.starts_with(b"From ") {
            self.separator = text.to_vec();
        } else if text.is_empty() {
            // Blank lines before the first header end nothing.
            self.within = if self.headers.is_empty() { Within::Headers } else { Within::Body };
        } else if self.headers.len() + line.len() <= HEADERS_MAX {
            self.headers.extend_from_slice(line);
        }
    }
}

/// Hands every message's top to `each`, in order, and whether it is marked as deleted.
///
/// # Errors
/// The reader's, with the offset that was reached.
pub(super) fn split(
    input: &mut dyn BufRead,
    marks: Marks,
    each: &mut dyn FnMut(Section<'_>, bool),
) -> Result<(), (u64, io::Error)> {
    let mut message =
        Message { offset: 0, separator: Vec::new(), headers: Vec::new(), within: Within::Nothing, is_deleted: false };
    let (mut at, mut line) = (0, Vec::new());
    loop {
        let length = read_line(input, &mut line).map_err(|cause| (at, cause))?;
        if length == 0 {
            message.end(each);
            return Ok(());
        }
        let text = line.strip_suffix(b"\n").unwrap_or(&line);
        let text = text.strip_suffix(b"\r").unwrap_or(text);
        match marks {
            Marks::Mmdf if text == MMDF_MARK => {
                // One mark may both end a message and begin the next.
                let was_outside = message.within == Within::Nothing;
                message.end(each);
                if was_outside {
                    message.start(at, Within::Headers);
                }
            }
            // A message whose opening mark is missing.
            Marks::Mmdf if message.within == Within::Nothing && !text.is_empty() => {
                message.start(at, Within::Headers);
                message.header_line(&line, text);
            }
            Marks::Babyl if text.starts_with(BABYL_MARK) => {
                message.end(each);
                if text.starts_with(b"\x1f\x0c") {
                    message.start(at, Within::Labels);
                }
            }
            Marks::Babyl if message.within == Within::Labels => {
                message.is_deleted = text.split(|&byte| byte == b',').any(|label| label.trim_ascii() == b"deleted");
                message.within = Within::Headers;
            }
            Marks::Babyl if text == BABYL_SHOWN && message.within == Within::Headers => {
                // What is shown repeats what came, unless nothing did.
                message.within = if message.headers.is_empty() { Within::Headers } else { Within::Body };
            }
            _ if message.within == Within::Headers => message.header_line(&line, text),
            _ => {}
        }
        at += length;
    }
}

/// Reads a line and keeps the beginning of it; its whole length, 0 at the end.
fn read_line(input: &mut dyn BufRead, line: &mut Vec<u8>) -> io::Result<u64> {
    line.clear();
    let mut length = 0;
    loop {
        let held = input.fill_buf()?;
        let end = memchr::memchr(b'\n', held);
        let n_taken = end.map_or(held.len(), |end| end + 1);
        let n_kept = n_taken.min(LINE_MAX - line.len());
        line.extend_from_slice(&held[..n_kept]);
        input.consume(n_taken);
        length += n_taken as u64;
        if end.is_some() || n_taken == 0 {
            return Ok(length);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The headers of every message, the deleted ones with a cross before them.
    fn check(text: &str, expected: &[&str]) {
        for text in [text.to_owned(), text.replace('\n', "\r\n")] {
            let marks = Marks::of(text.as_bytes()).unwrap();
            let mut found = Vec::new();
            let mut input = std::io::BufReader::with_capacity(7, text.as_bytes());
            split(&mut input, marks, &mut |section, is_deleted| {
                let headers = String::from_utf8_lossy(section.headers).replace("\r\n", "\n");
                found.push(format!("{}{headers}", if is_deleted { "x " } else { "" }));
            })
            .unwrap();
            assert_eq!(found, expected, "{text:?}");
        }
    }

    #[test]
    fn mmdf() {
        let mark = "\x01\x01\x01\x01\n";
        check(
            &format!("{mark}To: b\n\nhi\nFrom me\n{mark}{mark}From a Wed Jan 21 12:23:57 2004\nTo: c\n\n{mark}"),
            &["To: b\n", "To: c\n"],
        );
        check(&format!("{mark}To: b\n\nhi\n{mark}To: c\n\nho\n{mark}{mark}To: d"), &["To: b\n", "To: c\n", "To: d"]);
        check(&format!("{mark}\nTo: b\n"), &["To: b\n"]);
        check(mark, &[""]);
    }

    #[test]
    fn babyl() {
        let start = "BABYL OPTIONS: -*- rmail -*-\nVersion: 5\nLabels:\n";
        let came = "\x1f\x0c\n1,,\nTo: b\nX: y\n\n*** EOOH ***\nTo: b\n\nhi\n";
        let shown = "\x1f\x0c\n0, unseen,, friends,\n*** EOOH ***\nTo: c\n\n*** EOOH ***\n";
        let deleted = "\x1f\x0c\n1, deleted,,\nTo: d\n\n*** EOOH ***\n\nbye\n";
        check(&format!("{start}{came}{shown}{deleted}\x1f"), &["To: b\nX: y\n", "To: c\n", "x To: d\n"]);
        check(start, &[]);
        check(&format!("{start}\x1f\x0c\n"), &[]);
    }
}
