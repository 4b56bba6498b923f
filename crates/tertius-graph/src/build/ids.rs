//! Gives every id a number, in the order of first appearance.
//!
//! Ids that are plain decimal numbers, which most are, are looked up in an array by value, others in a hash map.
//! The array is let grow to a small multiple of the ids that are in it, so that one huge id costs nothing.

use rustc_hash::FxHashMap;

const NO_NODE: u32 = u32::MAX;
/// The array may always have this many entries.
const FREE_ENTRIES: usize = 1 << 20;

#[derive(Debug, Default)]
pub(super) struct Ids {
    bytes: Vec<u8>,
    ends: Vec<usize>,
    numbers: Vec<u32>,
    names: FxHashMap<Box<[u8]>, u32>,
}

impl Ids {
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    pub(super) fn texts(&self) -> Vec<&[u8]> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(start, end)| &self.bytes[start..*end]).collect()
    }

    /// The number of an id; new ids get the next one.
    #[inline]
    pub(super) fn number(&mut self, id: &[u8]) -> u32 {
        match plain_number(id) {
            Some(value) if value < self.numbers.len() && self.numbers[value] != NO_NODE => self.numbers[value],
            plain => self.number_slowly(id, plain),
        }
    }

    /// The number of an id that is a plain number.
    #[inline]
    pub(super) fn number_of(&mut self, value: usize) -> u32 {
        match self.numbers.get(value) {
            Some(node) if *node != NO_NODE => *node,
            _ => self.number_slowly(value.to_string().as_bytes(), Some(value)),
        }
    }

    /// An id that was in the hash map before the array grew stays there; both are asked before a number is given.
    #[cold]
    fn number_slowly(&mut self, id: &[u8], plain: Option<usize>) -> u32 {
        if let Some(node) = self.names.get(id) {
            return *node;
        }
        let node = self.ends.len() as u32;
        self.bytes.extend(id);
        self.ends.push(self.bytes.len());
        match plain.filter(|value| *value < FREE_ENTRIES.max(16 * self.ends.len())) {
            Some(value) => {
                if value >= self.numbers.len() {
                    self.numbers.resize((value + 1).next_power_of_two(), NO_NODE);
                }
                self.numbers[value] = node;
            }
            None => {
                self.names.insert(id.into(), node);
            }
        }
        node
    }
}

/// The value of an id that is a number as one writes it: no sign, no leading zero, at most nine digits.
#[inline]
fn plain_number(id: &[u8]) -> Option<usize> {
    leading_number(id).filter(|(_, rest)| rest.is_empty()).map(|(value, _)| value)
}

/// A plain number at the front of a text, and what follows it.
#[inline]
pub(super) fn leading_number(text: &[u8]) -> Option<(usize, &[u8])> {
    let (mut value, mut n_digits) = (0, 0);
    for byte in text {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            break;
        }
        value = value * 10 + usize::from(digit);
        n_digits += 1;
        if n_digits > 9 {
            return None;
        }
    }
    let is_plain = n_digits == 1 || (n_digits > 1 && text[0] != b'0');
    is_plain.then(|| (value, &text[n_digits..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_ids_get_equal_numbers_however_the_array_grows() {
        let mut ids = Ids::default();
        let texts = ["7", "07", "ann", "900000000", "", "7", "900000000", "ann", "5000000"];
        let numbers: Vec<u32> = texts.iter().map(|id| ids.number(id.as_bytes())).collect();
        assert_eq!(numbers, [0, 1, 2, 3, 4, 0, 3, 2, 5]);
        for filler in 0..600_000_u32 {
            ids.number(filler.to_string().as_bytes());
        }
        assert_eq!(ids.number(b"5000000"), 5);
        assert_eq!(ids.number(b"7"), 0);
        assert_eq!(ids.texts()[3], b"900000000");
    }
}
