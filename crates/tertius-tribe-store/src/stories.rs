//! What asks led to, and the stories of it with who agreed to them. All for the engine's transactions.

use crate::row::{Row, values};
use crate::{StoreError, Transaction};

/// What an answer to an ask led to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LedTo {
    /// The ask.
    pub matter: String,
    /// The place of the answer.
    pub answer: i64,
    /// What, as a word.
    pub kind: String,
    /// When it was told.
    pub moment: i64,
}

/// A story as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptStory {
    /// Its number, random.
    pub id: String,
    /// Who wrote it.
    pub author: String,
    /// What it tells of.
    pub matter: String,
    /// What came about, as a word.
    pub kind: String,
    /// Its words.
    pub words: String,
    /// When it was written.
    pub made: i64,
    /// The members in it, each with what they say to it, as a word.
    pub people: Vec<(String, String)>,
}

impl Transaction {
    /// Keeps what an answer led to.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn tell_outcome(&mut self, told: &LedTo) -> Result<(), StoreError> {
        let sql = "INSERT INTO outcome (matter, answer, kind, tribe, moment) VALUES ($1, $2, $3, $4, $5) \
                   ON CONFLICT (matter, answer, kind) DO NOTHING";
        self.run(sql, values![&told.matter, told.answer, &told.kind, self.who.tribe(), told.moment]).await?;
        Ok(())
    }

    /// What the answers to an ask led to.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn outcomes(&mut self, matter: &str) -> Result<Vec<LedTo>, StoreError> {
        let sql = "SELECT matter, answer, kind, moment FROM outcome WHERE tribe = $1 AND matter = $2 ORDER BY moment, answer, kind";
        let values = values![self.who.tribe(), matter];
        let read = |row: &Row| {
            Ok(LedTo { matter: row.text(0)?, answer: row.int(1)?, kind: row.text(2)?, moment: row.int(3)? })
        };
        self.rows(sql, values).await?.iter().map(read).collect()
    }

    /// Keeps a story.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn write_story(&mut self, new: &KeptStory) -> Result<(), StoreError> {
        let tribe = self.who.tribe().to_owned();
        let sql =
            "INSERT INTO story (id, tribe, author, matter, kind, words, made) VALUES ($1, $2, $3, $4, $5, $6, $7)";
        self.run(sql, values![&new.id, &tribe, &new.author, &new.matter, &new.kind, &new.words, new.made]).await?;
        for (member, consent) in &new.people {
            let sql = "INSERT INTO story_side (story, member, tribe, consent) VALUES ($1, $2, $3, $4)";
            self.run(sql, values![&new.id, member, &tribe, consent]).await?;
        }
        Ok(())
    }

    /// Keeps what a member says to a story; `false` where they are not in it.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn consent(&mut self, story: &str, member: &str, word: &str) -> Result<bool, StoreError> {
        let values = values![word, self.who.tribe(), story, member];
        let sql = "UPDATE story_side SET consent = $1 WHERE tribe = $2 AND story = $3 AND member = $4";
        Ok(self.run(sql, values).await? == 1)
    }

    /// Drops a story that a member wrote; `false` where they wrote none of that number.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn drop_story(&mut self, story: &str, author: &str) -> Result<bool, StoreError> {
        let tribe = self.who.tribe().to_owned();
        let sql = "SELECT id FROM story WHERE tribe = $1 AND id = $2 AND author = $3";
        if self.row(sql, values![&tribe, story, author]).await?.is_none() {
            return Ok(false);
        }
        self.run("DELETE FROM story_side WHERE tribe = $1 AND story = $2", values![&tribe, story]).await?;
        self.run("DELETE FROM story WHERE tribe = $1 AND id = $2", values![&tribe, story]).await?;
        Ok(true)
    }

    /// Every story of the tribe, the newest first, told or not: whoever calls shows those that may be.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn stories(&mut self) -> Result<Vec<KeptStory>, StoreError> {
        let tribe = self.who.tribe().to_owned();
        let sql = "SELECT id, author, matter, kind, words, made FROM story WHERE tribe = $1 ORDER BY made DESC, id";
        let mut stories = Vec::new();
        for row in self.rows(sql, values![&tribe]).await? {
            let id = row.text(0)?;
            let sql = "SELECT member, consent FROM story_side WHERE tribe = $1 AND story = $2 ORDER BY member";
            let people = self.rows(sql, values![&tribe, &id]).await?;
            let people =
                people.iter().map(|row| Ok((row.text(0)?, row.text(1)?))).collect::<Result<_, StoreError>>()?;
            stories.push(KeptStory {
                id,
                author: row.text(1)?,
                matter: row.text(2)?,
                kind: row.text(3)?,
                words: row.text(4)?,
                made: row.int(5)?,
                people,
            });
        }
        Ok(stories)
    }

    /// Lets every story go that a member is in. It names them, so their consent goes with them.
    pub(crate) async fn leave_stories(&mut self, member: &str) -> Result<(), StoreError> {
        const THEIRS: &str = "SELECT id FROM story WHERE tribe = $1 AND (author = $2 OR id IN \
                              (SELECT story FROM story_side WHERE member = $2))";
        let tribe = self.who.tribe().to_owned();
        for row in self.rows(THEIRS, values![&tribe, member]).await? {
            let id = row.text(0)?;
            self.run("DELETE FROM story_side WHERE tribe = $1 AND story = $2", values![&tribe, &id]).await?;
            self.run("DELETE FROM story WHERE tribe = $1 AND id = $2", values![&tribe, &id]).await?;
        }
        Ok(())
    }
}
