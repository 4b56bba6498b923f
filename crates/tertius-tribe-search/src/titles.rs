//! Titles and employers as they are written: each text once, however many people have it.

use crate::words::Numbers;
use rustc_hash::FxHashMap;
use tertius_relevance::{Standing, words};

/// Titles, what each says by itself, and which hold a word.
#[derive(Default)]
pub(crate) struct Titles {
    numbers: Numbers,
    standings: Vec<Standing>,
    holding: FxHashMap<Box<str>, Vec<u32>>,
}

impl Titles {
    /// The number of a title.
    pub fn number(&mut self, written: &str) -> u32 {
        let (number, is_new) = self.numbers.number(written);
        if is_new {
            self.standings.push(Standing::of(written, ""));
            let mut held = words(written);
            held.sort_unstable();
            held.dedup();
            for word in held {
                self.holding.entry(word.into_boxed_str()).or_default().push(number);
            }
        }
        number
    }

    /// The title of a number.
    pub fn text(&self, number: u32) -> &str {
        self.numbers.text(number)
    }

    /// What a title says where no employer is known.
    pub fn standing(&self, number: u32) -> Standing {
        self.standings[number as usize]
    }

    /// For every title whether it holds one of some words; `None` where none does.
    pub fn with_a_word(&self, wanted: &[String]) -> Option<Vec<bool>> {
        let found: Vec<&Vec<u32>> = wanted.iter().filter_map(|word| self.holding.get(word.as_str())).collect();
        if found.is_empty() {
            return None;
        }
        let mut titles = vec![false; self.standings.len()];
        found.into_iter().flatten().for_each(|number| titles[*number as usize] = true);
        Some(titles)
    }

    /// How many bytes they hold.
    pub fn bytes(&self) -> usize {
        let held = self.holding.iter().map(|(word, titles)| word.len() + 48 + 4 * titles.capacity());
        self.numbers.bytes() + held.sum::<usize>() + self.standings.len() * size_of::<Standing>()
    }
}
