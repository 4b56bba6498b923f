//! Checks every block of a snapshot once, when it is first read.
//!
//! Cost: a bit per block of 4 KiB that stays in the nearest cache; the first reading of a block costs its CRC-32,
//! a fraction of a microsecond.

use super::layout::{BLOCK, Content, Header, content};
use super::rows::number;
use std::sync::atomic::{AtomicU64, Ordering};

const NO_DAMAGE: u64 = u64::MAX;

#[derive(Debug)]
pub(super) struct Guard {
    seen: Vec<AtomicU64>,
    damaged_at: AtomicU64,
}

impl Guard {
    /// Block 0 and the checksums were checked with the header.
    pub(super) fn new(header: &Header) -> Guard {
        let n_blocks = (header.file_len as usize).div_ceil(BLOCK);
        let guard = Guard {
            seen: (0..n_blocks.div_ceil(64)).map(|_| AtomicU64::new(0)).collect(),
            damaged_at: AtomicU64::new(NO_DAMAGE),
        };
        guard.pass(0);
        (header.checksums().start / BLOCK..n_blocks).for_each(|block| guard.pass(block));
        guard
    }

    pub(super) fn damage(&self) -> Option<u64> {
        let at = self.damaged_at.load(Ordering::Relaxed);
        (at != NO_DAMAGE).then_some(at)
    }

    /// Whether the bytes may be used. A thread that is told no has also left the damage for [`Guard::damage`].
    #[inline]
    pub(super) fn touch(&self, start: usize, end: usize, header: &Header, bytes: &[u8]) -> bool {
        if start >= end {
            return true;
        }
        (start / BLOCK..=(end - 1) / BLOCK).all(|block| self.has_passed(block) || self.check(block, header, bytes))
    }

    #[inline]
    fn has_passed(&self, block: usize) -> bool {
        // Relaxed is enough: the bytes never change, so two threads that check one block find the same.
        self.seen.get(block / 64).is_some_and(|word| word.load(Ordering::Relaxed) >> (block % 64) & 1 == 1)
    }

    fn pass(&self, block: usize) {
        self.seen[block / 64].fetch_or(1 << (block % 64), Ordering::Relaxed);
    }

    #[cold]
    fn check(&self, block: usize, header: &Header, bytes: &[u8]) -> bool {
        let whole = is_whole(block, header, bytes).unwrap_or(false);
        if whole {
            self.pass(block);
        } else {
            self.damaged_at.store((block * BLOCK) as u64, Ordering::Relaxed);
        }
        whole
    }
}

fn is_whole(block: usize, header: &Header, bytes: &[u8]) -> Option<bool> {
    let stored = bytes.get(header.checksums())?.get((block - 1) * 4..block * 4)?;
    let content_of_block = bytes.get(block * BLOCK..(block + 1) * BLOCK)?;
    if crc32fast::hash(content_of_block) != u32::from_le_bytes(stored.try_into().ok()?) {
        return Some(false);
    }
    let place = header.sections.partition_point(|section| section.end <= block * BLOCK);
    let section = header.sections.get(place)?;
    let used = section.end.min((block + 1) * BLOCK).saturating_sub(block * BLOCK);
    Some(match content(place, header.width) {
        Content::Packed(width) => {
            // Those that begin in this block, the last one perhaps ending in the next.
            let first = (block * BLOCK - section.start).div_ceil(width);
            let end = (block * BLOCK + used - section.start).div_ceil(width);
            let nodes = bytes.get(section.start + first * width..section.start + end * width)?;
            nodes.chunks_exact(width).map(number).max().is_none_or(|node| u64::from(node) < header.n_nodes)
        }
        Content::Nodes => {
            let nodes: &[u32] = bytemuck::cast_slice(&content_of_block[..used / 4 * 4]);
            nodes.iter().copied().max().is_none_or(|node| u64::from(node) < header.n_nodes)
        }
        Content::Strengths => {
            let strengths: &[f32] = bytemuck::cast_slice(&content_of_block[..used / 4 * 4]);
            strengths.iter().all(|strength| (0.0..=1.0).contains(strength))
        }
        Content::Anything => true,
    })
}
