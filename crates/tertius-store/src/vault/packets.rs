//! What the vault holds of packets: the terms of friends' packets beside their sources, revocations, the secret with
//! which ego signs, and the log of what ego gave away.

use super::sources::{id_column, stored};
use super::{Import, Vault};
use crate::error::{Fault, StoreError};
use rusqlite::{Connection, OptionalExtension, Row, params};
use tertius_model::{SourceId, Timestamp};

/// The terms under which a source holds: it is a friend's packet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PacketTerms {
    /// The packet's number.
    pub id: [u8; 16],
    /// The key of who shares.
    pub owner: [u8; 32],
    /// For whom it is, in the caller's spelling: a newer packet of one owner for one audience replaces the older.
    pub audience: String,
    /// When it was made.
    pub made: Timestamp,
    /// When it ends.
    pub expires: Timestamp,
}

/// That a packet says nothing any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PacketRevoked {
    /// The packet's number.
    pub id: [u8; 16],
    /// The key of who took it back.
    pub owner: [u8; 32],
}

/// One time at which something left the vault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Disclosure {
    /// Its number.
    pub id: i64,
    /// When.
    pub at: Timestamp,
    /// What: a packet, an export.
    pub what: String,
    /// How much of each person.
    pub level: String,
    /// To whom.
    pub whom: String,
    /// The packet's number, where it was one.
    pub packet: Option<[u8; 16]>,
    /// Until when it holds.
    pub until: Option<Timestamp>,
    /// About how many people.
    pub n_people: u64,
    /// When it was taken back.
    pub revoked: Option<Timestamp>,
    /// About whom: names and public profiles. People erased since are not among them.
    pub about: Vec<Disclosed>,
}

/// Somebody a disclosure was about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Disclosed {
    /// The name that was given.
    pub name: String,
    /// The profile that was given.
    pub url: Option<String>,
}

impl Import<'_> {
    /// Notes that a source of this import is a packet.
    ///
    /// # Errors
    /// When there is no such source, or the vault cannot be written.
    pub fn note_packet(&mut self, source: SourceId, terms: &PacketTerms) -> Result<(), StoreError> {
        self.vault().read(|conn| {
            conn.execute(
                "INSERT OR REPLACE INTO packet (source, id, owner, audience, made, expires)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                params![stored(source), terms.id, terms.owner, terms.audience, terms.made.0, terms.expires.0],
            )?;
            Ok(())
        })
    }

    /// Notes that a source of this import takes a packet back.
    ///
    /// # Errors
    /// When there is no such source, or the vault cannot be written.
    pub fn note_revocation(&mut self, source: SourceId, revoked: PacketRevoked) -> Result<(), StoreError> {
        self.vault().read(|conn| {
            conn.execute(
                "INSERT OR REPLACE INTO revocation (source, packet, owner) VALUES (?1, ?2, ?3)",
                params![stored(source), revoked.id, revoked.owner],
            )?;
            Ok(())
        })
    }
}

impl Vault {
    /// Every packet held, by its source.
    ///
    /// # Errors
    /// When the vault cannot be read.
    pub fn packets(&self) -> Result<Vec<(SourceId, PacketTerms)>, StoreError> {
        self.read(|conn| {
            let mut query = conn.prepare_cached("SELECT source, id, owner, audience, made, expires FROM packet")?;
            let rows = query.query_map([], |row| Ok((id_column(row)?, terms_of(row)?)))?;
            let mut packets = rows.collect::<Result<Vec<_>, _>>()?;
            packets.sort_unstable_by_key(|(source, _)| *source);
            Ok(packets)
        })
    }

    /// Whether a packet was taken back by this owner.
    ///
    /// # Errors
    /// When the vault cannot be read.
    pub fn is_revoked(&self, packet: &PacketRevoked) -> Result<bool, StoreError> {
        self.read(|conn| {
            let mut query = conn.prepare_cached("SELECT 1 FROM revocation WHERE packet = ?1 AND owner = ?2")?;
            Ok(query.exists(params![packet.id, packet.owner])?)
        })
    }

    /// A secret of 32 bytes under this name, where one was kept.
    ///
    /// # Errors
    /// When the vault cannot be read.
    pub fn secret(&self, name: &str) -> Result<Option<[u8; 32]>, StoreError> {
        self.read(|conn| {
            let mut query = conn.prepare_cached("SELECT value FROM secret WHERE name = ?1")?;
            Ok(query.query_row([name], |row| row.get(0)).optional()?)
        })
    }

    /// Keeps a secret; one that is there stays.
    ///
    /// # Errors
    /// When the vault cannot be written.
    pub fn keep_secret(&mut self, name: &str, value: &[u8; 32]) -> Result<(), StoreError> {
        self.write(|conn| {
            conn.execute(
                "INSERT INTO secret (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO NOTHING",
                params![name, value],
            )?;
            Ok(())
        })
    }

    /// Writes down that something left; the number and [`Disclosure::revoked`] given are ignored.
    ///
    /// # Errors
    /// When the vault cannot be written.
    pub fn disclose(&mut self, entry: &Disclosure) -> Result<i64, StoreError> {
        self.write(|conn| {
            conn.execute(
                "INSERT INTO disclosure (at, what, level, whom, packet, until, people)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                params![
                    entry.at.0,
                    entry.what,
                    entry.level,
                    entry.whom,
                    entry.packet,
                    entry.until.map(|time| time.0),
                    entry.n_people.cast_signed()
                ],
            )?;
            let id = conn.last_insert_rowid();
            let mut insert =
                conn.prepare_cached("INSERT INTO disclosed (disclosure, name, url) VALUES (?1, ?2, ?3)")?;
            for person in &entry.about {
                insert.execute(params![id, person.name, person.url])?;
            }
            Ok(id)
        })
    }

    /// Notes that a packet of ego's own was taken back; a second time changes nothing.
    ///
    /// # Errors
    /// When the vault cannot be written.
    pub fn disclosure_revoked(&mut self, packet: &[u8; 16], at: Timestamp) -> Result<(), StoreError> {
        self.write(|conn| {
            conn.execute(
                "UPDATE disclosure SET revoked = coalesce(revoked, ?2) WHERE packet = ?1",
                params![packet, at.0],
            )?;
            Ok(())
        })
    }

    /// Everything that ever left, the oldest first.
    ///
    /// # Errors
    /// When the vault cannot be read.
    pub fn disclosures(&self) -> Result<Vec<Disclosure>, StoreError> {
        self.read(|conn| {
            let mut query = conn.prepare_cached(
                "SELECT id, at, what, level, whom, packet, until, people, revoked FROM disclosure ORDER BY id",
            )?;
            let mut all = query.query_map([], disclosure_of)?.collect::<Result<Vec<_>, _>>()?;
            let mut about =
                conn.prepare_cached("SELECT name, url FROM disclosed WHERE disclosure = ?1 ORDER BY name, url")?;
            for entry in &mut all {
                let people =
                    about.query_map([entry.id], |row| Ok(Disclosed { name: row.get(0)?, url: row.get(1)? }))?;
                entry.about = people.collect::<Result<_, _>>()?;
            }
            Ok(all)
        })
    }
}

/// Takes people out of the log of what left; the counts stay.
pub(super) fn retain_disclosed(conn: &Connection, keeps: &mut dyn FnMut(&Disclosed) -> bool) -> Result<(), Fault> {
    let mut query = conn.prepare_cached("SELECT rowid, name, url FROM disclosed")?;
    let rows =
        query.query_map([], |row| Ok((row.get::<_, i64>(0)?, Disclosed { name: row.get(1)?, url: row.get(2)? })))?;
    let gone: Vec<i64> = rows
        .filter_map(|row| match row {
            Ok((_, person)) if keeps(&person) => None,
            Ok((id, _)) => Some(Ok(id)),
            Err(error) => Some(Err(error)),
        })
        .collect::<Result<_, _>>()?;
    for id in gone {
        conn.execute("DELETE FROM disclosed WHERE rowid = ?1", [id])?;
    }
    Ok(())
}

fn terms_of(row: &Row<'_>) -> rusqlite::Result<PacketTerms> {
    Ok(PacketTerms {
        id: row.get(1)?,
        owner: row.get(2)?,
        audience: row.get(3)?,
        made: Timestamp(row.get(4)?),
        expires: Timestamp(row.get(5)?),
    })
}

fn disclosure_of(row: &Row<'_>) -> rusqlite::Result<Disclosure> {
    Ok(Disclosure {
        id: row.get(0)?,
        at: Timestamp(row.get(1)?),
        what: row.get(2)?,
        level: row.get(3)?,
        whom: row.get(4)?,
        packet: row.get(5)?,
        until: row.get::<_, Option<i64>>(6)?.map(Timestamp),
        n_people: row.get::<_, i64>(7)?.cast_unsigned(),
        revoked: row.get::<_, Option<i64>>(8)?.map(Timestamp),
        about: Vec::new(),
    })
}
