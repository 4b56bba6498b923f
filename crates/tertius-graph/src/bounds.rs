//! The best walk into a node within so many hops: the bound that the path searches steer by.
//!
//! Definition: for each number of hops h and node v, the greatest product of strengths over walks from v to the goal
//! of at most h arcs, and the fewest arcs that attain it. Bellman's recursion over hops, run backward from the goal,
//! relaxing only what changed in the round before. Since strengths are at most 1, leaving out a loop never lowers
//! the product, so such a best walk visits no node twice.
//! Cost: at most hops times the arcs, in practice the arcs into the nodes that improved; 16 bytes a node and level,
//! allocated once and cleaned by the list of touched nodes.
//! Odd inputs: arcs of strength 0 carry nothing; avoided nodes are neither passed nor started from.

use crate::{Graph, NodeIdx};

/// The best that is left from a node to the goal.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rest {
    /// Greatest product of strengths; 0 when the goal is out of range.
    pub strength: f64,
    /// Fewest arcs with that product.
    pub hops: u32,
}

impl Rest {
    const NONE: Rest = Rest { strength: 0.0, hops: 0 };

    fn beats(self, other: Rest) -> bool {
        self.strength > other.strength || (self.strength == other.strength && self.hops < other.hops)
    }
}

/// Bounds toward one goal at a time, for every node and number of hops left.
#[derive(Clone, Debug)]
pub struct HopBounds {
    levels: Vec<Vec<Rest>>,
    touched: Vec<NodeIdx>,
    avoided: Vec<bool>,
}

impl HopBounds {
    /// Room for bounds of up to `hops` hops.
    pub fn new(graph: &Graph, hops: usize) -> HopBounds {
        let n_nodes = graph.n_nodes();
        HopBounds {
            levels: vec![vec![Rest::NONE; n_nodes]; hops + 1],
            touched: Vec::new(),
            avoided: vec![false; n_nodes],
        }
    }

    /// What is left from a node with so many hops to spend; at most the hops of [`HopBounds::new`].
    pub fn rest(&self, hops_left: usize, node: NodeIdx) -> Rest {
        self.levels[hops_left][node.slot()]
    }

    /// Computes the bounds toward `goal`, never entering a node of `avoid`.
    pub fn aim(&mut self, graph: &Graph, goal: NodeIdx, avoid: &[NodeIdx]) {
        self.clean();
        for node in avoid {
            self.avoided[node.slot()] = true;
        }
        if !self.avoided[goal.slot()] {
            self.levels[0][goal.slot()] = Rest { strength: 1.0, hops: 0 };
            self.touched.push(goal);
        }
        let mut changed = self.touched.clone();
        for level in 1..self.levels.len() {
            changed = self.relax(graph, level, &changed);
        }
        for node in avoid {
            self.avoided[node.slot()] = false;
        }
    }

    /// Fills one level from the one below; returns the nodes that got better.
    fn relax(&mut self, graph: &Graph, level: usize, changed: &[NodeIdx]) -> Vec<NodeIdx> {
        let (below, from_here) = self.levels.split_at_mut(level);
        let (below, here) = (&below[level - 1], &mut from_here[0]);
        for node in &self.touched {
            here[node.slot()] = below[node.slot()];
        }
        let mut better = Vec::new();
        for node in changed {
            let rest = below[node.slot()];
            for arc in graph.arcs_into(*node) {
                let slot = arc.node.slot();
                let candidate = Rest { strength: arc.strength * rest.strength, hops: rest.hops + 1 };
                if candidate.strength <= 0.0 || !candidate.beats(here[slot]) || self.avoided[slot] {
                    continue;
                }
                if here[slot].strength <= 0.0 {
                    self.touched.push(arc.node);
                }
                if here[slot] == below[slot] {
                    better.push(arc.node);
                }
                here[slot] = candidate;
            }
        }
        better
    }

    fn clean(&mut self) {
        for node in self.touched.drain(..) {
            for level in &mut self.levels {
                level[node.slot()] = Rest::NONE;
            }
        }
    }
}
