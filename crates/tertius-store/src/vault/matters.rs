//! Matters: introductions, asks and stories, each as what happened in it, appended and never edited.
//!
//! What an event says is the caller's text. A matter is taken away whole, when one of its people is erased.

use super::Vault;
use crate::error::{Fault, StoreError};
use rusqlite::{Connection, OptionalExtension, params};
use tertius_model::{MatterId, Timestamp};

/// One introduction, ask or story.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Matter {
    /// Its number.
    pub id: MatterId,
    /// Which kind, in the caller's word.
    pub kind: String,
    /// What happened, in order.
    pub events: Vec<MatterEvent>,
}

/// Something that happened in a matter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MatterEvent {
    /// When.
    pub at: Timestamp,
    /// What, in the caller's words.
    pub text: String,
}

impl Vault {
    /// Every matter, in the order in which they began.
    ///
    /// # Errors
    /// When the vault cannot be read.
    pub fn matters(&self) -> Result<Vec<Matter>, StoreError> {
        self.read(matters)
    }

    /// Writes down what happened in a matter; with the first event it begins. `n_before` is how many events the caller
    /// knows of: where another process added one since, nothing is written.
    ///
    /// # Errors
    /// [`StoreError::Overtaken`] where the matter has changed since; else when the vault cannot be written.
    pub fn add_to_matter(
        &mut self,
        id: MatterId,
        kind: &str,
        n_before: usize,
        events: &[MatterEvent],
    ) -> Result<(), StoreError> {
        self.write(|conn| {
            let id = id.0.cast_signed();
            let known: Option<String> =
                conn.query_row("SELECT kind FROM matter WHERE id = ?1", [id], |row| row.get(0)).optional()?;
            let held: i64 =
                conn.query_row("SELECT count(*) FROM matter_event WHERE matter = ?1", [id], |row| row.get(0))?;
            if held != n_before as i64 || known.is_some_and(|known| known != kind) {
                return Err(Fault::Overtaken);
            }
            conn.execute(
                "INSERT INTO matter (id, kind) VALUES (?1, ?2) ON CONFLICT (id) DO NOTHING",
                params![id, kind],
            )?;
            let mut insert = conn.prepare_cached("INSERT INTO matter_event (matter, at, event) VALUES (?1, ?2, ?3)")?;
            for event in events {
                insert.execute(params![id, event.at.0, event.text])?;
            }
            Ok(())
        })
    }
}

pub(super) fn matters(conn: &Connection) -> Result<Vec<Matter>, Fault> {
    let mut query = conn.prepare_cached(
        "SELECT matter.id, kind, at, event FROM matter_event JOIN matter ON matter.id = matter ORDER BY matter_event.id",
    )?;
    let mut all: Vec<Matter> = Vec::new();
    let mut rows = query.query([])?;
    while let Some(row) = rows.next()? {
        let id = MatterId(row.get::<_, i64>(0)?.cast_unsigned());
        let event = MatterEvent { at: Timestamp(row.get(2)?), text: row.get(3)? };
        match all.iter_mut().find(|matter| matter.id == id) {
            Some(matter) => matter.events.push(event),
            None => all.push(Matter { id, kind: row.get(1)?, events: vec![event] }),
        }
    }
    Ok(all)
}

/// Takes away the matters that the caller does not keep.
pub(super) fn retain(conn: &Connection, keeps: &mut dyn FnMut(&Matter) -> bool) -> Result<(), Fault> {
    for matter in matters(conn)? {
        if !keeps(&matter) {
            conn.execute("DELETE FROM matter WHERE id = ?1", [matter.id.0.cast_signed()])?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> MatterEvent {
        MatterEvent { at: Timestamp(7), text: text.to_owned() }
    }

    #[test]
    fn matters_grow_and_name_the_ground_state() {
        let mut vault = Vault::in_memory().unwrap();
        let before = vault.ground_version().unwrap();
        vault.add_to_matter(MatterId(u64::MAX), "ask", 0, &[said("one"), said("two")]).unwrap();
        vault.add_to_matter(MatterId(3), "introduction", 0, &[said("begun")]).unwrap();
        vault.add_to_matter(MatterId(u64::MAX), "ask", 2, &[said("three")]).unwrap();
        let all = vault.matters().unwrap();
        assert_eq!(
            all.iter().map(|matter| (matter.id.0, matter.events.len())).collect::<Vec<_>>(),
            [(u64::MAX, 3), (3, 1)]
        );
        assert_ne!(vault.ground_version().unwrap(), before);
        // Whoever looked before the last event was added writes nothing.
        assert!(matches!(
            vault.add_to_matter(MatterId(3), "introduction", 0, &[said("x")]),
            Err(StoreError::Overtaken { .. })
        ));
        assert!(vault.add_to_matter(MatterId(3), "ask", 1, &[said("x")]).is_err());
        assert_eq!(vault.matters().unwrap(), all);
    }
}
