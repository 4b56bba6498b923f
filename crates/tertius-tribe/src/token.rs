//! Tokens of the blind level: keyed hashes of addresses, by which members recognise the same person.
//!
//! A token is the first 16 bytes of HMAC-SHA-256 over the kind and the canonical spelling of a handle, under a key that
//! is HMAC-SHA-256 over a fixed label under the tribe's secret. Without the secret a token tells nothing. **Whoever has
//! the secret can test guesses**: every member can. E-mail addresses and profile names can be guessed one by one, from
//! lists; that is what the blind level does not protect from, and why a tribe's secret is changed when a member leaves.
//! Phone numbers get no token at all: all numbers of a country are tried within minutes.

use crate::hex;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::fmt;
use tertius_model::{Handle, HandleKind};

const LABEL: &[u8] = b"tertius tribe tokens 1";
/// A shorter secret could be tried out.
const MIN_SECRET: usize = 16;

/// One address of a person, blinded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Token([u8; 16]);

impl Token {
    /// Reads 32 hexadecimal digits.
    pub fn parse(text: &str) -> Option<Token> {
        hex::read(text).map(Token)
    }

    /// Its bytes.
    pub fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

impl fmt::Display for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::write(&self.0))
    }
}

/// What a tribe's tokens are made with; never printed.
pub struct TribeKey([u8; 32]);

impl TribeKey {
    /// The key of a tribe's secret; `None` for one of fewer than 16 bytes.
    pub fn from_secret(secret: &[u8]) -> Option<TribeKey> {
        (secret.len() >= MIN_SECRET).then(|| TribeKey(mac(secret, &[LABEL])))
    }

    /// The token of an address; `None` for phone numbers.
    pub fn token(&self, handle: &Handle) -> Option<Token> {
        if handle.kind() == HandleKind::Phone {
            return None;
        }
        let whole = mac(&self.0, &[handle.kind().id().as_bytes(), b"\n", handle.value().as_bytes()]);
        let mut token = [0; 16];
        token.copy_from_slice(&whole[..16]);
        Some(Token(token))
    }
}

impl fmt::Debug for TribeKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TribeKey")
    }
}

fn mac(key: &[u8], parts: &[&[u8]]) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("because HMAC takes keys of any length");
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_addresses_have_equal_tokens_under_one_secret_only() {
        let of = |secret: &str, text: &str| {
            TribeKey::from_secret(secret.as_bytes()).unwrap().token(&Handle::parse(text).unwrap())
        };
        let secret = "a secret of the tribe";
        assert_eq!(of(secret, "Ana@Example.org"), of(secret, "mailto:ana@example.org"));
        assert_ne!(of(secret, "ana@example.org"), of("another secret of it", "ana@example.org"));
        assert_ne!(of(secret, "ana@example.org"), of(secret, "ben@example.org"));
        assert_eq!(of(secret, "+49 151 12345678"), None);
        assert!(TribeKey::from_secret(b"too short").is_none());
    }
}
