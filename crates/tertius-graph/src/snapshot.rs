//! The snapshot: a whole network in one immutable file, mapped into memory and asked in place.
//!
//! Holds the ties of every node, strongest first (then by rising number), strengths as `f32`, the nodes' names, and
//! attributes with their values numbered and their members listed. 8 bytes a directed tie and 16 bytes and the name
//! a node; a directed network holds its arcs twice, for the searches that run backward. The layout is in `layout`; the
//! packed form, with half as many bytes and perhaps rounded strengths, in `pack`.
//!
//! Opening reads the header, the checksums and the table of rows. Every other block of 4 KiB is checked when it is
//! first read: against its checksum, and its numbers against their range. Damage is never a crash nor an answer: the
//! row is given out empty, the snapshot remembers, and every query ends by asking [`Snapshot::intact`]. A file that
//! another program shortens while it is mapped ends the process; that no check can prevent.

mod bytes;
mod guard;
mod layout;
mod pack;
mod recent;
mod rows;
mod write;

pub use layout::Fault;
pub use pack::{Form, N_CODES, Rounding};
pub(crate) use recent::within;
pub use rows::{Nodes, Rows, Strengths};
pub use write::WriteError;
pub(crate) use write::{AttributeColumn, Columns, Content, Texts, write_snapshot};

use crate::NodeIdx;
use bytes::Bytes;
use guard::Guard;
use layout::{Header, Part, Section, code_width};
use recent::{Merged, Recent};
use thiserror::Error;

/// Why a snapshot cannot be opened or cannot answer.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum SnapshotError {
    /// No snapshot of ours, or of another version, or cut short.
    #[error("this is no graph file that can be read here: {0}; build it again with `tertius graph build`")]
    Foreign(#[from] Fault),
    /// A block does not match its checksum.
    #[error("the graph file is damaged near byte {at}; build it again with `tertius graph build`")]
    Damaged {
        /// Where the damaged block begins.
        at: u64,
    },
    /// The file cannot be mapped.
    #[error("the graph file cannot be mapped into memory: {0}")]
    Unmapped(String),
}

/// Whether a tie counts both ways.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Every tie is an arc each way, equally strong.
    Undirected,
    /// An arc says nothing about the way back.
    Directed,
}

/// A network that many threads may ask at once.
#[derive(Debug)]
pub struct Snapshot {
    bytes: Bytes,
    header: Header,
    guard: Guard,
    recent: Option<Recent>,
}

/// One attribute of a snapshot, by its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attribute(usize);

/// The nodes that have one value of one attribute.
#[derive(Clone, Copy, Debug)]
pub struct Members<'s> {
    /// The nodes, rising.
    pub nodes: &'s [u32],
    codes: Codes<'s>,
    code: u32,
}

impl Members<'_> {
    /// Whether a node is one of them; nodes that came with recent ties have no values.
    #[inline]
    pub fn contains(&self, node: NodeIdx) -> bool {
        self.codes.of(node) == self.code
    }
}

/// One number a node, as wide as the number of values needs.
#[derive(Clone, Copy, Debug)]
enum Codes<'s> {
    Bytes(&'s [u8]),
    Shorts(&'s [u16]),
    Words(&'s [u32]),
}

impl Codes<'_> {
    /// A node's code, 0 for none.
    #[inline]
    fn of(&self, node: NodeIdx) -> u32 {
        let code = match self {
            Codes::Bytes(codes) => codes.get(node.slot()).map(|code| u32::from(*code)),
            Codes::Shorts(codes) => codes.get(node.slot()).map(|code| u32::from(*code)),
            Codes::Words(codes) => codes.get(node.slot()).copied(),
        };
        code.unwrap_or(0)
    }
}

impl Snapshot {
    /// Maps a file, which must not change while the snapshot lives.
    pub fn map(file: impl memmap2::MmapAsRawDesc) -> Result<Snapshot, SnapshotError> {
        Snapshot::open(Bytes::map(file)?)
    }

    /// Reads a file of so many bytes into memory, which takes a while; questions are answered sooner than from a mapped one.
    ///
    /// # Errors
    /// What reading gives, the snapshot's errors among them.
    pub fn load(from: impl std::io::Read, len: usize) -> Result<Snapshot, SnapshotError> {
        let bytes = Bytes::read(from, len).map_err(|error| SnapshotError::Unmapped(error.to_string()))?;
        Snapshot::open(bytes)
    }

    /// Takes a snapshot from memory.
    pub fn from_bytes(bytes: &[u8]) -> Result<Snapshot, SnapshotError> {
        Snapshot::open(Bytes::copy(bytes))
    }

    fn open(bytes: Bytes) -> Result<Snapshot, SnapshotError> {
        let header = Header::read(&bytes)?;
        let guard = Guard::new(&header);
        let snapshot = Snapshot { bytes, header, guard, recent: None };
        for part in [Part::Starts, Part::IntoStarts] {
            let starts = snapshot.words::<u64>(Section::Fixed(part));
            snapshot.touch_all(Section::Fixed(part));
            snapshot.intact()?;
            let arcs = snapshot.header.n_arcs;
            let rising = starts.is_sorted() && starts.first().is_none_or(|first| *first == 0);
            if !rising || starts.last().is_some_and(|last| *last != arcs) {
                return Err(Fault::Inconsistent.into());
            }
        }
        if snapshot.form() == Form::Packed {
            snapshot.touch_all(Section::Fixed(Part::Codebook));
            snapshot.intact()?;
            let table = snapshot.table();
            if !table.is_sorted() || !table.iter().all(|value| (0.0..=1.0).contains(value)) {
                return Err(Fault::Inconsistent.into());
            }
        }
        Ok(snapshot)
    }

    /// The form of the file.
    pub fn form(&self) -> Form {
        if self.header.width == 0 { Form::Plain } else { Form::Packed }
    }

    /// What became of strengths when the file was written.
    pub fn rounding(&self) -> Rounding {
        match self.form() {
            Form::Plain => Rounding::Exact,
            Form::Packed => pack::rounding(self.table()),
        }
    }

    fn table(&self) -> &[f32; N_CODES] {
        let values: &[f32] = self.words(Section::Fixed(Part::Codebook));
        values.try_into().expect("because the header says so of a packed file")
    }

    /// How many nodes.
    pub fn n_nodes(&self) -> usize {
        self.header.n_nodes as usize + self.recent.as_ref().map_or(0, |recent| recent.ids.len())
    }

    /// How many arcs; a tie of an undirected network is two.
    pub fn n_arcs(&self) -> u64 {
        self.header.n_arcs + self.n_recent_arcs()
    }

    /// How many bytes the file has.
    pub fn n_bytes(&self) -> u64 {
        self.header.file_len
    }

    /// Names the file by what it holds: another file has, most likely, another stamp.
    pub fn stamp(&self) -> String {
        format!("{:08x}{:x}", self.header.checksums_crc, self.header.file_len)
    }

    /// Whether ties count both ways.
    pub fn direction(&self) -> Direction {
        self.header.direction
    }

    /// The rows of arcs that leave the nodes.
    pub fn leaving(&self) -> Rows<'_> {
        let merged = self.recent.as_ref().map(|recent| &recent.leaving);
        self.rows(Part::Starts, Part::Targets, Part::Strengths, merged)
    }

    /// The rows of arcs that arrive at the nodes; of an undirected network the same as [`Snapshot::leaving`].
    pub fn arriving(&self) -> Rows<'_> {
        match self.direction() {
            Direction::Undirected => self.leaving(),
            Direction::Directed => {
                let merged = self.recent.as_ref().map(|recent| &recent.arriving);
                self.rows(Part::IntoStarts, Part::IntoSources, Part::IntoStrengths, merged)
            }
        }
    }

    fn rows<'s>(&'s self, starts: Part, nodes: Part, strengths: Part, merged: Option<&'s Merged>) -> Rows<'s> {
        let (of_nodes, of_strengths) = match self.form() {
            Form::Plain => (
                Nodes::Words(self.words(Section::Fixed(nodes))),
                Strengths::Words(self.words(Section::Fixed(strengths))),
            ),
            Form::Packed => (
                Nodes::Packed { bytes: self.words(Section::Fixed(nodes)), width: self.header.width },
                Strengths::Coded { codes: self.words(Section::Fixed(strengths)), table: self.table() },
            ),
        };
        Rows {
            merged,
            starts: self.words(Section::Fixed(starts)),
            nodes: of_nodes,
            strengths: of_strengths,
            nodes_at: self.header.range(Section::Fixed(nodes)).start,
            strengths_at: self.header.range(Section::Fixed(strengths)).start,
            snapshot: self,
        }
    }

    /// The node of this name.
    pub fn find(&self, id: &str) -> Result<Option<NodeIdx>, SnapshotError> {
        let node = self.search(id).or_else(|| self.recent_node(id));
        self.intact()?;
        Ok(node)
    }

    fn search(&self, id: &str) -> Option<NodeIdx> {
        let by_rank = self.checked::<u32>(Section::Fixed(Part::ByRank));
        let (mut low, mut high) = (0, by_rank.len());
        while low < high {
            let middle = (low + high) / 2;
            let node = NodeIdx(by_rank[middle]);
            match self.id_bytes(node).cmp(id.as_bytes()) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Equal => return Some(node),
                std::cmp::Ordering::Greater => high = middle,
            }
        }
        None
    }

    /// A node's name. Panics when the node is not in the graph.
    pub fn id(&self, node: NodeIdx) -> &str {
        std::str::from_utf8(self.id_bytes(node)).unwrap_or("")
    }

    fn id_bytes(&self, node: NodeIdx) -> &[u8] {
        if let Some(behind) = node.slot().checked_sub(self.header.n_nodes as usize)
            && let Some(recent) = &self.recent
        {
            return recent.ids[behind].as_bytes();
        }
        self.text(Section::Fixed(Part::IdStarts), Section::Fixed(Part::IdBytes), node.slot())
    }

    /// How many names of the file come before one that it does not have.
    fn n_names_before(&self, id: &str) -> u32 {
        let by_rank = self.checked::<u32>(Section::Fixed(Part::ByRank));
        by_rank.partition_point(|node| self.id_bytes(NodeIdx(*node)) < id.as_bytes()) as u32
    }

    fn file_ranks(&self) -> &[u32] {
        self.checked(Section::Fixed(Part::Ranks))
    }

    /// The place of one node in the order of names.
    pub(crate) fn rank(&self, node: u32) -> u32 {
        if let Some(recent) = self.recent.as_ref().filter(|recent| !recent.ranks.is_empty()) {
            return recent.ranks[node as usize];
        }
        let at = self.header.range(Section::Fixed(Part::Ranks)).start + node as usize * 4;
        self.touch(at, at + 4);
        self.words::<u32>(Section::Fixed(Part::Ranks))[node as usize]
    }

    /// The names of the attributes.
    pub fn attributes(&self) -> impl Iterator<Item = (&str, Attribute)> {
        (0..self.header.n_attributes).map(|attribute| {
            let name = self.checked::<u8>(Section::Name(attribute));
            (std::str::from_utf8(name).unwrap_or(""), Attribute(attribute))
        })
    }

    /// How many different values an attribute has.
    pub fn n_values(&self, attribute: Attribute) -> usize {
        self.words::<u32>(Section::ValueStarts(attribute.0)).len().saturating_sub(1)
    }

    /// The nodes with a value; `None` when no node has it.
    pub fn members(&self, attribute: Attribute, value: &str) -> Result<Option<Members<'_>>, SnapshotError> {
        let members = self.search_members(attribute, value);
        self.intact()?;
        Ok(members)
    }

    fn search_members(&self, attribute: Attribute, value: &str) -> Option<Members<'_>> {
        let (starts, bytes) = (Section::ValueStarts(attribute.0), Section::ValueBytes(attribute.0));
        let text = |code: usize| self.text(starts, bytes, code);
        let n_values = self.n_values(attribute);
        let (mut low, mut high) = (0, n_values);
        while low < high {
            let middle = (low + high) / 2;
            if text(middle) < value.as_bytes() { low = middle + 1 } else { high = middle }
        }
        if low == n_values || text(low) != value.as_bytes() {
            return None;
        }
        let firsts = self.checked::<u32>(Section::MemberStarts(attribute.0));
        let nodes = self.checked::<u32>(Section::Members(attribute.0));
        let range = *firsts.get(low)? as usize..*firsts.get(low + 1)? as usize;
        Some(Members { nodes: nodes.get(range)?, codes: self.codes(attribute), code: low as u32 + 1 })
    }

    fn codes(&self, attribute: Attribute) -> Codes<'_> {
        let section = Section::Codes(attribute.0);
        match code_width(self.n_values(attribute)) {
            1 => Codes::Bytes(self.checked(section)),
            2 => Codes::Shorts(self.checked(section)),
            _ => Codes::Words(self.checked(section)),
        }
    }

    /// The values of an attribute in the order of their bytes, and for every node of the file 0 or the place of its
    /// value, counted from 1.
    pub(crate) fn column(&self, attribute: Attribute) -> (Vec<&str>, Vec<u32>) {
        let (starts, bytes) = (Section::ValueStarts(attribute.0), Section::ValueBytes(attribute.0));
        let value = |code: usize| std::str::from_utf8(self.text(starts, bytes, code)).unwrap_or("");
        let codes = self.codes(attribute);
        let nodes = (0..self.header.n_nodes as u32).map(NodeIdx);
        ((0..self.n_values(attribute)).map(value).collect(), nodes.map(|node| codes.of(node)).collect())
    }

    /// The strength of an arc; `None` when there is none.
    pub fn strength(&self, from: NodeIdx, to: NodeIdx) -> Option<f32> {
        let rows = self.leaving();
        let at = rows.nodes(from).iter().position(|node| node == to.0)?;
        rows.strengths(from).get(at)
    }

    /// Whether everything read so far was whole. Every query ends with this question.
    pub fn intact(&self) -> Result<(), SnapshotError> {
        match self.guard.damage() {
            None => Ok(()),
            Some(at) => Err(SnapshotError::Damaged { at }),
        }
    }

    /// Reads and checks the whole file.
    pub fn verify(&self) -> Result<(), SnapshotError> {
        self.touch(0, self.bytes.len());
        self.intact()
    }

    fn text(&self, starts: Section, bytes: Section, place: usize) -> &[u8] {
        let at = self.header.range(starts).start + place * 4;
        self.touch(at, at + 8);
        let starts = self.words::<u32>(starts);
        let (Some(start), Some(end)) = (starts.get(place), starts.get(place + 1)) else { return &[] };
        let (start, end) = (*start as usize, *end as usize);
        let begin = self.header.range(bytes).start;
        let Some(text) = self.words::<u8>(bytes).get(start..end) else { return &[] };
        if self.touch(begin + start, begin + end) { text } else { &[] }
    }

    fn checked<T: bytemuck::AnyBitPattern>(&self, section: Section) -> &[T] {
        if self.touch_all(section) { self.words(section) } else { &[] }
    }

    fn words<T: bytemuck::AnyBitPattern>(&self, section: Section) -> &[T] {
        bytemuck::cast_slice(&self.bytes[self.header.range(section)])
    }

    fn touch_all(&self, section: Section) -> bool {
        let range = self.header.range(section);
        self.touch(range.start, range.end)
    }

    /// Checks the blocks of a range of bytes that were not checked before.
    #[inline]
    fn touch(&self, start: usize, end: usize) -> bool {
        self.guard.touch(start, end, &self.header, &self.bytes)
    }
}
