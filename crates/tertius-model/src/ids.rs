//! Identifiers that come from evidence, never from a position or a counter.

use std::fmt;
use std::str::FromStr;

const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// A 128-bit digest that names one observation or record by what it says.
///
/// Two observations with the same key are the same observation, whatever file they came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Key(pub u128);

impl Key {
    /// Digests labelled parts; the parts' boundaries count, so `["ab","c"]` differs from `["a","bc"]`.
    pub fn of<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> Key {
        let mut hasher = blake3::Hasher::new();
        for part in parts {
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part);
        }
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
        Key(u128::from_le_bytes(bytes))
    }

    /// Digests text parts, see [`Key::of`].
    pub fn of_text<'a>(parts: impl IntoIterator<Item = &'a str>) -> Key {
        Key::of(parts.into_iter().map(str::as_bytes))
    }
}

macro_rules! short_id {
    ($name:ident, $prefix:literal, $doc:literal) => {
        #[doc = $doc]
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
        pub struct $name(pub u64);

        impl $name {
            /// The id of whatever this key names.
            pub fn from_key(key: Key) -> Self {
                Self((key.0 >> 64) as u64)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write_base32(f, $prefix, self.0)
            }
        }

        impl FromStr for $name {
            type Err = ();

            fn from_str(text: &str) -> Result<Self, ()> {
                parse_base32(text, $prefix).map(Self).ok_or(())
            }
        }
    };
}

short_id!(
    PersonId,
    'p',
    "One person. Equals the [`RecordId`] that anchors the person; ids of the person's other records redirect."
);
short_id!(
    RecordId,
    'p',
    "One record of a person: a card, or a handle seen in exchanges. Shares the text form of [`PersonId`]."
);
short_id!(MatterId, 'm', "One introduction, ask or story: a random number.");
short_id!(SourceId, 's', "One imported source: the digest of its format and content.");

impl From<RecordId> for PersonId {
    fn from(record: RecordId) -> Self {
        PersonId(record.0)
    }
}

fn write_base32(f: &mut fmt::Formatter<'_>, prefix: char, value: u64) -> fmt::Result {
    let mut text = String::with_capacity(14);
    text.push(prefix);
    for digit in (0..13).rev() {
        text.push(char::from(ALPHABET[(value >> (digit * 5) & 31) as usize]));
    }
    f.pad(&text)
}

fn parse_base32(text: &str, prefix: char) -> Option<u64> {
    let digits = text.strip_prefix(prefix)?;
    if digits.len() != 13 {
        return None;
    }
    let value = digits.bytes().try_fold(0u128, |value, byte| {
        let digit = ALPHABET.iter().position(|&letter| letter == byte)?;
        Some(value << 5 | digit as u128)
    })?;
    u64::try_from(value).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_read_back_what_they_print() {
        for value in [0, 1, 31, 32, u64::MAX, 0x0123_4567_89ab_cdef] {
            let text = PersonId(value).to_string();
            assert_eq!(text.len(), 14);
            assert_eq!(text.parse(), Ok(PersonId(value)));
        }
        assert_eq!("pzzzzzzzzzzzzz".parse::<PersonId>(), Err(()));
        assert_eq!("s0000000000000".parse::<PersonId>(), Err(()));
    }

    #[test]
    fn a_key_knows_where_its_parts_end() {
        assert_ne!(Key::of_text(["ab", "c"]), Key::of_text(["a", "bc"]));
    }
}
