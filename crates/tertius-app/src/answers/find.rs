//! The list of people that answers while somebody types: found by words, told apart by facets, page by page.
//!
//! Who is found by relevance comes in the order of relevance, closeness weighing in; everybody comes in the order of
//! closeness. A page begins behind a person, not at a number, so that nobody is shown twice or passed over when somebody
//! joins between two pages.

use super::directory::{Directory, FacetKind};
use super::people::row;
use super::weigh::Scale;
use crate::app::App;
use crate::error::AppError;
use crate::network::PersonIdx;
use crate::views::{Facet, FacetValue, PersonRow};
use crate::who::holders;
use tertius_model::{Handle, HandleKind, PersonId, RecordId};

/// Assumption: how much more the deepest tie counts than none, where words fit equally well.
const CLOSENESS: f32 = 2.0;
/// Values of one facet shown.
const VALUES: usize = 8;

/// Which people, and which page of them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PeopleRequest {
    /// Words of names, employers, titles (also by meaning), places, groups, notes; or an address. Any word may be begun.
    pub query: String,
    /// Only those there now.
    pub employer: Option<String>,
    /// Only those who live there.
    pub place: Option<String>,
    /// Only those who are this to ego.
    pub kind: Option<String>,
    /// Only ties of this depth, in the words of [`crate::wording::DEGREES`].
    pub depth: Option<String>,
    /// Only ties of this freshness, in the words of [`crate::wording::RECENCIES`].
    pub freshness: Option<String>,
    /// Only people behind this one: the last of the page before.
    pub after: Option<String>,
    /// How many at most.
    pub top: usize,
}

/// A page of people, and what all who match are like.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PeoplePage {
    /// The page.
    pub rows: Vec<PersonRow>,
    /// All that match.
    pub total: u64,
    /// How those who match the words, and every other facet that was chosen, divide.
    pub facets: Vec<Facet>,
    /// What to name as [`PeopleRequest::after`] for the next page, where there is one.
    pub next: Option<String>,
}

impl PeopleRequest {
    fn chosen(&self, kind: FacetKind) -> Option<&str> {
        let chosen = match kind {
            FacetKind::Employer => &self.employer,
            FacetKind::Place => &self.place,
            FacetKind::Kind => &self.kind,
            FacetKind::Depth => &self.depth,
            FacetKind::Freshness => &self.freshness,
        };
        chosen.as_deref().map(str::trim).filter(|value| !value.is_empty())
    }
}

impl App {
    /// A page of the people who match.
    ///
    /// # Errors
    /// User error when the page is to begin behind somebody who is not in the list.
    pub fn find_people(&self, request: &PeopleRequest) -> Result<PeoplePage, AppError> {
        let held = self.held()?;
        let directory = held.directory(self.now());
        let mut sieve = Sieve::new(&directory, request);
        let found = self.found(&directory, &request.query)?;
        let matching: Vec<PersonIdx> = found.into_iter().filter(|&idx| sieve.lets_through(idx)).collect();
        let from = match &request.after {
            Some(after) => behind(&matching, self.network()?.find_id(after))?,
            None => 0,
        };
        let page: Vec<PersonIdx> = matching.iter().skip(from).take(request.top).copied().collect();
        let scale = Scale::new(&held.network, self.now());
        let people = &held.network.people;
        let next = page.last().filter(|_| from + page.len() < matching.len());
        Ok(PeoplePage {
            total: matching.len() as u64,
            next: next.map(|&idx| PersonId(people[idx as usize].id).to_string()),
            rows: page.iter().map(|&idx| row(&people[idx as usize], &scale)).collect(),
            facets: sieve.facets(),
        })
    }

    /// Builds ahead what searches and the picture of at most so many people need.
    ///
    /// # Errors
    /// When the vault cannot be read.
    pub fn warm(&self, picture_of: usize) -> Result<(), AppError> {
        self.held()?.directory(self.now());
        self.people_index()?;
        self.map(picture_of).map(drop)
    }

    /// Whom the words find, the best first; everybody where there are none.
    fn found(&self, directory: &Directory, query: &str) -> Result<Vec<PersonIdx>, AppError> {
        let query = query.trim();
        if query.is_empty() {
            return Ok(directory.order().to_vec());
        }
        if let Some(handle) = Handle::parse(query) {
            let holders = self.holders_of(directory, &handle)?;
            if !holders.is_empty() {
                return Ok(holders);
            }
        }
        let matches = self.people_index()?.matches(query);
        let value = |entry: PersonIdx, score: f32| score * (1.0 + CLOSENESS * directory.depth(entry));
        let mut found: Vec<(f32, u32, PersonIdx)> =
            matches.iter().map(|one| (value(one.entry, one.score), directory.rank(one.entry), one.entry)).collect();
        found.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        Ok(found.into_iter().map(|(.., idx)| idx).collect())
    }

    fn holders_of(&self, directory: &Directory, handle: &Handle) -> Result<Vec<PersonIdx>, AppError> {
        let exact = directory.holder(handle.value()).is_some();
        if !exact && handle.kind() != HandleKind::Phone {
            return Ok(Vec::new());
        }
        let found = holders(self.network()?, handle).into_iter();
        Ok(found.filter(|&idx| idx != crate::network::EGO).collect())
    }
}

impl crate::network::Network {
    /// The person whose id, or a record's id, this text is.
    fn find_id(&self, text: &str) -> Option<PersonIdx> {
        self.find(text.trim().parse::<RecordId>().ok()?)
    }
}

/// Where the page behind somebody begins.
fn behind(matching: &[PersonIdx], who: Option<PersonIdx>) -> Result<usize, AppError> {
    let place = who.and_then(|who| matching.iter().position(|&idx| idx == who));
    place.map(|place| place + 1).ok_or_else(|| {
        AppError::user("nobody in this list is the one that the page is to begin behind", "begin with the first page")
    })
}

/// Lets people through who have what was chosen, and counts what the others have.
struct Sieve<'d> {
    directory: &'d Directory,
    /// What was chosen: nothing, a value, or one that nobody has.
    chosen: [Option<Option<u32>>; 5],
    counts: [Vec<u64>; 5],
}

impl<'d> Sieve<'d> {
    fn new(directory: &'d Directory, request: &PeopleRequest) -> Sieve<'d> {
        let chosen = FacetKind::ALL.map(|kind| request.chosen(kind).map(|value| directory.column(kind).number(value)));
        let counts = FacetKind::ALL.map(|kind| vec![0; directory.column(kind).values.len()]);
        Sieve { directory, chosen, counts }
    }

    fn lets_through(&mut self, idx: PersonIdx) -> bool {
        let misses = |kind: FacetKind| match self.chosen[kind as usize] {
            None => false,
            Some(value) => !value.is_some_and(|value| self.directory.column(kind).of(idx).contains(&value)),
        };
        let missed = FacetKind::ALL.map(misses);
        let n_missed = missed.iter().filter(|missed| **missed).count();
        for kind in FacetKind::ALL {
            // A facet counts those whom all others let through: what choosing another of its values would give.
            if n_missed == usize::from(missed[kind as usize]) {
                for &value in self.directory.column(kind).of(idx) {
                    self.counts[kind as usize][value as usize] += 1;
                }
            }
        }
        n_missed == 0
    }

    fn facets(&self) -> Vec<Facet> {
        FacetKind::ALL.into_iter().map(|kind| self.facet(kind)).collect()
    }

    /// Bands in their own order, all else by how many; what was chosen is always among them.
    fn facet(&self, kind: FacetKind) -> Facet {
        let column = self.directory.column(kind);
        let counts = &self.counts[kind as usize];
        let chosen = self.chosen[kind as usize].flatten();
        let mut numbers: Vec<u32> = (0..column.values.len() as u32).filter(|&at| counts[at as usize] > 0).collect();
        if !matches!(kind, FacetKind::Depth | FacetKind::Freshness) {
            let by_count = |at: &u32| (std::cmp::Reverse(counts[*at as usize]), column.values[*at as usize].as_str());
            numbers.sort_unstable_by(|a, b| by_count(a).cmp(&by_count(b)));
        }
        let shown = numbers.iter().copied().take(VALUES);
        let also = chosen.filter(|chosen| !numbers.iter().take(VALUES).any(|at| at == chosen));
        let value = |at: u32| FacetValue {
            value: column.values[at as usize].clone(),
            people: counts[at as usize],
            chosen: chosen == Some(at),
        };
        Facet { name: kind.id().to_owned(), values: shown.chain(also).map(value).collect() }
    }
}
