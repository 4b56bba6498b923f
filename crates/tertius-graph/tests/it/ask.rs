//! Every question to a snapshot against a slow and obvious answer from the graph in memory.

use crate::network::simple_paths;
use crate::twins::{N_NODES, Twins, snapshot_bytes, town, twins};
use proptest::prelude::*;
use tertius_graph::ask::{self, Among, Ask, LooseBy, LooseRow, Scratch};
use tertius_graph::{Direction, LooseOrder, LooseQuery, NodeIdx, Snapshot, SnapshotError, Wanted, loose};

const ORDERS: [(LooseBy, LooseOrder); 4] = [
    (LooseBy::AdamicAdar, LooseOrder::AdamicAdar),
    (LooseBy::ResourceAllocation, LooseOrder::ResourceAllocation),
    (LooseBy::Mutual, LooseOrder::Mutual),
    (LooseBy::Warmth, LooseOrder::Warmth),
];

fn nodes() -> impl Iterator<Item = NodeIdx> {
    (0..N_NODES).map(NodeIdx)
}

fn near(a: f64, b: f64) -> bool {
    (a - b).abs() < 1e-9
}

fn members_of<'s>(snapshot: &'s Snapshot, value: &str) -> tertius_graph::snapshot::Members<'s> {
    let (_, attribute) = snapshot.attributes().find(|(name, _)| *name == "town").expect("because it was built with it");
    snapshot.members(attribute, value).expect("because it is whole").expect("because some node has it")
}

/// The rows must be the head of the oracle's list, equal scores in any order that ids allow.
fn check_loose(found: &[LooseRow], twins: &Twins, from: NodeIdx, order: LooseOrder, wanted: Wanted<'_>) {
    let all = loose(&twins.graph, from, &LooseQuery { top: 99, by: order, wanted });
    for (row, place) in found.iter().zip(0..) {
        let expected = all.iter().find(|loose| loose.target == row.target).expect("because only loose ones are given");
        assert!(near(row.score, expected.score) && near(row.score, all[place].score), "{row:?} {expected:?}");
        assert!(
            near(row.adamic_adar, expected.adamic_adar) && near(row.warmth, expected.warmth),
            "{row:?} {expected:?}"
        );
        assert!(near(row.resource_allocation, expected.resource_allocation), "{row:?} {expected:?}");
        let bridge = (row.mutual, row.bridge, row.bridge_strength);
        assert_eq!(bridge, (expected.mutual, expected.bridge, expected.bridge_strength));
    }
    for pair in found.windows(2) {
        assert!(pair[0].score > pair[1].score || pair[0].target < pair[1].target, "{pair:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn loose_connections(twins in twins(), top in 1..6_usize) {
        let (mut scratch, mut found) = (Scratch::new(), Vec::new());
        let members = members_of(&twins.snapshot, "Ulm");
        let wanted: Vec<NodeIdx> = nodes().filter(|node| town(node.0) == "Ulm").collect();
        for from in nodes() {
            for (by, order) in ORDERS {
                ask::loose(&twins.snapshot, &mut scratch, from, top, by, None, &mut found).unwrap();
                let all = loose(&twins.graph, from, &LooseQuery { top: 99, by: order, wanted: Wanted::Everybody });
                prop_assert_eq!(found.len(), all.len().min(top));
                check_loose(&found, &twins, from, order, Wanted::Everybody);
                ask::loose(&twins.snapshot, &mut scratch, from, top, by, Some(members), &mut found).unwrap();
                let wanted = Wanted::These(&wanted);
                let all = loose(&twins.graph, from, &LooseQuery { top: 99, by: order, wanted });
                prop_assert_eq!(found.len(), all.len().min(top));
                check_loose(&found, &twins, from, order, wanted);
            }
        }
    }

    #[test]
    fn best_is_the_sum_over_connectors(twins in twins()) {
        let (mut scratch, mut found) = (Scratch::new(), Vec::new());
        for from in nodes() {
            ask::loose(&twins.snapshot, &mut scratch, from, 99, LooseBy::Best, None, &mut found).unwrap();
            let all = loose(&twins.graph, from, &LooseQuery { top: 99, ..LooseQuery::default() });
            prop_assert_eq!(found.len(), all.len());
            for expected in all {
                let weight = |node| 1.0 / (twins.graph.degree(node).max(2) as f64).ln();
                let score: f64 = expected.connectors.iter().map(|c| c.through() * weight(c.node)).sum();
                let row = found.iter().find(|row| row.target == expected.target).unwrap();
                prop_assert!(near(row.score, score));
            }
            prop_assert!(found.is_sorted_by(|a, b| a.score >= b.score));
        }
    }

    #[test]
    fn paths_and_distance(twins in twins(), k in 1..5_usize, max_hops in 1..7_usize) {
        let mut scratch = Scratch::new();
        for (from, to) in nodes().flat_map(|from| nodes().map(move |to| (from, to))) {
            let routes = ask::paths(&twins.snapshot, &mut scratch, from, to, Ask { k, max_hops }).unwrap();
            let all = if from == to { Vec::new() } else { simple_paths(&twins.graph, from, to, max_hops) };
            prop_assert_eq!(routes.len(), all.len().min(k), "{} {}", from, to);
            for (route, (nodes, strength)) in routes.iter().zip(&all) {
                prop_assert!(near(route.strength, *strength), "{} {}: {:?} {:?}", from, to, routes, all);
                prop_assert_eq!(route.nodes.len(), nodes.len());
                prop_assert!(all.iter().any(|(nodes, _)| *nodes == route.nodes));
            }
            let distance = ask::distance(&twins.snapshot, &mut scratch, from, to).unwrap();
            prop_assert_eq!(distance, plain_distance(&twins, from, to));
        }
    }

    #[test]
    fn reach_is_the_best_path_to_each(twins in twins(), max_hops in 1..7_usize) {
        let mut scratch = Scratch::new();
        let targets: Vec<NodeIdx> = nodes().chain([NodeIdx(3)]).collect();
        for from in nodes() {
            let routes = ask::reach(&twins.snapshot, &mut scratch, from, Among::Nodes(&targets), max_hops, 99).unwrap();
            let mut expected: Vec<(f64, usize, NodeIdx)> = nodes()
                .filter(|to| *to != from)
                .filter_map(|to| {
                    let all = simple_paths(&twins.graph, from, to, max_hops);
                    all.first().map(|(nodes, strength)| (*strength, nodes.len(), to))
                })
                .collect();
            expected.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.2.cmp(&b.2)));
            let found: Vec<(f64, usize, NodeIdx)> =
                routes.iter().map(|r| (r.strength, r.nodes.len(), r.nodes[r.nodes.len() - 1])).collect();
            prop_assert_eq!(found, expected);
            for route in routes {
                let all = simple_paths(&twins.graph, from, route.nodes[route.nodes.len() - 1], max_hops);
                prop_assert!(all.iter().any(|(nodes, _)| *nodes == route.nodes), "{:?}", route);
            }
        }
    }

    #[test]
    fn everybody_at_once_is_one_after_the_other(twins in twins(), top in 1..4_usize) {
        let mut rows = Vec::new();
        let threads = std::num::NonZeroUsize::MIN.saturating_add(1);
        ask::batch(&twins.snapshot, top, threads, |chunk| {
            rows.extend_from_slice(chunk);
            Ok::<(), SnapshotError>(())
        }).unwrap();
        let (mut scratch, mut found, mut expected) = (Scratch::new(), Vec::new(), Vec::new());
        for from in nodes() {
            ask::loose(&twins.snapshot, &mut scratch, from, top, LooseBy::AdamicAdar, None, &mut found).unwrap();
            expected.extend(found.iter().zip(1..).map(|(loose, rank)| ask::BatchRow { from, rank, loose: *loose }));
        }
        prop_assert_eq!(rows, expected);
    }

    #[test]
    fn grow_takes_the_best_at_every_step(twins in twins(), top in 1..5_usize) {
        for from in nodes() {
            let grown = ask::grow(&twins.snapshot, from, None, top).unwrap();
            let friends: Vec<NodeIdx> = twins.graph.arcs_from(from).iter().map(|arc| arc.node).collect();
            let mut covered: Vec<NodeIdx> = friends.clone();
            covered.extend(friends.iter().flat_map(|f| twins.graph.arcs_from(*f)).map(|arc| arc.node));
            covered.push(from);
            let mut expected = Vec::new();
            for _ in 0..top {
                let gain = |node: NodeIdx| {
                    let mut brought: Vec<NodeIdx> = twins.graph.arcs_from(node).iter().map(|arc| arc.node).collect();
                    brought.push(node);
                    brought.retain(|other| !covered.contains(other));
                    brought
                };
                let candidates = nodes().filter(|node| *node != from && !friends.contains(node));
                let Some(best) = candidates.max_by_key(|node| (gain(*node).len(), std::cmp::Reverse(*node))) else { break };
                let brought = gain(best);
                if brought.is_empty() { break }
                let n_brought = brought.len() as u64;
                covered.extend(brought);
                covered.sort();
                covered.dedup();
                expected.push(ask::Candidate { node: best, gain: n_brought, total: covered.len() as u64 - 1 });
            }
            prop_assert_eq!(grown, expected);
        }
    }

    #[test]
    fn structure_of_nodes(twins in twins()) {
        let mut scratch = Scratch::new();
        for node in nodes() {
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

#[test]
fn burt_of_a_star_and_of_a_triangle() {
    let star = snapshot_bytes(&[(0, 1, 1.0), (0, 2, 1.0), (0, 3, 1.0), (0, 4, 1.0)], Direction::Undirected);
    let star = Snapshot::from_bytes(&star).unwrap();
    assert_eq!(ask::constraint(&star, NodeIdx(0)), Ok(0.25));
    assert_eq!(ask::effective_size(&star, NodeIdx(0)), Ok(4.0));
    let triangle = snapshot_bytes(&[(0, 1, 1.0), (1, 2, 1.0), (2, 0, 1.0)], Direction::Undirected);
    let triangle = Snapshot::from_bytes(&triangle).unwrap();
    // Each friend has half directly and a quarter over the other: 2 · 0.75².
    assert_eq!(ask::constraint(&triangle, NodeIdx(0)), Ok(1.125));
    assert_eq!(ask::effective_size(&triangle, NodeIdx(0)), Ok(1.0));
    assert_eq!(ask::constraint(&triangle, NodeIdx(8)), Ok(0.0));
}
