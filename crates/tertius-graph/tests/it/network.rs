//! Small random graphs: loops, repeats, isolated nodes, strengths of zero, several pieces.

use proptest::prelude::*;
use tertius_graph::{Graph, GraphBuilder, NodeIdx};

/// Whether arcs go one way or both.
#[derive(Clone, Copy, Debug)]
pub enum Direction {
    OneWay,
    BothWays,
}

/// Strengths whose products are exact, so that equal paths are equal to the last bit.
pub fn exact() -> impl Strategy<Value = f64> {
    prop_oneof![Just(0.0), Just(0.25), Just(0.5), Just(1.0)]
}

/// A graph of up to nine nodes.
pub fn graph(strength: impl Strategy<Value = f64>) -> impl Strategy<Value = Graph> {
    let arcs = prop::collection::vec((0..9u32, 0..9u32, strength), 0..30);
    let direction = prop_oneof![Just(Direction::OneWay), Just(Direction::BothWays)];
    (arcs, direction).prop_map(|(arcs, direction)| build(9, &arcs, direction))
}

pub fn build(n_nodes: usize, arcs: &[(u32, u32, f64)], direction: Direction) -> Graph {
    let mut builder = GraphBuilder::new(n_nodes);
    for &(a, b, strength) in arcs {
        let added = match direction {
            Direction::OneWay => builder.arc(NodeIdx(a), NodeIdx(b), strength),
            Direction::BothWays => builder.tie(NodeIdx(a), NodeIdx(b), strength),
        };
        added.expect("because nodes and strengths are in range");
    }
    builder.build()
}

/// Every path without a repeated node and without an arc of strength 0, up to so many hops.
pub fn simple_paths(graph: &Graph, from: NodeIdx, to: NodeIdx, max_hops: usize) -> Vec<(Vec<NodeIdx>, f64)> {
    let mut found = Vec::new();
    extend(graph, to, max_hops, &mut vec![from], 1.0, &mut found);
    found.sort_by(|(a, strong_a), (b, strong_b)| {
        strong_b.total_cmp(strong_a).then(a.len().cmp(&b.len())).then_with(|| a.cmp(b))
    });
    found
}

fn extend(
    graph: &Graph,
    to: NodeIdx,
    hops_left: usize,
    path: &mut Vec<NodeIdx>,
    strength: f64,
    found: &mut Vec<(Vec<NodeIdx>, f64)>,
) {
    let here = path[path.len() - 1];
    if here == to && path.len() > 1 {
        found.push((path.clone(), strength));
        return;
    }
    if hops_left == 0 {
        return;
    }
    for arc in graph.arcs_from(here) {
        if arc.strength > 0.0 && !path.contains(&arc.node) {
            path.push(arc.node);
            extend(graph, to, hops_left - 1, path, strength * arc.strength, found);
            path.pop();
        }
    }
}
