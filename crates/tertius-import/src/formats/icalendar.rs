//! To be written.
use super::Format;

/// Rows of the table.
pub(super) static FORMATS: &[Format] = &[];
