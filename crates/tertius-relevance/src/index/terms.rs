//! The words of everybody, sorted, each with who has it where.

use super::Field;
use rustc_hash::FxHashMap;

/// One entry that has a word.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Posting {
    pub entry: u32,
    /// 0..1: saturated count, weighed by field.
    pub worth: f32,
    /// The fields, one bit each.
    pub fields: u8,
}

/// Every word, by rising text.
#[derive(Clone, Debug, Default)]
pub(super) struct Terms {
    texts: Vec<Box<str>>,
    /// Where each word's postings begin; one more than there are words.
    starts: Vec<u32>,
    postings: Vec<Posting>,
    /// Words of names, by number.
    names: Vec<u32>,
}

/// Gathers words entry by entry.
#[derive(Default)]
pub(super) struct TermsBuilder {
    numbers: FxHashMap<String, u32>,
    found: Vec<(u32, u32, Field)>,
}

/// BM25's saturation: how little a second occurrence adds.
const SATURATION: f32 = 0.3;

impl TermsBuilder {
    pub fn add(&mut self, word: String, entry: u32, field: Field) {
        let next = self.numbers.len() as u32;
        let number = *self.numbers.entry(word).or_insert(next);
        self.found.push((number, entry, field));
    }

    pub fn finish(self) -> Terms {
        let mut texts: Vec<(String, u32)> = self.numbers.into_iter().collect();
        texts.sort_unstable();
        let mut rank = vec![0u32; texts.len()];
        for (place, (_, number)) in texts.iter().enumerate() {
            rank[*number as usize] = place as u32;
        }
        let mut found = self.found;
        found.iter_mut().for_each(|(number, ..)| *number = rank[*number as usize]);
        found.sort_unstable();
        let mut terms = Terms { starts: Vec::with_capacity(texts.len() + 1), ..Terms::default() };
        for of_term in found.chunk_by(|a, b| a.0 == b.0) {
            terms.starts.push(terms.postings.len() as u32);
            if of_term.iter().any(|(.., field)| *field == Field::Name) {
                terms.names.push(of_term[0].0);
            }
            terms.postings.extend(of_term.chunk_by(|a, b| a.1 == b.1).map(posting));
        }
        terms.starts.push(terms.postings.len() as u32);
        terms.texts = texts.into_iter().map(|(text, _)| text.into_boxed_str()).collect();
        terms
    }
}

fn posting(occurrences: &[(u32, u32, Field)]) -> Posting {
    let weighed: f32 = occurrences.iter().map(|(.., field)| field.worth()).sum();
    let best = occurrences.iter().map(|(.., field)| field.worth()).fold(0.0, f32::max);
    let fields = occurrences.iter().fold(0, |mask, (.., field)| mask | field.bit());
    Posting {
        entry: occurrences[0].1,
        worth: best * (1.0 + SATURATION) * weighed / (weighed + SATURATION * best),
        fields,
    }
}

impl Terms {
    pub fn exact(&self, word: &str) -> Option<usize> {
        self.texts.binary_search_by(|text| text.as_ref().cmp(word)).ok()
    }

    /// Longer words that begin so, by rising text.
    pub fn beginning_with<'a>(&'a self, word: &'a str) -> impl Iterator<Item = usize> + 'a {
        let from = self.texts.partition_point(|text| text.as_ref() <= word);
        (from..self.texts.len()).take_while(move |&at| self.texts[at].starts_with(word))
    }

    /// Words that stand in somebody's name.
    pub fn names(&self) -> impl Iterator<Item = usize> + '_ {
        self.names.iter().map(|&term| term as usize)
    }

    pub fn text(&self, term: usize) -> &str {
        &self.texts[term]
    }

    pub fn postings(&self, term: usize) -> &[Posting] {
        &self.postings[self.starts[term] as usize..self.starts[term + 1] as usize]
    }
}
