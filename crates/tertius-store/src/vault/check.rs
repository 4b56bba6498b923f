//! Looking for damage: the file, every chunk, every reference, every count.

use super::sources::{Counts, source, source_ids, stored};
use super::{Vault, erase, forget, open, read, rulings};
use crate::error::{Fault, StoreError};
use rusqlite::{Connection, OptionalExtension};
use std::collections::BTreeSet;
use tertius_model::SourceId;

/// One thing that is wrong with a vault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What is wrong.
    pub what: String,
    /// What to do about it.
    pub hint: &'static str,
}

const RESTORE: &str = "restore a backup, or forget the source and import its file again";
const REOPEN: &str = "close other programs that use the vault, then run any command again";

impl Vault {
    /// Checks everything that can be checked; nothing found is an empty list.
    ///
    /// # Errors
    /// When the vault is too damaged to be looked at.
    pub fn check(&self) -> Result<Vec<Finding>, StoreError> {
        self.read(|conn| {
            let mut found = Findings::default();
            integrity(conn, &mut found)?;
            schema(conn, &mut found)?;
            if found.list.is_empty() {
                content(conn, &mut found)?;
            }
            Ok(found.list)
        })
    }
}

#[derive(Default)]
struct Findings {
    list: Vec<Finding>,
}

impl Findings {
    fn add(&mut self, what: impl Into<String>, hint: &'static str) {
        self.list.push(Finding { what: what.into(), hint });
    }

    /// Notes damage and goes on; any other fault ends the check.
    fn note<T>(&mut self, result: Result<T, Fault>) -> Result<Option<T>, Fault> {
        match result {
            Ok(value) => Ok(Some(value)),
            Err(Fault::Damaged(what)) => {
                self.add(what, RESTORE);
                Ok(None)
            }
            Err(fault) => Err(fault),
        }
    }
}

fn integrity(conn: &Connection, found: &mut Findings) -> Result<(), Fault> {
    let mut query = conn.prepare("PRAGMA integrity_check(20)")?;
    let lines: Vec<String> = query.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    for line in lines.into_iter().filter(|line| line != "ok") {
        found.add(format!("the file's structure: {line}"), RESTORE);
    }
    let mut query = conn.prepare("PRAGMA foreign_key_check")?;
    let tables: BTreeSet<String> = query.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    for table in tables {
        found.add(format!("rows of table {table} refer to rows that are not there"), RESTORE);
    }
    Ok(())
}

/// A vault of this version has exactly the tables that the migrations make.
fn schema(conn: &Connection, found: &mut Findings) -> Result<(), Fault> {
    let expected = open::in_memory().map_err(|error| Fault::Damaged(error.to_string()))?;
    if statements(conn)? != statements(&expected.conn)? {
        found.add("its tables are not those of a vault of this version", RESTORE);
    }
    Ok(())
}

fn statements(conn: &Connection) -> Result<BTreeSet<(String, String)>, Fault> {
    // sqlite_stat tables come and go with ANALYZE.
    let mut query =
        conn.prepare("SELECT name, coalesce(sql, '') FROM sqlite_schema WHERE name NOT LIKE 'sqlite_stat%'")?;
    Ok(query.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_, _>>()?)
}

fn content(conn: &Connection, found: &mut Findings) -> Result<(), Fault> {
    found.note(rulings::history(conn))?;
    found.note(erase::suppressions(conn))?;
    for id in source_ids(conn)? {
        let checked = check_source(conn, id);
        found.note(checked)?;
    }
    let loose: i64 =
        conn.query_row("SELECT count(*) FROM chunk WHERE id NOT IN (SELECT chunk FROM source_chunk)", [], |row| {
            row.get(0)
        })?;
    if loose > 0 {
        found.add(format!("{loose} chunks of observations belong to no source"), RESTORE);
    }
    if forget::wipe_is_due(conn)? {
        found.add("bytes of what was forgotten may still be in the file", REOPEN);
    }
    Ok(())
}

fn check_source(conn: &Connection, id: SourceId) -> Result<(), Fault> {
    let damaged = |what: &str| Fault::Damaged(format!("source {id}: {what}"));
    let row = source(conn, id)?.ok_or(Fault::UnknownSource(id))?;
    if super::sources::source_id(&row.format, &row.content_hash) != id {
        return Err(damaged("its id is not that of its content"));
    }
    let mut query = conn.prepare_cached(
        "SELECT source_chunk.seq, chunk.n, chunk.hash, chunk.data
         FROM source_chunk JOIN chunk ON chunk.id = source_chunk.chunk
         WHERE source_chunk.source = ?1 ORDER BY source_chunk.seq",
    )?;
    let mut chunks = query.query([stored(id)])?;
    let (mut counts, mut digest, mut next) = (Counts::default(), blake3::Hasher::new(), 0);
    while let Some(chunk) = chunks.next()? {
        let (seq, n, hash): (i64, i64, [u8; 32]) = (chunk.get(0)?, chunk.get(1)?, chunk.get(2)?);
        let data = chunk.get_ref(3)?.as_blob().map_err(rusqlite::Error::from)?;
        let batch = read::verified(&hash, data).map_err(|what| damaged(&what))?;
        if seq != next || n != batch.len() as i64 {
            return Err(damaged("a chunk is missing or miscounted"));
        }
        counts += Counts::of(&batch);
        digest.update(&hash);
        next += 1;
    }
    let kept: Option<Vec<u8>> =
        conn.query_row("SELECT digest FROM source WHERE id = ?1", [stored(id)], |row| row.get(0)).optional()?;
    if counts != row.counts || kept.as_deref() != Some(digest.finalize().as_bytes().as_slice()) {
        return Err(damaged("it does not hold what was stored"));
    }
    Ok(())
}
