//! What was derived from one state of the vault, with what is built from it for quick answers.
//!
//! It never changes, so that several [`App`](crate::App)s over one vault share it.

use crate::answers::Directory;
use crate::network::Network;
use crate::views::MapView;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use tertius_model::{Day, Timestamp};
use tertius_relevance::index::PeopleIndex;

/// What one `App` has derived, for another over the same vault.
#[derive(Clone)]
pub struct Derived {
    pub(crate) version: Vec<u8>,
    pub(crate) held: Arc<Held>,
}

impl Derived {
    /// Whether both are the very same.
    pub fn is(&self, other: &Derived) -> bool {
        Arc::ptr_eq(&self.held, &other.held) && self.version == other.version
    }
}

/// A network, and what was built from it so far.
pub(crate) struct Held {
    pub network: Network,
    /// For searching everybody; built when first asked.
    pub people_index: OnceLock<PeopleIndex>,
    /// Of one day, since ties age.
    directory: Mutex<Option<Arc<Directory>>>,
    /// The latest pictures, by their size and day.
    pictures: Mutex<Vec<Picture>>,
}

/// A picture of at most so many people, drawn on a day.
struct Picture {
    most: usize,
    day: Day,
    map: Arc<MapView>,
}

/// Pictures of different sizes kept.
const PICTURES: usize = 4;

impl Held {
    pub fn new(network: Network) -> Held {
        Held { network, people_index: OnceLock::new(), directory: Mutex::default(), pictures: Mutex::default() }
    }

    /// Everybody as they stand today.
    pub fn directory(&self, now: Timestamp) -> Arc<Directory> {
        // Who comes while it is built waits, rather than building another.
        let mut slot = self.directory.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(directory) = slot.as_ref().filter(|directory| directory.day() == now.day()) {
            return Arc::clone(directory);
        }
        let built = Arc::new(Directory::new(&self.network, now));
        *slot = Some(Arc::clone(&built));
        built
    }

    /// A picture drawn today, where there is one.
    pub fn picture(&self, most: usize, day: Day) -> Option<Arc<MapView>> {
        let held = self.pictures.lock().unwrap_or_else(PoisonError::into_inner);
        held.iter().find(|one| (one.most, one.day) == (most, day)).map(|one| Arc::clone(&one.map))
    }

    /// Keeps a picture.
    pub fn keep_picture(&self, most: usize, day: Day, map: Arc<MapView>) {
        let mut held = self.pictures.lock().unwrap_or_else(PoisonError::into_inner);
        held.retain(|one| (one.most, one.day) != (most, day));
        held.push(Picture { most, day, map });
        if held.len() > PICTURES {
            held.remove(0);
        }
    }
}
