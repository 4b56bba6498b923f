//! What the vault knows of its sources, and looking them up.

use super::Vault;
use crate::codec;
use crate::error::{Fault, StoreError};
use rusqlite::{Connection, OptionalExtension, Row, params};
use tertius_model::{Key, Position, SourceId, Timestamp};

/// One record that an import did not take.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skip {
    /// Where it stands.
    pub position: Position,
    /// Why, lower case, no full stop.
    pub reason: String,
}

/// How many of each a source gave.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Cards.
    pub cards: u64,
    /// Exchanges.
    pub exchanges: u64,
    /// Gatherings.
    pub gatherings: u64,
    /// Stated ties.
    pub stated: u64,
    /// Facts about ego.
    pub own: u64,
}

/// What the caller knows of a source once it is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceFacts {
    /// The format's name.
    pub format: String,
    /// Digest of the content.
    pub content_hash: [u8; 32],
    /// Length of the content in bytes.
    pub content_len: u64,
    /// The path as shown to the user; inside an archive `archive.zip/inner/path`.
    pub path: String,
    /// The archive it lies in, where it does.
    pub container: Option<String>,
    /// The latest date that the content speaks of.
    pub seen_at: Option<Timestamp>,
    /// Records looked at, taken or not.
    pub records: u64,
    /// Records not taken.
    pub n_skipped: u64,
    /// Some of the records not taken.
    pub skipped: Vec<Skip>,
}

impl SourceFacts {
    /// The id of the source: format and content, nothing else.
    pub fn id(&self) -> SourceId {
        source_id(&self.format, &self.content_hash)
    }
}

/// One source in the vault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceRow {
    /// Its id.
    pub id: SourceId,
    /// The format's name.
    pub format: String,
    /// Digest of the content.
    pub content_hash: [u8; 32],
    /// Length of the content in bytes.
    pub content_len: u64,
    /// Every path at which this content was seen, ordered.
    pub paths: Vec<String>,
    /// The archive it was first found in, where it was.
    pub container: Option<String>,
    /// The date that the content speaks of; the earliest where several were given.
    pub seen_at: Option<Timestamp>,
    /// Records looked at, taken or not.
    pub records: u64,
    /// What was taken of them.
    pub counts: Counts,
    /// Records not taken.
    pub n_skipped: u64,
    /// Some of the records not taken.
    pub skipped: Vec<Skip>,
}

/// The id of a source of this format and content.
pub(super) fn source_id(format: &str, content_hash: &[u8; 32]) -> SourceId {
    SourceId::from_key(Key::of([format.as_bytes(), content_hash]))
}

impl Vault {
    /// Every source, ordered by id.
    ///
    /// # Errors
    /// When the vault cannot be read or is damaged.
    pub fn sources(&self) -> Result<Vec<SourceRow>, StoreError> {
        self.read(|conn| {
            let ids = source_ids(conn)?;
            ids.into_iter().map(|id| source(conn, id)?.ok_or(Fault::UnknownSource(id))).collect()
        })
    }

    /// One source.
    ///
    /// # Errors
    /// When the vault cannot be read or is damaged.
    pub fn source(&self, id: SourceId) -> Result<Option<SourceRow>, StoreError> {
        self.read(|conn| source(conn, id))
    }

    /// Whether any known content, archive or superseded source has this length: if not, hashing a file of this
    /// length can tell nothing.
    ///
    /// # Errors
    /// When the vault cannot be read.
    pub fn knows_length(&self, content_len: u64) -> Result<bool, StoreError> {
        self.read(|conn| {
            let mut query = conn.prepare_cached(
                "SELECT EXISTS (SELECT 1 FROM source WHERE content_len = ?1)
                     OR EXISTS (SELECT 1 FROM superseded WHERE content_len = ?1)
                     OR EXISTS (SELECT 1 FROM container WHERE len = ?1)",
            )?;
            Ok(query.query_row([content_len.cast_signed()], |row| row.get(0))?)
        })
    }

    /// The source that holds this content: itself, or the newer one that superseded it.
    ///
    /// # Errors
    /// When the vault cannot be read.
    pub fn source_by_hash(&self, format: &str, content_hash: &[u8; 32]) -> Result<Option<SourceId>, StoreError> {
        self.read(|conn| holder(conn, source_id(format, content_hash)))
    }

    /// The sources that a whole archive (or mailbox) of this content gave; `None` when it is not known whole.
    ///
    /// # Errors
    /// When the vault cannot be read.
    pub fn container_by_hash(&self, hash: &[u8; 32]) -> Result<Option<Vec<SourceId>>, StoreError> {
        self.read(|conn| {
            let mut query = conn.prepare_cached("SELECT 1 FROM container WHERE hash = ?1")?;
            if !query.exists([hash])? {
                return Ok(None);
            }
            let mut query = conn.prepare_cached("SELECT source FROM container_source WHERE container = ?1")?;
            ids_of(query.query_map([hash], id_column)?).map(Some)
        })
    }

    /// The sources of one origin: this format, seen at this path.
    ///
    /// # Errors
    /// When the vault cannot be read.
    pub fn sources_of_origin(&self, format: &str, path: &str) -> Result<Vec<SourceId>, StoreError> {
        self.read(|conn| {
            let mut query = conn.prepare_cached(
                "SELECT source.id FROM source_path JOIN source ON source.id = source_path.source
                 WHERE source_path.path = ?2 AND source.format = ?1",
            )?;
            ids_of(query.query_map([format, path], id_column)?)
        })
    }
}

/// An id as SQLite stores it.
pub(super) fn stored(id: SourceId) -> i64 {
    id.0.cast_signed()
}

pub(super) fn id_column(row: &Row<'_>) -> rusqlite::Result<SourceId> {
    row.get::<_, i64>(0).map(|id| SourceId(id.cast_unsigned()))
}

/// Collects ids in the order that callers see, which is not SQLite's: it compares them as signed.
pub(super) fn ids_of(rows: impl Iterator<Item = rusqlite::Result<SourceId>>) -> Result<Vec<SourceId>, Fault> {
    let mut ids = rows.collect::<Result<Vec<_>, _>>()?;
    ids.sort_unstable();
    Ok(ids)
}

pub(super) fn source_ids(conn: &Connection) -> Result<Vec<SourceId>, Fault> {
    let mut query = conn.prepare_cached("SELECT id FROM source")?;
    ids_of(query.query_map([], id_column)?)
}

/// Whoever holds the content of this id now.
pub(super) fn holder(conn: &Connection, id: SourceId) -> Result<Option<SourceId>, Fault> {
    let mut query = conn.prepare_cached(
        "SELECT id FROM source WHERE id = ?1 UNION ALL SELECT successor FROM superseded WHERE id = ?1 LIMIT 1",
    )?;
    Ok(query.query_row([stored(id)], id_column).optional()?)
}

pub(super) fn source(conn: &Connection, id: SourceId) -> Result<Option<SourceRow>, Fault> {
    let mut query = conn.prepare_cached(
        "SELECT format, content_hash, content_len, container, seen_at, n_records,
                n_cards, n_exchanges, n_gatherings, n_stated, n_own, n_skipped, skipped
         FROM source WHERE id = ?1",
    )?;
    let found = query.query_row([stored(id)], |row| Ok((row_of(id, row)?, row.get::<_, Vec<u8>>(12)?)));
    let Some((mut source, skipped)) = found.optional()? else { return Ok(None) };
    source.skipped = codec::decode_skips(&skipped)
        .map_err(|error| Fault::Damaged(format!("the skipped records of source {id} cannot be read: {error}")))?;
    let mut paths = conn.prepare_cached("SELECT path FROM source_path WHERE source = ?1 ORDER BY path")?;
    source.paths = paths.query_map([stored(id)], |row| row.get(0))?.collect::<Result<_, _>>()?;
    Ok(Some(source))
}

fn row_of(id: SourceId, row: &Row<'_>) -> rusqlite::Result<SourceRow> {
    let number = |column: usize| row.get::<_, i64>(column).map(i64::cast_unsigned);
    Ok(SourceRow {
        id,
        format: row.get(0)?,
        content_hash: row.get(1)?,
        content_len: number(2)?,
        paths: Vec::new(),
        container: row.get(3)?,
        seen_at: row.get::<_, Option<i64>>(4)?.map(Timestamp),
        records: number(5)?,
        counts: Counts {
            cards: number(6)?,
            exchanges: number(7)?,
            gatherings: number(8)?,
            stated: number(9)?,
            own: number(10)?,
        },
        n_skipped: number(11)?,
        skipped: Vec::new(),
    })
}

/// Adds a source; its chunks follow with [`set_chunks`].
pub(super) fn insert(conn: &Connection, facts: &SourceFacts) -> Result<(), Fault> {
    let mut insert = conn.prepare_cached(
        "INSERT INTO source (id, format, content_hash, content_len, container, seen_at, n_records,
             n_cards, n_exchanges, n_gatherings, n_stated, n_own, n_skipped, skipped, digest)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 0, 0, 0, 0, 0, ?8, ?9, x'')",
    )?;
    insert.execute(params![
        stored(facts.id()),
        facts.format,
        facts.content_hash,
        facts.content_len.cast_signed(),
        facts.container,
        facts.seen_at.map(|time| time.0),
        facts.records.cast_signed(),
        facts.n_skipped.cast_signed(),
        codec::encode_skips(&facts.skipped),
    ])?;
    Ok(())
}

/// Notes one more path at which a source was seen, and the earliest date.
pub(super) fn merge(conn: &Connection, id: SourceId, path: &str, seen_at: Option<Timestamp>) -> Result<(), Fault> {
    conn.prepare_cached("INSERT INTO source_path (source, path) VALUES (?1, ?2) ON CONFLICT DO NOTHING")?
        .execute(params![stored(id), path])?;
    if let Some(time) = seen_at {
        conn.prepare_cached("UPDATE source SET seen_at = min(coalesce(seen_at, ?2), ?2) WHERE id = ?1")?
            .execute([stored(id), time.0])?;
    }
    Ok(())
}

/// One chunk as the vault numbers it and as its content names it.
#[derive(Clone, Copy, Debug)]
pub(super) struct ChunkRef {
    pub(super) id: i64,
    pub(super) hash: [u8; 32],
}

/// Gives a source these chunks in this order, and what they count up to.
pub(super) fn set_chunks(conn: &Connection, id: SourceId, chunks: &[ChunkRef], counts: Counts) -> Result<(), Fault> {
    conn.prepare_cached("DELETE FROM source_chunk WHERE source = ?1")?.execute([stored(id)])?;
    let mut insert = conn.prepare_cached("INSERT INTO source_chunk (source, seq, chunk) VALUES (?1, ?2, ?3)")?;
    let mut digest = blake3::Hasher::new();
    for (seq, chunk) in (0i64..).zip(chunks) {
        insert.execute([stored(id), seq, chunk.id])?;
        digest.update(&chunk.hash);
    }
    let mut update = conn.prepare_cached(
        "UPDATE source SET digest = ?2, n_cards = ?3, n_exchanges = ?4, n_gatherings = ?5, n_stated = ?6, n_own = ?7
         WHERE id = ?1",
    )?;
    update.execute(params![
        stored(id),
        digest.finalize().as_bytes(),
        counts.cards.cast_signed(),
        counts.exchanges.cast_signed(),
        counts.gatherings.cast_signed(),
        counts.stated.cast_signed(),
        counts.own.cast_signed(),
    ])?;
    Ok(())
}
