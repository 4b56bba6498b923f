//! The graph itself: compressed rows of arcs, immutable once built.
//!
//! Arcs out of a node stand together, sorted by target; a second set of rows holds the arcs in, for the searches
//! that run backward. Cost: 24 bytes an arc and direction, 8 bytes a node and direction; building sorts all arcs.
//! Odd inputs: loops are dropped, repeated arcs keep the largest strength, nodes without arcs stay, arcs of
//! strength 0 stay and count as friendship but never carry a path.

use std::fmt;
use thiserror::Error;

/// A node's place in one graph, counted from 0; means nothing in another graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeIdx(pub u32);

impl NodeIdx {
    /// The index for arrays with one entry per node.
    pub fn slot(self) -> usize {
        self.0 as usize
    }
}

impl fmt::Display for NodeIdx {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// One arc as seen from one of its ends.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Arc {
    /// The other end.
    pub node: NodeIdx,
    /// Its strength, 0..1.
    pub strength: f64,
}

/// Why a graph cannot be built.
#[derive(Clone, Copy, Debug, PartialEq, Error)]
pub enum BuildError {
    /// An arc names a node outside the graph.
    #[error("arc {from} to {to} names a node outside the {n_nodes} nodes of the graph; add the node first")]
    UnknownNode {
        /// Where the arc begins.
        from: NodeIdx,
        /// Where it ends.
        to: NodeIdx,
        /// How many nodes there are.
        n_nodes: usize,
    },
    /// A strength is no probability.
    #[error("arc {from} to {to} has strength {strength}; give a number from 0 to 1")]
    BadStrength {
        /// Where the arc begins.
        from: NodeIdx,
        /// Where it ends.
        to: NodeIdx,
        /// What was given.
        strength: f64,
    },
}

/// Collects arcs in any order.
#[derive(Clone, Debug, Default)]
pub struct GraphBuilder {
    n_nodes: usize,
    arcs: Vec<(NodeIdx, Arc)>,
}

impl GraphBuilder {
    /// A graph of this many nodes and no arcs yet.
    pub fn new(n_nodes: usize) -> GraphBuilder {
        GraphBuilder { n_nodes, arcs: Vec::new() }
    }

    /// Adds an arc in one direction.
    pub fn arc(&mut self, from: NodeIdx, to: NodeIdx, strength: f64) -> Result<(), BuildError> {
        if from.slot() >= self.n_nodes || to.slot() >= self.n_nodes {
            return Err(BuildError::UnknownNode { from, to, n_nodes: self.n_nodes });
        }
        if !(0.0..=1.0).contains(&strength) {
            return Err(BuildError::BadStrength { from, to, strength });
        }
        if from != to {
            self.arcs.push((from, Arc { node: to, strength }));
        }
        Ok(())
    }

    /// Adds a tie: one arc each way, equally strong.
    pub fn tie(&mut self, a: NodeIdx, b: NodeIdx, strength: f64) -> Result<(), BuildError> {
        self.arc(a, b, strength)?;
        self.arc(b, a, strength)
    }

    /// Freezes the graph: three counting sorts, linear in nodes and arcs.
    pub fn build(self) -> Graph {
        let n_nodes = self.n_nodes;
        let by_target = Rows::group(n_nodes, || self.arcs.iter().map(|(from, arc)| (arc.node, arc.turned(*from))));
        drop(self.arcs);
        let repeated = Rows::group(n_nodes, || by_target.turned());
        drop(by_target);
        let leaving = repeated.strongest();
        let arriving = Rows::group(n_nodes, || leaving.turned());
        Graph { leaving, arriving }
    }
}

impl Arc {
    /// The same strength, seen from the other end.
    fn turned(&self, node: NodeIdx) -> Arc {
        Arc { node, strength: self.strength }
    }
}

/// Arcs grouped by node.
#[derive(Clone, Debug)]
struct Rows {
    starts: Vec<usize>,
    arcs: Vec<Arc>,
}

impl Rows {
    /// Groups arcs by node, keeping their order within each node. `arcs` is asked twice: to count, then to place.
    fn group<I: Iterator<Item = (NodeIdx, Arc)>>(n_nodes: usize, arcs: impl Fn() -> I) -> Rows {
        let mut starts = vec![0; n_nodes + 1];
        for (node, _) in arcs() {
            starts[node.slot() + 1] += 1;
        }
        for slot in 0..n_nodes {
            starts[slot + 1] += starts[slot];
        }
        let mut free = starts.clone();
        let mut placed = vec![Arc { node: NodeIdx(0), strength: 0.0 }; starts[n_nodes]];
        for (node, arc) in arcs() {
            placed[free[node.slot()]] = arc;
            free[node.slot()] += 1;
        }
        Rows { starts, arcs: placed }
    }

    /// Every arc from its other end, by rising node of this end.
    fn turned(&self) -> impl Iterator<Item = (NodeIdx, Arc)> {
        (0..self.starts.len() as u32 - 1).map(NodeIdx).flat_map(|node| {
            let row = self.row(node).iter();
            row.map(move |arc| (arc.node, arc.turned(node)))
        })
    }

    /// Of arcs that are repeated within a row, which is sorted, the strongest.
    fn strongest(&self) -> Rows {
        let mut starts = Vec::with_capacity(self.starts.len());
        let mut arcs: Vec<Arc> = Vec::with_capacity(self.arcs.len());
        starts.push(0);
        for node in (0..self.starts.len() as u32 - 1).map(NodeIdx) {
            let begin = arcs.len();
            for arc in self.row(node) {
                match arcs[begin..].last_mut() {
                    Some(last) if last.node == arc.node => last.strength = last.strength.max(arc.strength),
                    _ => arcs.push(*arc),
                }
            }
            starts.push(arcs.len());
        }
        Rows { starts, arcs }
    }

    fn row(&self, node: NodeIdx) -> &[Arc] {
        &self.arcs[self.starts[node.slot()]..self.starts[node.slot() + 1]]
    }
}

/// An immutable directed graph with strengths.
#[derive(Clone, Debug)]
pub struct Graph {
    leaving: Rows,
    arriving: Rows,
}

impl Graph {
    /// How many nodes.
    pub fn n_nodes(&self) -> usize {
        self.leaving.starts.len() - 1
    }

    /// How many arcs; a tie is two.
    pub fn n_arcs(&self) -> usize {
        self.leaving.arcs.len()
    }

    /// Whether the node is in the graph.
    pub fn contains(&self, node: NodeIdx) -> bool {
        node.slot() < self.n_nodes()
    }

    /// The arcs that leave a node, by rising target. Panics when the node is not in the graph.
    pub fn arcs_from(&self, node: NodeIdx) -> &[Arc] {
        self.leaving.row(node)
    }

    /// The arcs that arrive at a node, by rising origin; [`Arc::node`] is the origin. Panics when the node is not in the graph.
    pub fn arcs_into(&self, node: NodeIdx) -> &[Arc] {
        self.arriving.row(node)
    }

    /// How many nodes this one leads to. Panics when the node is not in the graph.
    pub fn degree(&self, node: NodeIdx) -> usize {
        self.arcs_from(node).len()
    }

    /// The strength of an arc; `None` when there is none.
    pub fn strength(&self, from: NodeIdx, to: NodeIdx) -> Option<f64> {
        let row = self.arcs_from(from);
        row.binary_search_by_key(&to, |arc| arc.node).ok().map(|at| row[at].strength)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repeats_keep_the_largest_and_loops_go() {
        let mut builder = GraphBuilder::new(4);
        for (a, b, strength) in [(0, 1, 0.2), (1, 0, 0.7), (0, 1, 0.4), (2, 2, 1.0)] {
            assert_eq!(builder.arc(NodeIdx(a), NodeIdx(b), strength), Ok(()));
        }
        let graph = builder.build();
        assert_eq!((graph.n_nodes(), graph.n_arcs()), (4, 2));
        assert_eq!(graph.strength(NodeIdx(0), NodeIdx(1)), Some(0.4));
        assert_eq!(graph.strength(NodeIdx(2), NodeIdx(2)), None);
        assert_eq!(graph.arcs_into(NodeIdx(0)), [Arc { node: NodeIdx(1), strength: 0.7 }]);
        assert!(graph.arcs_from(NodeIdx(3)).is_empty());
    }

    #[test]
    fn nonsense_is_refused_with_what_to_do() {
        let mut builder = GraphBuilder::new(2);
        let unknown = builder.arc(NodeIdx(0), NodeIdx(2), 0.5).unwrap_err();
        assert_eq!(unknown.to_string(), "arc 0 to 2 names a node outside the 2 nodes of the graph; add the node first");
        for strength in [f64::NAN, -0.1, 1.01, f64::INFINITY] {
            assert!(matches!(builder.arc(NodeIdx(0), NodeIdx(1), strength), Err(BuildError::BadStrength { .. })));
        }
    }
}
