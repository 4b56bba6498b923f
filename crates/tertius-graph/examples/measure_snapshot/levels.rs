//! Plain searches for the warmest path: level by level from both sides with a threshold, and hop by hop over all.

use tertius_graph::snapshot::Rows;
use tertius_graph::{NodeIdx, Snapshot};

/// The best product of at most so many arcs to every node: every arc of the network is tried once a hop.
pub fn hop_by_hop(snapshot: &Snapshot, from: NodeIdx, max_hops: usize) -> Vec<f64> {
    let rows = snapshot.leaving();
    let mut best = vec![0.0; snapshot.n_nodes()];
    best[from.slot()] = 1.0;
    for _ in 0..max_hops {
        let before = best.clone();
        for (node, so_far) in before.iter().enumerate().filter(|(_, so_far)| **so_far > 0.0) {
            for (next, strength) in rows.arcs(NodeIdx(node as u32)) {
                best[next as usize] = f64::max(best[next as usize], so_far * f64::from(strength));
            }
        }
    }
    best
}

/// A search from both sides, level by level, the smaller ring first; a product that does not exceed the best path
/// found so far is dropped.
pub struct Levels<'s> {
    sides: [Side<'s>; 2],
}

struct Side<'s> {
    rows: Rows<'s>,
    best: Vec<f64>,
    touched: Vec<u32>,
    /// The level at which a node was last put in a ring.
    level: Vec<u32>,
    ring: Vec<(u32, f64)>,
    n_levels: u32,
}

impl<'s> Levels<'s> {
    pub fn new(snapshot: &'s Snapshot) -> Levels<'s> {
        let side = |rows| Side {
            rows,
            best: vec![0.0; snapshot.n_nodes()],
            touched: Vec::new(),
            level: vec![0; snapshot.n_nodes()],
            ring: Vec::new(),
            n_levels: 0,
        };
        Levels { sides: [side(snapshot.leaving()), side(snapshot.arriving())] }
    }

    pub fn best(&mut self, from: NodeIdx, to: NodeIdx, max_hops: u32) -> f64 {
        let [out, back] = &mut self.sides;
        out.start(from);
        back.start(to);
        let mut answer = 0.0;
        while out.n_levels + back.n_levels < max_hops {
            let side_is_out = out.ring.len() <= back.ring.len();
            let (side, other) = if side_is_out { (&mut *out, &*back) } else { (&mut *back, &*out) };
            side.step(other, &mut answer);
        }
        out.clean();
        back.clean();
        answer
    }
}

impl Side<'_> {
    fn start(&mut self, node: NodeIdx) {
        self.best[node.slot()] = 1.0;
        self.touched.push(node.0);
        self.ring.push((node.0, 1.0));
    }

    fn step(&mut self, other: &Side<'_>, answer: &mut f64) {
        self.n_levels += 1;
        let mut next = Vec::new();
        for (node, so_far) in std::mem::take(&mut self.ring) {
            if so_far <= *answer {
                continue;
            }
            for (to, strength) in self.rows.arcs(NodeIdx(node)) {
                let (slot, product) = (to as usize, so_far * f64::from(strength));
                if product <= *answer || product <= self.best[slot] {
                    continue;
                }
                if self.best[slot] == 0.0 {
                    self.touched.push(to);
                }
                self.best[slot] = product;
                if self.level[slot] != self.n_levels {
                    self.level[slot] = self.n_levels;
                    next.push(to);
                }
                *answer = f64::max(*answer, product * other.best[slot]);
            }
        }
        self.ring.extend(next.into_iter().map(|node| (node, self.best[node as usize])));
    }

    fn clean(&mut self) {
        for node in self.touched.drain(..) {
            (self.best[node as usize], self.level[node as usize]) = (0.0, 0);
        }
        self.ring.clear();
        self.n_levels = 0;
    }
}
