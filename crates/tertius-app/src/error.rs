//! What can go wrong in a use case, in three kinds that every skin maps to its own codes.

use std::fmt;

/// Who can mend it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The user: not found, ambiguous, bad usage, nothing to do.
    User,
    /// Nobody here: the data is bad.
    Data,
    /// The makers of the program, or the machine.
    Internal,
}

impl Kind {
    /// The word in JSON.
    pub fn id(self) -> &'static str {
        match self {
            Kind::User => "user",
            Kind::Data => "data",
            Kind::Internal => "internal",
        }
    }
}

/// A use case that could not be done.
#[derive(Debug)]
pub struct AppError {
    /// Who can mend it.
    pub kind: Kind,
    /// What happened, lower case, no full stop.
    pub message: String,
    /// What to do next.
    pub hint: Option<String>,
}

impl AppError {
    /// Something the user can mend.
    pub fn user(message: impl Into<String>, hint: impl Into<String>) -> AppError {
        AppError { kind: Kind::User, message: message.into(), hint: Some(hint.into()) }
    }

    /// Bad data.
    pub fn data(message: impl Into<String>, hint: impl Into<String>) -> AppError {
        AppError { kind: Kind::Data, message: message.into(), hint: Some(hint.into()) }
    }

    /// A defect or a failing machine.
    pub fn internal(message: impl Into<String>) -> AppError {
        AppError { kind: Kind::Internal, message: message.into(), hint: None }
    }
}

impl fmt::Display for AppError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        match &self.hint {
            Some(hint) => write!(f, "\n{hint}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for AppError {}
