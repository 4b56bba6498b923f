//! Each algorithm against a slow and obvious one, on small random graphs.

mod allocations;
mod ask;
mod build;
mod larger;
mod loose;
mod network;
mod packed;
mod paths;
mod reach;
mod recent;
mod routes;
mod snapshot;
mod structure;
mod twins;
