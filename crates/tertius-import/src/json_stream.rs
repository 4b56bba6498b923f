//! JSON of any length, value by value: a huge array is never held whole, and one broken value costs one value.
//!
//! [`Values::listed`] finds the objects of arrays, of concatenated arrays and of JSON lines. [`Values::under`]
//! finds what stands under certain keys, however deep, and passes over the rest.

use serde_json::Value;
use std::borrow::Cow;
use std::io::{self, BufRead};

/// A longer value is a broken one, or would not fit into memory.
const VALUE_MAX: usize = 64 << 20;
/// How much is read at once.
const CHUNK: usize = 64 << 10;
/// So many first keys are remembered, to find the next value after a broken one.
const FIRST_KEYS: usize = 16;

/// One value as it stands in the stream.
pub(crate) struct Found {
    /// The key it stands under; empty for [`Values::listed`].
    pub(crate) key: &'static str,
    /// The value, or why it cannot be read: lower case, no full stop.
    pub(crate) value: Result<Value, String>,
}

/// Reads one JSON text, mending what exporters get wrong: lone surrogates, bytes of no encoding, byte order marks.
///
/// # Errors
/// Why it cannot be read, lower case, no full stop.
pub(crate) fn parse(bytes: &[u8]) -> Result<Value, String> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let broken = match serde_json::from_slice(bytes) {
        Ok(value) => return Ok(value),
        Err(error) => error,
    };
    let text = String::from_utf8_lossy(bytes);
    let mended = without_lone_surrogates(&text);
    serde_json::from_str(&mended).map_err(|_| format!("the JSON cannot be read: {broken}"))
}

/// Replaces `\ud83d` without its other half, which is half a character and no text.
fn without_lone_surrogates(text: &str) -> Cow<'_, str> {
    let unit = |at: usize| -> Option<u16> {
        let digits = text.get(at..at + 6)?.strip_prefix("\\u")?;
        u16::from_str_radix(digits, 16).ok()
    };
    let mut out = String::new();
    let (mut copied, mut at) = (0, 0);
    let bytes = text.as_bytes();
    while let Some(step) = memchr::memchr(b'\\', &bytes[at..]) {
        at += step;
        match unit(at) {
            Some(0xd800..=0xdbff) if matches!(unit(at + 6), Some(0xdc00..=0xdfff)) => at += 12,
            Some(0xd800..=0xdfff) => {
                out.push_str(&text[copied..at]);
                out.push_str("\\ufffd");
                at += 6;
                copied = at;
            }
            _ => at = (at + 2).min(bytes.len()),
        }
    }
    if copied == 0 {
        return Cow::Borrowed(text);
    }
    out.push_str(&text[copied..]);
    Cow::Owned(out)
}

/// The values of one stream.
pub(crate) struct Values<'r> {
    input: &'r mut dyn BufRead,
    keys: &'static [&'static str],
    buffer: Vec<u8>,
    /// Where scanning stands in the buffer.
    at: usize,
    /// Bytes of the stream before the buffer.
    before: u64,
    ended: bool,
    /// The key whose array is open, and how many brackets deep.
    list: Option<(&'static str, usize)>,
    first_keys: Vec<Vec<u8>>,
    /// What may still be read twice after broken values.
    budget: u64,
}

impl<'r> Values<'r> {
    /// Every object that stands in no other object.
    pub(crate) fn listed(input: &'r mut dyn BufRead) -> Values<'r> {
        Values::under(input, &[])
    }

    /// Every object and every text under one of the keys, directly or in an array.
    pub(crate) fn under(input: &'r mut dyn BufRead, keys: &'static [&'static str]) -> Values<'r> {
        Values {
            input,
            keys,
            buffer: Vec::new(),
            at: 0,
            before: 0,
            ended: false,
            list: None,
            first_keys: Vec::new(),
            budget: 0,
        }
    }

    /// How far reading came, in bytes.
    pub(crate) fn position(&self) -> u64 {
        self.before + self.at as u64
    }

    /// The next value; `None` at the end.
    pub(crate) fn next(&mut self) -> io::Result<Option<Found>> {
        if self.at > 4 * CHUNK {
            self.before += self.at as u64;
            self.buffer.drain(..self.at);
            self.at = 0;
        }
        while let Some(byte) = self.peek()? {
            match byte {
                b'{' if self.keys.is_empty() => return self.take("").map(Some),
                b'{' => match self.list {
                    Some((key, _)) => return self.take(key).map(Some),
                    None => self.at += 1,
                },
                b'"' => {
                    if let Some(found) = self.text()? {
                        return Ok(Some(found));
                    }
                }
                b'[' => {
                    self.list = self.list.map(|(key, depth)| (key, depth + 1));
                    self.at += 1;
                }
                b']' => {
                    self.list = self.list.filter(|&(_, depth)| depth > 1).map(|(key, depth)| (key, depth - 1));
                    self.at += 1;
                }
                _ => self.at += 1,
            }
        }
        Ok(None)
    }

    /// Passes over a text; gives the value after it where it is one of the keys, or the text itself in a list.
    fn text(&mut self) -> io::Result<Option<Found>> {
        let (end, is_closed) = self.end_of_value(self.at)?;
        if let Some((key, _)) = self.list {
            return Ok(Some(self.cut(key, end, is_closed)));
        }
        let text = self.buffer.get(self.at + 1..end.saturating_sub(1)).unwrap_or_default();
        let key = self.keys.iter().find(|key| key.as_bytes() == text).copied();
        self.at = end;
        let Some(key) = key else { return Ok(None) };
        if self.peek_solid()? != Some(b':') {
            return Ok(None);
        }
        self.at += 1;
        match self.peek_solid()? {
            Some(b'{' | b'"') => self.take(key).map(Some),
            Some(b'[') => {
                self.list = Some((key, 1));
                self.at += 1;
                Ok(None)
            }
            _ => Ok(None),
        }
    }

    fn take(&mut self, key: &'static str) -> io::Result<Found> {
        let start = self.at;
        let (end, is_closed) = self.end_of_value(start)?;
        let found = self.cut(key, end, is_closed);
        let bytes = &self.buffer[start..end];
        if found.value.is_ok() {
            if let Some(key) = first_key(bytes)
                && self.first_keys.len() < FIRST_KEYS
                && !self.first_keys.iter().any(|known| known == key)
            {
                self.first_keys.push(key.to_vec());
            }
            self.budget += bytes.len() as u64 + 64;
        } else if let Some(next) = self.next_start(bytes)
            && let Some(left) = self.budget.checked_sub((bytes.len() - next) as u64)
        {
            self.budget = left;
            self.at = start + next;
        }
        Ok(found)
    }

    fn cut(&mut self, key: &'static str, end: usize, is_closed: bool) -> Found {
        let value = match is_closed {
            true => parse(&self.buffer[self.at..end]),
            false => Err("a bracket or quotation mark is not closed".to_owned()),
        };
        let found = Found { key, value };
        self.at = end;
        found
    }

    /// Where the value that begins at `start` ends, and whether it does.
    fn end_of_value(&mut self, start: usize) -> io::Result<(usize, bool)> {
        let (mut depth, mut in_text, mut at) = (0usize, false, start);
        loop {
            let Some(&byte) = self.buffer.get(at) else {
                if at - start > VALUE_MAX || !self.fill()? {
                    return Ok((at.min(self.buffer.len()), false));
                }
                continue;
            };
            at += 1;
            if in_text {
                match byte {
                    // What is escaped may not be read yet; the next turn reads it.
                    b'\\' => at += 1,
                    b'"' => in_text = false,
                    _ => {
                        let rest = self.buffer.get(at..).unwrap_or_default();
                        at += memchr::memchr2(b'"', b'\\', rest).unwrap_or(rest.len());
                    }
                }
            } else {
                match byte {
                    b'"' => in_text = true,
                    b'{' | b'[' => depth += 1,
                    b'}' | b']' => depth = depth.saturating_sub(1),
                    _ => {}
                }
            }
            if depth == 0 && !in_text {
                return Ok((at, true));
            }
        }
    }

    /// Where in a broken value the next one seems to begin.
    fn next_start(&self, bytes: &[u8]) -> Option<usize> {
        memchr::memchr_iter(b'{', bytes).skip(1).find(|&at| {
            let before = bytes[..at].trim_ascii_end().last();
            let key = first_key(&bytes[at..]);
            matches!(before, Some(b',' | b'[' | b'}'))
                && key.is_some_and(|key| self.first_keys.iter().any(|k| k == key))
        })
    }

    fn peek_solid(&mut self) -> io::Result<Option<u8>> {
        loop {
            match self.peek()? {
                Some(byte) if byte.is_ascii_whitespace() => self.at += 1,
                other => return Ok(other),
            }
        }
    }

    fn peek(&mut self) -> io::Result<Option<u8>> {
        if self.at >= self.buffer.len() {
            self.before += self.buffer.len() as u64;
            self.at = 0;
            self.buffer.clear();
            self.fill()?;
        }
        Ok(self.buffer.get(self.at).copied())
    }

    fn fill(&mut self) -> io::Result<bool> {
        if self.ended {
            return Ok(false);
        }
        let held = self.buffer.len();
        let read = loop {
            match self.input.fill_buf() {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                other => break other?,
            }
        };
        let n = read.len().min(CHUNK);
        self.buffer.extend_from_slice(&read[..n]);
        self.input.consume(n);
        self.ended = self.buffer.len() == held;
        Ok(!self.ended)
    }
}

/// The first key of an object.
fn first_key(bytes: &[u8]) -> Option<&[u8]> {
    let rest = bytes.strip_prefix(b"{")?.trim_ascii_start().strip_prefix(b"\"")?;
    let end = memchr::memchr(b'"', rest.get(..rest.len().min(64))?)?;
    Some(&rest[..end])
}

/// A text under a key; empty where there is none.
pub(crate) fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value.get(key).and_then(Value::as_str).unwrap_or("").trim()
}

/// An id under a key, written as text or as a number; empty where there is none.
pub(crate) fn id(value: &Value, key: &str) -> String {
    match value.get(key) {
        Some(Value::String(text)) => text.trim().to_owned(),
        Some(Value::Number(number)) => number.to_string(),
        _ => String::new(),
    }
}

/// The elements of a list under a key.
pub(crate) fn list<'v>(value: &'v Value, key: &str) -> &'v [Value] {
    value.get(key).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// Whether a key holds `true`.
pub(crate) fn is_set(value: &Value, key: &str) -> bool {
    value.get(key).and_then(Value::as_bool).unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is found, one value a line.
    fn check(mut values: Values<'_>, expected: &str) {
        let mut text = String::new();
        while let Some(found) = values.next().unwrap() {
            let value = found.value.map_or_else(|why| why, |value| value.to_string());
            text += &format!("{}{value}\n", found.key);
        }
        assert_eq!(text, expected);
    }

    #[test]
    fn objects_of_arrays_and_lines() {
        check(
            Values::listed(&mut &b"[{\"a\":1}, {\"b\":[{}]}][{\"c\":\"}\"}]"[..]),
            "{\"a\":1}\n{\"b\":[{}]}\n{\"c\":\"}\"}\n",
        );
        check(
            Values::listed(&mut &b"\xef\xbb\xbf{\"a\":1}\n[\"EVENT\",\"{\",{\"b\":2}]\n"[..]),
            "{\"a\":1}\n{\"b\":2}\n",
        );
        check(Values::listed(&mut &b""[..]), "");
    }

    #[test]
    fn values_under_keys() {
        let text = br#"{"x":{"id":"7","y":[{"id":"{"}]},"id":[{"a":1},"b",[{"c":2}]],"id2":"n"}"#;
        check(Values::under(&mut &text[..], &["id"]), "id\"7\"\nid\"{\"\nid{\"a\":1}\nid\"b\"\nid{\"c\":2}\n");
    }

    #[test]
    fn a_broken_value_costs_one_value() {
        let text = br#"[{"id":1},{"id":"2},{"id":3},{"id":4}]"#;
        check(
            Values::listed(&mut &text[..]),
            "{\"id\":1}\na bracket or quotation mark is not closed\n{\"id\":3}\n{\"id\":4}\n",
        );
        check(
            Values::listed(&mut &b"[{\"id\":1},{\"id\":"[..]),
            "{\"id\":1}\na bracket or quotation mark is not closed\n",
        );
    }

    #[test]
    fn half_characters_are_mended() {
        let value = parse(br#"{"a":"x\ud83d y","b":"\ud83d\ude00","c":"\\ud83d"}"#).unwrap();
        assert_eq!(value.to_string(), "{\"a\":\"x\u{fffd} y\",\"b\":\"😀\",\"c\":\"\\\\ud83d\"}");
        assert_eq!(parse(b"{\"a\":\"\xff\"}").unwrap().to_string(), "{\"a\":\"\u{fffd}\"}");
    }
}
