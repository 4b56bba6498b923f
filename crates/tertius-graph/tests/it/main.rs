//! Each algorithm against a slow and obvious one, on small random graphs.

mod ask;
mod build;
mod loose;
mod network;
mod paths;
mod reach;
mod recent;
mod snapshot;
mod twins;
