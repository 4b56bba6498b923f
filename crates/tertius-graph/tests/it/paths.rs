//! Paths against enumeration of all simple paths.

use crate::network::{Direction, build, exact, graph, simple_paths};
use proptest::prelude::*;
use tertius_graph::{NodeIdx, Path, PathQuery, paths};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn exact_products_give_exactly_the_best_paths_in_order(
        graph in graph(exact()), from in 0..9u32, to in 0..9u32, k in 1..8usize, max_hops in 0..8usize,
    ) {
        prop_assume!(from != to);
        let found = paths(&graph, NodeIdx(from), NodeIdx(to), PathQuery { k, max_hops });
        let all = simple_paths(&graph, NodeIdx(from), NodeIdx(to), max_hops.min(6));
        let expected: Vec<Path> =
            all.into_iter().take(k).map(|(nodes, strength)| Path { nodes, strength }).collect();
        prop_assert_eq!(found, expected);
    }

    #[test]
    fn any_strengths_give_the_best_products(
        graph in graph(0.0..=1.0f64), from in 0..9u32, to in 0..9u32, k in 1..8usize,
    ) {
        prop_assume!(from != to);
        let found = paths(&graph, NodeIdx(from), NodeIdx(to), PathQuery { k, max_hops: 6 });
        let all = simple_paths(&graph, NodeIdx(from), NodeIdx(to), 6);
        prop_assert_eq!(found.len(), all.len().min(k));
        for (path, (_, strength)) in found.iter().zip(&all) {
            prop_assert!((path.strength - strength).abs() <= 1e-12 * strength, "{} {}", path.strength, strength);
        }
    }
}

#[test]
fn a_goal_known_to_one_friend_only_does_not_stall() {
    // Nodes 0..200 all know each other; 200 is known to 1 alone, and 0 knows only 1.
    let mut arcs = vec![(0, 1, 0.5), (1, 200, 0.5)];
    arcs.extend((1..200).flat_map(|a| (a + 1..200).map(move |b| (a, b, 1.0))));
    let graph = build(201, &arcs, Direction::BothWays);
    let found = paths(&graph, NodeIdx(0), NodeIdx(200), PathQuery::default());
    assert_eq!(found, [Path { nodes: vec![NodeIdx(0), NodeIdx(1), NodeIdx(200)], strength: 0.25 }]);
}

#[test]
fn odd_ends_give_no_path() {
    let graph = build(3, &[(0, 1, 1.0)], Direction::BothWays);
    for (from, to) in [(0, 0), (0, 2), (0, 9), (9, 0)] {
        assert_eq!(paths(&graph, NodeIdx(from), NodeIdx(to), PathQuery::default()), []);
    }
}
