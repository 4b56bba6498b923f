//! The store on both databases: the same questions, the same answers.

mod cluster;
mod contract;
mod walls;
