//! Ties as they were read, by the keys of the thread that read them, in memory or put aside on disk.

use super::depot::{Depot, Kept, Shelf};
use std::io;
use std::sync::{Mutex, MutexGuard};

/// One line of the table, or one arc.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tie {
    pub(super) src: u32,
    pub(super) dst: u32,
    pub(super) strength: f32,
}

/// A tie as it is kept: its ends and the bits of its strength.
pub(super) type TieWords = [u32; 3];

impl Tie {
    #[inline]
    pub(super) fn words(self) -> TieWords {
        [self.src, self.dst, self.strength.to_bits()]
    }

    #[inline]
    pub(super) fn of([src, dst, strength]: TieWords) -> Tie {
        Tie { src, dst, strength: f32::from_bits(strength) }
    }
}

/// Ties that one thread read together.
#[derive(Debug)]
pub(super) struct Chunk {
    pub(super) thread: u16,
    pub(super) ties: Kept<TieWords>,
}

/// All ties.
#[derive(Debug)]
pub(super) struct Pairs {
    pub(super) depot: Depot,
    chunks: Mutex<Vec<Chunk>>,
}

impl Pairs {
    pub(super) fn new(depot: Depot) -> Pairs {
        Pairs { depot, chunks: Mutex::default() }
    }

    /// Keeps ties by the keys of a thread, on a shelf of these pairs' own depot.
    pub(super) fn put(&self, thread: u16, ties: &[TieWords], shelf: &mut Shelf<'_>) -> io::Result<()> {
        let ties = shelf.put(ties)?;
        self.chunks().push(Chunk { thread, ties });
        Ok(())
    }

    pub(super) fn len(&self) -> u64 {
        self.chunks().iter().map(|chunk| chunk.ties.len() as u64).sum()
    }

    /// The chunks, in no order.
    pub(super) fn chunks(&self) -> MutexGuard<'_, Vec<Chunk>> {
        self.chunks.lock().expect("because nobody panics while adding")
    }
}
