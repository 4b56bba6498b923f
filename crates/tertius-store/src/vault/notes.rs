//! Notes: small texts kept beside the ground state, which no answer about people follows from.
//!
//! What the program writes down about itself and its use (who may call it, what was handed out) must not change the
//! ground state's name. Notes stand in the table `meta`, each under its kind; they go with a backup, and no import,
//! forgetting or erasing touches them, so a note names people by id only.

use super::Vault;
use crate::error::StoreError;
use rusqlite::{OptionalExtension, params};

/// A note's name is its kind, this, and its own name.
const SEPARATOR: char = '/';

impl Vault {
    /// The notes of a kind by rising name: name and text.
    ///
    /// # Errors
    /// When the vault cannot be read.
    pub fn notes(&self, kind: &str) -> Result<Vec<(String, String)>, StoreError> {
        let from = format!("{kind}{SEPARATOR}");
        self.read(|conn| {
            let mut query = conn.prepare_cached(
                "SELECT substr(name, length(?1) + 1), CAST(value AS TEXT) FROM meta
                 WHERE substr(name, 1, length(?1)) = ?1 ORDER BY name",
            )?;
            let rows = query.query_map([from], |row| Ok((row.get(0)?, row.get(1)?)))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// Writes a note, in place of the one of its kind and name.
    ///
    /// # Errors
    /// When the vault cannot be written.
    pub fn put_note(&mut self, kind: &str, name: &str, text: &str) -> Result<(), StoreError> {
        self.write(|conn| {
            conn.execute(
                "INSERT INTO meta (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = ?2",
                params![format!("{kind}{SEPARATOR}{name}"), text.as_bytes()],
            )?;
            Ok(())
        })
    }

    /// Removes a note; says whether there was one.
    ///
    /// # Errors
    /// When the vault cannot be written.
    pub fn drop_note(&mut self, kind: &str, name: &str) -> Result<bool, StoreError> {
        let name = format!("{kind}{SEPARATOR}{name}");
        self.write(|conn| {
            let found = conn.query_row("SELECT 1 FROM meta WHERE name = ?1", [&name], |_| Ok(())).optional()?;
            conn.execute("DELETE FROM meta WHERE name = ?1", [&name])?;
            Ok(found.is_some())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_are_kept_by_kind_and_change_no_ground_state() {
        let mut vault = Vault::in_memory().unwrap();
        let before = vault.ground_version().unwrap();
        vault.put_note("token", "b", "two").unwrap();
        vault.put_note("token", "a", "one").unwrap();
        vault.put_note("tokens", "c", "other").unwrap();
        vault.put_note("token", "a", "uno").unwrap();
        let notes = |vault: &Vault| vault.notes("token").unwrap();
        assert_eq!(notes(&vault), [("a".to_owned(), "uno".to_owned()), ("b".to_owned(), "two".to_owned())]);
        assert!(vault.drop_note("token", "a").unwrap() && !vault.drop_note("token", "a").unwrap());
        assert_eq!(notes(&vault).len(), 1);
        assert_eq!(vault.ground_version().unwrap(), before);
    }
}
