//! Puts the ids that the threads met in one order, by their bytes: the place of an id is its node's first number.
//!
//! So the same ids get the same numbers however the table was cut and whichever thread met them first.

use super::ids::{Dictionary, Marks, NAMED, Packed};
use crate::snapshot::Texts;

/// From the keys of every thread to nodes, and the ids by node.
#[derive(Debug, Default)]
pub(super) struct Numbering {
    numbers: Places,
    /// By place among the numbers.
    of_number: Vec<u32>,
    /// By thread, then by name.
    of_name: Vec<Vec<u32>>,
    pub(super) ids: Texts,
}

/// One id before it has its place.
struct Entry<'d> {
    head: Packed,
    long: &'d [u8],
    /// `None` for a number; the thread for a name.
    thread: Option<usize>,
    key: u32,
}

impl Numbering {
    pub(super) fn new(dictionaries: Vec<Dictionary>) -> Numbering {
        let n_names: Vec<usize> = dictionaries.iter().map(Dictionary::n_names).collect();
        let mut numbers = Marks::default();
        let (mut short, mut long) = (Vec::new(), Vec::new());
        for dictionary in dictionaries {
            let (marks, short_names, long_names) = dictionary.into_names();
            numbers.unite(marks);
            short.push(short_names);
            long.push(long_names);
        }
        let places = Places::new(&numbers);
        let mut entries: Vec<Entry<'_>> = Vec::with_capacity(places.n_numbers + n_names.iter().sum::<usize>());
        entries.extend(numbers.iter().zip(0..).map(|(value, key)| {
            let mut digits = [0; 10];
            Entry { head: Packed::head(decimal(value, &mut digits)), long: &[], thread: None, key }
        }));
        for (thread, names) in short.iter().enumerate() {
            let entry = |(head, key): (&Packed, &u32)| Entry { head: *head, long: &[], thread: Some(thread), key: *key };
            entries.extend(names.iter().map(entry));
        }
        for (thread, names) in long.iter().enumerate() {
            for (text, key) in names {
                entries.push(Entry { head: Packed::head(text), long: text, thread: Some(thread), key: *key });
            }
        }
        entries.sort_unstable_by(|a, b| a.head.cmp(&b.head).then_with(|| a.long.cmp(b.long)));
        let mut numbering = Numbering {
            of_number: vec![0; places.n_numbers],
            of_name: n_names.iter().map(|n| vec![0; *n]).collect(),
            numbers: places,
            ids: Texts::default(),
        };
        numbering.place(&entries);
        numbering
    }

    fn place(&mut self, entries: &[Entry<'_>]) {
        let mut last: Option<&Entry<'_>> = None;
        for entry in entries {
            if last.is_none_or(|last| (last.head, last.long) != (entry.head, entry.long)) {
                let mut room = [0; 16];
                self.ids.push(entry.head.text(&mut room).unwrap_or(entry.long));
            }
            last = Some(entry);
            let node = self.ids.len() as u32 - 1;
            match entry.thread {
                None => self.of_number[entry.key as usize] = node,
                Some(thread) => self.of_name[thread][(entry.key & !NAMED) as usize] = node,
            }
        }
    }

    /// The node of a thread's key.
    #[inline]
    pub(super) fn node(&self, thread: usize, key: u32) -> u32 {
        if key & NAMED == 0 {
            self.of_number[self.numbers.place(key)]
        } else {
            self.of_name[thread][(key & !NAMED) as usize]
        }
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
    fn place(&self, value: u32) -> usize {
        let page = self.pages[value as usize >> 16].as_ref().expect("because the number was marked");
        let (word, before) = page.words[value as usize >> 6 & 0x3ff];
        before as usize + (word & ((1 << (value % 64)) - 1)).count_ones() as usize
    }
}
