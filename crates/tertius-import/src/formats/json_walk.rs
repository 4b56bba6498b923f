//! JSON walked as it streams: a file of gigabytes is never held, and what nobody looks at is passed over.
//!
//! Forgiving where exporters are sloppy: byte order marks, lone surrogates, commas too many, bytes of no encoding and
//! raw control characters are read. Numbers stay text, because ids do not fit into floating point. Texts are kept up
//! to [`TEXT_MAX`] bytes: everything longer is a message or a picture, and neither is kept.

mod value;

use crate::ReadError;
use std::io::{self, Read};
use tertius_model::Position;
pub(super) use value::Value;

/// Bytes kept of a text.
const TEXT_MAX: usize = 4 << 10;
/// Values inside values.
const DEPTH_MAX: u32 = 100;
/// Values kept of one record; the rest is passed over.
const NODES_MAX: usize = 200_000;
const BUFFER: usize = 64 << 10;

/// Why walking ended early.
#[derive(Debug)]
pub(super) enum Fault {
    /// The bytes could not be fetched.
    Io(io::Error),
    /// This is no JSON.
    Syntax(&'static str),
}

pub(super) type Step<T> = Result<T, Fault>;

/// Walks a stream of JSON values.
pub(super) struct Walker<'a> {
    input: &'a mut dyn Read,
    buffer: Vec<u8>,
    at: usize,
    /// Bytes of the stream before the buffer.
    before: u64,
    depth: u32,
    nodes: usize,
}

impl<'a> Walker<'a> {
    pub(super) fn new(input: &'a mut dyn Read) -> Walker<'a> {
        Walker { input, buffer: Vec::new(), at: 0, before: 0, depth: 0, nodes: 0 }
    }

    /// How far walking came, in bytes.
    pub(super) fn position(&self) -> Position {
        Position::Byte(self.before + self.at as u64)
    }

    /// The error that a fault is, at this place.
    pub(super) fn error(&self, fault: Fault) -> ReadError {
        let position = self.position();
        match fault {
            Fault::Io(cause) => ReadError::Io { position, cause },
            Fault::Syntax(reason) => ReadError::Malformed {
                position,
                reason: reason.to_owned(),
                hint: "what stands before was read; export or download the file again",
            },
        }
    }

    /// Whether another value follows.
    pub(super) fn has_more(&mut self) -> Step<bool> {
        Ok(self.peek()?.is_some())
    }

    /// Walks the entries of an object; a value that `each` leaves is passed over, and so is anything but an object.
    pub(super) fn object(&mut self, each: &mut dyn FnMut(&mut Walker<'a>, &str) -> Step<()>) -> Step<()> {
        if self.peek()? != Some(b'{') {
            return self.skip();
        }
        self.enter()?;
        loop {
            match self.peek()? {
                Some(b'}') => break,
                Some(b',') => self.at += 1,
                Some(b'"') => {
                    let key = self.string()?;
                    if self.peek()? != Some(b':') {
                        return Err(Fault::Syntax("a key without a value"));
                    }
                    self.at += 1;
                    self.peek()?;
                    let before = self.before + self.at as u64;
                    each(self, &key)?;
                    if self.before + self.at as u64 == before {
                        self.skip()?;
                    }
                }
                Some(_) => return Err(Fault::Syntax("an object with something that is no key")),
                None => return Err(Fault::Syntax("the file ends inside an object")),
            }
        }
        self.leave();
        Ok(())
    }

    /// Walks the items of an array; an item that `each` leaves is passed over, and so is anything but an array.
    pub(super) fn array(&mut self, each: &mut dyn FnMut(&mut Walker<'a>) -> Step<()>) -> Step<()> {
        if self.peek()? != Some(b'[') {
            return self.skip();
        }
        self.enter()?;
        loop {
            match self.peek()? {
                Some(b']') => break,
                Some(b',') => self.at += 1,
                Some(_) => {
                    let before = self.before + self.at as u64;
                    each(self)?;
                    if self.before + self.at as u64 == before {
                        self.skip()?;
                    }
                }
                None => return Err(Fault::Syntax("the file ends inside a list")),
            }
        }
        self.leave();
        Ok(())
    }

    /// Whether an array follows.
    pub(super) fn is_array(&mut self) -> Step<bool> {
        Ok(self.peek()? == Some(b'['))
    }

    /// The next value, held.
    pub(super) fn value(&mut self) -> Step<Value> {
        self.nodes = 0;
        self.held()
    }

    fn held(&mut self) -> Step<Value> {
        self.nodes += 1;
        if self.nodes > NODES_MAX {
            self.skip()?;
            return Ok(Value::Null);
        }
        match self.peek()? {
            Some(b'{') => {
                let mut map = Vec::new();
                self.object(&mut |walker, key| {
                    map.push((key.to_owned(), walker.held()?));
                    Ok(())
                })?;
                Ok(Value::Map(map))
            }
            Some(b'[') => {
                let mut list = Vec::new();
                self.array(&mut |walker| {
                    list.push(walker.held()?);
                    Ok(())
                })?;
                Ok(Value::List(list))
            }
            Some(b'"') => self.string().map(Value::Text),
            Some(_) => {
                let word = self.word()?;
                Ok(match word.as_str() {
                    "true" => Value::Bool(true),
                    "false" => Value::Bool(false),
                    word if word.starts_with(|c: char| c.is_ascii_digit() || c == '-') => {
                        Value::Number(word.to_owned())
                    }
                    _ => Value::Null,
                })
            }
            None => Err(Fault::Syntax("the file ends where a value should stand")),
        }
    }

    /// Passes over the next value.
    pub(super) fn skip(&mut self) -> Step<()> {
        let mut open: u64 = 0;
        loop {
            match self.peek()? {
                Some(b'{' | b'[') => {
                    open += 1;
                    self.at += 1;
                }
                Some(b'}' | b']') => {
                    if open == 0 {
                        return Err(Fault::Syntax("a bracket where a value should stand"));
                    }
                    open -= 1;
                    self.at += 1;
                }
                Some(b',' | b':') if open > 0 => {
                    self.at += 1;
                    continue;
                }
                Some(b'"') => self.pass_string()?,
                Some(_) => drop(self.word()?),
                None => return Err(Fault::Syntax("the file ends inside a value")),
            }
            if open == 0 {
                return Ok(());
            }
        }
    }

    fn enter(&mut self) -> Step<()> {
        self.depth += 1;
        self.at += 1;
        if self.depth > DEPTH_MAX { Err(Fault::Syntax("values inside values without end")) } else { Ok(()) }
    }

    fn leave(&mut self) {
        self.depth -= 1;
        self.at += 1;
    }

    /// The next byte that is no space; a byte order mark is a space.
    fn peek(&mut self) -> Step<Option<u8>> {
        loop {
            while let Some(&byte) = self.buffer.get(self.at) {
                if !byte.is_ascii_whitespace() && !matches!(byte, 0xef | 0xbb | 0xbf | 0x1e | 0) {
                    return Ok(Some(byte));
                }
                self.at += 1;
            }
            if !self.fill()? {
                return Ok(None);
            }
        }
    }

    /// Fetches more where everything is used up.
    fn fill(&mut self) -> Step<bool> {
        self.before += self.buffer.len() as u64;
        self.buffer.resize(BUFFER, 0);
        self.at = 0;
        loop {
            match self.input.read(&mut self.buffer) {
                Ok(n) => {
                    self.buffer.truncate(n);
                    return Ok(n > 0);
                }
                Err(cause) if cause.kind() == io::ErrorKind::Interrupted => {}
                Err(cause) => {
                    self.buffer.clear();
                    return Err(Fault::Io(cause));
                }
            }
        }
    }

    fn byte(&mut self) -> Step<Option<u8>> {
        if self.at == self.buffer.len() && !self.fill()? {
            return Ok(None);
        }
        let byte = self.buffer[self.at];
        self.at += 1;
        Ok(Some(byte))
    }

    /// A number or a word without quotes.
    fn word(&mut self) -> Step<String> {
        let mut word = String::new();
        while let Some(byte) = self.byte()? {
            if !(byte.is_ascii_alphanumeric() || b"+-._".contains(&byte)) {
                self.at -= 1;
                break;
            }
            if word.len() < 64 {
                word.push(char::from(byte));
            }
        }
        if word.is_empty() { Err(Fault::Syntax("something that is no JSON")) } else { Ok(word) }
    }

    /// A text in quotes, its first bytes.
    fn string(&mut self) -> Step<String> {
        self.at += 1;
        let mut text = Vec::new();
        let mut high: Option<u16> = None;
        loop {
            let piece = &self.buffer[self.at..];
            let end = memchr::memchr2(b'"', b'\\', piece).unwrap_or(piece.len());
            if end > 0 && high.take().is_some() {
                text.extend_from_slice("\u{fffd}".as_bytes());
            }
            let room = TEXT_MAX.saturating_sub(text.len());
            text.extend_from_slice(&piece[..end.min(room)]);
            self.at += end;
            match self.byte()? {
                Some(b'"') => break,
                Some(b'\\') => {
                    let unit = self.escape()?;
                    push_unit(&mut text, &mut high, unit);
                }
                // The next stretch of the same text.
                Some(_) => self.at -= 1,
                None => return Err(Fault::Syntax("the file ends inside a text")),
            }
        }
        if high.is_some() {
            text.extend_from_slice("\u{fffd}".as_bytes());
        }
        Ok(String::from_utf8_lossy(&text).into_owned())
    }

    /// What a backslash begins, as a unit of UTF-16.
    fn escape(&mut self) -> Step<u16> {
        let Some(byte) = self.byte()? else { return Err(Fault::Syntax("the file ends inside a text")) };
        Ok(match byte {
            b'n' => 0x0a,
            b't' => 0x09,
            b'r' => 0x0d,
            b'b' => 0x08,
            b'f' => 0x0c,
            b'u' => {
                let mut unit = 0;
                for _ in 0..4 {
                    let Some(byte) = self.byte()? else { return Err(Fault::Syntax("the file ends inside a text")) };
                    let Some(digit) = char::from(byte).to_digit(16) else {
                        self.at -= 1;
                        return Ok(0xfffd);
                    };
                    unit = unit << 4 | digit as u16;
                }
                unit
            }
            byte if byte.is_ascii() => u16::from(byte),
            _ => 0xfffd,
        })
    }

    fn pass_string(&mut self) -> Step<()> {
        self.at += 1;
        loop {
            let piece = &self.buffer[self.at..];
            let end = memchr::memchr2(b'"', b'\\', piece).unwrap_or(piece.len());
            self.at += end;
            match self.byte()? {
                Some(b'"') => return Ok(()),
                Some(b'\\') => drop(self.byte()?),
                Some(_) => self.at -= 1,
                None => return Err(Fault::Syntax("the file ends inside a text")),
            }
        }
    }
}

/// Adds a unit of UTF-16; half a character without its other half is no text.
fn push_unit(text: &mut Vec<u8>, high: &mut Option<u16>, unit: u16) {
    let lone = "\u{fffd}".as_bytes();
    let c = match (high.take(), unit) {
        (before, 0xd800..=0xdbff) => {
            if before.is_some() {
                text.extend_from_slice(lone);
            }
            *high = Some(unit);
            return;
        }
        (Some(before), 0xdc00..=0xdfff) => {
            char::from_u32(0x1_0000 + (u32::from(before - 0xd800) << 10) + u32::from(unit - 0xdc00))
        }
        (before, unit) => {
            if before.is_some() {
                text.extend_from_slice(lone);
            }
            char::from_u32(u32::from(unit))
        }
    };
    if text.len() < TEXT_MAX {
        text.extend_from_slice(c.unwrap_or('\u{fffd}').encode_utf8(&mut [0; 4]).as_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tertius_model::Timestamp;

    fn value(text: &str) -> Step<Value> {
        let mut bytes = text.as_bytes();
        Walker::new(&mut bytes).value()
    }

    #[test]
    fn sloppy_json_is_read() {
        let read = value("\u{feff}{\"a\": [1, -2.5e3, 98765432109876543210, null, true,], \"b\": \"\\ud83d\\ude00 \\ud83d x\\/\\u00e9\",}").unwrap();
        assert_eq!(read.get("b").text(), "😀 \u{fffd} x/é");
        assert_eq!(read.get("a").items()[2].text(), "98765432109876543210");
        assert_eq!(read.get("a").items()[1].whole(), None);
        assert_eq!(read.get("a").items().len(), 5);
        assert_eq!(read.get("c"), &Value::Null);
    }

    #[test]
    fn broken_json_ends_and_says_why() {
        for text in ["{\"a\"", "{\"a\":", "[1", "\"a", "{1:2}", "}", "", "{\"a\":\"\\u12", &"[".repeat(1_000)] {
            assert!(matches!(value(text), Err(Fault::Syntax(_))), "{text}");
        }
    }

    #[test]
    fn what_is_left_is_passed_over() {
        let mut bytes = br#"{"a":{"x":[1,{"y":"]}"}]},"b":2} {"a":3}"#.as_slice();
        let mut walker = Walker::new(&mut bytes);
        let mut keys = Vec::new();
        while walker.has_more().unwrap() {
            walker
                .object(&mut |_, key| {
                    keys.push(key.to_owned());
                    Ok(())
                })
                .unwrap();
        }
        assert_eq!(keys, ["a", "b", "a"]);
    }

    #[test]
    fn moments_in_any_unit() {
        for text in ["1700000000", "\"1700000000\"", "1700000000123", "1700000000123456", "1700000000.5"] {
            assert_eq!(value(text).unwrap().moment(), Some(Timestamp(1_700_000_000)), "{text}");
        }
        assert_eq!(value("0").unwrap().moment(), None);
    }
}
