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
    /// load / (load + 1), read as the chance that the tie carries a request.
    pub carries: f64,
    /// (age of the first contact)^-0.5.
    pub fresh: f64,
}

/// All ties, each from both sides, by person and then by the other's index.
#[derive(Debug)]
pub(super) struct Ties {
    starts: Vec<u32>,
    ties: Vec<Tie>,
    /// The other of each tie, side by side for quick comparison.
    names: Vec<PersonIdx>,
    /// Sum of the loads.
    total: Vec<f64>,
    /// Sum over ties of (age of the first contact)^-0.5: how fast somebody makes new ties.
    openness: Vec<f64>,
    /// The part of it that they began themselves.
    began: Vec<f64>,
    /// The logarithm of the degree, of two at least.
    log_degrees: Vec<f64>,
    /// Where there are few people, for each of them a row of bits: set for those whom they are tied to.
    bits: Vec<u64>,
}

/// Rows of bits for so many people take two megabytes.
const BITS_MOST: usize = 4096;

/// A tie that two people have with the same third, as a place in the list for each.
#[derive(Clone, Copy, Debug)]
struct Mutual {
    one: usize,
    other: usize,
}

impl Ties {
    pub fn new(log: &ExchangeLog, sent: &[Sent], now: Timestamp) -> Ties {
        let n = log.n_people();
        let mut all = Ties {
            starts: Vec::with_capacity(n + 1),
            ties: Vec::with_capacity(sent.len()),
            names: Vec::with_capacity(sent.len()),
            total: vec![0.0; n],
            openness: vec![0.0; n],
            began: vec![0.0; n],
            log_degrees: Vec::with_capacity(n),
            bits: vec![0; if n <= BITS_MOST { n * n.div_ceil(64) } else { 0 }],
        };
        all.starts.push(0);
        for person in (0..n).map(|place| PersonIdx(place as u32)) {
            for neighbour in log.neighbours(person) {
                all.add(person, neighbour, sent, now);
            }
            all.starts.push(all.ties.len() as u32);
        }
        let degrees = all.starts.windows(2).map(|row| (row[1] - row[0]).max(2));
        all.log_degrees.extend(degrees.map(|degree| f64::from(degree).ln()));
        for (row, ties) in all.bits.chunks_mut(n.div_ceil(64).max(1)).zip(all.starts.windows(2)) {
            for them in &all.names[ties[0] as usize..ties[1] as usize] {
                row[them.place() / 64] |= 1 << (them.place() % 64);
            }
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
        let began = neighbour.sent.is_some_and(|pair| sent[pair.place()].n > 0 && sent[pair.place()].first == first);
        let times = if neighbour.them == person { 2.0 } else { 1.0 };
        let fresh = 1.0 / age(now, first).sqrt();
        self.names.push(neighbour.them);
        self.ties.push(Tie {
            them: neighbour.them,
            load,
            saturated: 1.0 - (-load).exp(),
            carries: load / (load + 1.0),
            fresh,
        });
        if began {
            self.began[person.place()] += fresh;
        }
        self.total[person.place()] += load;
        self.openness[person.place()] += times * fresh;
    }

    pub fn of(&self, person: PersonIdx) -> &[Tie] {
        &self.ties[self.places(person)]
    }

    pub fn degree(&self, person: PersonIdx) -> usize {
        self.of(person).len()
    }

    /// The logarithm of the degree, of two at least.
    pub fn log_degree(&self, person: PersonIdx) -> f64 {
        self.log_degrees.get(person.place()).copied().unwrap_or(std::f64::consts::LN_2)
    }

    pub fn total(&self, person: PersonIdx) -> f64 {
        self.total.get(person.place()).copied().unwrap_or(0.0)
    }

    pub fn openness(&self, person: PersonIdx) -> f64 {
        self.openness.get(person.place()).copied().unwrap_or(0.0)
    }

    /// How fast somebody makes new ties by writing first.
    pub fn began(&self, person: PersonIdx) -> f64 {
        self.began.get(person.place()).copied().unwrap_or(0.0)
    }

    fn places(&self, person: PersonIdx) -> std::ops::Range<usize> {
        match (self.starts.get(person.place()), self.starts.get(person.place() + 1)) {
            (Some(start), Some(end)) => *start as usize..*end as usize,
            _ => 0..0,
        }
    }

    /// Calls for those tied to both. Both lists rise, so they are merged; no branch but that on equality, which is rare.
    fn each_mutual(&self, a: PersonIdx, b: PersonIdx, mut each: impl FnMut(Mutual)) {
        let (mut at, mut against) = (self.places(a), self.places(b));
        while !at.is_empty() && !against.is_empty() {
            let (one, other) = (self.names[at.start], self.names[against.start]);
            if one == other {
                each(Mutual { one: at.start, other: against.start });
            }
            at.start += usize::from(one <= other);
            against.start += usize::from(other <= one);
        }
    }

    /// Adamic-Adar: sum over common ties of 1 / ln(degree).
    pub fn adamic_adar(&self, a: PersonIdx, b: PersonIdx) -> f64 {
        let (Some(one), Some(other)) = (self.bits_of(a), self.bits_of(b)) else {
            return self.adamic_adar_by_names(a, b);
        };
        let mut sum = 0.0;
        for (word, (one, other)) in one.iter().zip(other).enumerate() {
            let mut mutual = one & other;
            while mutual != 0 {
                sum += 1.0 / self.log_degrees[64 * word + mutual.trailing_zeros() as usize];
                mutual &= mutual - 1;
            }
        }
        sum
    }

    fn bits_of(&self, person: PersonIdx) -> Option<&[u64]> {
        let n_words = self.log_degrees.len().div_ceil(64);
        self.bits.get(n_words.checked_mul(person.place())?..)?.get(..n_words).filter(|bits| !bits.is_empty())
    }

    fn adamic_adar_by_names(&self, a: PersonIdx, b: PersonIdx) -> f64 {
        let mut sum = 0.0;
        self.each_mutual(a, b, |mutual| sum += 1.0 / self.log_degree(self.names[mutual.one]));
        sum
    }

    /// Warmth over all mutual ties as minus the log of the chance that none carries, load/(load+1) each hop.
    pub fn log_warmth(&self, a: PersonIdx, b: PersonIdx) -> f64 {
        let mut sum = 0.0;
        self.each_mutual(a, b, |mutual| {
            let carries = self.ties[mutual.one].carries * self.ties[mutual.other].carries;
            sum -= (-carries.min(0.999)).ln_1p();
        });
        sum
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Exchange, Outlook};
    use super::*;
    use tertius_model::Channel;

    #[test]
    fn bits_and_names_find_the_same_mutual_ties() {
        let exchange = |at: u32| Exchange {
            from: PersonIdx((at * 7) % 131),
            to: PersonIdx((at * at + 3 * at) % 131),
            time: Timestamp(i64::from(at)),
            n_recipients: 1,
            channel: Channel::Mail,
        };
        let log = ExchangeLog::new((0..2_000).map(exchange).collect(), 131);
        let outlook = Outlook::at(&log, Timestamp(1_500));
        let mut n_mutual = 0;
        for (a, b) in (0..133).flat_map(|a| (0..133).map(move |b| (PersonIdx(a), PersonIdx(b)))) {
            let found = outlook.ties.adamic_adar(a, b);
            assert_eq!(found, outlook.ties.adamic_adar_by_names(a, b), "{a:?} with {b:?}");
            n_mutual += usize::from(found > 0.0);
        }
        assert!(n_mutual > 100);
    }
}
