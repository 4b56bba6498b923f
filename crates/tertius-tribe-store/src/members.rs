//! Tribes and their members.

use crate::changes::Change;
use crate::row::{Row, values};
use crate::{StoreError, Transaction};

/// A tribe.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tribe {
    /// Its name in packets.
    pub id: String,
    /// Its name for people.
    pub name: String,
    /// Fewer members than this behind a hidden answer, and it is not given.
    pub crowd: i64,
    /// Searches a member may make a day.
    pub daily: i64,
}

/// What a member may do besides being one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Nothing.
    Member,
    /// Invites, and sees health and sizes. Sees no contact of anybody.
    Keeper,
}

impl Role {
    /// The word in the database and in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Role::Member => "member",
            Role::Keeper => "keeper",
        }
    }

    pub(crate) fn of(word: &str) -> Result<Role, StoreError> {
        let all = [Role::Member, Role::Keeper];
        all.into_iter().find(|role| role.word() == word).ok_or_else(|| StoreError::Word(word.to_owned()))
    }
}

/// Whether the tribe sees who a member is when one of their contacts fits a search.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shows {
    /// Never before they agree.
    Hidden,
    /// Their name and the person's, at once: they chose so.
    Named,
}

impl Shows {
    /// The word in the database and in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Shows::Hidden => "hidden",
            Shows::Named => "named",
        }
    }

    /// Reads [`Shows::word`] back.
    pub fn parse(word: &str) -> Option<Shows> {
        [Shows::Hidden, Shows::Named].into_iter().find(|shows| shows.word() == word)
    }
}

/// A member, as other members may know them. Their address is not among it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// The id.
    pub id: String,
    /// The name.
    pub name: String,
    /// The role.
    pub role: Role,
    /// What they chose.
    pub shows: Shows,
    /// Since when.
    pub joined: i64,
}

fn member(row: &Row) -> Result<Member, StoreError> {
    let shows = row.text(3)?;
    Ok(Member {
        id: row.text(0)?,
        name: row.text(1)?,
        role: Role::of(&row.text(2)?)?,
        shows: Shows::parse(&shows).ok_or(StoreError::Word(shows))?,
        joined: row.int(4)?,
    })
}

impl Transaction {
    /// Adds a member.
    ///
    /// # Errors
    /// When the address is a member's already.
    pub async fn add_member(&mut self, tribe: &str, email: &str, new: &Member) -> Result<(), StoreError> {
        let sql =
            "INSERT INTO member (id, tribe, email, name, role, shows, joined) VALUES ($1, $2, $3, $4, $5, $6, $7)";
        let values = values![&new.id, tribe, email, &new.name, new.role.word(), new.shows.word(), new.joined];
        self.run(sql, values).await?;
        self.changed(tribe, Change::Members).await
    }

    /// The members of one's tribe, by name.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn members(&mut self) -> Result<Vec<Member>, StoreError> {
        let sql = "SELECT id, name, role, shows, joined FROM member WHERE tribe = $1 ORDER BY name, id";
        let values = values![self.who.tribe()];
        self.rows(sql, values).await?.iter().map(member).collect()
    }

    /// One's tribe.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn tribe(&mut self) -> Result<Option<Tribe>, StoreError> {
        let values = values![self.who.tribe()];
        let Some(row) = self.row("SELECT id, name, crowd, daily FROM tribe WHERE id = $1", values).await? else {
            return Ok(None);
        };
        Ok(Some(Tribe { id: row.text(0)?, name: row.text(1)?, crowd: row.int(2)?, daily: row.int(3)? }))
    }

    /// The secret that a tribe's tokens are made with.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn tribe_secret(&mut self) -> Result<Vec<u8>, StoreError> {
        let values = values![self.who.tribe()];
        let row = self.row("SELECT secret FROM tribe WHERE id = $1", values).await?;
        row.map_or(Ok(Vec::new()), |row| Ok(row.bytes(0)?))
    }

    /// Changes what one shows.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn show(&mut self, shows: Shows) -> Result<(), StoreError> {
        let values = values![shows.word(), self.who.tribe(), self.who.member()];
        self.run("UPDATE member SET shows = $1 WHERE tribe = $2 AND id = $3", values).await?;
        let tribe = self.who.tribe().to_owned();
        self.changed(&tribe, Change::Members).await
    }
}
