//! Tools on plain files, without a vault: for researchers, platforms and exams.

mod people_csv;
mod resolve;

pub use resolve::{ResolveFiles, ResolvedView, resolve};
