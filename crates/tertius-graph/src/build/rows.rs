//! From buckets of arcs to rows: each row without repeats, the strongest arc first, equally strong ones by number.
//!
//! Rows depend only on what is in them, not on the order in which arcs came.

use super::depot::{Depot, Kept, Shelf};
use super::pairs::{Tie, TieWords};
use super::scatter::{Scattered, Split, scatter};
use super::threads::run_jobs;
use crate::snapshot::Columns;
use std::borrow::Cow;
use std::io;
use std::num::NonZeroUsize;
use std::ops::Range;
use std::sync::Mutex;

/// The rows of all nodes, bucket by bucket.
#[derive(Debug)]
pub(super) struct Rows {
    pub(super) split: Split,
    pub(super) buckets: Vec<BucketRows>,
    pub(super) depot: Depot,
}

/// The rows of some nodes that follow each other.
#[derive(Debug)]
pub(super) struct BucketRows {
    /// Where each row ends.
    pub(super) ends: Vec<u32>,
    pub(super) nodes: Kept<u32>,
    pub(super) strengths: Kept<f32>,
}

/// Rows of a bucket that lie in memory now.
pub(super) struct Loaded<'r> {
    first: usize,
    ends: &'r [u32],
    nodes: Cow<'r, [u32]>,
    strengths: Cow<'r, [f32]>,
}

impl Loaded<'_> {
    /// The row of a node of this bucket.
    fn row(&self, node: u32) -> (&[u32], &[f32]) {
        let place = node as usize - self.first;
        let start = if place == 0 { 0 } else { self.ends[place - 1] as usize };
        let range = start..self.ends[place] as usize;
        (&self.nodes[range.clone()], &self.strengths[range])
    }

    /// Every node with its row.
    pub(super) fn rows(&self) -> impl Iterator<Item = (u32, &[u32], &[f32])> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(self.ends).zip(self.first as u32..).map(|((start, end), node)| {
            let range = start as usize..*end as usize;
            (node, &self.nodes[range.clone()], &self.strengths[range])
        })
    }
}

impl Rows {
    /// Sorts the buckets.
    pub(super) fn new(scattered: Scattered, depot: Depot, threads: NonZeroUsize) -> io::Result<Rows> {
        let Scattered { split, buckets, depot: from } = scattered;
        let buckets: Vec<Mutex<Vec<Kept<TieWords>>>> = buckets.into_iter().map(Mutex::new).collect();
        let (buckets, sorters) = run_jobs(
            threads,
            buckets.len(),
            || Sorter::new(split.n_nodes(), depot.shelf()),
            |sorter, bucket| {
                // Taken out, so that the memory is free as soon as the rows are made.
                let pieces = std::mem::take(&mut *buckets[bucket].lock().expect("because nobody panics while taking"));
                sorter.rows(&pieces, split.nodes(bucket), &from)
            },
        )?;
        drop(sorters);
        Ok(Rows { split, buckets, depot })
    }

    pub(super) fn load(&self, bucket: usize) -> io::Result<Loaded<'_>> {
        let rows = &self.buckets[bucket];
        Ok(Loaded {
            first: self.split.nodes(bucket).start,
            ends: &rows.ends,
            nodes: self.depot.get(&rows.nodes)?,
            strengths: self.depot.get(&rows.strengths)?,
        })
    }

    pub(super) fn n_arcs(&self) -> u64 {
        self.buckets.iter().map(|bucket| bucket.nodes.len() as u64).sum()
    }

    /// How many arcs each node has.
    pub(super) fn degrees(&self) -> impl Iterator<Item = u32> + '_ {
        self.buckets.iter().flat_map(|bucket| {
            let starts = std::iter::once(0).chain(bucket.ends.iter().copied());
            starts.zip(&bucket.ends).map(|(start, end)| end - start)
        })
    }

    /// The same rows when node `node` is called `new_of[node]`.
    pub(super) fn renumbered(
        self,
        new_of: &[u32],
        between: Depot,
        depot: Depot,
        threads: NonZeroUsize,
    ) -> io::Result<Rows> {
        let mut degrees = vec![0_u32; new_of.len()];
        for (degree, new) in self.degrees().zip(new_of) {
            degrees[*new as usize] = degree;
        }
        let split = Split::new(&degrees);
        if self.depot.has_file() {
            let scattered = scatter(split, between, threads, self.buckets.len(), |taker, bucket| {
                for (node, nodes, strengths) in self.load(bucket)?.rows() {
                    for (other, strength) in nodes.iter().zip(strengths) {
                        taker.take(new_of[node as usize], new_of[*other as usize], *strength);
                    }
                }
                Ok(())
            })?;
            return Rows::new(scattered, depot, threads);
        }
        let mut old_of = vec![0_u32; new_of.len()];
        for (old, new) in new_of.iter().enumerate() {
            old_of[*new as usize] = old as u32;
        }
        let from: io::Result<Vec<Loaded<'_>>> = (0..self.buckets.len()).map(|bucket| self.load(bucket)).collect();
        let from = from?;
        let (buckets, rooms) = run_jobs(
            threads,
            split.n_buckets(),
            || depot.shelf(),
            |shelf, bucket| self.renumbered_bucket(&from, &old_of[split.nodes(bucket)], new_of, shelf),
        )?;
        drop(rooms);
        Ok(Rows { split, buckets, depot })
    }

    fn renumbered_bucket(
        &self,
        from: &[Loaded<'_>],
        old_of: &[u32],
        new_of: &[u32],
        shelf: &mut Shelf<'_>,
    ) -> io::Result<BucketRows> {
        let row_of = |old: u32| from[self.split.bucket(old)].row(old);
        let n_arcs = old_of.iter().map(|old| row_of(*old).0.len()).sum();
        let (mut ends, mut nodes) = (Vec::with_capacity(old_of.len()), Vec::with_capacity(n_arcs));
        let mut strengths: Vec<f32> = Vec::with_capacity(n_arcs);
        for old in old_of {
            let (row, row_strengths) = row_of(*old);
            let start = nodes.len();
            nodes.extend(row.iter().map(|node| new_of[*node as usize]));
            strengths.extend_from_slice(row_strengths);
            let row = &mut nodes[start..];
            let mut run = 0;
            for end in 1..=row.len() {
                if end == row.len() || row_strengths[end] != row_strengths[run] {
                    row[run..end].sort_unstable();
                    run = end;
                }
            }
            ends.push(nodes.len() as u32);
        }
        Ok(BucketRows { ends, nodes: shelf.put(&nodes)?, strengths: shelf.put(&strengths)? })
    }

    /// The rows as they are written.
    pub(super) fn columns(&self) -> Columns<'_> {
        let mut starts = Vec::with_capacity(self.split.n_nodes() + 1);
        let mut end = 0;
        starts.push(end);
        starts.extend(self.degrees().map(|degree| {
            end += u64::from(degree);
            end
        }));
        Columns {
            starts,
            n_pieces: self.buckets.len(),
            nodes: Box::new(|piece| self.depot.get(&self.buckets[piece].nodes)),
            strengths: Box::new(|piece| self.depot.get(&self.buckets[piece].strengths)),
        }
    }
}

/// An arc as one word that sorts by falling strength, then by rising node.
fn word(node: u32, strength: f32) -> u64 {
    // Strengths are not negative, so their bits rise as they do; adding zero turns -0 into 0.
    u64::from(!(strength + 0.0).to_bits()) << 32 | u64::from(node)
}

/// Makes the rows of one bucket after the other.
struct Sorter<'d> {
    arcs: Vec<u64>,
    free: Vec<u32>,
    repeats: Repeats,
    nodes: Vec<u32>,
    strengths: Vec<f32>,
    shelf: Shelf<'d>,
}

impl Sorter<'_> {
    fn new(n_nodes: usize, shelf: Shelf<'_>) -> Sorter<'_> {
        let (nodes, strengths) = (Vec::new(), Vec::new());
        Sorter { arcs: Vec::new(), free: Vec::new(), repeats: Repeats::new(n_nodes), nodes, strengths, shelf }
    }

    fn rows(&mut self, pieces: &[Kept<TieWords>], bucket: Range<usize>, from: &Depot) -> io::Result<BucketRows> {
        let n_nodes = bucket.len();
        self.place(pieces, bucket, from)?;
        let mut ends = Vec::with_capacity(n_nodes);
        self.nodes.clear();
        self.strengths.clear();
        let mut start = 0;
        for place in 0..n_nodes {
            let end = self.free[place] as usize;
            let row = &mut self.arcs[start..end];
            let n_kept = self.repeats.join(row);
            row[..n_kept].sort_unstable();
            self.nodes.extend(row[..n_kept].iter().map(|arc| *arc as u32));
            self.strengths.extend(row[..n_kept].iter().map(|arc| f32::from_bits(!(arc >> 32) as u32)));
            ends.push(self.nodes.len() as u32);
            start = end;
        }
        let (nodes, strengths) = (self.shelf.put(&self.nodes)?, self.shelf.put(&self.strengths)?);
        Ok(BucketRows { ends, nodes, strengths })
    }

    /// Brings the arcs to their rows; `free` is where each row ends then.
    fn place(&mut self, pieces: &[Kept<TieWords>], bucket: Range<usize>, from: &Depot) -> io::Result<()> {
        let (first, n_nodes) = (bucket.start as u32, bucket.len());
        self.free.clear();
        self.free.resize(n_nodes + 1, 0);
        let mut loaded = Vec::with_capacity(pieces.len());
        for piece in pieces {
            let arcs = from.get(piece)?;
            for arc in arcs.iter() {
                self.free[(Tie::of(*arc).src - first) as usize + 1] += 1;
            }
            loaded.push(arcs);
        }
        for place in 1..self.free.len() {
            self.free[place] += self.free[place - 1];
        }
        self.arcs.resize(self.free[n_nodes] as usize, 0);
        for arc in loaded.iter().flat_map(|arcs| arcs.iter()) {
            let arc = Tie::of(*arc);
            let free = &mut self.free[(arc.src - first) as usize];
            self.arcs[*free as usize] = word(arc.dst, arc.strength);
            *free += 1;
        }
        Ok(())
    }
}

/// Finds arcs to the same node within a row.
struct Repeats {
    /// Bits that hold the nodes of a row, more or less.
    seen: Vec<u64>,
    /// Never cleaned: an entry counts only when the kept arc it points to is of the node in question.
    kept_at: Vec<u32>,
}

/// So many bits an arc: most rows without repeats are told by the bits alone, which stay in the nearest cache.
const BITS: usize = 1 << 10;
const MAX_BITS: usize = 1 << 20;

impl Repeats {
    fn new(n_nodes: usize) -> Repeats {
        Repeats { seen: vec![0; MAX_BITS / 64], kept_at: vec![0; n_nodes] }
    }

    /// Moves the strongest arc to each node to the front; returns how many there are.
    fn join(&mut self, row: &mut [u64]) -> usize {
        if self.may_repeat(row) { self.join_exactly(row) } else { row.len() }
    }

    fn may_repeat(&mut self, row: &[u64]) -> bool {
        let n_bits = (row.len() * BITS).next_power_of_two();
        if n_bits > MAX_BITS {
            return true;
        }
        let mask = n_bits - 1;
        let mut repeated = 0;
        for arc in row {
            let bit = *arc as u32 as usize & mask;
            let word = &mut self.seen[bit / 64];
            repeated |= *word >> (bit % 64) & 1;
            *word |= 1 << (bit % 64);
        }
        for arc in row {
            self.seen[(*arc as u32 as usize & mask) / 64] = 0;
        }
        repeated == 1
    }

    fn join_exactly(&mut self, row: &mut [u64]) -> usize {
        let mut n_kept = 0;
        for at in 0..row.len() {
            let arc = row[at];
            let known = &mut self.kept_at[arc as u32 as usize];
            if (*known as usize) < n_kept && row[*known as usize] as u32 == arc as u32 {
                let kept = &mut row[*known as usize];
                *kept = arc.min(*kept);
            } else {
                *known = n_kept as u32;
                row[n_kept] = arc;
                n_kept += 1;
            }
        }
        n_kept
    }
}
