//! Brings ties from the keys of the threads that read them to the rows of nodes.

use super::Memory;
use super::numbering::Numbering;
use super::pairs::{Chunk, Pairs, Tie};
use super::rows::Rows;
use super::scatter::{Scattered, Split, scatter};
use super::threads::run_jobs;
use crate::snapshot::Direction;
use std::io;
use std::num::NonZeroUsize;

/// How many arcs each node has, repeated lines counted.
#[derive(Debug, Default)]
pub(super) struct Degrees {
    /// At both ends together.
    total: Vec<u32>,
    /// Only of arcs that leave; empty when ties count both ways.
    leaving: Vec<u32>,
}

impl Degrees {
    /// Counts the lines of the table.
    pub(super) fn listed(
        pairs: &Pairs,
        numbering: &Numbering,
        direction: Direction,
        threads: NonZeroUsize,
    ) -> io::Result<Degrees> {
        let n_nodes = numbering.ids.len();
        let n_leaving = if direction == Direction::Directed { n_nodes } else { 0 };
        let chunks = pairs.chunks();
        let empty = || Degrees { total: vec![0; n_nodes], leaving: vec![0; n_leaving] };
        let table = numbering.table(None);
        let node = |thread: u16, key: u32| match table.get(key as usize) {
            Some(node) => *node,
            None => numbering.node(usize::from(thread), key),
        };
        let (_, counted) = run_jobs(threads, chunks.len(), empty, |degrees, job| {
            let Chunk { thread, ties } = &chunks[job];
            for tie in pairs.depot.get(ties)?.iter().map(|words| Tie::of(*words)) {
                let (src, dst) = (node(*thread, tie.src), node(*thread, tie.dst));
                degrees.total[src as usize] += 1;
                degrees.total[dst as usize] += 1;
                if let Some(leaving) = degrees.leaving.get_mut(src as usize) {
                    *leaving += 1;
                }
            }
            Ok::<(), io::Error>(())
        })?;
        let add = |sum: &mut [u32], more: &[u32]| sum.iter_mut().zip(more).for_each(|(sum, more)| *sum += more);
        Ok(counted.into_iter().fold(empty(), |mut sum, more| {
            add(&mut sum.total, &more.total);
            add(&mut sum.leaving, &more.leaving);
            sum
        }))
    }

    pub(super) fn total(&self) -> &[u32] {
        &self.total
    }
}

/// The rows of a network.
#[derive(Debug)]
pub(super) struct Network {
    pub(super) leaving: Rows,
    /// When ties count one way only.
    pub(super) arriving: Option<Rows>,
}

impl Network {
    /// Degrees, repeats not counted, by the numbers that nodes had before `new_of`.
    pub(super) fn total_degrees(&self, new_of: Option<&[u32]>) -> Vec<u32> {
        let mut total: Vec<u32> = self.leaving.degrees().collect();
        if let Some(arriving) = &self.arriving {
            total.iter_mut().zip(arriving.degrees()).for_each(|(sum, more)| *sum += more);
        }
        match new_of {
            Some(new_of) => new_of.iter().map(|new| total[*new as usize]).collect(),
            None => total,
        }
    }

    pub(super) fn renumbered(self, new_of: &[u32], memory: &Memory, threads: NonZeroUsize) -> io::Result<Network> {
        let leaving = self.leaving.renumbered(new_of, memory.depot()?, memory.depot()?, threads)?;
        let arriving = match self.arriving {
            Some(rows) => Some(rows.renumbered(new_of, memory.depot()?, memory.depot()?, threads)?),
            None => None,
        };
        Ok(Network { leaving, arriving })
    }
}

/// The way from one numbering to another; none stands for the first numbers.
pub(super) fn between(from: Option<&[u32]>, to: Option<&[u32]>, n_nodes: usize) -> Vec<u32> {
    let mut way = vec![0; n_nodes];
    for node in 0..n_nodes {
        let number = |new_of: Option<&[u32]>| new_of.map_or(node as u32, |new_of| new_of[node]);
        way[number(from) as usize] = number(to);
    }
    way
}

/// What each node has, by its new number.
pub(super) fn moved(by_old: &[u32], new_of: &[u32]) -> Vec<u32> {
    let mut by_new = vec![0; by_old.len()];
    for (what, new) in by_old.iter().zip(new_of) {
        by_new[*new as usize] = *what;
    }
    by_new
}

/// All that is needed to bring ties to rows.
pub(super) struct Dealer<'a> {
    pub(super) numbering: &'a Numbering,
    pub(super) new_of: Option<&'a [u32]>,
    pub(super) memory: &'a Memory,
    pub(super) threads: NonZeroUsize,
}

/// Which ends of a tie have it in their row.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ends {
    Both,
    Sources,
    Targets,
}

impl Dealer<'_> {
    /// Rows by source, and for one-way ties by target.
    pub(super) fn network(&self, pairs: Pairs, listed: Degrees, direction: Direction) -> io::Result<Network> {
        let Degrees { total, leaving } = listed;
        match direction {
            Direction::Undirected => {
                let dealt = self.dealt(&pairs, total, Ends::Both)?;
                drop(pairs);
                Ok(Network { leaving: self.rows(dealt)?, arriving: None })
            }
            Direction::Directed => {
                let arriving = total.iter().zip(&leaving).map(|(total, leaving)| total - leaving).collect();
                let leaving = self.rows(self.dealt(&pairs, leaving, Ends::Sources)?)?;
                let dealt = self.dealt(&pairs, arriving, Ends::Targets)?;
                drop(pairs);
                Ok(Network { leaving, arriving: Some(self.rows(dealt)?) })
            }
        }
    }

    fn rows(&self, dealt: Scattered) -> io::Result<Rows> {
        Rows::new(dealt, self.memory.depot()?, self.threads)
    }

    fn dealt(&self, pairs: &Pairs, degrees: Vec<u32>, ends: Ends) -> io::Result<Scattered> {
        let degrees = match self.new_of {
            Some(new_of) => moved(&degrees, new_of),
            None => degrees,
        };
        let chunks = pairs.chunks();
        let split = Split::new(&degrees);
        let table = self.numbering.table(self.new_of);
        scatter(split, self.memory.depot()?, self.threads, chunks.len(), |taker, job| {
            let Chunk { thread, ties } = &chunks[job];
            for tie in pairs.depot.get(ties)?.iter().map(|words| Tie::of(*words)) {
                let (src, dst) = (self.node(&table, *thread, tie.src), self.node(&table, *thread, tie.dst));
                if ends != Ends::Targets {
                    taker.take(src, dst, tie.strength);
                }
                if ends != Ends::Sources {
                    taker.take(dst, src, tie.strength);
                }
            }
            Ok(())
        })
    }

    #[inline]
    fn node(&self, table: &[u32], thread: u16, key: u32) -> u32 {
        if let Some(number) = table.get(key as usize) {
            return *number;
        }
        let node = self.numbering.node(usize::from(thread), key);
        self.new_of.map_or(node, |new_of| new_of[node as usize])
    }
}
