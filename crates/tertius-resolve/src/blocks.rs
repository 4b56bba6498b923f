//! The rows of every block, kept while rows come and go.
//!
//! A sorted array holds what was there at the beginning, a map what came or changed since; the array's entries of a
//! changed row are void. Cost of a change: the row's keys, each a binary search.

use crate::pairs::Key;
use crate::table::RowIdx;
use rustc_hash::{FxHashMap, FxHashSet};

/// Which rows are in which block.
#[derive(Debug, Default)]
pub(crate) struct Blocks {
    first: Vec<(Key, RowIdx)>,
    /// Rows whose entries in `first` are void.
    changed: FxHashSet<RowIdx>,
    later: FxHashMap<Key, Vec<RowIdx>>,
}

impl Blocks {
    /// The blocks of sorted entries.
    pub(crate) fn new(entries: Vec<(Key, RowIdx)>) -> Blocks {
        Blocks { first: entries, ..Blocks::default() }
    }

    fn first_of(&self, key: Key) -> &[(Key, RowIdx)] {
        let from = self.first.partition_point(|(other, _)| *other < key);
        let rest = &self.first[from..];
        // Most blocks are small: look near before searching far.
        let n = rest.iter().take(64).take_while(|(other, _)| *other == key).count();
        let n = if n < 64 { n } else { rest.partition_point(|(other, _)| *other == key) };
        &rest[..n]
    }

    /// The rows of a block, in no order that means anything.
    pub(crate) fn rows(&self, key: Key) -> impl Iterator<Item = RowIdx> + '_ {
        let first = self.first_of(key).iter().map(|(_, row)| *row).filter(|row| !self.changed.contains(row));
        first.chain(self.later.get(&key).into_iter().flatten().copied())
    }

    /// Moves a row from its old keys to its new ones (both sorted); gives the keys of blocks that this made small enough
    /// to compare, or too large.
    pub(crate) fn update(&mut self, row: RowIdx, old: &[Key], new: &[Key]) -> Vec<Key> {
        let gone = old.iter().filter(|key| new.binary_search(key).is_err());
        let came = new.iter().filter(|key| old.binary_search(key).is_err());
        let mut turned: Vec<Key> = gone.copied().filter(|key| self.rows(*key).count() == key.cap() + 1).collect();
        turned.extend(came.copied().filter(|key| self.rows(*key).count() == key.cap()));
        if self.changed.insert(row) {
            // Its entries in the array are void from here on.
        } else {
            for key in old {
                if let Some(rows) = self.later.get_mut(key) {
                    rows.retain(|other| *other != row);
                }
            }
        }
        for key in new {
            self.later.entry(*key).or_default().push(row);
        }
        turned
    }

    /// The rows of every block of which the user is told that it is too large.
    pub(crate) fn too_large(&self) -> Vec<Vec<RowIdx>> {
        let first = self.first.chunk_by(|a, b| a.0 == b.0).map(|block| block[0].0);
        let fresh = self.later.keys().copied().filter(|key| self.first_of(*key).is_empty());
        let keys = first.chain(fresh).filter(|key| key.is_told());
        keys.map(|key| (key, self.rows(key).collect::<Vec<_>>()))
            .filter(|(key, rows)| rows.len() > key.cap())
            .map(|(_, rows)| rows)
            .collect()
    }
}
