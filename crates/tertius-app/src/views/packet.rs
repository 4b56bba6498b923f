//! Views of packets: what one says, and what left so far.

use serde::Serialize;
use utoipa::ToSchema;

/// What a packet says.
#[derive(Clone, Debug, Serialize, ToSchema, PartialEq)]
pub struct PacketView {
    /// Its number.
    pub packet: String,
    /// Who shares.
    pub from: String,
    /// Their public profile.
    pub profile: Option<String>,
    /// The key they sign with.
    pub key: String,
    /// For whom it is.
    #[serde(rename = "for")]
    pub audience: String,
    /// `named` or `blind`.
    pub level: String,
    /// When it was made.
    pub made: String,
    /// From this moment on it says nothing.
    pub expires: String,
    /// Whether it says anything now.
    pub holds: bool,
    /// Why it does not.
    pub why_not: Option<String>,
    /// About how many people.
    pub n_people: u64,
    /// The size of the file.
    pub bytes: u64,
    /// The people.
    pub people: Vec<PacketPerson>,
    /// Who was asked for and is not in it; for the maker alone, never in the file.
    pub left_out: Vec<LeftOut>,
    /// Where it was written.
    pub file: Option<String>,
    /// The packet in words, made from the file's own bytes.
    pub preview: String,
}

/// One person of a packet.
#[derive(Clone, Debug, Default, Serialize, ToSchema, PartialEq)]
pub struct PacketPerson {
    /// The name; nothing at the blind level.
    pub name: Option<String>,
    /// Where they work.
    pub employer: Option<String>,
    /// As what.
    pub title: Option<String>,
    /// Their public profile.
    pub url: Option<String>,
    /// `slight`, `fair` or `strong`.
    pub strength: Option<String>,
    /// How the owner knows them.
    pub note: Option<String>,
    /// Tokens; at the blind level only.
    pub tokens: Vec<String>,
}

/// Somebody who was asked for and is not in a packet.
#[derive(Clone, Debug, Serialize, ToSchema, PartialEq)]
pub struct LeftOut {
    /// Who.
    pub name: String,
    /// Why.
    pub reason: String,
}

/// One time at which something left the vault.
#[derive(Clone, Debug, Serialize, ToSchema, PartialEq)]
pub struct SharedRow {
    /// When.
    pub at: String,
    /// What: a packet, an export.
    pub what: String,
    /// How much of each person.
    pub level: String,
    /// To whom.
    pub whom: String,
    /// The packet's number.
    pub packet: Option<String>,
    /// Until which day it holds.
    pub until: Option<String>,
    /// About how many people.
    pub people: u64,
    /// About whom; people erased since are not among them.
    pub about: Vec<String>,
    /// The day on which it was taken back.
    pub revoked: Option<String>,
}

/// A packet taken back.
#[derive(Clone, Debug, Serialize, ToSchema, PartialEq)]
pub struct RevocationView {
    /// The packet's number.
    pub packet: String,
    /// Where the file is that takes it back.
    pub file: String,
}

/// Somebody whom two people know who matched blindly.
#[derive(Clone, Debug, Serialize, ToSchema, PartialEq)]
pub struct MatchedPerson {
    /// Who, as ego's vault names them.
    pub name: String,
    /// By which addresses they were recognised.
    pub by: Vec<String>,
}
