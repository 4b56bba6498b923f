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

/// What a friend's ties are worth as a way, whoever seeks.
#[derive(Clone, Copy, Debug)]
struct Connector {
    root_total: f64,
    log_degree: f64,
    log_total: f64,
    degree: f64,
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
            Depth::Ways => None,
            Depth::Walks => Some([Along::Strength, Along::Ties].map(|along| Walks::new(&self.ties, n, along))),
        };
        let connectors = self.connectors();
        let mut room = vec![NO_WAY; n];
        for block in all.chunks(BLOCK) {
            let homes: Vec<PersonIdx> = block.iter().map(|candidates| candidates.ego).collect();
            walks.iter_mut().flatten().for_each(|walks| walks.go(&homes));
            for (lane, candidates) in block.iter().enumerate() {
                room.fill(NO_WAY);
                self.ways(candidates.ego, &connectors, &mut room);
                let ranks = |person| {
                    walks.as_ref().map_or([1.0; 2], |walks| walks.each_ref().map(|walk| walk.rank(lane, person)))
                };
                let terms: Vec<NextTerms> = candidates
                    .people
                    .iter()
                    .map(|them| self.terms_of(*them, &room.get(them.place()).copied().unwrap_or(NO_WAY), ranks(*them)))
                    .collect();
                tell(candidates, &terms);
            }
        }
    }

    /// Scores of every candidate by these weights, told person by person.
    pub fn next_scores(&self, all: &[Candidates], weights: &Weights, mut tell: impl FnMut(&Candidates, &[f64])) {
        let depth = if weights.of[3] == 0.0 && weights.of[4] == 0.0 { Depth::Ways } else { Depth::Walks };
        self.next_terms(all, depth, |candidates, terms| {
            let scores: Vec<f64> = terms.iter().map(|terms| weights.sum(&terms.0)).collect();
            tell(candidates, &scores);
        });
    }

    fn connectors(&self) -> Vec<Connector> {
        let people = (0..self.log.n_people()).map(|place| PersonIdx(place as u32));
        people
            .map(|person| Connector {
                root_total: self.ties.total(person).max(1e-9).sqrt(),
                log_degree: self.ties.log_degree(person),
                log_total: self.ties.total(person).ln_1p().max(1e-9),
                degree: self.ties.degree(person).max(1) as f64,
            })
            .collect()
    }

    fn ways(&self, ego: PersonIdx, connectors: &[Connector], room: &mut [Ways]) {
        for first in self.ties.of(ego) {
            let connector = connectors[first.them.place()];
            let warm = first.saturated / connector.root_total;
            for second in self.ties.of(first.them) {
                let ways = &mut room[second.them.place()];
                ways.warmth += warm * second.saturated;
                ways.fresh_to += warm * second.fresh;
                ways.fresh_from += first.fresh * second.saturated / connector.root_total;
                ways.mutual += 1.0;
                ways.adamic_adar += 1.0 / connector.log_degree;
                ways.by_strength += (first.load + second.load) / connector.log_total;
                ways.allocation += 1.0 / connector.degree;
                ways.fails *= 1.0 - (first.carries * second.carries).min(0.999);
            }
        }
        for (message, recipients) in self.log.got(ego).filter(|(message, _)| message.time <= self.now.0) {
            let share = 1.0 / (age(self.now, message.time).sqrt() * recipients.len() as f64);
            for them in recipients.iter().filter(|them| **them != ego) {
                room[them.place()].together += share;
            }
        }
    }

    fn terms_of(&self, them: PersonIdx, ways: &Ways, [by_strength, by_ties]: [f64; 2]) -> NextTerms {
        NextTerms([
            (ways.warmth + 1e-4).ln(),
            (self.ties.openness(them) + 1e-2).ln(),
            (LOAD_SCALE * ways.together).ln_1p(),
            (by_strength + 1e-8).ln(),
            (by_ties + 1e-8).ln(),
            (ways.adamic_adar + 0.1).ln(),
            (ways.allocation + 1e-3).ln(),
            (1e-4 - ways.fails.max(f64::MIN_POSITIVE).ln()).ln(),
            (self.ties.degree(them) as f64).ln_1p(),
            -self.people.log_unseen(them),
            (ways.by_strength + 1e-2).ln(),
            (self.ties.total(them) + 1e-3).ln(),
            (ways.fresh_to + 1e-4).ln(),
            (ways.fresh_from + 1e-4).ln(),
            ways.mutual.ln_1p(),
            (self.ties.began(them) + 1e-2).ln(),
        ])
    }
}
