//! The vault as the web application uses it: a few readers that answer at the same time, one writer at a time.
//!
//! Every question runs on a thread that may wait, with an [`App`] of its own over what all of them share. Before it
//! answers, an `App` looks whether the vault has changed, by a page or by another process, and takes over what was
//! derived anew, or derives it where nobody has. While a page changes the vault, questions are answered from what was
//! there before. Other processes' writes queue behind SQLite's own lock, and ours behind theirs.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tertius_app::{App, AppError, Derived, Timestamp};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// What counts as now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clock {
    /// The machine's clock.
    Machine,
    /// One moment that never passes, for answers that can be repeated.
    Fixed(Timestamp),
}

impl Clock {
    /// The moment that counts as now.
    pub fn now(self) -> Timestamp {
        match self {
            Clock::Machine => Timestamp(jiff::Timestamp::now().as_second()),
            Clock::Fixed(now) => now,
        }
    }
}

/// Readers at the same time; more would only wait for each other on the machines this runs on.
const READERS: usize = 4;
/// People in the largest picture, and in the one on the home page.
pub(crate) const LARGEST_MAP: usize = 10_000;
pub(crate) const SMALL_MAP: usize = 200;
/// How long what another process wrote may go unseen by pages that were rendered before.
const UNSEEN: Duration = Duration::from_millis(250);

/// One vault, and the applications that are open over it.
pub(crate) struct Desk {
    vault: PathBuf,
    clock: Clock,
    idle: Mutex<Vec<App>>,
    /// What was derived last, for all readers.
    derived: Mutex<Option<Derived>>,
    /// Counts what was derived; equal numbers, equal answers.
    edition: AtomicU64,
    looked: Mutex<Option<Instant>>,
    /// Whether a page is changing the vault.
    changing: AtomicBool,
    readers: Arc<Semaphore>,
    writer: Arc<Semaphore>,
}

impl Desk {
    /// Opens the vault once, so that one that cannot be opened is told at once.
    pub fn new(vault: PathBuf, clock: Clock) -> Result<Desk, AppError> {
        let mut app = App::open(&vault, clock.now())?;
        app.prepare()?;
        Ok(Desk {
            vault,
            clock,
            derived: Mutex::new(app.derived()),
            idle: Mutex::new(vec![app]),
            edition: AtomicU64::new(1),
            looked: Mutex::default(),
            changing: AtomicBool::new(false),
            readers: Arc::new(Semaphore::new(READERS)),
            writer: Arc::new(Semaphore::new(1)),
        })
    }

    /// The vault's file.
    pub fn vault(&self) -> &Path {
        &self.vault
    }

    /// The moment that counts as now.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// The number of the vault's present state: as long as it stays, so do the answers of one hour.
    pub async fn edition(self: &Arc<Self>) -> Result<u64, AppError> {
        let looked = *self.looked.lock().unwrap_or_else(PoisonError::into_inner);
        if looked.is_none_or(|looked| looked.elapsed() > UNSEEN) {
            self.ask(|_| Ok(())).await?;
        }
        Ok(self.edition.load(Ordering::Acquire))
    }

    /// Answers a question.
    pub async fn ask<T: Send + 'static>(
        self: &Arc<Self>,
        question: impl FnOnce(&App) -> Result<T, AppError> + Send + 'static,
    ) -> Result<T, AppError> {
        let place = place(&self.readers).await?;
        let desk = Arc::clone(self);
        on_a_thread(move || {
            let app = desk.take()?;
            let answer = question(&app);
            desk.put_back(app);
            drop(place);
            answer
        })
        .await
    }

    /// Changes the vault, after every change before it.
    pub async fn change<T: Send + 'static>(
        self: &Arc<Self>,
        act: impl FnOnce(&mut App) -> Result<T, AppError> + Send + 'static,
    ) -> Result<T, AppError> {
        let desk = Arc::clone(self);
        self.write(move |app| {
            desk.changing.store(true, Ordering::Release);
            let done = act(app);
            desk.changing.store(false, Ordering::Release);
            let refreshed = desk.bring_up_to_date(app);
            // Rulings do not always change what is derived, and pages show them.
            desk.edition.fetch_add(1, Ordering::AcqRel);
            refreshed?;
            done
        })
        .await
    }

    /// Writes what no kept answer shows, such as notes and caches, after every change before it.
    pub async fn note<T: Send + 'static>(
        self: &Arc<Self>,
        act: impl FnOnce(&mut App) -> Result<T, AppError> + Send + 'static,
    ) -> Result<T, AppError> {
        self.write(act).await
    }

    async fn write<T: Send + 'static>(
        self: &Arc<Self>,
        act: impl FnOnce(&mut App) -> Result<T, AppError> + Send + 'static,
    ) -> Result<T, AppError> {
        let place = place(&self.writer).await?;
        let desk = Arc::clone(self);
        on_a_thread(move || {
            let mut app = desk.take()?;
            let done = act(&mut app);
            desk.put_back(app);
            drop(place);
            done
        })
        .await
    }

    /// Builds ahead what the first questions need: the search, the picture.
    pub fn warm(self: &Arc<Self>) {
        let desk = Arc::clone(self);
        tokio::spawn(async move {
            // What fails here fails again, and is told, when somebody asks for it.
            let built = desk.ask(|app| app.warm(LARGEST_MAP)).await;
            if built.is_ok() {
                desk.note(|app| app.keep_places(LARGEST_MAP)).await.unwrap_or_default();
                desk.note(|app| app.keep_places(SMALL_MAP)).await.unwrap_or_default();
            }
        });
    }

    fn take(&self) -> Result<App, AppError> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut app = match idle {
            Some(app) => app,
            None => App::open(&self.vault, self.now())?,
        };
        if self.changing.load(Ordering::Acquire) && app.derived().is_some() {
            return Ok(app);
        }
        self.bring_up_to_date(&mut app)?;
        Ok(app)
    }

    /// Who comes while somebody derives waits for it, rather than deriving too.
    fn bring_up_to_date(&self, app: &mut App) -> Result<(), AppError> {
        let mut shared = self.derived.lock().unwrap_or_else(PoisonError::into_inner);
        app.follow(self.now(), shared.as_ref())?;
        let derived = app.derived();
        let is_same = match (&*shared, &derived) {
            (Some(held), Some(derived)) => held.is(derived),
            _ => false,
        };
        if !is_same {
            *shared = derived;
            self.edition.fetch_add(1, Ordering::AcqRel);
        }
        *self.looked.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
        Ok(())
    }

    fn put_back(&self, app: App) {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(app);
    }
}

async fn place(places: &Arc<Semaphore>) -> Result<OwnedSemaphorePermit, AppError> {
    Arc::clone(places).acquire_owned().await.map_err(|_| AppError::internal("the program is stopping"))
}

async fn on_a_thread<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, AppError> + Send + 'static,
) -> Result<T, AppError> {
    let defect = || AppError::internal("a thread of the program ended before its answer was ready; please report this");
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|_| Err(defect()))
}
