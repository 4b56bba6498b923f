//! Recent ties on top of a file: every question answers as if the file had been built with them.

use proptest::prelude::*;
use std::collections::BTreeMap;
use std::io::Cursor;
use std::num::NonZeroUsize;
use tertius_graph::ask::{self, Ask, LooseBy, LooseRow, Routes, Scratch};
use tertius_graph::build::{Order, SnapshotBuilder};
use tertius_graph::{Direction, NodeIdx, Snapshot};

type Ties = Vec<(u32, u32, u8)>;

fn names(ties: &Ties) -> Vec<(String, String, f32)> {
    ties.iter().map(|(src, dst, quarters)| (format!("p{src}"), format!("p{dst}"), f32::from(*quarters) / 4.0)).collect()
}

fn lent(ties: &[(String, String, f32)]) -> impl Iterator<Item = (&str, &str, f32)> {
    ties.iter().map(|(src, dst, strength)| (src.as_str(), dst.as_str(), *strength))
}

fn written(builder: SnapshotBuilder) -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    builder.write(&mut out, NonZeroUsize::MIN).expect("because memory takes everything");
    out.into_inner()
}

fn build(ties: &[&Ties], direction: Direction) -> Vec<u8> {
    let mut builder = SnapshotBuilder::new(direction).in_order(Order::ByDegree);
    builder.read_people("id,town\np1,Ulm\np2,Basel\np5,Ulm\np9,Ulm\n".as_bytes()).expect("because it is well formed");
    for ties in ties {
        builder.add_ties(lent(&names(ties))).expect("because memory takes everything");
    }
    written(builder)
}

/// What all questions say, by names.
fn everything(snapshot: &Snapshot) -> BTreeMap<String, String> {
    let (mut scratch, mut routes) = (Scratch::new(), Routes::new());
    let name = |node: NodeIdx| snapshot.id(node).to_owned();
    let nodes: Vec<NodeIdx> = (0..snapshot.n_nodes() as u32).map(NodeIdx).collect();
    let town = snapshot.attributes().next().expect("because there is a town").1;
    let members = snapshot.members(town, "Ulm").expect("because it is whole");
    let mut said = BTreeMap::new();
    for from in &nodes {
        assert_eq!(snapshot.find(&name(*from)), Ok(Some(*from)));
        let mut text = String::new();
        for among in [None, members] {
            for by in [LooseBy::AdamicAdar, LooseBy::Mutual, LooseBy::ResourceAllocation] {
                let mut rows: Vec<LooseRow> = Vec::new();
                ask::loose(snapshot, &mut scratch, *from, 4, by, among, &mut rows).expect("because it is whole");
                for row in rows {
                    let (target, bridge) = (name(row.target), name(row.bridge));
                    text += &format!("{target} {:.9} {} {bridge} {};", row.score, row.mutual, row.bridge_strength);
                }
            }
        }
        for to in &nodes {
            let ask = Ask { k: 2, max_hops: 4 };
            ask::paths(snapshot, &mut scratch, *from, *to, ask, &mut routes).expect("because it is whole");
            let routes: Vec<f64> = routes.iter().map(|route| route.strength).collect();
            let hops = ask::distance(snapshot, &mut scratch, *from, *to).expect("because it is whole");
            said.insert(format!("{} to {}", name(*from), name(*to)), format!("{routes:?} {hops:?}"));
        }
        said.insert(name(*from), text);
    }
    said
}

fn ties() -> impl Strategy<Value = Ties> {
    prop::collection::vec((0..12_u32, 0..12_u32, 0..=4_u8), 0..25)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn recent_ties_count_at_once_and_last(
        old in ties(),
        recent in ties(),
        later in ties(),
        direction in prop_oneof![Just(Direction::Undirected), Just(Direction::Directed)],
    ) {
        let fresh = build(&[&old, &recent, &later], direction);
        let mut snapshot = Snapshot::from_bytes(&build(&[&old], direction)).unwrap();
        snapshot.add_ties(lent(&names(&recent))).unwrap();
        snapshot.add_ties(lent(&names(&later))).unwrap();
        let expected = Snapshot::from_bytes(&fresh).unwrap();
        prop_assert_eq!((snapshot.n_nodes(), snapshot.n_arcs()), (expected.n_nodes(), expected.n_arcs()));
        prop_assert_eq!(everything(&snapshot), everything(&expected));
        let mut both = SnapshotBuilder::new(direction).in_order(Order::ByDegree);
        both.add_snapshot(&snapshot).unwrap();
        prop_assert!(written(both) == fresh, "a new file of both is not the file of all ties");
    }
}
