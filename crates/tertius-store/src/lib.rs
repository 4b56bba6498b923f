//! The vault: one person's ground state in one SQLite file, and a disposable cache of what follows from it.
//!
//! Ground state is what cannot be recomputed: sources with their observations, rulings, settings and the list
//! of erased people. This crate keeps it whole (killed at any moment, a transaction is there entirely or not
//! at all), removes what is forgotten down to its bytes, and names the state by a digest. It holds no rules
//! about people: what an observation means, which source replaces which, and who is erased, the caller says.

mod codec;
mod error;
mod vault;

pub use error::{ErrorKind, StoreError};
pub use vault::{
    Counts, Disclosed, Disclosure, Erasure, Finding, Finished, GroundVersion, Import, Matter, MatterEvent, Overwrite,
    PacketRevoked, PacketTerms, PastRuling, Removed, Residue, RulingState, Skip, SourceDraft, SourceFacts, SourceRow,
    Suppress, Suppressions, Vault, restore,
};

/// Reads bytes as everything the vault encodes, and holds that what was read survives being written again.
///
/// # Panics
/// When it does not: a defect of the encoding.
#[cfg(feature = "fuzzing")]
pub fn fuzz_codec(bytes: &[u8]) {
    if let Ok(batch) = codec::decode(bytes) {
        let again = codec::encode(&batch).expect("what was decoded names only mentions it holds");
        assert_eq!(codec::decode(&again), Ok(batch));
    }
    if let Ok(keys) = codec::decode_keys(bytes) {
        assert!(keys.len() * 16 <= bytes.len(), "keys that the bytes do not hold");
    }
    if let Ok(ruling) = codec::decode_ruling(bytes) {
        assert_eq!(codec::decode_ruling(&codec::encode_ruling(&ruling)), Ok(ruling));
    }
    if let Ok(skips) = codec::decode_skips(bytes) {
        assert_eq!(codec::decode_skips(&codec::encode_skips(&skips)), Ok(skips));
    }
}
