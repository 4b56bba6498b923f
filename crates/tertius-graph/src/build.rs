//! Makes a snapshot from tables: ties, and what is known about the nodes.
//!
//! Every id becomes a node. Loops go, repeated arcs keep the largest strength, a node without arcs stays. The same
//! tables give the same bytes, however many threads and however little memory there was.
//!
//! Method: the text is cut into blocks, which threads parse into ties by keys of their own; ids are sorted, and the
//! keys become numbers; arcs are dealt to buckets of nodes that fit a cache, and each bucket is sorted into rows; a
//! better order of nodes is chosen ([`Order`]) and the rows are renumbered.
//! Cost: one pass over the text, a few passes over the arcs, a sort of each row; every step on all threads.
//! Memory: 12 bytes a line, 24 an arc, and some 60 and the id a node; with a limit, all but the nodes' part goes to
//! files ([`SnapshotBuilder::limit_memory`]).

mod blocks;
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

use crate::snapshot::{Content, Direction, WriteError, write_snapshot};
use depot::Depot;
use ids::Dictionary;
use numbering::Numbering;
use pairs::{Chunk, Pairs, Tie};
use people::People;
use rows::Rows;
use scatter::{Split, scatter};
use std::io::{self, Read, Seek, Write};
use std::num::NonZeroUsize;
use std::sync::Mutex;

/// Collects ties and people.
#[derive(Debug)]
pub struct SnapshotBuilder {
    direction: Direction,
    order: Order,
    memory: Memory,
    dictionaries: Vec<Dictionary>,
    pairs: Option<Pairs>,
    people: Vec<People>,
    n_loops: u64,
}

/// Where work lies meanwhile.
enum Memory {
    Unlimited,
    Limited { n_bytes: usize, open: Box<OpenAside> },
}

impl std::fmt::Debug for Memory {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Memory::Unlimited => write!(f, "unlimited"),
            Memory::Limited { n_bytes, .. } => write!(f, "{n_bytes} bytes"),
        }
    }
}

impl Memory {
    /// Room for one step; at most three have theirs at a time.
    fn depot(&self) -> io::Result<Depot> {
        match self {
            Memory::Unlimited => Ok(Depot::memory()),
            Memory::Limited { n_bytes, open } => Ok(Depot::with_file(n_bytes / 3, open()?)),
        }
    }
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
    /// A better order of nodes is looked for.
    Ordering,
    /// The file is written.
    Writing,
}

impl SnapshotBuilder {
    /// A network without anybody, read on one thread.
    pub fn new(direction: Direction) -> SnapshotBuilder {
        SnapshotBuilder {
            direction,
            order: Order::default(),
            memory: Memory::Unlimited,
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

    /// Keeps about so many bytes of ties in memory and the rest in files. Said before anything is read. What each
    /// node needs is not counted: some 60 bytes and its id.
    pub fn limit_memory(mut self, n_bytes: usize, open: Box<OpenAside>) -> SnapshotBuilder {
        self.memory = Memory::Limited { n_bytes, open };
        self
    }

    /// Reads ties from CSV: a header with `src`, `dst` and perhaps `strength`, in any order among other columns.
    /// `seen` is told how many bytes were read so far.
    pub fn read_ties(&mut self, input: impl Read, seen: &mut dyn FnMut(u64)) -> Result<(), TableError> {
        let pairs = match &mut self.pairs {
            Some(pairs) => pairs,
            none => none.insert(Pairs::new(self.memory.depot()?)),
        };
        self.n_loops += table::read_ties(input, &mut self.dictionaries, pairs, seen)?;
        Ok(())
    }

    /// Reads people from CSV: a header with `id` and attributes; every attribute can be asked for later.
    pub fn read_people(&mut self, input: impl Read) -> Result<(), TableError> {
        self.people.push(people::read_people(input, &mut self.dictionaries)?);
        Ok(())
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
        let numbering = Numbering::new(self.dictionaries);
        let n_nodes = numbering.ids.len();
        let pairs = self.pairs.unwrap_or_else(|| Pairs::new(Depot::memory()));
        let n_pairs = pairs.len();
        let mut attributes: Vec<_> = self.people.iter().flat_map(|people| people.columns(&numbering)).collect();
        drop(self.people);
        began(Step::Sorting);
        let (mut leaving, mut arriving) = rows_of(pairs, &numbering, self.direction, &self.memory, threads)?;
        began(Step::Ordering);
        let mut ranks: Vec<u32> = (0..n_nodes as u32).collect();
        if let Some(new_of) = order::new_numbers(self.order, &leaving, threads)? {
            leaving = leaving.renumbered(&new_of, self.memory.depot()?, threads)?;
            if let Some(rows) = arriving {
                arriving = Some(rows.renumbered(&new_of, self.memory.depot()?, threads)?);
            }
            for (rank, new) in new_of.iter().enumerate() {
                ranks[*new as usize] = rank as u32;
            }
            for attribute in &mut attributes {
                attribute.codes = ranks.iter().map(|rank| attribute.codes[*rank as usize]).collect();
            }
        }
        began(Step::Writing);
        let content = Content {
            leaving: leaving.columns(),
            arriving: arriving.as_ref().map(Rows::columns),
            ids: &numbering.ids,
            ranks: &ranks,
            attributes: &attributes,
        };
        write_snapshot(out, &content)?;
        let n_arcs = leaving.n_arcs();
        let n_distinct = if self.direction == Direction::Undirected { n_arcs / 2 } else { n_arcs };
        Ok(Built { n_nodes, n_arcs, n_loops: self.n_loops, n_repeats: n_pairs - n_distinct })
    }
}

/// Rows by source, and for one-way ties by target.
fn rows_of(
    pairs: Pairs,
    numbering: &Numbering,
    direction: Direction,
    memory: &Memory,
    threads: NonZeroUsize,
) -> io::Result<(Rows, Option<Rows>)> {
    let n_pairs = pairs.len();
    let (chunks, depot) = pairs.into_parts();
    let chunks: Vec<Mutex<Option<Chunk>>> = chunks.into_iter().map(|chunk| Mutex::new(Some(chunk))).collect();
    let rows = |here: Ends, n_arcs: u64, is_last: IsLast| {
        let split = Split::new(numbering.ids.len(), n_arcs);
        let scattered = scatter(split, memory.depot()?, threads, chunks.len(), |taker, job| {
            let mut place = chunks[job].lock().expect("because nobody panics while taking");
            let Some(chunk) = &*place else { return Ok(()) };
            for tie in depot.get(&chunk.ties)?.iter().map(|words| Tie::of(*words)) {
                let thread = usize::from(chunk.thread);
                let (src, dst) = (numbering.node(thread, tie.src), numbering.node(thread, tie.dst));
                if here != Ends::Targets {
                    taker.take(src, dst, tie.strength);
                }
                if here != Ends::Sources {
                    taker.take(dst, src, tie.strength);
                }
            }
            if is_last == IsLast::Yes {
                *place = None;
            }
            Ok(())
        })?;
        Rows::new(scattered, memory.depot()?, threads)
    };
    match direction {
        Direction::Undirected => Ok((rows(Ends::Both, 2 * n_pairs, IsLast::Yes)?, None)),
        Direction::Directed => {
            let leaving = rows(Ends::Sources, n_pairs, IsLast::No)?;
            Ok((leaving, Some(rows(Ends::Targets, n_pairs, IsLast::Yes)?)))
        }
    }
}

/// Which ends of a tie have it in their row.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ends {
    Both,
    Sources,
    Targets,
}

/// Whether the ties can go once they are dealt.
#[derive(Clone, Copy, PartialEq, Eq)]
enum IsLast {
    Yes,
    No,
}
