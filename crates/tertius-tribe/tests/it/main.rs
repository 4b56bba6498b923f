//! Promises of packets and of the blind match.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking; its helpers are no tests by themselves")]

mod blind;
mod packets;
