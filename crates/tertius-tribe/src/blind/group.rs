//! Hashing to ristretto255, and the random choices of a run from its seed.

use curve25519_dalek::ristretto::RistrettoPoint;
use curve25519_dalek::scalar::Scalar;
use sha2::{Digest, Sha512};

/// The block of SHA-512, in bytes.
const BLOCK: usize = 128;

/// Hash to group (RFC 9380, appendix B): 64 uniform bytes, then the one-way map of RFC 9496.
pub(super) fn hash_to_group(message: &[u8], domain: &[u8]) -> RistrettoPoint {
    RistrettoPoint::from_uniform_bytes(&expand_message_xmd(message, domain))
}

/// `expand_message_xmd` (RFC 9380, 5.3.1) with SHA-512 for exactly 64 bytes, which is one block of output.
fn expand_message_xmd(message: &[u8], domain: &[u8]) -> [u8; 64] {
    let length = u8::try_from(domain.len()).expect("because domains are constants shorter than 256 bytes");
    let first = Sha512::new()
        .chain_update([0; BLOCK])
        .chain_update(message)
        .chain_update([0, 64, 0])
        .chain_update(domain)
        .chain_update([length])
        .finalize();
    Sha512::new().chain_update(first).chain_update([1]).chain_update(domain).chain_update([length]).finalize().into()
}

/// The digest by which an answer names its question.
pub(super) fn digest(bytes: &[u8]) -> [u8; 32] {
    let whole = Sha512::new().chain_update(b"tertius blind match 1 question").chain_update(bytes).finalize();
    let mut half = [0; 32];
    half.copy_from_slice(&whole[..32]);
    half
}

/// A stream of random choices: SHA-512 over purpose, seed and a counter.
pub(super) struct Chance {
    purpose: &'static [u8],
    seed: [u8; 32],
    counter: u64,
}

impl Chance {
    pub(super) fn new(purpose: &'static [u8], seed: &[u8; 32]) -> Chance {
        Chance { purpose, seed: *seed, counter: 0 }
    }

    fn block(&mut self) -> [u8; 64] {
        self.counter += 1;
        Sha512::new()
            .chain_update(b"tertius blind match 1 chance ")
            .chain_update(self.purpose)
            .chain_update(self.seed)
            .chain_update(self.counter.to_be_bytes())
            .finalize()
            .into()
    }

    /// A scalar, uniform but for 2^-256.
    pub(super) fn scalar(&mut self) -> Scalar {
        Scalar::from_bytes_mod_order_wide(&self.block())
    }

    pub(super) fn number(&mut self) -> [u8; 16] {
        let mut number = [0; 16];
        number.copy_from_slice(&self.block()[..16]);
        number
    }

    /// Fisher and Yates; a place is chosen by 128 bits, so that the bias of the remainder is nothing.
    pub(super) fn shuffle<T>(&mut self, list: &mut [T]) {
        for last in (1..list.len()).rev() {
            let place = u128::from_be_bytes(self.number()) % (last as u128 + 1);
            list.swap(last, place as usize);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hex;

    /// RFC 9497, appendix A.1.1: the blinded element is the blind times the input's element.
    #[test]
    fn hashing_to_the_group_is_that_of_the_standards() {
        let domain = b"HashToGroup-OPRFV1-\x00-ristretto255-SHA512";
        let blind = hex::read("64d37aed22a27f5191de1c1d69fadb899d8862b58eb4220029e036ec4c1f6706").unwrap();
        let blind = Scalar::from_canonical_bytes(blind).unwrap();
        for (input, blinded) in [
            (&[0x00][..], "609a0ae68c15a3cf6903766461307e5c8bb2f95e7e6550e1ffa2dc99e412803c"),
            (&[0x5a; 17][..], "da27ef466870f5f15296299850aa088629945a17d1f5b7f5ff043f76b3c06418"),
        ] {
            assert_eq!(hex::write(&(blind * hash_to_group(input, domain)).compress().0), blinded);
        }
    }
}
