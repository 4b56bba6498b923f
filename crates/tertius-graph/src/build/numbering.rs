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

    #[inline]
    fn place(&self, value: u32) -> u32 {
        let page = self.pages[value as usize >> 16].as_ref().expect("because the number was marked");
        let (word, before) = page.words[value as usize >> 6 & 0x3ff];
        before + (word & ((1 << (value % 64)) - 1)).count_ones()
    }
}
