//! One server for one vault: a file beside it, locked as long as the server runs.
//!
//! Two processes that write to one vault are kept apart by SQLite: each write is one transaction that takes the write lock
//! at its start and waits for its turn, so nothing is lost whoever comes first. Two servers over one vault would still
//! puzzle their user, since each has links, sessions and running imports of its own; the second says where the first is.

use crate::server::ServeError;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, Write};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

/// Held as long as a server runs; a server that is killed lets go of it.
pub(crate) struct Lock {
    path: PathBuf,
    file: Option<File>,
}

impl Lock {
    /// Takes the lock of a vault.
    ///
    /// # Errors
    /// When another server has it.
    pub fn take(vault: &Path) -> Result<Lock, ServeError> {
        let mut name = vault.as_os_str().to_owned();
        name.push(".served");
        let path = PathBuf::from(name);
        let opened = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path);
        // A folder that cannot be written, or one that knows no locks, is served without one: SQLite's own still holds.
        let Ok(mut file) = opened else { return Ok(Lock { path, file: None }) };
        match file.try_lock() {
            Ok(()) => Ok(Lock { path, file: Some(file) }),
            Err(TryLockError::Error(_)) => Ok(Lock { path, file: None }),
            Err(TryLockError::WouldBlock) => {
                let mut address = String::new();
                file.read_to_string(&mut address).unwrap_or_default();
                Err(ServeError::Served { vault: vault.to_owned(), address: address.trim().to_owned() })
            }
        }
    }

    /// Writes down where the server is.
    pub fn tell(&mut self, address: SocketAddr) {
        if let Some(file) = &mut self.file {
            // Only what the next server says of this one depends on it.
            drop(file.set_len(0).and_then(|()| file.rewind()).and_then(|()| writeln!(file, "http://{address}")));
        }
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        if self.file.is_some() {
            // A file that stays is locked by nobody and does no harm.
            drop(std::fs::remove_file(&self.path));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_server_is_told_where_the_first_is() {
        let folder = tempfile::tempdir().expect("a folder");
        let vault = folder.path().join("vault.db");
        let mut first = Lock::take(&vault).expect("nobody has it");
        first.tell(SocketAddr::from(([127, 0, 0, 1], 7878)));
        let second = Lock::take(&vault).err().map(|error| error.to_string()).unwrap_or_default();
        assert!(second.contains("http://127.0.0.1:7878"), "{second}");
        drop(first);
        assert!(Lock::take(&vault).is_ok());
        assert!(std::fs::read_dir(folder.path()).expect("the folder").next().is_none());
    }
}
