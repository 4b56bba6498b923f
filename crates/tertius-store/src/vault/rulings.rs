//! Rulings: appended, undone, never edited. An undone ruling stays in the history.

use super::Vault;
use crate::codec;
use crate::error::{Fault, StoreError};
use rusqlite::{Connection, OptionalExtension, params};
use tertius_model::{Ruling, RulingId, RulingKind, Timestamp};

/// Whether a ruling still holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RulingState {
    /// It does.
    Active,
    /// It was undone.
    Undone,
}

/// A ruling in the history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PastRuling {
    /// The ruling.
    pub ruling: Ruling,
    /// Whether it still holds.
    pub state: RulingState,
}

impl Vault {
    /// Appends a ruling.
    ///
    /// # Errors
    /// When the vault cannot be written.
    pub fn rule(&mut self, kind: &RulingKind, at: Timestamp) -> Result<RulingId, StoreError> {
        self.write(|conn| append(conn, kind, at))
    }

    /// The rulings that hold, in the order in which they were made.
    ///
    /// # Errors
    /// When the vault cannot be read or is damaged.
    pub fn rulings(&self) -> Result<Vec<Ruling>, StoreError> {
        self.read(|conn| {
            let history = history(conn)?.into_iter();
            Ok(history.filter(|past| past.state == RulingState::Active).map(|past| past.ruling).collect())
        })
    }

    /// Every ruling ever made, undone or not, in the order in which they were made.
    ///
    /// # Errors
    /// When the vault cannot be read or is damaged.
    pub fn ruling_history(&self) -> Result<Vec<PastRuling>, StoreError> {
        self.read(history)
    }

    /// Undoes this ruling, or the latest that holds; `None` when none holds.
    ///
    /// # Errors
    /// When the ruling named is not there or is undone already, or the vault cannot be written.
    pub fn undo(&mut self, ruling: Option<RulingId>) -> Result<Option<Ruling>, StoreError> {
        self.write(|conn| {
            let found = conn
                .query_row(
                    "SELECT id, at, kind, undone FROM ruling WHERE undone = 0 AND (?1 IS NULL OR id = ?1)
                     ORDER BY id DESC LIMIT 1",
                    [ruling.map(|id| id.0)],
                    stored_ruling,
                )
                .optional()?;
            let Some(found) = found else {
                return ruling.map_or(Ok(None), |id| Err(Fault::UnknownRuling(id)));
            };
            conn.execute("UPDATE ruling SET undone = 1 WHERE id = ?1", [found.id])?;
            found.decode().map(|past| Some(past.ruling))
        })
    }
}

struct StoredRuling {
    id: i64,
    at: i64,
    kind: Vec<u8>,
    undone: bool,
}

impl StoredRuling {
    fn decode(self) -> Result<PastRuling, Fault> {
        let kind = codec::decode_ruling(&self.kind)
            .map_err(|error| Fault::Damaged(format!("ruling {} cannot be read: {error}", self.id)))?;
        let state = if self.undone { RulingState::Undone } else { RulingState::Active };
        Ok(PastRuling { ruling: Ruling { id: RulingId(self.id), at: Timestamp(self.at), kind }, state })
    }
}

fn stored_ruling(row: &rusqlite::Row<'_>) -> rusqlite::Result<StoredRuling> {
    Ok(StoredRuling { id: row.get(0)?, at: row.get(1)?, kind: row.get(2)?, undone: row.get(3)? })
}

pub(super) fn append(conn: &Connection, kind: &RulingKind, at: Timestamp) -> Result<RulingId, Fault> {
    conn.execute("INSERT INTO ruling (at, kind) VALUES (?1, ?2)", params![at.0, codec::encode_ruling(kind)])?;
    Ok(RulingId(conn.last_insert_rowid()))
}

pub(super) fn history(conn: &Connection) -> Result<Vec<PastRuling>, Fault> {
    let mut query = conn.prepare_cached("SELECT id, at, kind, undone FROM ruling ORDER BY id")?;
    query.query_map([], stored_ruling)?.map(|row| row?.decode()).collect()
}

/// Drops the rulings, undone or not, that the caller does not keep.
pub(super) fn retain(conn: &Connection, keeps: &mut dyn FnMut(&Ruling) -> bool) -> Result<(), Fault> {
    for past in history(conn)? {
        if !keeps(&past.ruling) {
            conn.execute("DELETE FROM ruling WHERE id = ?1", [past.ruling.id.0])?;
        }
    }
    Ok(())
}
