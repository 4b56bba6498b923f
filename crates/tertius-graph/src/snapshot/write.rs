//! Writes a snapshot: section after section, then their checksums, then the header at the front.

use super::Direction;
use super::layout::{BLOCK, Header, MAX_ATTRIBUTES, code_width};
use super::pack::{Form, Packer, Rounding};
use std::borrow::Cow;
use std::io::{self, Seek, SeekFrom, Write};
use std::ops::Range;
use thiserror::Error;

/// Why a snapshot cannot be written.
#[derive(Debug, Error)]
pub enum WriteError {
    /// The disk says no.
    #[error("the graph file cannot be written: {0}")]
    Disk(#[from] io::Error),
    /// More than the format holds.
    #[error("{0}; the format of graph files cannot hold that")]
    TooMuch(String),
}

/// A piece of a column, looked at or read in again.
pub(crate) type Piece<'a, T> = Box<dyn Fn(usize) -> io::Result<Cow<'a, [T]>> + 'a>;

/// The arcs on one side, row after row: `starts` has one more entry than there are nodes.
pub(crate) struct Columns<'a> {
    /// Where each row begins.
    pub(crate) starts: Vec<u64>,
    pub(crate) n_pieces: usize,
    /// The other ends, in pieces that follow each other.
    pub(crate) nodes: Piece<'a, u32>,
    /// The strengths, in the same pieces.
    pub(crate) strengths: Piece<'a, f32>,
}

/// Many texts, one after the other.
#[derive(Clone, Debug, Default)]
pub(crate) struct Texts {
    bytes: Vec<u8>,
    ends: Vec<usize>,
}

impl Texts {
    pub(crate) fn push(&mut self, text: &[u8]) {
        self.bytes.extend_from_slice(text);
        self.ends.push(self.bytes.len());
    }

    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    pub(crate) fn n_bytes(&self) -> usize {
        self.bytes.len()
    }

    pub(crate) fn get(&self, place: usize) -> &[u8] {
        let start = if place == 0 { 0 } else { self.ends[place - 1] };
        &self.bytes[start..self.ends[place]]
    }
}

/// One attribute of all nodes.
#[derive(Clone, Debug, Default)]
pub(crate) struct AttributeColumn {
    /// What it is called.
    pub(crate) name: String,
    /// Its values, rising by their bytes, each once.
    pub(crate) values: Vec<String>,
    /// For every node 0, or the place of its value plus one.
    pub(crate) codes: Vec<u32>,
}

/// Everything that a snapshot holds.
pub(crate) struct Content<'a> {
    /// The arcs that leave.
    pub(crate) leaving: Columns<'a>,
    /// The arcs that arrive, when ties count one way only.
    pub(crate) arriving: Option<Columns<'a>>,
    /// The names.
    pub(crate) ids: &'a Texts,
    /// Where every node's name stands among them.
    pub(crate) id_places: &'a [u32],
    /// The place of every node's name in the order of their bytes.
    pub(crate) ranks: &'a [u32],
    /// What is known about the nodes.
    pub(crate) attributes: &'a [AttributeColumn],
    /// How rows are written.
    pub(crate) form: Form,
    /// Whether strengths were rounded before.
    pub(crate) so_far: Rounding,
}

/// Writes a snapshot from its beginning.
pub(crate) fn write_snapshot(out: &mut (impl Write + Seek), content: &Content<'_>) -> Result<(), WriteError> {
    if content.attributes.len() > MAX_ATTRIBUTES {
        return Err(WriteError::TooMuch(format!("there are {} attributes", content.attributes.len())));
    }
    if content.ids.n_bytes() > u32::MAX as usize {
        return Err(WriteError::TooMuch(format!("the ids have {} bytes", content.ids.n_bytes())));
    }
    let mut file = Sections { out, sections: Vec::new(), checksums: Vec::new(), block: Vec::new(), n_blocks: 1 };
    file.out.write_all(&[0; BLOCK])?;
    let packer = match content.form {
        Form::Plain => None,
        Form::Packed => Some(Packer::new(content.ranks.len(), &content.leaving, content.so_far)?),
    };
    file.columns(&content.leaving, packer.as_ref())?;
    match &content.arriving {
        None => (0..3).try_for_each(|_| file.section([]))?,
        Some(arriving) => file.columns(arriving, packer.as_ref())?,
    }
    file.texts(content.id_places.iter().map(|place| content.ids.get(*place as usize)))?;
    let mut by_rank = vec![0_u32; content.ranks.len()];
    for (node, rank) in content.ranks.iter().enumerate() {
        by_rank[*rank as usize] = node as u32;
    }
    file.section([bytemuck::cast_slice(&by_rank)])?;
    file.section([bytemuck::cast_slice(content.ranks)])?;
    file.section(packer.iter().map(|packer| bytemuck::cast_slice(&packer.table)))?;
    for attribute in content.attributes {
        file.attribute(attribute)?;
    }
    file.finish(content, packer.map_or(0, |packer| packer.width()))
}

struct Sections<'w, W> {
    out: &'w mut W,
    sections: Vec<Range<usize>>,
    checksums: Vec<u32>,
    /// The block that is being filled.
    block: Vec<u8>,
    n_blocks: usize,
}

impl<W: Write + Seek> Sections<'_, W> {
    fn section<'b>(&mut self, pieces: impl IntoIterator<Item = &'b [u8]>) -> Result<(), WriteError> {
        let start = self.n_blocks * BLOCK;
        let mut len = 0;
        for piece in pieces {
            len += piece.len();
            self.piece(piece)?;
        }
        self.close_section(start, len)
    }

    /// A section of pieces that may have to be read in.
    fn pieces<'p, T: bytemuck::NoUninit>(
        &mut self,
        n_pieces: usize,
        mut get: impl FnMut(usize) -> Result<Cow<'p, [T]>, WriteError>,
    ) -> Result<(), WriteError> {
        let start = self.n_blocks * BLOCK;
        let mut len = 0;
        for place in 0..n_pieces {
            let items = get(place)?;
            let piece: &[u8] = bytemuck::cast_slice(&items);
            len += piece.len();
            self.piece(piece)?;
        }
        self.close_section(start, len)
    }

    fn piece(&mut self, mut piece: &[u8]) -> io::Result<()> {
        while !piece.is_empty() {
            if self.block.is_empty() && piece.len() >= BLOCK {
                let whole = piece.len() / BLOCK * BLOCK;
                self.checksums.extend(piece[..whole].chunks_exact(BLOCK).map(crc32fast::hash));
                self.out.write_all(&piece[..whole])?;
                self.n_blocks += whole / BLOCK;
                piece = &piece[whole..];
            } else {
                let taken = piece.len().min(BLOCK - self.block.len());
                self.block.extend(&piece[..taken]);
                piece = &piece[taken..];
                if self.block.len() == BLOCK {
                    self.close_block()?;
                }
            }
        }
        Ok(())
    }

    fn close_section(&mut self, start: usize, len: usize) -> Result<(), WriteError> {
        if !self.block.is_empty() {
            self.block.resize(BLOCK, 0);
            self.close_block()?;
        }
        self.sections.push(start..start + len);
        Ok(())
    }

    fn close_block(&mut self) -> io::Result<()> {
        self.checksums.push(crc32fast::hash(&self.block));
        self.out.write_all(&self.block)?;
        self.block.clear();
        self.n_blocks += 1;
        Ok(())
    }

    fn columns(&mut self, columns: &Columns<'_>, packer: Option<&Packer>) -> Result<(), WriteError> {
        self.section([bytemuck::cast_slice(&columns.starts)])?;
        let Some(packer) = packer else {
            self.pieces(columns.n_pieces, |piece| Ok((columns.nodes)(piece)?))?;
            return self.pieces(columns.n_pieces, |piece| Ok((columns.strengths)(piece)?));
        };
        let mut row = 0;
        self.pieces(columns.n_pieces, |piece| Ok(Cow::Owned(packer.nodes(columns, piece, &mut row)?)))?;
        self.pieces(columns.n_pieces, |piece| Ok(Cow::Owned(packer.strengths(columns, piece)?)))
    }

    fn texts<'t>(&mut self, texts: impl Iterator<Item = &'t [u8]> + Clone) -> Result<(), WriteError> {
        let mut starts = vec![0_u32];
        let mut end = 0;
        for text in texts.clone() {
            end += text.len() as u32;
            starts.push(end);
        }
        self.section([bytemuck::cast_slice(&starts)])?;
        self.section(texts)
    }

    fn attribute(&mut self, attribute: &AttributeColumn) -> Result<(), WriteError> {
        let mut firsts = vec![0_u32; attribute.values.len() + 1];
        for code in attribute.codes.iter().filter(|code| **code > 0) {
            firsts[*code as usize] += 1;
        }
        for place in 1..firsts.len() {
            firsts[place] += firsts[place - 1];
        }
        let mut members = vec![0_u32; firsts[firsts.len() - 1] as usize];
        let mut free = firsts.clone();
        for (node, code) in attribute.codes.iter().enumerate().filter(|(_, code)| **code > 0) {
            let place = &mut free[*code as usize - 1];
            members[*place as usize] = node as u32;
            *place += 1;
        }
        self.section([attribute.name.as_bytes()])?;
        self.texts(attribute.values.iter().map(String::as_bytes))?;
        match code_width(attribute.values.len()) {
            1 => self.section([attribute.codes.iter().map(|code| *code as u8).collect::<Vec<_>>().as_slice()])?,
            2 => {
                let codes: Vec<u16> = attribute.codes.iter().map(|code| *code as u16).collect();
                self.section([bytemuck::cast_slice(&codes)])?;
            }
            _ => self.section([bytemuck::cast_slice(&attribute.codes)])?,
        }
        self.section([bytemuck::cast_slice(&firsts)])?;
        self.section([bytemuck::cast_slice(&members)])
    }

    fn finish(mut self, content: &Content<'_>, width: usize) -> Result<(), WriteError> {
        let checksums: &[u8] = bytemuck::cast_slice(&self.checksums);
        let start = self.n_blocks * BLOCK;
        self.out.write_all(checksums)?;
        self.sections.push(start..start + checksums.len());
        let header = Header {
            file_len: (start + checksums.len()) as u64,
            n_nodes: content.ids.len() as u64,
            n_arcs: content.leaving.starts.last().copied().unwrap_or(0),
            direction: match content.arriving {
                None => Direction::Undirected,
                Some(_) => Direction::Directed,
            },
            n_attributes: content.attributes.len(),
            sections: std::mem::take(&mut self.sections),
            checksums_crc: crc32fast::hash(checksums),
            width,
        };
        self.out.seek(SeekFrom::Start(0))?;
        self.out.write_all(&header.to_bytes())?;
        self.out.flush()?;
        Ok(())
    }
}
