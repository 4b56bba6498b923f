//! What a friend's packet means beside what is held: an older one, a newer one, one that was taken back, one's own.

use super::Run;
use crate::answers::{SIGNING_SECRET, audience_text};
use crate::app::App;
use crate::error::AppError;
use crate::views::SourceError;
use tertius_import::{Format, PacketFact};
use tertius_model::SourceId;
use tertius_store::{PacketRevoked, PacketTerms, Vault};
use tertius_tribe::OwnKey;

impl App {
    /// Drops friends' packets that are over, down to their bytes.
    pub(super) fn forget_expired_packets(&mut self) -> Result<(), AppError> {
        let now = self.now();
        let over = self.vault().packets()?.into_iter().filter(|(_, terms)| terms.expires <= now);
        let over: Vec<SourceId> = over.map(|(source, _)| source).collect();
        if !over.is_empty() {
            self.vault_mut().forget(&over)?;
            self.forget_network();
        }
        Ok(())
    }
}

/// Why a packet is not taken, where it is not.
pub(super) fn packet_refused(
    vault: &Vault,
    fact: &PacketFact,
    path: &str,
    format: &Format,
) -> Result<Option<SourceError>, AppError> {
    let refused = |message: String, hint: &str| {
        Some(SourceError { path: path.to_owned(), format: format.id.to_owned(), message, hint: hint.to_owned() })
    };
    let PacketFact::Shares { id, owner, .. } = fact else { return Ok(None) };
    let own = vault.secret(SIGNING_SECRET)?.map(|secret| OwnKey::from_secret(&secret).public());
    if own == Some(owner.key) {
        return Ok(refused(
            "this is your own packet".to_owned(),
            "give it to a friend; your own ties are here already",
        ));
    }
    if vault.is_revoked(&PacketRevoked { id: *id.as_bytes(), owner: *owner.key.as_bytes() })? {
        return Ok(refused(format!("{} took this packet back", owner.name), "ask your friend for a new one"));
    }
    let terms = terms(fact);
    let newer = vault.packets()?.into_iter().find(|(_, held)| {
        terms.as_ref().is_some_and(|terms| same_line(held, terms) && (held.made, held.id) > (terms.made, terms.id))
    });
    if let Some((_, held)) = newer {
        let message = format!("a newer packet of {} is here already, made on {}", owner.name, held.made.day());
        return Ok(refused(message, "nothing of the older one is needed"));
    }
    Ok(None)
}

impl Run<'_, '_, '_> {
    /// Notes what a packet that was taken says about itself, and drops what it replaces or takes back.
    pub(super) fn settle_packet(&mut self, fact: &PacketFact, source: SourceId) -> Result<(), AppError> {
        let held = self.import.vault().packets()?;
        let gone: Vec<SourceId> = match fact {
            PacketFact::Shares { .. } => {
                let Some(terms) = terms(fact) else { return Ok(()) };
                self.import.note_packet(source, &terms)?;
                let older = held.into_iter().filter(|(id, held)| *id != source && same_line(held, &terms));
                older.map(|(id, _)| id).collect()
            }
            PacketFact::Revokes(revocation) => {
                let revoked =
                    PacketRevoked { id: *revocation.packet.as_bytes(), owner: *revocation.owner.key.as_bytes() };
                self.import.note_revocation(source, revoked)?;
                let meant = |held: &PacketTerms| held.id == revoked.id && held.owner == revoked.owner;
                held.into_iter().filter(|(_, held)| meant(held)).map(|(id, _)| id).collect()
            }
        };
        self.dropped_packets |= !gone.is_empty();
        for old in gone {
            self.import.replace(old, source)?;
        }
        Ok(())
    }
}

fn same_line(a: &PacketTerms, b: &PacketTerms) -> bool {
    a.owner == b.owner && a.audience == b.audience
}

fn terms(fact: &PacketFact) -> Option<PacketTerms> {
    let PacketFact::Shares { id, owner, audience, made, expires } = fact else { return None };
    Some(PacketTerms {
        id: *id.as_bytes(),
        owner: *owner.key.as_bytes(),
        audience: audience_text(audience),
        made: *made,
        expires: *expires,
    })
}
