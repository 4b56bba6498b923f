//! The packet: which ties a person shares, with whom, at which level, until when.
//!
//! A packet is text, and there is exactly one text for one packet: JSON with a fixed order of fields, one person a
//! line, the people sorted by their lines (so that their order tells nothing), the signature last. Reading it back and
//! writing it again must give the same bytes, or it is refused. What is signed is everything before the signature.
//! About 170 bytes a person at the named level, about 45 a token at the blind one, and 500 around them.

use crate::signing::Purpose;
use crate::{Band, Line, OwnKey, ProfileUrl, PublicKey, Token, encode, hex, read};
use std::fmt;
use tertius_model::Timestamp;

/// The version that this program writes, and the newest that it reads.
pub const VERSION: u32 = 1;
/// More people than this are no packet.
pub const MAX_PEOPLE: usize = 10_000;
/// More bytes than this are not looked at.
pub const MAX_BYTES: usize = 8 << 20;
/// The longest time between made and expired, in days.
pub const MAX_DAYS: i64 = 731;
/// Clocks differ: a packet may be made this many seconds after what its reader takes for now.
const CLOCK_SLACK: i64 = 86_400;

/// The number of a packet: 128 random bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PacketId([u8; 16]);

impl PacketId {
    /// From 16 random bytes.
    pub fn from_random(bytes: [u8; 16]) -> PacketId {
        PacketId(bytes)
    }

    /// Reads 32 hexadecimal digits.
    pub fn parse(text: &str) -> Option<PacketId> {
        hex::read(text).map(PacketId)
    }

    /// Its bytes.
    pub fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

impl fmt::Display for PacketId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::write(&self.0))
    }
}

/// Who shares.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Owner {
    /// The name they go by; anybody can write any name, so the key decides who is who.
    pub name: Line,
    /// The key they sign with.
    pub key: PublicKey,
    /// Their own public profile, by which the reader's program recognises them among people it knows.
    pub url: Option<ProfileUrl>,
}

/// The name of a tribe in packets: lower-case letters, digits and hyphens.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TribeId(String);

impl TribeId {
    /// Takes 1 to 64 lower-case letters, digits and hyphens.
    pub fn new(text: &str) -> Option<TribeId> {
        let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        ((1..=64).contains(&text.len()) && text.bytes().all(fits)).then(|| TribeId(text.to_owned()))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// For whom a packet is. A wish, not a lock: whoever holds the file can read it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Audience {
    /// One friend, by name.
    Friend(Line),
    /// The members of a tribe.
    Tribe(TribeId),
    /// Anyone who holds the file.
    Holder,
}

impl fmt::Display for Audience {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Audience::Friend(name) => write!(f, "{name}"),
            Audience::Tribe(id) => write!(f, "the tribe {}", id.as_str()),
            Audience::Holder => f.write_str("anyone who holds the file"),
        }
    }
}

/// How much a packet says about each person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Name, employer, title, public profile, strength band.
    Named,
    /// Keyed tokens only.
    Blind,
}

impl Level {
    /// Both levels.
    pub const ALL: [Level; 2] = [Level::Named, Level::Blind];

    /// The word in packets, commands and JSON.
    pub fn id(self) -> &'static str {
        match self {
            Level::Named => "named",
            Level::Blind => "blind",
        }
    }

    /// Reads [`Level::id`] back.
    pub fn parse(word: &str) -> Option<Level> {
        Level::ALL.into_iter().find(|level| level.id() == word)
    }
}

/// One person at the named level. There is no field for anything else, and never will be one for an address.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Named {
    /// The person's name.
    pub name: Line,
    /// Where they work.
    pub employer: Option<Line>,
    /// As what.
    pub title: Option<Line>,
    /// Their public profile.
    pub url: Option<ProfileUrl>,
    /// How well the owner knows them.
    pub strength: Band,
    /// How the owner knows them, in words that the owner wrote for this packet.
    pub note: Option<Line>,
}

/// One person at the blind level: the tokens of their addresses, sorted, and nothing else.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Blinded {
    tokens: Vec<Token>,
}

impl Blinded {
    /// Takes 1 to 8 tokens; `None` for none or more.
    pub fn new(mut tokens: Vec<Token>) -> Option<Blinded> {
        tokens.sort_unstable();
        tokens.dedup();
        (1..=8).contains(&tokens.len()).then_some(Blinded { tokens })
    }

    /// The tokens, sorted.
    pub fn tokens(&self) -> &[Token] {
        &self.tokens
    }
}

/// Whom a packet is about; its variant is the level.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shared {
    /// Named people.
    Named(Vec<Named>),
    /// Tokens.
    Blind(Vec<Blinded>),
}

impl Shared {
    /// How many people.
    pub fn len(&self) -> usize {
        match self {
            Shared::Named(people) => people.len(),
            Shared::Blind(people) => people.len(),
        }
    }

    /// Whether there is nobody.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How much is said about each.
    pub fn level(&self) -> Level {
        match self {
            Shared::Named(_) => Level::Named,
            Shared::Blind(_) => Level::Blind,
        }
    }
}

/// What a packet says, before it is signed or after it was checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Packet {
    /// Its number.
    pub id: PacketId,
    /// Who shares.
    pub owner: Owner,
    /// For whom it is.
    pub audience: Audience,
    /// When it was made.
    pub made: Timestamp,
    /// From this moment on it says nothing any more.
    pub expires: Timestamp,
    /// The people.
    pub people: Shared,
}

/// Why a packet or revocation is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PacketError {
    /// Larger than anything this program makes.
    #[error("it has more than 8 megabytes or 10,000 people")]
    TooLarge,
    /// No JSON, cut off, or no packet.
    #[error("it is damaged or cut off: {0}")]
    Damaged(String),
    /// Made by a later version.
    #[error("it is of version {0}, and this program knows version 1; a newer Tertius reads it")]
    Newer(u64),
    /// A field that is missing, unknown to this version, or holds what it must not.
    #[error("{place}: {reason}")]
    Field {
        /// Which, such as `people, line 3, title`.
        place: String,
        /// What is wrong.
        reason: String,
    },
    /// The same content in another spelling than the only one.
    #[error("it was written or edited by something other than Tertius: line {0} is not as it must be")]
    Edited(usize),
    /// The signature does not fit the content.
    #[error("its signature does not hold: it was changed after {0} signed it, or somebody else made it in that name")]
    Forged(String),
    /// Past its date.
    #[error("it expired on {0}; ask for a new one")]
    Expired(String),
    /// Before its date.
    #[error("it says that it was made on {0}, which is still to come; check the clocks")]
    NotYet(String),
    /// Expires before it is made, or too long after.
    #[error("it must expire after it is made, and within two years")]
    Lifetime,
    /// Nobody in it.
    #[error("there is nobody in it")]
    Nobody,
}

impl PacketError {
    pub(crate) fn field(place: impl Into<String>, reason: impl Into<String>) -> PacketError {
        PacketError::Field { place: place.into(), reason: reason.into() }
    }
}

/// A packet whose signature holds, with its only text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedPacket {
    packet: Packet,
    text: String,
}

impl SignedPacket {
    /// Signs a packet; its owner's key must be the one that signs. People are sorted and repeats dropped.
    ///
    /// # Errors
    /// When there is nobody in it, too many people, or its dates do not fit.
    ///
    /// # Panics
    /// When the key is not the owner's.
    pub fn sign(mut packet: Packet, key: &OwnKey) -> Result<SignedPacket, PacketError> {
        assert_eq!(packet.owner.key, key.public(), "because the maker takes the owner's key from the key that signs");
        encode::sort(&mut packet.people);
        check(&packet)?;
        let signed = encode::packet(&packet);
        let signature = key.sign(Purpose::Packet, &signed);
        let text = encode::seal(signed, &signature);
        if text.len() > MAX_BYTES {
            return Err(PacketError::TooLarge);
        }
        Ok(SignedPacket { packet, text })
    }

    /// Reads a packet and checks everything but the clock: form, limits, signature.
    ///
    /// # Errors
    /// When it is no packet, of an unknown version, edited or forged.
    pub fn read(bytes: &[u8]) -> Result<SignedPacket, PacketError> {
        if bytes.len() > MAX_BYTES {
            return Err(PacketError::TooLarge);
        }
        let text = std::str::from_utf8(bytes).map_err(|_| PacketError::Damaged("it is not UTF-8".to_owned()))?;
        let (packet, signature) = read::packet(text)?;
        check(&packet)?;
        let signed = encode::packet(&packet);
        if !packet.owner.key.signed(Purpose::Packet, &signed, &signature) {
            return Err(PacketError::Forged(packet.owner.name.to_string()));
        }
        let again = encode::seal(signed, &signature);
        if again != text {
            return Err(PacketError::Edited(first_difference(&again, text)));
        }
        Ok(SignedPacket { packet, text: again })
    }

    /// As [`SignedPacket::read`], and refuses what is expired or not valid yet at a moment.
    ///
    /// # Errors
    /// As [`SignedPacket::read`], and when the packet does not hold at that moment.
    pub fn read_at(bytes: &[u8], now: Timestamp) -> Result<SignedPacket, PacketError> {
        let signed = SignedPacket::read(bytes)?;
        signed.packet.holds_at(now)?;
        Ok(signed)
    }

    /// What it says.
    pub fn packet(&self) -> &Packet {
        &self.packet
    }

    /// The only text of it: these bytes are the file.
    pub fn text(&self) -> &str {
        &self.text
    }
}

impl Packet {
    /// Whether it says anything at a moment.
    ///
    /// # Errors
    /// [`PacketError::Expired`] from its expiry on, [`PacketError::NotYet`] more than a day before it was made.
    pub fn holds_at(&self, now: Timestamp) -> Result<(), PacketError> {
        if now >= self.expires {
            return Err(PacketError::Expired(self.expires.day().to_string()));
        }
        if self.made.0 > now.0 + CLOCK_SLACK {
            return Err(PacketError::NotYet(self.made.day().to_string()));
        }
        Ok(())
    }

    /// What a newer packet of the same owner for the same audience replaces.
    pub fn line_of_succession(&self) -> (PublicKey, &Audience) {
        (self.owner.key, &self.audience)
    }
}

fn check(packet: &Packet) -> Result<(), PacketError> {
    if packet.people.is_empty() {
        return Err(PacketError::Nobody);
    }
    if packet.people.len() > MAX_PEOPLE {
        return Err(PacketError::TooLarge);
    }
    let lifetime = packet.expires.0 - packet.made.0;
    if lifetime <= 0 || lifetime > MAX_DAYS * 86_400 {
        return Err(PacketError::Lifetime);
    }
    Ok(())
}

/// The first line, counted from 1, in which two texts differ.
pub(crate) fn first_difference(a: &str, b: &str) -> usize {
    1 + a.split('\n').zip(b.split('\n')).take_while(|(a, b)| a == b).count()
}
