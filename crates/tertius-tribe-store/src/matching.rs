//! Blind matches between two members: who asked whom, and the two messages while they wait.

use crate::row::{Row, values};
use crate::{StoreError, Transaction};

/// How far a match is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum MatchingState {
    /// The other has not said yes.
    Asked,
    /// The other said yes with a message; the asker can finish.
    Answered,
}

impl MatchingState {
    /// The word in the database and in JSON.
    pub fn word(self) -> &'static str {
        match self {
            MatchingState::Asked => "asked",
            MatchingState::Answered => "answered",
        }
    }
}

/// One match that is under way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Matching {
    /// Its number, random.
    pub id: String,
    /// Who asked.
    pub asker: String,
    /// Whom.
    pub other: String,
    /// How far it is.
    pub state: MatchingState,
    /// The asker's message.
    pub first: Vec<u8>,
    /// The other's.
    pub second: Vec<u8>,
    /// When it was asked.
    pub moment: i64,
}

fn matching(row: &Row) -> Result<Matching, StoreError> {
    let word = row.text(3)?;
    let all = [MatchingState::Asked, MatchingState::Answered];
    Ok(Matching {
        id: row.text(0)?,
        asker: row.text(1)?,
        other: row.text(2)?,
        state: all.into_iter().find(|state| state.word() == word).ok_or(StoreError::Word(word))?,
        first: row.bytes(4)?,
        second: row.bytes(5)?,
        moment: row.int(6)?,
    })
}

impl Transaction {
    /// Asks a fellow member for a match.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn ask_match(&mut self, id: &str, other: &str, first: &[u8], now: i64) -> Result<(), StoreError> {
        let (tribe, asker) = (self.who.tribe().to_owned(), self.who.member().to_owned());
        let sql = "INSERT INTO matching (id, tribe, asker, other, state, first, second, moment) \
                   VALUES ($1, $2, $3, $4, 'asked', $5, $6, $7)";
        self.run(sql, values![id, &tribe, &asker, other, first, [].as_slice(), now]).await?;
        Ok(())
    }

    /// Says yes to a match that one was asked for; `false` where there is none that waits.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn answer_match(&mut self, id: &str, second: &[u8]) -> Result<bool, StoreError> {
        let sql = "UPDATE matching SET state = 'answered', second = $1 \
                   WHERE id = $2 AND tribe = $3 AND other = $4 AND state = 'asked'";
        let values = values![second, id, self.who.tribe(), self.who.member()];
        Ok(self.run(sql, values).await? == 1)
    }

    /// Ends a match that one is part of, whatever it has come to; `false` where there is none.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn end_match(&mut self, id: &str) -> Result<bool, StoreError> {
        let sql = "DELETE FROM matching WHERE id = $1 AND tribe = $2 AND (asker = $3 OR other = $3)";
        let values = values![id, self.who.tribe(), self.who.member()];
        Ok(self.run(sql, values).await? == 1)
    }

    /// The matches that one is part of, the newest first.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn matches(&mut self) -> Result<Vec<Matching>, StoreError> {
        let sql = "SELECT id, asker, other, state, first, second, moment FROM matching \
                   WHERE tribe = $1 AND (asker = $2 OR other = $2) ORDER BY moment DESC, id";
        let values = values![self.who.tribe(), self.who.member()];
        self.rows(sql, values).await?.iter().map(matching).collect()
    }
}
