//! Erasing a person: out of what is stored, and kept out of what is imported later.
//!
//! The suppression list holds keyed hashes only: BLAKE3 under a random key of this vault. Nobody reads an
//! address off it, and two vaults' lists cannot be compared. The key lies in the same file, so somebody who
//! has the file can test whether an address they guess is on the list; they cannot list what is.
//!
//! Erasing is the one sanctioned edit of observations: other people's exchanges stay, without the erased one.

use super::sources::{self, ChunkRef, Counts, set_chunks, source_ids, stored};
use super::{Disclosed, Matter, Removed, Vault, forget, import, matters, packets, read, rulings};
use crate::codec;
use crate::error::{Fault, StoreError};
use rusqlite::{Connection, OptionalExtension, params};
use std::collections::BTreeSet;
use tertius_model::{Batch, Handle, Ruling, SourceId};

/// What to keep out of later imports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Suppress {
    /// A handle.
    Handle(Handle),
    /// A name, in whatever normal form the caller compares names in.
    Name(String),
}

/// The suppression list as it stands; the caller asks it about each mention and card of an import.
#[derive(Clone, Debug)]
pub struct Suppressions {
    key: [u8; 32],
    hashes: BTreeSet<[u8; 32]>,
}

impl Suppressions {
    /// Whether nobody is suppressed.
    pub fn is_empty(&self) -> bool {
        self.hashes.is_empty()
    }

    /// How many handles and names are suppressed.
    pub fn len(&self) -> usize {
        self.hashes.len()
    }

    /// Whether this handle is suppressed.
    pub fn has_handle(&self, handle: &Handle) -> bool {
        !self.is_empty() && self.hashes.contains(&hash_handle(&self.key, handle))
    }

    /// Whether this name, in the caller's normal form, is suppressed.
    pub fn has_name(&self, name: &str) -> bool {
        !self.is_empty() && self.hashes.contains(&hash_name(&self.key, name))
    }
}

/// How to erase a person, in the caller's terms.
pub struct Erasure<'a> {
    /// What to keep out of later imports.
    pub suppress: &'a [Suppress],
    /// Gives back a batch without the person.
    pub batch: &'a mut dyn FnMut(SourceId, Batch) -> Batch,
    /// Whether a ruling stays; rulings name people by handle and name. Asked of undone ones too.
    pub keeps_ruling: &'a mut dyn FnMut(&Ruling) -> bool,
    /// Whether the reason given for a skipped record stays; reasons may quote the record.
    pub keeps_skip: &'a mut dyn FnMut(&str) -> bool,
    /// Whether somebody stays in the log of what left.
    pub keeps_disclosed: &'a mut dyn FnMut(&Disclosed) -> bool,
    /// Whether an introduction, ask or story stays.
    pub keeps_matter: &'a mut dyn FnMut(&Matter) -> bool,
}

impl Vault {
    /// Adds to the suppression list without touching what is stored.
    ///
    /// # Errors
    /// When the vault cannot be written.
    pub fn suppress(&mut self, list: &[Suppress]) -> Result<(), StoreError> {
        self.write(|conn| suppress(conn, list))
    }

    /// The suppression list.
    ///
    /// # Errors
    /// When the vault cannot be read.
    pub fn suppressions(&self) -> Result<Suppressions, StoreError> {
        self.read(suppressions)
    }

    /// Rewrites what is stored without a person and keeps them out of later imports, in one transaction that
    /// leaves none of their bytes behind. The cache is dropped.
    ///
    /// # Errors
    /// When the vault cannot be read or written; then nothing has changed.
    pub fn erase(&mut self, erasure: Erasure<'_>) -> Result<Removed, StoreError> {
        let Erasure { suppress: list, batch, keeps_ruling, keeps_skip, keeps_disclosed, keeps_matter } = erasure;
        let observations = self.write_wiping(|conn| {
            suppress(conn, list)?;
            let mut removed = 0;
            for id in source_ids(conn)? {
                removed += rewrite_source(conn, id, batch)?;
                rewrite_skips(conn, id, keeps_skip)?;
            }
            forget::drop_loose_chunks(conn)?;
            rulings::retain(conn, keeps_ruling)?;
            packets::retain_disclosed(conn, keeps_disclosed)?;
            matters::retain(conn, keeps_matter)?;
            forget::drop_cache(conn)?;
            Ok(removed)
        })?;
        Ok(Removed { sources: 0, observations, residue: self.wipe() })
    }
}

fn suppress(conn: &Connection, list: &[Suppress]) -> Result<(), Fault> {
    let key = suppression_key(conn)?;
    let mut insert = conn.prepare_cached("INSERT INTO suppressed (hash) VALUES (?1) ON CONFLICT DO NOTHING")?;
    for entry in list {
        insert.execute([match entry {
            Suppress::Handle(handle) => hash_handle(&key, handle),
            Suppress::Name(name) => hash_name(&key, name),
        }])?;
    }
    Ok(())
}

fn suppression_key(conn: &Connection) -> Result<[u8; 32], Fault> {
    conn.query_row("SELECT value FROM meta WHERE name = 'suppression_key'", [], |row| row.get(0))
        .optional()?
        .ok_or_else(|| Fault::Damaged("the key of its list of erased people is missing".to_owned()))
}

pub(super) fn suppressions(conn: &Connection) -> Result<Suppressions, Fault> {
    let mut query = conn.prepare_cached("SELECT hash FROM suppressed")?;
    let hashes = query.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    Ok(Suppressions { key: suppression_key(conn)?, hashes })
}

impl Suppressions {
    pub(super) fn hashes(&self) -> impl Iterator<Item = &[u8; 32]> {
        self.hashes.iter()
    }
}

fn hash_handle(key: &[u8; 32], handle: &Handle) -> [u8; 32] {
    hash_parts(key, handle.kind().id(), handle.value())
}

fn hash_name(key: &[u8; 32], name: &str) -> [u8; 32] {
    hash_parts(key, "name", name)
}

fn hash_parts(key: &[u8; 32], kind: &str, value: &str) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new_keyed(key);
    hasher.update(kind.as_bytes()).update(b"\0").update(value.as_bytes());
    *hasher.finalize().as_bytes()
}

/// Passes every batch of a source through `edit`; returns how many observations that took away.
fn rewrite_source(
    conn: &Connection,
    id: SourceId,
    edit: &mut dyn FnMut(SourceId, Batch) -> Batch,
) -> Result<u64, Fault> {
    let mut query = conn.prepare_cached("SELECT chunk FROM source_chunk WHERE source = ?1 ORDER BY seq")?;
    let old: Vec<i64> = query.query_map([stored(id)], |row| row.get(0))?.collect::<Result<_, _>>()?;
    let mut load = conn.prepare_cached("SELECT hash, data FROM chunk WHERE id = ?1")?;
    let (mut chunks, mut counts, mut removed) = (Vec::new(), Counts::default(), 0);
    let mut has_changed = false;
    for chunk in old {
        let (hash, data): ([u8; 32], Vec<u8>) = load.query_row([chunk], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let batch = read::verified(&hash, &data).map_err(|what| Fault::Damaged(format!("source {id}: {what}")))?;
        let before = batch.len() as u64;
        let batch = edit(id, batch);
        removed += before.saturating_sub(batch.len() as u64);
        counts += Counts::of(&batch);
        if batch.is_empty() {
            has_changed = true;
            continue;
        }
        let new: ChunkRef = import::put_chunk(conn, &batch)?;
        has_changed |= new.id != chunk;
        chunks.push(new);
    }
    if has_changed {
        set_chunks(conn, id, &chunks, counts)?;
    }
    Ok(removed)
}

fn rewrite_skips(conn: &Connection, id: SourceId, keeps: &mut dyn FnMut(&str) -> bool) -> Result<(), Fault> {
    let Some(source) = sources::source(conn, id)? else { return Ok(()) };
    let n_before = source.skipped.len();
    let kept: Vec<_> = source.skipped.into_iter().filter(|skip| keeps(&skip.reason)).collect();
    if kept.len() < n_before {
        conn.execute("UPDATE source SET skipped = ?2 WHERE id = ?1", params![stored(id), codec::encode_skips(&kept)])?;
    }
    Ok(())
}
