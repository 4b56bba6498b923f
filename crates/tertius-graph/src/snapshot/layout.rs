//! What stands where in a snapshot file. All numbers are little-endian; a big-endian machine is refused.
//!
//! Block 0 is the header: magic, version, byte order, lengths, table of sections, checksum. Sections begin at
//! multiples of 4 KiB. The last section holds a CRC-32 of every block between, and the header holds a CRC-32 of it.

use super::pack::N_CODES;
use std::ops::Range;
use thiserror::Error;

pub(super) const MAGIC: [u8; 8] = *b"TERTIUSG";
pub(super) const VERSION: u32 = 2;
pub(super) const BYTE_ORDER: u32 = 0x0a0b_0c0d;
/// Bytes under one checksum; sections begin at multiples.
pub(super) const BLOCK: usize = 4096;
const TABLE_AT: usize = 64;
const CRC_AT: usize = BLOCK - 4;
const MAX_SECTIONS: usize = (CRC_AT - TABLE_AT) / 16;
/// The most attributes that a file can hold.
pub(super) const MAX_ATTRIBUTES: usize = (MAX_SECTIONS - N_PARTS - 1) / 6;

/// What is wrong with a header.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Fault {
    /// It begins with other bytes.
    #[error("it does not begin as a graph file does")]
    Magic,
    /// A version that this program does not know.
    #[error("it has version {0} and this program reads version 2")]
    Version(u32),
    /// This machine or the writing one is big-endian.
    #[error("its byte order is not this machine's")]
    ByteOrder,
    /// It is shorter or longer than it says.
    #[error("it is cut short, or something was added at its end")]
    Length,
    /// The header or the checksums are damaged.
    #[error("its header is damaged")]
    Checksum,
    /// The sections contradict each other.
    #[error("its header contradicts itself")]
    Inconsistent,
}

/// The sections that every file has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Starts,
    Targets,
    Strengths,
    IntoStarts,
    IntoSources,
    IntoStrengths,
    IdStarts,
    IdBytes,
    ByRank,
    Ranks,
    /// The strengths that a packed file's codes stand for; empty in a plain one.
    Codebook,
}

pub(super) const N_PARTS: usize = 11;

/// One section; those of attributes carry the attribute's place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Section {
    Fixed(Part),
    Name(usize),
    ValueStarts(usize),
    ValueBytes(usize),
    Codes(usize),
    MemberStarts(usize),
    Members(usize),
}

impl Section {
    pub(super) fn place(self) -> usize {
        let of = |attribute: usize, which: usize| N_PARTS + attribute * 6 + which;
        match self {
            Section::Fixed(part) => part as usize,
            Section::Name(attribute) => of(attribute, 0),
            Section::ValueStarts(attribute) => of(attribute, 1),
            Section::ValueBytes(attribute) => of(attribute, 2),
            Section::Codes(attribute) => of(attribute, 3),
            Section::MemberStarts(attribute) => of(attribute, 4),
            Section::Members(attribute) => of(attribute, 5),
        }
    }
}

/// What the numbers of a section must be, checked with its checksum.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Content {
    Nodes,
    /// Nodes in so many bytes each.
    Packed(usize),
    Strengths,
    Anything,
}

/// `width` is that of a packed file's nodes, 0 in a plain one.
pub(super) fn content(place: usize, width: usize) -> Content {
    let is_of_arcs = place == Part::Targets as usize || place == Part::IntoSources as usize;
    let is_strength = place == Part::Strengths as usize || place == Part::IntoStrengths as usize;
    if width > 0 && (is_of_arcs || is_strength) {
        return if is_of_arcs { Content::Packed(width) } else { Content::Anything };
    }
    const NODES: [usize; 4] =
        [Part::Targets as usize, Part::IntoSources as usize, Part::ByRank as usize, Part::Ranks as usize];
    if NODES.contains(&place) || (place >= N_PARTS && (place - N_PARTS) % 6 == 5) {
        Content::Nodes
    } else if is_strength {
        Content::Strengths
    } else {
        Content::Anything
    }
}

/// How many bytes a node's code has in an attribute of so many values; code 0 is no value.
pub(super) fn code_width(n_values: usize) -> usize {
    match n_values {
        0..=0xff => 1,
        0x100..=0xffff => 2,
        _ => 4,
    }
}

/// The header, read and checked.
#[derive(Clone, Debug)]
pub(super) struct Header {
    pub(super) file_len: u64,
    pub(super) n_nodes: u64,
    pub(super) n_arcs: u64,
    pub(super) direction: super::Direction,
    pub(super) n_attributes: usize,
    /// Every section, the checksums last.
    pub(super) sections: Vec<Range<usize>>,
    pub(super) checksums_crc: u32,
    /// How many bytes a node has in the rows of a packed file; 0 in a plain one.
    pub(super) width: usize,
}

impl Header {
    pub(super) fn range(&self, section: Section) -> Range<usize> {
        self.sections[section.place()].clone()
    }

    /// Where the checksums of the blocks stand.
    pub(super) fn checksums(&self) -> Range<usize> {
        self.sections[self.sections.len() - 1].clone()
    }

    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(BLOCK);
        out.extend(MAGIC);
        out.extend(VERSION.to_le_bytes());
        out.extend(BYTE_ORDER.to_le_bytes());
        let directed = u64::from(self.direction == super::Direction::Directed);
        for number in [self.file_len, self.n_nodes, self.n_arcs, directed] {
            out.extend(number.to_le_bytes());
        }
        for number in [self.n_attributes as u32, self.sections.len() as u32, self.checksums_crc, self.width as u32] {
            out.extend(number.to_le_bytes());
        }
        for section in &self.sections {
            out.extend((section.start as u64).to_le_bytes());
            out.extend((section.len() as u64).to_le_bytes());
        }
        out.resize(CRC_AT, 0);
        let crc = crc32fast::hash(&out);
        out.extend(crc.to_le_bytes());
        out
    }

    pub(super) fn read(bytes: &[u8]) -> Result<Header, Fault> {
        if bytes.len() < MAGIC.len() || bytes[..MAGIC.len()] != MAGIC {
            return Err(Fault::Magic);
        }
        if cfg!(target_endian = "big") {
            return Err(Fault::ByteOrder);
        }
        if bytes.len() < BLOCK {
            return Err(Fault::Length);
        }
        let u32_at =
            |at: usize| u32::from_le_bytes(bytes[at..at + 4].try_into().expect("because these are four bytes"));
        let u64_at =
            |at: usize| u64::from_le_bytes(bytes[at..at + 8].try_into().expect("because these are eight bytes"));
        if u32_at(12) != BYTE_ORDER {
            return Err(Fault::ByteOrder);
        }
        if u32_at(8) != VERSION {
            return Err(Fault::Version(u32_at(8)));
        }
        if u32_at(CRC_AT) != crc32fast::hash(&bytes[..CRC_AT]) {
            return Err(Fault::Checksum);
        }
        if u64_at(16) != bytes.len() as u64 {
            return Err(Fault::Length);
        }
        let (n_attributes, n_sections) = (u32_at(48) as usize, u32_at(52) as usize);
        if n_attributes > MAX_ATTRIBUTES || n_sections != N_PARTS + n_attributes * 6 + 1 {
            return Err(Fault::Inconsistent);
        }
        let section = |place: usize| {
            let (start, len) = (u64_at(TABLE_AT + place * 16), u64_at(TABLE_AT + place * 16 + 8));
            let end = start.checked_add(len).filter(|end| *end <= bytes.len() as u64).ok_or(Fault::Inconsistent)?;
            if start % BLOCK as u64 == 0 && start >= BLOCK as u64 {
                Ok(start as usize..end as usize)
            } else {
                Err(Fault::Inconsistent)
            }
        };
        let direction = if u64_at(40) == 0 { super::Direction::Undirected } else { super::Direction::Directed };
        let header = Header {
            file_len: u64_at(16),
            n_nodes: u64_at(24),
            n_arcs: u64_at(32),
            direction,
            n_attributes,
            sections: (0..n_sections).map(section).collect::<Result<_, Fault>>()?,
            checksums_crc: u32_at(56),
            width: u32_at(60) as usize,
        };
        header.check()?;
        if crc32fast::hash(&bytes[header.checksums()]) != header.checksums_crc {
            return Err(Fault::Checksum);
        }
        Ok(header)
    }

    /// Every length follows from the counts.
    fn check(&self) -> Result<(), Fault> {
        let (nodes, arcs) = (self.n_nodes, self.n_arcs);
        let is_packed = self.width > 0;
        let (node_len, strength_len) = if is_packed { (self.width as u64, 1) } else { (4, 4) };
        if nodes >= u64::from(u32::MAX) || arcs > self.file_len || node_len > 4 {
            return Err(Fault::Inconsistent);
        }
        let into = u64::from(self.direction == super::Direction::Directed);
        let len = |section: Section| self.range(section).len() as u64;
        let fixed = |part: Part| len(Section::Fixed(part));
        let mut whole = fixed(Part::Starts) == (nodes + 1) * 8
            && fixed(Part::Targets) == arcs * node_len
            && fixed(Part::Strengths) == arcs * strength_len
            && fixed(Part::IntoStarts) == into * (nodes + 1) * 8
            && fixed(Part::IntoSources) == into * arcs * node_len
            && fixed(Part::IntoStrengths) == into * arcs * strength_len
            && fixed(Part::Codebook) == if is_packed { N_CODES as u64 * 4 } else { 0 }
            && fixed(Part::IdStarts) == (nodes + 1) * 4
            && fixed(Part::ByRank) == nodes * 4
            && fixed(Part::Ranks) == nodes * 4;
        for attribute in 0..self.n_attributes {
            let n_values = (len(Section::ValueStarts(attribute)) / 4).saturating_sub(1) as usize;
            whole &= len(Section::Codes(attribute)) == nodes * code_width(n_values) as u64
                && len(Section::ValueStarts(attribute)) == len(Section::MemberStarts(attribute))
                && len(Section::ValueStarts(attribute)) % 4 == 0
                && len(Section::Members(attribute)) % 4 == 0;
        }
        let checksums = self.checksums();
        whole &= checksums.len() == (checksums.start / BLOCK - 1) * 4
            && checksums.end as u64 == self.file_len
            && self.sections.windows(2).all(|pair| pair[0].end <= pair[1].start);
        if whole { Ok(()) } else { Err(Fault::Inconsistent) }
    }
}
