//! The engine by its library, in this process: what an embedder gets, without a line of JSON between.

use crate::Answer;
use cpu_time::ThreadTime;
use std::error::Error;
use std::fs::File;
use tertius_graph::ask::{self, LooseBy, LooseRow, Scratch};
use tertius_graph::{NodeIdx, Snapshot};

/// Maps a snapshot.
pub fn open(path: &str) -> Result<Snapshot, Box<dyn Error>> {
    let file = File::open(path).map_err(|error| format!("{path}: {error}"))?;
    Ok(Snapshot::map(&file)?)
}

/// A reader of the snapshot.
pub struct Engine<'s> {
    snapshot: &'s Snapshot,
    scratch: Scratch,
    rows: Vec<LooseRow>,
}

impl<'s> Engine<'s> {
    /// Nothing asked yet.
    pub fn new(snapshot: &'s Snapshot) -> Engine<'s> {
        Engine { snapshot, scratch: Scratch::new(), rows: Vec::new() }
    }

    /// The best loose connections; how many there are.
    pub fn loose(&mut self, from: NodeIdx, top: usize) -> Result<usize, Box<dyn Error>> {
        let Engine { snapshot, scratch, rows } = self;
        ask::loose(snapshot, scratch, from, top, LooseBy::AdamicAdar, None, rows)?;
        Ok(rows.len())
    }

    /// Answers `ours-loose` as the command line would.
    pub fn answer(&mut self, words: &[&str]) -> Answer {
        let snapshot = self.snapshot;
        let node = |place: usize| -> Result<NodeIdx, Box<dyn Error>> {
            Ok(snapshot.find(words[place])?.ok_or_else(|| format!("nobody is {}", words[place]))?)
        };
        let from = node(1)?;
        match words[0] {
            "ours-loose" => {
                let top = words[2].parse()?;
                let began = ThreadTime::now();
                self.loose(from, top)?;
                let micros = began.elapsed().as_secs_f64() * 1e6;
                Ok((written(snapshot, &self.rows), micros))
            }
            other => Err(format!("no question {other}").into()),
        }
    }
}

fn written(snapshot: &Snapshot, rows: &[LooseRow]) -> String {
    let row = |row: &LooseRow| {
        format!(
            "{{\"id\":\"{}\",\"score\":{:e},\"mutual\":{},\"bridge\":\"{}\",\"bridge_strength\":{:e}}}",
            snapshot.id(row.target),
            row.score,
            row.mutual,
            snapshot.id(row.bridge),
            row.bridge_strength
        )
    };
    format!("[{}]", rows.iter().map(row).collect::<Vec<_>>().join(","))
}
