//! Questions to a snapshot. One [`Scratch`] a thread; after the first questions nothing is allocated but answers.

mod batch;
mod distance;
mod grow;
mod loose;
mod path;
mod path_table;
mod reach;
mod routes;
mod structure;

pub use batch::{BatchRow, batch};
pub use distance::distance;
pub use grow::{Candidate, grow};
pub use loose::{LooseBy, LooseRow, loose};
pub use path::{Ask, paths};
pub use reach::{Among, reach};
pub use routes::{Route, Routes};
pub use structure::{
    Communities, HORIZON_BITS, Structure, articulation_nodes, communities, constraint, effective_size, horizon,
    horizon_error, structure, two_step_size,
};

/// Working memory of the questions, kept from one to the next.
#[derive(Debug, Default)]
pub struct Scratch {
    loose: loose::Room,
    distance: distance::Room,
    path: path::Room,
    reach: reach::Room,
    structure: structure::Room,
    grow: grow::Room,
}

impl Scratch {
    /// Empty; grows with the first questions.
    pub fn new() -> Scratch {
        Scratch::default()
    }
}

/// A set of nodes, one bit each: small enough to stay in the cache.
#[derive(Debug, Default)]
pub(crate) struct Bits(Vec<u64>);

impl Bits {
    pub(crate) fn grow(&mut self, n_nodes: usize) {
        if self.0.len() * 64 < n_nodes {
            self.0.resize(n_nodes.div_ceil(64), 0);
        }
    }

    /// Forgets all, with room for so many.
    pub(crate) fn empty(&mut self, n_nodes: usize) {
        self.0.clear();
        self.grow(n_nodes);
    }

    #[inline]
    pub(crate) fn has(&self, node: u32) -> bool {
        self.0[node as usize / 64] >> (node % 64) & 1 == 1
    }

    /// Whether it was new.
    #[inline]
    pub(crate) fn insert(&mut self, node: u32) -> bool {
        let (word, bit) = (&mut self.0[node as usize / 64], 1 << (node % 64));
        let is_new = *word & bit == 0;
        *word |= bit;
        is_new
    }

    #[inline]
    pub(crate) fn remove(&mut self, node: u32) {
        self.0[node as usize / 64] &= !(1 << (node % 64));
    }
}
