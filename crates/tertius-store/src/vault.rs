//! The vault itself: opening, transactions, settings; everything else is in the files beside.
//!
//! Journal: write-ahead log with full syncs. Readers go on while an import runs, a commit is on the disk when
//! it returns (there are few commits, so the syncs cost nothing), and the last process to close the vault
//! leaves one file behind. After kill -9 or a power cut, the next opening replays the committed part of the log.

mod backup;
mod cache;
mod check;
mod erase;
mod forget;
mod import;
mod matters;
mod notes;
mod open;
mod packets;
mod read;
mod rulings;
mod sources;

pub use backup::{Overwrite, restore};
pub use cache::GroundVersion;
pub use check::Finding;
pub use erase::{Erasure, Suppress, Suppressions};
pub use forget::{Removed, Residue};
pub use import::{Finished, Import, SourceDraft};
pub use matters::{Matter, MatterEvent};
pub use packets::{Disclosed, Disclosure, PacketRevoked, PacketTerms};
pub use rulings::{PastRuling, RulingState};
pub use sources::{Counts, Skip, SourceFacts, SourceRow};

use crate::error::{Fault, StoreError};
use rusqlite::{Connection, OptionalExtension};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// One person's vault, open.
#[derive(Debug)]
pub struct Vault {
    conn: Connection,
    path: PathBuf,
}

impl Vault {
    /// Opens the vault in this file, or creates one where there is no file or an empty one.
    ///
    /// A file without write permission, or on a read-only medium, opens for reading.
    ///
    /// # Errors
    /// When the file is no vault, is of a newer version, is damaged, or cannot be opened. It is then left as it is.
    pub fn open(path: &Path) -> Result<Vault, StoreError> {
        let mut vault = open::open(path)?;
        vault.finish_wipe();
        Ok(vault)
    }

    /// Opens an existing vault for reading only; the file is not touched.
    ///
    /// # Errors
    /// As [`Vault::open`], and when there is no such file.
    pub fn open_read_only(path: &Path) -> Result<Vault, StoreError> {
        open::open_read_only(path)
    }

    /// A vault that lives as long as this value.
    ///
    /// # Errors
    /// When memory runs out.
    pub fn in_memory() -> Result<Vault, StoreError> {
        open::in_memory()
    }

    /// The file; `:memory:` where there is none.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether it can only be read.
    pub fn is_read_only(&self) -> bool {
        // A handle that cannot say so is not writable either.
        self.conn.is_readonly("main").unwrap_or(true)
    }

    /// Sets how long to wait for another process before giving up; five seconds unless set.
    ///
    /// # Errors
    /// When the connection refuses.
    pub fn wait_at_most(&self, patience: Duration) -> Result<(), StoreError> {
        self.read(|conn| Ok(conn.busy_timeout(patience)?))
    }

    /// A setting's value, where it was set.
    ///
    /// # Errors
    /// When the vault cannot be read.
    pub fn setting(&self, name: &str) -> Result<Option<String>, StoreError> {
        self.read(|conn| {
            let mut query = conn.prepare_cached("SELECT value FROM setting WHERE name = ?1")?;
            Ok(query.query_row([name], |row| row.get(0)).optional()?)
        })
    }

    /// Sets a setting, or removes it.
    ///
    /// # Errors
    /// When the vault cannot be written.
    pub fn set_setting(&mut self, name: &str, value: Option<&str>) -> Result<(), StoreError> {
        self.write(|conn| {
            match value {
                Some(value) => conn.execute(
                    "INSERT INTO setting (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = ?2",
                    [name, value],
                )?,
                None => conn.execute("DELETE FROM setting WHERE name = ?1", [name])?,
            };
            Ok(())
        })
    }

    /// Every setting, ordered by name.
    ///
    /// # Errors
    /// When the vault cannot be read.
    pub fn settings(&self) -> Result<Vec<(String, String)>, StoreError> {
        self.read(|conn| {
            let mut query = conn.prepare_cached("SELECT name, value FROM setting ORDER BY name")?;
            let rows = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// Runs an act that reads, and names the file where it fails.
    fn read<T>(&self, act: impl FnOnce(&Connection) -> Result<T, Fault>) -> Result<T, StoreError> {
        act(&self.conn).map_err(|fault| fault.at(&self.path))
    }

    /// Runs an act as one transaction that holds the write lock from its start.
    fn write<T>(&mut self, act: impl FnOnce(&Connection) -> Result<T, Fault>) -> Result<T, StoreError> {
        self.read(|conn| {
            begin(conn)?;
            let done = act(conn).and_then(|value| commit(conn).map(|()| value));
            if done.is_err() {
                roll_back(conn);
            }
            done
        })
    }
}

/// Takes the write lock at once: a transaction that starts by reading could lose it half-way.
fn begin(conn: &Connection) -> Result<(), Fault> {
    Ok(conn.execute_batch("BEGIN IMMEDIATE")?)
}

fn commit(conn: &Connection) -> Result<(), Fault> {
    Ok(conn.execute_batch("COMMIT")?)
}

fn roll_back(conn: &Connection) {
    if !conn.is_autocommit() {
        // SQLite rolls back by itself whatever this cannot: when the connection closes, or at the next opening.
        drop(conn.execute_batch("ROLLBACK"));
    }
}
