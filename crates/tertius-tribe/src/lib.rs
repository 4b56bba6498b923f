//! What people share with each other, and how: packets, their revocation, and the blind match.
//!
//! A [`packet`] is the one thing that leaves a vault: a signed, expiring file that says which ties a person shares,
//! with whom, at which level. Its types are the promise: there is no field for an e-mail address, a phone number, a
//! message or a date of contact, and [`Line`], the only free text, refuses what looks like one. A [`preview`] is made
//! from a decoded packet alone, so it shows what the bytes hold. [`blind`] finds which contacts two people share
//! without showing the others.
//!
//! Pure: bytes, moments and randomness are handed in. Nothing here opens a file, asks a clock, or knows a vault.

pub mod blind;
mod encode;
mod hex;
mod line;
mod moment;
pub mod packet;
mod page;
pub mod preview;
mod profile;
mod read;
pub mod revocation;
mod signing;
pub mod token;

pub use line::{Line, LineError};
pub use moment::{read_moment, write_moment};
pub use packet::{
    Audience, Blinded, Level, MAX_BYTES, MAX_DAYS, MAX_PEOPLE, Named, Owner, Packet, PacketError, PacketId, Shared,
    SignedPacket, TribeId, VERSION,
};
pub use page::contribution_page;
pub use profile::ProfileUrl;
pub use revocation::{Revocation, SignedRevocation};
pub use signing::{OwnKey, PublicKey};
pub use tertius_model::Band;
pub use token::{Token, TribeKey};
