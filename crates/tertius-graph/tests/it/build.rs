//! Building: the file depends on the ties alone, not on threads, memory, blocks or the order of lines.

use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Cursor;
use std::num::NonZeroUsize;
use tertius_graph::build::{Built, Order, SnapshotBuilder};
use tertius_graph::{Direction, NodeIdx, Snapshot};

#[derive(Clone, Copy, Debug)]
enum Memory {
    Unlimited,
    /// So many bytes, the rest on a disk that is a list of bytes here.
    Limited(usize),
}

#[derive(Clone, Copy, Debug)]
struct Way {
    n_threads: usize,
    memory: Memory,
    order: Order,
    direction: Direction,
}

const PLAIN: Way =
    Way { n_threads: 1, memory: Memory::Unlimited, order: Order::ById, direction: Direction::Undirected };

fn build(ties: &str, people: &str, way: Way) -> (Vec<u8>, Built) {
    let threads = NonZeroUsize::new(way.n_threads).expect("because tests ask for some");
    let mut builder = SnapshotBuilder::new(way.direction).on_threads(threads).in_order(way.order);
    if let Memory::Limited(n_bytes) = way.memory {
        builder = builder.limit_memory(n_bytes, Box::new(|| Ok(Box::new(Cursor::new(Vec::new())))));
    }
    builder.read_people(people.as_bytes()).expect("because the table is well formed");
    builder.read_ties(ties.as_bytes(), &mut |_| {}).expect("because the table is well formed");
    let mut out = Cursor::new(Vec::new());
    let built = builder.write(&mut out, threads).expect("because memory takes everything");
    (out.into_inner(), built)
}

/// Everything about a network by names.
type Named = (BTreeMap<(String, String), u32>, BTreeMap<String, BTreeSet<String>>);

fn by_name(bytes: &[u8]) -> Named {
    let snapshot = Snapshot::from_bytes(bytes).expect("because it was just written");
    assert_eq!(snapshot.verify(), Ok(()));
    let name = |node: u32| snapshot.id(NodeIdx(node)).to_owned();
    let mut arcs = BTreeMap::new();
    for node in 0..snapshot.n_nodes() as u32 {
        assert_eq!(snapshot.find(&name(node)), Ok(Some(NodeIdx(node))));
        let row: Vec<(u32, f32)> = snapshot.leaving().arcs(NodeIdx(node)).collect();
        assert!(row.is_sorted_by(|a, b| a.1 > b.1 || (a.1 == b.1 && a.0 < b.0)), "{row:?}");
        for (other, strength) in row {
            assert_eq!(arcs.insert((name(node), name(other)), strength.to_bits()), None);
        }
    }
    let mut towns: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (_, attribute) in snapshot.attributes().collect::<Vec<_>>() {
        for town in ["Ulm", "Basel", "Chur, GR"] {
            if let Some(members) = snapshot.members(attribute, town).expect("because it is whole") {
                assert!(members.nodes.iter().all(|node| members.contains(NodeIdx(*node))));
                // A value that a later line took back has nobody.
                if !members.nodes.is_empty() {
                    towns.insert(town.to_owned(), members.nodes.iter().map(|node| name(*node)).collect());
                }
            }
        }
    }
    (arcs, towns)
}

const IDS: [&str; 14] = [
    "0",
    "7",
    "07",
    "10",
    "9",
    "999999999",
    "1000000000",
    "ann",
    "",
    "Zoë",
    "a,b",
    "a\nb",
    "say \"hi\"",
    "sixteen bytes or so and more",
];

fn quoted(text: &str) -> String {
    if text.contains([',', '\n', '"']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.to_owned() }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn a_network_is_what_its_table_says(
        ties in prop::collection::vec((0..IDS.len(), 0..IDS.len(), 0..=4_u8), 0..60),
        towns in prop::collection::vec((0..IDS.len(), prop::sample::select(vec!["", "Ulm", "Basel", "Chur, GR"])), 0..9),
        n_threads in 1..4_usize,
        memory in prop_oneof![Just(Memory::Unlimited), (0..4000_usize).prop_map(Memory::Limited)],
        order in prop_oneof![Just(Order::ById), Just(Order::ByDegree), Just(Order::Fitting)],
        direction in prop_oneof![Just(Direction::Undirected), Just(Direction::Directed)],
        line_end in prop_oneof![Just("\n"), Just("\r\n")],
    ) {
        let mut table = format!("src,dst,strength{line_end}");
        let (mut arcs, mut n_loops) = (BTreeMap::new(), 0);
        for (src, dst, quarters) in &ties {
            let strength = f32::from(*quarters) / 4.0;
            table += &format!("{},{},{strength}{line_end}", quoted(IDS[*src]), quoted(IDS[*dst]));
            n_loops += u64::from(src == dst);
            let both = if direction == Direction::Undirected { 2 } else { 1 };
            for (src, dst) in [(src, dst), (dst, src)].into_iter().take(both).filter(|(src, dst)| src != dst) {
                let known = arcs.entry((IDS[*src].to_owned(), IDS[*dst].to_owned())).or_insert(0);
                *known = strength.to_bits().max(*known);
            }
        }
        let mut people = String::from("town,id\n");
        let mut last: BTreeMap<&str, &str> = BTreeMap::new();
        for (id, town) in &towns {
            people += &format!("{},{}\n", quoted(town), quoted(IDS[*id]));
            last.insert(IDS[*id], town);
        }
        let mut members: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for (id, town) in last.into_iter().filter(|(_, town)| !town.is_empty()) {
            members.entry(town.to_owned()).or_default().insert(id.to_owned());
        }
        let way = Way { n_threads, memory, order, direction };
        let (bytes, built) = build(&table, &people, way);
        prop_assert_eq!(built.n_loops, n_loops);
        prop_assert_eq!(built.n_arcs, arcs.len() as u64);
        prop_assert_eq!(by_name(&bytes), (arcs, members));
        // Neither threads nor memory nor the order of lines show.
        let (again, _) = build(&table, &people, Way { n_threads: 1, memory: Memory::Unlimited, ..way });
        prop_assert!(bytes == again, "threads or memory changed the file");
        if table.matches('"').count() == 0 {
            let mut lines: Vec<&str> = table.lines().skip(1).collect();
            lines.reverse();
            let turned = format!("src,dst,strength\n{}\n", lines.join("\n"));
            prop_assert!(bytes == build(&turned, &people, way).0, "the order of lines changed the file");
        }
    }
}

/// A table of several blocks, with ids of all kinds, hubs, repeats and, behind the first block, quotes.
fn large_table() -> String {
    let mut table = String::from("src,dst,strength\n");
    let mut state = 1_u64;
    let mut random = |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    for line in 0..130_000 {
        let src = if random(3) == 0 { random(40) } else { random(6000) };
        let name = |number: u64| match number % 11 {
            0 => format!("p{number}"),
            1 if line > 60_000 => format!("\"p, {number}\""),
            1 => format!("{}", number * 1_000_000_007),
            _ => number.to_string(),
        };
        table += &format!("{},{},0.{:03}\n", name(src), name(random(6000)), random(1000));
    }
    table
}

#[test]
fn neither_threads_nor_memory_change_the_file() {
    let table = large_table();
    assert!(table.len() > 2 << 20);
    let file = |n_bytes| Memory::Limited(n_bytes);
    for (direction, ways) in [
        (Direction::Undirected, vec![(3, Memory::Unlimited), (2, file(1 << 20)), (2, file(3 << 20))]),
        (Direction::Directed, vec![(2, file(0))]),
    ] {
        let way = Way { order: Order::Fitting, direction, ..PLAIN };
        let (expected, built) = build(&table, "id\n", way);
        assert!(built.n_repeats > 0 && built.n_loops > 0);
        for (n_threads, memory) in ways {
            let (bytes, again) = build(&table, "id\n", Way { n_threads, memory, ..way });
            assert_eq!(again, built);
            assert!(bytes == expected, "{n_threads} {memory:?}");
        }
        let by_id = build(&table, "id\n", Way { order: Order::ById, ..way }).0;
        assert!(by_id != expected && by_name(&by_id) == by_name(&expected));
        let degrees: Vec<usize> = {
            let snapshot = Snapshot::from_bytes(&expected).unwrap();
            let degree = |node| snapshot.leaving().degree(node) + snapshot.arriving().degree(node);
            (0..snapshot.n_nodes() as u32).map(|node| degree(NodeIdx(node))).collect()
        };
        assert!(degrees.is_sorted_by(|a, b| a >= b));
    }
}

#[test]
fn the_first_bad_line_is_named_whichever_thread_meets_it() {
    let mut table = large_table();
    let bad = table.len();
    table += "1,2,x\n";
    table += &large_table()["src,dst,strength\n".len()..];
    table += "1,2\n";
    let line = table[..bad].matches('\n').count() + 1;
    for n_threads in [1, 2, 5] {
        let threads = NonZeroUsize::new(n_threads).unwrap();
        let mut builder = SnapshotBuilder::new(Direction::Undirected).on_threads(threads);
        let error = builder.read_ties(table.as_bytes(), &mut |_| {}).unwrap_err();
        assert_eq!(error.to_string(), format!("line {line}: \"x\" is no strength; give a number from 0 to 1"));
    }
}
