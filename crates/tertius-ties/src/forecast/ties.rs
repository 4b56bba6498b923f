//! The undirected ties of a moment: who had been in contact with whom, and how strongly.

use super::log::{ExchangeLog, Neighbour, PersonIdx};
use super::outlook::Sent;
use crate::load::age;
use tertius_model::Timestamp;

/// One tie as seen from one of the two.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tie {
    pub them: PersonIdx,
    /// The loads of both directions together.
    pub load: f64,
    /// 1 - e^-load: one strong tie is no two ties.
    pub saturated: f64,
}

/// All ties, each from both sides, by person and then by the other's index.
#[derive(Debug)]
pub(super) struct Ties {
    starts: Vec<u32>,
    ties: Vec<Tie>,
    /// Sum of the loads.
    total: Vec<f64>,
    /// Sum over ties of (age of the first contact)^-0.5: how fast somebody makes new ties.
    openness: Vec<f64>,
}

impl Ties {
    pub fn new(log: &ExchangeLog, sent: &[Sent], now: Timestamp) -> Ties {
        let n = log.n_people();
        let mut all = Ties {
            starts: Vec::with_capacity(n + 1),
            ties: Vec::with_capacity(sent.len()),
            total: vec![0.0; n],
            openness: vec![0.0; n],
        };
        all.starts.push(0);
        for person in (0..n).map(|place| PersonIdx(place as u32)) {
            for neighbour in log.neighbours(person) {
                all.add(person, neighbour, sent, now);
            }
            all.starts.push(all.ties.len() as u32);
        }
        all
    }

    fn add(&mut self, person: PersonIdx, neighbour: &Neighbour, sent: &[Sent], now: Timestamp) {
        let (mut load, mut first) = (0.0, None);
        for pair in [neighbour.sent, neighbour.received].into_iter().flatten() {
            let sent = &sent[pair.place()];
            if sent.n > 0 {
                load += sent.load;
                first = Some(first.map_or(sent.first, |first: i64| first.min(sent.first)));
            }
        }
        let Some(first) = first else { return };
        let times = if neighbour.them == person { 2.0 } else { 1.0 };
        self.ties.push(Tie { them: neighbour.them, load, saturated: 1.0 - (-load).exp() });
        self.total[person.place()] += load;
        self.openness[person.place()] += times / age(now, first).sqrt();
    }

    pub fn of(&self, person: PersonIdx) -> &[Tie] {
        match (self.starts.get(person.place()), self.starts.get(person.place() + 1)) {
            (Some(start), Some(end)) => &self.ties[*start as usize..*end as usize],
            _ => &[],
        }
    }

    pub fn degree(&self, person: PersonIdx) -> usize {
        self.of(person).len()
    }

    /// The logarithm of the degree, of two at least.
    pub fn log_degree(&self, person: PersonIdx) -> f64 {
        (self.degree(person).max(2) as f64).ln()
    }

    pub fn total(&self, person: PersonIdx) -> f64 {
        self.total.get(person.place()).copied().unwrap_or(0.0)
    }

    pub fn openness(&self, person: PersonIdx) -> f64 {
        self.openness.get(person.place()).copied().unwrap_or(0.0)
    }

    /// Those tied to both, with both ties.
    pub fn mutual(&self, a: PersonIdx, b: PersonIdx) -> impl Iterator<Item = (&Tie, &Tie)> {
        let (shorter, longer) = if self.degree(a) <= self.degree(b) { (a, b) } else { (b, a) };
        let rest = self.of(longer);
        let mut from = 0;
        self.of(shorter).iter().filter_map(move |tie| {
            from += rest[from..].partition_point(|other| other.them < tie.them);
            rest.get(from).filter(|other| other.them == tie.them).map(|other| (tie, other))
        })
    }

    /// Adamic-Adar: sum over common ties of 1 / ln(degree).
    pub fn adamic_adar(&self, a: PersonIdx, b: PersonIdx) -> f64 {
        self.mutual(a, b).map(|(tie, _)| 1.0 / self.log_degree(tie.them)).sum()
    }

    /// Warmth over all mutual ties as minus the log of the chance that none carries, load/(load+1) each hop.
    pub fn log_warmth(&self, a: PersonIdx, b: PersonIdx) -> f64 {
        let carries = |tie: &Tie| tie.load / (tie.load + 1.0);
        self.mutual(a, b).map(|(one, other)| -(-(carries(one) * carries(other)).min(0.999)).ln_1p()).sum()
    }
}
