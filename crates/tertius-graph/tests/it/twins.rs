//! The same small network twice: as a graph in memory and as a snapshot, nodes numbered alike.

use crate::network;
use proptest::prelude::*;
use std::fmt::Write;
use std::io::Cursor;
use std::num::NonZeroUsize;
use tertius_graph::build::SnapshotBuilder;
use tertius_graph::{Direction, Form, Graph, Snapshot};

pub const N_NODES: u32 = 9;

pub struct Twins {
    pub graph: Graph,
    pub snapshot: Snapshot,
}

impl std::fmt::Debug for Twins {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for node in (0..N_NODES).map(tertius_graph::NodeIdx) {
            writeln!(f, "{node}: {:?}", self.graph.arcs_from(node))?;
        }
        Ok(())
    }
}

/// Up to nine nodes with loops, repeats, isolated nodes and strengths of 0; ids in the order of numbers, every node
/// with the attribute `town` of three values or none. Half of the snapshots are packed.
pub fn twins() -> impl Strategy<Value = Twins> {
    let strength = prop_oneof![Just(0.0), Just(0.25), Just(0.5), Just(0.75), Just(1.0)];
    let arcs = prop::collection::vec((0..N_NODES, 0..N_NODES, strength), 0..40);
    let direction = prop_oneof![Just(Direction::Undirected), Just(Direction::Directed)];
    let form = prop_oneof![Just(Form::Plain), Just(Form::Packed)];
    (arcs, direction, form).prop_map(|(arcs, direction, form)| {
        let bytes = snapshot_bytes(&arcs, direction, form);
        let direction_of_graph = match direction {
            Direction::Undirected => network::Direction::BothWays,
            Direction::Directed => network::Direction::OneWay,
        };
        Twins {
            graph: network::build(N_NODES as usize, &arcs, direction_of_graph),
            snapshot: Snapshot::from_bytes(&bytes).expect("because it was just written"),
        }
    })
}

pub fn snapshot_bytes(arcs: &[(u32, u32, f64)], direction: Direction, form: Form) -> Vec<u8> {
    bytes_of(N_NODES, arcs, direction, form)
}

/// A snapshot of more nodes, numbered alike.
pub fn snapshot_of(n_nodes: u32, arcs: &[(u32, u32, f64)], direction: Direction, form: Form) -> Snapshot {
    Snapshot::from_bytes(&bytes_of(n_nodes, arcs, direction, form)).expect("because it was just written")
}

pub fn bytes_of(n_nodes: u32, arcs: &[(u32, u32, f64)], direction: Direction, form: Form) -> Vec<u8> {
    let mut builder = SnapshotBuilder::new(direction).in_form(form);
    let mut people = String::from("id,town\n");
    for node in 0..n_nodes {
        writeln!(people, "{node},{}", town(node)).expect("because a string takes everything");
    }
    let mut ties = String::from("src,dst,strength\n");
    for (a, b, strength) in arcs {
        writeln!(ties, "{a},{b},{strength}").expect("because a string takes everything");
    }
    builder.read_people(people.as_bytes()).expect("because the table is well formed");
    builder.read_ties(ties.as_bytes(), &mut |_| {}).expect("because the table is well formed");
    let mut out = Cursor::new(Vec::new());
    builder.write(&mut out, NonZeroUsize::MIN.saturating_add(1)).expect("because memory takes everything");
    out.into_inner()
}

pub fn town(node: u32) -> &'static str {
    ["", "Ulm", "\"Basel, CH\"", "Ulm"][node as usize % 4]
}
