//! What left, about whom, to whom, when; and how much a member has asked today.

use crate::row::values;
use crate::{StoreError, Transaction};

/// Something of a member's that another member was shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Disclosed {
    /// A number for the row, random.
    pub id: String,
    /// Whose it was.
    pub owner: String,
    /// Who saw it; empty once they left.
    pub viewer: String,
    /// What kind of thing: `named`, `counted`, `matched`.
    pub what: String,
    /// About whom, in the owner's own words.
    pub about: String,
    /// When.
    pub moment: i64,
}

/// Whether there was something left to spend.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spent {
    /// It was spent; this much is left for today.
    Left(i64),
    /// Nothing is left for today; nothing was spent.
    Out,
}

impl Transaction {
    /// Writes into the owners' logs what the member whose transaction this is was shown.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn disclose(&mut self, all: &[Disclosed]) -> Result<(), StoreError> {
        let tribe = self.who.tribe().to_owned();
        let rows = all
            .iter()
            .flat_map(|one| values![&one.id, &tribe, &one.owner, &one.viewer, &one.what, &one.about, one.moment]);
        let head = "INSERT INTO disclosure (id, tribe, owner, viewer, what, about, moment)";
        self.insert_many(head, 7, rows.collect()).await
    }

    /// One's own log, the newest first.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn disclosures(&mut self, most: i64) -> Result<Vec<Disclosed>, StoreError> {
        let sql = "SELECT id, owner, viewer, what, about, moment FROM disclosure WHERE tribe = $1 AND owner = $2 \
                   ORDER BY moment DESC, about, id LIMIT $3";
        let values = values![self.who.tribe(), self.who.member(), most];
        let rows = self.rows(sql, values).await?;
        let read = |row: &crate::row::Row| {
            Ok(Disclosed {
                id: row.text(0)?,
                owner: row.text(1)?,
                viewer: row.text(2)?,
                what: row.text(3)?,
                about: row.text(4)?,
                moment: row.int(5)?,
            })
        };
        rows.iter().map(read).collect()
    }

    /// Spends one of what a member may do a day.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn spend(&mut self, what: &str, day: i64, limit: i64) -> Result<Spent, StoreError> {
        let (tribe, member) = (self.who.tribe().to_owned(), self.who.member().to_owned());
        let sql = "INSERT INTO spent (tribe, member, what, day, n) VALUES ($1, $2, $3, $4, 1) \
                   ON CONFLICT (member, what, day) DO UPDATE SET n = spent.n + 1 WHERE spent.n < $5 RETURNING n";
        if limit < 1 {
            return Ok(Spent::Out);
        }
        let row = self.row(sql, values![&tribe, &member, what, day, limit]).await?;
        Ok(match row {
            Some(row) => Spent::Left(limit - row.int(0)?),
            None => Spent::Out,
        })
    }

    /// How much of what a member may do a day is left.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn left(&mut self, what: &str, day: i64, limit: i64) -> Result<i64, StoreError> {
        let sql = "SELECT n FROM spent WHERE tribe = $1 AND member = $2 AND what = $3 AND day = $4";
        let row = self.row(sql, values![self.who.tribe(), self.who.member(), what, day]).await?;
        row.map_or(Ok(limit), |row| Ok(limit - row.int(0)?))
    }

    /// Gives every member of the tribe a new day. The transaction must be the engine's.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn clear_budgets(&mut self) -> Result<(), StoreError> {
        let tribe = self.who.tribe().to_owned();
        self.run("DELETE FROM spent WHERE tribe = $1", values![&tribe]).await?;
        Ok(())
    }
}
