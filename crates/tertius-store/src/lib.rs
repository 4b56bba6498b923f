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
    Counts, Erasure, Finding, Finished, GroundVersion, Import, Overwrite, PastRuling, Removed, Residue, RulingState,
    Skip, SourceDraft, SourceFacts, SourceRow, Suppress, Suppressions, Vault, restore,
};
