//! Introductions and asks, each kept as what it began with and everything that was done since.
//!
//! A log tells who said no, so only the engine's transactions see one: it plays the log and shows each member what their
//! view holds. What a step says is text to the store. A letter, the step it follows from and the ledger's line are written
//! in one transaction.

use crate::row::{Row, values};
use crate::{StoreError, Transaction};

/// Whether a matter is an introduction or an ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum MatterKind {
    /// Three people.
    Introduction,
    /// A question to many.
    Ask,
}

impl MatterKind {
    /// The word in the database.
    pub fn word(self) -> &'static str {
        match self {
            MatterKind::Introduction => "introduction",
            MatterKind::Ask => "ask",
        }
    }

    pub(crate) fn of(word: &str) -> Result<MatterKind, StoreError> {
        let all = [MatterKind::Introduction, MatterKind::Ask];
        all.into_iter().find(|kind| kind.word() == word).ok_or_else(|| StoreError::Word(word.to_owned()))
    }
}

/// An introduction or an ask, as it began.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Matter {
    /// Its number: sixteen hexadecimal digits.
    pub id: String,
    /// What it is.
    pub kind: MatterKind,
    /// The member who asks.
    pub asker: String,
    /// What it began with, as text.
    pub opening: String,
    /// When it began.
    pub made: i64,
}

/// Somebody in a matter, member or not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Side {
    /// What they are in it: `asker`, `connector`, `target`, or a number.
    pub name: String,
    /// A number of sixteen hexadecimal digits that links name them by.
    pub number: String,
    /// The member; empty for somebody without an account.
    pub member: String,
    /// What they are called.
    pub called: String,
    /// Where mail reaches them; empty where that is not known yet.
    pub email: String,
    /// Why they can help, for their eyes alone.
    pub reason: String,
}

/// Something that was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// By which side.
    pub by: String,
    /// Which other side it speaks of; empty for none. It goes when that side leaves.
    pub about: String,
    /// What, as text.
    pub event: String,
    /// When.
    pub moment: i64,
}

fn matter(row: &Row) -> Result<Matter, StoreError> {
    Ok(Matter {
        id: row.text(0)?,
        kind: MatterKind::of(&row.text(1)?)?,
        asker: row.text(2)?,
        opening: row.text(3)?,
        made: row.int(4)?,
    })
}

fn side(row: &Row) -> Result<Side, StoreError> {
    Ok(Side {
        name: row.text(0)?,
        number: row.text(1)?,
        member: row.text(2)?,
        called: row.text(3)?,
        email: row.text(4)?,
        reason: row.text(5)?,
    })
}

impl Transaction {
    /// Begins a matter. The transaction must be the engine's, here and below.
    ///
    /// # Errors
    /// When there is one of that number.
    pub async fn open_matter(&mut self, new: &Matter) -> Result<(), StoreError> {
        let sql = "INSERT INTO matter (id, tribe, kind, asker, opening, made) VALUES ($1, $2, $3, $4, $5, $6)";
        let values = values![&new.id, self.who.tribe(), new.kind.word(), &new.asker, &new.opening, new.made];
        self.run(sql, values).await?;
        Ok(())
    }

    /// Lets nobody else change a matter until this transaction ends; SQLite has one writer anyway.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn hold_matter(&mut self, id: &str) -> Result<(), StoreError> {
        if self.is_postgres() {
            let values = values![id, self.who.tribe()];
            self.rows("SELECT id FROM matter WHERE id = $1 AND tribe = $2 FOR UPDATE", values).await?;
        }
        Ok(())
    }

    /// One matter.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn matter(&mut self, id: &str) -> Result<Option<Matter>, StoreError> {
        let values = values![id, self.who.tribe()];
        let row = self.row("SELECT id, kind, asker, opening, made FROM matter WHERE id = $1 AND tribe = $2", values);
        row.await?.map(|row| matter(&row)).transpose()
    }

    /// The matters of one kind that a member is in, the newest first.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn matters_of(&mut self, member: &str, kind: MatterKind) -> Result<Vec<Matter>, StoreError> {
        let sql = "SELECT DISTINCT matter.id, matter.kind, matter.asker, matter.opening, matter.made FROM matter \
                   JOIN side ON side.matter = matter.id WHERE matter.tribe = $1 AND side.member = $2 AND matter.kind = $3 \
                   ORDER BY matter.made DESC, matter.opening, matter.id";
        let values = values![self.who.tribe(), member, kind.word()];
        self.rows(sql, values).await?.iter().map(matter).collect()
    }

    /// Puts somebody into a matter; whoever is in it already under that name stays as they are.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn add_side(&mut self, id: &str, new: &Side) -> Result<(), StoreError> {
        let sql = "INSERT INTO side (matter, name, tribe, place, number, member, called, email, reason) VALUES \
                   ($1, $2, $3, (SELECT COUNT(*) FROM side WHERE matter = $1), $4, $5, $6, $7, $8) \
                   ON CONFLICT (matter, name) DO NOTHING";
        let tribe = self.who.tribe();
        let values = values![id, &new.name, tribe, &new.number, &new.member, &new.called, &new.email, &new.reason];
        self.run(sql, values).await?;
        Ok(())
    }

    /// Says where mail reaches a side.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn address_side(&mut self, id: &str, name: &str, email: &str) -> Result<(), StoreError> {
        let values = values![email, id, name, self.who.tribe()];
        self.run("UPDATE side SET email = $1 WHERE matter = $2 AND name = $3 AND tribe = $4", values).await?;
        Ok(())
    }

    /// Everybody in a matter, in the order in which they came.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn sides(&mut self, id: &str) -> Result<Vec<Side>, StoreError> {
        let sql = "SELECT name, number, member, called, email, reason FROM side WHERE matter = $1 AND tribe = $2 ORDER BY place, name";
        let values = values![id, self.who.tribe()];
        self.rows(sql, values).await?.iter().map(side).collect()
    }

    /// The matter in which somebody has a number, and under which name.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn side_of_number(&mut self, number: &str) -> Result<Option<(String, String)>, StoreError> {
        let values = values![number, self.who.tribe()];
        let row = self.row("SELECT matter, name FROM side WHERE number = $1 AND tribe = $2", values).await?;
        row.map(|row| Ok((row.text(0)?, row.text(1)?))).transpose()
    }

    /// Adds what was done.
    ///
    /// # Errors
    /// When another did something at the same moment.
    pub async fn add_step(&mut self, id: &str, step: &Step) -> Result<(), StoreError> {
        let sql = "INSERT INTO step (matter, place, tribe, by_side, about, event, moment) VALUES \
                   ($1, (SELECT COALESCE(MAX(place), 0) + 1 FROM step WHERE matter = $1), $2, $3, $4, $5, $6)";
        let values = values![id, self.who.tribe(), &step.by, &step.about, &step.event, step.moment];
        self.run(sql, values).await?;
        Ok(())
    }

    /// Everything that was done, in order.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn steps(&mut self, id: &str) -> Result<Vec<Step>, StoreError> {
        let sql = "SELECT by_side, about, event, moment FROM step WHERE matter = $1 AND tribe = $2 ORDER BY place";
        let values = values![id, self.who.tribe()];
        let read =
            |row: &Row| Ok(Step { by: row.text(0)?, about: row.text(1)?, event: row.text(2)?, moment: row.int(3)? });
        self.rows(sql, values).await?.iter().map(read).collect()
    }

    /// A member's address. The transaction must be the engine's.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn address_of(&mut self, member: &str) -> Result<Option<String>, StoreError> {
        let values = values![member, self.who.tribe()];
        let row = self.row("SELECT email FROM member WHERE id = $1 AND tribe = $2", values).await?;
        row.map(|row| Ok(row.text(0)?)).transpose()
    }

    /// Lets everything of a member in matters go: introductions they are part of whole; of an ask what they did and what was
    /// said of them.
    pub(crate) async fn leave_matters(&mut self, member: &str) -> Result<(), StoreError> {
        let tribe = self.who.tribe().to_owned();
        self.drop_sides(|side| side.member == member).await?;
        for sql in OWN {
            self.run(sql, values![&tribe, member]).await?;
        }
        Ok(())
    }

    /// Lets everybody go from matters for whom `is_meant`; in how many they were.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn drop_sides(&mut self, is_meant: impl Fn(&Side) -> bool + Send) -> Result<usize, StoreError> {
        const ALL: &str = "SELECT side.name, side.number, side.member, side.called, side.email, side.reason, matter.id, \
                           matter.kind FROM side JOIN matter ON matter.id = side.matter WHERE matter.tribe = $1 \
                           ORDER BY matter.id, side.place";
        let tribe = self.who.tribe().to_owned();
        let mut n_gone = 0;
        for row in self.rows(ALL, values![&tribe]).await? {
            let (one, id, kind) = (side(&row)?, row.text(6)?, MatterKind::of(&row.text(7)?)?);
            if !is_meant(&one) {
                continue;
            }
            n_gone += 1;
            if kind == MatterKind::Introduction || one.name == ASKER {
                for sql in WHOLE {
                    self.run(sql, values![&id, &tribe]).await?;
                }
            } else {
                self.drop_part(&id, one.name).await?;
                let ledger =
                    "DELETE FROM ledger WHERE tribe = $1 AND matter = $2 AND connector = $3 AND connector <> ''";
                self.run(ledger, values![&tribe, &id, &one.member]).await?;
            }
        }
        Ok(n_gone)
    }

    /// Drops one side of an ask, and everybody whom it reached over them alone.
    async fn drop_part(&mut self, id: &str, name: String) -> Result<(), StoreError> {
        let tribe = self.who.tribe().to_owned();
        let mut going = vec![name];
        while let Some(name) = going.pop() {
            for sql in PART {
                self.run(sql, values![id, &tribe, &name]).await?;
            }
            for row in self.rows(UNREACHED, values![id, &tribe]).await? {
                going.push(row.text(0)?);
            }
        }
        Ok(())
    }
}

/// The name of the side that asks.
const ASKER: &str = "asker";

/// A matter with all that hangs on it.
const WHOLE: [&str; 7] = [
    "DELETE FROM job WHERE tribe = $2 AND id IN (SELECT id FROM letter WHERE matter = $1)",
    "DELETE FROM letter WHERE matter = $1 AND tribe = $2",
    "DELETE FROM step WHERE matter = $1 AND tribe = $2",
    "DELETE FROM side WHERE matter = $1 AND tribe = $2",
    "DELETE FROM ledger WHERE matter = $1 AND tribe = $2",
    "DELETE FROM outcome WHERE matter = $1 AND tribe = $2",
    "DELETE FROM matter WHERE id = $1 AND tribe = $2",
];

/// One side of an ask. Thanks and outcomes name answers by their place, which changes when one goes. Letters that wait tell of
/// answers, or hold the words of whoever passed the question on; they go before the steps that tell whose.
const PART: [&str; 5] = [
    "DELETE FROM job WHERE tribe = $2 AND id IN (SELECT id FROM letter WHERE matter = $1 AND (side = $3 OR kind LIKE 'answer-%' \
     OR side IN (SELECT about FROM step WHERE step.matter = $1 AND by_side = $3)))",
    "DELETE FROM step WHERE matter = $1 AND tribe = $2 AND (by_side = $3 OR about = $3 OR event LIKE '%\"act\":\"thank\"%')",
    "DELETE FROM outcome WHERE matter = $1 AND tribe = $2 AND $3 <> ''",
    "DELETE FROM letter WHERE matter = $1 AND tribe = $2 AND side = $3",
    "DELETE FROM side WHERE matter = $1 AND tribe = $2 AND name = $3",
];

/// Who is in an ask although nobody passes it on to them any more.
const UNREACHED: &str = "SELECT name FROM side WHERE matter = $1 AND tribe = $2 AND name <> 'asker' AND reason = '' AND NOT EXISTS \
                         (SELECT 1 FROM step WHERE step.matter = $1 AND step.about = side.name)";

/// What is a member's beside their matters.
const OWN: [&str; 3] = [
    "DELETE FROM ledger WHERE tribe = $1 AND (connector = $2 OR asker = $2)",
    "DELETE FROM muted WHERE tribe = $1 AND asker = $2",
    "DELETE FROM wish WHERE tribe = $1 AND member = $2",
];
