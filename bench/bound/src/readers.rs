//! How many loose questions one thread answers in a while, and how many two answer that read the same snapshot.

use crate::ours::Engine;
use std::error::Error;
use std::time::{Duration, Instant};
use tertius_graph::{NodeIdx, Snapshot};

/// A person of this many is asked about, so that both runs ask about many different ones.
const STRIDE: u32 = 7919;

/// Questions a second of one reader and of two, as JSON; one, two, one, two, so that noise hits both.
pub fn compare(snapshot: &Snapshot, seconds: f64) -> Result<String, Box<dyn Error>> {
    let mut rates = [Vec::new(), Vec::new()];
    for _ in 0..3 {
        for n_readers in [1, 2] {
            rates[n_readers - 1].push(format!("{:.1}", rate(snapshot, n_readers, Duration::from_secs_f64(seconds))));
        }
    }
    Ok(format!("{{\"one\":[{}],\"two\":[{}]}}", rates[0].join(","), rates[1].join(",")))
}

fn rate(snapshot: &Snapshot, n_readers: usize, long: Duration) -> f64 {
    let n_asked: usize = std::thread::scope(|scope| {
        let readers: Vec<_> = (0..n_readers).map(|reader| scope.spawn(move || ask(snapshot, reader, long))).collect();
        readers.into_iter().map(|reader| reader.join().unwrap_or(0)).sum()
    });
    n_asked as f64 / long.as_secs_f64()
}

fn ask(snapshot: &Snapshot, reader: usize, long: Duration) -> usize {
    let n = snapshot.n_nodes() as u32;
    let (mut engine, mut node, mut n_asked) = (Engine::new(snapshot), reader as u32 % n, 0);
    let began = Instant::now();
    while began.elapsed() < long {
        node = (node + STRIDE) % n;
        if engine.loose(NodeIdx(node), 20).is_err() {
            return 0;
        }
        n_asked += 1;
    }
    n_asked
}
