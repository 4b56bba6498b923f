//! Each algorithm against a slow and obvious one, on small random graphs.

mod ask;
mod loose;
mod network;
mod paths;
mod reach;
mod snapshot;
mod twins;
