//! How far a node sees: the nodes within two steps, and how many another node would add.
//!
//! Definition: the horizon of a node is every other node at distance one or two along leaving arcs. What another
//! node opens is the number of nodes one step from it that are neither in the horizon nor its owner.
//! Cost: one pass over the arcs of the node's neighbours; then one row of arcs per question.
//! Odd inputs: a node without arcs has an empty horizon; arcs of strength 0 count as steps.

use crate::{Graph, NodeIdx};

/// The nodes within two steps of one node.
#[derive(Clone, Debug)]
pub struct Horizon {
    within: Vec<bool>,
    size: usize,
}

impl Horizon {
    /// Looks two steps out from a node of the graph.
    pub fn of(graph: &Graph, owner: NodeIdx) -> Horizon {
        let mut horizon = Horizon { within: vec![false; graph.n_nodes()], size: 0 };
        horizon.within[owner.slot()] = true;
        for friend in graph.arcs_from(owner) {
            horizon.see(friend.node);
            for arc in graph.arcs_from(friend.node) {
                horizon.see(arc.node);
            }
        }
        horizon
    }

    fn see(&mut self, node: NodeIdx) {
        self.size += usize::from(!std::mem::replace(&mut self.within[node.slot()], true));
    }

    /// How many nodes it holds, its owner not counted.
    pub fn size(&self) -> usize {
        self.size
    }

    /// Whether the node is the owner or within two steps.
    pub fn contains(&self, node: NodeIdx) -> bool {
        self.within[node.slot()]
    }

    /// How many nodes one step from `node` lie outside.
    pub fn opened_by(&self, graph: &Graph, node: NodeIdx) -> usize {
        graph.arcs_from(node).iter().filter(|arc| !self.contains(arc.node)).count()
    }
}

/// How many nodes lie within two steps of this one.
pub fn two_step_size(graph: &Graph, node: NodeIdx) -> usize {
    Horizon::of(graph, node).size()
}

/// How many nodes `node` reaches in one step that `ego` does not have within two.
///
/// For many nodes and one ego, keep the [`Horizon`] and ask it.
pub fn would_open(graph: &Graph, ego: NodeIdx, node: NodeIdx) -> usize {
    Horizon::of(graph, ego).opened_by(graph, node)
}
