//! Blind matches between two members: who asked whom, and the two messages while they wait.
//!
//! A no is silence: it takes the question out of the database and is kept as a mark that the asker's view does not have. A
//! match ends by itself, and until then the same two have one.

use crate::row::{Row, values};
use crate::{StoreError, Transaction, Who};

/// After this long a match is over, whatever it has come to.
pub const MATCH_SECONDS: i64 = 14 * 86_400;

/// How far a match is, as the one who looks may know.
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

/// What the database calls a match to which the other said no.
const DECLINED: &str = "declined";

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
    /// When it was asked.
    pub moment: i64,
}

/// Which message of a match.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Message {
    /// The asker's, for the other.
    Question,
    /// The other's, for the asker.
    Answer,
}

fn matching(row: &Row) -> Result<Matching, StoreError> {
    let word = row.text(3)?;
    let state = match word.as_str() {
        "asked" | DECLINED => MatchingState::Asked,
        "answered" => MatchingState::Answered,
        _ => return Err(StoreError::Word(word)),
    };
    Ok(Matching { id: row.text(0)?, asker: row.text(1)?, other: row.text(2)?, state, moment: row.int(4)? })
}

impl Transaction {
    /// Asks a fellow member for a match; `false` where one with them is under way.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn ask_match(&mut self, id: &str, other: &str, first: &[u8], now: i64) -> Result<bool, StoreError> {
        let (tribe, asker) = (self.who.tribe().to_owned(), self.who.member().to_owned());
        let open = "SELECT id FROM matching WHERE tribe = $1 AND asker = $2 AND other = $3 AND moment > $4";
        if self.row(open, values![&tribe, &asker, other, now - MATCH_SECONDS]).await?.is_some() {
            return Ok(false);
        }
        let sql = "INSERT INTO matching (id, tribe, asker, other, state, first, second, moment) \
                   VALUES ($1, $2, $3, $4, 'asked', $5, $6, $7)";
        self.run(sql, values![id, &tribe, &asker, other, first, [].as_slice(), now]).await?;
        Ok(true)
    }

    /// Says yes for a member to a match that they were asked for; `false` where there is none that waits. The engine says it,
    /// so that it is logged in the same transaction; a member's own transaction says it for nobody else.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn answer_match(&mut self, member: &str, id: &str, second: &[u8], now: i64) -> Result<bool, StoreError> {
        if let Who::Member { member: own, .. } = &self.who
            && own != member
        {
            return Ok(false);
        }
        let sql = "UPDATE matching SET state = 'answered', second = $1 \
                   WHERE id = $2 AND tribe = $3 AND other = $4 AND state = 'asked' AND moment > $5";
        let values = values![second, id, self.who.tribe(), member, now - MATCH_SECONDS];
        Ok(self.run(sql, values).await? == 1)
    }

    /// Ends a match that one is part of. The asker's goes; where the other says no before they answered, the asker is not
    /// told. `false` where there is none.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn end_match(&mut self, id: &str) -> Result<bool, StoreError> {
        let sql = "UPDATE matching SET state = 'declined', first = $1 \
                   WHERE id = $2 AND tribe = $3 AND other = $4 AND state = 'asked'";
        let values = values![[].as_slice(), id, self.who.tribe(), self.who.member()];
        if self.run(sql, values).await? == 1 {
            return Ok(true);
        }
        let sql =
            "DELETE FROM matching WHERE id = $1 AND tribe = $2 AND (asker = $3 OR (other = $3 AND state = 'answered'))";
        let values = values![id, self.who.tribe(), self.who.member()];
        Ok(self.run(sql, values).await? == 1)
    }

    /// The matches that one is part of and has not declined, the newest first.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn matches(&mut self, now: i64) -> Result<Vec<Matching>, StoreError> {
        let sql = "SELECT id, asker, other, state, moment FROM matching WHERE tribe = $1 AND moment > $3 \
                   AND (asker = $2 OR (other = $2 AND state <> 'declined')) ORDER BY moment DESC, id";
        let values = values![self.who.tribe(), self.who.member(), now - MATCH_SECONDS];
        self.rows(sql, values).await?.iter().map(matching).collect()
    }

    /// A message that is for the member whose transaction this is, and waits.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn match_message(&mut self, id: &str, message: Message, now: i64) -> Result<Option<Vec<u8>>, StoreError> {
        let sql = match message {
            Message::Question => {
                "SELECT first FROM matching WHERE id = $1 AND tribe = $2 AND other = $3 AND state = 'asked' AND moment > $4"
            }
            Message::Answer => {
                "SELECT second FROM matching WHERE id = $1 AND tribe = $2 AND asker = $3 AND state = 'answered' AND moment > $4"
            }
        };
        let values = values![id, self.who.tribe(), self.who.member(), now - MATCH_SECONDS];
        self.row(sql, values).await?.map(|row| Ok(row.bytes(0)?)).transpose()
    }

    /// Drops every match of the tribe that is over. The transaction must be the engine's.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn drop_old_matches(&mut self, now: i64) -> Result<(), StoreError> {
        let values = values![self.who.tribe(), now - MATCH_SECONDS];
        self.run("DELETE FROM matching WHERE tribe = $1 AND moment <= $2", values).await?;
        Ok(())
    }
}
