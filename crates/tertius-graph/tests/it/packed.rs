//! The packed form says what a plain file of the rounded strengths says, and rounds no further than it admits.

use crate::twins::{N_NODES, bytes_of, snapshot_bytes};
use proptest::prelude::*;
use std::io::Cursor;
use std::num::NonZeroUsize;
use tertius_graph::ask::{self, Ask, LooseBy, Routes, Scratch};
use tertius_graph::build::SnapshotBuilder;
use tertius_graph::snapshot::Rounding;
use tertius_graph::{Direction, Form, NodeIdx, Snapshot};

type Arcs = Vec<(u32, u32, f64)>;

fn rows(snapshot: &Snapshot) -> Vec<Vec<(u32, f32)>> {
    let nodes = 0..snapshot.n_nodes() as u32;
    nodes
        .flat_map(|node| [snapshot.leaving(), snapshot.arriving()].map(|rows| rows.arcs(NodeIdx(node)).collect()))
        .collect()
}

fn written(builder: SnapshotBuilder) -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    builder.write(&mut out, NonZeroUsize::MIN).expect("because memory takes everything");
    out.into_inner()
}

/// More different strengths than a packed file can hold, so that it must round, around the arcs in question.
fn many_strengths(n_nodes: u32, arcs: &Arcs) -> Arcs {
    let others = (0..400_u32).map(|n| (n_nodes + n, n_nodes + n + 1, f64::from(n * n) / 160_000.0));
    arcs.iter().copied().chain(others).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn rounded_strengths_answer_as_a_plain_file_of_them(
        arcs in prop::collection::vec((0..N_NODES, 0..N_NODES, 0.0..=1.0), 0..40),
        direction in prop_oneof![Just(Direction::Undirected), Just(Direction::Directed)],
    ) {
        let arcs = many_strengths(N_NODES, &arcs);
        let n_nodes = N_NODES + 401;
        let plain = Snapshot::from_bytes(&bytes_of(n_nodes, &arcs, direction, Form::Plain)).unwrap();
        let packed = Snapshot::from_bytes(&bytes_of(n_nodes, &arcs, direction, Form::Packed)).unwrap();
        let Rounding::Rounded { by, weakest } = packed.rounding() else { panic!("there are too many for its table") };
        prop_assert!(by < 0.02 && packed.verify().is_ok());
        let mut rounded = Arcs::new();
        for node in (0..n_nodes).map(NodeIdx) {
            for (other, strength) in plain.leaving().arcs(node) {
                let kept = packed.strength(node, NodeIdx(other)).unwrap();
                let given = f64::from(strength);
                let expected = if given == 0.0 { 0.0 } else { given.max(weakest) };
                prop_assert!((f64::from(kept) - expected).abs() <= expected * by * 1.000_001, "{given} {kept}");
                rounded.push((node.0, other, f64::from(kept)));
            }
        }
        let again = Snapshot::from_bytes(&bytes_of(n_nodes, &rounded, direction, Form::Plain)).unwrap();
        prop_assert_eq!(rows(&packed), rows(&again));
        let (mut scratch, mut routes, mut found) = (Scratch::new(), [Routes::new(), Routes::new()], [vec![], vec![]]);
        for from in (0..N_NODES).map(NodeIdx) {
            for by in [LooseBy::AdamicAdar, LooseBy::Warmth, LooseBy::Best] {
                for (snapshot, found) in [&packed, &again].into_iter().zip(&mut found) {
                    ask::loose(snapshot, &mut scratch, from, 5, by, None, found).unwrap();
                }
                prop_assert_eq!(&found[0], &found[1]);
            }
            for (snapshot, routes) in [&packed, &again].into_iter().zip(&mut routes) {
                let ask = Ask { k: 3, max_hops: 6 };
                ask::paths(snapshot, &mut scratch, from, NodeIdx(0), ask, routes).unwrap();
            }
            prop_assert_eq!(format!("{:?}", routes[0]), format!("{:?}", routes[1]));
        }
    }
}

#[test]
fn few_strengths_are_kept_as_they_are_and_rounding_twice_is_rounding_once() {
    let arcs: Arcs = (0..255_u32).map(|n| (n % N_NODES, n / N_NODES % N_NODES, f64::from(n) / 255.0)).collect();
    let plain = Snapshot::from_bytes(&snapshot_bytes(&arcs, Direction::Directed, Form::Plain)).unwrap();
    let packed = Snapshot::from_bytes(&snapshot_bytes(&arcs, Direction::Directed, Form::Packed)).unwrap();
    assert_eq!((packed.form(), packed.rounding()), (Form::Packed, Rounding::Exact));
    assert_eq!(rows(&packed), rows(&plain));

    let bytes = bytes_of(N_NODES + 401, &many_strengths(N_NODES, &arcs), Direction::Undirected, Form::Packed);
    let packed = Snapshot::from_bytes(&bytes).unwrap();
    let mut again = SnapshotBuilder::new(Direction::Undirected).in_form(Form::Packed);
    again.add_snapshot(&packed).unwrap();
    assert!(written(again) == bytes, "a packed file packed again is another");
}

/// Numbers of three bytes lie across the blocks of a file.
#[test]
fn many_nodes_need_wider_numbers_and_damage_is_found_in_them() {
    let n_nodes = 70_000_u32;
    let ids: Vec<String> = (0..n_nodes).map(|node| node.to_string()).collect();
    let id = |node: u32| ids[(node % n_nodes) as usize].as_str();
    let snapshot_in = |form: Form| {
        let mut builder = SnapshotBuilder::new(Direction::Undirected).in_form(form);
        let ties = (0..n_nodes).map(|node| (id(node), id(node * 7 + 1), (node % 50) as f32 / 50.0));
        builder.add_ties(ties).unwrap();
        written(builder)
    };
    let bytes = snapshot_in(Form::Packed);
    let (packed, plain) =
        (Snapshot::from_bytes(&bytes).unwrap(), Snapshot::from_bytes(&snapshot_in(Form::Plain)).unwrap());
    assert_eq!(packed.verify(), Ok(()));
    assert!(rows(&packed) == rows(&plain));
    assert!(packed.n_bytes() + 4 * packed.n_arcs() < plain.n_bytes() + 3 * 4096);
    for nth in 0..40 {
        let at = bytes.len() / 40 * nth + nth;
        let mut damaged = bytes.clone();
        damaged[at] ^= 0x80;
        let Ok(damaged) = Snapshot::from_bytes(&damaged) else { continue };
        // Every row that is given out is a true one.
        for node in (0..n_nodes).map(NodeIdx) {
            let row: Vec<(u32, f32)> = damaged.leaving().arcs(node).collect();
            assert!(row.is_empty() || plain.leaving().arcs(node).eq(row), "byte {at}");
        }
        assert!(damaged.verify().is_err(), "byte {at}");
    }
}
