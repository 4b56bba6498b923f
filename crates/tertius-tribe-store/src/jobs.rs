//! Work that waits, kept in the transaction of what it follows from: mail goes out exactly if its cause was kept.
//!
//! A worker leases a job for a while; one that died gives it back by the lease running out. After [`MAX_ATTEMPTS`] a job is
//! dead and stays for somebody to look at. PostgreSQL lets workers pass over what another holds (`SKIP LOCKED`); SQLite
//! has one writer at a time anyway.

use crate::row::{Row, values};
use crate::{StoreError, Transaction};

/// How long a worker may take.
pub const LEASE_SECONDS: i64 = 120;
/// How often a job is tried, each time after twice as long: for three days.
pub const MAX_ATTEMPTS: i64 = 12;

/// Something to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    /// Its number, random: the one who does it can be told a repetition by it.
    pub id: String,
    /// What kind: `mail`.
    pub kind: String,
    /// What the kind needs, as text.
    pub payload: String,
    /// Not before.
    pub due: i64,
}

/// A job that a worker holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// What to do.
    pub job: Job,
    /// The how-manieth try this is, from 1.
    pub attempt: i64,
}

const READY: &str = "SELECT id, kind, payload, due, attempts FROM job \
                     WHERE state = 'waiting' AND due <= $1 AND leased <= $1 ORDER BY due, id LIMIT 1";
const READY_UNLOCKED: &str = "SELECT id, kind, payload, due, attempts FROM job \
                              WHERE state = 'waiting' AND due <= $1 AND leased <= $1 ORDER BY due, id LIMIT 1 \
                              FOR UPDATE SKIP LOCKED";

fn job(row: &Row) -> Result<Job, StoreError> {
    Ok(Job { id: row.text(0)?, kind: row.text(1)?, payload: row.text(2)?, due: row.int(3)? })
}

impl Transaction {
    /// Adds a job to what this transaction does.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn add_job(&mut self, tribe: &str, job: &Job) -> Result<(), StoreError> {
        let sql = "INSERT INTO job (id, tribe, kind, payload, due, leased, holder, attempts, state) \
                   VALUES ($1, $2, $3, $4, $5, 0, '', 0, 'waiting')";
        self.run(sql, values![&job.id, tribe, &job.kind, &job.payload, job.due]).await?;
        Ok(())
    }

    /// Leases the job that has waited longest.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn lease_job(&mut self, holder: &str, now: i64) -> Result<Option<Held>, StoreError> {
        let sql = if self.is_postgres() { READY_UNLOCKED } else { READY };
        let Some(row) = self.row(sql, values![now]).await? else { return Ok(None) };
        let (job, attempt) = (job(&row)?, row.int(4)? + 1);
        let sql = "UPDATE job SET leased = $1, holder = $2, attempts = $3 WHERE id = $4";
        self.run(sql, values![now + LEASE_SECONDS, holder, attempt, &job.id]).await?;
        Ok(Some(Held { job, attempt }))
    }

    /// Ends a job that was done; `false` when its lease has passed to another meanwhile.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn finish_job(&mut self, id: &str, holder: &str) -> Result<bool, StoreError> {
        Ok(self.run("DELETE FROM job WHERE id = $1 AND holder = $2", values![id, holder]).await? == 1)
    }

    /// Gives a job back that could not be done: later again, each time twice as late, or dead.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn fail_job(&mut self, held: &Held, holder: &str, now: i64) -> Result<(), StoreError> {
        let state = if held.attempt >= MAX_ATTEMPTS { "dead" } else { "waiting" };
        let later = now + (30 << held.attempt.clamp(0, 12));
        let sql = "UPDATE job SET state = $1, due = $2, leased = 0, holder = '' WHERE id = $3 AND holder = $4";
        self.run(sql, values![state, later, &held.job.id, holder]).await?;
        Ok(())
    }

    /// Jobs that nobody will try again.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn dead_jobs(&mut self) -> Result<Vec<Job>, StoreError> {
        let sql = "SELECT id, kind, payload, due FROM job WHERE state = 'dead' ORDER BY due, id";
        self.rows(sql, Vec::new()).await?.iter().map(job).collect()
    }
}
