//! Copies of a whole vault: written beside the target, verified, then put in its place.

use super::open::{self, io_error, log_path, side_path};
use super::{Vault, begin, roll_back};
use crate::error::{Fault, StoreError};
use rusqlite::Connection;
use rusqlite::types::{ToSqlOutput, ValueRef};
use std::fs::{self, File};
use std::path::{Path, PathBuf};

/// What to do with a file that is in the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Overwrite {
    /// Leave it and fail.
    Refuse,
    /// Replace it, if it is a vault that nobody uses.
    Replace,
}

impl Vault {
    /// Writes a copy without the cache; other processes may go on using the vault.
    ///
    /// # Errors
    /// When the target exists and may not be replaced, or cannot be written. It is then as before.
    pub fn backup(&self, to: &Path, overwrite: Overwrite) -> Result<(), StoreError> {
        make_way(to, overwrite, Some(&self.path))?;
        let draft = Draft::beside(to)?;
        self.read(|conn| {
            let mut copy = conn.prepare("VACUUM INTO ?1")?;
            copy.execute([draft.name()])?;
            Ok(())
        })
        // A full disk is the target's; any other fault is this vault's.
        .map_err(|error| match error {
            StoreError::DiskFull { .. } => StoreError::DiskFull { path: to.to_owned() },
            other => other,
        })?;
        shed_cache(&draft.path)?;
        draft.settle(to)
    }
}

/// Puts a backup in the place of a vault, after checking every part of it.
///
/// # Errors
/// When the backup is no vault, is damaged, or the target exists and may not be replaced. The target is then as before.
pub fn restore(from: &Path, to: &Path, overwrite: Overwrite) -> Result<(), StoreError> {
    let backup = Vault::open_read_only(from)?;
    if let Some(finding) = backup.check()?.into_iter().next() {
        return Err(StoreError::Damaged { path: from.to_owned(), what: finding.what });
    }
    make_way(to, overwrite, Some(from))?;
    backup.backup(to, overwrite)
}

/// Makes sure that nothing of worth is in the way, without touching it yet.
fn make_way(to: &Path, overwrite: Overwrite, origin: Option<&Path>) -> Result<(), StoreError> {
    if !to.exists() {
        return Ok(());
    }
    let is_itself = origin.is_some_and(|origin| same_file(origin, to));
    if overwrite == Overwrite::Refuse || is_itself {
        return Err(StoreError::Exists { path: to.to_owned() });
    }
    open::inspect(to)?;
    match Vault::open(to) {
        Ok(target) => {
            target.wait_at_most(std::time::Duration::from_millis(500))?;
            target.read(|conn| {
                begin(conn)?;
                roll_back(conn);
                Ok(())
            })
        }
        // A damaged vault is what a backup is for.
        Err(StoreError::Damaged { .. }) => Ok(()),
        Err(error) => Err(error),
    }
}

fn same_file(a: &Path, b: &Path) -> bool {
    matches!((fs::canonicalize(a), fs::canonicalize(b)), (Ok(a), Ok(b)) if a == b)
}

/// A file being written beside its target; removed unless it is settled.
struct Draft {
    path: PathBuf,
}

impl Draft {
    fn beside(to: &Path) -> Result<Draft, StoreError> {
        if let Some(folder) = to.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            fs::create_dir_all(folder).map_err(|cause| io_error("create the folder of", to, cause))?;
        }
        let path = side_path(to, &format!(".{}.partial", std::process::id()));
        let path = std::path::absolute(&path).map_err(|cause| io_error("create", &path, cause))?;
        open::create_private(&path).map_err(|cause| io_error("create", &path, cause))?;
        Ok(Draft { path })
    }

    /// The path in SQLite's spelling: bytes that are not UTF-8 stay as they are.
    fn name(&self) -> ToSqlOutput<'_> {
        ToSqlOutput::Borrowed(ValueRef::Text(self.path.as_os_str().as_encoded_bytes()))
    }

    /// Puts the draft in the target's place. A log left by the target would be replayed into the newcomer.
    fn settle(self, to: &Path) -> Result<(), StoreError> {
        let failed = |cause| io_error("write", to, cause);
        File::open(&self.path).and_then(|file| file.sync_all()).map_err(failed)?;
        for stale in [log_path(to), side_path(to, "-shm"), side_path(to, "-journal")] {
            match fs::remove_file(&stale) {
                Err(cause) if cause.kind() != std::io::ErrorKind::NotFound => return Err(failed(cause)),
                _ => {}
            }
        }
        fs::rename(&self.path, to).map_err(failed)?;
        #[cfg(unix)]
        if let Some(folder) = to.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            File::open(folder).and_then(|folder| folder.sync_all()).map_err(failed)?;
        }
        Ok(())
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        // After settling there is nothing to remove.
        drop(fs::remove_file(&self.path));
    }
}

fn shed_cache(path: &Path) -> Result<(), StoreError> {
    let shed = || -> Result<(), Fault> {
        let conn = Connection::open(path)?;
        conn.pragma_update(None, "temp_store", "memory")?;
        if conn.execute("DELETE FROM cache", [])? > 0 {
            conn.execute_batch("VACUUM")?;
        }
        Ok(())
    };
    shed().map_err(|fault| fault.at(path))
}
