//! The terms of "whom will they get to know next?", for people and those two steps away from them.
//!
//! `Q = sum over friends v of (1 - e^-A_uv)(1 - e^-A_vw) / sqrt(total load of v)`; openness of w; having been addressed
//! together; the same ways by how new their ties are; the part of openness that w began; and the classical measures:
//! common neighbours, Adamic and Adar 2003, resource allocation (Zhou, Lü, Zhang 2009), personalised PageRank. Cost for one person: the ties of their ties, and a share of a walk (`walk.rs`).

use super::learn::Weights;
use super::log::PersonIdx;
use super::outlook::Outlook;
use super::walk::{Along, BLOCK, Walks};
use crate::load::age;
use crate::parameters::LOAD_SCALE;

/// The terms for somebody two steps away.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NextTerms(pub [f64; NextTerms::N]);

impl NextTerms {
    /// How many.
    pub const N: usize = 16;
    /// What each is, in order.
    pub const NAMES: [&str; Self::N] = [
        "log warmth of the ways",
        "log openness",
        "log addressed together",
        "log PageRank along strength",
        "log PageRank along ties",
        "log Adamic-Adar",
        "log resource allocation",
        "log chance that a way carries",
        "log number of their ties",
        "recency of their last sign",
        "log Adamic-Adar by strength",
        "log of all their load",
        "log fresh ways to them",
        "log fresh ways from ego",
        "log mutual",
        "log openness begun",
    ];
}

/// Which terms are wanted: the walks cost more than all else together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// Those of the shipped weights alone; the others are zero.
    Ways,
    /// All but the walks.
    Neighbours,
    /// All.
    Walks,
}

/// Somebody, and the people to be ranked for them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidates {
    /// Who seeks.
    pub ego: PersonIdx,
    /// Whom they might get to know.
    pub people: Vec<PersonIdx>,
}

/// What leads from the seeker to one person.
#[derive(Clone, Copy, Debug)]
struct Ways {
    warmth: f64,
    adamic_adar: f64,
    by_strength: f64,
    allocation: f64,
    /// The chance that no way carries.
    fails: f64,
    together: f64,
    fresh_to: f64,
    fresh_from: f64,
    mutual: f64,
}

const NO_WAY: Ways = Ways {
    warmth: 0.0,
    adamic_adar: 0.0,
    by_strength: 0.0,
    allocation: 0.0,
    fails: 1.0,
    together: 0.0,
    fresh_to: 0.0,
    fresh_from: 0.0,
    mutual: 0.0,
};

/// What somebody's ties are worth as a way, and their own terms, whoever seeks.
#[derive(Clone, Copy, Debug)]
struct Connector {
    root_total: f64,
    log_degree: f64,
    log_total: f64,
    degree: f64,
    openness: f64,
    n_ties: f64,
    seen: f64,
    load: f64,
    began: f64,
}

impl Outlook<'_> {
    /// Everybody two steps from a person, by rising index.
    pub fn two_steps_from(&self, ego: PersonIdx) -> Candidates {
        let ties = &self.ties;
        let mut is_near = vec![false; self.log.n_people()];
        ties.of(ego).iter().flat_map(|tie| ties.of(tie.them)).for_each(|next| is_near[next.them.place()] = true);
        ties.of(ego).iter().for_each(|tie| is_near[tie.them.place()] = false);
        let near = is_near.iter().enumerate().filter(|(place, is_near)| **is_near && *place != ego.place());
        let people = near.map(|(place, _)| PersonIdx(place as u32)).collect();
        Candidates { ego, people }
    }

    /// The terms of every candidate, told person by person.
    pub fn next_terms(&self, all: &[Candidates], depth: Depth, mut tell: impl FnMut(&Candidates, &[NextTerms])) {
        let n = self.log.n_people();
        let mut walks = match depth {
            Depth::Ways | Depth::Neighbours => None,
            Depth::Walks => Some([Along::Strength, Along::Ties].map(|along| Walks::new(&self.ties, n, along))),
        };
        let connectors = self.connectors();
        let nobody = self.connector(PersonIdx(u32::MAX));
        let most_ties = connectors.iter().map(|connector| connector.degree as usize).max().unwrap_or(0);
        let mutual: Vec<f64> = (0..=most_ties).map(|n| (n as f64).ln_1p()).collect();
        let mut room = vec![NO_WAY; n];
        for block in all.chunks(BLOCK) {
            let homes: Vec<PersonIdx> = block.iter().map(|candidates| candidates.ego).collect();
            walks.iter_mut().flatten().for_each(|walks| walks.go(&homes));
            for (lane, candidates) in block.iter().enumerate() {
                room.fill(NO_WAY);
                match depth {
                    Depth::Ways => self.warm_ways(candidates.ego, &connectors, &mut room),
                    Depth::Neighbours | Depth::Walks => self.ways(candidates.ego, &connectors, &mut room),
                }
                self.addressed_together(candidates.ego, &mut room);
                let ranks = |person| {
                    walks.as_ref().map_or([1.0; 2], |walks| walks.each_ref().map(|walk| walk.rank(lane, person)))
                };
                let terms: Vec<NextTerms> = candidates
                    .people
                    .iter()
                    .map(|them| {
                        let ways = room.get(them.place()).copied().unwrap_or(NO_WAY);
                        let person = connectors.get(them.place()).unwrap_or(&nobody);
                        match depth {
                            Depth::Ways => terms_of_ways(&ways, person),
                            Depth::Neighbours | Depth::Walks => terms_of(&ways, person, &mutual, ranks(*them)),
                        }
                    })
                    .collect();
                tell(candidates, &terms);
            }
        }
    }

    /// Scores of every candidate by these weights, told person by person.
    pub fn next_scores(&self, all: &[Candidates], weights: &Weights, mut tell: impl FnMut(&Candidates, &[f64])) {
        let are_zero = |terms: &[f64]| terms.iter().all(|weight| *weight == 0.0);
        let depth = match (are_zero(&weights.of[3..5]), are_zero(&weights.of[5..])) {
            (true, true) => Depth::Ways,
            (true, false) => Depth::Neighbours,
            (false, _) => Depth::Walks,
        };
        self.next_terms(all, depth, |candidates, terms| {
            let scores: Vec<f64> = terms.iter().map(|terms| weights.sum(&terms.0)).collect();
            tell(candidates, &scores);
        });
    }

    fn connectors(&self) -> Vec<Connector> {
        (0..self.log.n_people()).map(|place| self.connector(PersonIdx(place as u32))).collect()
    }

    fn connector(&self, person: PersonIdx) -> Connector {
        let total = self.ties.total(person);
        Connector {
            root_total: total.max(1e-9).sqrt(),
            log_degree: self.ties.log_degree(person),
            log_total: total.ln_1p().max(1e-9),
            degree: self.ties.degree(person).max(1) as f64,
            openness: (self.ties.openness(person) + 1e-2).ln(),
            n_ties: (self.ties.degree(person) as f64).ln_1p(),
            seen: -self.people.log_unseen(person),
            load: (total + 1e-3).ln(),
            began: (self.ties.began(person) + 1e-2).ln(),
        }
    }

    fn warm_ways(&self, ego: PersonIdx, connectors: &[Connector], room: &mut [Ways]) {
        for first in self.ties.of(ego) {
            let warm = first.saturated / connectors[first.them.place()].root_total;
            for second in self.ties.of(first.them) {
                room[second.them.place()].warmth += warm * second.saturated;
            }
        }
    }

    fn ways(&self, ego: PersonIdx, connectors: &[Connector], room: &mut [Ways]) {
        for first in self.ties.of(ego) {
            let connector = connectors[first.them.place()];
            let warm = first.saturated / connector.root_total;
            let (adamic_adar, allocation) = (1.0 / connector.log_degree, 1.0 / connector.degree);
            for second in self.ties.of(first.them) {
                let ways = &mut room[second.them.place()];
                ways.warmth += warm * second.saturated;
                ways.fresh_to += warm * second.fresh;
                ways.fresh_from += first.fresh * second.saturated / connector.root_total;
                ways.mutual += 1.0;
                ways.adamic_adar += adamic_adar;
                ways.by_strength += (first.load + second.load) / connector.log_total;
                ways.allocation += allocation;
                ways.fails *= 1.0 - (first.carries * second.carries).min(0.999);
            }
        }
    }

    fn addressed_together(&self, ego: PersonIdx, room: &mut [Ways]) {
        for (message, recipients) in self.log.got(ego).filter(|(message, _)| message.time <= self.now.0) {
            let share = 1.0 / (age(self.now, message.time).sqrt() * recipients.len() as f64);
            for them in recipients.iter().filter(|them| **them != ego) {
                room[them.place()].together += share;
            }
        }
    }
}

/// The terms of the shipped weights.
fn terms_of_ways(ways: &Ways, person: &Connector) -> NextTerms {
    let mut terms = [0.0; NextTerms::N];
    terms[..3].copy_from_slice(&[(ways.warmth + 1e-4).ln(), person.openness, log_together(ways)]);
    NextTerms(terms)
}

/// All terms; the logarithms of small whole numbers are given.
fn terms_of(ways: &Ways, person: &Connector, mutual: &[f64], [by_strength, by_ties]: [f64; 2]) -> NextTerms {
    let n_mutual = ways.mutual as usize;
    NextTerms([
        (ways.warmth + 1e-4).ln(),
        person.openness,
        log_together(ways),
        (by_strength + 1e-8).ln(),
        (by_ties + 1e-8).ln(),
        (ways.adamic_adar + 0.1).ln(),
        (ways.allocation + 1e-3).ln(),
        (1e-4 - ways.fails.max(f64::MIN_POSITIVE).ln()).ln(),
        person.n_ties,
        person.seen,
        (ways.by_strength + 1e-2).ln(),
        person.load,
        (ways.fresh_to + 1e-4).ln(),
        (ways.fresh_from + 1e-4).ln(),
        mutual.get(n_mutual).copied().unwrap_or_else(|| ways.mutual.ln_1p()),
        person.began,
    ])
}

fn log_together(ways: &Ways) -> f64 {
    if ways.together > 0.0 { (LOAD_SCALE * ways.together).ln_1p() } else { 0.0 }
}
