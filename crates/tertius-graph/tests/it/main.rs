//! Each algorithm against a slow and obvious one, on small random graphs.

mod loose;
mod network;
mod paths;
mod reach;
