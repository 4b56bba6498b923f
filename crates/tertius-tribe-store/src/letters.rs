//! Letters on their way, who wants none any more, and links that were used.
//!
//! A letter's number follows from what it tells, so that a second one of the same is none. Its text is in its job and goes
//! with it. Who wants no letter is kept as keyed digests of addresses: the list names nobody.

use crate::row::values;
use crate::{Job, StoreError, Transaction};

/// Where a letter is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LetterState {
    /// It waits.
    Waiting,
    /// A mail server took it.
    Sent,
    /// A mail server will never take it, or it came back.
    Bounced,
    /// Its reader wanted no letter any more before it went.
    Dropped,
}

impl LetterState {
    /// The word in the database.
    pub fn word(self) -> &'static str {
        match self {
            LetterState::Waiting => "waiting",
            LetterState::Sent => "sent",
            LetterState::Bounced => "bounced",
            LetterState::Dropped => "dropped",
        }
    }

    fn of(word: &str) -> Result<LetterState, StoreError> {
        let all = [LetterState::Waiting, LetterState::Sent, LetterState::Bounced, LetterState::Dropped];
        all.into_iter().find(|state| state.word() == word).ok_or_else(|| StoreError::Word(word.to_owned()))
    }
}

/// A letter of a matter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Posted {
    /// Its number, which is also its job's.
    pub id: String,
    /// The matter.
    pub matter: String,
    /// Who gets it.
    pub side: String,
    /// Which letter.
    pub kind: String,
    /// Where it is.
    pub state: LetterState,
    /// What a mail server said of it.
    pub said: String,
}

impl Transaction {
    /// Posts a letter with the job that sends it; `false` where it was posted before. The transaction must be the engine's.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn post(&mut self, letter: &Posted, job: &Job, now: i64) -> Result<bool, StoreError> {
        let sql = "INSERT INTO letter (id, tribe, matter, side, kind, state, said, made) VALUES \
                   ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (id) DO NOTHING";
        let tribe = self.who.tribe().to_owned();
        let Posted { id, matter, side, kind, state, said } = letter;
        let is_new = self.run(sql, values![id, &tribe, matter, side, kind, state.word(), said, now]).await? == 1;
        if is_new {
            self.add_job(&tribe, job).await?;
        }
        Ok(is_new)
    }

    /// Notes where a letter is; other mail has no line and is passed over.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn note_letter(&mut self, id: &str, state: LetterState, said: &str) -> Result<(), StoreError> {
        self.run("UPDATE letter SET state = $1, said = $2 WHERE id = $3", values![state.word(), said, id]).await?;
        Ok(())
    }

    /// The letters of a matter, as they were posted.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn letters(&mut self, matter: &str) -> Result<Vec<Posted>, StoreError> {
        let sql =
            "SELECT id, matter, side, kind, state, said FROM letter WHERE tribe = $1 AND matter = $2 ORDER BY made, id";
        let values = values![self.who.tribe(), matter];
        self.rows(sql, values).await?.iter().map(posted).collect()
    }

    /// The letter of a number. The transaction must be the engine's.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn letter(&mut self, id: &str) -> Result<Option<Posted>, StoreError> {
        let sql = "SELECT id, matter, side, kind, state, said FROM letter WHERE tribe = $1 AND id = $2";
        let values = values![self.who.tribe(), id];
        self.row(sql, values).await?.as_ref().map(posted).transpose()
    }

    /// Keeps that a reader wants no letter of an asker any more, of nobody where the asker is empty; what waits for them
    /// is not sent.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn mute(&mut self, reader: &[u8], email: &str, asker: &str, now: i64) -> Result<(), StoreError> {
        const WAITING: &str = "SELECT letter.id FROM letter JOIN side ON side.matter = letter.matter AND \
                               side.name = letter.side JOIN matter ON matter.id = letter.matter WHERE letter.tribe = $1 \
                               AND letter.state = 'waiting' AND side.email = $2 AND ($3 = '' OR matter.asker = $3)";
        let tribe = self.who.tribe().to_owned();
        let sql = "INSERT INTO muted (tribe, reader, asker, since) VALUES ($1, $2, $3, $4) \
                   ON CONFLICT (tribe, reader, asker) DO NOTHING";
        self.run(sql, values![&tribe, reader, asker, now]).await?;
        for row in self.rows(WAITING, values![&tribe, email, asker]).await? {
            let id = row.text(0)?;
            self.run("DELETE FROM job WHERE id = $1 AND tribe = $2", values![&id, &tribe]).await?;
            self.note_letter(&id, LetterState::Dropped, "").await?;
        }
        Ok(())
    }

    /// Whether a reader wants no letter of an asker.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn is_muted(&mut self, reader: &[u8], asker: &str) -> Result<bool, StoreError> {
        let sql = "SELECT asker FROM muted WHERE tribe = $1 AND reader = $2 AND (asker = $3 OR asker = '')";
        let values = values![self.who.tribe(), reader, asker];
        Ok(self.row(sql, values).await?.is_some())
    }

    /// Of how many askers a reader wants no letter.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn n_muted(&mut self, reader: &[u8]) -> Result<i64, StoreError> {
        let values = values![self.who.tribe(), reader];
        let row = self.row("SELECT COUNT(*) FROM muted WHERE tribe = $1 AND reader = $2", values).await?;
        row.map_or(Ok(0), |row| Ok(row.int(0)?))
    }

    /// Lets a reader hear from everybody again.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn unmute(&mut self, reader: &[u8]) -> Result<(), StoreError> {
        let values = values![self.who.tribe(), reader];
        self.run("DELETE FROM muted WHERE tribe = $1 AND reader = $2", values).await?;
        Ok(())
    }

    /// Uses a link up; `false` where it was used before.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn use_nonce(&mut self, nonce: &[u8], expires: i64) -> Result<bool, StoreError> {
        let sql =
            "INSERT INTO used_link (tribe, nonce, expires) VALUES ($1, $2, $3) ON CONFLICT (tribe, nonce) DO NOTHING";
        let values = values![self.who.tribe(), nonce, expires];
        Ok(self.run(sql, values).await? == 1)
    }

    /// Whether a link was used.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn is_used(&mut self, nonce: &[u8]) -> Result<bool, StoreError> {
        let values = values![self.who.tribe(), nonce];
        Ok(self.row("SELECT expires FROM used_link WHERE tribe = $1 AND nonce = $2", values).await?.is_some())
    }

    /// Forgets links whose day has come: they open nothing any more, used or not.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn sweep_links(&mut self, now: i64) -> Result<(), StoreError> {
        let values = values![self.who.tribe(), now];
        self.run("DELETE FROM used_link WHERE tribe = $1 AND expires <= $2", values).await?;
        Ok(())
    }

    /// The secret that a tribe's links are signed with, which no member knows; empty where there is none yet.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn link_secret(&mut self) -> Result<Vec<u8>, StoreError> {
        let values = values![self.who.tribe()];
        let row = self.row("SELECT secret FROM link_key WHERE tribe = $1", values).await?;
        row.map_or(Ok(Vec::new()), |row| Ok(row.bytes(0)?))
    }

    /// Gives a tribe the secret for its links; one that it has stays.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn make_link_secret(&mut self, fresh: &[u8]) -> Result<(), StoreError> {
        let sql = "INSERT INTO link_key (tribe, secret) VALUES ($1, $2) ON CONFLICT (tribe) DO NOTHING";
        let values = values![self.who.tribe(), fresh];
        self.run(sql, values).await?;
        Ok(())
    }
}

fn posted(row: &crate::row::Row) -> Result<Posted, StoreError> {
    Ok(Posted {
        id: row.text(0)?,
        matter: row.text(1)?,
        side: row.text(2)?,
        kind: row.text(3)?,
        state: LetterState::of(&row.text(4)?)?,
        said: row.text(5)?,
    })
}
