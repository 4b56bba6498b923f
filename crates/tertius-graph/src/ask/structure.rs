//! The shape of a network and of one node's place in it.
//!
//! *Constraint* and *effective size* (Burt 1992): with p(u,v) the share of v among u's strengths both ways,
//! constraint is the sum over friends v of (p(u,v) + sum over q of p(u,q)·p(q,v))²; effective size is, over friends v,
//! the sum of 1 - sum over q of p(u,q)·m(v,q), m being v's strengths both ways as shares of the strongest.
//! *Articulation nodes* (Hopcroft, Tarjan 1973): those without whom their piece of the network falls apart: asked of
//! undirected networks.
//! Files below: `communities` of a node's friends, `horizon` for everybody by HyperLogLog.
//! Cost: constraint and effective size read the arcs of the friends; articulation every arc once, 12 bytes a node.
//! Odd inputs: a node without friends has constraint 0 and effective size 0; strengths of 0 weigh nothing.

mod communities;
mod horizon;

pub use communities::{Communities, communities};
pub use horizon::{HORIZON_BITS, horizon, horizon_error};

use super::{Bits, Scratch};
use crate::snapshot::Direction;
use crate::{NodeIdx, Snapshot, SnapshotError};

/// Numbers about a whole network.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Structure {
    /// Nodes.
    pub n_nodes: u64,
    /// Ties; of a directed network its arcs.
    pub n_ties: u64,
    /// Nodes without arcs that leave.
    pub n_without_arcs: u64,
    /// Arcs that leave a node, on average.
    pub mean_degree: f64,
    /// Of the node in the middle.
    pub median_degree: u64,
    /// Of the node that 99 % are below.
    pub p99_degree: u64,
    /// The greatest.
    pub max_degree: u64,
    /// Sum of strengths over arcs, divided by their number.
    pub mean_strength: f64,
}

/// Counts a network.
pub fn structure(snapshot: &Snapshot) -> Result<Structure, SnapshotError> {
    let rows = snapshot.leaving();
    let n_nodes = snapshot.n_nodes();
    let mut degrees: Vec<u64> = (0..n_nodes as u32).map(|node| rows.degree(NodeIdx(node)) as u64).collect();
    degrees.sort_unstable();
    let at =
        |share: f64| degrees.get(((n_nodes as f64 * share) as usize).min(n_nodes.max(1) - 1)).copied().unwrap_or(0);
    let mut sum = 0.0;
    for node in 0..n_nodes as u32 {
        sum += rows.strengths(NodeIdx(node)).iter().map(f64::from).sum::<f64>();
    }
    snapshot.intact()?;
    let n_arcs = snapshot.n_arcs();
    Ok(Structure {
        n_nodes: n_nodes as u64,
        n_ties: if snapshot.direction() == Direction::Undirected { n_arcs / 2 } else { n_arcs },
        n_without_arcs: degrees.iter().take_while(|degree| **degree == 0).count() as u64,
        mean_degree: n_arcs as f64 / (n_nodes as f64).max(1.0),
        median_degree: at(0.5),
        p99_degree: at(0.99),
        max_degree: at(1.0),
        mean_strength: sum / (n_arcs as f64).max(1.0),
    })
}

#[derive(Debug, Default)]
pub(super) struct Room {
    own: BothWays,
    theirs: BothWays,
    /// By place in `own`: what is spent on a friend, directly and over others.
    invested: Vec<f64>,
    communities: communities::Room,
}

/// The strengths between a node and each of its friends, both ways added.
#[derive(Debug, Default)]
struct BothWays {
    /// Place in the list plus one, by node.
    places: Vec<u32>,
    list: Vec<(u32, f64)>,
    total: f64,
}

impl BothWays {
    fn fill(&mut self, snapshot: &Snapshot, node: u32) {
        if self.places.len() < snapshot.n_nodes() {
            self.places.resize(snapshot.n_nodes(), 0);
        }
        for (friend, _) in self.list.drain(..) {
            self.places[friend as usize] = 0;
        }
        let node = NodeIdx(node);
        for (friend, strength) in snapshot.leaving().arcs(node).chain(snapshot.arriving().arcs(node)) {
            let place = &mut self.places[friend as usize];
            if *place == 0 {
                self.list.push((friend, 0.0));
                *place = self.list.len() as u32;
            }
            self.list[*place as usize - 1].1 += f64::from(strength);
        }
        self.total = self.list.iter().map(|(_, strength)| strength).sum();
    }

    fn place(&self, node: u32) -> Option<usize> {
        (self.places[node as usize] as usize).checked_sub(1)
    }

    fn strongest(&self) -> f64 {
        self.list.iter().map(|(_, strength)| *strength).fold(0.0, f64::max)
    }
}

/// Burt's constraint: how far a node's ties lead back to each other. Panics when the node is not in the graph.
pub fn constraint(snapshot: &Snapshot, scratch: &mut Scratch, node: NodeIdx) -> Result<f64, SnapshotError> {
    let Room { own, theirs, invested, .. } = &mut scratch.structure;
    own.fill(snapshot, node.0);
    invested.clear();
    invested.resize(own.list.len(), 0.0);
    if own.total > 0.0 {
        for (place, (friend, strength)) in own.list.iter().enumerate() {
            let share = strength / own.total;
            invested[place] += share;
            theirs.fill(snapshot, *friend);
            for (other, part) in theirs.list.iter().filter(|_| theirs.total > 0.0) {
                if let Some(place) = own.place(*other) {
                    invested[place] += share * part / theirs.total;
                }
            }
        }
    }
    snapshot.intact()?;
    Ok(invested.iter().map(|share| share * share).sum())
}

/// Burt's effective size: the friends less what they have in common. Panics when the node is not in the graph.
pub fn effective_size(snapshot: &Snapshot, scratch: &mut Scratch, node: NodeIdx) -> Result<f64, SnapshotError> {
    let Room { own, theirs, .. } = &mut scratch.structure;
    own.fill(snapshot, node.0);
    let mut size = 0.0;
    for (friend, _) in &own.list {
        theirs.fill(snapshot, *friend);
        let strongest = theirs.strongest();
        let mut shared = 0.0;
        for (other, strength) in theirs.list.iter().filter(|_| own.total > 0.0 && strongest > 0.0) {
            if let Some(place) = own.place(*other) {
                shared += own.list[place].1 / own.total * strength / strongest;
            }
        }
        size += 1.0 - shared;
    }
    snapshot.intact()?;
    Ok(size)
}

/// How many nodes lie within two steps. Panics when the node is not in the graph.
pub fn two_step_size(snapshot: &Snapshot, scratch: &mut Scratch, node: NodeIdx) -> Result<u64, SnapshotError> {
    let rows = snapshot.leaving();
    let (seen, found) = scratch.distance.two_steps(snapshot.n_nodes());
    seen.insert(node.0);
    for friend in rows.nodes(node).iter() {
        for other in std::iter::once(friend).chain(rows.nodes(NodeIdx(friend)).iter()) {
            if seen.insert(other) {
                found.push(other);
            }
        }
    }
    let size = found.len() as u64;
    found.drain(..).for_each(|other| seen.remove(other));
    seen.remove(node.0);
    snapshot.intact()?;
    Ok(size)
}

/// The nodes whose loss would cut their piece of an undirected network, rising.
pub fn articulation_nodes(snapshot: &Snapshot) -> Result<Vec<NodeIdx>, SnapshotError> {
    let rows = snapshot.leaving();
    let n_nodes = snapshot.n_nodes();
    let (mut entered, mut lowest) = (vec![0_u32; n_nodes], vec![0_u32; n_nodes]);
    let mut cuts = Bits::default();
    cuts.grow(n_nodes);
    let mut clock = 0;
    let mut stack: Vec<(u32, u32, usize)> = Vec::new();
    for root in 0..n_nodes as u32 {
        if entered[root as usize] > 0 {
            continue;
        }
        let mut n_children = 0;
        stack.push((root, root, 0));
        while let Some((node, parent, next)) = stack.pop() {
            if next == 0 {
                clock += 1;
                (entered[node as usize], lowest[node as usize]) = (clock, clock);
            }
            if let Some(other) = rows.nodes(NodeIdx(node)).get(next) {
                stack.push((node, parent, next + 1));
                if entered[other as usize] == 0 {
                    n_children += u32::from(node == root);
                    stack.push((other, node, 0));
                } else if other != parent {
                    lowest[node as usize] = lowest[node as usize].min(entered[other as usize]);
                }
            } else if node != root {
                lowest[parent as usize] = lowest[parent as usize].min(lowest[node as usize]);
                if parent != root && lowest[node as usize] >= entered[parent as usize] {
                    cuts.insert(parent);
                }
            }
        }
        if n_children > 1 {
            cuts.insert(root);
        }
    }
    snapshot.intact()?;
    Ok((0..n_nodes as u32).filter(|node| cuts.has(*node)).map(NodeIdx).collect())
}
