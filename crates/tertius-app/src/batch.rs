//! Use cases on plain files, without a vault.

pub mod graph;
