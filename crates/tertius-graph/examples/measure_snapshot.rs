//! Times a snapshot's questions side by side with a plain lower bound for `loose`, in one process.
//!
//! `cargo run --release -p tertius-graph --example measure_snapshot -- TIES.csv PEOPLE.csv SNAPSHOT`: builds the
//! snapshot where it is missing, then asks 200 people the same questions.

#![expect(clippy::print_stdout, reason = "an example that reports numbers")]

use std::error::Error;
use std::fs::File;
use std::hint::black_box;
use std::num::NonZeroUsize;
use std::time::{Duration, Instant};
use tertius_graph::ask::{self, Among, Ask, LooseBy, Scratch};
use tertius_graph::build::SnapshotBuilder;
use tertius_graph::{Direction, NodeIdx, Snapshot};

const N_ASKED: usize = 200;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [ties, people, file, ..] = arguments.as_slice() else {
        return Err("give TIES.csv PEOPLE.csv SNAPSHOT, and perhaps build or check".into());
    };
    if !std::path::Path::new(file).exists() {
        build(ties, people, file)?;
    }
    if arguments.get(3).is_some_and(|word| word == "build") {
        return Ok(());
    }
    let start = Instant::now();
    let snapshot = Snapshot::map(&File::open(file)?)?;
    let first = snapshot.find("7")?.ok_or("there is nobody with the id 7")?;
    let (mut scratch, mut rows) = (Scratch::new(), Vec::new());
    ask::loose(&snapshot, &mut scratch, first, 20, LooseBy::AdamicAdar, None, &mut rows)?;
    println!("open to first answer {:?}", start.elapsed());
    let start = Instant::now();
    snapshot.verify()?;
    println!("verify all {:?}", start.elapsed());
    let step = snapshot.n_nodes() / N_ASKED;
    let asked: Vec<NodeIdx> = (0..N_ASKED).map(|place| NodeIdx((place * step + step / 3) as u32)).collect();
    let mut bound = Bound::new(&snapshot);
    for round in ["cold", "warm"] {
        println!("{round}:");
        report("  bound of loose, top 20", &asked, |from| bound.ask(&snapshot, from, 20).len());
        for by in [LooseBy::AdamicAdar, LooseBy::Mutual, LooseBy::Warmth] {
            report(&format!("  loose by {by:?}, top 20"), &asked, |from| {
                ask::loose(&snapshot, &mut scratch, from, 20, by, None, &mut rows).map_or(0, |()| rows.len())
            });
        }
        if let Some((_, attribute)) = snapshot.attributes().next() {
            let members = snapshot.members(attribute, "employer 40")?;
            report("  loose at employer 40, top 20", &asked, |from| {
                let asked = ask::loose(&snapshot, &mut scratch, from, 20, LooseBy::AdamicAdar, members, &mut rows);
                asked.map_or(0, |()| rows.len())
            });
            if let Some(members) = members {
                println!("  ({} members)", members.nodes.len());
                report("  reach employer 40, 3 hops", &asked, |from| {
                    let among = Among::Members(members);
                    ask::reach(&snapshot, &mut scratch, from, among, 3, 10).map_or(0, |routes| routes.len())
                });
            }
        }
        let other = |from: NodeIdx| asked[(from.slot() / step + 77) % N_ASKED];
        report("  distance", &asked, |from| {
            let hops = ask::distance(&snapshot, &mut scratch, from, other(from));
            hops.ok().flatten().unwrap_or(0) as usize
        });
        for k in [1, 3] {
            report(&format!("  warmest path, 6 hops, k {k}"), &asked, |from| {
                let ask = Ask { k, max_hops: 6 };
                ask::paths(&snapshot, &mut scratch, from, other(from), ask).map_or(0, |routes| routes.len())
            });
        }
    }
    if arguments.get(3).is_some_and(|word| word == "check") {
        check_paths(&snapshot, &mut scratch)?;
    }
    Ok(())
}

/// Best paths of 1,000 pairs by two methods: cut from both sides, and level by level over the whole network.
fn check_paths(snapshot: &Snapshot, scratch: &mut Scratch) -> Result<(), Box<dyn Error>> {
    let (n, mut n_wrong) = (snapshot.n_nodes() as u64, 0);
    for pair in 0..1000_u64 {
        let node = |salt: u64| NodeIdx(((pair * 2 + salt).wrapping_mul(0x9e37_79b9_7f4a_7c15) % n) as u32);
        let (from, to) = (node(0), node(1));
        let cut = ask::paths(snapshot, scratch, from, to, Ask { k: 1, max_hops: 6 })?;
        let whole = ask::reach(snapshot, scratch, from, Among::Nodes(&[to]), 6, 1)?;
        let strength = |routes: &[ask::Route]| routes.first().map_or(0.0, |route| route.strength);
        n_wrong += u32::from((strength(&cut) - strength(&whole)).abs() > 1e-12);
    }
    println!("{n_wrong} of 1000 warmest paths differ between the two methods");
    Ok(())
}

fn build(ties: &str, people: &str, file: &str) -> Result<(), Box<dyn Error>> {
    let start = Instant::now();
    let threads = std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
    let mut builder = SnapshotBuilder::new(Direction::Undirected).on_threads(threads);
    builder.read_people(File::open(people)?)?;
    println!("people in {:?}", start.elapsed());
    builder.read_ties(File::open(ties)?, &mut |_| {})?;
    println!("read in {:?}", start.elapsed());
    let mut said = |step| println!("{step:?} after {:?}", start.elapsed());
    let built = builder.write_in_steps(&mut File::create(file)?, threads, &mut said)?;
    let bytes = std::fs::metadata(file)?.len();
    let (seconds, n_ties) = (start.elapsed().as_secs_f64(), built.n_arcs / 2);
    println!("built in {seconds:.2} s: {built:?}, {:.2} M ties/s", n_ties as f64 / seconds / 1e6);
    println!("{:.3} bytes a directed tie", bytes as f64 / built.n_arcs as f64);
    Ok(())
}

fn report(name: &str, asked: &[NodeIdx], mut question: impl FnMut(NodeIdx) -> usize) {
    let mut runs: Vec<(Duration, usize)> = Vec::with_capacity(asked.len());
    for from in asked {
        let start = Instant::now();
        let n_answers = question(*from);
        runs.push((start.elapsed(), n_answers));
    }
    runs.sort();
    let answers: usize = runs.iter().map(|(_, n_answers)| n_answers).sum();
    let mean = runs.iter().map(|run| run.0).sum::<Duration>() / runs.len() as u32;
    let (median, p99) = (runs[runs.len() / 2].0, runs[runs.len() * 99 / 100].0);
    println!("{name}: median {median:?}, mean {mean:?}, p99 {p99:?}, {answers} answers");
}

/// The plain way: add 1/ln(degree) for every friend's friend into an array of f32, keep the best twenty, then their
/// mutual friends and bridge by a second look at the best ones' rows. No checks, rows taken as slices beforehand.
struct Bound<'s> {
    rows: tertius_graph::snapshot::Rows<'s>,
    scores: Vec<f32>,
    is_friend: Vec<f32>,
    touched: Vec<u32>,
}

impl<'s> Bound<'s> {
    fn new(snapshot: &'s Snapshot) -> Bound<'s> {
        let n = snapshot.n_nodes();
        Bound { rows: snapshot.leaving(), scores: vec![0.0; n], is_friend: vec![0.0; n], touched: Vec::new() }
    }

    fn ask(&mut self, _snapshot: &Snapshot, from: NodeIdx, top: usize) -> Vec<(f32, u32, u32, u32, f32)> {
        self.touched.clear();
        for (friend, strength) in self.rows.arcs(from) {
            self.is_friend[friend as usize] = strength;
            let row = self.rows.nodes(NodeIdx(friend));
            let weight = 1.0 / (row.len().max(2) as f32).ln();
            for node in row {
                let score = &mut self.scores[*node as usize];
                if *score == 0.0 {
                    self.touched.push(*node);
                }
                *score += weight;
            }
        }
        self.scores[from.slot()] = 0.0;
        for friend in self.rows.nodes(from) {
            self.scores[*friend as usize] = 0.0;
        }
        let mut best: Vec<(f32, u32)> = Vec::with_capacity(top + 1);
        for node in &self.touched {
            let score = std::mem::take(&mut self.scores[*node as usize]);
            if score > 0.0 && (best.len() < top || score > best[top - 1].0) {
                let place = best.partition_point(|other| other.0 >= score);
                best.truncate(top - 1);
                best.insert(place, (score, *node));
            }
        }
        let detail = |(score, node): &(f32, u32)| {
            let (mut mutual, mut bridge, mut strongest) = (0, 0, 0.0);
            for (friend, strength) in self.rows.arcs(NodeIdx(*node)) {
                let through = self.is_friend[friend as usize] * strength;
                mutual += u32::from(self.is_friend[friend as usize] > 0.0);
                if through > strongest {
                    (bridge, strongest) = (friend, through);
                }
            }
            (*score, *node, mutual, bridge, strongest)
        };
        let answer = best.iter().map(detail).collect();
        for friend in self.rows.nodes(from) {
            self.is_friend[*friend as usize] = 0.0;
        }
        black_box(answer)
    }
}
