//! Sorts arcs roughly: into buckets of nodes that lie together, so that all later steps stay in the cache.

use super::depot::{Depot, Kept, Shelf};
use super::pairs::{Tie, TieWords};
use super::threads::run_jobs;
use std::io;
use std::num::NonZeroUsize;

/// Arcs that a bucket should have.
const ARCS_IN_BUCKET: u64 = 1 << 17;
const MAX_BUCKETS: u64 = 4096;
/// Arcs that are collected before they are kept: so few that the open pieces of all buckets stay in a core's cache.
const PIECE: usize = 128;
/// The same when pieces may go to a file, where each costs a call to the system.
const PIECE_ASIDE: usize = 1024;

/// How nodes are dealt to buckets: such that all have about as many arcs.
#[derive(Clone, Debug)]
pub(super) struct Split {
    /// The bucket of every two-to-the-power-of-`shift` nodes.
    bucket_of: Vec<u16>,
    shift: u32,
    /// The first node of every bucket, and the number of nodes.
    firsts: Vec<u32>,
    n_arcs: u64,
}

/// The fewest nodes that stay together.
const MIN_SHIFT: u32 = 5;

impl Split {
    pub(super) fn new(degrees: &[u32]) -> Split {
        let n_arcs: u64 = degrees.iter().copied().map(u64::from).sum();
        let wanted = ARCS_IN_BUCKET.max(n_arcs.div_ceil(MAX_BUCKETS));
        let mut shift = MIN_SHIFT;
        while degrees.len() >> shift > usize::from(u16::MAX) / 2 {
            shift += 1;
        }
        let mut split = Split { bucket_of: Vec::new(), shift, firsts: vec![0], n_arcs };
        let mut filled = 0;
        for (granule, degrees) in degrees.chunks(1 << shift).enumerate() {
            if filled >= wanted {
                filled = 0;
                split.firsts.push((granule << shift) as u32);
            }
            filled += degrees.iter().copied().map(u64::from).sum::<u64>();
            split.bucket_of.push(split.firsts.len() as u16 - 1);
        }
        split.firsts.push(degrees.len() as u32);
        split
    }

    pub(super) fn n_buckets(&self) -> usize {
        self.firsts.len() - 1
    }

    pub(super) fn n_nodes(&self) -> usize {
        self.firsts[self.n_buckets()] as usize
    }

    /// The nodes of a bucket.
    pub(super) fn nodes(&self, bucket: usize) -> std::ops::Range<usize> {
        self.firsts[bucket] as usize..self.firsts[bucket + 1] as usize
    }

    #[inline]
    pub(super) fn bucket(&self, node: u32) -> usize {
        usize::from(self.bucket_of[node as usize >> self.shift])
    }
}

/// Arcs by bucket of their first node.
#[derive(Debug)]
pub(super) struct Scattered {
    pub(super) split: Split,
    pub(super) buckets: Vec<Vec<Kept<TieWords>>>,
    pub(super) depot: Depot,
}

/// One thread's arcs.
struct Room<'d> {
    /// For every bucket a piece's length of arcs that are not kept yet.
    open: Vec<TieWords>,
    n_open: Vec<u32>,
    full: Vec<Vec<Kept<TieWords>>>,
    shelf: Shelf<'d>,
}

/// Takes arcs.
pub(super) struct Taker<'r, 'd> {
    room: &'r mut Room<'d>,
    split: &'r Split,
    piece: usize,
    disk: Option<io::Error>,
}

impl Taker<'_, '_> {
    #[inline]
    pub(super) fn take(&mut self, src: u32, dst: u32, strength: f32) {
        let bucket = self.split.bucket(src);
        let n_open = self.room.n_open[bucket] as usize;
        self.room.open[bucket * self.piece + n_open] = Tie { src, dst, strength }.words();
        self.room.n_open[bucket] += 1;
        if n_open + 1 == self.piece {
            self.close(bucket);
        }
    }

    #[cold]
    fn close(&mut self, bucket: usize) {
        if let Err(error) = self.room.close(bucket, self.piece) {
            self.disk.get_or_insert(error);
        }
    }
}

impl Room<'_> {
    fn close(&mut self, bucket: usize, piece: usize) -> io::Result<()> {
        let n_open = std::mem::take(&mut self.n_open[bucket]) as usize;
        if n_open > 0 {
            let start = bucket * piece;
            let kept = self.shelf.put(&self.open[start..start + n_open])?;
            self.full[bucket].push(kept);
        }
        Ok(())
    }
}

/// Runs `feed` for every job; it gives arcs to the taker.
pub(super) fn scatter(
    split: Split,
    depot: Depot,
    threads: NonZeroUsize,
    n_jobs: usize,
    feed: impl Fn(&mut Taker<'_, '_>, usize) -> io::Result<()> + Sync,
) -> io::Result<Scattered> {
    let n_buckets = split.n_buckets();
    let in_memory = depot.holds(split.n_arcs * size_of::<TieWords>() as u64, threads.get());
    let piece = if in_memory { PIECE } else { PIECE_ASIDE };
    let room = || Room {
        open: vec![[0; 3]; n_buckets * piece],
        n_open: vec![0; n_buckets],
        full: (0..n_buckets).map(|_| Vec::new()).collect(),
        shelf: depot.shelf(),
    };
    let (_, rooms) = run_jobs(threads, n_jobs, room, |room, job| {
        let mut taker = Taker { room, split: &split, piece, disk: None };
        feed(&mut taker, job)?;
        taker.disk.map_or(Ok(()), Err)
    })?;
    let mut buckets: Vec<Vec<Kept<TieWords>>> = (0..n_buckets).map(|_| Vec::new()).collect();
    for mut room in rooms {
        for (bucket, all) in buckets.iter_mut().enumerate() {
            room.close(bucket, piece)?;
            all.append(&mut room.full[bucket]);
        }
    }
    Ok(Scattered { split, buckets, depot })
}
