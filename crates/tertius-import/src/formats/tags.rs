//! Tags of XML and HTML as they stream: names, attributes, the text between. Forgiving, and nothing is held.
//!
//! Values and texts are kept up to [`KEPT_MAX`] bytes: what is longer is a picture or a message. Two character
//! references that are the halves of one character, as some phones write emoji, become that character.

use std::io::{self, BufRead};

/// Bytes kept of an attribute or of a text.
const KEPT_MAX: usize = 2 << 10;
/// Attributes kept of one tag.
const ATTRIBUTES_MAX: usize = 200;

/// What comes next.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece {
    /// `<name a="b">`, also `<name/>`.
    Open(Tag),
    /// `</name>`.
    Close(String),
    /// Text between tags that is more than space.
    Text(String),
}

/// A tag that opens.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Tag {
    /// In lower case.
    pub(super) name: String,
    attributes: Vec<(String, String)>,
    /// Where it begins, in bytes.
    pub(super) at: u64,
}

impl Tag {
    /// An attribute's value, trimmed; empty where there is none.
    pub(super) fn get(&self, name: &str) -> &str {
        self.attributes.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.trim())
    }
}

/// The pieces of a stream.
pub(super) struct Tags<'a> {
    input: &'a mut dyn BufRead,
    at: u64,
}

impl<'a> Tags<'a> {
    pub(super) fn new(input: &'a mut dyn BufRead) -> Tags<'a> {
        Tags { input, at: 0 }
    }

    /// How far reading came, in bytes.
    pub(super) fn position(&self) -> u64 {
        self.at
    }

    /// The next piece; `None` at the end.
    pub(super) fn next(&mut self) -> io::Result<Option<Piece>> {
        loop {
            let text = self.until(b"<")?;
            let text = unescaped(&text);
            let has_text = !text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}').is_empty();
            if has_text {
                return Ok(Some(Piece::Text(text)));
            }
            let at = self.at;
            if self.byte()?.is_none() {
                return Ok(None);
            }
            match self.peek()? {
                Some(b'/') => {
                    self.byte()?;
                    let name = self.until(b">")?;
                    self.byte()?;
                    return Ok(Some(Piece::Close(lower(&name))));
                }
                Some(b'!') => self.pass_declaration()?,
                Some(b'?') => {
                    self.until(b">")?;
                    self.byte()?;
                }
                Some(byte) if byte.is_ascii_alphabetic() => return self.open(at).map(|tag| Some(Piece::Open(tag))),
                _ => {}
            }
        }
    }

    fn open(&mut self, at: u64) -> io::Result<Tag> {
        let mut tag = Tag { name: lower(&self.until(b" \t\r\n/>")?), attributes: Vec::new(), at };
        loop {
            self.pass_spaces()?;
            match self.peek()? {
                None => return Ok(tag),
                Some(b'>') => {
                    self.byte()?;
                    return Ok(tag);
                }
                Some(b'/' | b'=' | b'"' | b'\'') => drop(self.byte()?),
                Some(_) => {
                    let name = lower(&self.until(b" \t\r\n/>=")?);
                    self.pass_spaces()?;
                    let value = if self.peek()? == Some(b'=') { self.attribute()? } else { String::new() };
                    if tag.attributes.len() < ATTRIBUTES_MAX {
                        tag.attributes.push((name, value));
                    }
                }
            }
        }
    }

    fn attribute(&mut self) -> io::Result<String> {
        self.byte()?;
        self.pass_spaces()?;
        let value = match self.peek()? {
            Some(quote @ (b'"' | b'\'')) => {
                self.byte()?;
                let value = self.until(&[quote])?;
                self.byte()?;
                value
            }
            _ => self.until(b" \t\r\n>")?,
        };
        Ok(unescaped(&value))
    }

    /// `<!-- … -->`, `<!DOCTYPE …>`, `<![CDATA[ … ]]>`.
    fn pass_declaration(&mut self) -> io::Result<()> {
        let mut last = [0; 3];
        let mut end: &[u8] = b">";
        let mut n = 0;
        while let Some(byte) = self.byte()? {
            last = [last[1], last[2], byte];
            n += 1;
            if n == 3 {
                end = match &last {
                    b"!--" => b"-->",
                    b"![C" => b"]]>",
                    _ => b">",
                };
                if end.len() == 3 {
                    continue;
                }
            }
            if last.ends_with(end) && (n > 3 || end.len() == 1) {
                break;
            }
        }
        Ok(())
    }

    fn pass_spaces(&mut self) -> io::Result<()> {
        while self.peek()?.is_some_and(|byte| byte.is_ascii_whitespace()) {
            self.byte()?;
        }
        Ok(())
    }

    fn peek(&mut self) -> io::Result<Option<u8>> {
        Ok(self.input.fill_buf()?.first().copied())
    }

    fn byte(&mut self) -> io::Result<Option<u8>> {
        let byte = self.peek()?;
        if byte.is_some() {
            self.input.consume(1);
            self.at += 1;
        }
        Ok(byte)
    }

    /// Everything before one of these bytes, its first part.
    fn until(&mut self, ends: &[u8]) -> io::Result<Vec<u8>> {
        let mut kept = Vec::new();
        loop {
            let chunk = self.input.fill_buf()?;
            if chunk.is_empty() {
                return Ok(kept);
            }
            let found = match *ends {
                [end] => memchr::memchr(end, chunk),
                _ => chunk.iter().position(|byte| ends.contains(byte)),
            };
            let n = found.unwrap_or(chunk.len());
            let room = KEPT_MAX.saturating_sub(kept.len());
            kept.extend_from_slice(&chunk[..n.min(room)]);
            self.input.consume(n);
            self.at += n as u64;
            if found.is_some() {
                return Ok(kept);
            }
        }
    }
}

fn lower(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).trim().to_lowercase()
}

/// Resolves character references; what is none stays as it stands.
fn unescaped(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let mut out = String::with_capacity(text.len());
    let mut rest = text.as_ref();
    let mut high: Option<u32> = None;
    while let Some((before, after)) = rest.split_once('&') {
        if !before.is_empty() && high.take().is_some() {
            out.push('\u{fffd}');
        }
        out.push_str(before);
        let Some((code, tail)) = after.split_once(';').and_then(|(name, tail)| Some((reference(name)?, tail))) else {
            out.push('&');
            rest = after;
            continue;
        };
        rest = tail;
        let lone = high.take();
        match (lone, code) {
            (Some(high), 0xdc00..=0xdfff) => {
                out.push(char::from_u32(0x1_0000 + ((high - 0xd800) << 10) + (code - 0xdc00)).unwrap_or('\u{fffd}'));
            }
            (lone, code) => {
                if lone.is_some() {
                    out.push('\u{fffd}');
                }
                match code {
                    0xd800..=0xdbff => high = Some(code),
                    code => out.push(char::from_u32(code).unwrap_or('\u{fffd}')),
                }
            }
        }
    }
    if high.is_some() {
        out.push('\u{fffd}');
    }
    out.push_str(rest);
    out
}

fn reference(name: &str) -> Option<u32> {
    match name {
        "amp" => Some(u32::from('&')),
        "lt" => Some(u32::from('<')),
        "gt" => Some(u32::from('>')),
        "quot" => Some(u32::from('"')),
        "apos" => Some(u32::from('\'')),
        "nbsp" => Some(0xa0),
        _ => {
            let number = name.strip_prefix('#')?;
            match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok(),
                None => number.parse().ok(),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(text: &str) -> Vec<Piece> {
        let mut bytes = text.as_bytes();
        let mut tags = Tags::new(&mut bytes);
        std::iter::from_fn(|| tags.next().unwrap()).collect()
    }

    #[test]
    fn tags_attributes_and_texts() {
        let all = pieces(
            "<?xml version='1.0'?><!-- <no> --><!DOCTYPE x><A b=\"1 &gt; 0\" c='d' e=f g/>hi &amp; bye<br></a><![CDATA[<x>]]>",
        );
        let Piece::Open(tag) = &all[0] else { panic!("{all:?}") };
        assert_eq!(
            (tag.name.as_str(), tag.get("b"), tag.get("c"), tag.get("e"), tag.get("z")),
            ("a", "1 > 0", "d", "f", "")
        );
        assert_eq!(all[1], Piece::Text("hi & bye".to_owned()));
        assert_eq!(all[3], Piece::Close("a".to_owned()));
        assert_eq!(all.len(), 4);
    }

    #[test]
    fn halves_of_a_character_become_one() {
        assert_eq!(
            unescaped(b"&#55357;&#56842; &#xD83D;&#xDE0A; &#128522; &#55357; &#56842; &x; &"),
            "😊 😊 😊 \u{fffd} \u{fffd} &x; &"
        );
    }
}
