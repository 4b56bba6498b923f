//! The best walk into a node within so many hops: the bound that the path searches steer by.
//!
//! Definition: for each number of hops left h and node v, the greatest product of strengths over walks from v to the
//! goal of at most h arcs, and the fewest arcs that attain it. Bellman's recursion over h. Since strengths are at
//! most 1, leaving out a loop never lowers the product, so such a best walk visits no node twice.
//! Method: a path of H arcs stands at its p-th node with H-p hops left, so high levels matter only near the start.
//! The lower half of the levels is pushed backward from the goal, relaxing only what changed in the round before;
//! the upper half is pulled, for the nodes within H-h steps of the start alone.
//! Cost: about the arcs within H/2 steps of either end; 16 bytes a node and level, allocated once and cleaned by the
//! list of touched nodes.
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

/// Bounds for paths from one start, toward one goal at a time.
#[derive(Clone, Debug)]
pub struct HopBounds {
    levels: Vec<Vec<Rest>>,
    /// The highest level that is pushed backward.
    pushed: usize,
    /// The nodes near the start, the nearest first.
    around: Vec<NodeIdx>,
    /// How many of `around` lie within so many steps.
    within: Vec<usize>,
    touched: Vec<NodeIdx>,
    avoided: Vec<bool>,
}

impl HopBounds {
    /// Room for the bounds of paths from `start` of at most `max_hops` arcs, at least one.
    pub fn new(graph: &Graph, start: NodeIdx, max_hops: usize) -> HopBounds {
        let pushed = max_hops / 2;
        let (around, within) = rings(graph, start, max_hops - pushed - 1);
        HopBounds {
            levels: vec![vec![Rest::NONE; graph.n_nodes()]; max_hops],
            pushed,
            around,
            within,
            touched: Vec::new(),
            avoided: vec![false; graph.n_nodes()],
        }
    }

    /// What is left from a node with so many hops to spend. The node must be within `max_hops - hops_left` steps of
    /// the start; elsewhere the answer means nothing.
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
            if level <= self.pushed {
                changed = self.push(graph, level, &changed);
            } else {
                self.pull(graph, level, goal);
            }
        }
        for node in avoid {
            self.avoided[node.slot()] = false;
        }
    }

    /// Fills one level from the one below, backward over arcs; returns the nodes that got better.
    fn push(&mut self, graph: &Graph, level: usize, changed: &[NodeIdx]) -> Vec<NodeIdx> {
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

    /// Fills one level from the one below, for the nodes near enough to the start to need it.
    fn pull(&mut self, graph: &Graph, level: usize, goal: NodeIdx) {
        let steps_before = self.levels.len() - level;
        let (below, from_here) = self.levels.split_at_mut(level);
        let (below, here) = (&below[level - 1], &mut from_here[0]);
        for node in &self.around[..self.within[steps_before]] {
            if self.avoided[node.slot()] {
                continue;
            }
            let mut best = if *node == goal { Rest { strength: 1.0, hops: 0 } } else { Rest::NONE };
            for arc in graph.arcs_from(*node) {
                let rest = below[arc.node.slot()];
                let candidate = Rest { strength: arc.strength * rest.strength, hops: rest.hops + 1 };
                if candidate.strength > 0.0 && candidate.beats(best) {
                    best = candidate;
                }
            }
            here[node.slot()] = best;
            self.touched.push(*node);
        }
    }

    fn clean(&mut self) {
        for node in self.touched.drain(..) {
            for level in &mut self.levels {
                level[node.slot()] = Rest::NONE;
            }
        }
    }
}

/// The nodes within so many steps, the nearest first, and how many there are within each number of steps.
fn rings(graph: &Graph, start: NodeIdx, steps: usize) -> (Vec<NodeIdx>, Vec<usize>) {
    let mut seen = vec![false; graph.n_nodes()];
    seen[start.slot()] = true;
    let (mut around, mut within) = (vec![start], vec![1]);
    for step in 1..=steps {
        let ring_start = if step == 1 { 0 } else { within[step - 2] };
        for place in ring_start..around.len() {
            for arc in graph.arcs_from(around[place]) {
                if !std::mem::replace(&mut seen[arc.node.slot()], true) {
                    around.push(arc.node);
                }
            }
        }
        within.push(around.len());
    }
    (around, within)
}
