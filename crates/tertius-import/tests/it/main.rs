//! The one integration test binary: what each format reads, as snapshots.

mod mail;
mod read;
