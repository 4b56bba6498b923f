//! The store on both databases: the same questions, the same answers.

#![expect(clippy::unwrap_used, reason = "what cannot be done here fails the test")]

mod cluster;
mod contract;
mod matters;
mod walls;
