//! Promises of packets and of the blind match; those of the machines, held by exploring them.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking; its helpers are no tests by themselves")]

mod asks_explored;
mod asks_told;
mod blind;
mod budgets;
mod exchanged;
mod introductions_explored;
mod introductions_told;
mod letters;
mod links;
mod long_runs;
mod packets;
mod replies;
mod silence;
mod world;
