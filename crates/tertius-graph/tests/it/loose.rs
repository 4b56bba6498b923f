//! Loose connections and horizons against their definitions, written out.

use crate::network::{Direction, build, exact, graph};
use proptest::prelude::*;
use tertius_graph::{Connector, Graph, LooseOrder, LooseQuery, NodeIdx, Wanted, loose, two_step_size, would_open};

const ALL: LooseQuery<'_> = LooseQuery { top: usize::MAX, by: LooseOrder::AdamicAdar, wanted: Wanted::Everybody };

fn nodes(graph: &Graph) -> impl Iterator<Item = NodeIdx> + use<> {
    (0..graph.n_nodes() as u32).map(NodeIdx)
}

fn between(graph: &Graph, from: NodeIdx, target: NodeIdx) -> Vec<Connector> {
    let mut found: Vec<Connector> = nodes(graph)
        .filter_map(|node| {
            let (to_connector, to_target) = (graph.strength(from, node)?, graph.strength(node, target)?);
            Some(Connector { node, to_connector, to_target })
        })
        .collect();
    found.sort_by(|a, b| b.through().total_cmp(&a.through()).then(a.node.cmp(&b.node)));
    found
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn everybody_two_steps_away_is_found_with_all_numbers(graph in graph(exact()), from in 0..9u32) {
        let from = NodeIdx(from);
        let found = loose(&graph, from, &ALL);
        let strangers: Vec<NodeIdx> = nodes(&graph)
            .filter(|t| *t != from && graph.strength(from, *t).is_none() && !between(&graph, from, *t).is_empty())
            .collect();
        let mut targets: Vec<NodeIdx> = found.iter().map(|loose| loose.target).collect();
        targets.sort();
        prop_assert_eq!(targets, strangers);
        for one in &found {
            let friends = between(&graph, from, one.target);
            let degrees = || friends.iter().map(|f| graph.degree(f.node).max(2) as f64);
            prop_assert_eq!(one.mutual as usize, friends.len());
            prop_assert!((one.adamic_adar - degrees().map(|d| 1.0 / d.ln()).sum::<f64>()).abs() < 1e-12);
            prop_assert!((one.resource_allocation - degrees().map(|d| 1.0 / d).sum::<f64>()).abs() < 1e-12);
            let cold: f64 = friends.iter().map(|f| 1.0 - f.through()).product();
            prop_assert!((one.warmth - (1.0 - cold)).abs() < 1e-12);
            prop_assert_eq!((one.bridge, one.bridge_strength), (friends[0].node, friends[0].through()));
            prop_assert_eq!(&one.connectors, &friends);
        }
        prop_assert!(found.windows(2).all(|w| w[0].score > w[1].score || (w[0].score == w[1].score && w[0].target < w[1].target)));
    }

    #[test]
    fn the_top_is_the_head_of_the_whole_list(graph in graph(exact()), from in 0..9u32, top in 0..6usize) {
        for by in [LooseOrder::AdamicAdar, LooseOrder::ResourceAllocation, LooseOrder::Mutual, LooseOrder::Warmth] {
            let whole = loose(&graph, NodeIdx(from), &LooseQuery { by, ..ALL });
            let head = loose(&graph, NodeIdx(from), &LooseQuery { top, by, ..ALL });
            prop_assert_eq!(&head[..], &whole[..top.min(whole.len())]);
        }
    }

    #[test]
    fn asking_for_some_filters_the_whole_list(graph in graph(exact()), from in 0..9u32, some in prop::collection::vec(0..12u32, 0..6)) {
        let some: Vec<NodeIdx> = some.into_iter().map(NodeIdx).collect();
        let mut whole = loose(&graph, NodeIdx(from), &ALL);
        whole.retain(|loose| some.contains(&loose.target));
        prop_assert_eq!(loose(&graph, NodeIdx(from), &LooseQuery { wanted: Wanted::These(&some), ..ALL }), whole);
    }

    #[test]
    fn the_horizon_is_two_steps(graph in graph(exact()), ego in 0..9u32, node in 0..9u32) {
        let (ego, node) = (NodeIdx(ego), NodeIdx(node));
        let seen = |t: NodeIdx| t == ego || graph.strength(ego, t).is_some() || !between(&graph, ego, t).is_empty();
        prop_assert_eq!(two_step_size(&graph, ego), nodes(&graph).filter(|t| seen(*t)).count() - 1);
        let new = nodes(&graph).filter(|t| graph.strength(node, *t).is_some() && !seen(*t)).count();
        prop_assert_eq!(would_open(&graph, ego, node), new);
    }
}

#[test]
fn a_known_case_by_hand() {
    // 0 knows 1 and 2; both know 3; 2 also knows 4.
    let graph = build(5, &[(0, 1, 0.5), (0, 2, 0.5), (1, 3, 0.5), (2, 3, 1.0), (2, 4, 0.25)], Direction::BothWays);
    let found = loose(&graph, NodeIdx(0), &ALL);
    let shown: Vec<String> = found
        .iter()
        .map(|l| {
            format!("{} {} {:.4} {} {} {}", l.target, l.mutual, l.adamic_adar, l.bridge, l.bridge_strength, l.warmth)
        })
        .collect();
    // 1/ln 2 + 1/ln 3 = 2.3529; 1 - (1 - .25)(1 - .5) = .625; 1/ln 3 = .9102; .5 * .25 = .125
    assert_eq!(shown, ["3 2 2.3529 2 0.5 0.625", "4 1 0.9102 2 0.125 0.125"]);
    assert_eq!(loose(&graph, NodeIdx(7), &ALL), []);
}
