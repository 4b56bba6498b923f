//! Promises of packets and of the blind match.

mod blind;
mod packets;
