//! The tribe server from outside, on both databases.

#![expect(clippy::unwrap_used, reason = "what cannot be done here fails the test")]

mod asking;
mod authorisation;
#[path = "../../../tertius-tribe-store/tests/it/cluster.rs"]
mod cluster;
mod door;
mod interference;
mod leaving;
mod mail_server;
mod mailbox;
mod matching;
mod pace;
mod passkeys;
mod pasted;
mod preview;
mod processes;
mod replies;
mod scene;
mod sending;
mod sessions;
mod silence;
mod worlds;
