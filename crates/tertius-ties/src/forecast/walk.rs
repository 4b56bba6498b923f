//! Personalised PageRank for a block of people at once: where a walker ends who now and then starts again at home.
//!
//! `x = restart · home + (1 - restart) · P^T x`, restart 0.15, eight steps (what is left then is under 0.28 of the mass
//! and far away). Cost: eight passes over all ties for a whole block, since the ranks of a block lie side by side.
//! Odd inputs: somebody without ties keeps only the mass they begin with.

use super::log::PersonIdx;
use super::ties::Ties;

/// How many walks go at once.
pub(super) const BLOCK: usize = 16;
const RESTART: f32 = 0.15;
const STEPS: usize = 8;

/// What a step goes by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Along {
    /// Every tie alike.
    Ties,
    /// In proportion to its load.
    Strength,
}

/// Ties in the form that walks need.
#[derive(Debug)]
pub(super) struct Walks {
    along: Along,
    starts: Vec<u32>,
    steps: Vec<(u32, f32)>,
    /// One over the sum of a person's weights.
    shares: Vec<f32>,
    ranks: Vec<[f32; BLOCK]>,
    next: Vec<[f32; BLOCK]>,
}

impl Walks {
    pub fn new(ties: &Ties, n_people: usize, along: Along) -> Walks {
        let mut walks = Walks {
            along,
            starts: vec![0],
            steps: Vec::new(),
            shares: Vec::with_capacity(n_people),
            ranks: vec![[0.0; BLOCK]; n_people],
            next: vec![[0.0; BLOCK]; n_people],
        };
        for person in (0..n_people).map(|place| PersonIdx(place as u32)) {
            let mut total = 0.0;
            for tie in ties.of(person) {
                let weight = if along == Along::Ties { 1.0 } else { tie.load as f32 };
                walks.steps.push((tie.them.0, weight));
                total += weight;
            }
            walks.starts.push(walks.steps.len() as u32);
            walks.shares.push(if total > 0.0 { 1.0 / total } else { 0.0 });
        }
        walks
    }

    /// Walks from each of at most [`BLOCK`] homes.
    pub fn go(&mut self, homes: &[PersonIdx]) {
        let set_out = |ranks: &mut [[f32; BLOCK]], mass: f32| {
            for (lane, home) in homes.iter().enumerate() {
                if let Some(rank) = ranks.get_mut(home.place()) {
                    rank[lane] += mass;
                }
            }
        };
        self.ranks.fill([0.0; BLOCK]);
        // The first step reaches nobody but the ties of each home; ties weigh the same from both sides.
        for (lane, home) in homes.iter().enumerate() {
            let Some(share) = self.shares.get(home.place()) else { continue };
            for (them, weight) in
                &self.steps[self.starts[home.place()] as usize..self.starts[home.place() + 1] as usize]
            {
                self.ranks[*them as usize][lane] = weight * (share * (1.0 - RESTART));
            }
        }
        set_out(&mut self.ranks, RESTART);
        for _ in 1..STEPS {
            for (rank, share) in self.ranks.iter_mut().zip(&self.shares) {
                rank.iter_mut().for_each(|mass| *mass *= share * (1.0 - RESTART));
            }
            match self.along {
                Along::Ties => self.arrive(|_, mass| mass),
                Along::Strength => self.arrive(|weight, mass| weight * mass),
            }
            set_out(&mut self.next, RESTART);
            std::mem::swap(&mut self.ranks, &mut self.next);
        }
    }

    /// Sums up what comes to everybody over their ties.
    fn arrive(&mut self, share: impl Fn(f32, f32) -> f32) {
        for (arriving, row) in self.next.iter_mut().zip(self.starts.windows(2)) {
            let mut sum = [0.0f32; BLOCK];
            for (them, weight) in &self.steps[row[0] as usize..row[1] as usize] {
                sum.iter_mut().zip(&self.ranks[*them as usize]).for_each(|(sum, mass)| *sum += share(*weight, *mass));
            }
            *arriving = sum;
        }
    }

    /// The rank of a person on the walk from the home in a lane.
    pub fn rank(&self, lane: usize, person: PersonIdx) -> f64 {
        self.ranks.get(person.place()).map_or(0.0, |rank| f64::from(rank[lane]))
    }
}
