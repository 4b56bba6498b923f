//! Turns the ids that the threads met into nodes: first the plain numbers, rising, then the other names by their bytes.
//!
//! So the same ids get the same nodes however the table was cut and whichever thread met them first.

use super::ids::{Dictionary, Marks, NAMED, Packed};
use crate::snapshot::Texts;

/// From the keys of every thread to nodes, and the ids by node.
#[derive(Debug, Default)]
pub(super) struct Numbering {
    numbers: Places,
    /// By thread, then by name.
    of_name: Vec<Vec<u32>>,
    pub(super) ids: Texts,
    /// The place of every node in the order of the ids' bytes.
    pub(super) ranks: Vec<u32>,
}

/// One id that is not a plain number.
struct Name<'d> {
    head: Packed,
    long: &'d [u8],
    thread: usize,
    key: u32,
}

impl Numbering {
    pub(super) fn new(dictionaries: Vec<Dictionary>) -> Numbering {
        let n_names: Vec<usize> = dictionaries.iter().map(Dictionary::n_names).collect();
        let mut numbers = Marks::default();
        let (mut short, mut long) = (Vec::new(), Vec::new());
        for dictionary in dictionaries {
            let met = dictionary.into_met();
            numbers.unite(met.numbers);
            short.push(met.short);
            long.push(met.long);
        }
        let mut names: Vec<Name<'_>> = Vec::with_capacity(n_names.iter().sum());
        for (thread, found) in short.iter().enumerate() {
            names.extend(found.iter().map(|(head, key)| Name { head: *head, long: &[], thread, key: *key }));
        }
        for (thread, found) in long.iter().enumerate() {
            for (text, key) in found {
                names.push(Name { head: Packed::head(text), long: text, thread, key: *key });
            }
        }
        names.sort_unstable_by(|a, b| a.head.cmp(&b.head).then_with(|| a.long.cmp(b.long)));
        let mut numbering = Numbering {
            numbers: Places::new(&numbers),
            of_name: n_names.iter().map(|n| vec![0; *n]).collect(),
            ..Numbering::default()
        };
        numbering.place(&numbers, &names);
        numbering
    }

    fn place(&mut self, numbers: &Marks, names: &[Name<'_>]) {
        let mut heads: Vec<(Packed, u32)> = Vec::with_capacity(self.numbers.n_numbers);
        let mut digits = [0; 10];
        for value in numbers.iter() {
            let text = decimal(value, &mut digits);
            heads.push((Packed::head(text), heads.len() as u32));
            self.ids.push(text);
        }
        heads.sort_unstable();
        // Both lists are sorted: a merge gives the order of all.
        let mut numbers = heads.into_iter().peekable();
        let mut rank = 0;
        self.ranks.resize(self.ids.len(), 0);
        let mut last: Option<&Name<'_>> = None;
        for name in names {
            while let Some((_, node)) = numbers.next_if(|(head, _)| *head < name.head) {
                self.ranks[node as usize] = rank;
                rank += 1;
            }
            if last.is_none_or(|last| (last.head, last.long) != (name.head, name.long)) {
                let mut room = [0; 16];
                self.ids.push(name.head.text(&mut room).unwrap_or(name.long));
                self.ranks.push(rank);
                rank += 1;
            }
            last = Some(name);
            self.of_name[name.thread][(name.key & !NAMED) as usize] = self.ids.len() as u32 - 1;
        }
        for ((_, node), rank) in numbers.zip(rank..) {
            self.ranks[node as usize] = rank;
        }
    }

    /// The number of each key that is a plain number, by its value, when those are dense enough for a table; else
    /// nothing. Values that nobody has are there, too.
    pub(super) fn table(&self, new_of: Option<&[u32]>) -> Vec<u32> {
        let n_values = self.numbers.n_values();
        if n_values > 4 * self.numbers.n_numbers + Marks::PAGE {
            return Vec::new();
        }
        let mut table = vec![0; n_values];
        for (value, place) in self.numbers.iter() {
            table[value as usize] = new_of.map_or(place, |new_of| new_of[place as usize]);
        }
        table
    }

    /// The node of a thread's key.
    #[inline]
    pub(super) fn node(&self, thread: usize, key: u32) -> u32 {
        if key & NAMED == 0 { self.numbers.place(key) } else { self.of_name[thread][(key & !NAMED) as usize] }
    }
}

fn decimal(mut value: u32, digits: &mut [u8; 10]) -> &[u8] {
    let mut at = digits.len();
    loop {
        at -= 1;
        digits[at] = b'0' + (value % 10) as u8;
        value /= 10;
        if value == 0 {
            return &digits[at..];
        }
    }
}

/// The place of every number among the numbers there are: how many marks stand before it.
#[derive(Debug, Default)]
struct Places {
    pages: Vec<Option<Page>>,
    n_numbers: usize,
}

#[derive(Debug)]
struct Page {
    words: Box<[(u64, u32)]>,
}

impl Places {
    fn new(marks: &Marks) -> Places {
        let mut n_numbers = 0;
        let mut page = |words: &[u64]| {
            let words = words.iter().map(|word| {
                let before = n_numbers;
                n_numbers += word.count_ones();
                (*word, before)
            });
            Page { words: words.collect() }
        };
        let pages = marks.pages().map(|words| words.map(&mut page)).collect();
        Places { pages, n_numbers: n_numbers as usize }
    }

    /// More than the largest number.
    fn n_values(&self) -> usize {
        self.pages.len() * Marks::PAGE
    }

    /// Every number with its place.
    fn iter(&self) -> impl Iterator<Item = (u32, u32)> + '_ {
        let pages = self.pages.iter().zip(0_u32..).filter_map(|(page, at)| Some((page.as_ref()?, at)));
        let words = pages.flat_map(|(page, at)| page.words.iter().zip(at * 1024..));
        words.flat_map(|((word, before), at)| {
            let bits = (0..64).filter(move |bit| word >> bit & 1 == 1);
            bits.map(move |bit| at * 64 + bit).zip(*before..)
        })
    }

    #[inline]
    fn place(&self, value: u32) -> u32 {
        let page = self.pages[value as usize >> 16].as_ref().expect("because the number was marked");
        let (word, before) = page.words[value as usize >> 6 & 0x3ff];
        before + (word & ((1 << (value % 64)) - 1)).count_ones()
    }
}
