//! Keeps pieces of work in memory as long as there is room, and puts the others aside in a file.
//!
//! A network is built in the same steps either way, so that the result does not depend on how much memory there was.

use bytemuck::Pod;
use std::borrow::Cow;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// A file for what does not fit into memory; what it holds is of no use afterwards.
pub trait Aside: Read + Write + Seek + Send {}

impl<T: Read + Write + Seek + Send> Aside for T {}

/// Opens an empty file for what does not fit into memory.
pub type OpenAside = dyn Fn() -> io::Result<Box<dyn Aside>> + Send + Sync;

/// A place for pieces, with so many bytes of memory.
pub(super) struct Depot {
    room: AtomicUsize,
    aside: Option<Mutex<File>>,
}

struct File {
    file: Box<dyn Aside>,
    end: u64,
}

/// One piece.
#[derive(Debug)]
pub(super) enum Kept<T> {
    Here(Vec<T>),
    Aside { at: u64, len: usize },
}

impl<T> Kept<T> {
    pub(super) fn len(&self) -> usize {
        match self {
            Kept::Here(items) => items.len(),
            Kept::Aside { len, .. } => *len,
        }
    }
}

impl std::fmt::Debug for Depot {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "room for {:?} bytes", self.room)
    }
}

impl Depot {
    /// Everything stays in memory.
    pub(super) fn memory() -> Depot {
        Depot { room: AtomicUsize::new(usize::MAX), aside: None }
    }

    /// So many bytes stay in memory, the rest goes to a file.
    pub(super) fn with_file(room: usize, file: Box<dyn Aside>) -> Depot {
        Depot { room: AtomicUsize::new(room), aside: Some(Mutex::new(File { file, end: 0 })) }
    }

    /// Whether pieces may lie in a file.
    pub(super) fn has_file(&self) -> bool {
        self.aside.is_some()
    }

    /// Keeps a piece.
    pub(super) fn put<T: Pod>(&self, items: Vec<T>) -> io::Result<Kept<T>> {
        let n_bytes = std::mem::size_of_val(items.as_slice());
        let Some(aside) = &self.aside else { return Ok(Kept::Here(items)) };
        let take = |room: usize| room.checked_sub(n_bytes);
        if self.room.fetch_update(Ordering::Relaxed, Ordering::Relaxed, take).is_ok() {
            return Ok(Kept::Here(items));
        }
        let mut aside = lock(aside);
        let at = aside.end;
        aside.file.seek(SeekFrom::Start(at))?;
        aside.file.write_all(bytemuck::cast_slice(&items))?;
        aside.end += n_bytes as u64;
        Ok(Kept::Aside { at, len: items.len() })
    }

    /// Looks at a piece.
    pub(super) fn get<'k, T: Pod>(&self, kept: &'k Kept<T>) -> io::Result<Cow<'k, [T]>> {
        match kept {
            Kept::Here(items) => Ok(Cow::Borrowed(items)),
            Kept::Aside { at, len } => {
                let aside = self.aside.as_ref().expect("because only a depot with a file puts aside");
                let mut items = vec![T::zeroed(); *len];
                let mut aside = lock(aside);
                aside.file.seek(SeekFrom::Start(*at))?;
                aside.file.read_exact(bytemuck::cast_slice_mut(&mut items))?;
                Ok(Cow::Owned(items))
            }
        }
    }
}

fn lock(aside: &Mutex<File>) -> std::sync::MutexGuard<'_, File> {
    aside.lock().expect("because nobody panics while reading and writing")
}
