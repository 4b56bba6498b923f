//! Bytes out and in: variable-length integers, text, keys and lists. Reading never trusts a length.

use super::CodecError;
use tertius_model::Key;

/// Appends values to a byte string.
#[derive(Default)]
pub(super) struct Writer {
    pub(super) bytes: Vec<u8>,
}

impl Writer {
    pub(super) fn byte(&mut self, value: u8) {
        self.bytes.push(value);
    }

    /// Seven bits a byte, lowest first; the high bit says that more follow.
    pub(super) fn number(&mut self, mut value: u64) {
        while value >= 0x80 {
            self.bytes.push(value as u8 | 0x80);
            value >>= 7;
        }
        self.bytes.push(value as u8);
    }

    /// Small magnitudes of either sign take few bytes.
    pub(super) fn signed(&mut self, value: i64) {
        self.number(((value << 1) ^ (value >> 63)).cast_unsigned());
    }

    pub(super) fn text(&mut self, text: &str) {
        self.number(text.len() as u64);
        self.bytes.extend_from_slice(text.as_bytes());
    }

    pub(super) fn key(&mut self, key: Key) {
        self.bytes.extend_from_slice(&key.0.to_le_bytes());
    }

    pub(super) fn list<T>(&mut self, items: &[T], mut each: impl FnMut(&mut Writer, &T)) {
        self.number(items.len() as u64);
        for item in items {
            each(self, item);
        }
    }

    pub(super) fn option<T>(&mut self, value: Option<T>, some: impl FnOnce(&mut Writer, T)) {
        match value {
            None => self.byte(0),
            Some(value) => {
                self.byte(1);
                some(self, value);
            }
        }
    }
}

/// Takes values from the front of a byte string.
pub(super) struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Reader<'a> {
        Reader { rest: bytes }
    }

    /// Succeeds where everything was read.
    pub(super) fn end(&self) -> Result<(), CodecError> {
        if self.rest.is_empty() { Ok(()) } else { Err(CodecError::Malformed("bytes after the end")) }
    }

    pub(super) fn bytes(&mut self, n: usize) -> Result<&'a [u8], CodecError> {
        let (head, rest) = self.rest.split_at_checked(n).ok_or(CodecError::Truncated)?;
        self.rest = rest;
        Ok(head)
    }

    #[inline]
    pub(super) fn byte(&mut self) -> Result<u8, CodecError> {
        let (&first, rest) = self.rest.split_first().ok_or(CodecError::Truncated)?;
        self.rest = rest;
        Ok(first)
    }

    #[inline]
    pub(super) fn number(&mut self) -> Result<u64, CodecError> {
        let first = self.byte()?;
        if first < 0x80 {
            return Ok(u64::from(first));
        }
        let mut value = u64::from(first & 0x7f);
        for shift in (7..64).step_by(7) {
            let byte = self.byte()?;
            if shift == 63 && byte > 1 {
                break;
            }
            value |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(value);
            }
        }
        Err(CodecError::Malformed("a number of more than 64 bits"))
    }

    #[inline]
    pub(super) fn signed(&mut self) -> Result<i64, CodecError> {
        let value = self.number()?;
        Ok((value >> 1).cast_signed() ^ -(value & 1).cast_signed())
    }

    pub(super) fn number_as<T: TryFrom<u64>>(&mut self) -> Result<T, CodecError> {
        T::try_from(self.number()?).map_err(|_| CodecError::Malformed("a number out of range"))
    }

    /// How many items follow, each at least `item_len` bytes long: never more than the bytes that are left can hold.
    pub(super) fn count(&mut self, item_len: usize) -> Result<usize, CodecError> {
        let n: usize = self.number_as()?;
        if n > self.rest.len() / item_len { Err(CodecError::Truncated) } else { Ok(n) }
    }

    pub(super) fn text(&mut self) -> Result<&'a str, CodecError> {
        let n = self.count(1)?;
        std::str::from_utf8(self.bytes(n)?).map_err(|_| CodecError::Malformed("text that is not UTF-8"))
    }

    pub(super) fn string(&mut self) -> Result<String, CodecError> {
        self.text().map(str::to_owned)
    }

    pub(super) fn key(&mut self) -> Result<Key, CodecError> {
        let (head, rest) = self.rest.split_first_chunk::<16>().ok_or(CodecError::Truncated)?;
        self.rest = rest;
        Ok(Key(u128::from_le_bytes(*head)))
    }

    pub(super) fn list<T>(
        &mut self,
        item_len: usize,
        mut each: impl FnMut(&mut Reader<'a>) -> Result<T, CodecError>,
    ) -> Result<Vec<T>, CodecError> {
        let n = self.count(item_len)?;
        (0..n).map(|_| each(self)).collect()
    }

    pub(super) fn option<T>(
        &mut self,
        some: impl FnOnce(&mut Reader<'a>) -> Result<T, CodecError>,
    ) -> Result<Option<T>, CodecError> {
        match self.byte()? {
            0 => Ok(None),
            1 => some(self).map(Some),
            _ => Err(CodecError::Malformed("an option that is neither absent nor present")),
        }
    }
}
