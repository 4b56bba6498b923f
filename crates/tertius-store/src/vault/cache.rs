//! The name of a ground state, and what was computed from it.

use super::sources::{source_ids, stored};
use super::{Vault, erase, matters};
use crate::error::{Fault, StoreError};
use rusqlite::{Connection, OptionalExtension, params};
use std::fmt;

/// The digest of a ground state: sources with their dates and chunks, rulings that hold, suppressions, settings
/// and matters. Equal states have equal digests on any machine and after any order of import.
///
/// Where a file lay and what was skipped is no evidence, so paths and skipped records do not count. A
/// suppression list is hashed under its vault's own key, so the list of another vault differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct GroundVersion(pub [u8; 32]);

impl fmt::Display for GroundVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl Vault {
    /// The digest of what the vault holds, computed from one row per source.
    ///
    /// # Errors
    /// When the vault cannot be read.
    pub fn ground_version(&self) -> Result<GroundVersion, StoreError> {
        self.read(ground_version)
    }

    /// What was put under this name for this version; nothing where its bytes have changed since.
    ///
    /// # Errors
    /// When the vault cannot be read.
    pub fn cache_get(&self, name: &str, version: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        self.read(|conn| {
            let mut query = conn.prepare_cached("SELECT id FROM cache WHERE name = ?1 AND version = ?2")?;
            let Some(id) = query.query_row(params![name, version], |row| row.get(0)).optional()? else {
                return Ok(None);
            };
            let blob = conn.blob_open("main", "cache", "data", id, true)?;
            let Some(len) = blob.len().checked_sub(blake3::OUT_LEN) else { return Ok(None) };
            let (mut hash, mut data) = ([0; blake3::OUT_LEN], vec![0; len]);
            blob.read_at_exact(&mut hash, 0)?;
            blob.read_at_exact(&mut data, blake3::OUT_LEN)?;
            Ok((hash == cache_hash(name, version, &data)).then_some(data))
        })
    }

    /// Keeps something computed, in place of what was under this name.
    ///
    /// # Errors
    /// When the vault cannot be written.
    pub fn cache_put(&mut self, name: &str, version: &[u8], data: &[u8]) -> Result<(), StoreError> {
        let hashed = [&cache_hash(name, version, data), data].concat();
        self.write(|conn| {
            conn.execute(
                "INSERT INTO cache (name, version, data) VALUES (?1, ?2, ?3)
                 ON CONFLICT (name) DO UPDATE SET version = ?2, data = ?3",
                params![name, version, hashed],
            )?;
            Ok(())
        })
    }
}

/// Stands before the bytes, so that damage to the cache is no wrong answer.
fn cache_hash(name: &str, version: &[u8], data: &[u8]) -> [u8; blake3::OUT_LEN] {
    let mut hasher = blake3::Hasher::new();
    part(&mut hasher, name.as_bytes());
    part(&mut hasher, version);
    *hasher.update(data).finalize().as_bytes()
}

fn ground_version(conn: &Connection) -> Result<GroundVersion, Fault> {
    let mut hasher = blake3::Hasher::new();
    hasher.update(b"tertius ground state 1");
    let mut source = conn.prepare_cached("SELECT seen_at, digest FROM source WHERE id = ?1")?;
    let ids = source_ids(conn)?;
    count(&mut hasher, ids.len());
    for id in ids {
        let (seen_at, digest): (Option<i64>, [u8; 32]) =
            source.query_row([stored(id)], |row| Ok((row.get(0)?, row.get(1)?)))?;
        hasher.update(&id.0.to_le_bytes()).update(&[u8::from(seen_at.is_some())]);
        hasher.update(&seen_at.unwrap_or_default().to_le_bytes()).update(&digest);
    }
    let mut query = conn.prepare_cached("SELECT id, at, kind FROM ruling WHERE undone = 0 ORDER BY id")?;
    let mut rows = query.query([])?;
    while let Some(row) = rows.next()? {
        let (id, at): (i64, i64) = (row.get(0)?, row.get(1)?);
        hasher.update(b"r").update(&id.to_le_bytes()).update(&at.to_le_bytes());
        part(&mut hasher, row.get_ref(2)?.as_blob().map_err(rusqlite::Error::from)?);
    }
    for hash in erase::suppressions(conn)?.hashes() {
        hasher.update(b"x").update(hash);
    }
    let mut query = conn.prepare_cached("SELECT name, value FROM setting ORDER BY name")?;
    let mut rows = query.query([])?;
    while let Some(row) = rows.next()? {
        hasher.update(b"s");
        part(&mut hasher, row.get_ref(0)?.as_bytes().map_err(rusqlite::Error::from)?);
        part(&mut hasher, row.get_ref(1)?.as_bytes().map_err(rusqlite::Error::from)?);
    }
    for matter in matters::matters(conn)? {
        hasher.update(b"m").update(&matter.id.0.to_le_bytes());
        for event in matter.events {
            hasher.update(&event.at.0.to_le_bytes());
            part(&mut hasher, event.text.as_bytes());
        }
    }
    Ok(GroundVersion(*hasher.finalize().as_bytes()))
}

fn count(hasher: &mut blake3::Hasher, n: usize) {
    hasher.update(&(n as u64).to_le_bytes());
}

fn part(hasher: &mut blake3::Hasher, bytes: &[u8]) {
    count(hasher, bytes.len());
    hasher.update(bytes);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cache_with_a_flipped_byte_is_no_cache() {
        let mut vault = Vault::in_memory().unwrap();
        let change = |vault: &Vault, data: &[u8]| {
            vault.read(|conn| Ok(conn.execute("UPDATE cache SET data = ?1", [data])?)).unwrap();
            vault.cache_get("people", b"1").unwrap()
        };
        vault.cache_put("people", b"1", b"Ana, Bo").unwrap();
        let sound: Vec<u8> =
            vault.read(|conn| Ok(conn.query_row("SELECT data FROM cache", [], |row| row.get(0))?)).unwrap();
        assert_eq!(change(&vault, &sound).as_deref(), Some(&b"Ana, Bo"[..]));
        for at in 0..sound.len() {
            let mut flipped = sound.clone();
            flipped[at] ^= 1;
            assert_eq!(change(&vault, &flipped), None, "byte {at}");
        }
        assert_eq!(change(&vault, b"Ana, Bo"), None, "too short for a hash");
    }
}
