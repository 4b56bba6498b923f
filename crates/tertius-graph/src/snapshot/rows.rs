//! The arcs of every node on one side, whichever form the file has.
//!
//! A plain file's rows are slices of it. A packed file's are decoded where they are read: one by one, or whole into
//! room that the question keeps.

use super::Snapshot;
use super::pack::N_CODES;
use super::recent::{Merged, Row};
use crate::NodeIdx;
use std::hint::black_box;
use std::ops::Range;

/// Bytes of a line of the cache.
const LINE: usize = 64;

/// The arcs of every node, on one side.
#[derive(Clone, Copy)]
pub struct Rows<'s> {
    pub(super) starts: &'s [u64],
    pub(super) nodes: Nodes<'s>,
    pub(super) strengths: Strengths<'s>,
    pub(super) nodes_at: usize,
    pub(super) strengths_at: usize,
    pub(super) snapshot: &'s Snapshot,
    pub(super) merged: Option<&'s Merged>,
}

/// Numbers of nodes, one after the other.
#[derive(Clone, Copy, Debug)]
pub enum Nodes<'s> {
    /// A word each.
    Words(&'s [u32]),
    /// So many bytes each, at most four, the lowest first.
    Packed {
        /// All of them.
        bytes: &'s [u8],
        /// Of each.
        width: usize,
    },
}

/// Strengths, one after the other.
#[derive(Clone, Copy, Debug)]
pub enum Strengths<'s> {
    /// As they are.
    Words(&'s [f32]),
    /// Places in a table.
    Coded {
        /// The places.
        codes: &'s [u8],
        /// The table.
        table: &'s [f32; N_CODES],
    },
}

impl<'s> Nodes<'s> {
    pub(super) const NONE: Nodes<'static> = Nodes::Words(&[]);

    /// How many bytes each has in the file.
    pub(super) fn width(self) -> usize {
        match self {
            Nodes::Words(_) => 4,
            Nodes::Packed { width, .. } => width,
        }
    }

    #[inline]
    fn part(self, range: Range<usize>) -> Nodes<'s> {
        match self {
            Nodes::Words(words) => Nodes::Words(&words[range]),
            Nodes::Packed { bytes, width } => {
                Nodes::Packed { bytes: &bytes[range.start * width..range.end * width], width }
            }
        }
    }

    /// How many there are.
    #[inline]
    pub fn len(self) -> usize {
        match self {
            Nodes::Words(words) => words.len(),
            Nodes::Packed { bytes, width } => bytes.len() / width,
        }
    }

    /// Whether there is none.
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// The one at a place.
    #[inline]
    pub fn get(self, at: usize) -> Option<u32> {
        match self {
            Nodes::Words(words) => words.get(at).copied(),
            Nodes::Packed { bytes, width } => bytes.get(at * width..(at + 1) * width).map(number),
        }
    }

    /// One after the other, decoded as they come.
    #[inline]
    pub fn iter(self) -> impl Iterator<Item = u32> + 's {
        let (words, packed) = match self {
            Nodes::Words(words) => (words, None),
            Nodes::Packed { bytes, width } => (&[][..], Some(bytes.chunks_exact(width))),
        };
        Either { plain: words.iter().copied(), coded: packed.map(|chunks| chunks.map(number)) }
    }

    /// Hands each over; the quickest way when all are wanted.
    #[inline(always)]
    pub fn each(self, mut take: impl FnMut(u32)) {
        match self {
            Nodes::Words(words) => words.iter().for_each(|node| take(*node)),
            Nodes::Packed { bytes, width: 3 } => {
                let (fours, rest) = bytes.as_chunks();
                for four in fours {
                    three_bytes(four).into_iter().for_each(&mut take);
                }
                rest.chunks_exact(3).for_each(|bytes| take(number(bytes)));
            }
            Nodes::Packed { bytes, width: 2 } => {
                bytes.as_chunks().0.iter().for_each(|bytes| take(u32::from(u16::from_le_bytes(*bytes))));
            }
            Nodes::Packed { bytes, width } => bytes.chunks_exact(width).for_each(|bytes| take(number(bytes))),
        }
    }

    /// All at once: the file's own, or decoded into the room.
    #[inline]
    pub fn slice<'b>(self, room: &'b mut Vec<u32>) -> &'b [u32]
    where
        's: 'b,
    {
        match self {
            Nodes::Words(words) => words,
            Nodes::Packed { bytes, width } => {
                room.clear();
                room.reserve(bytes.len() / width);
                self.each(|node| room.push(node));
                room
            }
        }
    }
}

impl<'s> Strengths<'s> {
    pub(super) const NONE: Strengths<'static> = Strengths::Words(&[]);

    /// How many bytes each has in the file.
    pub(super) fn width(self) -> usize {
        match self {
            Strengths::Words(_) => 4,
            Strengths::Coded { .. } => 1,
        }
    }

    #[inline]
    fn part(self, range: Range<usize>) -> Strengths<'s> {
        match self {
            Strengths::Words(words) => Strengths::Words(&words[range]),
            Strengths::Coded { codes, table } => Strengths::Coded { codes: &codes[range], table },
        }
    }

    /// The one at a place.
    #[inline]
    pub fn get(self, at: usize) -> Option<f32> {
        match self {
            Strengths::Words(words) => words.get(at).copied(),
            Strengths::Coded { codes, table } => codes.get(at).map(|code| table[usize::from(*code)]),
        }
    }

    /// One after the other.
    #[inline]
    pub fn iter(self) -> impl Iterator<Item = f32> + 's {
        let (words, coded) = match self {
            Strengths::Words(words) => (words, None),
            Strengths::Coded { codes, table } => {
                (&[][..], Some(codes.iter().map(move |code| table[usize::from(*code)])))
            }
        };
        Either { plain: words.iter().copied(), coded }
    }

    /// All at once: the file's own, or decoded into the room.
    #[inline]
    pub fn slice<'b>(self, room: &'b mut Vec<f32>) -> &'b [f32]
    where
        's: 'b,
    {
        match self {
            Strengths::Words(words) => words,
            Strengths::Coded { codes, table } => {
                room.clear();
                room.extend(codes.iter().map(|code| table[usize::from(*code)]));
                room
            }
        }
    }
}

/// Of two iterators the one that there is.
struct Either<P, C> {
    plain: P,
    coded: Option<C>,
}

impl<T, P: Iterator<Item = T>, C: Iterator<Item = T>> Iterator for Either<P, C> {
    type Item = T;

    #[inline]
    fn next(&mut self) -> Option<T> {
        match &mut self.coded {
            None => self.plain.next(),
            Some(coded) => coded.next(),
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        match &self.coded {
            None => self.plain.size_hint(),
            Some(coded) => coded.size_hint(),
        }
    }
}

/// The number in up to four bytes.
#[inline]
pub(super) fn number(bytes: &[u8]) -> u32 {
    match *bytes {
        [a, b, c] => u32::from_le_bytes([a, b, c, 0]),
        [a, b] => u32::from_le_bytes([a, b, 0, 0]),
        [a, b, c, d] => u32::from_le_bytes([a, b, c, d]),
        _ => bytes.first().copied().map_or(0, u32::from),
    }
}

/// Four numbers of three bytes each, by four readings of a word.
#[inline(always)]
fn three_bytes(bytes: &[u8; 12]) -> [u32; 4] {
    let [a, b, c, d, e, f, g, h, i, j, k, l] = *bytes;
    let first_three = |word: [u8; 4]| u32::from_le_bytes(word) & 0xff_ffff;
    let last = u32::from_le_bytes([i, j, k, l]) >> 8;
    [first_three([a, b, c, d]), first_three([d, e, f, g]), first_three([g, h, i, j]), last]
}

impl<'s> Rows<'s> {
    /// How many arcs a node has. Panics when the node is not in the graph.
    #[inline]
    pub fn degree(&self, node: NodeIdx) -> usize {
        if let Some(row) = self.recent(node) {
            return row.nodes.len();
        }
        (self.starts[node.slot() + 1] - self.starts[node.slot()]) as usize
    }

    /// The row of a node that recent ties touch.
    #[inline]
    fn recent(&self, node: NodeIdx) -> Option<&'s Row> {
        self.merged.and_then(|merged| merged.row(node))
    }

    #[inline]
    fn range(&self, node: NodeIdx) -> Range<usize> {
        self.starts[node.slot()] as usize..self.starts[node.slot() + 1] as usize
    }

    /// The other ends of a node's arcs, the strongest arc first. Panics when the node is not in the graph.
    #[inline]
    pub fn nodes(&self, node: NodeIdx) -> Nodes<'s> {
        if let Some(row) = self.recent(node) {
            return Nodes::Words(&row.nodes);
        }
        let (range, width) = (self.range(node), self.nodes.width());
        let (start, end) = (self.nodes_at + range.start * width, self.nodes_at + range.end * width);
        if self.snapshot.touch(start, end) { self.nodes.part(range) } else { Nodes::NONE }
    }

    /// Calls the other ends of these nodes' arcs into the cache, and says how many nodes there were. One word of each
    /// line is read: such readings wait for memory together, while one row after the other waits for each.
    pub fn fetch(&self, nodes: impl Iterator<Item = NodeIdx>) -> usize {
        let (mut n_nodes, mut sum) = (0, 0);
        for node in nodes {
            n_nodes += 1;
            match self.nodes(node) {
                Nodes::Words(words) => words.iter().step_by(LINE / 4).for_each(|word| sum ^= word),
                Nodes::Packed { bytes, .. } => bytes.iter().step_by(LINE).for_each(|byte| sum ^= u32::from(*byte)),
            }
        }
        black_box(sum);
        n_nodes
    }

    /// The strengths of a node's arcs, in the order of [`Rows::nodes`], falling.
    #[inline]
    pub fn strengths(&self, node: NodeIdx) -> Strengths<'s> {
        if let Some(row) = self.recent(node) {
            return Strengths::Words(&row.strengths);
        }
        let (range, width) = (self.range(node), self.strengths.width());
        let (start, end) = (self.strengths_at + range.start * width, self.strengths_at + range.end * width);
        if self.snapshot.touch(start, end) { self.strengths.part(range) } else { Strengths::NONE }
    }

    /// Both together.
    #[inline]
    pub fn arcs(&self, node: NodeIdx) -> impl Iterator<Item = (u32, f32)> + 's {
        self.nodes(node).iter().zip(self.strengths(node).iter())
    }

    /// The strength of a node's strongest arc, 0 without any.
    pub fn strongest(&self, node: NodeIdx) -> f32 {
        if let Some(row) = self.recent(node) {
            return row.strengths.first().copied().unwrap_or(0.0);
        }
        let (range, width) = (self.range(node), self.strengths.width());
        let at = self.strengths_at + range.start * width;
        if range.is_empty() || !self.snapshot.touch(at, at + width) {
            return 0.0;
        }
        self.strengths.get(range.start).unwrap_or(0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::{Nodes, number};

    #[test]
    fn numbers_of_every_width() {
        for width in 1..=4_usize {
            let numbers: Vec<u32> = (0..9_u32).map(|n| n.wrapping_mul(0x1234_5679) >> (32 - 8 * width)).collect();
            let bytes: Vec<u8> = numbers.iter().flat_map(|n| n.to_le_bytes()[..width].to_vec()).collect();
            let packed = Nodes::Packed { bytes: &bytes, width };
            let mut unpacked = Vec::new();
            assert_eq!(packed.slice(&mut unpacked), numbers);
            assert_eq!((packed.len(), packed.get(8), packed.get(9)), (9, Some(numbers[8]), None));
            assert!(
                packed.iter().eq(numbers.iter().copied())
                    && bytes.chunks_exact(width).map(number).eq(numbers.iter().copied())
            );
        }
    }
}
