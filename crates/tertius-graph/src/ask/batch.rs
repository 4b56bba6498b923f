//! The best loose connections of everybody, on several threads, handed out in the order of nodes.
//!
//! Cost: one loose question a node. Nodes are taken in chunks; a thread that is far ahead waits, so that memory
//! holds a few chunks of answers however slow the taker is.

use super::{LooseBy, LooseRow, Scratch, loose};
use crate::{NodeIdx, Snapshot, SnapshotError};
use std::num::NonZeroUsize;
use std::sync::mpsc::{Receiver, sync_channel};

const CHUNK: usize = 512;
const CHUNKS_AHEAD: usize = 16;

/// One line of the answer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BatchRow {
    /// Who asks.
    pub from: NodeIdx,
    /// Which place it has in the list, from 1.
    pub rank: u32,
    /// The loose connection.
    pub loose: LooseRow,
}

/// Hands out everybody's best loose connections by Adamic-Adar, a chunk at a time, until `take` fails.
pub fn batch<E: From<SnapshotError>>(
    snapshot: &Snapshot,
    top: usize,
    threads: NonZeroUsize,
    mut take: impl FnMut(&[BatchRow]) -> Result<(), E>,
) -> Result<(), E> {
    let n_chunks = snapshot.n_nodes().div_ceil(CHUNK);
    std::thread::scope(|scope| {
        let lanes: Vec<Receiver<Result<Vec<BatchRow>, SnapshotError>>> = (0..threads.get())
            .map(|lane| {
                let (give, lane_out) = sync_channel(CHUNKS_AHEAD);
                scope.spawn(move || {
                    let mut scratch = Scratch::new();
                    let mut found = Vec::new();
                    for chunk in (lane..n_chunks).step_by(threads.get()) {
                        let answer = answer_chunk(snapshot, &mut scratch, &mut found, chunk, top);
                        // Nobody takes any more: an earlier chunk failed.
                        if give.send(answer).is_err() {
                            break;
                        }
                    }
                });
                lane_out
            })
            .collect();
        for chunk in 0..n_chunks {
            let rows = lanes[chunk % lanes.len()].recv().expect("because a lane gives every chunk of its own");
            take(&rows?)?;
        }
        Ok(())
    })
}

fn answer_chunk(
    snapshot: &Snapshot,
    scratch: &mut Scratch,
    found: &mut Vec<LooseRow>,
    chunk: usize,
    top: usize,
) -> Result<Vec<BatchRow>, SnapshotError> {
    let mut rows = Vec::with_capacity(CHUNK * top.min(64));
    for node in chunk * CHUNK..((chunk + 1) * CHUNK).min(snapshot.n_nodes()) {
        let from = NodeIdx(node as u32);
        loose(snapshot, scratch, from, top, LooseBy::AdamicAdar, None, found)?;
        rows.extend(found.iter().zip(1..).map(|(loose, rank)| BatchRow { from, rank, loose: *loose }));
    }
    Ok(rows)
}
