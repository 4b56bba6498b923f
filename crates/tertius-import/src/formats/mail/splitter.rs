//! Cuts an mbox into the header sections of its messages, in one pass and bounded memory.
//!
//! The four mbox dialects cannot be told apart from a file, `Content-Length` lies, and quoting is often missing.
//! So a line starting with `From ` begins a message only when one of these holds:
//!
//! 1. it ends like a date (`From ana@example.org Thu Apr 16 09:53:04 +0000 2015`), or in ` remote from host`;
//! 2. it is Mozilla's `From -`;
//! 3. it is Google's `From 1234@xxx`;
//! 4. the next line that is not blank starts with the name of a well-known mail header. Where no blank line stands
//!    before it either, one more header line must follow.
//!
//! Bodies are skipped unread. Of a header section at most [`HEADERS_MAX`] bytes are kept.

use super::dates::is_date_tail;
use super::headers::{self, Name};
use super::newlines::{self, Returns};
use memchr::{memchr, memmem};
use std::borrow::Cow;
use std::io::{self, BufRead, BufReader, Read};

/// Longer header sections are cut here.
pub(super) const HEADERS_MAX: usize = 256 * 1024;
/// How much is read at a time.
const BUFFER: usize = 2 * HEADERS_MAX;
/// What must be in sight to judge a `From ` line: the line, and the line or two after it.
const LOOK_AHEAD: usize = 4 * 1024;
/// The longest text whose end is looked at where its headers tell how long it is.
const BODY_MAX: u64 = 32 << 20;
/// After so many wrong lengths no other is looked at: each may move as much as the longest text.
const WRONG_MAX: u32 = 64;
/// A separator longer than this is prose.
const SEPARATOR_MAX: usize = 512;
/// A line's end and a blank line, as they are written and as a careless copy doubles them.
const BLANK_LINES: [&[u8]; 3] = [b"\n\n", b"\n\r\n", b"\n\r\r\n"];

/// The top of one message.
pub(super) struct Section<'a> {
    /// Where its `From ` line stands, or its first header when there is no such line.
    pub offset: u64,
    /// The `From ` line without its end; empty when there is none.
    pub separator: &'a [u8],
    /// The header section, without the blank line that ends it.
    pub headers: &'a [u8],
}

/// Hands every message's top to `each`, in order.
///
/// # Errors
/// The reader's, with the offset that was reached.
pub(super) fn split(input: &mut dyn BufRead, each: &mut dyn FnMut(Section<'_>)) -> Result<(), (u64, io::Error)> {
    let mut straight;
    let input: &mut dyn BufRead = if newlines::are_returns(input.fill_buf().map_err(|cause| (0, cause))?) {
        straight = BufReader::new(Returns(input));
        &mut straight
    } else {
        input
    };
    let mut window =
        Window { input, buffer: Vec::with_capacity(BUFFER), at: 0, base: 0, ended: false, body_end: None, n_wrong: 0 };
    window.fill(LOOK_AHEAD)?;
    if window.rest().starts_with(b"\xef\xbb\xbf") {
        window.at += 3;
    }
    window.skip_blank_lines()?;
    // The very first line is a separator whatever it looks like: there is nothing before it that it could belong to.
    let mut found = window.rest().starts_with(b"From ") || headers::starts_with_known(window.rest());
    while found || window.seek_separator()? {
        window.message(each)?;
        found = window.rest().starts_with(b"From ") && is_separator(window.rest(), Before::Text);
    }
    Ok(())
}

/// The header section of a single message: byte order mark, Apple's byte count, a `From ` line are passed over.
///
/// # Errors
/// The reader's.
pub(super) fn first_section(
    input: &mut dyn Read,
    buffer: &mut Vec<u8>,
    each: &mut dyn FnMut(Section<'_>),
) -> io::Result<()> {
    const CHUNK: u64 = 16 * 1024;
    buffer.clear();
    loop {
        let n_read = Read::take(&mut *input, CHUNK).read_to_end(buffer)?;
        let has_end = blank_line(buffer).is_some();
        if n_read == 0 || has_end && buffer.len() > 64 || buffer.len() > HEADERS_MAX {
            break;
        }
    }
    let changed = match newlines::straight(buffer) {
        Cow::Owned(straight) => Some(straight),
        Cow::Borrowed(_) => None,
    };
    if let Some(straight) = changed {
        *buffer = straight;
    }
    let mut at = if buffer.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
    let mut separator = &buffer[0..0];
    loop {
        let line = line_at(buffer, at);
        let text = trim_line_end(line);
        let is_byte_count = at < 16 && !text.is_empty() && text.trim_ascii().iter().all(u8::is_ascii_digit);
        if starts_like_separator(text) {
            separator = text;
        } else if line.is_empty() || !(text.trim_ascii().is_empty() || is_byte_count) {
            break;
        }
        at += line.len();
    }
    each(Section { offset: 0, separator, headers: &buffer[at..at + section_length(&buffer[at..]).0] });
    Ok(())
}

/// Where the first line ends that a blank one follows.
pub(super) fn blank_line(bytes: &[u8]) -> Option<usize> {
    BLANK_LINES.iter().filter_map(|blank| memmem::find(bytes, blank)).min()
}

/// A piece of the input that slides forward.
struct Window<'a> {
    input: &'a mut dyn BufRead,
    buffer: Vec<u8>,
    /// Where in the buffer we are.
    at: usize,
    /// Where in the input the buffer begins.
    base: u64,
    ended: bool,
    /// Where the text of the message ends by its own headers, which is often wrong.
    body_end: Option<u64>,
    /// How many of these ends were wrong.
    n_wrong: u32,
}

impl Window<'_> {
    fn rest(&self) -> &[u8] {
        &self.buffer[self.at..]
    }

    /// Reads until `wanted` bytes are in sight or the input ends.
    fn fill(&mut self, wanted: usize) -> Result<(), (u64, io::Error)> {
        if self.ended || self.rest().len() >= wanted {
            return Ok(());
        }
        self.buffer.drain(..self.at);
        self.base += self.at as u64;
        self.at = 0;
        let room = (BUFFER.max(wanted) - self.buffer.len()) as u64;
        let n_read = (&mut *self.input)
            .take(room)
            .read_to_end(&mut self.buffer)
            .map_err(|e| (self.base + self.buffer.len() as u64, e))?;
        self.ended = (n_read as u64) < room;
        Ok(())
    }

    fn skip_blank_lines(&mut self) -> Result<(), (u64, io::Error)> {
        loop {
            self.fill(LOOK_AHEAD)?;
            let n_blank = self.rest().iter().take_while(|byte| matches!(byte, b'\n' | b'\r')).count();
            self.at += n_blank;
            if n_blank < LOOK_AHEAD {
                return Ok(());
            }
        }
    }

    /// Moves to the next separator line; `false` at the end of the input.
    fn seek_separator(&mut self) -> Result<bool, (u64, io::Error)> {
        loop {
            self.fill(LOOK_AHEAD)?;
            let Some(found) = memmem::find(self.rest(), b"\nFrom ") else {
                if self.ended {
                    self.at = self.buffer.len();
                    return Ok(false);
                }
                // The needle may lie across the end; a blank line before it, too.
                self.at = self.buffer.len().saturating_sub(8).max(self.at);
                self.fill(BUFFER)?;
                continue;
            };
            let newline = self.at + found;
            let before = match &self.buffer[..newline] {
                [.., b'\n'] | [.., b'\n', b'\r'] | [] => Before::BlankLine,
                _ => Before::Text,
            };
            self.at = newline;
            self.fill(LOOK_AHEAD)?;
            self.at += 1;
            if is_separator(self.rest(), before) && !self.skip_to_body_end()? {
                return Ok(true);
            }
        }
    }

    /// Moves to the end that the message's headers tell of its text, where it lies ahead and a message begins there or
    /// the file ends: then what looked like a separator is part of the text, as of a mailbox that was attached.
    fn skip_to_body_end(&mut self) -> Result<bool, (u64, io::Error)> {
        let here = self.base + self.at as u64;
        let Some(ahead) = self.body_end.take().and_then(|end| end.checked_sub(here)).filter(|ahead| *ahead > 0) else {
            return Ok(false);
        };
        if ahead > BODY_MAX || self.n_wrong > WRONG_MAX {
            return Ok(false);
        }
        let ahead = ahead as usize;
        self.fill(ahead + LOOK_AHEAD)?;
        self.n_wrong += 1;
        // Line ends at the end of a file get lost on the way.
        let ahead = if self.ended && ahead <= self.rest().len() + 2 { ahead.min(self.rest().len()) } else { ahead };
        let Some(after) = self.rest().get(ahead..) else { return Ok(false) };
        let is_at_line_end = matches!(after, [] | [b'\n', ..] | [b'\r', b'\n', ..]) || self.rest()[ahead - 1] == b'\n';
        let next = skip_blank(after);
        let is_end =
            next.is_empty() && self.ended || next.starts_with(b"From ") && is_separator(next, Before::BlankLine);
        if is_at_line_end && is_end {
            // One back: the line end before the separator is what is looked for.
            self.at += ahead - 1;
            self.n_wrong -= 1;
        }
        Ok(is_at_line_end && is_end)
    }

    /// Hands over the message that starts here and moves to the end of its header section.
    fn message(&mut self, each: &mut dyn FnMut(Section<'_>)) -> Result<(), (u64, io::Error)> {
        self.fill(LOOK_AHEAD)?;
        let (mut length, mut end) = self.section();
        if end == End::OutOfSight && !self.ended {
            self.fill(HEADERS_MAX + LOOK_AHEAD)?;
            (length, end) = self.section();
        }
        let rest = self.rest();
        let (separator, start) = split_separator(rest);
        let length = length.min(HEADERS_MAX);
        let text_length = headers::text_length(&rest[start..start + length]);
        each(Section { offset: self.base + self.at as u64, separator, headers: &rest[start..start + length] });
        self.at += start + length;
        let body = skip_one_line_end(self.rest());
        let body_start = self.base + (self.buffer.len() - body.len()) as u64;
        self.body_end = text_length.filter(|_| end == End::BlankLine).and_then(|length| body_start.checked_add(length));
        // Stay on the newline before the body, so that a separator right after it is found.
        if end == End::BlankLine {
            self.at = self.at.saturating_sub(1);
        }
        Ok(())
    }

    fn section(&self) -> (usize, End) {
        let rest = self.rest();
        section_length(&rest[split_separator(rest).1..])
    }
}

/// What stands before a line.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Before {
    BlankLine,
    Text,
}

/// What ends a header section.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    BlankLine,
    Separator,
    OutOfSight,
}

/// The separator line at the start, and where the header section begins after it.
fn split_separator(rest: &[u8]) -> (&[u8], usize) {
    if !starts_like_separator(rest) {
        return (&rest[..0], 0);
    }
    let line = line_at(rest, 0);
    let mut start = line.len();
    // Some writers leave a blank line before the headers; a message without headers keeps its body to itself.
    let n_blank = rest[start..].iter().take_while(|byte| matches!(byte, b'\n' | b'\r')).count();
    if n_blank > 0 && headers::starts_with_known(&rest[start + n_blank..]) {
        start += n_blank;
    }
    (trim_line_end(line), start)
}

/// Length of the header section at the start of `bytes`, and what ends it.
fn section_length(bytes: &[u8]) -> (usize, End) {
    let mut at = 0;
    while at < bytes.len() {
        let line = line_at(bytes, at);
        if matches!(line, b"\n" | b"\r\n" | b"\r\r\n") {
            return (at, End::BlankLine);
        }
        if line.starts_with(b"From ") && at > 0 && is_separator(&bytes[at..], Before::Text) {
            return (at, End::Separator);
        }
        at += line.len();
    }
    (at, End::OutOfSight)
}

/// Whether a file that starts like this is an mbox.
pub(super) fn is_first_separator(bytes: &[u8]) -> bool {
    is_separator(bytes, Before::BlankLine)
}

/// Whether the `From ` line at the start of `bytes` begins a message.
fn is_separator(bytes: &[u8], before: Before) -> bool {
    let line = line_at(bytes, 0);
    let text = trim_line_end(line);
    if !starts_like_separator(text) || text.len() > SEPARATOR_MAX {
        return false;
    }
    let tail = &text[5..];
    if tail.trim_ascii() == b"-" || is_google(tail) {
        return true;
    }
    let next = skip_blank(&bytes[line.len()..]);
    // In the middle of a text a dated line is quoted, unless a header follows it.
    if is_date_tail(tail) && (before == Before::BlankLine || next.is_empty() || Name::at(next).is_some()) {
        return true;
    }
    if !headers::starts_with_known(next) {
        return false;
    }
    let after = &next[line_at(next, 0).len()..];
    before == Before::BlankLine || after.first().is_some_and(|b| matches!(b, b' ' | b'\t')) || Name::at(after).is_some()
}

/// `From ` and no `From :`, which is a header.
fn starts_like_separator(line: &[u8]) -> bool {
    line.strip_prefix(b"From ").is_some_and(|tail| !tail.trim_ascii_start().starts_with(b":"))
}

/// `1234567890123456789@xxx`
fn is_google(tail: &[u8]) -> bool {
    let n_digits = tail.iter().take_while(|byte| byte.is_ascii_digit()).count();
    n_digits > 0 && tail[n_digits..].starts_with(b"@xxx")
}

/// What follows the blank line that ends a header section.
fn skip_one_line_end(bytes: &[u8]) -> &[u8] {
    &bytes[line_at(bytes, 0).len()..]
}

fn skip_blank(bytes: &[u8]) -> &[u8] {
    &bytes[bytes.iter().take_while(|byte| matches!(byte, b'\n' | b'\r')).count()..]
}

/// The line at `at` with its end.
fn line_at(bytes: &[u8], at: usize) -> &[u8] {
    let rest = &bytes[at.min(bytes.len())..];
    memchr(b'\n', rest).map_or(rest, |end| &rest[..=end])
}

fn trim_line_end(line: &[u8]) -> &[u8] {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    line.strip_suffix(b"\r").unwrap_or(line)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::BufReader;

    /// The offset of every message and the number of bytes of its headers.
    fn check(text: &str, expected: &[(u64, usize)]) {
        for text in [text.to_owned(), text.replace('\n', "\r\n")] {
            let mut found = Vec::new();
            split(&mut BufReader::with_capacity(7, text.as_bytes()), &mut |section| {
                let line_ends = text[..section.offset as usize].matches("\r\n").count() as u64;
                let headers = String::from_utf8_lossy(section.headers).replace("\r\n", "\n");
                // A section that was cut is measured as it is.
                let length = if section.headers.len() == HEADERS_MAX { HEADERS_MAX } else { headers.len() };
                found.push((section.offset - line_ends, length));
            })
            .unwrap();
            assert_eq!(found, expected, "{:?}", text.chars().take(300).collect::<String>());
        }
    }

    #[test]
    fn separators_of_every_writer() {
        check("From a@x.org Mon Jun  3 12:50:27 1996\nTo: b\n\nhi\n\nFrom - \nTo: c\n\nho", &[(0, 6), (49, 6)]);
        check("From 12@xxx\nTo: b\n\nx\nFrom 13@xxx Thu Apr 16 09:53:04 +0000 2015\n\nTo: c\n", &[(0, 6), (21, 6)]);
        check("From a at b.c  Wed Jan 21 12:23:57 2004\nTo: b\n\nx\nFrom ana\nTo: b\nDate: x\n", &[(0, 6), (49, 14)]);
        check("From a Wed Jan 21 12:23 MET DST 2004 remote from uucp\nTo: b\n", &[(0, 6)]);
    }

    #[test]
    fn mailboxes_of_old_macs_end_lines_in_returns() {
        let text = "From a Wed Jan 21 12:23:57 2004\rTo: b\r\rhi\rFrom - \rTo: c\r";
        let mut found = Vec::new();
        split(&mut text.as_bytes(), &mut |section| found.push((section.offset, section.headers.len()))).unwrap();
        assert_eq!(found, [(0, 6), (42, 6)]);
    }

    #[test]
    fn prose_is_no_separator() {
        check(
            "From - \nTo: b\n\nx\n\nFrom Russia with love\nYear: 1963\n\n>From a Wed Jan 21 12:23:57 2004\n",
            &[(0, 6)],
        );
        check("From - \nTo: b\n\nFrom Mon Jan 5 to Tue Jan 6\nwe met\n", &[(0, 6)]);
        check("From - \nTo: b\n\nhe wrote:\nFrom a Wed Jan 21 12:23:57 2004\n> hi\n", &[(0, 6)]);
        check("From : a\nTo: b\n\nx\n", &[(0, 15)]);
    }

    #[test]
    fn a_mailbox_inside_a_message_is_part_of_it_where_its_length_is_told() {
        let inner = "From b@x Mon Jun  3 12:50:27 1996\nTo: c\n\nho\n";
        let text = format!("see\n\n{inner}");
        let told = |length: usize| format!("From - \nTo: b\nContent-Length: {length}\n\n{text}\nFrom - \nTo: d\n\nx\n");
        let second = told(text.len()).find("\nFrom - ").unwrap() as u64 + 1;
        for text in [told(text.len()), told(text.len() + 1)] {
            let mut found = Vec::new();
            split(&mut text.as_bytes(), &mut |section| found.push(section.offset)).unwrap();
            assert_eq!(found, [0, second], "{text}");
        }
        // A length that ends nowhere is not believed.
        for length in [text.len() - 2, 1_000, 0, 40_000_000] {
            let mut n = 0;
            split(&mut told(length).as_bytes(), &mut |_| n += 1).unwrap();
            assert_eq!(n, 3, "{length}");
        }
    }

    #[test]
    fn no_message_is_lost() {
        check("From - \nTo: b\nFrom - \nTo: c\nFrom - \nTo: d", &[(0, 6), (14, 6), (28, 5)]);
        check("\nTo: only\n\nFrom - \nTo: c\n", &[(1, 9), (11, 6)]);
        check("From - \n\nbody only\n\nFrom - \nTo: c\n", &[(0, 0), (20, 6)]);
        check("", &[]);
        check("no mail at all\n", &[]);
    }

    #[test]
    fn a_long_body_and_a_long_header_cross_the_window() {
        let body = "word \n".repeat(300_000);
        let long = format!("X-Long: {}\n", "x".repeat(HEADERS_MAX));
        let text = format!("From - \nTo: b\n{long}\n{body}\nFrom - \nTo: c\n\n{body}From - \nTo: d\n");
        let second = (8 + 6 + long.len() + 1 + body.len() + 1) as u64;
        let third = second + 8 + 6 + 1 + body.len() as u64;
        check(&text, &[(0, HEADERS_MAX), (second, 6), (third, 6)]);
    }

    #[test]
    fn every_cut_of_a_mailbox_gives_its_messages_so_far() {
        let text = "\u{feff}From - \nTo: b\n\nhi\n\nFrom a@x Mon Jun  3 12:50:27 1996\nTo: c\n";
        for end in 0..text.len() {
            let mut n = 0;
            split(&mut &text.as_bytes()[..end], &mut |_| n += 1).unwrap();
            assert!(n <= 2);
        }
    }

    #[test]
    fn a_single_message_is_read_whatever_stands_before_it() {
        for (text, expected) in [
            ("To: b\n\nbody", "To: b\n"),
            ("\u{feff}To: b\r\n\r\nbody", "To: b\r\n"),
            ("1234      \nTo: b\n\nbody\n<?xml", "To: b\n"),
            ("From - \nTo: b\n\nbody", "To: b\n"),
            ("To: b\r\r\n\r\r\nbody", "To: b\r\r\n"),
            ("To: b\rCc: c\r\rbody\r", "To: b\nCc: c\n"),
            ("", ""),
            ("12\n", ""),
        ] {
            let mut buffer = Vec::new();
            first_section(&mut text.as_bytes(), &mut buffer, &mut |section| {
                assert_eq!(String::from_utf8_lossy(section.headers), expected);
            })
            .unwrap();
        }
    }
}
