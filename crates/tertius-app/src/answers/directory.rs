//! Everybody in columns, as they stand today: what ordering, counting and filtering a list of people takes.

use super::weigh::{Scale, stated};
use crate::network::{Network, PersonIdx};
use crate::search::words;
use crate::wording::{DEGREES, RECENCIES, degree, recency};
use rustc_hash::FxHashMap;
use tertius_model::{Day, Timestamp};
use tertius_ties::kinds;

/// What people can be told apart by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FacetKind {
    Employer,
    Place,
    Kind,
    Depth,
    Freshness,
}

impl FacetKind {
    pub const ALL: [FacetKind; 5] =
        [FacetKind::Employer, FacetKind::Place, FacetKind::Kind, FacetKind::Depth, FacetKind::Freshness];

    pub fn id(self) -> &'static str {
        match self {
            FacetKind::Employer => "employer",
            FacetKind::Place => "place",
            FacetKind::Kind => "kind",
            FacetKind::Depth => "depth",
            FacetKind::Freshness => "freshness",
        }
    }
}

/// One facet of everybody: the values there are, and who has which.
#[derive(Default)]
pub(crate) struct Column {
    /// As they are shown.
    pub values: Vec<String>,
    numbers: FxHashMap<String, u32>,
    /// Where each person's values begin; one more than there are people.
    starts: Vec<u32>,
    held: Vec<u32>,
}

impl Column {
    /// The numbers of a person's values.
    pub fn of(&self, person: PersonIdx) -> &[u32] {
        let at = person as usize;
        &self.held[self.starts[at] as usize..self.starts[at + 1] as usize]
    }

    /// The number of a value as somebody may have typed it.
    pub fn number(&self, value: &str) -> Option<u32> {
        self.numbers.get(&folded(value)).copied()
    }

    fn with(values: &[&str]) -> Column {
        let mut column = Column::default();
        values.iter().for_each(|value| {
            column.intern(value);
        });
        column
    }

    fn intern(&mut self, value: &str) -> u32 {
        let next = self.values.len() as u32;
        let number = *self.numbers.entry(folded(value)).or_insert(next);
        if number == next {
            self.values.push(value.to_owned());
        }
        number
    }

    fn push<'v>(&mut self, values: impl Iterator<Item = &'v str>) {
        self.starts.push(self.held.len() as u32);
        for value in values.filter(|value| !value.is_empty()) {
            let number = self.intern(value);
            self.held.push(number);
        }
    }

    fn close(&mut self) {
        self.starts.push(self.held.len() as u32);
    }
}

/// Case, accents and signs aside; what has no letters stands for itself.
fn folded(value: &str) -> String {
    let words = words(value);
    if words.is_empty() { value.to_owned() } else { words.join(" ") }
}

/// Everybody in columns.
pub(crate) struct Directory {
    day: Day,
    depth: Vec<f32>,
    /// Everybody, the deepest first.
    order: Vec<PersonIdx>,
    /// Where each stands in `order`.
    rank: Vec<u32>,
    columns: [Column; 5],
    /// Who holds an address, by the address; the first of several.
    addresses: FxHashMap<String, PersonIdx>,
}

impl Directory {
    /// Everybody on the day of a moment.
    pub fn new(network: &Network, now: Timestamp) -> Directory {
        let scale = Scale::new(network, now);
        let mut columns: [Column; 5] = Default::default();
        columns[FacetKind::Depth as usize] = Column::with(&DEGREES);
        columns[FacetKind::Freshness as usize] = Column::with(&RECENCIES);
        let (mut depths, mut freshnesses) = (Vec::new(), Vec::new());
        let mut addresses = FxHashMap::default();
        for (idx, person) in network.people.iter().enumerate() {
            let (depth, freshness) = (scale.depth(person).value, scale.freshness(person).value);
            let kinds = kinds(&person.contact, &stated(person), depth, now.day());
            columns[FacetKind::Employer as usize].push([person.employer.as_str()].into_iter());
            columns[FacetKind::Place as usize].push([person.place.as_str()].into_iter());
            columns[FacetKind::Kind as usize].push(kinds.iter().map(|kind| kind.id()));
            columns[FacetKind::Depth as usize].push([degree(depth)].into_iter());
            columns[FacetKind::Freshness as usize].push([recency(freshness)].into_iter());
            depths.push(depth);
            freshnesses.push(freshness);
            for handle in &person.handles {
                addresses.entry(handle.value.clone()).or_insert(idx as PersonIdx);
            }
        }
        columns.iter_mut().for_each(Column::close);
        let mut order: Vec<PersonIdx> = (0..network.people.len() as PersonIdx).collect();
        order.sort_unstable_by(|&a, &b| {
            let (one, other) = (a as usize, b as usize);
            let deeper = depths[other].total_cmp(&depths[one]).then(freshnesses[other].total_cmp(&freshnesses[one]));
            let (one, other) = (&network.people[one], &network.people[other]);
            deeper.then_with(|| one.name.cmp(&other.name)).then(one.id.cmp(&other.id))
        });
        let mut rank = vec![0; order.len()];
        order.iter().enumerate().for_each(|(place, &idx)| rank[idx as usize] = place as u32);
        let depth = depths.into_iter().map(|depth| depth as f32).collect();
        Directory { day: now.day(), depth, order, rank, columns, addresses }
    }

    /// The day on which ties are as deep and as fresh as this says.
    pub fn day(&self) -> Day {
        self.day
    }

    /// Everybody, the deepest ties first.
    pub fn order(&self) -> &[PersonIdx] {
        &self.order
    }

    /// Where somebody stands among everybody.
    pub fn rank(&self, person: PersonIdx) -> u32 {
        self.rank[person as usize]
    }

    pub fn depth(&self, person: PersonIdx) -> f32 {
        self.depth[person as usize]
    }

    pub fn column(&self, kind: FacetKind) -> &Column {
        &self.columns[kind as usize]
    }

    /// Who holds exactly this address.
    pub fn holder(&self, address: &str) -> Option<PersonIdx> {
        self.addresses.get(address).copied()
    }
}
