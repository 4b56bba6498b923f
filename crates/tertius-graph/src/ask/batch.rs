//! The best loose connections of everybody, on several threads, handed out in the order of nodes.
//!
//! Cost: one loose question a node: for a million nodes and 50 million ties, the best ten took 87 s of two cores of a
//! quiet machine, without writing them. Nodes are taken in chunks; a thread that is far ahead waits, so that memory
//! holds a few chunks of answers however slow the taker is.

use super::{LooseBy, LooseRow, Scratch, loose};
use crate::{NodeIdx, Snapshot, SnapshotError};
use std::num::NonZeroUsize;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

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
        let lanes: Vec<Lane> = (0..threads.get())
            .map(|lane| {
                let (give, answers) = sync_channel(CHUNKS_AHEAD);
                let (give_back, used) = sync_channel(CHUNKS_AHEAD + 2);
                let chunks = (lane..n_chunks).step_by(threads.get());
                scope.spawn(move || answer_chunks(snapshot, chunks, top, &give, &used));
                Lane { answers, give_back }
            })
            .collect();
        for chunk in 0..n_chunks {
            let lane = &lanes[chunk % lanes.len()];
            let rows = lane.answers.recv().expect("because a lane gives every chunk of its own")?;
            take(&rows)?;
            // A lane that has ended needs no more room.
            lane.give_back.try_send(rows).ok();
        }
        Ok(())
    })
}

/// One thread's answers, and the way back for their buffers.
struct Lane {
    answers: Receiver<Result<Vec<BatchRow>, SnapshotError>>,
    give_back: SyncSender<Vec<BatchRow>>,
}

fn answer_chunks(
    snapshot: &Snapshot,
    chunks: impl Iterator<Item = usize>,
    top: usize,
    give: &SyncSender<Result<Vec<BatchRow>, SnapshotError>>,
    used: &Receiver<Vec<BatchRow>>,
) {
    let (mut scratch, mut found) = (Scratch::new(), Vec::new());
    for chunk in chunks {
        // While none has come back there is not one that could.
        let mut rows = used.try_recv().unwrap_or_default();
        let answer = answer_chunk(snapshot, &mut scratch, &mut found, chunk, top, &mut rows);
        // Nobody takes any more: an earlier chunk failed.
        if give.send(answer.map(|()| rows)).is_err() {
            break;
        }
    }
}

fn answer_chunk(
    snapshot: &Snapshot,
    scratch: &mut Scratch,
    found: &mut Vec<LooseRow>,
    chunk: usize,
    top: usize,
    rows: &mut Vec<BatchRow>,
) -> Result<(), SnapshotError> {
    rows.clear();
    for node in chunk * CHUNK..((chunk + 1) * CHUNK).min(snapshot.n_nodes()) {
        let from = NodeIdx(node as u32);
        loose(snapshot, scratch, from, top, LooseBy::AdamicAdar, None, found)?;
        rows.extend(found.iter().zip(1..).map(|(loose, rank)| BatchRow { from, rank, loose: *loose }));
    }
    Ok(())
}
