//! Ways in against enumeration of all simple paths.

use crate::network::{exact, graph, simple_paths};
use proptest::prelude::*;
use tertius_graph::{NodeIdx, ReachQuery, reach};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn every_friend_opens_what_its_best_paths_reach(
        graph in graph(exact()), from in 0..9u32, targets in prop::collection::vec(0..11u32, 0..5), max_hops in 0..5usize,
    ) {
        let from = NodeIdx(from);
        let targets: Vec<NodeIdx> = targets.into_iter().map(NodeIdx).collect();
        let rows = reach(&graph, from, &targets, ReachQuery { max_hops, top: usize::MAX });
        for arc in graph.arcs_from(from) {
            let row = rows.iter().find(|row| row.connector == arc.node);
            let mut score = 0.0;
            for target in (0..9).map(NodeIdx).filter(|t| targets.contains(t) && *t != from) {
                let best = simple_paths(&graph, from, target, max_hops).into_iter().find(|(nodes, _)| nodes[1] == arc.node);
                let opened = row.and_then(|row| row.opens.iter().find(|opened| opened.target == target));
                prop_assert_eq!(opened.map(|o| (o.path.nodes.clone(), o.path.strength)), best.clone());
                score += best.map_or(0.0, |(_, strength)| strength);
            }
            prop_assert_eq!(row.map_or(0.0, |row| row.score), score);
        }
        prop_assert!(rows.windows(2).all(|w| (w[1].score, w[0].connector) < (w[0].score, w[1].connector) || w[0].score > w[1].score));
    }
}
