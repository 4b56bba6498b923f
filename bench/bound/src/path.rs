//! The baseline of the warmest path of at most six ties: level by level from both sides, with a threshold.
//!
//! For every number of ties the best product to each person is kept, from the start and from the goal (Bellman 1958);
//! the side whose next ring has fewer arcs goes on, until both together have taken six steps. A partial product that
//! does not exceed the best whole path found so far is dropped, which is exact as strengths are at most one. Rows are
//! in the order of numbers and read to their ends: no bounds, no order by strength, no guess.

use crate::arrays::Arrays;
use rustc_hash::FxHashSet;

/// The most ties a path may have.
pub const MAX_HOPS: usize = 6;

/// What a search may not use; for the second and third best path.
#[derive(Default)]
pub struct Closed {
    /// People.
    pub people: FxHashSet<u32>,
    /// Ties out of the start.
    pub first_steps: FxHashSet<u32>,
    /// Ties that were spent before the start.
    pub hops_spent: usize,
}

/// A path.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// Product of its strengths.
    pub strength: f64,
    /// Everybody on it, from the start.
    pub people: Vec<u32>,
}

/// The arrays and what is kept from question to question.
pub struct Search<'a> {
    arrays: &'a Arrays,
    sides: [Side; 2],
}

#[derive(Default)]
struct Side {
    /// The best product with so many ties as were taken, 0 for those not reached.
    best: Vec<f64>,
    /// Who improved in the last step, and the product then.
    ring: Vec<(u32, f64)>,
    /// The last step in which somebody improved, to list each once.
    step: Vec<u8>,
    /// Predecessors, a list a step: (person, predecessor).
    before: Vec<Vec<(u32, u32)>>,
    touched: Vec<u32>,
}

impl Side {
    fn start(&mut self, person: u32) {
        self.best[person as usize] = 1.0;
        self.touched.push(person);
        self.ring.push((person, 1.0));
    }

    fn n_arcs(&self, arrays: &Arrays) -> usize {
        self.ring.iter().map(|(person, _)| arrays.friends(*person).len()).sum()
    }

    fn clean(&mut self) {
        for person in self.touched.drain(..) {
            self.best[person as usize] = 0.0;
            self.step[person as usize] = 0;
        }
        self.ring.clear();
        self.before.clear();
    }

    /// The way back to where this side began, as it was after so many steps. A later step overwrites what an earlier
    /// one found, so steps are asked from the last to the first; within a step the last entry of a person is the best.
    fn way(&self, person: u32, n_steps: usize) -> Vec<u32> {
        let (mut way, mut here) = (vec![person], person);
        for step in self.before[..n_steps].iter().rev() {
            if let Some((_, previous)) = step.iter().rev().find(|(node, _)| *node == here) {
                here = *previous;
                way.push(here);
            }
        }
        way
    }
}

impl<'a> Search<'a> {
    /// Nothing asked yet.
    pub fn new(arrays: &'a Arrays) -> Search<'a> {
        let n = arrays.n_people();
        let side = || Side { best: vec![0.0; n], step: vec![0; n], ..Side::default() };
        Search { arrays, sides: [side(), side()] }
    }

    /// The warmest path, if there is one.
    pub fn warmest(&mut self, from: u32, to: u32, closed: &Closed) -> Option<Found> {
        if from == to {
            return None;
        }
        self.sides[0].start(from);
        self.sides[1].start(to);
        let mut met: Option<Meeting> = None;
        for _ in closed.hops_spent..MAX_HOPS {
            let forward = self.sides[0].n_arcs(self.arrays) <= self.sides[1].n_arcs(self.arrays);
            self.step(usize::from(!forward), from, closed, &mut met);
        }
        let found = met.map(|met| self.whole(&met));
        self.sides.iter_mut().for_each(Side::clean);
        found
    }

    fn step(&mut self, here: usize, from: u32, closed: &Closed, met: &mut Option<Meeting>) {
        let [first, second] = &mut self.sides;
        let (side, other) = if here == 0 { (first, second) } else { (second, first) };
        let ring = std::mem::take(&mut side.ring);
        let step = side.before.len() as u8 + 1;
        let mut before = Vec::new();
        let mut improved = Vec::new();
        for (person, product) in ring {
            let mut bar = met.as_ref().map_or(0.0, |met| met.strength);
            if product <= bar {
                continue;
            }
            for (next, strength) in self.arrays.ties(person) {
                let product = product * f64::from(strength);
                let best = &mut side.best[next as usize];
                if product <= bar || product <= *best || !is_open(here, (person, next), from, closed) {
                    continue;
                }
                if *best == 0.0 {
                    side.touched.push(next);
                }
                *best = product;
                before.push((next, person));
                if side.step[next as usize] != step {
                    side.step[next as usize] = step;
                    improved.push(next);
                }
                let whole = product * other.best[next as usize];
                if whole > bar {
                    bar = whole;
                    let n_steps = [side.before.len(), other.before.len()];
                    *met = Some(Meeting { strength: whole, here, ends: [person, next], n_steps });
                }
            }
        }
        let best = &side.best;
        side.ring = improved.into_iter().map(|person| (person, best[person as usize])).collect();
        side.before.push(before);
    }

    fn whole(&self, met: &Meeting) -> Found {
        let mut ways = [
            self.sides[met.here].way(met.ends[0], met.n_steps[0]),
            self.sides[1 - met.here].way(met.ends[1], met.n_steps[1]),
        ];
        if met.here == 1 {
            ways.reverse();
        }
        let [mut people, back] = ways;
        people.reverse();
        people.extend(back);
        Found { strength: met.strength, people }
    }
}

/// The best whole path so far: a tie between what one side and what the other had found after so many steps.
struct Meeting {
    strength: f64,
    /// Which side took the step.
    here: usize,
    /// The tie's ends, that of this side first.
    ends: [u32; 2],
    n_steps: [usize; 2],
}

fn is_open(side: usize, (person, next): (u32, u32), from: u32, closed: &Closed) -> bool {
    if closed.people.is_empty() && closed.first_steps.is_empty() {
        return true;
    }
    let (start, other) = if side == 0 { (person, next) } else { (next, person) };
    !(closed.people.contains(&next) || start == from && closed.first_steps.contains(&other))
}
