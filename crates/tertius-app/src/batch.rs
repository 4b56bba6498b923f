//! Tools on plain files: no vault, ids instead of people. For exams, researchers and platforms.

pub mod exam;
pub mod graph;
mod rows;
pub mod ties;
