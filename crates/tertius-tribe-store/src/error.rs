//! Why the store cannot do something.

use thiserror::Error;

/// Why the store cannot do something.
#[derive(Debug, Error)]
pub enum StoreError {
    /// The address of the database names no database that is known.
    #[error("{0} is no database: give a file, or postgres://user@host/name")]
    Address(String),
    /// The database was made by a newer program.
    #[error("the database has version {found}, this program knows {known}; use the newer program")]
    Newer {
        /// Its version.
        found: i64,
        /// Ours.
        known: i64,
    },
    /// A file that cannot be opened as a database.
    #[error("cannot open the database {file}: {error}")]
    File {
        /// Which.
        file: String,
        /// Why.
        error: sqlx::Error,
    },
    /// The folder of a database's file is missing.
    #[error("cannot make the database {file}: there is no folder {folder}")]
    NoFolder {
        /// Which.
        file: String,
        /// Where it should be.
        folder: String,
    },
    /// The database refuses.
    #[error("the database refuses: {0}")]
    Database(#[from] sqlx::Error),
    /// A word in the database is not one that this program writes.
    #[error("the database holds the unknown word {0:?}")]
    Word(String),
}
