//! The tribe server from outside, on both databases.

mod authorisation;
#[path = "../../../tertius-tribe-store/tests/it/cluster.rs"]
mod cluster;
mod door;
mod interference;
mod scene;
