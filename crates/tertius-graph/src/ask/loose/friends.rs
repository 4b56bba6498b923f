//! The friends of the one who asks, with what each of them weighs.

use super::super::Bits;
use super::LooseBy;
use crate::NodeIdx;
use crate::snapshot::Rows;

/// Weights are whole multiples of 2 to the minus this.
pub(super) const UNIT_BITS: u32 = 44;
/// One of these.
pub(super) const UNIT: f64 = 1.0 / (1_u64 << UNIT_BITS) as f64;
/// Degrees below have their weights in a table.
const TABLED: usize = 1 << 12;
/// So many arcs are called into the cache together: they stay in it while counters are written.
const ARCS_FETCHED: usize = 1 << 15;

#[derive(Clone, Copy, Debug)]
pub(super) struct Friend {
    pub(super) node: u32,
    pub(super) strength: f32,
    /// 1/ln(degree), in units.
    pub(super) per_logarithm: u64,
    /// 1/degree, in units.
    pub(super) per_degree: u64,
    /// What the list is sorted by adds this for the friend, in units; 0 where strengths matter too.
    pub(super) weight: u64,
    /// One by the root of all strength that leaves the friend; 0 where it is not needed.
    pub(super) per_root: f64,
}

#[derive(Debug, Default)]
pub(super) struct Friends {
    /// In the order of the row.
    pub(super) list: Vec<Friend>,
    /// The arcs of all.
    pub(super) n_arcs: usize,
    /// The place in the list plus one, by node.
    places: Vec<u32>,
    set: Bits,
    logarithms: Vec<u64>,
}

fn in_units(weight: f64) -> u64 {
    (weight / UNIT).round() as u64
}

fn per_logarithm(degree: usize) -> u64 {
    in_units(1.0 / (degree.max(2) as f64).ln())
}

impl Friends {
    pub(super) fn mark(&mut self, rows: Rows<'_>, n_nodes: usize, from: NodeIdx, by: LooseBy) {
        if self.places.len() < n_nodes {
            self.places.resize(n_nodes, 0);
            self.set.grow(n_nodes);
        }
        if self.logarithms.is_empty() {
            self.logarithms = (0..TABLED).map(per_logarithm).collect();
        }
        self.n_arcs = 0;
        for (node, strength) in rows.arcs(from) {
            let degree = rows.degree(NodeIdx(node));
            let per_logarithm = self.logarithms.get(degree).copied().unwrap_or_else(|| per_logarithm(degree));
            let per_degree = in_units(1.0 / degree.max(2) as f64);
            let weight = match by {
                LooseBy::AdamicAdar => per_logarithm,
                LooseBy::ResourceAllocation => per_degree,
                LooseBy::Mutual => 1 << UNIT_BITS,
                LooseBy::Warmth | LooseBy::Best => 0,
            };
            let per_root = if by == LooseBy::Best { per_root(rows, node) } else { 0.0 };
            self.n_arcs += degree;
            self.list.push(Friend { node, strength, per_logarithm, per_degree, weight, per_root });
            self.places[node as usize] = self.list.len() as u32;
            self.set.insert(node);
        }
    }

    pub(super) fn clear(&mut self) {
        for friend in self.list.drain(..) {
            self.places[friend.node as usize] = 0;
            self.set.remove(friend.node);
        }
    }

    /// The place of a friend in the list.
    #[inline]
    pub(super) fn place(&self, node: u32) -> Option<u32> {
        self.set.has(node).then(|| self.places[node as usize] - 1)
    }

    /// Calls rows of the friends from a place on into the cache, as many as fit, and says how many.
    pub(super) fn fetch(&self, rows: Rows<'_>, place: usize) -> usize {
        let mut n_arcs = 0;
        let fitting = self.list[place..].iter().take_while(|friend| {
            let has_room = n_arcs < ARCS_FETCHED;
            n_arcs += rows.degree(NodeIdx(friend.node));
            has_room
        });
        rows.fetch(fitting.map(|friend| NodeIdx(friend.node)))
    }

    /// Whether a node is neither a friend nor the one who asks.
    #[inline]
    pub(super) fn is_stranger(&self, node: u32, from: NodeIdx) -> bool {
        node != from.0 && !self.set.has(node)
    }
}

/// Nobody's strength is 0 in sum here: a friend of no strength gives no warm way.
fn per_root(rows: Rows<'_>, node: u32) -> f64 {
    let total: f64 = rows.strengths(NodeIdx(node)).iter().map(f64::from).sum();
    if total > 0.0 { 1.0 / total.sqrt() } else { 0.0 }
}
