//! The ids that one thread meets, each with a key.
//!
//! Ids are opaque texts: "007" and "7" are two. Those that are plain decimal numbers, which most are, are their own
//! key and are only marked in a bitmap; those of at most 15 bytes are hashed as one number; others as texts.

use rustc_hash::FxHashMap;

/// Keys with this bit are places in a dictionary's list of names; others are the number that the id is.
pub(super) const NAMED: u32 = 1 << 31;
const MAX_DIGITS: usize = 9;

/// A set of numbers below 10^9, in pages that are made when they are needed.
#[derive(Debug, Default)]
pub(super) struct Marks {
    pages: Vec<Option<Box<[u64; Marks::PAGE / 64]>>>,
}

impl Marks {
    /// Values on one page.
    pub(super) const PAGE: usize = 1 << 16;

    #[inline]
    fn insert(&mut self, value: u32) {
        if let Some(Some(page)) = self.pages.get_mut(value as usize / Marks::PAGE) {
            page[value as usize % Marks::PAGE / 64] |= 1 << (value % 64);
        } else {
            self.insert_on_new_page(value);
        }
    }

    #[cold]
    fn insert_on_new_page(&mut self, value: u32) {
        let page = value as usize / Marks::PAGE;
        if self.pages.len() <= page {
            self.pages.resize_with(page + 1, || None);
        }
        self.pages[page] = Some(Box::new([0; Marks::PAGE / 64]));
        self.insert(value);
    }

    /// Takes another set's members in.
    pub(super) fn unite(&mut self, other: Marks) {
        self.pages.resize_with(self.pages.len().max(other.pages.len()), || None);
        for (page, other) in self.pages.iter_mut().zip(other.pages) {
            match (page, other) {
                (Some(page), Some(other)) => page.iter_mut().zip(*other).for_each(|(word, more)| *word |= more),
                (page @ None, other) => *page = other,
                (Some(_), None) => {}
            }
        }
    }

    /// The words of marks, by page.
    pub(super) fn pages(&self) -> impl Iterator<Item = Option<&[u64]>> {
        self.pages.iter().map(|page| page.as_ref().map(|words| &words[..]))
    }

    /// The numbers, rising.
    pub(super) fn iter(&self) -> impl Iterator<Item = u32> + '_ {
        let pages = self.pages.iter().enumerate().filter_map(|(place, page)| Some((place, page.as_ref()?)));
        pages.flat_map(|(place, page)| {
            page.iter().enumerate().flat_map(move |(word_at, word)| {
                let first = (place * Marks::PAGE + word_at * 64) as u32;
                (0..64).filter(move |bit| word >> bit & 1 == 1).map(move |bit| first + bit)
            })
        })
    }
}

/// A short text as one number that sorts as the text does; 15 bytes and their number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Packed(u128);

/// The number of bytes that stands for "longer than can be packed".
const LONGER: u8 = 0xff;

impl Packed {
    /// The whole text, if it is short.
    #[inline]
    pub(super) fn whole(text: &[u8]) -> Option<Packed> {
        (text.len() <= 15).then(|| Packed::head(text))
    }

    /// The text, or its first 15 bytes. Texts whose heads differ sort as their heads.
    #[inline]
    pub(super) fn head(text: &[u8]) -> Packed {
        let mut bytes = [0; 16];
        let len = text.len().min(15);
        bytes[..len].copy_from_slice(&text[..len]);
        bytes[15] = if text.len() > 15 { LONGER } else { len as u8 };
        Packed(u128::from_be_bytes(bytes))
    }

    /// The text, if it was not cut.
    pub(super) fn text(self, room: &mut [u8; 16]) -> Option<&[u8]> {
        *room = self.0.to_be_bytes();
        (room[15] != LONGER).then(|| &room[..usize::from(room[15])])
    }
}

/// What one thread has met.
#[derive(Debug, Default)]
pub(super) struct Dictionary {
    pub(super) numbers: Marks,
    short: FxHashMap<Packed, u32>,
    long: FxHashMap<Box<[u8]>, u32>,
    n_names: u32,
}

impl Dictionary {
    /// The key of an id.
    #[inline]
    pub(super) fn key(&mut self, id: &[u8]) -> u32 {
        match plain_number(id) {
            Some(value) => self.key_of(value),
            None => self.key_of_name(id),
        }
    }

    /// The key of an id that is a plain number below 10^9.
    #[inline]
    pub(super) fn key_of(&mut self, value: u32) -> u32 {
        self.numbers.insert(value);
        value
    }

    fn key_of_name(&mut self, id: &[u8]) -> u32 {
        let fresh = NAMED | self.n_names;
        let key = match Packed::whole(id) {
            Some(packed) => *self.short.entry(packed).or_insert(fresh),
            None => match self.long.get(id) {
                Some(key) => *key,
                None => *self.long.entry(id.into()).or_insert(fresh),
            },
        };
        self.n_names += u32::from(key == fresh);
        key
    }

    pub(super) fn n_names(&self) -> usize {
        self.n_names as usize
    }

    /// Everything that was met.
    pub(super) fn into_met(self) -> Met {
        Met { numbers: self.numbers, short: self.short, long: self.long }
    }
}

/// Plain numbers, and the names that are none, each with its key.
pub(super) struct Met {
    pub(super) numbers: Marks,
    pub(super) short: FxHashMap<Packed, u32>,
    pub(super) long: FxHashMap<Box<[u8]>, u32>,
}

/// The value of an id that is a number as one writes it: no sign, no leading zero, at most nine digits.
#[inline]
fn plain_number(id: &[u8]) -> Option<u32> {
    leading_number(id).filter(|(_, len)| *len == id.len()).map(|(value, _)| value)
}

/// A plain number at the front of a text, and how many digits it has.
#[inline]
pub(super) fn leading_number(text: &[u8]) -> Option<(u32, usize)> {
    let (mut value, mut n_digits) = (0_u32, 0);
    while let Some(digit) = text.get(n_digits).map(|byte| byte.wrapping_sub(b'0')).filter(|digit| *digit <= 9) {
        if n_digits == MAX_DIGITS {
            return None;
        }
        value = value * 10 + u32::from(digit);
        n_digits += 1;
    }
    let is_plain = n_digits == 1 || (n_digits > 1 && text[0] != b'0');
    is_plain.then_some((value, n_digits))
}
