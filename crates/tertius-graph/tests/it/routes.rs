//! Paths in a snapshot against the enumeration of all simple paths.

use crate::network::simple_paths;
use crate::twins::{N_NODES, Twins, twins};
use proptest::prelude::*;
use tertius_graph::NodeIdx;
use tertius_graph::ask::{self, Among, Ask, Routes, Scratch};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]

    #[test]
    fn paths_and_distance(
        twins in twins(), from in 0..N_NODES, to in 0..N_NODES, k in 1..5_usize, max_hops in 1..7_usize,
    ) {
        let (mut scratch, mut routes, from, to) = (Scratch::new(), Routes::new(), NodeIdx(from), NodeIdx(to));
        ask::paths(&twins.snapshot, &mut scratch, from, to, Ask { k, max_hops }, &mut routes).unwrap();
        let all = if from == to { Vec::new() } else { simple_paths(&twins.graph, from, to, max_hops) };
        prop_assert_eq!(routes.len(), all.len().min(k), "{} {}", from, to);
        for (route, (nodes, strength)) in routes.iter().zip(&all) {
            prop_assert!((route.strength - strength).abs() < 1e-12, "{} {}: {:?} {:?}", from, to, routes, all);
            prop_assert_eq!(route.nodes.len(), nodes.len());
            prop_assert!(all.iter().any(|(nodes, _)| *nodes == route.nodes));
        }
        let distance = ask::distance(&twins.snapshot, &mut scratch, from, to).unwrap();
        prop_assert_eq!(distance, plain_distance(&twins, from, to));
    }

    #[test]
    fn reach_is_the_best_path_to_each(
        twins in twins(), from in 0..N_NODES, max_hops in 1..7_usize, top in 1..12_usize,
        targets in prop::collection::vec(0..N_NODES, 0..14),
    ) {
        let (mut scratch, mut routes, from) = (Scratch::new(), Routes::new(), NodeIdx(from));
        let targets: Vec<NodeIdx> = targets.into_iter().map(NodeIdx).collect();
        ask::reach(&twins.snapshot, &mut scratch, from, Among::Nodes(&targets), max_hops, top, &mut routes).unwrap();
        let all = |to| simple_paths(&twins.graph, from, to, max_hops);
        let wanted = (0..N_NODES).map(NodeIdx).filter(|to| *to != from && targets.contains(to));
        let mut expected: Vec<(f64, usize, NodeIdx)> = wanted
            .filter_map(|to| all(to).first().map(|(nodes, strength)| (*strength, nodes.len(), to)))
            .collect();
        expected.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.2.cmp(&b.2)));
        expected.truncate(top);
        let end = |route: ask::Route<'_>| route.nodes[route.nodes.len() - 1];
        let found: Vec<(f64, usize, NodeIdx)> = routes.iter().map(|r| (r.strength, r.nodes.len(), end(r))).collect();
        prop_assert_eq!(found, expected);
        for route in routes.iter() {
            prop_assert!(all(end(route)).iter().any(|(nodes, _)| *nodes == route.nodes), "{:?}", route);
        }
    }
}

fn plain_distance(twins: &Twins, from: NodeIdx, to: NodeIdx) -> Option<u32> {
    let mut ring = vec![from];
    for hops in 0..=N_NODES {
        if ring.contains(&to) {
            return Some(hops);
        }
        ring = ring.iter().flat_map(|node| twins.graph.arcs_from(*node)).map(|arc| arc.node).collect();
        ring.sort();
        ring.dedup();
    }
    None
}
