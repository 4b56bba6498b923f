//! Sorts arcs roughly: into buckets of nodes that lie together, so that all later steps stay in the cache.

use super::depot::{Depot, Kept};
use super::pairs::{Tie, TieWords};
use super::threads::run_jobs;
use std::io;
use std::num::NonZeroUsize;

/// Arcs that a bucket should have.
const ARCS_IN_BUCKET: u64 = 1 << 17;
const MAX_BUCKETS: u64 = 4096;
/// Arcs that are collected before they are kept.
const PIECE: usize = 1024;

/// How nodes are dealt to buckets: such that all have about as many arcs.
#[derive(Clone, Debug)]
pub(super) struct Split {
    /// The bucket of every two-to-the-power-of-`shift` nodes.
    bucket_of: Vec<u16>,
    shift: u32,
    /// The first node of every bucket, and the number of nodes.
    firsts: Vec<u32>,
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
        let mut split = Split { bucket_of: Vec::new(), shift, firsts: vec![0] };
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

struct Room {
    open: Vec<Vec<TieWords>>,
    full: Vec<Vec<Kept<TieWords>>>,
}

/// Takes arcs.
pub(super) struct Taker<'r> {
    room: &'r mut Room,
    depot: &'r Depot,
    split: &'r Split,
    disk: Option<io::Error>,
}

impl Taker<'_> {
    #[inline]
    pub(super) fn take(&mut self, src: u32, dst: u32, strength: f32) {
        let bucket = self.split.bucket(src);
        let open = &mut self.room.open[bucket];
        if open.len() == open.capacity() {
            self.close(bucket);
        }
        self.room.open[bucket].push(Tie { src, dst, strength }.words());
    }

    fn close(&mut self, bucket: usize) {
        let open = std::mem::replace(&mut self.room.open[bucket], Vec::with_capacity(PIECE));
        if !open.is_empty() {
            match self.depot.put(open) {
                Ok(kept) => self.room.full[bucket].push(kept),
                Err(error) => self.disk = Some(error),
            }
        }
    }
}

/// Runs `feed` for every job; it gives arcs to the taker.
pub(super) fn scatter(
    split: Split,
    depot: Depot,
    threads: NonZeroUsize,
    n_jobs: usize,
    feed: impl Fn(&mut Taker<'_>, usize) -> io::Result<()> + Sync,
) -> io::Result<Scattered> {
    let n_buckets = split.n_buckets();
    let room = || Room { open: vec![Vec::new(); n_buckets], full: (0..n_buckets).map(|_| Vec::new()).collect() };
    let (_, rooms) = run_jobs(threads, n_jobs, room, |room, job| {
        let mut taker = Taker { room, depot: &depot, split: &split, disk: None };
        feed(&mut taker, job)?;
        taker.disk.map_or(Ok(()), Err)
    })?;
    let mut buckets: Vec<Vec<Kept<TieWords>>> = (0..n_buckets).map(|_| Vec::new()).collect();
    for room in rooms {
        for (bucket, (full, open)) in buckets.iter_mut().zip(room.full.into_iter().zip(room.open)) {
            bucket.extend(full);
            if !open.is_empty() {
                bucket.push(depot.put(open)?);
            }
        }
    }
    Ok(Scattered { split, buckets, depot })
}
