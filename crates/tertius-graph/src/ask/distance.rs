//! Plain distance: the fewest arcs from one node to another.
//!
//! Method: breadth-first from both ends (Pohl 1971), always on the side whose next ring has fewer arcs to read; the
//! search ends at the first node that both sides know, which is on a shortest path since rings are taken whole.
//! Cost: the arcs of the smaller rings; two bits a node.
//! Odd inputs: a node is at distance 0 from itself; unreachable nodes have none; arcs of strength 0 count as steps.

use super::{Bits, Scratch};
use crate::snapshot::Rows;
use crate::{NodeIdx, Snapshot, SnapshotError};

#[derive(Debug, Default)]
pub(super) struct Room {
    sides: [Side; 2],
}

#[derive(Debug, Default)]
struct Side {
    seen: Bits,
    nodes: Vec<u32>,
    /// Where the outermost ring begins in `nodes`.
    ring: usize,
    depth: u32,
    /// Room for a row of a packed file.
    unpacked: Vec<u32>,
}

/// The distance, `None` when there is no way. Panics when a node is not in the graph.
pub fn distance(
    snapshot: &Snapshot,
    scratch: &mut Scratch,
    from: NodeIdx,
    to: NodeIdx,
) -> Result<Option<u32>, SnapshotError> {
    let [out, back] = &mut scratch.distance.sides;
    out.start(snapshot.n_nodes(), from);
    back.start(snapshot.n_nodes(), to);
    let found = if from == to { Some(0) } else { meet(out, back, snapshot.leaving(), snapshot.arriving()) };
    out.clean();
    back.clean();
    snapshot.intact()?;
    Ok(found)
}

fn meet(out: &mut Side, back: &mut Side, leaving: Rows<'_>, arriving: Rows<'_>) -> Option<u32> {
    loop {
        let (n_out, n_back) = (out.n_arcs(leaving), back.n_arcs(arriving));
        if n_out == 0 || n_back == 0 {
            return None;
        }
        let met = if n_out <= n_back { out.step(leaving, back) } else { back.step(arriving, out) };
        if met {
            return Some(out.depth + back.depth);
        }
    }
}

impl Room {
    /// An empty set and an empty list, for other searches of the same kind.
    pub(super) fn two_steps(&mut self, n_nodes: usize) -> (&mut Bits, &mut Vec<u32>) {
        let side = &mut self.sides[0];
        side.seen.grow(n_nodes);
        (&mut side.seen, &mut side.nodes)
    }
}

impl Side {
    fn start(&mut self, n_nodes: usize, node: NodeIdx) {
        self.seen.grow(n_nodes);
        self.seen.insert(node.0);
        self.nodes.push(node.0);
        (self.ring, self.depth) = (0, 0);
    }

    fn clean(&mut self) {
        for node in self.nodes.drain(..) {
            self.seen.remove(node);
        }
    }

    fn n_arcs(&self, rows: Rows<'_>) -> usize {
        self.nodes[self.ring..].iter().map(|node| rows.degree(NodeIdx(*node))).sum()
    }

    /// Takes one ring more; whether it meets the other side.
    fn step(&mut self, rows: Rows<'_>, other: &Side) -> bool {
        self.depth += 1;
        let ring = self.ring..self.nodes.len();
        self.ring = ring.end;
        for place in ring {
            let row = rows.nodes(NodeIdx(self.nodes[place])).slice(&mut self.unpacked);
            let start = self.nodes.len();
            self.nodes.resize(start + row.len(), 0);
            let (fresh, mut n_fresh) = (&mut self.nodes[start..], 0);
            let mut met = false;
            // Whether a node is new cannot be foreseen, so there is no branch on it.
            for node in row {
                met = other.seen.has(*node);
                if met {
                    break;
                }
                fresh[n_fresh] = *node;
                n_fresh += usize::from(self.seen.insert(*node));
            }
            self.nodes.truncate(start + n_fresh);
            if met {
                return true;
            }
        }
        false
    }
}
