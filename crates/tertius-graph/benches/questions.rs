//! What each question to a snapshot costs, on an invented network small enough to be made anew each time.
//!
//! `cargo bench -p tertius-graph`. For changes of our own, seen from run to run; how we stand beside others is measured
//! by `bench/run`, on larger networks. 20,000 people, 400,000 ties with a heavy tail, in overlapping groups.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use std::fmt::Write;
use std::hint::black_box;
use std::io::Cursor;
use std::num::NonZeroUsize;
use tertius_graph::ask::{self, Among, Ask, LooseBy, Routes, Scratch};
use tertius_graph::build::SnapshotBuilder;
use tertius_graph::{Direction, NodeIdx, Snapshot};

const N_PEOPLE: u64 = 20_000;
const N_TIES: u64 = 400_000;
const GROUP: u64 = 200;
const N_ASKED: usize = 200;

criterion_group!(benches, loose, paths, building);
criterion_main!(benches);

/// Multiplies and shifts (Steele, Lea, Flood 2014, SplitMix64).
struct Random(u64);

impl Random {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % limit
    }
}

/// Ties and people as CSV. One end of a tie is drawn squared, so that a few have many; nine of ten stay in the group.
fn tables() -> (String, String) {
    let mut random = Random(1);
    let (mut ties, mut people) = ("src,dst,strength\n".to_owned(), "id,group\n".to_owned());
    for _ in 0..N_TIES {
        let one = random.below(N_PEOPLE) * random.below(N_PEOPLE) / N_PEOPLE;
        let in_group = one / GROUP * GROUP + random.below(GROUP);
        let other = if random.below(10) < 9 { in_group } else { random.below(N_PEOPLE) };
        writeln!(ties, "{one},{other},0.{:06}", random.below(1_000_000)).expect("because a string takes all");
    }
    for person in 0..N_PEOPLE {
        writeln!(people, "{person},g{}", person / GROUP % 40).expect("because a string takes all");
    }
    (ties, people)
}

fn build(ties: &str, people: &str) -> Vec<u8> {
    let mut builder = SnapshotBuilder::new(Direction::Undirected);
    builder.read_people(people.as_bytes()).expect("because the table is ours");
    builder.read_ties(ties.as_bytes(), &mut |_| {}).expect("because the table is ours");
    let mut file = Cursor::new(Vec::new());
    builder.write(&mut file, NonZeroUsize::MIN).expect("because memory takes all");
    file.into_inner()
}

fn network() -> Snapshot {
    let (ties, people) = tables();
    let snapshot = Snapshot::from_bytes(&build(&ties, &people)).expect("because it was just written");
    snapshot.verify().expect("because it was just written");
    snapshot
}

/// Pairs of people, over and over.
fn pairs(snapshot: &Snapshot) -> impl Iterator<Item = (NodeIdx, NodeIdx)> + use<> {
    let mut random = Random(2);
    let n = snapshot.n_nodes() as u64;
    let mut node = || NodeIdx(random.below(n) as u32);
    let asked: Vec<(NodeIdx, NodeIdx)> = (0..N_ASKED).map(|_| (node(), node())).collect();
    asked.into_iter().cycle()
}

fn loose(criterion: &mut Criterion) {
    let snapshot = network();
    let (mut scratch, mut rows) = (Scratch::new(), Vec::new());
    let mut group = criterion.benchmark_group("loose");
    let (_, attribute) = snapshot.attributes().next().expect("because people have a group");
    let members = snapshot.members(attribute, "g7").expect("because the file is whole");
    let kinds = [
        ("Adamic-Adar", LooseBy::AdamicAdar, None),
        ("mutual", LooseBy::Mutual, None),
        ("warmth", LooseBy::Warmth, None),
        ("best", LooseBy::Best, None),
        ("Adamic-Adar in a group", LooseBy::AdamicAdar, members),
    ];
    for (name, by, among) in kinds {
        let mut pairs = pairs(&snapshot);
        group.bench_function(name, |bencher| {
            bencher.iter(|| {
                let (from, _) = pairs.next().expect("because pairs go on");
                ask::loose(&snapshot, &mut scratch, from, 20, by, among, &mut rows).expect("because the file is whole");
                black_box(rows.len())
            });
        });
    }
    group.finish();
}

fn paths(criterion: &mut Criterion) {
    let snapshot = network();
    let (mut scratch, mut routes) = (Scratch::new(), Routes::new());
    let mut group = criterion.benchmark_group("paths");
    let mut asked = pairs(&snapshot);
    group.bench_function("distance", |bencher| {
        bencher.iter(|| {
            let (from, to) = asked.next().expect("because pairs go on");
            ask::distance(&snapshot, &mut scratch, from, to).expect("because the file is whole")
        });
    });
    for k in [1, 3] {
        let mut asked = pairs(&snapshot);
        group.bench_function(format!("warmest {k} of at most 6 hops"), |bencher| {
            bencher.iter(|| {
                let (from, to) = asked.next().expect("because pairs go on");
                let ask = Ask { k, max_hops: 6 };
                ask::paths(&snapshot, &mut scratch, from, to, ask, &mut routes).expect("because the file is whole");
                black_box(routes.len())
            });
        });
    }
    let targets: Vec<NodeIdx> = pairs(&snapshot).take(N_ASKED).map(|(_, to)| to).collect();
    let mut asked = pairs(&snapshot);
    group.bench_function("reach 200 within 3 hops", |bencher| {
        bencher.iter(|| {
            let (from, _) = asked.next().expect("because pairs go on");
            let among = Among::Nodes(&targets);
            ask::reach(&snapshot, &mut scratch, from, among, 3, 10, &mut routes).expect("because the file is whole");
            black_box(routes.len())
        });
    });
    group.finish();
}

fn building(criterion: &mut Criterion) {
    let (ties, people) = tables();
    let mut group = criterion.benchmark_group("build");
    group.throughput(Throughput::Elements(N_TIES)).sample_size(10);
    group.bench_function("400,000 ties from CSV", |bencher| bencher.iter(|| build(&ties, &people)));
    group.finish();
}
