//! Forgetting sources, down to their bytes in the file.
//!
//! Deleting rows leaves their bytes in free pages, in the slack of pages and in the log. So: secure deletion
//! within the transaction, then a rebuild of the file, then emptying the log. The need for the last two is
//! noted in the same transaction; a process killed between leaves it to whoever opens the vault next.

use super::Vault;
use super::sources::stored;
use crate::error::{Fault, StoreError};
use rusqlite::Connection;
use tertius_model::SourceId;

/// Whether bytes of what was removed may still be in the vault's files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Residue {
    /// None are.
    None,
    /// Some may be, because another process uses the vault or the disk is full. The next opening wipes them.
    UntilReopened,
}

/// What was removed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Removed {
    /// Sources removed.
    pub sources: u64,
    /// Observations that no source holds any more.
    pub observations: u64,
    /// What may be left.
    pub residue: Residue,
}

impl Vault {
    /// Drops sources with everything that only they said, and the cache, so that nothing derived remains.
    /// What they superseded can be imported anew.
    ///
    /// # Errors
    /// When one of them is not there (then none is dropped) or the vault cannot be written.
    pub fn forget(&mut self, sources: &[SourceId]) -> Result<Removed, StoreError> {
        let observations = self.write_wiping(|conn| {
            for &id in sources {
                forget_source(conn, id)?;
            }
            let dropped = drop_loose_chunks(conn)?;
            drop_cache(conn)?;
            Ok(dropped)
        })?;
        Ok(Removed { sources: sources.len() as u64, observations, residue: self.wipe() })
    }

    /// A write transaction that zeroes what it deletes and notes that a wipe is due.
    pub(super) fn write_wiping<T>(
        &mut self,
        act: impl FnOnce(&Connection) -> Result<T, Fault>,
    ) -> Result<T, StoreError> {
        self.read(|conn| Ok(conn.pragma_update(None, "secure_delete", true)?))?;
        let done = self.write(|conn| {
            let value = act(conn)?;
            conn.execute("INSERT OR REPLACE INTO meta (name, value) VALUES ('wipe_due', x'01')", [])?;
            Ok(value)
        });
        self.read(|conn| Ok(conn.pragma_update(None, "secure_delete", false)?))?;
        done
    }

    /// Rebuilds the file and empties the log.
    pub(super) fn wipe(&mut self) -> Residue {
        // Whatever the reason, the note in the vault stays, and the next opening tries again.
        if wipe(&self.conn).is_ok() { Residue::None } else { Residue::UntilReopened }
    }

    /// Completes a wipe that another process could not.
    pub(super) fn finish_wipe(&mut self) {
        if !self.is_read_only() && wipe_is_due(&self.conn).unwrap_or(false) {
            self.wipe();
        }
    }
}

pub(super) fn wipe_is_due(conn: &Connection) -> Result<bool, Fault> {
    Ok(conn.prepare("SELECT 1 FROM meta WHERE name = 'wipe_due'")?.exists([])?)
}

fn wipe(conn: &Connection) -> Result<(), Fault> {
    conn.flush_prepared_statement_cache();
    conn.execute_batch("VACUUM")?;
    let log_is_in_use: bool = conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
    if log_is_in_use {
        return Err(Fault::Damaged("the log is still in use".to_owned()));
    }
    conn.execute("DELETE FROM meta WHERE name = 'wipe_due'", [])?;
    Ok(())
}

fn forget_source(conn: &Connection, id: SourceId) -> Result<(), Fault> {
    conn.execute(
        "DELETE FROM container WHERE hash IN (SELECT container FROM container_source WHERE source = ?1)",
        [stored(id)],
    )?;
    match conn.execute("DELETE FROM source WHERE id = ?1", [stored(id)])? {
        0 => Err(Fault::UnknownSource(id)),
        _ => Ok(()),
    }
}

/// Drops chunks that no source holds; returns how many observations they held.
pub(super) fn drop_loose_chunks(conn: &Connection) -> Result<u64, Fault> {
    const LOOSE: &str = "NOT EXISTS (SELECT 1 FROM source_chunk WHERE source_chunk.chunk = chunk.id)";
    let n: i64 =
        conn.query_row(&format!("SELECT coalesce(sum(n), 0) FROM chunk WHERE {LOOSE}"), [], |row| row.get(0))?;
    conn.execute(&format!("DELETE FROM chunk WHERE {LOOSE}"), [])?;
    Ok(n.cast_unsigned())
}

pub(super) fn drop_cache(conn: &Connection) -> Result<(), Fault> {
    conn.execute("DELETE FROM cache", [])?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wipe_cut_short_is_finished_at_the_next_opening() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("vault");
        let mut vault = Vault::open(&path).unwrap();
        vault.write_wiping(drop_cache).unwrap();
        assert!(wipe_is_due(&vault.conn).unwrap());
        drop(vault);
        let vault = Vault::open(&path).unwrap();
        assert!(!wipe_is_due(&vault.conn).unwrap());
    }

    #[test]
    fn a_lock_held_elsewhere_leaves_a_residue_and_says_so() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("vault");
        let mut vault = Vault::open(&path).unwrap();
        vault.wait_at_most(std::time::Duration::from_millis(10)).unwrap();
        vault.write_wiping(drop_cache).unwrap();
        let other = Vault::open_read_only(&path).unwrap();
        other.read(|conn| Ok(conn.execute_batch("BEGIN; SELECT * FROM meta")?)).unwrap();
        assert_eq!(vault.wipe(), Residue::UntilReopened);
        drop(other);
        assert_eq!(vault.wipe(), Residue::None);
    }
}
