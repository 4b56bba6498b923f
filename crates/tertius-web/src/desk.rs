//! The vault as the web application uses it: a few readers that answer at the same time, one writer at a time.
//!
//! Every question runs on a thread that may wait, with an [`App`] of its own. Before it answers, an `App` looks whether
//! the vault has changed, by a page or by another process, and reads what was derived anew where it has.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use tertius_app::{App, AppError, Timestamp};
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

/// One vault, and the applications that are open over it.
pub(crate) struct Desk {
    vault: PathBuf,
    clock: Clock,
    idle: Mutex<Vec<App>>,
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
            idle: Mutex::new(vec![app]),
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
        let place = place(&self.writer).await?;
        let desk = Arc::clone(self);
        on_a_thread(move || {
            let mut app = desk.take()?;
            let done = act(&mut app);
            let refreshed = app.refresh(desk.now());
            desk.put_back(app);
            drop(place);
            refreshed?;
            done
        })
        .await
    }

    fn take(&self) -> Result<App, AppError> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut app = match idle {
            Some(app) => app,
            None => App::open(&self.vault, self.now())?,
        };
        app.refresh(self.now())?;
        Ok(app)
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
