//! The line-level shapes that the formats share: CSV rows, folded lines, encoded words, plain ASCII.

use std::fmt::Write as _;

/// A CSV file under construction; every row has as many cells as the header.
pub(super) struct Table {
    text: String,
    header: Vec<String>,
    line_end: &'static str,
}

impl Table {
    /// Starts a table. `preamble` stands before the header, as LinkedIn's `Notes:` does; usually empty.
    pub(super) fn new(preamble: &str, header: &str, line_end: &'static str) -> Table {
        let text = format!("{preamble}{header}{line_end}");
        Table { text, header: header.split(',').map(str::to_owned).collect(), line_end }
    }

    /// Adds a row in the order of the header.
    pub(super) fn row(&mut self, cells: &[&str]) {
        assert_eq!(cells.len(), self.header.len(), "a row of {:?}", self.header);
        for (i, cell) in cells.iter().enumerate() {
            if i > 0 {
                self.text.push(',');
            }
            push_cell(&mut self.text, cell);
        }
        self.text.push_str(self.line_end);
    }

    /// Adds a row from the cells that are not empty, each named by its column.
    pub(super) fn row_of(&mut self, cells: &[(&str, String)]) {
        let header = std::mem::take(&mut self.header);
        let value = |column: &String| cells.iter().find(|(name, _)| name == column).map_or("", |(_, value)| value);
        let row: Vec<&str> = header.iter().map(value).collect();
        debug_assert!(cells.iter().all(|(name, _)| header.iter().any(|column| column == name)), "a column is unknown");
        let mut text = std::mem::take(&mut self.text);
        for (i, cell) in row.iter().enumerate() {
            if i > 0 {
                text.push(',');
            }
            push_cell(&mut text, cell);
        }
        text.push_str(self.line_end);
        drop(row);
        self.text = text;
        self.header = header;
    }

    /// The file.
    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.text.into_bytes()
    }
}

fn push_cell(text: &mut String, cell: &str) {
    if cell.contains([',', '"', '\n', '\r']) {
        text.push('"');
        text.push_str(&cell.replace('"', "\"\""));
        text.push('"');
    } else {
        text.push_str(cell);
    }
}

/// Appends a line of a vCard or calendar, folded at 75 octets between characters, ended by CRLF.
pub(super) fn push_folded(out: &mut String, line: &str) {
    let mut width = 0;
    for c in line.chars() {
        if width + c.len_utf8() > 75 {
            out.push_str("\r\n ");
            width = 1;
        }
        out.push(c);
        width += c.len_utf8();
    }
    out.push_str("\r\n");
}

/// Escapes a text value of a vCard or calendar.
pub(super) fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace(',', "\\,").replace(';', "\\;").replace('\n', "\\n")
}

/// How a display name beyond ASCII is written in a mail header; mail programs differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Encoding {
    /// `=?UTF-8?Q?…?=`
    QuotedUtf8,
    /// `=?UTF-8?B?…?=`
    Base64,
    /// `=?iso-8859-1?Q?…?=`, where the name fits into it.
    QuotedLatin1,
    /// The bytes as they are, as newer servers pass them on.
    Raw,
}

/// A header phrase: plain, quoted, or RFC 2047 encoded words of at most 75 characters.
pub(super) fn phrase(name: &str, encoding: Encoding) -> String {
    if name.is_ascii() {
        let plain = name.chars().all(|c| c.is_ascii_alphanumeric() || " -'_".contains(c));
        return if plain { name.to_owned() } else { format!("\"{}\"", name.replace('"', "\\\"")) };
    }
    match encoding {
        Encoding::Raw => format!("\"{name}\""),
        Encoding::QuotedLatin1 if name.chars().all(|c| (c as u32) < 256) => {
            let bytes: Vec<u8> = name.chars().map(|c| c as u32 as u8).collect();
            format!("=?iso-8859-1?Q?{}?=", quoted(&bytes))
        }
        Encoding::QuotedUtf8 => words(name, 18, |piece| format!("=?UTF-8?Q?{}?=", quoted(piece.as_bytes()))),
        _ => words(name, 42, |piece| format!("=?UTF-8?B?{}?=", base64(piece.as_bytes()))),
    }
}

fn words(text: &str, max_octets: usize, encode: impl Fn(&str) -> String) -> String {
    let mut encoded = Vec::new();
    let mut piece = String::new();
    for c in text.chars() {
        if piece.len() + c.len_utf8() > max_octets {
            encoded.push(encode(&piece));
            piece.clear();
        }
        piece.push(c);
    }
    encoded.push(encode(&piece));
    encoded.join(" ")
}

fn quoted(bytes: &[u8]) -> String {
    let mut out = String::new();
    for &byte in bytes {
        match byte {
            b' ' => out.push('_'),
            b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' => out.push(char::from(byte)),
            _ => write!(out, "={byte:02X}").expect("because a String takes every write"),
        }
    }
    out
}

/// Quoted-printable of a vCard 2.1 value.
pub(super) fn quoted_printable(text: &str) -> String {
    let mut out = String::new();
    for &byte in text.as_bytes() {
        match byte {
            b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' | b' ' | b';' | b'.' | b'-' => out.push(char::from(byte)),
            _ => write!(out, "={byte:02X}").expect("because a String takes every write"),
        }
    }
    out
}

fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for chunk in bytes.chunks(3) {
        let group = u32::from(chunk[0]) << 16
            | u32::from(*chunk.get(1).unwrap_or(&0)) << 8
            | u32::from(*chunk.get(2).unwrap_or(&0));
        for digit in 0..4usize {
            let symbol = ALPHABET[(group >> (18 - 6 * digit) & 63) as usize];
            out.push(if digit <= chunk.len() { char::from(symbol) } else { '=' });
        }
    }
    out
}

/// The letters of a name as an address spells them: lower case, without marks, words joined by `joint`.
pub(super) fn plain(name: &str, joint: &str) -> String {
    let mut out = String::new();
    for c in name.chars().flat_map(char::to_lowercase) {
        match c {
            'a'..='z' | '0'..='9' => out.push(c),
            'á' | 'à' | 'â' | 'ã' | 'å' | 'ă' | 'ā' | 'ą' | 'ầ' | 'ạ' | 'ả' | 'ặ' => out.push('a'),
            'ä' | 'æ' => out.push_str("ae"),
            'ç' | 'ć' | 'č' => out.push('c'),
            'đ' | 'ď' => out.push('d'),
            'é' | 'è' | 'ê' | 'ë' | 'ę' | 'ě' | 'ễ' => out.push('e'),
            'ğ' => out.push('g'),
            'í' | 'ì' | 'î' | 'ï' | 'ı' | 'ī' | 'ị' => out.push('i'),
            'ł' => out.push('l'),
            'ñ' | 'ń' | 'ň' => out.push('n'),
            'ó' | 'ò' | 'ô' | 'õ' | 'ọ' | 'ơ' => out.push('o'),
            'ö' | 'ø' => out.push_str("oe"),
            'ř' => out.push('r'),
            'ś' | 'ş' | 'š' | 'ș' => out.push('s'),
            'ß' => out.push_str("ss"),
            'ț' | 'ť' => out.push('t'),
            'ú' | 'ù' | 'û' | 'ů' | 'ū' | 'ũ' | 'ư' | 'ứ' => out.push('u'),
            'ü' => out.push_str("ue"),
            'ý' => out.push('y'),
            'ź' | 'ż' | 'ž' => out.push('z'),
            ' ' | '-' if !out.is_empty() => out.push_str(joint),
            _ => {}
        }
    }
    out
}
