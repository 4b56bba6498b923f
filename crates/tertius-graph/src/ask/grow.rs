//! Whom to tie next, to have the most people within two steps.
//!
//! Definition: a tie to c brings c and all whom c leads to within two steps. Chosen are, one after the other, the
//! nodes that bring most who are not there yet: greedy maximum coverage, at least 1 - 1/e (63 %) of the best possible
//! choice (Nemhauser, Wolsey, Fisher 1978), and nothing polynomial does better (Feige 1998).
//! Method: lazy (Minoux 1978): what a node would bring only shrinks, so that an old number is an upper bound and a
//! node is counted again only when it comes to the top.
//! Cost: the two-step neighbourhood of the asker, then the arcs of the nodes counted.
//! Odd inputs: the asker and present friends are no candidates; who would bring nobody is left out; equal gains stand
//! by rising id.

use super::{Bits, Scratch};
use crate::{NodeIdx, Snapshot, SnapshotError};
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// One node to tie next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Who.
    pub node: NodeIdx,
    /// How many nodes come within two steps by this tie, after those above it.
    pub gain: u64,
    /// How many are within two steps then.
    pub total: u64,
}

#[derive(Debug, Default)]
pub(super) struct Room {
    covered: Bits,
    friends: Bits,
    queue: BinaryHeap<(u64, Reverse<u32>, u32)>,
    candidates: Vec<u32>,
}

/// The best `top` ties to add, into `out`; `among` everybody when `None`. Panics when a node is not in the graph.
pub fn grow(
    snapshot: &Snapshot,
    scratch: &mut Scratch,
    from: NodeIdx,
    among: Option<&[NodeIdx]>,
    top: usize,
    out: &mut Vec<Candidate>,
) -> Result<(), SnapshotError> {
    out.clear();
    let rows = snapshot.leaving();
    let Room { covered, friends, queue, candidates } = &mut scratch.grow;
    covered.empty(snapshot.n_nodes());
    friends.empty(snapshot.n_nodes());
    covered.insert(from.0);
    let mut total = 0;
    for friend in rows.nodes(from).iter() {
        friends.insert(friend);
        total += u64::from(covered.insert(friend));
        total += rows.nodes(NodeIdx(friend)).iter().map(|node| u64::from(covered.insert(node))).sum::<u64>();
    }
    candidates.clear();
    match among {
        None => candidates.extend(0..snapshot.n_nodes() as u32),
        Some(nodes) => {
            candidates.extend(nodes.iter().map(|node| node.0));
            candidates.sort_unstable();
            candidates.dedup();
        }
    }
    candidates.retain(|node| *node != from.0 && !friends.has(*node));
    let bound = |node: u32| (rows.degree(NodeIdx(node)) as u64 + 1, Reverse(snapshot.rank(node)), node);
    let mut bounds = std::mem::take(queue).into_vec();
    bounds.clear();
    bounds.extend(candidates.iter().map(|node| bound(*node)));
    *queue = BinaryHeap::from(bounds);
    while out.len() < top {
        let Some((_, rank, node)) = queue.pop() else { break };
        let brought = rows.nodes(NodeIdx(node));
        let gain = brought.iter().filter(|other| !covered.has(*other)).count() as u64 + u64::from(!covered.has(node));
        if gain == 0 {
            continue;
        }
        if queue.peek().is_some_and(|next| (gain, rank) < (next.0, next.1)) {
            queue.push((gain, rank, node));
            continue;
        }
        covered.insert(node);
        brought.iter().for_each(|other| {
            covered.insert(other);
        });
        total += gain;
        out.push(Candidate { node: NodeIdx(node), gain, total });
    }
    snapshot.intact()
}
