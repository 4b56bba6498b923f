//! Tables in the column format Parquet, for tools that otherwise take CSV: told by the end of the name.

mod read;
#[cfg(test)]
mod tests;
mod write;

pub(super) use read::{AsCsv, Table};
pub(super) use write::{Column, Sheet};

use std::path::Path;

/// Whether a table is Parquet by its name.
pub fn is_parquet(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("parquet"))
}
