//! Passkeys: what a browser and its authenticator say, checked (WebAuthn Level 3, 7.1 and 7.2).
//!
//! What is taken: keys for Ed25519 and for ECDSA over P-256 with SHA-256, without attestation (who made the authenticator is
//! nobody's business here), and only where the authenticator verified its user. The key comes as the browser gives it
//! (`getPublicKey`, a SubjectPublicKeyInfo) and must be the one in the authenticator's data. Pure: challenges are made, kept
//! and used up by the caller, and each is for one use.

use ed25519_dalek::{Signature, VerifyingKey};
use p256::ecdsa::signature::Verifier;
use sha2::{Digest, Sha256};
use thiserror::Error;

/// SubjectPublicKeyInfo (RFC 8410) of an Ed25519 key, up to the key.
const ED25519: [u8; 12] = [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];
/// SubjectPublicKeyInfo (RFC 5480) of an uncompressed point of P-256, up to its coordinates.
const P256: [u8; 27] = [
    0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce,
    0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00, 0x04,
];
/// Where in the authenticator's data the flags stand, and what begins after the counter.
const FLAGS: usize = 32;
const CREDENTIAL: usize = 37;
/// Somebody was there; they were verified; a credential is in the data.
const PRESENT: u8 = 0x01;
const VERIFIED: u8 = 0x04;
const ATTESTED: u8 = 0x40;

/// Why a passkey is refused. The one who shows it is told one thing for all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum PasskeyError {
    /// It was made or used on another site, or for another purpose or challenge.
    #[error("this is for another place or another moment")]
    Elsewhere,
    /// Its data cannot be read.
    #[error("this is no passkey")]
    Damaged,
    /// Its user was not verified.
    #[error("the authenticator did not verify who used it")]
    Unverified,
    /// A key of a kind that is not taken.
    #[error("keys of this kind are not taken")]
    Algorithm,
    /// The signature is another's.
    #[error("the signature does not hold")]
    Signature,
    /// The counter went back: there is a copy of the key.
    #[error("this passkey was copied")]
    Copied,
}

/// Where passkeys are used.
#[derive(Clone, Copy, Debug)]
pub struct Site<'a> {
    /// The host without a port.
    pub host: &'a str,
    /// As browsers write it: scheme, host, port.
    pub origin: &'a str,
}

/// What a browser says of a new passkey.
#[derive(Clone, Debug, Default)]
pub struct NewPasskey {
    /// The credential's number.
    pub id: Vec<u8>,
    /// The public key, a SubjectPublicKeyInfo.
    pub key: Vec<u8>,
    /// The authenticator's data.
    pub authenticator: Vec<u8>,
    /// The client's data, JSON.
    pub client: Vec<u8>,
}

/// What a browser says when a passkey is used.
#[derive(Clone, Debug, Default)]
pub struct UsedPasskey {
    /// The authenticator's data.
    pub authenticator: Vec<u8>,
    /// The client's data, JSON.
    pub client: Vec<u8>,
    /// The signature over both.
    pub signature: Vec<u8>,
}

/// Checks a new passkey; what its counter says.
///
/// # Errors
/// When it is not for this site and challenge, nobody was verified, or the key is of no kind that is taken.
pub fn check_new(site: Site<'_>, challenge: &str, new: &NewPasskey) -> Result<u32, PasskeyError> {
    check_client(site, "webauthn.create", challenge, &new.client)?;
    let counter = check_data(site, &new.authenticator, PRESENT | VERIFIED | ATTESTED)?;
    // After the counter: 16 bytes of the authenticator's kind, the length of the number, the number, the key.
    let rest = new.authenticator.get(CREDENTIAL + 16..).ok_or(PasskeyError::Damaged)?;
    let (length, rest) = rest.split_first_chunk().ok_or(PasskeyError::Damaged)?;
    let (id, key) = rest.split_at_checked(usize::from(u16::from_be_bytes(*length))).ok_or(PasskeyError::Damaged)?;
    let holds = |part: &[u8]| key.windows(part.len()).any(|window| window == part);
    let is_same = match Key::read(&new.key)? {
        Key::Ed25519(bytes) => holds(&bytes),
        Key::P256(point) => holds(&point[1..33]) && holds(&point[33..]),
    };
    if id != new.id || id.is_empty() || !is_same { Err(PasskeyError::Damaged) } else { Ok(counter) }
}

/// Checks the use of a passkey whose key and counter are known; what its counter says now.
///
/// # Errors
/// As for [`check_new`], and when the signature does not hold or the counter went back.
pub fn check_use(
    site: Site<'_>,
    challenge: &str,
    key: &[u8],
    counter: u32,
    used: &UsedPasskey,
) -> Result<u32, PasskeyError> {
    check_client(site, "webauthn.get", challenge, &used.client)?;
    let now = check_data(site, &used.authenticator, PRESENT | VERIFIED)?;
    let signed = [used.authenticator.as_slice(), &Sha256::digest(&used.client)].concat();
    Key::read(key)?.verify(&signed, &used.signature)?;
    // Many authenticators count nothing and say 0 always.
    if (now, counter) != (0, 0) && now <= counter { Err(PasskeyError::Copied) } else { Ok(now) }
}

enum Key {
    Ed25519([u8; 32]),
    /// 4, x, y.
    P256([u8; 65]),
}

impl Key {
    fn read(key: &[u8]) -> Result<Key, PasskeyError> {
        if let Some(bytes) = key.strip_prefix(&ED25519).and_then(|rest| rest.try_into().ok()) {
            return Ok(Key::Ed25519(bytes));
        }
        let is_p256 = key.starts_with(&P256);
        let point = key.get(P256.len() - 1..).and_then(|rest| rest.try_into().ok()).filter(|_| is_p256);
        point.map(Key::P256).ok_or(PasskeyError::Algorithm)
    }

    fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), PasskeyError> {
        let wrong = |_| PasskeyError::Signature;
        match self {
            Key::Ed25519(bytes) => {
                let key = VerifyingKey::from_bytes(bytes).map_err(wrong)?;
                key.verify_strict(message, &Signature::from_slice(signature).map_err(wrong)?).map_err(wrong)
            }
            Key::P256(point) => {
                let wrong = |_| PasskeyError::Signature;
                let key = p256::ecdsa::VerifyingKey::from_sec1_bytes(point).map_err(wrong)?;
                let signature = p256::ecdsa::Signature::from_der(signature).map_err(wrong)?;
                key.verify(message, &signature).map_err(wrong)
            }
        }
    }
}

fn check_client(site: Site<'_>, purpose: &str, challenge: &str, client: &[u8]) -> Result<(), PasskeyError> {
    let said: serde_json::Value = serde_json::from_slice(client).map_err(|_| PasskeyError::Damaged)?;
    let is_here = said["type"] == purpose
        && said["challenge"] == base64url(challenge.as_bytes()).as_str()
        && said["origin"] == site.origin
        && said["crossOrigin"] != true
        && !challenge.is_empty();
    if is_here { Ok(()) } else { Err(PasskeyError::Elsewhere) }
}

fn check_data(site: Site<'_>, data: &[u8], wanted: u8) -> Result<u32, PasskeyError> {
    let (head, rest) = data.split_first_chunk::<CREDENTIAL>().ok_or(PasskeyError::Damaged)?;
    if head[..FLAGS] != Sha256::digest(site.host.as_bytes())[..] {
        return Err(PasskeyError::Elsewhere);
    }
    if head[FLAGS] & wanted & (PRESENT | VERIFIED) != wanted & (PRESENT | VERIFIED) {
        return Err(PasskeyError::Unverified);
    }
    if head[FLAGS] & wanted != wanted || (wanted & ATTESTED != 0 && rest.is_empty()) {
        return Err(PasskeyError::Damaged);
    }
    let (_, counter) = head.split_last_chunk().ok_or(PasskeyError::Damaged)?;
    Ok(u32::from_be_bytes(*counter))
}

/// Base64 with the alphabet of URLs and without padding (RFC 4648, 5).
pub fn base64url(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let all = chunk.iter().fold(0u32, |all, byte| all << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
        for at in 0..=chunk.len() {
            text.push(char::from(LETTERS[(all >> (18 - 6 * at)) as usize & 63]));
        }
    }
    text
}

/// Reads [`base64url`] back.
pub fn read_base64url(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let (mut held, mut n_bits) = (0u32, 0);
    for letter in text.bytes() {
        let value = match letter {
            b'A'..=b'Z' => letter - b'A',
            b'a'..=b'z' => letter - b'a' + 26,
            b'0'..=b'9' => letter - b'0' + 52,
            b'-' => 62,
            b'_' => 63,
            _ => return None,
        };
        held = held << 6 | u32::from(value);
        n_bits += 6;
        if n_bits >= 8 {
            n_bits -= 8;
            bytes.push((held >> n_bits) as u8);
            held &= (1 << n_bits) - 1;
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ed25519_dalek::Signer;

    const SITE: Site<'static> = Site { host: "oak.example", origin: "https://oak.example" };

    fn client(purpose: &str, challenge: &str, origin: &str) -> Vec<u8> {
        let challenge = base64url(challenge.as_bytes());
        format!(r#"{{"type":"{purpose}","challenge":"{challenge}","origin":"{origin}","crossOrigin":false}}"#)
            .into_bytes()
    }

    fn data(host: &str, flags: u8, counter: u32) -> Vec<u8> {
        [Sha256::digest(host.as_bytes()).as_slice(), &[flags], &counter.to_be_bytes()].concat()
    }

    /// An authenticator: its key as a browser gives it, and what signs.
    type Device = (Vec<u8>, Box<dyn Fn(&[u8]) -> Vec<u8>>);

    /// One of either kind.
    fn keys() -> [Device; 2] {
        let edwards = ed25519_dalek::SigningKey::from_bytes(&[3; 32]);
        let nist = p256::ecdsa::SigningKey::from_slice(&[5; 32]).unwrap();
        let spki = [&P256[..26], nist.verifying_key().to_sec1_point(false).as_ref()].concat();
        [
            (
                [&ED25519[..], edwards.verifying_key().as_bytes()].concat(),
                Box::new(move |text| edwards.sign(text).to_bytes().to_vec()),
            ),
            (
                spki,
                Box::new(move |text| {
                    let signature: p256::ecdsa::Signature = p256::ecdsa::signature::Signer::sign(&nist, text);
                    signature.to_der().as_bytes().to_vec()
                }),
            ),
        ]
    }

    #[test]
    fn a_passkey_is_taken_once_it_is_for_here_now_and_verified() {
        for (key, sign) in keys() {
            let attested = [
                data("oak.example", 0x45, 0),
                vec![0; 16],
                vec![0, 2, 7, 7],
                key[key.len() - 64.min(key.len() - 12)..].to_vec(),
            ]
            .concat();
            let new = NewPasskey {
                id: vec![7, 7],
                key: key.clone(),
                authenticator: attested,
                client: client("webauthn.create", "c", SITE.origin),
            };
            assert_eq!(check_new(SITE, "c", &new), Ok(0));
            assert_eq!(check_new(SITE, "d", &new), Err(PasskeyError::Elsewhere));
            assert_eq!(check_new(SITE, "c", &NewPasskey { id: vec![7], ..new.clone() }), Err(PasskeyError::Damaged));
            let other = keys().into_iter().map(|(other, _)| other).find(|other| *other != key).unwrap();
            assert_eq!(check_new(SITE, "c", &NewPasskey { key: other, ..new.clone() }), Err(PasskeyError::Damaged));
            assert_eq!(check_new(SITE, "c", &NewPasskey { key: vec![1; 300], ..new }), Err(PasskeyError::Algorithm));

            let used = |purpose: &str, origin: &str, host: &str, flags: u8, counter: u32| {
                let (authenticator, client) = (data(host, flags, counter), client(purpose, "c", origin));
                let signature = sign(&[authenticator.as_slice(), &Sha256::digest(&client)].concat());
                UsedPasskey { authenticator, client, signature }
            };
            let get =
                |origin: &str, host: &str, flags: u8, counter: u32| used("webauthn.get", origin, host, flags, counter);
            let check = |used: &UsedPasskey, held: u32| check_use(SITE, "c", &key, held, used);
            let good = get(SITE.origin, "oak.example", 0x05, 6);
            assert_eq!(check(&good, 5), Ok(6));
            assert_eq!(check(&good, 6), Err(PasskeyError::Copied));
            assert_eq!(check(&get(SITE.origin, "oak.example", 0x05, 0), 0), Ok(0));
            for elsewhere in [
                get("https://oak.example.org", "oak.example", 0x05, 6),
                get(SITE.origin, "elm.example", 0x05, 6),
                used("webauthn.create", SITE.origin, "oak.example", 0x05, 6),
            ] {
                assert_eq!(check(&elsewhere, 5), Err(PasskeyError::Elsewhere));
            }
            assert_eq!(check_use(SITE, "d", &key, 5, &good), Err(PasskeyError::Elsewhere));
            for flags in [0x00, 0x01, 0x04] {
                assert_eq!(check(&get(SITE.origin, "oak.example", flags, 6), 5), Err(PasskeyError::Unverified));
            }
            for part in 0..2 {
                let mut forged = good.clone();
                let bytes = [&mut forged.authenticator, &mut forged.signature];
                if let Some(last) = bytes.into_iter().nth(part).and_then(|bytes| bytes.last_mut()) {
                    *last ^= 1;
                }
                assert!(check(&forged, 0).is_err());
            }
            for cut in 0..good.authenticator.len() {
                let short = UsedPasskey { authenticator: good.authenticator[..cut].to_vec(), ..good.clone() };
                assert!(check(&short, 0).is_err());
            }
        }
    }

    #[test]
    fn base64_of_urls() {
        for (bytes, text) in
            [("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foob", "Zm9vYg"), ("fooba", "Zm9vYmE")]
        {
            assert_eq!(base64url(bytes.as_bytes()), text);
            assert_eq!(read_base64url(text).as_deref(), Some(bytes.as_bytes()));
        }
        assert_eq!(base64url(&[0xfb, 0xff]), "-_8");
        assert_eq!(read_base64url("a b"), None);
    }
}
