//! The packed form: numbers of nodes in as few whole bytes as the greatest needs, strengths as one byte each.
//!
//! Up to 16.7 million nodes a directed tie takes 4 bytes and its share of what stands once a node. A strength is a
//! place in a table of 256. Where a network has no more different strengths, as with two decimals, the table holds
//! them and nothing is rounded. Else it holds 0 and 255 numbers from 0.0001 to 1, each the same part above the last:
//! strengths are rounded to the nearest by ratio, by at most 1.9 %, and weaker ones count as 0.0001. The table is the
//! same for every such network, so that rounding again changes nothing. Rows stand as those of a plain file of
//! the rounded strengths would.

use super::WriteError;
use super::write::Columns;
use rustc_hash::FxHashSet;
use std::sync::LazyLock;

/// How many strengths there can be.
pub const N_CODES: usize = 256;
/// The weakest that is not 0, where strengths are rounded.
const WEAKEST: f64 = 1e-4;

static ROUNDED: LazyLock<[f32; N_CODES]> = LazyLock::new(|| {
    let mut table = [0.0; N_CODES];
    for (code, value) in table.iter_mut().enumerate().skip(1) {
        let share = (N_CODES - 1 - code) as f64 / (N_CODES - 2) as f64;
        *value = WEAKEST.powf(share) as f32;
    }
    table
});

/// What became of strengths in a packed file.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Rounding {
    /// All are as they were given.
    Exact,
    /// They were rounded.
    Rounded {
        /// By at most this part.
        by: f64,
        /// What weaker ones count as.
        weakest: f64,
    },
}

/// The form of a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Form {
    /// Everything as it was given.
    #[default]
    Plain,
    /// Half as large; see [`Rounding`].
    Packed,
}

/// How many bytes the number of each of so many nodes needs.
pub(super) fn width(n_nodes: usize) -> usize {
    (1..4).find(|width| n_nodes <= 1 << (8 * width)).unwrap_or(4)
}

/// What a table of strengths means.
pub(super) fn rounding(table: &[f32; N_CODES]) -> Rounding {
    if table != &*ROUNDED {
        return Rounding::Exact;
    }
    let step = f64::from(table[2]) / f64::from(table[1]);
    Rounding::Rounded { by: step.sqrt() - 1.0, weakest: f64::from(table[1]) }
}

/// Packs the rows of a network.
pub(super) struct Packer {
    width: usize,
    pub(super) table: [f32; N_CODES],
}

impl Packer {
    /// `so_far`: what became of strengths before.
    pub(super) fn new(n_nodes: usize, columns: &Columns<'_>, so_far: Rounding) -> Result<Packer, WriteError> {
        if so_far != Rounding::Exact {
            return Ok(Packer { width: width(n_nodes), table: *ROUNDED });
        }
        let mut known: FxHashSet<u32> = FxHashSet::default();
        for piece in 0..columns.n_pieces {
            for strength in (columns.strengths)(piece)?.iter() {
                known.insert(strength.to_bits());
                if known.len() > N_CODES {
                    return Ok(Packer { width: width(n_nodes), table: *ROUNDED });
                }
            }
        }
        let mut table = [1.0; N_CODES];
        table.iter_mut().zip(known).for_each(|(value, bits)| *value = f32::from_bits(bits));
        table.sort_unstable_by(f32::total_cmp);
        Ok(Packer { width: width(n_nodes), table })
    }

    fn code(&self, strength: f32) -> u8 {
        let above = self.table.partition_point(|value| *value < strength).min(N_CODES - 1);
        let below = above.saturating_sub(1);
        let is_nearer_below = strength < self.table[above]
            && self.table[below] > 0.0
            && f64::from(strength) * f64::from(strength) < f64::from(self.table[below]) * f64::from(self.table[above]);
        (if is_nearer_below { below } else { above }) as u8
    }

    /// The codes of a piece's strengths.
    pub(super) fn strengths(&self, columns: &Columns<'_>, piece: usize) -> Result<Vec<u8>, WriteError> {
        Ok((columns.strengths)(piece)?.iter().map(|strength| self.code(*strength)).collect())
    }

    /// The nodes of a piece, whose first row is given: within a row those of one code by number.
    pub(super) fn nodes(
        &self,
        columns: &Columns<'_>,
        piece: usize,
        first_row: &mut usize,
    ) -> Result<Vec<u8>, WriteError> {
        let mut nodes = (columns.nodes)(piece)?.into_owned();
        let codes = self.strengths(columns, piece)?;
        let base = columns.starts[*first_row];
        while *first_row + 1 < columns.starts.len() && (columns.starts[*first_row] - base) < nodes.len() as u64 {
            let row = (columns.starts[*first_row] - base) as usize..(columns.starts[*first_row + 1] - base) as usize;
            let mut rest = &mut nodes[row.clone()];
            for run in codes[row].chunk_by(|one, next| one == next) {
                let (these, others) = rest.split_at_mut(run.len());
                these.sort_unstable();
                rest = others;
            }
            *first_row += 1;
        }
        let mut bytes = Vec::with_capacity(nodes.len() * self.width);
        nodes.iter().for_each(|node| bytes.extend_from_slice(&node.to_le_bytes()[..self.width]));
        Ok(bytes)
    }

    pub(super) fn width(&self) -> usize {
        self.width
    }
}
