//! Why a source could not be read.

use std::io;
use tertius_model::Position;

/// A recognised source that cannot be read on. The caller adds the file's path.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The bytes could not be fetched.
    #[error("reading failed at {position}: {cause}")]
    Io {
        /// How far reading came.
        position: Position,
        /// What the system said.
        cause: io::Error,
    },
    /// The content is not what the format promises, from here on.
    #[error("{position}: {reason}; {hint}")]
    Malformed {
        /// Where.
        position: Position,
        /// What is wrong, lower case, no full stop.
        reason: String,
        /// What the user can do about it.
        hint: &'static str,
    },
}
