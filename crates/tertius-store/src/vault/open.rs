//! Opening and creating: what a file is, is decided from its first hundred bytes before SQLite touches it.

use super::{Vault, begin, commit, roll_back};
use crate::error::{Fault, StoreError};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// "Tert", at offset 68 of the file.
const APPLICATION_ID: i32 = 0x5465_7274;
/// One script per version; a vault of version n has run the first n.
const MIGRATIONS: [&str; 3] = [
    include_str!("../migrations/0001_vault.sql"),
    include_str!("../migrations/0002_packets.sql"),
    include_str!("../migrations/0003_matters.sql"),
];
/// The version that this program reads and writes.
pub(super) const VERSION: i64 = MIGRATIONS.len() as i64;
/// Blobs of a few hundred kilobytes read faster from larger pages than SQLite's 4 KiB.
const PAGE_SIZE: i64 = 16_384;
const PATIENCE: Duration = Duration::from_secs(5);

/// Where the file system lets us.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Access {
    Write,
    Read,
    /// Reading without any lock or side file, for media that cannot change.
    Frozen,
}

pub(super) fn open(path: &Path) -> Result<Vault, StoreError> {
    create_file(path)?;
    inspect(path)?;
    let locked = fs::metadata(path).map_err(|cause| io_error("open", path, cause))?.permissions().readonly();
    if locked {
        return open_read_only(path);
    }
    match connect(path, Access::Write) {
        Err(StoreError::ReadOnly { .. } | StoreError::Io { .. }) => open_read_only(path),
        other => other,
    }
}

pub(super) fn open_read_only(path: &Path) -> Result<Vault, StoreError> {
    inspect(path)?;
    if log_is_empty(path) {
        return connect(path, Access::Frozen);
    }
    connect(path, Access::Read).map_err(|error| match error {
        // Without a writable folder the log cannot be replayed, and without the log the file is not whole.
        StoreError::Io { .. } => StoreError::ReadOnly { path: path.to_owned() },
        other => other,
    })
}

pub(super) fn in_memory() -> Result<Vault, StoreError> {
    let path = PathBuf::from(":memory:");
    let conn = Connection::open_in_memory().map_err(|cause| Fault::from(cause).at(&path))?;
    let vault = Vault { conn, path };
    vault.read(|conn| prepare(conn, Access::Write))?;
    Ok(vault)
}

/// The side file in which SQLite keeps what is not yet in the main one.
pub(super) fn log_path(path: &Path) -> PathBuf {
    side_path(path, "-wal")
}

/// A file beside this one, with a suffix to its name.
pub(super) fn side_path(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

pub(super) fn io_error(act: &'static str, path: &Path, cause: io::Error) -> StoreError {
    match cause.kind() {
        io::ErrorKind::StorageFull => StoreError::DiskFull { path: path.to_owned() },
        io::ErrorKind::ReadOnlyFilesystem => StoreError::ReadOnly { path: path.to_owned() },
        _ => StoreError::Io { act, path: path.to_owned(), cause },
    }
}

/// Creates an empty file that only its owner may read.
pub(super) fn create_private(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

fn log_is_empty(path: &Path) -> bool {
    fs::metadata(log_path(path)).map_or(true, |log| log.len() == 0)
}

fn create_file(path: &Path) -> Result<(), StoreError> {
    if path.exists() {
        return Ok(());
    }
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        fs::create_dir_all(folder).map_err(|cause| io_error("create the folder of", path, cause))?;
    }
    match create_private(path) {
        Err(cause) if cause.kind() != io::ErrorKind::AlreadyExists => Err(io_error("create", path, cause)),
        _ => Ok(()),
    }
}

/// Refuses whatever is not a vault of a known version, reading only the file's head.
pub(super) fn inspect(path: &Path) -> Result<(), StoreError> {
    let foreign = |found: &str| Err(StoreError::NotAVault { path: path.to_owned(), found: found.to_owned() });
    let file = fs::metadata(path).map_err(|cause| io_error("open", path, cause))?;
    if file.is_dir() {
        return foreign("it is a folder");
    }
    let mut head = Vec::with_capacity(100);
    File::open(path)
        .and_then(|file| file.take(100).read_to_end(&mut head))
        .map_err(|cause| io_error("read", path, cause))?;
    if head.is_empty() {
        return Ok(());
    }
    if !head.starts_with(b"SQLite format 3\0") {
        return foreign("it is not an SQLite database");
    }
    let number_at = |at: usize| {
        head.get(at..at + 4).and_then(|bytes| bytes.try_into().ok()).map(i32::from_be_bytes).unwrap_or_default()
    };
    if number_at(68) != APPLICATION_ID {
        return foreign("it is the SQLite database of another program");
    }
    let found = i64::from(number_at(60));
    if found > VERSION {
        return Err(StoreError::Newer { path: path.to_owned(), found, known: VERSION });
    }
    Ok(())
}

fn connect(path: &Path, access: Access) -> Result<Vault, StoreError> {
    // SQLite takes a relative `file:…` for a URI.
    let name = std::path::absolute(path).map_err(|cause| io_error("open", path, cause))?;
    let (name, flags) = match access {
        Access::Write => (name, OpenFlags::SQLITE_OPEN_READ_WRITE),
        Access::Read => (name, OpenFlags::SQLITE_OPEN_READ_ONLY),
        Access::Frozen => (frozen_uri(&name), OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI),
    };
    let conn = Connection::open_with_flags(name, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)
        .map_err(|cause| Fault::from(cause).at(path))?;
    let vault = Vault { conn, path: path.to_owned() };
    vault.read(|conn| prepare(conn, access))?;
    let found = vault.read(version)?;
    if found > VERSION {
        return Err(StoreError::Newer { path: path.to_owned(), found, known: VERSION });
    }
    if found < VERSION {
        return Err(StoreError::ReadOnly { path: path.to_owned() });
    }
    Ok(vault)
}

/// `file:` with everything but plain characters percent-encoded.
fn frozen_uri(path: &Path) -> PathBuf {
    let mut uri = String::from("file:");
    for &byte in path.as_os_str().as_encoded_bytes() {
        if byte.is_ascii_alphanumeric() || b"/-_.~".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            uri.push_str(&format!("%{byte:02X}"));
        }
    }
    uri.push_str("?immutable=1");
    PathBuf::from(uri)
}

fn prepare(conn: &Connection, access: Access) -> Result<(), Fault> {
    conn.busy_timeout(PATIENCE)?;
    // A vault from elsewhere may carry triggers, views or a broken schema: nothing in it may run.
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false)?;
    conn.pragma_update(None, "cell_size_check", true)?;
    conn.pragma_update(None, "foreign_keys", true)?;
    // Temporary copies of a vault must not reach a disk that nobody wipes.
    conn.pragma_update(None, "temp_store", "memory")?;
    conn.pragma_update(None, "cache_size", -16_000)?;
    conn.pragma_update(None, "synchronous", "full")?;
    if access == Access::Write {
        migrate(conn)?;
    }
    Ok(())
}

fn migrate(conn: &Connection) -> Result<(), Fault> {
    if version(conn)? >= VERSION {
        return Ok(());
    }
    conn.pragma_update(None, "page_size", PAGE_SIZE)?;
    begin(conn)?;
    let done = run_migrations(conn).and_then(|()| commit(conn));
    if done.is_err() {
        roll_back(conn);
        return done;
    }
    switch_to_log(conn)
}

/// Runs what is missing; another process may have done so while we waited for the lock.
fn run_migrations(conn: &Connection) -> Result<(), Fault> {
    let from = usize::try_from(version(conn)?).map_err(|_| Fault::Damaged("its version is negative".to_owned()))?;
    for script in MIGRATIONS.iter().skip(from) {
        conn.execute_batch(script)?;
    }
    conn.execute(
        "INSERT INTO meta (name, value) VALUES ('suppression_key', randomblob(32)) ON CONFLICT (name) DO NOTHING",
        [],
    )?;
    conn.pragma_update(None, "application_id", APPLICATION_ID)?;
    conn.pragma_update(None, "user_version", VERSION)?;
    Ok(())
}

/// The journal mode is kept in the file, so this happens once. Some network file systems cannot; SQLite then
/// stays with a rollback journal, which is as safe.
fn switch_to_log(conn: &Connection) -> Result<(), Fault> {
    let mode = conn.query_row("PRAGMA journal_mode = wal", [], |row| row.get::<_, String>(0));
    match mode {
        Ok(_) => Ok(()),
        // Somebody else opened it at the same moment; whoever opens it next alone will switch.
        Err(rusqlite::Error::SqliteFailure(failure, _)) if failure.code == ErrorCode::DatabaseBusy => Ok(()),
        Err(cause) => Err(cause.into()),
    }
}

pub(super) fn version(conn: &Connection) -> Result<i64, Fault> {
    Ok(conn.query_row("PRAGMA user_version", [], |row| row.get(0))?)
}
