//! Finds the few nodes that can be among the best by a sum of weights of friends.
//!
//! A table has fewer counters than there are nodes: a node's is the one at its number modulo the table's length.
//! Every friend's weight, rounded up, is added to the counters of all whom the friend leads to; collisions and
//! rounding only add, so that a counter is never below the score of any of its nodes (the count-min sketch of Cormode
//! and Muthukrishnan 2005, with one row). A threshold is taken from the largest counters, the friends' rows are read
//! once more, and only arcs to nodes whose counter reaches it are looked at. If the k-th exact score among those
//! exceeds the threshold, nobody held back can be better; otherwise that score is the next threshold, and final.
//! Gains on a network of a million people, the median against a plain addition into an array of `f32`: reading twice
//! instead of listing the nodes touched 1.5 times, counters of two bytes in a small table and no further reading for
//! exact scores and details another 2 times. Leaving the busiest friends out of the counters, and bounding what they can add,
//! gained nothing: their rows are long and quick to read, and more candidates pass.

use super::friends::{Friends, UNIT_BITS};
use crate::NodeIdx;
use crate::snapshot::Rows;

/// One maximum stands for so many counters.
const PER_MAXIMUM: usize = 32;
const MIN_COUNTERS: usize = 64;
const MAX_COUNTERS: usize = 1 << 20;
/// Bits of a sieve that lets through given nodes.
const BITS_FOR_GIVEN: usize = 1 << 16;
/// Above so many friends not all can be shared, and the scale need not have room for it.
const FEW_FRIENDS: f64 = 512.0;

#[derive(Debug, Default)]
pub(super) struct Sieve {
    counters: Vec<u16>,
    maxima: Vec<u16>,
    sorted: Vec<u16>,
    aside: Vec<u16>,
    /// Whom the sieve lets through: a bit for each counter.
    bits: Vec<u64>,
    /// Counters are in units of 2 to the minus this.
    scale_bits: u32,
}

impl Sieve {
    /// Adds every friend's weight to all whom the friend leads to.
    pub(super) fn add_up(&mut self, rows: Rows<'_>, friends: &Friends, n_nodes: usize) {
        let wanted = (friends.n_arcs + friends.n_arcs / 2).clamp(MIN_COUNTERS, MAX_COUNTERS).next_power_of_two();
        let n_counters = wanted.min(n_nodes.next_power_of_two().max(MIN_COUNTERS));
        self.counters.clear();
        self.counters.resize(n_counters, 0);
        let units: u128 = friends.list.iter().map(|friend| u128::from(friend.weight)).sum();
        let sum = units as f64 / (1_u64 << UNIT_BITS) as f64 / (1.0 + friends.list.len() as f64 / FEW_FRIENDS);
        self.scale_bits = (f64::from(u16::MAX) / sum.max(0.1)).log2().floor().clamp(0.0, 20.0) as u32;
        let counters = &mut self.counters[..];
        let last = counters.len() - 1;
        let mut fetched = 0;
        for (place, friend) in friends.list.iter().enumerate() {
            if place == fetched {
                fetched += friends.fetch(rows, place);
            }
            let rounded = friend.weight.div_ceil(1 << (UNIT_BITS - self.scale_bits));
            let weight = rounded.clamp(1, u64::from(u16::MAX)) as u16;
            rows.nodes(NodeIdx(friend.node)).each(|node| {
                let counter = &mut counters[node as usize & last];
                *counter = counter.saturating_add(weight);
            });
        }
    }

    /// What about the so-many-th largest counter holds, friends left out; at least 1.
    pub(super) fn threshold(&mut self, friends: &Friends, from: NodeIdx, place: usize) -> u16 {
        let last = self.counters.len() - 1;
        self.aside.clear();
        for node in known(friends, from) {
            self.aside.push(std::mem::take(&mut self.counters[node as usize & last]));
        }
        // A maximum stands for counters far from each other: the best often have neighbouring numbers.
        let n_maxima = self.counters.len() / PER_MAXIMUM;
        self.maxima.clear();
        self.maxima.resize(n_maxima, 0);
        for part in self.counters.chunks_exact(n_maxima) {
            for (maximum, counter) in self.maxima.iter_mut().zip(part) {
                *maximum = (*maximum).max(*counter);
            }
        }
        for (node, counter) in known(friends, from).zip(&self.aside) {
            let slot = &mut self.counters[node as usize & last];
            *slot = (*slot).max(*counter);
        }
        self.sorted.clear();
        self.sorted.extend_from_slice(&self.maxima);
        if place > n_maxima {
            return 1;
        }
        let (_, found, _) = self.sorted.select_nth_unstable_by(place - 1, |a, b| b.cmp(a));
        (*found).max(1)
    }

    /// Lets through whose counter reaches the threshold.
    pub(super) fn let_through(&mut self, friends: &Friends, from: NodeIdx, threshold: u16) {
        let (n_counters, n_maxima) = (self.counters.len(), self.maxima.len());
        self.bits.clear();
        self.bits.resize(n_counters / 64, 0);
        for (first, _) in self.maxima.iter().enumerate().filter(|(_, maximum)| **maximum >= threshold) {
            for at in (first..n_counters).step_by(n_maxima) {
                self.bits[at / 64] |= u64::from(self.counters[at] >= threshold) << (at % 64);
            }
        }
        for node in known(friends, from) {
            let at = node as usize & (n_counters - 1);
            self.bits[at / 64] |= u64::from(self.counters[at] >= threshold) << (at % 64);
        }
    }

    /// Lets these through, and others by chance.
    pub(super) fn take_all(&mut self, nodes: impl Iterator<Item = u32>) {
        self.bits.clear();
        self.bits.resize(BITS_FOR_GIVEN / 64, 0);
        for node in nodes {
            let at = node as usize & (BITS_FOR_GIVEN - 1);
            self.bits[at / 64] |= 1 << (at % 64);
        }
    }

    /// A counter in units of weights.
    pub(super) fn units(&self, counter: u16) -> u128 {
        u128::from(counter) << (UNIT_BITS - self.scale_bits)
    }

    /// The greatest counter that is not above a sum of weights.
    pub(super) fn below(&self, units: u128) -> u16 {
        (units >> (UNIT_BITS - self.scale_bits)).min(u128::from(u16::MAX)) as u16
    }
}

fn known(friends: &Friends, from: NodeIdx) -> impl Iterator<Item = u32> {
    friends.list.iter().map(|friend| friend.node).chain([from.0])
}

/// The arcs to nodes that a sieve lets through, friend by friend.
#[derive(Debug, Default)]
pub(super) struct Hits {
    /// Where in the friend's row.
    at: Vec<u32>,
    ends: Vec<usize>,
}

impl Hits {
    pub(super) fn collect(&mut self, rows: Rows<'_>, friends: &Friends, sieve: &Sieve) {
        self.ends.clear();
        let last = sieve.bits.len() - 1;
        let mut n_hits = 0;
        for friend in &friends.list {
            let row = rows.nodes(NodeIdx(friend.node));
            // One place for every arc is more than enough, and saves asking before each.
            if self.at.len() < n_hits + row.len() {
                self.at.resize(n_hits + row.len(), 0);
            }
            let free = &mut self.at[n_hits..n_hits + row.len()];
            let (mut n_fresh, mut place) = (0, 0);
            row.each(|node| {
                free[n_fresh] = place;
                n_fresh += (sieve.bits[(node as usize / 64) & last] >> (node % 64) & 1) as usize;
                place += 1;
            });
            n_hits += n_fresh;
            self.ends.push(n_hits);
        }
    }

    /// The hits in one friend's row.
    pub(super) fn of(&self, friend: usize) -> std::ops::Range<usize> {
        let start = if friend == 0 { 0 } else { self.ends[friend - 1] };
        start..self.ends[friend]
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.ends.last().copied().unwrap_or(0)
    }

    /// Where in the friend's row a hit stands.
    pub(super) fn at(&self, hit: usize) -> usize {
        self.at[hit] as usize
    }
}
