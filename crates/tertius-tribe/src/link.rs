//! Links in letters: who holds one may answer for one party of one introduction, once, until a day. No account.
//!
//! A token is `version | purpose | introduction | party | expiry | nonce | tag` in URL-safe base 64; the tag is keyed
//! BLAKE3 over everything before it, under a key of the server (or of a vault) that never leaves it, and is compared
//! in constant time. Nothing is said of a token whose tag is wrong: a forged one, a broken one and one of another
//! server get the same words. What a genuine one meets (too late, used) is said clearly, because only its owner holds it.
//!
//! Fetching a link must change nothing, because mail programs fetch links by themselves: the page behind it shows a
//! button, and the press spends the token. "Never again" stays valid however often it is pressed, so that one click
//! in the mail program works too (RFC 8058).

use crate::introduction::{IntroductionId, Party};
use tertius_model::Timestamp;

const VERSION: u8 = 1;
const TAG: usize = 16;
const BODY: usize = 1 + 1 + 8 + 1 + 8 + 16;
const CONTEXT: &str = "tertius 2026-11 links in letters v1";

/// The secret under which links are signed.
#[derive(Clone)]
pub struct LinkKey([u8; 32]);

impl std::fmt::Debug for LinkKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("LinkKey(…)")
    }
}

impl LinkKey {
    /// The key made from 32 random bytes.
    pub fn from_secret(secret: &[u8; 32]) -> LinkKey {
        LinkKey(blake3::derive_key(CONTEXT, secret))
    }

    /// A name for a thing that nobody without the key can find out, in hexadecimal digits. No token begins like it.
    pub(crate) fn name(&self, parts: &[&str]) -> String {
        let mut text = vec![0];
        for part in parts {
            text.extend((part.len() as u64).to_be_bytes());
            text.extend(part.as_bytes());
        }
        self.tag(&text).iter().map(|byte| format!("{byte:02x}")).collect()
    }

    fn tag(&self, body: &[u8]) -> [u8; TAG] {
        let mut tag = [0; TAG];
        blake3::Hasher::new_keyed(&self.0).update(body).finalize_xof().fill(&mut tag);
        tag
    }
}

/// What a link is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Purpose {
    /// To see the request and answer it, once.
    Answer,
    /// To get no letter any more; as often as one likes.
    NeverAgain,
    /// To tell what came of it, once.
    Outcome,
    /// To see a question of an ask and answer it, once.
    AnswerAsk,
    /// To get no question any more; as often as one likes.
    NeverAsk,
}

impl Purpose {
    /// Every purpose. Places never change: tokens name them by place.
    pub const ALL: [Purpose; 5] =
        [Purpose::Answer, Purpose::NeverAgain, Purpose::Outcome, Purpose::AnswerAsk, Purpose::NeverAsk];

    /// Whether the first use is the last.
    pub fn is_single_use(self) -> bool {
        !matches!(self, Purpose::NeverAgain | Purpose::NeverAsk)
    }
}

/// A random number that makes a token one of a kind; the caller keeps those that were used until they expire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Nonce(pub [u8; 16]);

/// What a link allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Claim {
    /// What it is for.
    pub purpose: Purpose,
    /// Of which introduction; in an ask, the number that its reader has there.
    pub introduction: IntroductionId,
    /// For whom; in an ask always the target.
    pub party: Party,
    /// From when on it is worthless.
    pub expires: Timestamp,
    /// Random, handed in.
    pub nonce: Nonce,
}

/// Why a link does not open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum Refusal {
    /// Not one of ours, or damaged on the way.
    #[error("this link is not valid; copy it whole from the letter, or answer the letter by mail")]
    Invalid,
    /// Too late.
    #[error("this link has expired; nothing was changed")]
    Expired,
    /// Used.
    #[error("this link was used already; your answer stands")]
    Used,
}

/// The token for a claim.
pub fn sign(key: &LinkKey, claim: &Claim) -> String {
    let mut bytes = Vec::with_capacity(BODY + TAG);
    bytes.extend([VERSION, claim.purpose as u8]);
    bytes.extend(claim.introduction.0.to_be_bytes());
    bytes.push(claim.party as u8);
    bytes.extend(claim.expires.0.to_be_bytes());
    bytes.extend(claim.nonce.0);
    bytes.extend(key.tag(&bytes));
    base64_url(&bytes)
}

/// What a token allows at this moment. Spending its nonce is up to the caller, in the transaction of the event.
///
/// # Errors
/// A [`Refusal`].
pub fn open(key: &LinkKey, token: &str, now: Timestamp, is_used: impl Fn(Nonce) -> bool) -> Result<Claim, Refusal> {
    let claim = verified(key, token).ok_or(Refusal::Invalid)?;
    if claim.purpose.is_single_use() && is_used(claim.nonce) {
        return Err(Refusal::Used);
    }
    if now >= claim.expires { Err(Refusal::Expired) } else { Ok(claim) }
}

fn verified(key: &LinkKey, token: &str) -> Option<Claim> {
    let bytes: [u8; BODY + TAG] = from_base64_url(token)?.try_into().ok()?;
    let (body, tag) = bytes.split_at(BODY);
    let expected = key.tag(body);
    // Every byte is looked at, whatever the first ones say.
    let differs = expected.iter().zip(tag).fold(0, |differs, (a, b)| differs | std::hint::black_box(a ^ b));
    if differs != 0 || body[0] != VERSION {
        return None;
    }
    let number = |from: usize| body[from..from + 8].try_into().map(u64::from_be_bytes).ok();
    Some(Claim {
        purpose: *Purpose::ALL.get(usize::from(body[1]))?,
        introduction: IntroductionId(number(2)?),
        party: *Party::ALL.get(usize::from(body[10]))?,
        expires: Timestamp(number(11)? as i64),
        nonce: Nonce(body[19..35].try_into().ok()?),
    })
}

const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

fn base64_url(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 4 / 3 + 1);
    for chunk in bytes.chunks(3) {
        let all = chunk.iter().fold(0u32, |all, &byte| all << 8 | u32::from(byte)) << (8 * (3 - chunk.len()));
        for place in 0..=chunk.len() {
            text.push(char::from(LETTERS[(all >> (18 - 6 * place) & 63) as usize]));
        }
    }
    text
}

/// The bytes, where the text is exactly what [`base64_url`] writes: no second spelling of one token.
fn from_base64_url(text: &str) -> Option<Vec<u8>> {
    if text.len() > 2 * (BODY + TAG) {
        return None;
    }
    let mut bytes = Vec::with_capacity(BODY + TAG);
    for chunk in text.as_bytes().chunks(4) {
        let mut all = 0u32;
        for &letter in chunk {
            all = all << 6 | LETTERS.iter().position(|&known| known == letter)? as u32;
        }
        all <<= 6 * (4 - chunk.len());
        bytes.extend((0..chunk.len() - 1).map(|place| (all >> (16 - 8 * place)) as u8));
    }
    (base64_url(&bytes) == text).then_some(bytes)
}
