//! Reach: the best paths from one node to each of a set.
//!
//! Definition: for each target the path of at most H arcs with the greatest product of strengths, of equal ones one
//! with the fewest arcs. Targets are sorted by that product, then by id.
//! Method: for every number of arcs below H the best product to every node within them, level by level (Bellman 1958;
//! an arc is followed only where the level before found something better, so that the highest level that knows a node
//! knows its best); the last arc is read from the targets'
//! side, so that the last and largest ring is never made.
//! Cost: the arcs within H-1 steps and those of the targets; 12 bytes a node and level, 16 a node.
//! Odd inputs: the asker is no target; targets out of reach are left out; arcs of strength 0 carry nothing.

use super::{Route, Scratch};
use crate::snapshot::{Members, Rows};
use crate::{MAX_HOPS, NodeIdx, Snapshot, SnapshotError};

/// Which nodes are wanted.
#[derive(Clone, Copy, Debug)]
pub enum Among<'a> {
    /// These.
    Nodes(&'a [NodeIdx]),
    /// Those with a value of an attribute.
    Members(Members<'a>),
}

#[derive(Debug, Default)]
pub(super) struct Room {
    levels: Vec<Level>,
    /// The best product to a node with any number of arcs below H, and that number.
    reached: Vec<(f64, usize)>,
}

/// The best product to a node with exactly so many arcs, where that beats fewer arcs.
#[derive(Debug, Default)]
struct Level {
    best: Vec<f64>,
    before: Vec<u32>,
    nodes: Vec<u32>,
}

/// The last arc of a path: its origin stands at this level.
#[derive(Clone, Copy)]
struct LastArc {
    level: usize,
    origin: u32,
    strength: f64,
}

/// The best `top` of the best paths, one a target. Panics when a node is not in the graph.
pub fn reach(
    snapshot: &Snapshot,
    scratch: &mut Scratch,
    from: NodeIdx,
    among: Among<'_>,
    max_hops: usize,
    top: usize,
) -> Result<Vec<Route>, SnapshotError> {
    let max_hops = max_hops.min(MAX_HOPS);
    if max_hops == 0 || top == 0 {
        return Ok(Vec::new());
    }
    let room = &mut scratch.reach;
    room.spread(snapshot.leaving(), snapshot.n_nodes(), from, max_hops - 1);
    let mut ends: Vec<(LastArc, u32)> = Vec::new();
    let mut look = |target: u32| {
        if target != from.0 {
            ends.extend(room.last_arc(snapshot.arriving(), target).map(|arc| (arc, target)));
        }
    };
    match among {
        Among::Nodes(nodes) => nodes.iter().for_each(|node| look(node.0)),
        Among::Members(members) => members.nodes.iter().for_each(|node| look(*node)),
    }
    let rank = |target: u32| snapshot.rank(target);
    ends.sort_unstable_by(|(a, one), (b, two)| {
        b.strength.total_cmp(&a.strength).then_with(|| rank(*one).cmp(&rank(*two)))
    });
    ends.dedup_by_key(|(_, target)| *target);
    ends.truncate(top);
    let routes = ends.iter().map(|(arc, target)| room.route(*arc, *target)).collect();
    room.clean();
    snapshot.intact()?;
    Ok(routes)
}

impl Room {
    fn spread(&mut self, rows: Rows<'_>, n_nodes: usize, from: NodeIdx, n_levels: usize) {
        if self.levels.len() <= n_levels {
            self.levels.resize_with(n_levels + 1, Level::default);
        }
        for level in &mut self.levels[..=n_levels] {
            if level.best.len() < n_nodes {
                level.best.resize(n_nodes, 0.0);
                level.before.resize(n_nodes, 0);
            }
        }
        self.reached.resize(n_nodes.max(self.reached.len()), (0.0, 0));
        self.reached[from.slot()] = (1.0, 0);
        self.levels[0].best[from.slot()] = 1.0;
        self.levels[0].nodes.push(from.0);
        for here in 1..=n_levels {
            let (below, above) = self.levels.split_at_mut(here);
            let (last, level) = (&below[here - 1], &mut above[0]);
            for node in &last.nodes {
                let so_far = last.best[*node as usize];
                for (next, strength) in rows.arcs(NodeIdx(*node)) {
                    let slot = next as usize;
                    let product = so_far * f64::from(strength);
                    let (best, at) = &mut self.reached[slot];
                    if product <= *best {
                        continue;
                    }
                    if *at != here {
                        level.nodes.push(next);
                    }
                    (*best, *at) = (product, here);
                    level.best[slot] = product;
                    level.before[slot] = *node;
                }
            }
        }
    }

    fn last_arc(&self, arriving: Rows<'_>, target: u32) -> Option<LastArc> {
        let mut best: Option<LastArc> = None;
        for (origin, strength) in arriving.arcs(NodeIdx(target)) {
            let (so_far, level) = self.reached[origin as usize];
            let product = so_far * f64::from(strength);
            let is_better =
                best.is_none_or(|best| product > best.strength || (product == best.strength && level < best.level));
            if product > 0.0 && is_better {
                best = Some(LastArc { level, origin, strength: product });
            }
        }
        best
    }

    fn route(&self, arc: LastArc, target: u32) -> Route {
        let mut nodes = vec![NodeIdx(target)];
        let mut here = arc.origin;
        for level in (0..=arc.level).rev() {
            nodes.push(NodeIdx(here));
            here = self.levels[level].before[here as usize];
        }
        nodes.reverse();
        Route { nodes, strength: arc.strength }
    }

    fn clean(&mut self) {
        for level in &mut self.levels {
            for node in level.nodes.drain(..) {
                self.reached[node as usize] = (0.0, 0);
            }
        }
    }
}
