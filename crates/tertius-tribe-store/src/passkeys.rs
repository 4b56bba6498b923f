//! Passkeys of members, and the challenges that each use answers. What a key is worth is judged elsewhere.

use crate::row::{Row, values};
use crate::{StoreError, Transaction};

/// A member's passkey.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passkey {
    /// The credential's number in base64 for URLs.
    pub id: String,
    /// The public key.
    pub key: Vec<u8>,
    /// How often it was used, as far as it counts.
    pub counter: i64,
    /// What the member calls it.
    pub name: String,
    /// Since when.
    pub made: i64,
}

fn passkey(row: &Row) -> Result<Passkey, StoreError> {
    Ok(Passkey { id: row.text(0)?, key: row.bytes(1)?, counter: row.int(2)?, name: row.text(3)?, made: row.int(4)? })
}

impl Transaction {
    /// Keeps a challenge for one use, for a member or, where that is empty, for whoever signs in. Of those who sign in so many
    /// wait at most; the one that ends first makes room.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn add_challenge(&mut self, hash: &[u8], member: &str, now: i64, expires: i64) -> Result<(), StoreError> {
        const MOST: i64 = 10_000;
        self.run("DELETE FROM challenge WHERE expires <= $1", values![now]).await?;
        let room = "DELETE FROM challenge WHERE hash IN \
                    (SELECT hash FROM challenge ORDER BY expires DESC, hash LIMIT 1000 OFFSET $1)";
        self.run(room, values![MOST]).await?;
        let sql = "INSERT INTO challenge (hash, member, expires) VALUES ($1, $2, $3)";
        self.run(sql, values![hash, member, expires]).await?;
        Ok(())
    }

    /// Uses a challenge up; whether it held for the member.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn use_challenge(&mut self, hash: &[u8], member: &str, now: i64) -> Result<bool, StoreError> {
        let sql = "DELETE FROM challenge WHERE hash = $1 AND member = $2 RETURNING expires";
        let row = self.row(sql, values![hash, member]).await?;
        row.map_or(Ok(false), |row| Ok(row.int(0)? > now))
    }

    /// Keeps a passkey of the member whose transaction this is; `false` where its number is taken.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn add_passkey(&mut self, new: &Passkey) -> Result<bool, StoreError> {
        let (tribe, member) = (self.who.tribe().to_owned(), self.who.member().to_owned());
        let sql = "INSERT INTO passkey (id, tribe, member, key, counter, name, made) VALUES ($1, $2, $3, $4, $5, $6, $7) \
                   ON CONFLICT (id) DO NOTHING";
        let values = values![&new.id, &tribe, &member, new.key.as_slice(), new.counter, &new.name, new.made];
        Ok(self.run(sql, values).await? == 1)
    }

    /// One's own passkeys, the oldest first.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn passkeys(&mut self) -> Result<Vec<Passkey>, StoreError> {
        let sql = "SELECT id, key, counter, name, made FROM passkey WHERE tribe = $1 AND member = $2 ORDER BY made, id";
        let values = values![self.who.tribe(), self.who.member()];
        self.rows(sql, values).await?.iter().map(passkey).collect()
    }

    /// Removes a passkey of one's own; `false` where there is none.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn remove_passkey(&mut self, id: &str) -> Result<bool, StoreError> {
        let sql = "DELETE FROM passkey WHERE id = $1 AND tribe = $2 AND member = $3";
        let values = values![id, self.who.tribe(), self.who.member()];
        Ok(self.run(sql, values).await? == 1)
    }

    /// Whose a passkey is, by its number: tribe, member, and the passkey. For the door.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn passkey_of(&mut self, id: &str) -> Result<Option<(String, String, Passkey)>, StoreError> {
        let sql = "SELECT id, key, counter, name, made, tribe, member FROM passkey WHERE id = $1";
        let Some(row) = self.row(sql, values![id]).await? else { return Ok(None) };
        Ok(Some((row.text(5)?, row.text(6)?, passkey(&row)?)))
    }

    /// Keeps what a passkey counts now. For the door.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn count_passkey(&mut self, id: &str, counter: i64) -> Result<(), StoreError> {
        self.run("UPDATE passkey SET counter = $1 WHERE id = $2", values![counter, id]).await?;
        Ok(())
    }
}
