//! From a list of pairs to rows: a counting sort by node, then each row sorted, repeats joined.

use crate::snapshot::Columns;
use std::num::NonZeroUsize;

/// Ties as they were read.
#[derive(Debug, Default)]
pub(super) struct Pairs {
    sources: Vec<u32>,
    targets: Vec<u32>,
    strengths: Vec<f32>,
}

impl Pairs {
    pub(super) fn len(&self) -> usize {
        self.sources.len()
    }

    #[inline]
    pub(super) fn push(&mut self, src: u32, dst: u32, strength: f32) {
        self.sources.push(src);
        self.targets.push(dst);
        self.strengths.push(strength);
    }

    /// Every pair counts both ways.
    pub(super) fn into_both(self, n_nodes: usize, threads: NonZeroUsize) -> Columns {
        let mut starts = vec![0_u64; n_nodes + 1];
        count(&mut starts, &self.sources);
        count(&mut starts, &self.targets);
        let mut scattered = Scattered::new(starts);
        scattered.place(&self.sources, &self.targets, &self.strengths);
        scattered.place(&self.targets, &self.sources, &self.strengths);
        drop(self);
        scattered.into_columns(threads)
    }

    /// Rows by source.
    pub(super) fn leaving(&self, n_nodes: usize, threads: NonZeroUsize) -> Columns {
        one_way(&self.sources, &self.targets, &self.strengths, n_nodes, threads)
    }

    /// Rows by target.
    pub(super) fn into_arriving(self, n_nodes: usize, threads: NonZeroUsize) -> Columns {
        one_way(&self.targets, &self.sources, &self.strengths, n_nodes, threads)
    }
}

fn one_way(here: &[u32], there: &[u32], strengths: &[f32], n_nodes: usize, threads: NonZeroUsize) -> Columns {
    let mut starts = vec![0_u64; n_nodes + 1];
    count(&mut starts, here);
    let mut scattered = Scattered::new(starts);
    scattered.place(here, there, strengths);
    scattered.into_columns(threads)
}

fn count(starts: &mut [u64], nodes: &[u32]) {
    for node in nodes {
        starts[*node as usize + 1] += 1;
    }
}

/// Arcs at their rows, not yet in order; an arc is one word that sorts by falling strength, then by rising node.
struct Scattered {
    starts: Vec<u64>,
    free: Vec<u64>,
    arcs: Vec<u64>,
}

fn word(node: u32, strength: f32) -> u64 {
    // Strengths are not negative, so their bits rise as they do; adding zero turns -0 into 0.
    u64::from(!(strength + 0.0).to_bits()) << 32 | u64::from(node)
}

impl Scattered {
    /// `counts[node + 1]` is how many arcs a node has.
    fn new(mut counts: Vec<u64>) -> Scattered {
        for slot in 1..counts.len() {
            counts[slot] += counts[slot - 1];
        }
        let n_arcs = counts[counts.len() - 1] as usize;
        Scattered { free: counts.clone(), starts: counts, arcs: vec![0; n_arcs] }
    }

    fn place(&mut self, here: &[u32], there: &[u32], strengths: &[f32]) {
        for ((here, there), strength) in here.iter().zip(there).zip(strengths) {
            let free = &mut self.free[*here as usize];
            self.arcs[*free as usize] = word(*there, *strength);
            *free += 1;
        }
    }

    fn into_columns(mut self, threads: NonZeroUsize) -> Columns {
        self.free = Vec::new();
        let n_nodes = self.starts.len() - 1;
        let share = self.arcs.len().div_ceil(threads.get()).max(1) as u64;
        let mut pieces: Vec<(&[u64], &mut [u64])> = Vec::new();
        let (mut first, mut rest) = (0, self.arcs.as_mut_slice());
        while first < n_nodes {
            let wanted = self.starts[first] + share;
            let end = self.starts.partition_point(|start| *start < wanted).clamp(first + 1, n_nodes);
            let starts = &self.starts[first..=end];
            let (piece, after) = rest.split_at_mut((starts[starts.len() - 1] - starts[0]) as usize);
            pieces.push((starts, piece));
            (first, rest) = (end, after);
        }
        let made: Vec<Piece> = std::thread::scope(|scope| {
            let workers: Vec<_> = pieces
                .into_iter()
                .map(|(starts, arcs)| scope.spawn(move || Piece::make(starts, arcs, n_nodes)))
                .collect();
            workers.into_iter().map(|worker| worker.join().expect("because making rows does not panic")).collect()
        });
        let mut columns = Columns { starts: vec![0], ..Columns::default() };
        for piece in made {
            let before = columns.starts[columns.starts.len() - 1];
            columns.starts.extend(piece.ends.iter().map(|end| before + end));
            columns.nodes.push(piece.nodes);
            columns.strengths.push(piece.strengths);
        }
        columns
    }
}

/// The finished rows of some nodes.
struct Piece {
    ends: Vec<u64>,
    nodes: Vec<u32>,
    strengths: Vec<f32>,
}

impl Piece {
    fn make(starts: &[u64], arcs: &mut [u64], n_nodes: usize) -> Piece {
        let mut piece = Piece {
            ends: Vec::with_capacity(starts.len() - 1),
            nodes: Vec::with_capacity(arcs.len()),
            strengths: Vec::with_capacity(arcs.len()),
        };
        // Never cleaned: an entry counts only when the kept arc it points to is of the node in question.
        let mut kept_at = vec![0_u32; n_nodes];
        for row in starts.windows(2) {
            let row = &mut arcs[(row[0] - starts[0]) as usize..(row[1] - starts[0]) as usize];
            let n_kept = join_repeats(row, &mut kept_at);
            row[..n_kept].sort_unstable();
            piece.nodes.extend(row[..n_kept].iter().map(|arc| *arc as u32));
            piece.strengths.extend(row[..n_kept].iter().map(|arc| f32::from_bits(!(arc >> 32) as u32)));
            piece.ends.push(piece.nodes.len() as u64);
        }
        piece
    }
}

/// Moves the strongest arc to each node to the front; returns how many there are.
fn join_repeats(row: &mut [u64], kept_at: &mut [u32]) -> usize {
    let mut n_kept = 0;
    for at in 0..row.len() {
        let arc = row[at];
        let known = &mut kept_at[arc as u32 as usize];
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
