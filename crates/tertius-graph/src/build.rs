//! Makes a snapshot from tables: ties, and what is known about the nodes.
//!
//! Every id becomes a node. Loops go, repeated arcs keep the largest strength, a node without arcs stays. The same
//! tables give the same bytes, however many threads and however little memory there was.
//!
//! Method: the text is cut into blocks, which threads parse into ties by keys of their own; ids are sorted, and the
//! keys become numbers; arcs are dealt to buckets of nodes that fit a cache, and each bucket is sorted into rows; a
//! better order of nodes is chosen ([`Order`]) and the rows are renumbered.
//! Cost: one pass over the text, a few passes over the arcs, a sort of each row; every step on all threads.
//! Measured on two busy cores, a million people with 50 million ties: 7.1 to 8.4 s of processor time, of which the
//! system has 1.3 to 2.5; 2.05 GB at most, the tables of ids included.
//! Memory: 12 bytes a line, 24 an arc, and some 60 and the id a node; with a limit, all but the nodes' part goes to
//! files ([`SnapshotBuilder::limit_memory`]).

mod blocks;
mod deal;
mod depot;
mod fields;
mod ids;
mod numbering;
mod order;
mod pairs;
mod people;
mod rows;
mod scatter;
mod table;
mod threads;

pub use depot::{Aside, OpenAside};
pub use order::Order;
pub use table::TableError;

use crate::NodeIdx;
use crate::snapshot::{
    Content, Direction, Form, Rounding, Snapshot, SnapshotError, WriteError, within, write_snapshot,
};
use deal::{Dealer, Degrees, between, moved};
use depot::{Depot, Spare};
use ids::Dictionary;
use numbering::Numbering;
use pairs::{Pairs, Tie};
use people::People;
use rows::Rows;
use std::io::{self, Read, Seek, Write};
use std::num::NonZeroUsize;
use thiserror::Error;

/// Collects ties and people.
#[derive(Debug)]
pub struct SnapshotBuilder {
    direction: Direction,
    order: Order,
    form: Form,
    /// What became of strengths in the snapshots that were added.
    so_far: Rounding,
    memory: Memory,
    dictionaries: Vec<Dictionary>,
    pairs: Option<Pairs>,
    people: Vec<People>,
    n_loops: u64,
}

/// Where work lies meanwhile.
#[derive(Debug)]
struct Memory {
    limit: Limit,
    spare: Spare,
}

enum Limit {
    Unlimited,
    Limited { n_bytes: usize, open: Box<OpenAside> },
}

impl std::fmt::Debug for Limit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Limit::Unlimited => write!(f, "unlimited"),
            Limit::Limited { n_bytes, .. } => write!(f, "{n_bytes} bytes"),
        }
    }
}

impl Memory {
    /// Room for one step; at most three have theirs at a time.
    fn depot(&self) -> io::Result<Depot> {
        match &self.limit {
            Limit::Unlimited => Ok(Depot::memory(&self.spare)),
            Limit::Limited { n_bytes, open } => Ok(Depot::with_file(n_bytes / 3, &self.spare, open()?)),
        }
    }
}

fn pairs_in<'p>(pairs: &'p mut Option<Pairs>, memory: &Memory) -> io::Result<&'p mut Pairs> {
    match pairs {
        Some(pairs) => Ok(pairs),
        none => Ok(none.insert(Pairs::new(memory.depot()?))),
    }
}

/// Why a snapshot cannot be added.
#[derive(Debug, Error)]
pub enum AddError {
    /// It is damaged.
    #[error(transparent)]
    Damaged(#[from] SnapshotError),
    /// What does not fit into memory cannot be put aside.
    #[error("ties cannot be put aside: {0}")]
    Disk(#[from] io::Error),
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

/// A step of the work that has begun.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Ids become numbers.
    Numbering,
    /// Arcs go to their rows.
    Sorting,
    /// The file is written.
    Writing,
}

impl SnapshotBuilder {
    /// A network without anybody, read on one thread.
    pub fn new(direction: Direction) -> SnapshotBuilder {
        SnapshotBuilder {
            direction,
            order: Order::default(),
            form: Form::default(),
            so_far: Rounding::Exact,
            memory: Memory { limit: Limit::Unlimited, spare: Spare::default() },
            dictionaries: vec![Dictionary::default()],
            pairs: None,
            people: Vec::new(),
            n_loops: 0,
        }
    }

    /// Reads on so many threads. Said before anything is read.
    pub fn on_threads(mut self, threads: NonZeroUsize) -> SnapshotBuilder {
        self.dictionaries.resize_with(threads.get().min(usize::from(u16::MAX)), Dictionary::default);
        self
    }

    /// Numbers the nodes in this order.
    pub fn in_order(mut self, order: Order) -> SnapshotBuilder {
        self.order = order;
        self
    }

    /// Writes the file in this form.
    pub fn in_form(mut self, form: Form) -> SnapshotBuilder {
        self.form = form;
        self
    }

    /// Keeps about so many bytes of ties in memory and the rest in files. Said before anything is read. What each
    /// node needs is not counted: some 60 bytes and its id.
    pub fn limit_memory(mut self, n_bytes: usize, open: Box<OpenAside>) -> SnapshotBuilder {
        self.memory.limit = Limit::Limited { n_bytes, open };
        self
    }

    /// Reads ties from CSV: a header with `src`, `dst` and perhaps `strength`, in any order among other columns.
    /// `seen` is told how many bytes were read so far.
    pub fn read_ties(&mut self, input: impl Read, seen: &mut dyn FnMut(u64)) -> Result<(), TableError> {
        let pairs = pairs_in(&mut self.pairs, &self.memory)?;
        self.n_loops += table::read_ties(input, &mut self.dictionaries, pairs, seen)?;
        Ok(())
    }

    /// Adds ties from memory: two ids and a strength, which is cut to 0..1; no number is 0.
    pub fn add_ties<'t>(&mut self, ties: impl IntoIterator<Item = (&'t str, &'t str, f32)>) -> io::Result<()> {
        let pairs = pairs_in(&mut self.pairs, &self.memory)?;
        let dictionary = &mut self.dictionaries[0];
        let mut kept = Vec::new();
        for (src, dst, strength) in ties {
            let (src, dst) = (dictionary.key(src.as_bytes()), dictionary.key(dst.as_bytes()));
            if src == dst {
                self.n_loops += 1;
            } else {
                kept.push(Tie { src, dst, strength: within(strength) }.words());
            }
        }
        pairs.put(0, &kept, &mut pairs.depot.shelf())
    }

    /// Adds people from memory: every row is an id and a value for each of the named attributes, empty for none.
    pub fn add_people<'t, const N: usize>(
        &mut self,
        names: [&str; N],
        rows: impl IntoIterator<Item = (&'t str, [&'t str; N])>,
    ) {
        self.people.push(People::of_rows(names, rows, &mut self.dictionaries[0]));
    }

    /// Reads people from CSV: a header with `id` and attributes; every attribute can be asked for later.
    pub fn read_people(&mut self, input: impl Read) -> Result<(), TableError> {
        self.people.push(people::read_people(input, &mut self.dictionaries)?);
        Ok(())
    }

    /// Adds everything that a snapshot holds, recent ties included: the way to a new file of both.
    pub fn add_snapshot(&mut self, snapshot: &Snapshot) -> Result<(), AddError> {
        let nodes = (0..snapshot.n_nodes() as u32).map(NodeIdx);
        let keys: Vec<u32> = nodes.clone().map(|node| self.dictionaries[0].key(snapshot.id(node).as_bytes())).collect();
        self.people.push(People::of_snapshot(snapshot, &keys));
        if let rounded @ Rounding::Rounded { .. } = snapshot.rounding() {
            self.so_far = rounded;
        }
        let pairs = pairs_in(&mut self.pairs, &self.memory)?;
        let is_directed = snapshot.direction() == Direction::Directed;
        let mut kept = Vec::new();
        let mut shelf = pairs.depot.shelf();
        for node in nodes {
            let arcs = snapshot.leaving().arcs(node).filter(|(other, _)| is_directed || *other > node.0);
            let tie = |(other, strength)| Tie { src: keys[node.slot()], dst: keys[other as usize], strength }.words();
            kept.extend(arcs.map(tie));
            if kept.len() > 1 << 16 {
                pairs.put(0, &kept, &mut shelf)?;
                kept.clear();
            }
        }
        pairs.put(0, &kept, &mut shelf)?;
        Ok(snapshot.intact()?)
    }

    /// Writes the snapshot.
    pub fn write(self, out: &mut (impl Write + Seek), threads: NonZeroUsize) -> Result<Built, WriteError> {
        self.write_in_steps(out, threads, &mut |_| {})
    }

    /// Writes the snapshot; `began` is told what is being done.
    pub fn write_in_steps(
        self,
        out: &mut (impl Write + Seek),
        threads: NonZeroUsize,
        began: &mut dyn FnMut(Step),
    ) -> Result<Built, WriteError> {
        began(Step::Numbering);
        let mut numbering = Numbering::new(self.dictionaries);
        let n_nodes = numbering.ids.len();
        let mut attributes: Vec<_> = self.people.iter().flat_map(|people| people.columns(&numbering)).collect();
        drop(self.people);
        let pairs = match self.pairs {
            Some(pairs) => pairs,
            None => Pairs::new(self.memory.depot()?),
        };
        let n_pairs = pairs.len();
        let listed = Degrees::listed(&pairs, &numbering, self.direction, threads)?;
        let mut new_of = self.order.new_numbers(listed.total());
        began(Step::Sorting);
        let dealer = Dealer { numbering: &numbering, new_of: new_of.as_deref(), memory: &self.memory, threads };
        let mut network = dealer.network(pairs, listed, self.direction)?;
        let n_arcs = network.leaving.n_arcs();
        let n_distinct = if self.direction == Direction::Undirected { n_arcs / 2 } else { n_arcs };
        if n_distinct < n_pairs {
            // Repeated lines were counted above; the order of nodes must not depend on them.
            let better = self.order.new_numbers(&network.total_degrees(new_of.as_deref()));
            if better != new_of {
                network = network.renumbered(
                    &between(new_of.as_deref(), better.as_deref(), n_nodes),
                    &self.memory,
                    threads,
                )?;
                new_of = better;
            }
        }
        let mut id_places: Vec<u32> = (0..n_nodes as u32).collect();
        let mut ranks = std::mem::take(&mut numbering.ranks);
        if let Some(new_of) = &new_of {
            id_places = moved(&id_places, new_of);
            ranks = moved(&ranks, new_of);
            for attribute in &mut attributes {
                attribute.codes = moved(&attribute.codes, new_of);
            }
        }
        began(Step::Writing);
        let content = Content {
            leaving: network.leaving.columns(),
            arriving: network.arriving.as_ref().map(Rows::columns),
            ids: &numbering.ids,
            id_places: &id_places,
            ranks: &ranks,
            attributes: &attributes,
            form: self.form,
            so_far: self.so_far,
        };
        write_snapshot(out, &content)?;
        Ok(Built { n_nodes, n_arcs, n_loops: self.n_loops, n_repeats: n_pairs - n_distinct })
    }
}
