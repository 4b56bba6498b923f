//! Taking a packet back: a signed statement that it says nothing any more. Whoever holds the packet must get it.

use crate::packet::first_difference;
use crate::signing::Purpose;
use crate::{OwnKey, Owner, PacketError, PacketId, encode, read};
use tertius_model::Timestamp;

/// More bytes than this are no revocation.
const MAX_BYTES: usize = 4_096;

/// What a revocation says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revocation {
    /// The packet that says nothing any more.
    pub packet: PacketId,
    /// Whose it was. Only the same key takes a packet back.
    pub owner: Owner,
    /// When it was signed. A friend may get it together with the packet, to be sent on some day.
    pub made: Timestamp,
}

/// A revocation whose signature holds, with its only text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedRevocation {
    revocation: Revocation,
    text: String,
}

impl SignedRevocation {
    /// Signs a revocation.
    ///
    /// # Panics
    /// When the key is not the owner's.
    pub fn sign(revocation: Revocation, key: &OwnKey) -> SignedRevocation {
        assert_eq!(revocation.owner.key, key.public(), "because only the owner's key takes a packet back");
        let signed = encode::revocation(&revocation);
        let signature = key.sign(Purpose::Revocation, &signed);
        SignedRevocation { revocation, text: encode::seal(signed, &signature) }
    }

    /// Reads a revocation and checks its form and signature.
    ///
    /// # Errors
    /// As [`crate::SignedPacket::read`].
    pub fn read(bytes: &[u8]) -> Result<SignedRevocation, PacketError> {
        if bytes.len() > MAX_BYTES {
            return Err(PacketError::TooLarge);
        }
        let text = std::str::from_utf8(bytes).map_err(|_| PacketError::Damaged("it is not UTF-8".to_owned()))?;
        let (revocation, signature) = read::revocation(text)?;
        let signed = encode::revocation(&revocation);
        if !revocation.owner.key.signed(Purpose::Revocation, &signed, &signature) {
            return Err(PacketError::Forged(revocation.owner.name.to_string()));
        }
        let again = encode::seal(signed, &signature);
        if again != text {
            return Err(PacketError::Edited(first_difference(&again, text)));
        }
        Ok(SignedRevocation { revocation, text: again })
    }

    /// What it says.
    pub fn revocation(&self) -> &Revocation {
        &self.revocation
    }

    /// The only text of it: these bytes are the file.
    pub fn text(&self) -> &str {
        &self.text
    }
}
