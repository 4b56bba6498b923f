//! Importing: any number of sources in one transaction, in whole or not at all.

use super::sources::{self, ChunkRef, Counts, SourceFacts, holder, merge, set_chunks, stored};
use super::{Vault, begin, commit, forget, roll_back, rulings};
use crate::codec;
use crate::error::{Fault, StoreError};
use rusqlite::{Connection, OptionalExtension, params};
use tertius_model::{Batch, RulingId, RulingKind, SourceId, Timestamp};

/// One import under way; dropping it undoes everything it did.
///
/// It holds the write lock of the vault. Other processes go on reading what was there before.
#[derive(Debug)]
pub struct Import<'v> {
    vault: &'v mut Vault,
    /// Whether chunks may have been left without a source.
    has_loose_chunks: bool,
}

/// What became of a source that was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Finished {
    /// It is new.
    New(SourceId),
    /// Its content is there already, under this source; only path and date were noted.
    Known(SourceId),
}

impl Finished {
    /// The source that holds the content.
    pub fn id(self) -> SourceId {
        match self {
            Finished::New(id) | Finished::Known(id) => id,
        }
    }
}

impl Vault {
    /// Starts an import.
    ///
    /// # Errors
    /// [`StoreError::InUse`] when another process writes, [`StoreError::ReadOnly`] when nobody can.
    pub fn begin_import(&mut self) -> Result<Import<'_>, StoreError> {
        if self.is_read_only() {
            return Err(StoreError::ReadOnly { path: self.path.clone() });
        }
        self.read(begin)?;
        Ok(Import { vault: self, has_loose_chunks: false })
    }
}

impl Import<'_> {
    /// The vault as this import has changed it so far, for reading.
    pub fn vault(&self) -> &Vault {
        self.vault
    }

    /// Appends a ruling that stands or falls with the import.
    ///
    /// # Errors
    /// When the vault cannot be written.
    pub fn rule(&mut self, kind: &RulingKind, at: Timestamp) -> Result<RulingId, StoreError> {
        act(self.vault, |conn| rulings::append(conn, kind, at))
    }

    /// Starts a source whose observations follow with [`SourceDraft::push`].
    pub fn source(&mut self) -> SourceDraft<'_> {
        SourceDraft {
            vault: self.vault,
            has_loose_chunks: &mut self.has_loose_chunks,
            chunks: Vec::new(),
            counts: Counts::default(),
        }
    }

    /// Notes that known content was met at this path, without reading it again.
    ///
    /// # Errors
    /// When there is no such source, or the vault cannot be written.
    pub fn met_again(&mut self, id: SourceId, path: &str, seen_at: Option<Timestamp>) -> Result<(), StoreError> {
        act(self.vault, |conn| {
            expect_source(conn, id)?;
            merge(conn, id, path, seen_at)
        })
    }

    /// Drops a source whose observations `successor` repeats; its content counts as known from now on.
    ///
    /// # Errors
    /// When there is no such source, or the vault cannot be written.
    pub fn replace(&mut self, old: SourceId, successor: SourceId) -> Result<(), StoreError> {
        self.has_loose_chunks = true;
        act(self.vault, |conn| {
            expect_source(conn, successor)?;
            let content_len: Option<i64> = conn
                .query_row("SELECT content_len FROM source WHERE id = ?1", [stored(old)], |row| row.get(0))
                .optional()?;
            let content_len = content_len.filter(|_| old != successor).ok_or(Fault::UnknownSource(old))?;
            let (old, new) = (stored(old), stored(successor));
            conn.execute("UPDATE superseded SET successor = ?2 WHERE successor = ?1", [old, new])?;
            conn.execute("UPDATE OR IGNORE container_source SET source = ?2 WHERE source = ?1", [old, new])?;
            conn.execute("DELETE FROM container_source WHERE source = ?1", [old])?;
            conn.execute("DELETE FROM source WHERE id = ?1", [old])?;
            conn.execute(
                "INSERT INTO superseded (id, content_len, successor) VALUES (?1, ?2, ?3)",
                [old, content_len, new],
            )?;
            Ok(())
        })
    }

    /// Notes that a whole archive (or mailbox file) of this content gave these sources, so that meeting it again
    /// costs one hashing pass. Forgetting any of them forgets this too.
    ///
    /// # Errors
    /// When one of the sources is not there, or the vault cannot be written.
    pub fn container(&mut self, hash: &[u8; 32], len: u64, path: &str, sources: &[SourceId]) -> Result<(), StoreError> {
        act(self.vault, |conn| {
            conn.execute(
                "INSERT INTO container (hash, len, path) VALUES (?1, ?2, ?3) ON CONFLICT (hash) DO NOTHING",
                params![hash, len.cast_signed(), path],
            )?;
            for &id in sources {
                expect_source(conn, id)?;
                conn.execute(
                    "INSERT INTO container_source (container, source) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
                    params![hash, stored(id)],
                )?;
            }
            Ok(())
        })
    }

    /// Makes everything permanent, at once.
    ///
    /// # Errors
    /// When the vault cannot be written; then nothing of the import remains.
    pub fn commit(self) -> Result<(), StoreError> {
        act(self.vault, |conn| {
            if self.has_loose_chunks {
                forget::drop_loose_chunks(conn)?;
            }
            commit(conn)
        })
    }
}

impl Drop for Import<'_> {
    fn drop(&mut self) {
        roll_back(&self.vault.conn);
    }
}

/// One source being written. Dropped unfinished, it leaves nothing.
#[derive(Debug)]
pub struct SourceDraft<'i> {
    vault: &'i Vault,
    has_loose_chunks: &'i mut bool,
    chunks: Vec<ChunkRef>,
    counts: Counts,
}

impl SourceDraft<'_> {
    /// The vault as the import has changed it so far, for reading.
    pub fn vault(&self) -> &Vault {
        self.vault
    }

    /// Adds a run of observations. A run that any source already holds is stored once.
    ///
    /// # Errors
    /// When the batch contradicts itself or the vault cannot be written.
    pub fn push(&mut self, batch: &Batch) -> Result<(), StoreError> {
        *self.has_loose_chunks = true;
        let chunk = act(self.vault, |conn| put_chunk(conn, batch))?;
        self.chunks.push(chunk);
        self.counts += Counts::of(batch);
        Ok(())
    }

    /// Concludes the source.
    ///
    /// # Errors
    /// When the vault cannot be written.
    pub fn finish(self, facts: SourceFacts) -> Result<Finished, StoreError> {
        act(self.vault, |conn| {
            let id = facts.id();
            if let Some(holder) = holder(conn, id)? {
                if holder == id {
                    merge(conn, id, &facts.path, facts.seen_at)?;
                }
                return Ok(Finished::Known(holder));
            }
            sources::insert(conn, &facts)?;
            merge(conn, id, &facts.path, None)?;
            set_chunks(conn, id, &self.chunks, self.counts)?;
            Ok(Finished::New(id))
        })
    }

    /// Concludes a source that says nothing that `holder` does not say: its observations are not kept, its
    /// content counts as known from now on.
    ///
    /// # Errors
    /// When there is no such holder, or the vault cannot be written.
    pub fn finish_as_part_of(self, facts: &SourceFacts, holder: SourceId) -> Result<Finished, StoreError> {
        act(self.vault, |conn| {
            expect_source(conn, holder)?;
            if let Some(known) = sources::holder(conn, facts.id())? {
                return Ok(Finished::Known(known));
            }
            conn.execute(
                "INSERT INTO superseded (id, content_len, successor) VALUES (?1, ?2, ?3)",
                [stored(facts.id()), facts.content_len.cast_signed(), stored(holder)],
            )?;
            Ok(Finished::Known(holder))
        })
    }
}

/// Runs one step of the import. An error such as a full disk can end the transaction; what came after would
/// then be kept piece by piece, so nothing may come after.
fn act<T>(vault: &Vault, step: impl FnOnce(&Connection) -> Result<T, Fault>) -> Result<T, StoreError> {
    vault.read(|conn| if conn.is_autocommit() { Err(Fault::RolledBack) } else { step(conn) })
}

fn expect_source(conn: &Connection, id: SourceId) -> Result<(), Fault> {
    let mut query = conn.prepare_cached("SELECT 1 FROM source WHERE id = ?1")?;
    if query.exists([stored(id)])? { Ok(()) } else { Err(Fault::UnknownSource(id)) }
}

/// Stores a batch, or finds it stored already.
pub(super) fn put_chunk(conn: &Connection, batch: &Batch) -> Result<ChunkRef, Fault> {
    let data = codec::encode(batch).map_err(Fault::BadBatch)?;
    let hash = *blake3::hash(&data).as_bytes();
    let mut find = conn.prepare_cached("SELECT id FROM chunk WHERE hash = ?1")?;
    if let Some(id) = find.query_row([hash], |row| row.get(0)).optional()? {
        return Ok(ChunkRef { id, hash });
    }
    conn.prepare_cached("INSERT INTO chunk (hash, n, data) VALUES (?1, ?2, ?3)")?.execute(params![
        hash,
        batch.len() as i64,
        data
    ])?;
    Ok(ChunkRef { id: conn.last_insert_rowid(), hash })
}

impl Counts {
    /// What a batch holds.
    pub(super) fn of(batch: &Batch) -> Counts {
        Counts {
            cards: batch.cards.len() as u64,
            exchanges: batch.exchanges.len() as u64,
            gatherings: batch.gatherings.len() as u64,
            stated: batch.stated.len() as u64,
            own: batch.own.len() as u64,
        }
    }
}

impl std::ops::AddAssign for Counts {
    fn add_assign(&mut self, more: Counts) {
        self.cards += more.cards;
        self.exchanges += more.exchanges;
        self.gatherings += more.gatherings;
        self.stated += more.stated;
        self.own += more.own;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tertius_model::OwnFact;

    #[test]
    fn a_full_disk_undoes_the_import_and_nothing_else() {
        let mut vault = Vault::in_memory().unwrap();
        vault.set_setting("region", Some("DE")).unwrap();
        let before = vault.ground_version().unwrap();
        vault.conn.pragma_update(None, "max_page_count", 40).unwrap();
        let mut import = vault.begin_import().unwrap();
        let mut source = import.source();
        let batch = |n: usize| Batch { own: vec![OwnFact::Name(n.to_string().repeat(100_000))], ..Batch::default() };
        let failed = (1..100).find_map(|n| source.push(&batch(n)).err());
        assert!(matches!(failed, Some(StoreError::DiskFull { .. })), "{failed:?}");
        drop(source);
        // SQLite has ended the transaction: nothing may slip in behind it, not even the commit.
        if import.vault().conn.is_autocommit() {
            assert!(matches!(import.commit(), Err(StoreError::RolledBack { .. })));
        } else {
            drop(import);
        }
        assert_eq!(vault.ground_version().unwrap(), before);
        assert_eq!(vault.sources().unwrap(), []);
        vault.conn.pragma_update(None, "max_page_count", 1_000_000).unwrap();
        assert_eq!(vault.check().unwrap(), []);
    }
}
