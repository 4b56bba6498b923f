//! Times `loose` and `paths` on an invented graph of 100,000 nodes and 2,000,000 ties with clustered friends.

#![expect(clippy::print_stdout, reason = "an example that reports numbers")]

use std::time::{Duration, Instant};
use tertius_graph::{BuildError, GraphBuilder, LooseQuery, NodeIdx, PathQuery, ReachQuery, loose, paths, reach};

const N_NODES: u32 = 100_000;
const N_TIES: u32 = 2_000_000;

/// The xorshift generator of Marsaglia (2003): the same graph on every machine.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: u32) -> u32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (((self.0 >> 32) * u64::from(below)) >> 32) as u32
    }
}

fn main() -> Result<(), BuildError> {
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    let start = Instant::now();
    let mut builder = GraphBuilder::new(N_NODES as usize);
    for _ in 0..N_TIES {
        let a = dice.roll(N_NODES);
        let b = match dice.roll(10) {
            0 => dice.roll(dice.0 as u32 % N_NODES + 1),
            1..=3 => dice.roll(N_NODES),
            _ => (a / 200 * 200 + dice.roll(200)).min(N_NODES - 1),
        };
        builder.tie(NodeIdx(a), NodeIdx(b), f64::from(dice.roll(1_000_000)) / 1e6)?;
    }
    let graph = builder.build();
    println!("built {} nodes, {} arcs in {:?}", graph.n_nodes(), graph.n_arcs(), start.elapsed());
    let people: Vec<NodeIdx> = (0..200).map(|_| NodeIdx(dice.roll(N_NODES))).collect();
    report("loose, top 20", people.iter().map(|from| timed(|| loose(&graph, *from, &LooseQuery::default()).len())));
    let pairs = people.windows(2);
    report("paths, k 3, 6 hops", pairs.map(|p| timed(|| paths(&graph, p[0], p[1], PathQuery::default()).len())));
    report(
        "reach, 20 targets, 3 hops",
        people.windows(21).map(|p| timed(|| reach(&graph, p[0], &p[1..], ReachQuery::default()).len())),
    );
    Ok(())
}

fn timed(question: impl FnOnce() -> usize) -> (Duration, usize) {
    let start = Instant::now();
    let n_answers = question();
    (start.elapsed(), n_answers)
}

fn report(name: &str, runs: impl Iterator<Item = (Duration, usize)>) {
    let mut runs: Vec<(Duration, usize)> = runs.collect();
    runs.sort();
    let answers: usize = runs.iter().map(|(_, n_answers)| n_answers).sum();
    let (median, p99) = (runs[runs.len() / 2].0, runs[runs.len() * 99 / 100].0);
    println!("{name}: median {median:?}, p99 {p99:?}, {answers} answers in {} runs", runs.len());
}
