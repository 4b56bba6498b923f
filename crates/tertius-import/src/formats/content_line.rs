//! Content lines, `NAME;PARAM=VALUE:value`: what vCard and iCalendar have in common, read at byte level.
//!
//! Lines are cut and unfolded before anything is decoded, because a fold may split a character and because
//! each property may declare an encoding of its own. Only UTF-16 is decoded first, as its line ends are wide.

use encoding_rs::{Decoder, Encoding, UTF_16BE, UTF_16LE};
use std::io::{self, BufRead, Read};
use tertius_model::{Day, Timestamp};

/// Bytes kept of one line; only pictures are longer, and nobody reads those.
pub(super) const LINE_MAX: usize = 1 << 20;

/// One physical line without its end.
#[derive(Clone, Debug)]
pub(super) struct Line {
    /// Counted from 1.
    pub(super) number: u64,
    pub(super) bytes: Vec<u8>,
}

impl Line {
    /// Whether the line continues the one before it.
    pub(super) fn is_fold(&self) -> bool {
        matches!(self.bytes.first(), Some(b' ' | b'\t'))
    }

    /// Whether it says `KEYWORD:COMPONENT`, in any case, with spaces around and with a group before it.
    pub(super) fn is(&self, keyword: &str, component: &str) -> bool {
        let Some(colon) = self.bytes.iter().position(|&byte| byte == b':') else { return false };
        let (head, value) = (&self.bytes[..colon], &self.bytes[colon + 1..]);
        let head = head.rsplit(|&byte| byte == b'.').next().unwrap_or(head);
        head.trim_ascii().eq_ignore_ascii_case(keyword.as_bytes())
            && value.trim_ascii().eq_ignore_ascii_case(component.as_bytes())
    }
}

/// The physical lines of a stream, as UTF-8 where it was UTF-16, otherwise as they are.
pub(super) struct Lines<'a> {
    input: Box<dyn BufRead + 'a>,
    number: u64,
    peeked: Option<Line>,
}

impl<'a> Lines<'a> {
    /// Looks at the first bytes for a byte order mark or the zero bytes of UTF-16.
    pub(super) fn new(input: &'a mut dyn BufRead) -> io::Result<Lines<'a>> {
        let head = input.fill_buf()?;
        let (wide, mark) = match Encoding::for_bom(head) {
            Some((encoding, mark)) => ((encoding != encoding_rs::UTF_8).then_some(encoding), mark),
            None => (unmarked_utf16(head), 0),
        };
        input.consume(mark);
        let input: Box<dyn BufRead + 'a> = match wide {
            Some(encoding) => Box::new(Wide {
                inner: input,
                decoder: encoding.new_decoder_without_bom_handling(),
                out: Vec::new(),
                at: 0,
                ended: false,
            }),
            None => Box::new(input),
        };
        Ok(Lines { input, number: 0, peeked: None })
    }

    /// How many lines were read.
    pub(super) fn number(&self) -> u64 {
        self.number
    }

    pub(super) fn next(&mut self) -> io::Result<Option<Line>> {
        match self.peeked.take() {
            Some(line) => Ok(Some(line)),
            None => self.read(),
        }
    }

    pub(super) fn peek(&mut self) -> io::Result<Option<&Line>> {
        if self.peeked.is_none() {
            self.peeked = self.read()?;
        }
        Ok(self.peeked.as_ref())
    }

    /// Gives a line back, to be the next one again.
    pub(super) fn unread(&mut self, line: Line) {
        self.peeked = Some(line);
    }

    /// Lines end in LF, CR LF, or CR alone.
    fn read(&mut self) -> io::Result<Option<Line>> {
        let mut bytes = Vec::new();
        let mut started = false;
        loop {
            let chunk = self.input.fill_buf()?;
            if chunk.is_empty() {
                break;
            }
            started = true;
            let end = memchr::memchr2(b'\r', b'\n', chunk);
            let part = &chunk[..end.unwrap_or(chunk.len())];
            bytes.extend_from_slice(&part[..part.len().min(LINE_MAX.saturating_sub(bytes.len()))]);
            let Some(end) = end else {
                let n = chunk.len();
                self.input.consume(n);
                continue;
            };
            let is_return = chunk[end] == b'\r';
            self.input.consume(end + 1);
            if is_return && self.input.fill_buf()?.first() == Some(&b'\n') {
                self.input.consume(1);
            }
            break;
        }
        if !started {
            return Ok(None);
        }
        self.number += 1;
        // Files put one behind the other keep their byte order marks.
        if bytes.starts_with(b"\xef\xbb\xbf") {
            bytes.drain(..3);
        }
        Ok(Some(Line { number: self.number, bytes }))
    }
}

fn unmarked_utf16(head: &[u8]) -> Option<&'static Encoding> {
    match head {
        [0, letter, 0, _, ..] if letter.is_ascii_alphabetic() => Some(UTF_16BE),
        [letter, 0, _, 0, ..] if letter.is_ascii_alphabetic() => Some(UTF_16LE),
        _ => None,
    }
}

/// Decodes UTF-16 as it streams.
struct Wide<'a> {
    inner: &'a mut dyn BufRead,
    decoder: Decoder,
    out: Vec<u8>,
    at: usize,
    ended: bool,
}

impl BufRead for Wide<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        while self.at == self.out.len() && !self.ended {
            let chunk = self.inner.fill_buf()?;
            self.ended = chunk.is_empty();
            self.out.resize(chunk.len() * 2 + 16, 0);
            let (_, read, written, _) = self.decoder.decode_to_utf8(chunk, &mut self.out, self.ended);
            self.inner.consume(read);
            self.out.truncate(written);
            self.at = 0;
        }
        Ok(&self.out[self.at..])
    }

    fn consume(&mut self, n: usize) {
        self.at += n;
    }
}

impl Read for Wide<'_> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let n = self.fill_buf()?.read(buf)?;
        self.consume(n);
        Ok(n)
    }
}

/// Where the value of a line begins: after the first colon that stands outside quotes.
pub(super) fn colon(line: &[u8]) -> Option<usize> {
    let mut quoted = false;
    let outside = line.iter().position(|&byte| {
        quoted ^= byte == b'"';
        byte == b':' && !quoted
    });
    outside.or_else(|| line.iter().position(|&byte| byte == b':'))
}

/// One property, decoded, its value still escaped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Property {
    /// The label before the dot, as in `item1.EMAIL`; may be empty.
    pub(super) group: String,
    /// In upper case.
    pub(super) name: String,
    /// Names in upper case; a parameter without `=`, as version 2.1 writes them, is a `TYPE`.
    params: Vec<(String, String)>,
    pub(super) value: String,
}

impl Property {
    /// From the text before the colon and the text after it.
    pub(super) fn new(head: &str, value: String) -> Property {
        let mut parts = split_unquoted(head, ';').into_iter();
        let label = parts.next().unwrap_or_default();
        let (group, name) = label.rsplit_once('.').unwrap_or(("", label));
        let mut params = Vec::new();
        for part in parts {
            let (name, values) = part.split_once('=').unwrap_or(("TYPE", part));
            for value in split_unquoted(values, ',') {
                let value = value.trim().trim_matches('"');
                params.push((
                    name.trim().to_uppercase(),
                    value.replace("^n", " ").replace("^'", "\"").replace("^^", "^"),
                ));
            }
        }
        Property { group: group.trim().to_uppercase(), name: name.trim().to_uppercase(), params, value }
    }

    /// Every value of a parameter.
    pub(super) fn params<'p>(&'p self, name: &'p str) -> impl Iterator<Item = &'p str> {
        self.params.iter().filter(move |(param, _)| param == name).map(|(_, value)| value.as_str())
    }

    /// The first value of a parameter.
    pub(super) fn param(&self, name: &str) -> Option<&str> {
        self.params.iter().find(|(param, _)| param == name).map(|(_, value)| value.as_str())
    }

    /// Gives a parameter this one value.
    pub(super) fn set_param(&mut self, name: &str, value: String) {
        self.params.retain(|(param, _)| param != name);
        self.params.push((name.to_owned(), value));
    }

    /// Whether one of its types is this one.
    pub(super) fn has_type(&self, word: &str) -> bool {
        self.params("TYPE").any(|value| value.eq_ignore_ascii_case(word))
    }

    /// The value as text.
    pub(super) fn text(&self) -> String {
        unescape(self.value.trim())
    }

    /// The parts between unescaped separators, each as text.
    pub(super) fn parts(&self, separator: char) -> Vec<String> {
        split_escaped(&self.value, separator).into_iter().map(|part| unescape(part.trim())).collect()
    }
}

/// Splits a parameter list, leaving quoted text whole.
fn split_unquoted(text: &str, separator: char) -> Vec<&str> {
    let mut quoted = false;
    text.split(|c| {
        quoted ^= c == '"';
        c == separator && !quoted
    })
    .collect()
}

/// Splits a value, leaving escaped separators in place.
pub(super) fn split_escaped(text: &str, separator: char) -> Vec<&str> {
    let mut escaped = false;
    text.split(|c| {
        let cut = c == separator && !escaped;
        escaped = c == '\\' && !escaped;
        cut
    })
    .collect()
}

/// Resolves `\n`, `\,`, `\;`, `\:` and `\\`; any other backslash was meant as one.
pub(super) fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match (c, chars.peek()) {
            ('\\', Some('n' | 'N')) => {
                chars.next();
                out.push('\n');
            }
            ('\\', Some(&next @ (',' | ';' | ':' | '\\' | '"'))) => {
                chars.next();
                out.push(next);
            }
            // A terminal would obey other control characters.
            _ if c.is_control() && c != '\n' && c != '\t' => {}
            _ => out.push(c),
        }
    }
    out
}

/// Decodes `=C3=AB`; an equals sign that starts no byte stays.
pub(super) fn quoted_printable(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut at = 0;
    while at < text.len() {
        let byte = (text[at] == b'=')
            .then(|| text.get(at + 1..at + 3))
            .flatten()
            .and_then(|hex| std::str::from_utf8(hex).ok())
            .and_then(|hex| u8::from_str_radix(hex, 16).ok());
        match byte {
            Some(b'\r') => at += 3,
            Some(byte) => {
                out.push(byte);
                at += 3;
            }
            None => {
                out.push(text[at]);
                at += 1;
            }
        }
    }
    out
}

/// Lines that may stand before the first component: a comment, the header of a download.
const LINES_BEFORE: usize = 8;

/// Whether a text begins a component with one of these names. A few lines may stand before it, unless they are a
/// message's that only holds a component.
pub(super) fn begins(head: &str, components: &[&str]) -> bool {
    let lines = head.split(['\r', '\n']).map(str::trim).filter(|line| !line.is_empty());
    for line in lines.take(LINES_BEFORE) {
        let (keyword, value) = line.split_once(':').unwrap_or_default();
        let (keyword, value) = (keyword.trim_end(), value.trim_start());
        let keyword = keyword.rsplit('.').next().unwrap_or(keyword);
        if keyword.eq_ignore_ascii_case("BEGIN") {
            return components.iter().any(|component| value.eq_ignore_ascii_case(component));
        }
        let of_mail = ["From", "To", "Received", "Return-Path", "Delivered-To", "Message-ID", "Subject", "Date"];
        if of_mail.iter().any(|name| keyword.eq_ignore_ascii_case(name)) || line.starts_with("From ") {
            return false;
        }
    }
    false
}

/// Reads a moment such as `2024-05-01T10:00:00Z`, `20240501T100000+0200` or a date alone.
pub(super) fn moment(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    let (date, time) = text.split_once(['T', ' ']).unwrap_or((text, ""));
    let date = date.replace('-', "");
    let number = |text: &str, from: usize, to: usize| text.get(from..to)?.parse::<u32>().ok();
    let day = Day::from_date(i32::try_from(number(&date, 0, 4)?).ok()?, number(&date, 4, 6)?, number(&date, 6, 8)?)?;
    let zone_at = time.find(['Z', '+', '-']).unwrap_or(time.len());
    let (clock, zone) = time.split_at(zone_at);
    let seconds = |clock: &str| {
        let clock = clock.replace(':', "");
        let part = |from| number(&clock, from, from + 2).map_or(0, i64::from);
        part(0) * 3_600 + part(2) * 60 + part(4)
    };
    let offset = match zone.chars().next() {
        Some('+') => seconds(&zone[1..]),
        Some('-') => -seconds(&zone[1..]),
        _ => 0,
    };
    Some(Timestamp(day.start().0 + seconds(clock) - offset))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(bytes: &[u8]) -> Vec<String> {
        let mut input = bytes;
        let mut lines = Lines::new(&mut input).unwrap();
        std::iter::from_fn(|| lines.next().unwrap()).map(|line| String::from_utf8(line.bytes).unwrap()).collect()
    }

    #[test]
    fn lines_end_in_every_way_and_come_in_every_width() {
        assert_eq!(lines(b"a\r\nb\nc\rd\n\ne"), ["a", "b", "c", "d", "", "e"]);
        let wide = |text: &str| -> Vec<u8> { text.encode_utf16().flat_map(u16::to_be_bytes).collect() };
        assert_eq!(lines(&wide("\u{feff}Zoë\r\nŁ𝒳\n")), ["Zoë", "Ł𝒳"]);
        assert_eq!(lines(&wide("Zoë\nb")), ["Zoë", "b"]);
        assert_eq!(lines("\u{feff}a\n".as_bytes()), ["a"]);
        assert!(lines(b"").is_empty());
    }

    #[test]
    fn a_line_without_end_is_not_kept_whole() {
        let long = vec![b'x'; 3 * LINE_MAX];
        assert_eq!(lines(&long)[0].len(), LINE_MAX);
    }

    #[test]
    fn parameters_are_quoted_bare_or_repeated() {
        let line = r#"item1.ATTENDEE;CN="Okafor, Ben: CTO";TYPE=a,B;CELL;X="un"#;
        let property = Property::new(line, String::new());
        assert_eq!((property.group.as_str(), property.name.as_str()), ("ITEM1", "ATTENDEE"));
        assert_eq!(property.param("CN"), Some("Okafor, Ben: CTO"));
        assert_eq!(property.params("TYPE").collect::<Vec<_>>(), ["a", "B", "CELL"]);
        assert_eq!(colon(br#"A;CN="x:y":v"#), Some(10));
        assert_eq!(colon(br#"A;CN="x:y"#), Some(7));
    }

    #[test]
    fn escapes_are_resolved_after_splitting() {
        let property = Property::new("N", r"Doe\; Jr;John\,;a\\;C:\dir;http\://x\nz".to_owned());
        assert_eq!(property.parts(';'), ["Doe; Jr", "John,", r"a\", r"C:\dir", "http://x\nz"]);
    }

    #[test]
    fn moments_know_their_zone() {
        for text in
            ["2024-05-01T10:00:00Z", "20240501T100000Z", "20240501T120000+0200", "2024-05-01T05:00:00.000-05:00"]
        {
            assert_eq!(moment(text), Some(Timestamp(1_714_557_600)), "{text}");
        }
        assert_eq!(moment("2024-05-01"), Some(Timestamp(1_714_521_600)));
        assert_eq!(moment("yesterday"), None);
    }
}
