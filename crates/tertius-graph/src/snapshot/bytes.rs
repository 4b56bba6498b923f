//! Where a snapshot's bytes live: mapped from a file, or owned, aligned for words of eight bytes either way.

use super::SnapshotError;
use std::io::Read;
use std::ops::Deref;

pub(super) enum Bytes {
    Mapped(memmap2::Mmap),
    Owned { words: Vec<u64>, len: usize },
}

impl std::fmt::Debug for Bytes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} bytes", self.len())
    }
}

impl Bytes {
    #[expect(unsafe_code, reason = "a memory map cannot be had without; everything above it is safe code")]
    pub(super) fn map(file: impl memmap2::MmapAsRawDesc) -> Result<Bytes, SnapshotError> {
        // SAFETY: the mapping is read-only and private to this process. What is mapped is bytes without invariants,
        // and every number taken from them is checked before use as an index, through bounds-checked slices. The
        // caller promises that nobody writes the file meanwhile; `tertius graph build` replaces files whole.
        let mapped = unsafe { memmap2::MmapOptions::new().map(file) };
        mapped.map(Bytes::Mapped).map_err(|error| SnapshotError::Unmapped(error.to_string()))
    }

    /// Reads so many bytes into memory of our own, in large pages where the system has them: rows lie anywhere, and a small
    /// page for nearly each of them costs a look into the table of pages.
    pub(super) fn read(mut from: impl Read, len: usize) -> std::io::Result<Bytes> {
        let mut room = memmap2::MmapMut::map_anon(len.max(1))?;
        #[cfg(target_os = "linux")]
        // A wish: without large pages it is the same, only slower.
        let _refused = room.advise(memmap2::Advice::HugePage);
        from.read_exact(&mut room[..len])?;
        Ok(Bytes::Mapped(room.make_read_only()?))
    }

    pub(super) fn copy(bytes: &[u8]) -> Bytes {
        let mut words = vec![0_u64; bytes.len().div_ceil(8)];
        bytemuck::cast_slice_mut::<u64, u8>(&mut words)[..bytes.len()].copy_from_slice(bytes);
        Bytes::Owned { words, len: bytes.len() }
    }
}

impl Deref for Bytes {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match self {
            Bytes::Mapped(map) => map,
            Bytes::Owned { words, len } => &bytemuck::cast_slice(words)[..*len],
        }
    }
}
