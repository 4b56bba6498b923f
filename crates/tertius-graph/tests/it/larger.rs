//! Networks of some hundred nodes, where tables are shared and searches are cut, against slow answers.

use crate::network::{Direction as Ways, build};
use crate::twins::snapshot_of;
use tertius_graph::ask::{self, Among, Ask, LooseBy, Routes, Scratch};
use tertius_graph::{Direction, Form, Graph, LooseOrder, LooseQuery, NodeIdx, Snapshot, Wanted, loose};

/// The xorshift generator of Marsaglia (2003).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: u32) -> u32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (((self.0 >> 32) * u64::from(below)) >> 32) as u32
    }
}

/// A network with a few hubs and circles of ten, strengths in 32nds, every second one packed.
fn town(dice: &mut Dice, n_nodes: u32, n_ties: u32, direction: Direction) -> (Graph, Snapshot) {
    let form = if dice.roll(2) == 0 { Form::Plain } else { Form::Packed };
    let arcs: Vec<(u32, u32, f64)> = (0..n_ties)
        .map(|_| {
            let a = dice.roll(n_nodes);
            let b = match dice.roll(4) {
                0 => dice.roll(dice.0 as u32 % 5 + 1),
                1 => dice.roll(n_nodes),
                _ => (a / 10 * 10 + dice.roll(10)).min(n_nodes - 1),
            };
            (a, b, f64::from(dice.roll(33)) / 32.0)
        })
        .collect();
    let ways = if direction == Direction::Directed { Ways::OneWay } else { Ways::BothWays };
    (build(n_nodes as usize, &arcs, ways), snapshot_of(n_nodes, &arcs, direction, form))
}

fn towns() -> impl Iterator<Item = (Dice, u32, Graph, Snapshot)> {
    (1..121_u64).map(|seed| {
        let mut dice = Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let direction = if seed % 3 == 0 { Direction::Directed } else { Direction::Undirected };
        let n_nodes = 20 + dice.roll(300);
        let n_ties = n_nodes * (1 + dice.roll(12));
        let (graph, snapshot) = town(&mut dice, n_nodes, n_ties, direction);
        (dice, n_nodes, graph, snapshot)
    })
}

#[test]
fn loose_connections_of_larger_networks() {
    let orders = [
        (LooseBy::AdamicAdar, LooseOrder::AdamicAdar),
        (LooseBy::ResourceAllocation, LooseOrder::ResourceAllocation),
        (LooseBy::Mutual, LooseOrder::Mutual),
        (LooseBy::Warmth, LooseOrder::Warmth),
    ];
    for (mut dice, n_nodes, graph, snapshot) in towns() {
        let (mut scratch, mut found) = (Scratch::new(), Vec::new());
        for _ in 0..20 {
            let top = if dice.roll(9) == 0 { usize::MAX } else { 1 + dice.roll(30) as usize };
            let from = NodeIdx(dice.roll(n_nodes));
            for (by, order) in orders {
                ask::loose(&snapshot, &mut scratch, from, top, by, None, &mut found).unwrap();
                let all = loose(&graph, from, &LooseQuery { top: 999, by: order, wanted: Wanted::Everybody });
                assert_eq!(found.len(), all.len().min(top));
                for (row, best) in found.iter().zip(&all) {
                    let same = all.iter().find(|one| one.target == row.target).unwrap();
                    assert!((row.score - best.score).abs() < 1e-9 && (row.score - same.score).abs() < 1e-9);
                    assert_eq!((row.mutual, row.bridge_strength), (same.mutual, same.bridge_strength));
                    let way = graph.strength(from, row.bridge).zip(graph.strength(row.bridge, row.target));
                    assert_eq!(way.map(|(first, second)| first * second), Some(row.bridge_strength));
                    assert!(
                        (row.adamic_adar - same.adamic_adar).abs() < 1e-9 && (row.warmth - same.warmth).abs() < 1e-9
                    );
                }
            }
        }
    }
}

/// Where a few friends lead to a good part of everybody, many counters are shared.
#[test]
fn loose_connections_of_a_town_with_hubs() {
    let orders = [
        (LooseBy::AdamicAdar, LooseOrder::AdamicAdar),
        (LooseBy::ResourceAllocation, LooseOrder::ResourceAllocation),
        (LooseBy::Mutual, LooseOrder::Mutual),
    ];
    let (mut dice, n_nodes) = (Dice(0x9e37_79b9_7f4a_7c15), 3000);
    let (graph, snapshot) = town(&mut dice, n_nodes, n_nodes * 12, Direction::Undirected);
    let (mut scratch, mut found) = (Scratch::new(), Vec::new());
    for _ in 0..40 {
        let (from, top) = (NodeIdx(dice.roll(n_nodes)), 1 + dice.roll(12) as usize);
        for (by, order) in orders {
            ask::loose(&snapshot, &mut scratch, from, top, by, None, &mut found).unwrap();
            let all = loose(&graph, from, &LooseQuery { top, by: order, wanted: Wanted::Everybody });
            assert_eq!(found.len(), all.len());
            for (row, best) in found.iter().zip(&all) {
                assert!((row.score - best.score).abs() < 1e-9, "{row:?} {best:?}");
            }
        }
    }
}

/// The best product of at most so many arcs to every node, hop by hop.
fn best_products(graph: &Graph, from: NodeIdx, max_hops: usize) -> Vec<f64> {
    let mut best = vec![0.0; graph.n_nodes()];
    best[from.slot()] = 1.0;
    for _ in 0..max_hops {
        let before = best.clone();
        for node in (0..graph.n_nodes() as u32).map(NodeIdx) {
            for arc in graph.arcs_from(node) {
                best[arc.node.slot()] = f64::max(best[arc.node.slot()], before[node.slot()] * arc.strength);
            }
        }
    }
    best
}

#[test]
fn best_paths_of_larger_networks() {
    for (mut dice, n_nodes, graph, snapshot) in towns() {
        let (mut scratch, mut routes) = (Scratch::new(), Routes::new());
        for _ in 0..4 {
            let (from, max_hops) = (NodeIdx(dice.roll(n_nodes)), 1 + dice.roll(6) as usize);
            let best = best_products(&graph, from, max_hops);
            let others: Vec<NodeIdx> = (0..n_nodes).map(NodeIdx).filter(|to| *to != from).collect();
            for to in &others {
                ask::paths(&snapshot, &mut scratch, from, *to, Ask { k: 1, max_hops }, &mut routes).unwrap();
                let strength = routes.get(0).map_or(0.0, |route| route.strength);
                assert!((strength - best[to.slot()]).abs() < 1e-12, "{from} {to} {max_hops}");
            }
            for top in [1, 7, 999] {
                ask::reach(&snapshot, &mut scratch, from, Among::Nodes(&others), max_hops, top, &mut routes).unwrap();
                let mut expected: Vec<f64> =
                    others.iter().map(|to| best[to.slot()]).filter(|best| *best > 0.0).collect();
                expected.sort_by(|a, b| b.total_cmp(a));
                expected.truncate(top);
                assert_eq!(routes.iter().map(|route| route.strength).collect::<Vec<_>>(), expected);
            }
        }
    }
}
