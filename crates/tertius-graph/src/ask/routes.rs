//! A list of paths in one buffer, which the caller keeps from one question to the next.

use crate::NodeIdx;

/// One path.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Route<'r> {
    /// The nodes in order, both ends included.
    pub nodes: &'r [NodeIdx],
    /// The product of the strengths along it, multiplied from the start.
    pub strength: f64,
}

/// Paths, the best first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Routes {
    nodes: Vec<NodeIdx>,
    /// Where each path ends in `nodes`, and its strength.
    ends: Vec<(usize, f64)>,
}

impl Routes {
    /// None yet.
    pub fn new() -> Routes {
        Routes::default()
    }

    /// How many paths.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// One path by its place; `None` behind the last.
    pub fn get(&self, place: usize) -> Option<Route<'_>> {
        let (end, strength) = *self.ends.get(place)?;
        let start = if place == 0 { 0 } else { self.ends[place - 1].0 };
        Some(Route { nodes: &self.nodes[start..end], strength })
    }

    /// All of them.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Route<'_>> {
        (0..self.len()).map(|place| {
            let start = if place == 0 { 0 } else { self.ends[place - 1].0 };
            Route { nodes: &self.nodes[start..self.ends[place].0], strength: self.ends[place].1 }
        })
    }

    pub(super) fn clear(&mut self) {
        self.nodes.clear();
        self.ends.clear();
    }

    pub(super) fn push(&mut self, nodes: impl Iterator<Item = NodeIdx>, strength: f64) {
        self.nodes.extend(nodes);
        self.ends.push((self.nodes.len(), strength));
    }

    /// Turns the nodes of the last path round.
    pub(super) fn reverse_last(&mut self) {
        let start = match self.ends.len() {
            0 | 1 => 0,
            n => self.ends[n - 2].0,
        };
        self.nodes[start..].reverse();
    }
}
