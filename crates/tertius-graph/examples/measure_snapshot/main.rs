//! Times a snapshot's questions side by side with plain ones in the same process, and checks that they agree.
//!
//! `cargo run --release -p tertius-graph --example measure_snapshot -- TIES.csv PEOPLE.csv SNAPSHOT [WORD…]` builds the
//! snapshot where it is missing, then asks 200 people the same questions, five times in turn; each person counts with
//! the fastest. Words: `check` compares 1,000 warmest paths of at most six hops with a search hop by hop over the whole
//! network (minutes on a large one); `threads` compares two readers with one; `batch` answers for everybody, on all
//! cores; `sample` for every fiftieth, on one thread; with `only` nothing is done but what the words say.

#![expect(clippy::print_stdout, reason = "an example that reports numbers")]

mod levels;
mod plain;

use std::error::Error;
use std::fs::File;
use std::num::NonZeroUsize;
use std::time::{Duration, Instant};
use tertius_graph::ask::{self, Among, Ask, LooseBy, LooseRow, Routes, Scratch};
use tertius_graph::build::SnapshotBuilder;
use tertius_graph::{Direction, NodeIdx, Snapshot, SnapshotError};

const N_ASKED: usize = 200;
const N_ROUNDS: usize = 5;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [ties, people, file, words @ ..] = arguments.as_slice() else {
        return Err("give TIES.csv PEOPLE.csv SNAPSHOT, and perhaps check, threads, batch, sample, load, only".into());
    };
    if !std::path::Path::new(file).exists() {
        build(ties, people, file)?;
    }
    let start = Instant::now();
    let opened = File::open(file)?;
    let is_loaded = words.iter().any(|word| word == "load");
    let snapshot =
        if is_loaded { Snapshot::load(&opened, opened.metadata()?.len() as usize)? } else { Snapshot::map(&opened)? };
    let first = NodeIdx(snapshot.n_nodes() as u32 / 2);
    let (mut scratch, mut rows) = (Scratch::new(), Vec::new());
    ask::loose(&snapshot, &mut scratch, first, 20, LooseBy::AdamicAdar, None, &mut rows)?;
    println!("open to first answer {:?}", start.elapsed());
    let start = Instant::now();
    snapshot.verify()?;
    println!("verify all {:?}", start.elapsed());
    let step = (snapshot.n_nodes() / N_ASKED).max(1);
    let people: Vec<NodeIdx> = (0..N_ASKED).map(|place| NodeIdx((place * step + step / 3) as u32)).collect();
    let asked = Asked { snapshot: &snapshot, people };
    if !words.iter().any(|word| word == "only") {
        asked.loose()?;
        asked.some_employer()?;
        asked.paths()?;
    }
    for word in words {
        match word.as_str() {
            "check" => check_paths(&snapshot)?,
            "threads" => asked.two_readers(),
            "batch" => batch(&snapshot)?,
            "sample" => sample(&snapshot)?,
            "only" | "load" => {}
            _ => return Err(format!("{word} is none of check, threads, batch, sample, load, only").into()),
        }
    }
    Ok(())
}

struct Asked<'s> {
    snapshot: &'s Snapshot,
    people: Vec<NodeIdx>,
}

impl Asked<'_> {
    fn other(&self, place: usize) -> NodeIdx {
        self.people[(place + 77) % N_ASKED]
    }

    fn loose(&self) -> Result<(), SnapshotError> {
        let (mut scratch, mut found) = (Scratch::new(), Vec::new());
        let mut plain = plain::ScatterAdd::new(self.snapshot);
        for from in &self.people {
            ask::loose(self.snapshot, &mut scratch, *from, 20, LooseBy::AdamicAdar, None, &mut found)?;
            plain.check(&found, plain.clone_for_check().ask(*from, 20));
        }
        let mut best_first = Vec::new();
        let mut timed = |by: LooseBy, place: usize| {
            let asked = ask::loose(self.snapshot, &mut scratch, self.people[place], 20, by, None, &mut best_first);
            asked.map_or(0, |()| best_first.len())
        };
        let mut plain_again = plain.clone_for_check();
        self.compare(&mut [
            ("plain scatter-add", &mut |place| plain.ask(self.people[place], 20).len()),
            ("plain, two readings", &mut |place| plain_again.ask_reading_twice(self.people[place], 20).len()),
            ("loose by adamic_adar", &mut |place| timed(LooseBy::AdamicAdar, place)),
        ]);
        for by in [LooseBy::Mutual, LooseBy::Warmth, LooseBy::Best] {
            self.compare(&mut [(&format!("loose by {by:?}"), &mut |place| timed(by, place))]);
        }
        Ok(())
    }

    fn some_employer(&self) -> Result<(), SnapshotError> {
        let Some((_, attribute)) = self.snapshot.attributes().find(|(name, _)| *name == "employer") else {
            return Ok(());
        };
        for value in ["employer 40", "employer 400"] {
            let Some(members) = self.snapshot.members(attribute, value)? else { continue };
            println!("{value}: {} members", members.nodes.len());
            let (mut scratch, mut found, mut routes) = (Scratch::new(), Vec::new(), Routes::new());
            let mut loose = |place: usize| {
                let (from, by) = (self.people[place], LooseBy::AdamicAdar);
                let asked = ask::loose(self.snapshot, &mut scratch, from, 20, by, Some(members), &mut found);
                asked.map_or(0, |()| found.len())
            };
            self.compare(&mut [("  loose, filtered", &mut loose)]);
            for top in [10, usize::MAX] {
                let mut reach = |place: usize| {
                    let (from, among) = (self.people[place], Among::Members(members));
                    let asked = ask::reach(self.snapshot, &mut scratch, from, among, 3, top, &mut routes);
                    asked.map_or(0, |()| routes.len())
                };
                self.compare(&mut [(&format!("  reach, 3 hops, top {top}"), &mut reach)]);
            }
        }
        Ok(())
    }

    fn paths(&self) -> Result<(), SnapshotError> {
        let (mut scratch, mut routes) = (Scratch::new(), Routes::new());
        let mut distance = |place: usize| {
            let hops = ask::distance(self.snapshot, &mut scratch, self.people[place], self.other(place));
            hops.ok().flatten().unwrap_or(0) as usize
        };
        self.compare(&mut [("distance", &mut distance)]);
        let mut levels = levels::Levels::new(self.snapshot);
        for (place, from) in self.people.iter().enumerate() {
            let to = self.other(place);
            ask::paths(self.snapshot, &mut scratch, *from, to, Ask { k: 1, max_hops: 6 }, &mut routes)?;
            let (ours, plain) = (routes.get(0).map_or(0.0, |route| route.strength), levels.best(*from, to, 6));
            assert!((ours - plain).abs() <= 1e-12 * plain, "{from} {to}: {ours} {plain}");
        }
        let mut paths = |k: usize, place: usize| {
            let ask = Ask { k, max_hops: 6 };
            let asked =
                ask::paths(self.snapshot, &mut scratch, self.people[place], self.other(place), ask, &mut routes);
            asked.map_or(0, |()| routes.len())
        };
        let mut level_by_level = |place: usize| (levels.best(self.people[place], self.other(place), 6) > 0.0) as usize;
        self.compare(&mut [("levels from both sides, 6 hops", &mut level_by_level)]);
        self.compare(&mut [("warmest path, 6 hops", &mut |place| paths(1, place))]);
        self.compare(&mut [("three warmest paths, 6 hops", &mut |place| paths(3, place))]);
        Ok(())
    }

    /// Asks everybody the questions in turn, and reports each person's fastest.
    fn compare(&self, questions: &mut [(&str, &mut dyn FnMut(usize) -> usize)]) {
        let mut fastest = vec![[Duration::MAX; N_ASKED]; questions.len()];
        let mut answers = vec![0; questions.len()];
        for _ in 0..N_ROUNDS {
            for (which, (_, question)) in questions.iter_mut().enumerate() {
                answers[which] = 0;
                for (place, fastest) in fastest[which].iter_mut().enumerate() {
                    let start = Instant::now();
                    answers[which] += question(place);
                    *fastest = start.elapsed().min(*fastest);
                }
            }
        }
        for (which, (name, _)) in questions.iter().enumerate() {
            let runs = &mut fastest[which];
            runs.sort_unstable();
            let mean = runs.iter().sum::<Duration>() / N_ASKED as u32;
            let (median, p99) = (runs[N_ASKED / 2], runs[N_ASKED * 99 / 100]);
            println!("{name}: median {median:?}, mean {mean:?}, p99 {p99:?}, {} answers", answers[which]);
        }
    }

    fn two_readers(&self) {
        let n_answered = |n_threads: usize| -> usize {
            let read = || {
                let (mut scratch, mut found, start) = (Scratch::new(), Vec::<LooseRow>::new(), Instant::now());
                let mut n = 0;
                while start.elapsed() < Duration::from_secs(4) {
                    let from = self.people[n * 7 % N_ASKED];
                    let by = LooseBy::AdamicAdar;
                    n += usize::from(ask::loose(self.snapshot, &mut scratch, from, 20, by, None, &mut found).is_ok());
                }
                n
            };
            std::thread::scope(|scope| {
                let readers: Vec<_> = (0..n_threads).map(|_| scope.spawn(read)).collect();
                readers.into_iter().map(|reader| reader.join().unwrap_or(0)).sum()
            })
        };
        let (one, two) = (n_answered(1), n_answered(2));
        println!("answers in 4 s: one reader {one}, two readers {two}, {:.2} times", two as f64 / one as f64);
    }
}

/// 1,000 best paths against dynamic programming, hop by hop over every arc of the network.
fn check_paths(snapshot: &Snapshot) -> Result<(), Box<dyn Error>> {
    let (n, mut n_wrong, mut n_found) = (snapshot.n_nodes() as u64, 0, 0);
    let (mut scratch, mut routes) = (Scratch::new(), Routes::new());
    let node = |number: u64| NodeIdx(((number.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 20) % n) as u32);
    for start in 0..100 {
        let from = node(start);
        let best = levels::hop_by_hop(snapshot, from, 6);
        for to in (0..10).map(|place| node(1000 + start * 10 + place)) {
            ask::paths(snapshot, &mut scratch, from, to, Ask { k: 1, max_hops: 6 }, &mut routes)?;
            let (ours, truth) = (routes.get(0).map_or(0.0, |route| route.strength), best[to.slot()]);
            n_found += u32::from(ours > 0.0);
            n_wrong += u32::from((ours - truth).abs() > 1e-12 * truth && from != to);
        }
    }
    println!("{n_wrong} of 1000 warmest paths ({n_found} found) differ from those found hop by hop");
    Ok(())
}

/// Every fiftieth of everybody on one thread, which tells what all would cost.
fn sample(snapshot: &Snapshot) -> Result<(), SnapshotError> {
    let (mut scratch, mut found, start, mut n_rows) = (Scratch::new(), Vec::new(), Instant::now(), 0);
    for node in (0..snapshot.n_nodes() as u32).step_by(50) {
        ask::loose(snapshot, &mut scratch, NodeIdx(node), 10, LooseBy::AdamicAdar, None, &mut found)?;
        n_rows += found.len();
    }
    println!("top 10 for every fiftieth: {n_rows} rows; for all it would be {:?} of one core", start.elapsed() * 50);
    // The head of a long list, which is found in another way.
    let (mut long, start) = (Vec::new(), Instant::now());
    for node in (0..snapshot.n_nodes() as u32).step_by(500) {
        ask::loose(snapshot, &mut scratch, NodeIdx(node), 10, LooseBy::AdamicAdar, None, &mut found)?;
        ask::loose(snapshot, &mut scratch, NodeIdx(node), 100, LooseBy::AdamicAdar, None, &mut long)?;
        assert_eq!(found, long[..long.len().min(10)], "{node}");
    }
    println!("top 10 and 100 for every five-hundredth: {:?}", start.elapsed());
    Ok(())
}

/// Everybody, on all cores.
fn batch(snapshot: &Snapshot) -> Result<(), SnapshotError> {
    let threads = std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
    let (start, mut n_rows, mut digest) = (Instant::now(), 0, 0_u64);
    ask::batch(snapshot, 10, threads, |rows| {
        n_rows += rows.len();
        for row in rows {
            let parts = [u64::from(row.from.0), u64::from(row.loose.target.0), u64::from(row.loose.bridge.0)];
            let numbers = [row.loose.score.to_bits(), row.loose.warmth.to_bits()];
            for part in parts.into_iter().chain(numbers) {
                digest = (digest.rotate_left(5) ^ part).wrapping_mul(0x517c_c1b7_2722_0a95);
            }
        }
        Ok::<(), SnapshotError>(())
    })?;
    println!("top 10 for everybody: {n_rows} rows on {threads} threads in {:?}, digest {digest:016x}", start.elapsed());
    // Memory of the whole process, where the system says so.
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    status.lines().filter(|line| line.starts_with("RssAnon")).for_each(|line| println!("{line}"));
    Ok(())
}

fn build(ties: &str, people: &str, file: &str) -> Result<(), Box<dyn Error>> {
    let start = Instant::now();
    let mut builder = SnapshotBuilder::new(Direction::Undirected);
    builder.read_people(File::open(people)?)?;
    builder.read_ties(File::open(ties)?, &mut |_| {})?;
    println!("read in {:?}", start.elapsed());
    let threads = std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
    let built = builder.write(&mut std::io::BufWriter::new(File::create(file)?), threads)?;
    let bytes = std::fs::metadata(file)?.len();
    let (seconds, n_ties) = (start.elapsed().as_secs_f64(), built.n_arcs / 2);
    println!("built in {seconds:.2} s: {built:?}, {:.2} M ties/s", n_ties as f64 / seconds / 1e6);
    println!("{:.3} bytes a directed tie", bytes as f64 / built.n_arcs as f64);
    Ok(())
}
