//! Keeps pieces of work in memory as long as there is room, and puts the others aside in a file.
//!
//! A network is built in the same steps either way, so that the result does not depend on how much memory there was.
//! Memory comes in slabs that each thread fills by itself, and that the next step uses again, since what is new must be
//! found and cleared by the system. Pages of two megabytes were tried: a twelfth of the faults, but on a virtual machine
//! two to four times the system's time, as the host had given away just those that were free in one piece.

use bytemuck::Pod;
use memmap2::MmapMut;
use std::borrow::Cow;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::marker::PhantomData;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock};

/// A file for what does not fit into memory; what it holds is of no use afterwards.
pub trait Aside: Read + Write + Seek + Send {}

impl<T: Read + Write + Seek + Send> Aside for T {}

/// Opens an empty file for what does not fit into memory.
pub type OpenAside = dyn Fn() -> io::Result<Box<dyn Aside>> + Send + Sync;

/// Slabs of one depot; with the sizes of [`slab_size`] more than any machine's memory.
const MAX_SLABS: usize = 512;
const SMALLEST_SLAB: usize = 1 << 16;

/// A slab's size by its number: small depots take little, and 64 slabs of each size from 32 MiB on hold any network.
fn slab_size(number: usize) -> usize {
    SMALLEST_SLAB << if number < 9 { number } else { 9 + (number - 9) / 64 }
}

/// Slabs that a depot no longer needs, for the next one: the system must find and clear memory that is new.
#[derive(Clone, Default)]
pub(super) struct Spare(Arc<Mutex<Vec<MmapMut>>>);

/// A place for pieces, with so many bytes of memory.
pub(super) struct Depot {
    room: AtomicUsize,
    slabs: Box<[OnceLock<MmapMut>]>,
    n_slabs: AtomicUsize,
    spare: Spare,
    aside: Option<Mutex<File>>,
}

struct File {
    file: Box<dyn Aside>,
    end: u64,
}

/// One piece.
#[derive(Debug)]
pub(super) struct Kept<T> {
    place: Place,
    len: usize,
    of: PhantomData<T>,
}

#[derive(Debug)]
enum Place {
    Here { slab: u32, at: usize },
    Aside { at: u64 },
}

impl<T> Kept<T> {
    pub(super) fn len(&self) -> usize {
        self.len
    }
}

impl std::fmt::Debug for Spare {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "slabs for the next")
    }
}

impl std::fmt::Debug for Depot {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "room for {:?} bytes", self.room)
    }
}

impl Depot {
    /// Everything stays in memory.
    pub(super) fn memory(spare: &Spare) -> Depot {
        Depot::new(usize::MAX, spare, None)
    }

    /// So many bytes stay in memory, the rest goes to a file.
    pub(super) fn with_file(room: usize, spare: &Spare, file: Box<dyn Aside>) -> Depot {
        Depot::new(room, spare, Some(Mutex::new(File { file, end: 0 })))
    }

    fn new(room: usize, spare: &Spare, aside: Option<Mutex<File>>) -> Depot {
        let slabs = (0..MAX_SLABS).map(|_| OnceLock::new()).collect();
        Depot { room: AtomicUsize::new(room), slabs, n_slabs: AtomicUsize::new(0), spare: spare.clone(), aside }
    }

    /// Whether pieces may lie in a file.
    pub(super) fn has_file(&self) -> bool {
        self.aside.is_some()
    }

    /// Whether so many bytes surely stay in memory, when so many threads have a shelf.
    pub(super) fn holds(&self, n_bytes: u64, n_threads: usize) -> bool {
        self.room.load(Ordering::Relaxed) as u64 / 2 > n_bytes + (n_threads as u64) * (64 << 20)
    }

    /// A place for one thread's pieces. What lies on it can be looked at once the shelf is gone.
    pub(super) fn shelf(&self) -> Shelf<'_> {
        Shelf { depot: self, slab: None, used: 0 }
    }

    /// An open slab of at least so many bytes, unless there is no room.
    fn slab(&self, n_bytes: usize) -> io::Result<Option<(usize, MmapMut)>> {
        let next = self.n_slabs.load(Ordering::Relaxed).min(MAX_SLABS - 1);
        let used = self.spare.slab(n_bytes);
        let size = used.as_ref().map_or(slab_size(next).max(n_bytes), |map| map.len());
        let take = |room: usize| room.checked_sub(size);
        if self.room.fetch_update(Ordering::Relaxed, Ordering::Relaxed, take).is_err() {
            return Ok(None);
        }
        let number = self.n_slabs.fetch_add(1, Ordering::Relaxed);
        if number >= MAX_SLABS {
            return Err(io::Error::other("there are more ties than a build can keep in memory"));
        }
        if let Some(map) = used {
            return Ok(Some((number, map)));
        }
        Ok(Some((number, MmapMut::map_anon(size)?)))
    }

    fn put_aside<T: Pod>(&self, items: &[T]) -> io::Result<Place> {
        let full = || io::Error::new(io::ErrorKind::OutOfMemory, "there is no memory for ties");
        let mut aside = lock(self.aside.as_ref().ok_or_else(full)?);
        let at = aside.end;
        aside.file.seek(SeekFrom::Start(at))?;
        aside.file.write_all(bytemuck::cast_slice(items))?;
        aside.end += std::mem::size_of_val(items) as u64;
        Ok(Place::Aside { at })
    }

    /// Looks at a piece.
    pub(super) fn get<T: Pod>(&self, kept: &Kept<T>) -> io::Result<Cow<'_, [T]>> {
        match kept.place {
            Place::Here { slab, at } => {
                let slab = self.slabs[slab as usize].get().expect("because shelves are gone before anybody looks");
                Ok(Cow::Borrowed(bytemuck::cast_slice(&slab[at..at + kept.len * size_of::<T>()])))
            }
            Place::Aside { at } => {
                let aside = self.aside.as_ref().expect("because only a depot with a file puts aside");
                let mut items = vec![T::zeroed(); kept.len];
                let mut aside = lock(aside);
                aside.file.seek(SeekFrom::Start(at))?;
                aside.file.read_exact(bytemuck::cast_slice_mut(&mut items))?;
                Ok(Cow::Owned(items))
            }
        }
    }
}

impl Spare {
    /// A slab of at least so many bytes.
    fn slab(&self, n_bytes: usize) -> Option<MmapMut> {
        let mut slabs = lock(&self.0);
        let place = slabs.iter().position(|map| map.len() >= n_bytes)?;
        Some(slabs.swap_remove(place))
    }
}

impl Drop for Depot {
    fn drop(&mut self) {
        lock(&self.spare.0).extend(self.slabs.iter_mut().filter_map(OnceLock::take));
    }
}

/// Where one thread lays its pieces.
pub(super) struct Shelf<'d> {
    depot: &'d Depot,
    slab: Option<(usize, MmapMut)>,
    used: usize,
}

impl Shelf<'_> {
    /// Keeps a piece.
    pub(super) fn put<T: Pod>(&mut self, items: &[T]) -> io::Result<Kept<T>> {
        let kept = |place| Kept { place, len: items.len(), of: PhantomData };
        let bytes: &[u8] = bytemuck::cast_slice(items);
        if self.slab.as_ref().is_none_or(|(_, map)| map.len() < self.used + bytes.len()) {
            let Some(slab) = self.depot.slab(bytes.len())? else {
                return Ok(kept(self.depot.put_aside(items)?));
            };
            self.hand_over();
            self.slab = Some(slab);
        }
        let (number, map) = self.slab.as_mut().expect("because one was just opened");
        let at = self.used;
        map[at..at + bytes.len()].copy_from_slice(bytes);
        // Words of four bytes, which all pieces are made of, stay aligned.
        self.used = (at + bytes.len()).next_multiple_of(8);
        Ok(kept(Place::Here { slab: *number as u32, at }))
    }

    fn hand_over(&mut self) {
        self.used = 0;
        if let Some((number, map)) = self.slab.take() {
            let taken = self.depot.slabs[number].set(map);
            assert!(taken.is_ok(), "because every slab has a number of its own");
        }
    }
}

impl Drop for Shelf<'_> {
    fn drop(&mut self) {
        self.hand_over();
    }
}

fn lock<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().expect("because nobody panics while reading and writing")
}
