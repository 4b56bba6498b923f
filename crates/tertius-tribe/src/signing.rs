//! Who signed: ed25519 (RFC 8032), with a purpose in front of what is signed so that a signature for one thing is
//! none for another.

use crate::hex;
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use std::fmt;

/// The key with which a person signs. Made from 32 random bytes, which are the secret; never printed.
pub struct OwnKey(SigningKey);

impl OwnKey {
    /// The key of a secret: 32 bytes from the system's randomness, kept in the vault and nowhere else.
    pub fn from_secret(secret: &[u8; 32]) -> OwnKey {
        OwnKey(SigningKey::from_bytes(secret))
    }

    /// The half that others see.
    pub fn public(&self) -> PublicKey {
        PublicKey(self.0.verifying_key().to_bytes())
    }

    pub(crate) fn sign(&self, purpose: Purpose, text: &str) -> [u8; 64] {
        self.0.sign(&purpose.message(text)).to_bytes()
    }
}

impl fmt::Debug for OwnKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "OwnKey({})", self.public())
    }
}

/// The key by which others recognise a person; the only name in a packet that cannot be borrowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PublicKey([u8; 32]);

impl PublicKey {
    /// Reads 64 hexadecimal digits.
    pub fn parse(text: &str) -> Option<PublicKey> {
        hex::read(text).map(PublicKey)
    }

    /// A key from its bytes, unchecked: a signature under no valid key never holds.
    pub fn from_bytes(bytes: [u8; 32]) -> PublicKey {
        PublicKey(bytes)
    }

    /// Its bytes.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The first digits, enough to compare by eye.
    pub fn fingerprint(&self) -> String {
        hex::write(&self.0[..8])
    }

    /// Whether a signature is this key's, by the strict rules: no small-order keys, one spelling.
    pub(crate) fn signed(&self, purpose: Purpose, text: &str, signature: &[u8; 64]) -> bool {
        let Ok(key) = VerifyingKey::from_bytes(&self.0) else { return false };
        key.verify_strict(&purpose.message(text), &Signature::from_bytes(signature)).is_ok()
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::write(&self.0))
    }
}

/// What a signature is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    Packet,
    Revocation,
    Introduction,
    Ask,
}

impl Purpose {
    fn message(self, text: &str) -> Vec<u8> {
        let purpose = match self {
            Purpose::Packet => "tertius packet 1\n",
            Purpose::Revocation => "tertius revocation 1\n",
            Purpose::Introduction => "tertius introduction 1\n",
            Purpose::Ask => "tertius ask 1\n",
        };
        [purpose, text].concat().into_bytes()
    }
}
