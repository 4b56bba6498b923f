//! The network as `bench/run` prepared it: three NumPy files read as they are.

use std::error::Error;
use std::fs;
use std::path::Path;

/// Rows sorted by number; every tie stands in both rows.
pub struct Arrays {
    starts: Vec<u64>,
    nodes: Vec<u32>,
    strengths: Vec<f32>,
    /// 1/ln(degree) of each person, rounded as in the engine.
    pub weights: Vec<f64>,
}

impl Arrays {
    /// Reads the files of a folder.
    pub fn read(folder: &Path) -> Result<Arrays, Box<dyn Error>> {
        Ok(Arrays {
            starts: numbers(&folder.join("starts.npy"), "<i8", u64::from_le_bytes)?,
            nodes: numbers(&folder.join("nodes.npy"), "<i4", u32::from_le_bytes)?,
            strengths: numbers(&folder.join("strengths.npy"), "<f4", f32::from_le_bytes)?,
            weights: numbers(&folder.join("weights.npy"), "<f8", f64::from_le_bytes)?,
        })
    }

    /// How many people.
    pub fn n_people(&self) -> usize {
        self.starts.len() - 1
    }

    /// Whom a person knows.
    #[inline]
    pub fn friends(&self, person: u32) -> &[u32] {
        &self.nodes[self.row(person)]
    }

    /// Whom a person knows, and how strongly.
    #[inline]
    pub fn ties(&self, person: u32) -> impl Iterator<Item = (u32, f32)> {
        let row = self.row(person);
        self.nodes[row.clone()].iter().copied().zip(self.strengths[row].iter().copied())
    }

    fn row(&self, person: u32) -> std::ops::Range<usize> {
        self.starts[person as usize] as usize..self.starts[person as usize + 1] as usize
    }
}

/// A one-dimensional array of a NumPy file, version 1: ten bytes, a header of the length that the last two say, numbers.
fn numbers<const N: usize, T>(path: &Path, kind: &str, read: fn([u8; N]) -> T) -> Result<Vec<T>, Box<dyn Error>> {
    let bytes = fs::read(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let begin = 10 + usize::from(u16::from_le_bytes([bytes[8], bytes[9]]));
    if !String::from_utf8_lossy(&bytes[..begin]).contains(kind) {
        return Err(format!("{} does not hold {kind}", path.display()).into());
    }
    let (words, _) = bytes[begin..].as_chunks::<N>();
    Ok(words.iter().map(|word| read(*word)).collect())
}
