//! The shape of networks against slow definitions.

use crate::twins::{N_NODES, Twins, snapshot_bytes, snapshot_of, twins};
use proptest::prelude::*;
use tertius_graph::ask::{self, Scratch};
use tertius_graph::{Direction, Form, NodeIdx, Snapshot, SnapshotError};

fn nodes() -> impl Iterator<Item = NodeIdx> {
    (0..N_NODES).map(NodeIdx)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]

    #[test]
    fn structure_of_nodes(twins in twins()) {
        let mut scratch = Scratch::new();
        for node in nodes() {
            let (constraint, effective_size) = burt(&twins, node);
            prop_assert!((ask::constraint(&twins.snapshot, &mut scratch, node).unwrap() - constraint).abs() < 1e-12);
            let found = ask::effective_size(&twins.snapshot, &mut scratch, node).unwrap();
            prop_assert!((found - effective_size).abs() < 1e-12);
            let size = ask::two_step_size(&twins.snapshot, &mut scratch, node).unwrap();
            prop_assert_eq!(size as usize, tertius_graph::two_step_size(&twins.graph, node));
        }
        if twins.snapshot.direction() == Direction::Undirected {
            let pieces = |without: Option<NodeIdx>| {
                let mut seen = [false; N_NODES as usize];
                nodes().filter(|node| Some(*node) != without).filter(|root| {
                    let mut stack = vec![*root];
                    let is_new = !seen[root.slot()];
                    while let Some(node) = stack.pop() {
                        if !std::mem::replace(&mut seen[node.slot()], true) {
                            let onward = twins.graph.arcs_from(node).iter().map(|arc| arc.node);
                            stack.extend(onward.filter(|other| Some(*other) != without));
                        }
                    }
                    is_new
                }).count()
            };
            let alone = |node: NodeIdx| usize::from(twins.graph.degree(node) == 0);
            let cuts: Vec<NodeIdx> = nodes().filter(|node| pieces(Some(*node)) + alone(*node) > pieces(None)).collect();
            prop_assert_eq!(ask::articulation_nodes(&twins.snapshot).unwrap(), cuts);
        }
    }
}

/// Constraint and effective size, as Burt's definitions read.
fn burt(twins: &Twins, u: NodeIdx) -> (f64, f64) {
    let both = |a, b| twins.graph.strength(a, b).unwrap_or(0.0) + twins.graph.strength(b, a).unwrap_or(0.0);
    let is_friend = |a, b| twins.graph.strength(a, b).is_some() || twins.graph.strength(b, a).is_some();
    let share = |a, b| {
        let total: f64 = nodes().map(|other| both(a, other)).sum();
        if total > 0.0 { both(a, b) / total } else { 0.0 }
    };
    let of_strongest = |a, b| {
        let strongest = nodes().map(|other| both(a, other)).fold(0.0, f64::max);
        if strongest > 0.0 { both(a, b) / strongest } else { 0.0 }
    };
    let friends = || nodes().filter(|v| *v != u && is_friend(u, *v));
    let over = |v, step: &dyn Fn(NodeIdx, NodeIdx) -> f64| -> f64 {
        friends().filter(|q| *q != v).map(|q| share(u, q) * step(q, v)).sum()
    };
    let constraint = friends().map(|v| (share(u, v) + over(v, &share)).powi(2)).sum();
    let effective_size = friends().map(|v| 1.0 - over(v, &|q, v| of_strongest(v, q))).sum();
    (constraint, effective_size)
}

/// Modularity as its definition reads: over pairs of friends, what ties them less what chance would.
fn modularity(twins: &Twins, members: &[(NodeIdx, u32)]) -> f64 {
    let both = |a, b| twins.graph.strength(a, b).unwrap_or(0.0) + twins.graph.strength(b, a).unwrap_or(0.0);
    let total = |a: NodeIdx| members.iter().map(|(b, _)| both(a, *b)).sum::<f64>();
    let sum: f64 = members.iter().map(|(a, _)| total(*a)).sum();
    let pairs = members.iter().flat_map(|a| members.iter().map(move |b| (a, b)));
    let worth = pairs.filter(|(a, b)| a.1 == b.1).map(|(a, b)| both(a.0, b.0) - total(a.0) * total(b.0) / sum);
    if sum > 0.0 { worth.sum::<f64>() / sum } else { 0.0 }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]

    #[test]
    fn no_friend_gains_by_moving_to_another_circle(twins in twins(), from in 0..N_NODES) {
        let (mut scratch, mut found, from) = (Scratch::new(), ask::Communities::default(), NodeIdx(from));
        ask::communities(&twins.snapshot, &mut scratch, from, &mut found).unwrap();
        let is_friend = |a, b| twins.graph.strength(a, b).is_some() || twins.graph.strength(b, a).is_some();
        let mut friends: Vec<NodeIdx> = found.members.iter().map(|(friend, _)| *friend).collect();
        friends.sort();
        let expected: Vec<NodeIdx> = nodes().filter(|v| *v != from && is_friend(from, *v)).collect();
        prop_assert_eq!(friends, expected);
        prop_assert!((found.modularity - modularity(&twins, &found.members)).abs() < 1e-9);
        prop_assert!(found.modularity > -1e-9);
        let size = |circle| found.members.iter().filter(|member| member.1 == circle).count();
        prop_assert!(found.members.is_sorted_by(|a, b| (a.1, a.0) < (b.1, b.0)));
        prop_assert!((1..9).all(|circle| size(circle - 1) >= size(circle)));
        for place in 0..found.members.len() {
            for circle in 0..9 {
                let mut moved = found.members.clone();
                moved[place].1 = circle;
                prop_assert!(modularity(&twins, &moved) < found.modularity + 1e-9, "{:?} {:?}", found, moved);
            }
        }
    }
}

#[test]
fn two_cliques_are_two_circles() {
    // 0 knows all; 1 to 4 know each other, and 5 to 8; 4 and 5 know each other too.
    let mut arcs: Vec<(u32, u32, f64)> = (1..9).map(|friend| (0, friend, 1.0)).collect();
    for four in [1..5_u32, 5..9] {
        arcs.extend(four.clone().flat_map(|a| (a + 1..four.end).map(move |b| (a, b, 1.0))));
    }
    arcs.push((4, 5, 0.5));
    let snapshot = Snapshot::from_bytes(&snapshot_bytes(&arcs, Direction::Undirected, Form::Plain)).unwrap();
    let mut found = ask::Communities::default();
    ask::communities(&snapshot, &mut Scratch::new(), NodeIdx(0), &mut found).unwrap();
    let circles: Vec<u32> = found.members.iter().map(|member| member.1).collect();
    assert_eq!(circles, [0, 0, 0, 0, 1, 1, 1, 1]);
}

#[test]
fn the_estimated_horizon_errs_as_documented() {
    // A ring of circles, and a hub: sizes from a handful to all.
    let n = 3000;
    let mut arcs: Vec<(u32, u32, f64)> = Vec::new();
    for node in 0..n {
        arcs.extend((1..=node % 17 + 1).map(|step| (node, (node + step * step) % n, 1.0)));
    }
    arcs.extend((0..n / 2).map(|node| (1, node * 2, 1.0)));
    let snapshot = snapshot_of(n, &arcs, Direction::Undirected, Form::Packed);
    let mut scratch = Scratch::new();
    for bits in [4, 6, 8, 10, 12] {
        let (mut squares, mut n_far) = (0.0, 0);
        ask::horizon(&snapshot, bits, |node, size| {
            let exact = ask::two_step_size(&snapshot, &mut scratch, node)? as f64;
            squares += (size / exact - 1.0).powi(2);
            n_far += u32::from((size / exact - 1.0).abs() > 4.0 * ask::horizon_error(bits));
            Ok::<(), SnapshotError>(())
        })
        .unwrap();
        let error = (squares / f64::from(n)).sqrt();
        assert!(error < 1.5 * ask::horizon_error(bits), "{bits}: {error}");
        assert!(n_far < n / 100, "{bits}: {n_far}");
    }
}

#[test]
fn burt_of_a_star_and_of_a_triangle() {
    let star =
        snapshot_bytes(&[(0, 1, 1.0), (0, 2, 1.0), (0, 3, 1.0), (0, 4, 1.0)], Direction::Undirected, Form::Packed);
    let star = Snapshot::from_bytes(&star).unwrap();
    let mut scratch = Scratch::new();
    assert_eq!(ask::constraint(&star, &mut scratch, NodeIdx(0)), Ok(0.25));
    assert_eq!(ask::effective_size(&star, &mut scratch, NodeIdx(0)), Ok(4.0));
    let triangle = snapshot_bytes(&[(0, 1, 1.0), (1, 2, 1.0), (2, 0, 1.0)], Direction::Undirected, Form::Packed);
    let triangle = Snapshot::from_bytes(&triangle).unwrap();
    // Each friend has half directly and a quarter over the other: 2 · 0.75².
    assert_eq!(ask::constraint(&triangle, &mut scratch, NodeIdx(0)), Ok(1.125));
    assert_eq!(ask::effective_size(&triangle, &mut scratch, NodeIdx(0)), Ok(1.0));
    assert_eq!(ask::constraint(&triangle, &mut scratch, NodeIdx(8)), Ok(0.0));
}
