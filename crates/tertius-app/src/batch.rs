//! Tools on plain files: no vault, ids instead of people. For exams, researchers and platforms.

pub mod exam;
mod rows;
pub mod ties;
