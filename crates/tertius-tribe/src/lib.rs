//! What people share with each other, and what passes between them.
//!
//! Sharing: a [`packet`] is the one way in which ties leave a vault: a signed, expiring file that says which ties a
//! person shares, with whom, at which level. Its types are the promise: there is no field for an e-mail address, a phone
//! number, a message or a date of contact, and [`Line`], the only free text, refuses what looks like one. A [`preview`]
//! is made from a decoded packet alone, so it shows what the bytes hold. [`blind`] finds which contacts two
//! people share without showing the others.
//!
//! Asking: an [`introduction`] and an [`ask`] are state machines. Each takes a state and an event and gives the next
//! state, a line for the log, and the letters that a person's press of "send" sets free; whoever calls keeps all three in
//! one transaction. What somebody may see is only ever what `view_for` gives them. [`budget`] says whom one may ask,
//! [`letter`] and [`link`] are what is sent, [`mod@reply`] what comes back, [`outcome`], [`credit`] and [`story`] what it led to.
//!
//! An [`exchange`] carries an introduction by signed files where there is no server.
//!
//! Pure: bytes, moments and randomness are handed in. Nothing here opens a file, asks a clock, or knows a vault.

pub mod ask;
pub mod blind;
pub mod budget;
pub mod credit;
mod encode;
pub mod exchange;
pub mod goodwill;
mod hex;
pub mod introduction;
pub mod letter;
mod line;
pub mod link;
mod moment;
pub mod outcome;
pub mod packet;
mod page;
pub mod passkey;
pub mod preview;
mod profile;
mod read;
pub mod reply;
pub mod revocation;
mod rules;
mod signing;
pub mod story;
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
pub use rules::{Rules, Who};
pub use signing::{OwnKey, PublicKey};
pub use tertius_model::Band;
pub use token::{Token, TribeKey};
