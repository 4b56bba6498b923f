//! The contract of the vault, one file per promise.

#![expect(clippy::unwrap_used, reason = "a test that meets an unexpected error should fail at once")]

mod crash;
mod damage;
mod erase;
mod files;
mod forget;
mod ground;
mod import;
mod sample;
