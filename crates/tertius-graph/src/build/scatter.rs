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

/// How nodes are dealt to buckets.
#[derive(Clone, Copy, Debug)]
pub(super) struct Split {
    pub(super) n_nodes: usize,
    /// A bucket has two to the power of this many nodes.
    pub(super) shift: u32,
}

impl Split {
    pub(super) fn new(n_nodes: usize, n_arcs: u64) -> Split {
        let n_buckets = (n_arcs / ARCS_IN_BUCKET).clamp(1, MAX_BUCKETS);
        let nodes_in_bucket = (n_nodes as u64).div_ceil(n_buckets).max(1);
        Split { n_nodes, shift: nodes_in_bucket.next_power_of_two().trailing_zeros() }
    }

    pub(super) fn n_buckets(self) -> usize {
        self.n_nodes.div_ceil(1 << self.shift)
    }

    /// The nodes of a bucket.
    pub(super) fn nodes(self, bucket: usize) -> std::ops::Range<usize> {
        bucket << self.shift..((bucket + 1) << self.shift).min(self.n_nodes)
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
    shift: u32,
    disk: Option<io::Error>,
}

impl Taker<'_> {
    #[inline]
    pub(super) fn take(&mut self, src: u32, dst: u32, strength: f32) {
        let bucket = (src >> self.shift) as usize;
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
        let mut taker = Taker { room, depot: &depot, shift: split.shift, disk: None };
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
