//! Each algorithm against a slow and obvious one, on small random graphs.

mod allocations;
mod ask;
mod larger;
mod loose;
mod network;
mod paths;
mod reach;
mod routes;
mod snapshot;
mod structure;
mod twins;
