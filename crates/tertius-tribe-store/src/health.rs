//! How a tribe is: sizes and ages, and nothing about anybody.

use crate::row::values;
use crate::{StoreError, Transaction};

/// Numbers that a keeper sees.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Health {
    /// Members.
    pub members: i64,
    /// Members with a packet that holds.
    pub contributors: i64,
    /// Packets that hold.
    pub packets: i64,
    /// People in them, each as often as they stand in one.
    pub entries: i64,
    /// Bytes of packets.
    pub bytes: i64,
    /// Mail that waits.
    pub waiting: i64,
    /// Mail that was given up.
    pub dead: i64,
}

impl Transaction {
    /// How the tribe is. The transaction must be the engine's.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn health(&mut self) -> Result<Health, StoreError> {
        let sql = "SELECT (SELECT COUNT(*) FROM member WHERE tribe = $1), \
                   (SELECT COUNT(DISTINCT owner) FROM packet WHERE tribe = $1), \
                   (SELECT COUNT(*) FROM packet WHERE tribe = $1), (SELECT COUNT(*) FROM person WHERE tribe = $1), \
                   (SELECT CAST(COALESCE(SUM(LENGTH(bytes)), 0) AS BIGINT) FROM packet WHERE tribe = $1), \
                   (SELECT COUNT(*) FROM job WHERE tribe = $1 AND state = 'waiting'), \
                   (SELECT COUNT(*) FROM job WHERE tribe = $1 AND state = 'dead')";
        let Some(row) = self.row(sql, values![self.who.tribe()]).await? else { return Ok(Health::default()) };
        Ok(Health {
            members: row.int(0)?,
            contributors: row.int(1)?,
            packets: row.int(2)?,
            entries: row.int(3)?,
            bytes: row.int(4)?,
            waiting: row.int(5)?,
            dead: row.int(6)?,
        })
    }
}
