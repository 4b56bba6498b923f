//! Packets as they were signed, and the people in them.
//!
//! The bytes prove what the owner signed. The people are the working copy: what is private or erased is missing from the
//! union although it stands in the bytes; an erasure therefore drops the bytes of every packet it touches.

use crate::changes::Change;
use crate::leave::Suppressed;
use crate::row::{Row, values};
use crate::{StoreError, Transaction};
use thiserror::Error;

/// One person of a packet. What is absent is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Person {
    /// The place in the packet, from 0.
    pub place: i64,
    /// The name.
    pub name: String,
    /// The employer.
    pub employer: String,
    /// The title.
    pub title: String,
    /// The public profile.
    pub url: String,
    /// Tokens in hexadecimal digits, with spaces between.
    pub tokens: String,
    /// How strong the tie is, 1 the weakest.
    pub band: i64,
    /// Whether the owner keeps them out of every answer.
    pub private: bool,
}

/// What came in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arrived {
    /// The packet's number.
    pub id: String,
    /// Who signed it.
    pub signer: String,
    /// As it was signed.
    pub bytes: Vec<u8>,
    /// `named` or `blind`.
    pub level: String,
    /// When it was made.
    pub made: i64,
    /// Until when it holds.
    pub expires: i64,
    /// The people.
    pub people: Vec<Person>,
}

/// A packet that is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Its number.
    pub id: String,
    /// Whose it is.
    pub owner: String,
    /// `named` or `blind`.
    pub level: String,
    /// When it was made.
    pub made: i64,
    /// Until when it holds.
    pub expires: i64,
    /// How many people are in it.
    pub n_people: i64,
}

/// Why a packet is not taken.
#[derive(Debug, Error)]
pub enum PutError {
    /// It was revoked.
    #[error("this packet was revoked; make a new one")]
    Revoked,
    /// It is here already.
    #[error("this packet is here already")]
    Known,
    /// Another key signed the packets of this member so far.
    #[error("another key signed your packets so far; revoke those first")]
    OtherKey,
    /// The database refuses.
    #[error(transparent)]
    Store(#[from] StoreError),
}

const KEPT: &str = "SELECT id, owner, level, made, expires, \
                    (SELECT COUNT(*) FROM person WHERE person.packet = packet.id) FROM packet \
                    WHERE tribe = $1 AND owner = $2 ORDER BY arrived DESC, id";
const KEPT_ALL: &str = "SELECT id, owner, level, made, expires, CAST(0 AS BIGINT) FROM packet WHERE tribe = $1 AND expires > $2 ORDER BY id";

pub(crate) fn kept(row: &Row) -> Result<Kept, StoreError> {
    Ok(Kept {
        id: row.text(0)?,
        owner: row.text(1)?,
        level: row.text(2)?,
        made: row.int(3)?,
        expires: row.int(4)?,
        n_people: row.int(5)?,
    })
}

fn person(row: &Row) -> Result<Person, StoreError> {
    Ok(Person {
        place: row.int(0)?,
        name: row.text(1)?,
        employer: row.text(2)?,
        title: row.text(3)?,
        url: row.text(4)?,
        tokens: row.text(5)?,
        band: row.int(6)?,
        private: row.int(7)? != 0,
    })
}

impl Transaction {
    /// Keeps a packet of the member whose transaction this is. Whoever was erased is left out, and so are the bytes then.
    ///
    /// # Errors
    /// When it was revoked, is here, or is signed with another key than the packets before.
    pub async fn put_packet(&mut self, new: &Arrived, suppressed: &Suppressed, now: i64) -> Result<i64, PutError> {
        let (tribe, owner) = (self.who.tribe().to_owned(), self.who.member().to_owned());
        if self.row("SELECT packet FROM revocation WHERE packet = $1", values![&new.id]).await?.is_some() {
            return Err(PutError::Revoked);
        }
        let others = "SELECT id FROM packet WHERE owner = $1 AND tribe = $2 AND signer <> $3";
        if self.row(others, values![&owner, &tribe, &new.signer]).await?.is_some() {
            return Err(PutError::OtherKey);
        }
        let people: Vec<&Person> = new.people.iter().filter(|person| !suppressed.holds(person)).collect();
        let bytes: &[u8] = if people.len() == new.people.len() { &new.bytes } else { &[] };
        let sql = "INSERT INTO packet (id, tribe, owner, signer, bytes, level, made, expires, arrived) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (id) DO NOTHING";
        let row = values![&new.id, &tribe, &owner, &new.signer, bytes, &new.level, new.made, new.expires, now];
        if self.run(sql, row).await? == 0 {
            return Err(PutError::Known);
        }
        let mut all = Vec::with_capacity(people.len() * 11);
        for person in &people {
            all.extend(values![
                &new.id,
                person.place,
                &tribe,
                &owner,
                &person.name,
                &person.employer,
                &person.title,
                &person.url,
                &person.tokens,
                person.band,
                i64::from(person.private)
            ]);
        }
        let head =
            "INSERT INTO person (packet, place, tribe, owner, name, employer, title, url, tokens, band, private)";
        self.insert_many(head, 11, all).await?;
        self.changed(&tribe, Change::Packet(new.id.clone())).await?;
        Ok(people.len() as i64)
    }

    /// Whether another member of the tribe signs with a key. The transaction must be the engine's.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn is_others_key(&mut self, signer: &str, member: &str) -> Result<bool, StoreError> {
        let sql = "SELECT id FROM packet WHERE tribe = $1 AND signer = $2 AND owner <> $3 LIMIT 1";
        Ok(self.row(sql, values![self.who.tribe(), signer, member]).await?.is_some())
    }

    /// One's own packets, the newest first.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn own_packets(&mut self) -> Result<Vec<Kept>, StoreError> {
        let values = values![self.who.tribe(), self.who.member()];
        self.rows(KEPT, values).await?.iter().map(kept).collect()
    }

    /// One's own packet as it was signed; empty after somebody in it was erased, `None` where there is none.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn own_packet_bytes(&mut self, id: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let sql = "SELECT bytes FROM packet WHERE id = $1 AND tribe = $2 AND owner = $3";
        let row = self.row(sql, values![id, self.who.tribe(), self.who.member()]).await?;
        row.map(|row| Ok(row.bytes(0)?)).transpose()
    }

    /// The people of one's own packet, in its order.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn own_people(&mut self, packet: &str) -> Result<Vec<Person>, StoreError> {
        let sql = "SELECT place, name, employer, title, url, tokens, band, private FROM person \
                   WHERE packet = $1 AND tribe = $2 AND owner = $3 ORDER BY place";
        let values = values![packet, self.who.tribe(), self.who.member()];
        self.rows(sql, values).await?.iter().map(person).collect()
    }

    /// Keeps a person of one's own packet out of every answer, or no longer; `false` where there is none.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn set_private(&mut self, packet: &str, place: i64, private: bool) -> Result<bool, StoreError> {
        let sql = "UPDATE person SET private = $1 WHERE packet = $2 AND place = $3 AND tribe = $4 AND owner = $5";
        let values = values![i64::from(private), packet, place, self.who.tribe(), self.who.member()];
        if self.run(sql, values).await? != 1 {
            return Ok(false);
        }
        let tribe = self.who.tribe().to_owned();
        self.changed(&tribe, Change::Packet(packet.to_owned())).await?;
        Ok(true)
    }

    /// Revokes one's own packet: it and its people go, its number stays so that it cannot come back. `false` where there
    /// is none.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn revoke(&mut self, packet: &str, now: i64) -> Result<bool, StoreError> {
        let (tribe, owner) = (self.who.tribe().to_owned(), self.who.member().to_owned());
        let mine = "SELECT id FROM packet WHERE id = $1 AND tribe = $2 AND owner = $3";
        if self.row(mine, values![packet, &tribe, &owner]).await?.is_none() {
            return Ok(false);
        }
        self.run("DELETE FROM person WHERE packet = $1", values![packet]).await?;
        self.run("DELETE FROM packet WHERE id = $1", values![packet]).await?;
        let sql = "INSERT INTO revocation (packet, tribe, owner, made) VALUES ($1, $2, $3, $4)";
        self.run(sql, values![packet, &tribe, &owner, now]).await?;
        self.changed(&tribe, Change::Packet(packet.to_owned())).await?;
        Ok(true)
    }

    /// Drops every packet of the tribe whose day has come; their numbers.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn expire(&mut self, now: i64) -> Result<Vec<String>, StoreError> {
        let tribe = self.who.tribe().to_owned();
        let gone = "DELETE FROM person WHERE tribe = $1 AND packet IN (SELECT id FROM packet WHERE tribe = $1 AND expires <= $2)";
        self.run(gone, values![&tribe, now]).await?;
        let sql = "DELETE FROM packet WHERE tribe = $1 AND expires <= $2 RETURNING id";
        let mut all = Vec::new();
        for row in self.rows(sql, values![&tribe, now]).await? {
            all.push(row.text(0)?);
        }
        for packet in &all {
            self.changed(&tribe, Change::Packet(packet.clone())).await?;
        }
        Ok(all)
    }

    /// Every packet of the tribe that holds, for the union; how many people are in each is not counted.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn all_packets(&mut self, now: i64) -> Result<Vec<Kept>, StoreError> {
        let values = values![self.who.tribe(), now];
        self.rows(KEPT_ALL, values).await?.iter().map(kept).collect()
    }

    /// The people of any packet of the tribe, without those kept private; for the union.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn shared_people(&mut self, packet: &str) -> Result<Vec<Person>, StoreError> {
        let sql = "SELECT place, name, employer, title, url, tokens, band, private FROM person \
                   WHERE packet = $1 AND tribe = $2 AND private = 0 ORDER BY place";
        let values = values![packet, self.who.tribe()];
        self.rows(sql, values).await?.iter().map(person).collect()
    }
}
