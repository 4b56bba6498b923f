//! Reading observations back, one chunk in memory at a time.

use super::Vault;
use super::sources::{source_ids, stored};
use crate::codec;
use crate::error::{Fault, StoreError};
use rusqlite::Connection;
use tertius_model::{Batch, Key, SourceId};

impl Vault {
    /// Hands over the batches of one source in the order in which they were pushed.
    ///
    /// # Errors
    /// When the vault cannot be read or a chunk is damaged; batches before it have been handed over.
    pub fn batches(&self, source: SourceId, each: &mut dyn FnMut(Batch)) -> Result<(), StoreError> {
        self.read(|conn| read_source(conn, source, each))
    }

    /// Hands over every batch, ordered by source id, then as pushed.
    ///
    /// # Errors
    /// When the vault cannot be read or a chunk is damaged; batches before it have been handed over.
    pub fn all_batches(&self, each: &mut dyn FnMut(SourceId, Batch)) -> Result<(), StoreError> {
        self.read(|conn| {
            for id in source_ids(conn)? {
                read_source(conn, id, &mut |batch| each(id, batch))?;
            }
            Ok(())
        })
    }

    /// The keys of a source's observations (facts about ego have none), reading no more than the keys.
    ///
    /// # Errors
    /// When the vault cannot be read or a chunk is damaged.
    pub fn keys(&self, source: SourceId) -> Result<Vec<Key>, StoreError> {
        self.read(|conn| {
            let mut query = conn.prepare_cached(
                "SELECT chunk.id, chunk.n FROM source_chunk JOIN chunk ON chunk.id = source_chunk.chunk
                 WHERE source_chunk.source = ?1 ORDER BY source_chunk.seq",
            )?;
            let chunks = query.query_map([stored(source)], |row| Ok((row.get(0)?, row.get(1)?)))?;
            keys_of_chunks(conn, chunks)
        })
    }

    /// The keys of every observation in the vault; a chunk that several sources share counts once.
    ///
    /// # Errors
    /// When the vault cannot be read or a chunk is damaged.
    pub fn all_keys(&self) -> Result<Vec<Key>, StoreError> {
        self.read(|conn| {
            let mut query = conn.prepare_cached("SELECT id, n FROM chunk ORDER BY id")?;
            let chunks = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
            keys_of_chunks(conn, chunks)
        })
    }
}

fn read_source(conn: &Connection, source: SourceId, each: &mut dyn FnMut(Batch)) -> Result<(), Fault> {
    let mut query = conn.prepare_cached(
        "SELECT chunk.hash, chunk.data FROM source_chunk JOIN chunk ON chunk.id = source_chunk.chunk
         WHERE source_chunk.source = ?1 ORDER BY source_chunk.seq",
    )?;
    let mut rows = query.query([stored(source)])?;
    while let Some(row) = rows.next()? {
        let hash: [u8; 32] = row.get(0)?;
        let data = row.get_ref(1)?.as_blob().map_err(rusqlite::Error::from)?;
        each(verified(&hash, data).map_err(|what| Fault::Damaged(format!("source {source}: {what}")))?);
    }
    Ok(())
}

/// Decodes a chunk after comparing it with its hash: SQLite itself notices no flipped bit in a blob.
pub(super) fn verified(hash: &[u8; 32], data: &[u8]) -> Result<Batch, String> {
    if blake3::hash(data).as_bytes() != hash {
        return Err("a chunk is not what was stored".to_owned());
    }
    codec::decode(data).map_err(|error| format!("a chunk cannot be read: {error}"))
}

fn keys_of_chunks(
    conn: &Connection,
    chunks: impl Iterator<Item = rusqlite::Result<(i64, i64)>>,
) -> Result<Vec<Key>, Fault> {
    let mut keys = Vec::new();
    let mut front = Vec::new();
    let mut open: Option<rusqlite::blob::Blob<'_>> = None;
    for chunk in chunks {
        let (id, n) = chunk?;
        let blob = match &mut open {
            Some(blob) => {
                blob.reopen(id)?;
                blob
            }
            None => open.insert(conn.blob_open("main", "chunk", "data", id, true)?),
        };
        let n = usize::try_from(n).map_err(|_| Fault::Damaged("a chunk of negative length".to_owned()))?;
        front.clear();
        front.resize(blob.len().min(codec::keys_len(n)), 0);
        blob.read_at_exact(&mut front, 0)?;
        let found = codec::decode_keys(&front)
            .map_err(|error| Fault::Damaged(format!("the keys of a chunk cannot be read: {error}")))?;
        keys.extend(found);
    }
    Ok(keys)
}
