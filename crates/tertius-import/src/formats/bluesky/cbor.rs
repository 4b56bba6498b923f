//! DAG-CBOR, as far as repositories use it: definite lengths, text keys, links as tag 42.
//!
//! Nothing is believed about lengths: a list that says it has a billion entries fails at its first missing one.

/// How deep values may nest.
const DEPTH_MAX: usize = 32;

/// One value.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
    Int(i64),
    Bytes(Vec<u8>),
    Text(String),
    List(Vec<Value>),
    Map(Vec<(String, Value)>),
    /// A link to another block, by its identifier.
    Link(Vec<u8>),
    /// True, false, null or a fraction: nothing that is read here.
    Other,
}

impl Value {
    /// The value under a key of a map.
    pub(super) fn get(&self, key: &str) -> Option<&Value> {
        let Value::Map(entries) = self else { return None };
        entries.iter().find(|(known, _)| known == key).map(|(_, value)| value)
    }

    /// The text under a key; empty where there is none.
    pub(super) fn text(&self, key: &str) -> &str {
        match self.get(key) {
            Some(Value::Text(text)) => text,
            _ => "",
        }
    }

    /// The list under a key.
    pub(super) fn list(&self, key: &str) -> &[Value] {
        match self.get(key) {
            Some(Value::List(list)) => list,
            _ => &[],
        }
    }

    /// The link under a key.
    pub(super) fn link(&self, key: &str) -> Option<&[u8]> {
        match self.get(key) {
            Some(Value::Link(link)) => Some(link),
            _ => None,
        }
    }
}

/// Reads one value that fills the bytes.
///
/// # Errors
/// What is wrong, lower case, no full stop.
pub(super) fn parse(bytes: &[u8]) -> Result<Value, &'static str> {
    let mut input = Input { rest: bytes };
    let value = input.value(DEPTH_MAX)?;
    if input.rest.is_empty() { Ok(value) } else { Err("bytes follow the end of the block's value") }
}

struct Input<'b> {
    rest: &'b [u8],
}

impl<'b> Input<'b> {
    fn take(&mut self, n: u64) -> Result<&'b [u8], &'static str> {
        let n = usize::try_from(n).map_err(|_| "a length beyond the block")?;
        let (taken, rest) = self.rest.split_at_checked(n).ok_or("a length beyond the block")?;
        self.rest = rest;
        Ok(taken)
    }

    fn byte(&mut self) -> Result<u8, &'static str> {
        Ok(self.take(1)?[0])
    }

    /// The kind and the number of an item's head.
    fn head(&mut self) -> Result<(u8, u8, u64), &'static str> {
        let first = self.byte()?;
        let (kind, info) = (first >> 5, first & 31);
        let number = match info {
            0..=23 => u64::from(info),
            24..=27 => self.take(1 << (info - 24))?.iter().fold(0, |sum, &byte| sum << 8 | u64::from(byte)),
            _ => return Err("an item without a length"),
        };
        Ok((kind, info, number))
    }

    fn value(&mut self, depth: usize) -> Result<Value, &'static str> {
        let depth = depth.checked_sub(1).ok_or("values nest too deep")?;
        let (kind, info, number) = self.head()?;
        Ok(match kind {
            0 => Value::Int(i64::try_from(number).map_err(|_| "a number out of range")?),
            1 => Value::Int(-1 - i64::try_from(number).map_err(|_| "a number out of range")?),
            2 => Value::Bytes(self.take(number)?.to_vec()),
            3 => Value::Text(self.text(number)?),
            4 => Value::List((0..number).map(|_| self.value(depth)).collect::<Result<_, _>>()?),
            5 => {
                let mut entries = Vec::new();
                for _ in 0..number {
                    let (3, _, len) = self.head()? else { return Err("a key that is no text") };
                    entries.push((self.text(len)?, self.value(depth)?));
                }
                Value::Map(entries)
            }
            6 if number == 42 => match self.value(depth)? {
                Value::Bytes(link) if link.first() == Some(&0) => Value::Link(link[1..].to_vec()),
                _ => return Err("a link that is none"),
            },
            7 if (20..=22).contains(&info) || (25..=27).contains(&info) => Value::Other,
            _ => return Err("a kind of value that does not belong here"),
        })
    }

    fn text(&mut self, len: u64) -> Result<String, &'static str> {
        // Texts of applications are not always what they should be; the ids that count are plain letters.
        Ok(String::from_utf8_lossy(self.take(len)?).into_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_every_kind() {
        let value =
            parse(b"\xa4\x61a\x18\x64\x61b\x82\x20\xf5\x61c\xd8\x2a\x43\x00\x01\x02\x61d\xfb\0\0\0\0\0\0\0\0").unwrap();
        assert_eq!(value.get("a"), Some(&Value::Int(100)));
        assert_eq!(value.list("b"), [Value::Int(-1), Value::Other]);
        assert_eq!(value.link("c"), Some(&[1, 2][..]));
        assert_eq!(value.text("d"), "");
    }

    #[test]
    fn hostile_lengths_and_depths_are_errors() {
        assert_eq!(parse(b"\x9b\xff\xff\xff\xff\xff\xff\xff\xff"), Err("a length beyond the block"));
        assert_eq!(parse(b"\x7a\xff\xff\xff\xff"), Err("a length beyond the block"));
        assert_eq!(parse(&[0x81; 1_000]), Err("values nest too deep"));
        assert_eq!(parse(b"\x9f\xff"), Err("an item without a length"));
        assert_eq!(parse(b"\x01\x01"), Err("bytes follow the end of the block's value"));
    }
}
