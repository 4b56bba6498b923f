//! What members wish: who sees nothing of theirs, and how close they are to each other.

use crate::changes::Change;
use crate::row::values;
use crate::{StoreError, Transaction};

/// A member who shows nothing to another.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Bar {
    /// Who wished it.
    pub owner: String,
    /// Who sees nothing.
    pub viewer: String,
}

/// How well a member knows a fellow member, as they said themselves.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Closeness {
    /// Who said so.
    pub owner: String,
    /// Of whom.
    pub other: String,
    /// How well, 1 the least.
    pub band: i64,
}

impl Transaction {
    /// Shows nothing to a fellow member any more, or again.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn bar(&mut self, viewer: &str, barred: bool) -> Result<(), StoreError> {
        let (tribe, owner) = (self.who.tribe().to_owned(), self.who.member().to_owned());
        self.run("DELETE FROM barred WHERE owner = $1 AND viewer = $2", values![&owner, viewer]).await?;
        if barred {
            let sql = "INSERT INTO barred (tribe, owner, viewer) VALUES ($1, $2, $3)";
            self.run(sql, values![&tribe, &owner, viewer]).await?;
        }
        self.changed(&tribe, Change::Members).await
    }

    /// Says how well one knows a fellow member; 0 takes it back.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn say_closeness(&mut self, other: &str, band: i64) -> Result<(), StoreError> {
        let (tribe, owner) = (self.who.tribe().to_owned(), self.who.member().to_owned());
        self.run("DELETE FROM closeness WHERE owner = $1 AND other = $2", values![&owner, other]).await?;
        if band > 0 {
            let sql = "INSERT INTO closeness (tribe, owner, other, band) VALUES ($1, $2, $3, $4)";
            self.run(sql, values![&tribe, &owner, other, band]).await?;
        }
        self.changed(&tribe, Change::Members).await
    }

    /// Whom one shows nothing; for the engine, of everybody.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn bars(&mut self) -> Result<Vec<Bar>, StoreError> {
        let sql =
            "SELECT owner, viewer FROM barred WHERE tribe = $1 AND ($2 = '' OR owner = $2) ORDER BY owner, viewer";
        let values = values![self.who.tribe(), self.who.member()];
        let rows = self.rows(sql, values).await?;
        rows.iter().map(|row| Ok(Bar { owner: row.text(0)?, viewer: row.text(1)? })).collect()
    }

    /// How well one said to know others; for the engine, of everybody.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn closeness(&mut self) -> Result<Vec<Closeness>, StoreError> {
        let sql = "SELECT owner, other, band FROM closeness WHERE tribe = $1 AND ($2 = '' OR owner = $2) ORDER BY owner, other";
        let values = values![self.who.tribe(), self.who.member()];
        let rows = self.rows(sql, values).await?;
        let read =
            |row: &crate::row::Row| Ok(Closeness { owner: row.text(0)?, other: row.text(1)?, band: row.int(2)? });
        rows.iter().map(read).collect()
    }
}
