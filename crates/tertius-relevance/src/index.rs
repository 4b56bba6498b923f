//! People search: built once in memory, asked many times, also while somebody is still typing.
//!
//! [`PeopleIndex::build`] takes everybody as [`Entry`]s; [`PeopleIndex::search`] gives the best [`Hit`]s for a few words.
//! Words are compared folded (no case, no accents). A word of the query counts where it is a word of a field, where it
//! begins one and is the last that was typed ([`Typing::Unfinished`]), or where it is a name but for a letter or two. Titles
//! count by meaning as well: "ml engineer" finds a machine learning scientist. Ranking is BM25 (Robertson and Walker
//! 1994) over weighed fields, times the square of the share of the query that was found. Cost of a query: the postings
//! of its words, and one pass over the names for a word that nobody bears. Same entries and query, same hits.

mod nearly;
mod terms;

use crate::goal::Goal;
use crate::ontology::{FunctionIdx, ontology};
use crate::title::{Hold, Level, read_title};
use crate::words::{company_words, words};
use nearly::{Tolerance, is_nearly};
use terms::{Terms, TermsBuilder};

/// What is known of one person.
#[derive(Clone, Copy, Debug, Default)]
pub struct Entry<'a> {
    /// The name, and other names after it.
    pub names: &'a [&'a str],
    /// The employer.
    pub employer: &'a str,
    /// The title or headline.
    pub title: &'a str,
    /// The place.
    pub place: &'a str,
    /// Skills, groups, notes, former employers, addresses: whatever else is to be found.
    pub more: &'a [&'a str],
}

/// A field of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// [`Entry::names`].
    Name,
    /// [`Entry::title`].
    Title,
    /// [`Entry::employer`].
    Employer,
    /// [`Entry::place`].
    Place,
    /// [`Entry::more`].
    More,
}

impl Field {
    /// Every field.
    pub const ALL: [Field; 5] = [Field::Name, Field::Title, Field::Employer, Field::Place, Field::More];

    fn bit(self) -> u8 {
        1 << self as u8
    }

    /// Assumption: what a word is worth by where it stands.
    fn worth(self) -> f32 {
        match self {
            Field::Name => 1.0,
            Field::Title => 0.8,
            Field::Employer => 0.8,
            Field::Place => 0.6,
            Field::More => 0.4,
        }
    }
}

/// Whether the last word of a query may be the beginning of a longer one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Typing {
    /// Every word is whole.
    Finished,
    /// The last word may go on.
    Unfinished,
}

/// Somebody found.
#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    /// The place of the entry in the list that the index was built from.
    pub entry: u32,
    /// Rank value; comparable within one answer only.
    pub score: f64,
    /// The fields in which something was found.
    pub fields: Vec<Field>,
}

/// Somebody in whom the words of a query were found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Match {
    /// The place of the entry in the list that the index was built from.
    pub entry: u32,
    /// Rank value; comparable within one answer only.
    pub score: f32,
}

/// Everybody, ready to be searched.
#[derive(Clone, Debug, Default)]
pub struct PeopleIndex {
    n: usize,
    terms: Terms,
    /// Who does what, by function.
    roles: Vec<Vec<RolePosting>>,
}

#[derive(Clone, Copy, Debug)]
struct RolePosting {
    entry: u32,
    level: Level,
    hold: Hold,
}

/// Most words of the vocabulary that one beginning or misspelling stands for.
const EXPANSIONS: usize = 64;
/// A word that is only begun, and one that is a letter or more off, beside one that is there as typed.
const BEGUN: f32 = 0.8;
const NEARLY: f32 = 0.5;

impl PeopleIndex {
    /// Builds the index.
    pub fn build<'a>(entries: impl IntoIterator<Item = Entry<'a>>) -> PeopleIndex {
        let mut terms = TermsBuilder::default();
        let mut roles: Vec<Vec<RolePosting>> = vec![Vec::new(); ontology().n_functions()];
        let mut n = 0;
        for entry in entries {
            let id = n as u32;
            n += 1;
            for (field, text) in texts(&entry) {
                let found = if field == Field::Employer { company_words(text) } else { words(text) };
                for word in found {
                    endings_without_spaces(&word, field).for_each(|ending| terms.add(ending.to_owned(), id, field));
                    terms.add(word, id, field);
                }
            }
            for role in read_title(entry.title).roles {
                roles[usize::from(role.function)].push(RolePosting { entry: id, level: role.level, hold: role.hold });
            }
        }
        PeopleIndex { n, terms: terms.finish(), roles }
    }

    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.n
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.n == 0
    }

    /// The best `top` entries for a query, the best first, equals in the order of the entries.
    pub fn search(&self, query: &str, typing: Typing, top: usize) -> Vec<Hit> {
        let wanted = words(query);
        if wanted.is_empty() || self.n == 0 {
            return Vec::new();
        }
        let mut board = Board::new(self.n, wanted.len());
        for (at, word) in wanted.iter().enumerate() {
            let may_go_on = typing == Typing::Unfinished && at + 1 == wanted.len();
            self.find_word(word, if may_go_on { EXPANSIONS } else { 0 }, &mut board);
            board.next_word();
        }
        self.find_meaning(query, wanted.len(), &mut board);
        board.best(top)
    }

    /// Everybody in whom every word of the query was found, in no order: any word may be the beginning of a longer one.
    /// Where there is nobody, those in whom the most words were found.
    pub fn matches(&self, query: &str) -> Vec<Match> {
        let wanted = words(query);
        if wanted.is_empty() || self.n == 0 {
            return Vec::new();
        }
        let mut board = Board::new(self.n, wanted.len());
        for word in &wanted {
            self.find_word(word, usize::MAX, &mut board);
            board.next_word();
        }
        self.find_meaning(query, wanted.len(), &mut board);
        board.fullest()
    }

    /// `endings`: how many longer words the typed one may stand for.
    fn find_word(&self, word: &str, endings: usize, board: &mut Board) {
        if let Some(term) = self.terms.exact(word) {
            self.post(term, 1.0, board);
        }
        if endings > 0 {
            // A longer word that the typed one begins is likelier the less of it is missing.
            for term in self.terms.beginning_with(word).take(endings) {
                let share = word.len() as f32 / self.terms.text(term).len() as f32;
                self.post(term, BEGUN * share.max(0.5), board);
            }
        }
        if board.found_any {
            return;
        }
        let Some(tolerance) = Tolerance::of(word) else { return };
        let near = self.terms.names().filter(|term| is_nearly(word, self.terms.text(*term), tolerance));
        for term in near.take(EXPANSIONS) {
            self.post(term, NEARLY, board);
        }
    }

    fn post(&self, term: usize, weight: f32, board: &mut Board) {
        let postings = self.terms.postings(term);
        let rarity = self.rarity(postings.len());
        for posting in postings {
            board.add(posting.entry, weight * rarity * posting.worth, posting.fields);
        }
    }

    /// Inverse document frequency, at least a little.
    fn rarity(&self, n_with: usize) -> f32 {
        (1.0 + (self.n as f32 - n_with as f32 + 0.5) / (n_with as f32 + 0.5)).ln().max(0.05)
    }

    /// Who does what the query means. Counts for as many words as said it.
    fn find_meaning(&self, query: &str, n_words: usize, board: &mut Board) {
        let goal = Goal::parse(query);
        let Some(wanted) = goal.ways.first().filter(|wanted| !wanted.functions.is_empty()) else { return };
        let names = |text: &String| text.split(' ').count();
        let others = wanted.words.len() + wanted.topics.len();
        let others = others + wanted.place.as_ref().map_or(0, Vec::len) + wanted.employer.as_ref().map_or(0, names);
        let said_by = n_words.saturating_sub(others).max(1);
        let mut best: Vec<f32> = vec![0.0; self.n];
        for function in wanted.functions.iter().flatten() {
            self.holders(*function, wanted.level, &mut best);
        }
        let n_with = best.iter().filter(|fit| **fit > 0.5).count();
        let rarity = self.rarity(n_with);
        for (entry, fit) in best.into_iter().enumerate().filter(|(_, fit)| *fit > 0.0) {
            board.add_meaning(entry as u32, fit * rarity * said_by as f32, said_by);
        }
    }

    fn holders(&self, wanted: FunctionIdx, level: Option<Level>, best: &mut [f32]) {
        for (held, postings) in self.roles.iter().enumerate() {
            let close = ontology().closeness(wanted, held as FunctionIdx);
            if close < 0.9 {
                continue;
            }
            for posting in postings {
                let fit = (close * posting.hold.worth() * crate::fit::level_fit(level, posting.level)) as f32;
                let slot = &mut best[posting.entry as usize];
                *slot = slot.max(fit);
            }
        }
    }
}

/// What else a name written without spaces can be found by: 小明 finds 王小明.
fn endings_without_spaces(word: &str, field: Field) -> impl Iterator<Item = &str> {
    let is_east_asian =
        |c: char| matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}');
    let splits = field == Field::Name && word.chars().all(is_east_asian);
    let begins = word.char_indices().skip(1).map(|(at, _)| at);
    begins.filter(move |_| splits).map(|at| &word[at..])
}

fn texts<'a>(entry: &Entry<'a>) -> impl Iterator<Item = (Field, &'a str)> {
    let names = entry.names.iter().map(|name| (Field::Name, *name));
    let one = [(Field::Title, entry.title), (Field::Employer, entry.employer), (Field::Place, entry.place)];
    names.chain(one).chain(entry.more.iter().map(|text| (Field::More, *text)))
}

/// The scores in the making.
struct Board {
    n_words: usize,
    /// Score of the word at hand, by entry.
    word: Vec<f32>,
    touched: Vec<u32>,
    total: Vec<f32>,
    n_found: Vec<u8>,
    fields: Vec<u8>,
    found_any: bool,
}

impl Board {
    fn new(n: usize, n_words: usize) -> Board {
        let zeros = || vec![0.0; n];
        Board {
            n_words,
            word: zeros(),
            touched: Vec::new(),
            total: zeros(),
            n_found: vec![0; n],
            fields: vec![0; n],
            found_any: false,
        }
    }

    /// Of several words that one word of the query stands for, the best counts.
    fn add(&mut self, entry: u32, score: f32, fields: u8) {
        let slot = &mut self.word[entry as usize];
        if *slot == 0.0 {
            self.touched.push(entry);
        }
        *slot = slot.max(score);
        self.fields[entry as usize] |= fields;
        self.found_any = true;
    }

    fn next_word(&mut self) {
        for entry in self.touched.drain(..) {
            let at = entry as usize;
            self.total[at] += self.word[at];
            self.word[at] = 0.0;
            self.n_found[at] = self.n_found[at].saturating_add(1);
        }
        self.found_any = false;
    }

    /// What a title means takes the place of the words that say it, where it is worth more.
    fn add_meaning(&mut self, entry: u32, score: f32, n_words: usize) {
        let at = entry as usize;
        self.total[at] = self.total[at].max(score);
        self.n_found[at] = self.n_found[at].max(n_words.min(255) as u8);
        self.fields[at] |= Field::Title.bit();
    }

    fn fullest(&self) -> Vec<Match> {
        let most = self.n_found.iter().copied().max().unwrap_or(0);
        let found = self.n_found.iter().zip(&self.total).enumerate();
        let full = found.filter(|(_, (n, total))| **n == most && **total > 0.0);
        full.map(|(entry, (_, score))| Match { entry: entry as u32, score: *score }).collect()
    }

    fn best(self, top: usize) -> Vec<Hit> {
        let n_words = self.n_words as f64;
        let mut hits: Vec<(f64, u32)> = (0..self.total.len())
            .filter(|&at| self.total[at] > 0.0)
            .map(|at| {
                let share = f64::from(self.n_found[at]) / n_words;
                (f64::from(self.total[at]) * share.min(1.0).powi(2), at as u32)
            })
            .collect();
        let order = |a: &(f64, u32), b: &(f64, u32)| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1));
        if hits.len() > top && top > 0 {
            hits.select_nth_unstable_by(top - 1, order);
        }
        hits.truncate(top);
        hits.sort_unstable_by(order);
        let fields = |entry: u32| {
            let mask = self.fields[entry as usize];
            Field::ALL.into_iter().filter(|field| mask & field.bit() != 0).collect()
        };
        hits.into_iter().map(|(score, entry)| Hit { entry, score, fields: fields(entry) }).collect()
    }
}

#[cfg(test)]
mod tests;
