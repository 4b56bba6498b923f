//! Writes a snapshot: section after section, then their checksums, then the header at the front.

use super::Direction;
use super::layout::{BLOCK, Header, MAX_ATTRIBUTES, code_width};
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

/// The arcs on one side, row after row: `starts` has one more entry than there are nodes.
#[derive(Clone, Debug, Default)]
pub struct Columns {
    /// Where each row begins.
    pub starts: Vec<u64>,
    /// The other ends, in pieces that follow each other.
    pub nodes: Vec<Vec<u32>>,
    /// The strengths, in the same pieces.
    pub strengths: Vec<Vec<f32>>,
}

/// One attribute of all nodes.
#[derive(Clone, Debug, Default)]
pub struct AttributeColumn {
    /// What it is called.
    pub name: String,
    /// Its values, rising by their bytes, each once.
    pub values: Vec<String>,
    /// For every node 0, or the place of its value plus one.
    pub codes: Vec<u32>,
}

/// Everything that a snapshot holds.
#[derive(Clone, Copy, Debug)]
pub struct Content<'a> {
    /// Whether ties count both ways.
    pub direction: Direction,
    /// The arcs that leave.
    pub leaving: &'a Columns,
    /// The arcs that arrive; only read when the network is directed.
    pub arriving: &'a Columns,
    /// The name of every node.
    pub ids: &'a [&'a [u8]],
    /// What is known about the nodes.
    pub attributes: &'a [AttributeColumn],
}

/// Writes a snapshot from its beginning.
pub fn write_snapshot(out: &mut (impl Write + Seek), content: Content<'_>) -> Result<(), WriteError> {
    if content.attributes.len() > MAX_ATTRIBUTES {
        return Err(WriteError::TooMuch(format!("there are {} attributes", content.attributes.len())));
    }
    let id_bytes: usize = content.ids.iter().map(|id| id.len()).sum();
    if id_bytes > u32::MAX as usize {
        return Err(WriteError::TooMuch(format!("the ids have {id_bytes} bytes")));
    }
    let mut file = Sections { out, sections: Vec::new(), checksums: Vec::new(), block: Vec::new(), n_blocks: 1 };
    file.out.write_all(&[0; BLOCK])?;
    file.columns(content.leaving)?;
    match content.direction {
        Direction::Undirected => file.columns(&Columns::default())?,
        Direction::Directed => file.columns(content.arriving)?,
    }
    file.texts(content.ids.iter().copied())?;
    let mut by_rank: Vec<u32> = (0..content.ids.len() as u32).collect();
    by_rank.sort_unstable_by_key(|node| content.ids[*node as usize]);
    let mut ranks = vec![0_u32; by_rank.len()];
    for (rank, node) in by_rank.iter().enumerate() {
        ranks[*node as usize] = rank as u32;
    }
    file.section([bytemuck::cast_slice(&by_rank)])?;
    file.section([bytemuck::cast_slice(&ranks)])?;
    for attribute in content.attributes {
        file.attribute(attribute)?;
    }
    let n_arcs = content.leaving.starts.last().copied().unwrap_or(0);
    file.finish(content, n_arcs)
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
        for mut piece in pieces {
            len += piece.len();
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
        }
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

    fn columns(&mut self, columns: &Columns) -> Result<(), WriteError> {
        self.section([bytemuck::cast_slice(&columns.starts)])?;
        self.section(columns.nodes.iter().map(|piece| bytemuck::cast_slice(piece)))?;
        self.section(columns.strengths.iter().map(|piece| bytemuck::cast_slice(piece)))
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

    fn finish(mut self, content: Content<'_>, n_arcs: u64) -> Result<(), WriteError> {
        let checksums: &[u8] = bytemuck::cast_slice(&self.checksums);
        let start = self.n_blocks * BLOCK;
        self.out.write_all(checksums)?;
        self.sections.push(start..start + checksums.len());
        let header = Header {
            file_len: (start + checksums.len()) as u64,
            n_nodes: content.ids.len() as u64,
            n_arcs,
            direction: content.direction,
            n_attributes: content.attributes.len(),
            sections: std::mem::take(&mut self.sections),
            checksums_crc: crc32fast::hash(checksums),
        };
        self.out.seek(SeekFrom::Start(0))?;
        self.out.write_all(&header.to_bytes())?;
        self.out.flush()?;
        Ok(())
    }
}
