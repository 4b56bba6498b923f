//! Ways into a set of nodes: one row per first friend, with the targets that this friend opens.
//!
//! Definition: for a friend f of u and a target t, what f opens is the warmest path u, f, ..., t of at most H arcs
//! that does not come back to u, by product of strengths. A row's score is the sum over its targets: the number of
//! targets one can expect to reach by asking f. A target that is itself a friend is a way in of one hop.
//! Cost: for each target one pass over the arcs within H/2 steps of either end.
//! Odd inputs: targets outside the graph, repeated ones and u itself are left out; arcs of strength 0 carry nothing.

use crate::bounds::HopBounds;
use crate::{Graph, MAX_HOPS, NodeIdx, Path};

/// How long ways may be, and how many rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReachQuery {
    /// Ways of at most this many arcs; never more than [`MAX_HOPS`].
    pub max_hops: usize,
    /// At most this many rows.
    pub top: usize,
}

impl Default for ReachQuery {
    fn default() -> Self {
        ReachQuery { max_hops: 3, top: 10 }
    }
}

/// One friend to ask.
#[derive(Clone, Debug, PartialEq)]
pub struct WayIn {
    /// The friend.
    pub connector: NodeIdx,
    /// Strength from the asker to the friend.
    pub to_connector: f64,
    /// How many targets one can expect to reach by asking this friend.
    pub score: f64,
    /// The targets, the warmest first, then by rising node.
    pub opens: Vec<Opened>,
}

/// One target that a friend opens.
#[derive(Clone, Debug, PartialEq)]
pub struct Opened {
    /// Who.
    pub target: NodeIdx,
    /// The warmest path over that friend, from the asker to the target.
    pub path: Path,
}

/// The best friends to ask for a way into a set of nodes, by score, then by rising node.
pub fn reach(graph: &Graph, from: NodeIdx, targets: &[NodeIdx], query: ReachQuery) -> Vec<WayIn> {
    let max_hops = query.max_hops.min(MAX_HOPS);
    if !graph.contains(from) || max_hops == 0 {
        return Vec::new();
    }
    let mut wanted: Vec<NodeIdx> =
        targets.iter().copied().filter(|target| graph.contains(*target) && *target != from).collect();
    wanted.sort_unstable();
    wanted.dedup();
    let mut rows: Vec<WayIn> = graph
        .arcs_from(from)
        .iter()
        .filter(|arc| arc.strength > 0.0)
        .map(|arc| WayIn { connector: arc.node, to_connector: arc.strength, score: 0.0, opens: Vec::new() })
        .collect();
    let mut bounds = HopBounds::new(graph, from, max_hops);
    for target in wanted {
        bounds.aim(graph, target, &[from]);
        for row in &mut rows {
            let strength = row.to_connector * bounds.rest(max_hops - 1, row.connector).strength;
            if strength > 0.0 {
                let nodes = trace(graph, &bounds, [from, row.connector], max_hops - 1);
                row.score += strength;
                row.opens.push(Opened { target, path: Path { nodes, strength } });
            }
        }
    }
    rows.retain(|row| !row.opens.is_empty());
    rows.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.connector.cmp(&b.connector)));
    rows.truncate(query.top);
    for row in &mut rows {
        row.opens.sort_by(|a, b| b.path.strength.total_cmp(&a.path.strength).then(a.target.cmp(&b.target)));
    }
    rows
}

/// Follows the bounds to their goal, by the lowest node where several are as good.
fn trace(graph: &Graph, bounds: &HopBounds, start: [NodeIdx; 2], mut hops_left: usize) -> Vec<NodeIdx> {
    let mut nodes = start.to_vec();
    let mut here = start[1];
    while bounds.rest(hops_left, here).hops > 0 {
        let rest = bounds.rest(hops_left, here);
        let next = graph.arcs_from(here).iter().find(|arc| {
            let after = bounds.rest(hops_left - 1, arc.node);
            after.strength > 0.0 && arc.strength * after.strength == rest.strength && after.hops + 1 == rest.hops
        });
        here = next.expect("because the bound at a node comes from one of its arcs").node;
        hops_left -= 1;
        nodes.push(here);
    }
    nodes
}
