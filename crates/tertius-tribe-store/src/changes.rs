//! What changed in a tribe, in order: by this every server over one database keeps its union true.
//!
//! A change is written in the transaction of what it tells. Numbers have no gaps and come in the order in which
//! transactions are kept: who takes one holds the tribe's one row of numbers until they are done. The log says which packet
//! changed, or that somebody's wishes did, and never how; the last [`KEPT`] are kept.

use crate::packets::{Kept, kept};
use crate::row::values;
use crate::{StoreError, Transaction};

/// How many changes are told; a server that missed more reads everything again.
pub const KEPT: i64 = 10_000;

/// One thing that changed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// A packet came, went, or has other people.
    Packet(String),
    /// Who is a member, or what one wishes.
    Members,
}

/// What a server has to do to be true.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum News {
    /// These changes, and then the number has been reached.
    Since(Vec<Change>, i64),
    /// Some of what changed is told no more: read all; the number is this.
    Everything(i64),
}

impl Transaction {
    /// Tells every server over this database what this transaction changes. Comes last in it: from here on others wait.
    pub(crate) async fn changed(&mut self, tribe: &str, change: Change) -> Result<(), StoreError> {
        let sql = "INSERT INTO changes (tribe, n) VALUES ($1, 1) \
                   ON CONFLICT (tribe) DO UPDATE SET n = changes.n + 1 RETURNING n";
        let Some(row) = self.row(sql, values![tribe]).await? else { return Ok(()) };
        let packet = match change {
            Change::Packet(packet) => packet,
            Change::Members => String::new(),
        };
        let sql = "INSERT INTO changed (tribe, n, packet) VALUES ($1, $2, $3)";
        self.run(sql, values![tribe, row.int(0)?, &packet]).await?;
        Ok(())
    }

    /// How often a tribe changed so far.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn n_changes(&mut self, tribe: &str) -> Result<i64, StoreError> {
        let row = self.row("SELECT n FROM changes WHERE tribe = $1", values![tribe]).await?;
        row.map_or(Ok(0), |row| Ok(row.int(0)?))
    }

    /// What changed after a number. The transaction must be the engine's.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn news(&mut self, seen: i64) -> Result<News, StoreError> {
        let tribe = self.who.tribe().to_owned();
        let n = self.n_changes(&tribe).await?;
        if n == seen {
            return Ok(News::Since(Vec::new(), n));
        }
        let sql = "SELECT packet FROM changed WHERE tribe = $1 AND n > $2 AND n <= $3 ORDER BY n";
        let rows = self.rows(sql, values![&tribe, seen, n]).await?;
        if rows.len() as i64 != n - seen {
            return Ok(News::Everything(n));
        }
        let mut all = Vec::new();
        for row in &rows {
            let packet = row.text(0)?;
            let change = if packet.is_empty() { Change::Members } else { Change::Packet(packet) };
            if !all.contains(&change) {
                all.push(change);
            }
        }
        Ok(News::Since(all, n))
    }

    /// One packet of the tribe that holds, for the union.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn any_packet(&mut self, id: &str, now: i64) -> Result<Option<Kept>, StoreError> {
        let sql = "SELECT id, owner, level, made, expires, CAST(0 AS BIGINT) FROM packet \
                   WHERE tribe = $1 AND id = $2 AND expires > $3";
        let row = self.row(sql, values![self.who.tribe(), id, now]).await?;
        row.as_ref().map(kept).transpose()
    }

    /// Drops all changes but the last so many; see [`KEPT`]. The transaction must be the engine's.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn drop_changes_but(&mut self, kept: i64) -> Result<(), StoreError> {
        let tribe = self.who.tribe().to_owned();
        let n = self.n_changes(&tribe).await?;
        self.run("DELETE FROM changed WHERE tribe = $1 AND n <= $2", values![&tribe, n - kept]).await?;
        Ok(())
    }
}
