//! Lists of people from a snapshot against slow and obvious answers from the graph in memory.

use crate::twins::{N_NODES, Twins, bytes_of, town, twins};
use proptest::prelude::*;
use tertius_graph::ask::{self, LooseBy, LooseRow, Scratch};
use tertius_graph::{Direction, Form, LooseOrder, LooseQuery, NodeIdx, Snapshot, SnapshotError, Wanted, loose};

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
    #![proptest_config(ProptestConfig::with_cases(10_000))]

    #[test]
    fn loose_connections(twins in twins(), from in 0..N_NODES, top in 1..6_usize) {
        let (mut scratch, mut found, from) = (Scratch::new(), Vec::new(), NodeIdx(from));
        let members = members_of(&twins.snapshot, "Ulm");
        let wanted: Vec<NodeIdx> = nodes().filter(|node| town(node.0) == "Ulm").collect();
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

    #[test]
    fn best_is_warmth_of_the_ways_and_openness(twins in twins(), from in 0..N_NODES, top in 1..9_usize) {
        let (mut scratch, mut found, from) = (Scratch::new(), Vec::new(), NodeIdx(from));
        ask::loose(&twins.snapshot, &mut scratch, from, top, LooseBy::Best, None, &mut found).unwrap();
        let all = loose(&twins.graph, from, &LooseQuery { top: 99, ..LooseQuery::default() });
        let leaving = |node| twins.graph.arcs_from(node).iter().map(|arc| arc.strength).sum::<f64>();
        let arriving = |node| twins.graph.arcs_into(node).iter().map(|arc| arc.strength).sum::<f64>();
        let mut scores: Vec<(f64, NodeIdx)> = all.iter().map(|expected| {
            let ways = expected.connectors.iter().filter(|c| c.through() > 0.0);
            let q: f64 = ways.map(|c| c.through() / leaving(c.node).sqrt()).sum();
            (0.42 * (q + 1e-4).ln() + 0.66 * (arriving(expected.target) + 0.01).ln(), expected.target)
        }).collect();
        scores.sort_by(|a, b| b.0.total_cmp(&a.0));
        prop_assert_eq!(found.len(), scores.len().min(top));
        for (row, place) in found.iter().zip(0..) {
            let expected = scores.iter().find(|(_, node)| *node == row.target).expect("because only loose ones are given");
            prop_assert!(near(row.score, expected.0) && near(row.score, scores[place].0), "{:?} {:?}", row, scores);
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
    fn grow_takes_the_best_at_every_step(twins in twins(), from in 0..N_NODES, top in 1..5_usize) {
        for from in [NodeIdx(from)] {
            let (mut scratch, mut grown) = (Scratch::new(), Vec::new());
            ask::grow(&twins.snapshot, &mut scratch, from, None, top, &mut grown).unwrap();
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
}

/// Many nodes are taken in the company of those with whom they share friends: each once, and with the same answer.
#[test]
fn everybody_of_many_is_answered_once() {
    let n_nodes = 5_000_u32;
    let arcs: Vec<(u32, u32, f64)> = (0..30_000_u32)
        .map(|n| (n.wrapping_mul(2_654_435_761) % n_nodes, n.wrapping_mul(40_503) / 7 % 4_900, f64::from(n % 9) / 9.0))
        .collect();
    let bytes = bytes_of(n_nodes, &arcs, Direction::Undirected, Form::Plain);
    let mapped = Snapshot::from_bytes(&bytes).unwrap();
    let loaded = Snapshot::load(&bytes[..], bytes.len()).unwrap();
    let mut rows = Vec::new();
    let threads = std::num::NonZeroUsize::MIN.saturating_add(1);
    ask::batch(&loaded, 3, threads, |chunk| {
        rows.extend_from_slice(chunk);
        Ok::<(), SnapshotError>(())
    })
    .unwrap();
    assert!(!rows.is_sorted_by_key(|row| row.from), "so many are not taken by number");
    rows.sort_by_key(|row| (row.from, row.rank));
    let (mut scratch, mut found, mut expected) = (Scratch::new(), Vec::new(), Vec::new());
    for from in (0..mapped.n_nodes() as u32).map(NodeIdx) {
        ask::loose(&mapped, &mut scratch, from, 3, LooseBy::AdamicAdar, None, &mut found).unwrap();
        expected.extend(found.iter().zip(1..).map(|(loose, rank)| ask::BatchRow { from, rank, loose: *loose }));
    }
    assert!(expected.len() > 10_000 && rows == expected);
    assert!(Snapshot::load(&bytes[..], bytes.len() + 1).is_err(), "a file that is shorter than it was said to be");
}
