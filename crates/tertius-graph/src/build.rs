//! Makes a snapshot from tables: ties first, then what is known about the nodes.
//!
//! Every id becomes a node, in the order of first appearance. Loops go, repeated arcs keep the largest strength,
//! a node without arcs stays. Cost: one pass over the text, one scattered pass over the arcs, a sort of each row;
//! rows are made on as many threads as asked. Memory: 12 bytes a line while reading, 16 more an arc while the rows
//! are made.

mod fields;
mod ids;
mod people;
mod rows;
mod table;

pub use table::TableError;

use crate::snapshot::{AttributeColumn, Columns, Content, Direction, WriteError, write_snapshot};
use ids::Ids;
use rows::Pairs;
use std::io::{Read, Seek, Write};
use std::num::NonZeroUsize;

/// Collects ties and people.
#[derive(Debug)]
pub struct SnapshotBuilder {
    direction: Direction,
    ids: Ids,
    pairs: Pairs,
    attributes: Vec<AttributeColumn>,
    n_loops: u64,
}

/// What went into a snapshot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Built {
    /// Nodes in it.
    pub n_nodes: usize,
    /// Arcs in it; a tie of an undirected network is two.
    pub n_arcs: u64,
    /// Lines with both ends the same, left out.
    pub n_loops: u64,
    /// Lines that repeat a tie.
    pub n_repeats: u64,
}

impl SnapshotBuilder {
    /// A network without anybody.
    pub fn new(direction: Direction) -> SnapshotBuilder {
        SnapshotBuilder { direction, ids: Ids::default(), pairs: Pairs::default(), attributes: Vec::new(), n_loops: 0 }
    }

    /// Reads ties from CSV: a header with `src`, `dst` and perhaps `strength`, in any order among other columns.
    /// `seen` is told how many bytes were read so far.
    pub fn read_ties(&mut self, input: impl Read, seen: &mut dyn FnMut(u64)) -> Result<(), TableError> {
        table::read_ties(input, self, seen)
    }

    /// Reads people from CSV: a header with `id` and attributes; every attribute can be asked for later.
    pub fn read_people(&mut self, input: impl Read) -> Result<(), TableError> {
        people::read_people(input, &mut self.ids, &mut self.attributes)
    }

    /// Adds one tie, or one arc of a directed network. The strength must be within 0..1.
    pub(crate) fn tie(&mut self, src: u32, dst: u32, strength: f32) {
        if src == dst {
            self.n_loops += 1;
        } else {
            self.pairs.push(src, dst, strength);
        }
    }

    /// Writes the snapshot.
    pub fn write(self, out: &mut (impl Write + Seek), threads: NonZeroUsize) -> Result<Built, WriteError> {
        let (n_nodes, n_pairs) = (self.ids.len(), self.pairs.len() as u64);
        let (leaving, arriving) = match self.direction {
            Direction::Undirected => (self.pairs.into_both(n_nodes, threads), Columns::default()),
            Direction::Directed => {
                let leaving = self.pairs.leaving(n_nodes, threads);
                (leaving, self.pairs.into_arriving(n_nodes, threads))
            }
        };
        let n_arcs = leaving.starts.last().copied().unwrap_or(0);
        let n_distinct = if self.direction == Direction::Undirected { n_arcs / 2 } else { n_arcs };
        let mut attributes = self.attributes;
        for attribute in &mut attributes {
            attribute.codes.resize(n_nodes, 0);
        }
        let ids = self.ids.texts();
        let content = Content {
            direction: self.direction,
            leaving: &leaving,
            arriving: &arriving,
            ids: &ids,
            attributes: &attributes,
        };
        write_snapshot(out, content)?;
        Ok(Built { n_nodes, n_arcs, n_loops: self.n_loops, n_repeats: n_pairs - n_distinct })
    }
}
