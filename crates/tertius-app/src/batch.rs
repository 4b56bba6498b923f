//! Tools on plain files: no vault, ids instead of people. For exams, researchers and platforms.

pub mod exam;
pub mod graph;
mod parquet;
mod people_csv;
mod resolve;
mod rows;
pub mod ties;

pub use parquet::is_parquet;
pub use resolve::{ResolveFiles, ResolvedView, resolve};
