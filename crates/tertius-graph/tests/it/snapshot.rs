//! The file itself: what is written reads back; what is damaged is refused, at the latest when it is used.

use crate::twins::{N_NODES, snapshot_bytes, twins};
use proptest::prelude::*;
use tertius_graph::ask::{self, Ask, LooseBy, Routes, Scratch};
use tertius_graph::build::SnapshotBuilder;
use tertius_graph::{Direction, Form, NodeIdx, Snapshot, SnapshotError};

proptest! {
    #[test]
    fn what_is_written_reads_back(twins in twins()) {
        prop_assert_eq!(twins.snapshot.verify(), Ok(()));
        for node in (0..N_NODES).map(NodeIdx) {
            prop_assert_eq!(twins.snapshot.id(node), node.to_string());
            prop_assert_eq!(twins.snapshot.find(&node.to_string()), Ok(Some(node)));
            for (rows, expected) in [
                (twins.snapshot.leaving(), twins.graph.arcs_from(node)),
                (twins.snapshot.arriving(), twins.graph.arcs_into(node)),
            ] {
                prop_assert!(rows.strengths(node).iter().is_sorted_by(|a, b| a >= b));
                let mut arcs: Vec<(u32, f64)> = rows.arcs(node).map(|(node, s)| (node, f64::from(s))).collect();
                arcs.sort_by_key(|arc| arc.0);
                prop_assert_eq!(arcs, expected.iter().map(|arc| (arc.node.0, arc.strength)).collect::<Vec<_>>());
            }
        }
        prop_assert_eq!(twins.snapshot.find("nobody"), Ok(None));
    }

    #[test]
    fn noise_is_no_snapshot(bytes in prop::collection::vec(any::<u8>(), 0..9000)) {
        prop_assert!(Snapshot::from_bytes(&bytes).is_err());
    }
}

/// Everything that the questions say about a small network.
fn everything(snapshot: &Snapshot) -> Result<String, SnapshotError> {
    let (mut scratch, mut rows, mut said) = (Scratch::new(), Vec::new(), String::new());
    let mut routes = Routes::new();
    let (_, town) = snapshot.attributes().next().ok_or(SnapshotError::Damaged { at: 0 })?;
    let members = snapshot.members(town, "Ulm")?;
    for node in (0..N_NODES).map(NodeIdx) {
        said += &format!("{:?} {}", snapshot.find(&node.to_string())?, snapshot.id(node));
        for among in [None, members] {
            ask::loose(snapshot, &mut scratch, node, 3, LooseBy::AdamicAdar, among, &mut rows)?;
            said += &format!("{rows:?}");
        }
        ask::paths(snapshot, &mut scratch, node, NodeIdx(8), Ask { k: 2, max_hops: 6 }, &mut routes)?;
        said += &format!("{routes:?}");
    }
    snapshot.intact()?;
    Ok(said)
}

#[test]
fn no_flipped_byte_is_a_wrong_answer_or_a_crash() {
    let arcs = [(0, 1, 0.5), (1, 2, 0.25), (2, 3, 1.0), (3, 4, 0.5), (4, 8, 0.75), (1, 5, 0.5), (5, 8, 1.0)];
    for form in [Form::Plain, Form::Packed] {
        let whole = snapshot_bytes(&arcs, Direction::Undirected, form);
        let truth = everything(&Snapshot::from_bytes(&whole).unwrap()).unwrap();
        let mut n_refused = 0;
        for at in 0..whole.len() {
            let mut damaged = whole.clone();
            damaged[at] ^= 1 << (at % 8);
            match Snapshot::from_bytes(&damaged) {
                Err(_) => n_refused += 1,
                Ok(snapshot) => {
                    assert!(snapshot.verify().is_err(), "byte {at} is under no checksum");
                    match everything(&Snapshot::from_bytes(&damaged).unwrap()) {
                        Ok(said) => assert_eq!(said, truth, "byte {at}"),
                        Err(_) => n_refused += 1,
                    }
                }
            }
        }
        assert!(n_refused > 4096, "{n_refused}");
        for length in [0, 7, 8, 4095, 4096, whole.len() - 1] {
            assert!(Snapshot::from_bytes(&whole[..length]).is_err());
        }
    }
}

#[test]
fn a_bad_line_is_named() {
    let check = |ties: &str, expected: &str| {
        let mut builder = SnapshotBuilder::new(Direction::Undirected);
        let error = builder.read_ties(ties.as_bytes(), &mut |_| {}).unwrap_err();
        assert_eq!(error.to_string(), expected);
    };
    check("", "line 1: the file is empty; it needs a header src,dst or src,dst,strength");
    check("a,b\n1,2\n", "line 1: the header has no src and dst; begin the file with src,dst or src,dst,strength");
    check("src,dst\n\n1,2\n3\n", "line 4: there are only 1 columns; add the missing ones");
    check("src,dst,strength\n1,2,1.5\n", "line 2: \"1.5\" is no strength; give a number from 0 to 1");
    check("src,dst,strength\n1,2,NaN\n", "line 2: \"NaN\" is no strength; give a number from 0 to 1");
    check("src,dst\n\"1,2\n", "line 2: a quote is not closed; close it");
}
