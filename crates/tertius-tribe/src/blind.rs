//! The blind match: two people find which contacts they share, and show each other nothing about the rest.
//!
//! Private set intersection by commutative blinding (Meadows 1986; Huberman, Franklin, Hogg 1999) in the group
//! ristretto255 (RFC 9496). Items are hashed to the group as in RFC 9380, appendix B: `expand_message_xmd` with SHA-512,
//! then the one-way map. With secrets `a` and `b`:
//!
//! ```text
//! asker    → answerer   a·H(x) for each item x, shuffled
//! answerer → asker      b·(a·H(x)) in the order received; b·H(y) for each item y, shuffled
//! asker                 computes a·(b·H(y)); x is shared where b·(a·H(x)) is among them
//! ```
//!
//! What it gives, to parties who follow it: the asker learns which of their own items the answerer has, and how many
//! the answerer has; the answerer learns how many the asker has, and nothing else. For both to learn the match, it runs
//! once each way.
//!
//! What it does not give: **the asker chooses the items**. Who asks with 5,000 guessed addresses learns which of them
//! the answerer has. No protocol of this kind prevents that; the limit on the number of items, consent of both before
//! each run, a limit on runs and a log on both sides do, and they belong to the caller. A party who does not follow the
//! protocol can also make the match come out wrong.
//!
//! Every run has its own hash: who asks whom, and a number chosen by the asker, go into it, so that messages of one run
//! say nothing in another. An answer names the question it answers by digest. Cost: two multiplications an item on each
//! side; measured by `examples/blind_match.rs`.

mod group;
mod wire;

use curve25519_dalek::ristretto::{CompressedRistretto, RistrettoPoint};
use curve25519_dalek::scalar::Scalar;
use curve25519_dalek::traits::IsIdentity;
use group::{Chance, digest, hash_to_group};
use std::collections::{BTreeMap, BTreeSet};

/// More items than this are refused on either side.
pub const MAX_ITEMS: usize = 10_000;

/// Why a match ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MatchError {
    /// No items, or too many.
    #[error("a blind match takes 1 to 10,000 contacts on each side")]
    Size,
    /// A message that no program of ours writes.
    #[error("the other side's message is damaged or not of a blind match")]
    Damaged,
    /// An answer to another question, or of another length.
    #[error("the other side answered another question")]
    Mismatch,
}

/// What both sides agree on before they begin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agreement {
    /// Who asks, as both write it: a public key, a member's id.
    pub asker: String,
    /// Who answers.
    pub answerer: String,
}

/// What the asker sends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    number: [u8; 16],
    blinded: Vec<[u8; 32]>,
}

/// What the answerer sends back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    question: [u8; 32],
    twice: Vec<[u8; 32]>,
    theirs: Vec<[u8; 32]>,
}

/// The asker between question and answer. Holds the secret; used once.
pub struct Asker {
    secret: Scalar,
    question: Question,
    /// Which item stands at each place of the question.
    items: Vec<String>,
}

impl Asker {
    /// Begins: blinds the items, each once. `seed` is 32 bytes of the system's randomness, for this run alone.
    ///
    /// # Errors
    /// [`MatchError::Size`].
    pub fn begin(agreement: &Agreement, items: &BTreeSet<String>, seed: &[u8; 32]) -> Result<Asker, MatchError> {
        check_size(items.len())?;
        let mut chance = Chance::new(b"asker", seed);
        let secret = chance.scalar();
        let number = chance.number();
        let mut items: Vec<String> = items.iter().cloned().collect();
        chance.shuffle(&mut items);
        let blinded = items.iter().map(|item| (secret * hashed(agreement, &number, item)).compress().0).collect();
        Ok(Asker { secret, question: Question { number, blinded }, items })
    }

    /// What to send.
    pub fn question(&self) -> &Question {
        &self.question
    }

    /// The items that the answerer has too.
    ///
    /// # Errors
    /// When the answer is damaged or answers something else.
    pub fn finish(self, answer: &Answer) -> Result<BTreeSet<String>, MatchError> {
        check_size(answer.theirs.len())?;
        if answer.question != digest(&self.question.to_bytes()) || answer.twice.len() != self.items.len() {
            return Err(MatchError::Mismatch);
        }
        let mut places: BTreeMap<[u8; 32], &String> = answer.twice.iter().copied().zip(&self.items).collect();
        if places.len() != self.items.len() {
            return Err(MatchError::Damaged);
        }
        let mut shared = BTreeSet::new();
        for theirs in &answer.theirs {
            let twice = (self.secret * point(theirs)?).compress().0;
            shared.extend(places.remove(&twice).cloned());
        }
        Ok(shared)
    }
}

/// Answers a question: the other side's whole part. `seed` as for [`Asker::begin`].
///
/// # Errors
/// [`MatchError::Size`], or [`MatchError::Damaged`] when the question holds what is no element of the group, or the same
/// twice.
pub fn answer(
    agreement: &Agreement,
    items: &BTreeSet<String>,
    question: &Question,
    seed: &[u8; 32],
) -> Result<Answer, MatchError> {
    check_size(items.len())?;
    check_size(question.blinded.len())?;
    let distinct: BTreeSet<&[u8; 32]> = question.blinded.iter().collect();
    if distinct.len() != question.blinded.len() {
        return Err(MatchError::Damaged);
    }
    let mut chance = Chance::new(b"answerer", seed);
    let secret = chance.scalar();
    let again = |blinded: &[u8; 32]| Ok((secret * point(blinded)?).compress().0);
    let twice = question.blinded.iter().map(again).collect::<Result<Vec<_>, MatchError>>()?;
    let mut theirs: Vec<[u8; 32]> =
        items.iter().map(|item| (secret * hashed(agreement, &question.number, item)).compress().0).collect();
    chance.shuffle(&mut theirs);
    Ok(Answer { question: digest(&question.to_bytes()), twice, theirs })
}

fn check_size(n: usize) -> Result<(), MatchError> {
    if (1..=MAX_ITEMS).contains(&n) { Ok(()) } else { Err(MatchError::Size) }
}

fn point(bytes: &[u8; 32]) -> Result<RistrettoPoint, MatchError> {
    let point = CompressedRistretto(*bytes).decompress().filter(|point| !point.is_identity());
    point.ok_or(MatchError::Damaged)
}

/// An item under the hash of this run: lengths before parts, so that no two runs share one.
fn hashed(agreement: &Agreement, number: &[u8; 16], item: &str) -> RistrettoPoint {
    let mut message = Vec::new();
    for part in [agreement.asker.as_bytes(), agreement.answerer.as_bytes(), number, item.as_bytes()] {
        message.extend_from_slice(&(part.len() as u64).to_be_bytes());
        message.extend_from_slice(part);
    }
    hash_to_group(&message, b"tertius blind match 1 ristretto255_XMD:SHA-512_R255MAP_RO_")
}
