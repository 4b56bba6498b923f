//! What can go wrong with a vault, in words that name the file and what to do.

use crate::codec::CodecError;
use rusqlite::ErrorCode;
use std::io;
use std::path::{Path, PathBuf};
use tertius_model::{RulingId, SourceId};

/// Whose move it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// The user can mend it.
    User,
    /// The file is bad.
    Data,
    /// A fault of this program or of the machine.
    Internal,
}

/// A failed act on a vault.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The file is something else.
    #[error("{path} is no Tertius vault: {found}; name another file, it was left as it is")]
    NotAVault {
        /// The file.
        path: PathBuf,
        /// What it is instead.
        found: String,
    },
    /// The file was written by a newer Tertius.
    #[error(
        "{path} was written by a newer Tertius (vault version {found}, this program knows {known}); \
         update Tertius, the file was left as it is"
    )]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its version.
        found: i64,
        /// The newest version that this program knows.
        known: i64,
    },
    /// Another process writes to it.
    #[error("{path}: the vault is in use by another process; wait for it to finish or close it, then try again")]
    InUse {
        /// The file.
        path: PathBuf,
    },
    /// Another process wrote to what was looked at.
    #[error("{path}: this changed while you were looking at it; look again, then do it once more")]
    Overtaken {
        /// The file.
        path: PathBuf,
    },
    /// The file or its folder cannot be written.
    #[error("{path} cannot be written: it, or the folder it is in, is read-only; copy it to a folder of yours")]
    ReadOnly {
        /// The file.
        path: PathBuf,
    },
    /// The file's content contradicts itself.
    #[error("{path} is damaged: {what}; run `tertius doctor` to see how much, or restore a backup")]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        what: String,
    },
    /// The disk is full.
    #[error("{path}: the disk is full; nothing was lost and nothing was changed: free some space and try again")]
    DiskFull {
        /// The file.
        path: PathBuf,
    },
    /// The system refused.
    #[error("cannot {act} {path}: {cause}")]
    Io {
        /// What was tried.
        act: &'static str,
        /// The file.
        path: PathBuf,
        /// What the system said.
        cause: io::Error,
    },
    /// A backup or restore would overwrite a file.
    #[error("{path} exists already; name another file, or say that it may be overwritten")]
    Exists {
        /// The file.
        path: PathBuf,
    },
    /// There is no such source.
    #[error("{path} holds no source {id}; `tertius sources` lists them")]
    UnknownSource {
        /// The vault.
        path: PathBuf,
        /// The source asked for.
        id: SourceId,
    },
    /// There is no such ruling, or it is undone already.
    #[error("{path} holds no ruling {} that could be undone; `tertius rulings` lists them", id.0)]
    UnknownRuling {
        /// The vault.
        path: PathBuf,
        /// The ruling asked for.
        id: RulingId,
    },
    /// An earlier error already ended the import.
    #[error("{path}: the import was rolled back after an earlier error; mend that and import again")]
    RolledBack {
        /// The vault.
        path: PathBuf,
    },
    /// A batch contradicts itself; a fault of the caller.
    #[error("{path}: a batch cannot be stored: {cause}; please report this")]
    BadBatch {
        /// The vault.
        path: PathBuf,
        /// What is wrong with it.
        cause: String,
    },
    /// Anything else that SQLite says.
    #[error("{path}: {cause}; please report this")]
    Sqlite {
        /// The vault.
        path: PathBuf,
        /// What SQLite said.
        cause: rusqlite::Error,
    },
}

impl StoreError {
    /// Whose move it is.
    pub fn kind(&self) -> ErrorKind {
        match self {
            StoreError::Newer { .. }
            | StoreError::InUse { .. }
            | StoreError::Overtaken { .. }
            | StoreError::ReadOnly { .. }
            | StoreError::DiskFull { .. }
            | StoreError::Io { .. }
            | StoreError::Exists { .. }
            | StoreError::UnknownSource { .. }
            | StoreError::UnknownRuling { .. } => ErrorKind::User,
            StoreError::NotAVault { .. } | StoreError::Damaged { .. } => ErrorKind::Data,
            StoreError::RolledBack { .. } | StoreError::BadBatch { .. } | StoreError::Sqlite { .. } => {
                ErrorKind::Internal
            }
        }
    }
}

/// What went wrong, before the file is known.
#[derive(Debug)]
pub(crate) enum Fault {
    Sqlite(rusqlite::Error),
    Damaged(String),
    UnknownSource(SourceId),
    UnknownRuling(RulingId),
    RolledBack,
    Overtaken,
    BadBatch(CodecError),
}

impl From<rusqlite::Error> for Fault {
    fn from(cause: rusqlite::Error) -> Fault {
        Fault::Sqlite(cause)
    }
}

impl Fault {
    /// Says which file it is about.
    pub(crate) fn at(self, path: &Path) -> StoreError {
        let path = path.to_owned();
        match self {
            Fault::Sqlite(cause) => of_sqlite(path, cause),
            Fault::Damaged(what) => StoreError::Damaged { path, what },
            Fault::UnknownSource(id) => StoreError::UnknownSource { path, id },
            Fault::UnknownRuling(id) => StoreError::UnknownRuling { path, id },
            Fault::Overtaken => StoreError::Overtaken { path },
            Fault::RolledBack => StoreError::RolledBack { path },
            Fault::BadBatch(cause) => StoreError::BadBatch { path, cause: cause.to_string() },
        }
    }
}

fn of_sqlite(path: PathBuf, cause: rusqlite::Error) -> StoreError {
    let what = cause.to_string();
    match &cause {
        rusqlite::Error::SqliteFailure(failure, _) => match failure.code {
            ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => StoreError::InUse { path },
            ErrorCode::ReadOnly => StoreError::ReadOnly { path },
            ErrorCode::DiskFull => StoreError::DiskFull { path },
            ErrorCode::CannotOpen | ErrorCode::SystemIoFailure | ErrorCode::PermissionDenied => {
                StoreError::Io { act: "use", path, cause: io::Error::other(what) }
            }
            // The statements are fixed and tested: a vault that cannot answer them is not as we wrote it.
            ErrorCode::DatabaseCorrupt
            | ErrorCode::NotADatabase
            | ErrorCode::ConstraintViolation
            | ErrorCode::TypeMismatch
            | ErrorCode::TooBig
            | ErrorCode::OutOfMemory
            | ErrorCode::Unknown => StoreError::Damaged { path, what },
            _ => StoreError::Sqlite { path, cause },
        },
        rusqlite::Error::SqlInputError { .. }
        | rusqlite::Error::FromSqlConversionFailure(..)
        | rusqlite::Error::InvalidColumnType(..)
        | rusqlite::Error::IntegralValueOutOfRange(..)
        | rusqlite::Error::Utf8Error(..)
        | rusqlite::Error::QueryReturnedNoRows => StoreError::Damaged { path, what },
        _ => StoreError::Sqlite { path, cause },
    }
}
