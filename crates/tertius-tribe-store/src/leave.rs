//! Leaving, and being erased: what goes goes in one transaction, and what was erased does not come back.

use crate::changes::Change;
use crate::row::values;
use crate::{Person, StoreError, Transaction};
use std::collections::HashSet;

/// Whether somebody could leave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Left {
    /// Everything of theirs is gone.
    Gone,
    /// They are the last keeper of a tribe that has other members.
    LastKeeper,
}

/// How a person becomes the digests of their identifiers.
type DigestsOf = dyn Fn(&Person) -> Vec<Vec<u8>> + Send + Sync;

/// Who was erased, as far as a packet that arrives is concerned: digests of identifiers, keyed with the tribe's secret so
/// that the list names nobody.
pub struct Suppressed {
    digests: HashSet<Vec<u8>>,
    digests_of: Box<DigestsOf>,
}

impl Suppressed {
    /// The erased of a tribe, and how a person becomes digests.
    pub fn new(
        digests: Vec<Vec<u8>>,
        digests_of: impl Fn(&Person) -> Vec<Vec<u8>> + Send + Sync + 'static,
    ) -> Suppressed {
        Suppressed { digests: digests.into_iter().collect(), digests_of: Box::new(digests_of) }
    }

    pub(crate) fn holds(&self, person: &Person) -> bool {
        !self.digests.is_empty() && (self.digests_of)(person).iter().any(|digest| self.digests.contains(digest))
    }
}

/// Everything that is one member's, by the column that says so. Links and sessions before the member.
const OWNED: [&str; 11] = [
    "DELETE FROM passkey WHERE tribe = $1 AND member = $2",
    "DELETE FROM person WHERE tribe = $1 AND owner = $2",
    "DELETE FROM packet WHERE tribe = $1 AND owner = $2",
    "DELETE FROM revocation WHERE tribe = $1 AND owner = $2",
    "DELETE FROM barred WHERE tribe = $1 AND (owner = $2 OR viewer = $2)",
    "DELETE FROM closeness WHERE tribe = $1 AND (owner = $2 OR other = $2)",
    "DELETE FROM disclosure WHERE tribe = $1 AND owner = $2",
    "DELETE FROM spent WHERE tribe = $1 AND member = $2",
    "DELETE FROM matching WHERE tribe = $1 AND (asker = $2 OR other = $2)",
    "DELETE FROM link WHERE tribe = $1 AND member = $2",
    "DELETE FROM session WHERE tribe = $1 AND member = $2",
];

impl Transaction {
    /// Lets a member go with everything of theirs. Others' logs keep that something was shown, no longer to whom.
    ///
    /// The transaction must be the engine's.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn leave(&mut self, member: &str) -> Result<Left, StoreError> {
        let tribe = self.who.tribe().to_owned();
        let sql = "SELECT COUNT(*), COUNT(CASE WHEN role = 'keeper' THEN 1 END) FROM member \
                   WHERE tribe = $1 AND id <> $2";
        if let Some(row) = self.row(sql, values![&tribe, member]).await?
            && row.int(0)? > 0
            && row.int(1)? == 0
        {
            return Ok(Left::LastKeeper);
        }
        self.leave_stories(member).await?;
        self.leave_matters(member).await?;
        for sql in OWNED {
            self.run(sql, values![&tribe, member]).await?;
        }
        let unnamed = "UPDATE disclosure SET viewer = '' WHERE tribe = $1 AND viewer = $2";
        self.run(unnamed, values![&tribe, member]).await?;
        // An address may hold `_`, which would stand for any letter.
        let mail = "DELETE FROM job WHERE tribe = $1 AND kind = 'mail' AND payload LIKE (SELECT '%\"' || \
                    REPLACE(REPLACE(REPLACE(email, '!', '!!'), '_', '!_'), '%', '!%') || '\"%' FROM member WHERE id = $2) \
                    ESCAPE '!'";
        self.run(mail, values![&tribe, member]).await?;
        self.run(
            "DELETE FROM invitation WHERE tribe = $1 AND email = (SELECT email FROM member WHERE id = $2)",
            values![&tribe, member],
        )
        .await?;
        self.run("DELETE FROM member WHERE tribe = $1 AND id = $2", values![&tribe, member]).await?;
        self.changed(&tribe, Change::Members).await?;
        Ok(Left::Gone)
    }

    /// The digests of everybody who was erased from the tribe; for the engine.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn erased(&mut self) -> Result<Vec<Vec<u8>>, StoreError> {
        let values = values![self.who.tribe()];
        let rows = self.rows("SELECT digest FROM erased WHERE tribe = $1", values).await?;
        rows.iter().map(|row| Ok(row.bytes(0)?)).collect()
    }

    /// Erases people from every packet of the tribe, for good: those for whom `is_meant`, and later whoever has one of
    /// the digests. The bytes of every packet that held one go too. How many entries went, and which packets changed.
    ///
    /// The transaction must be the engine's.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn erase(
        &mut self,
        digests: &[Vec<u8>],
        is_meant: impl Fn(&Person) -> bool + Send,
    ) -> Result<Vec<String>, StoreError> {
        let tribe = self.who.tribe().to_owned();
        for digest in digests {
            let sql = "INSERT INTO erased (tribe, digest) VALUES ($1, $2) ON CONFLICT (tribe, digest) DO NOTHING";
            self.run(sql, values![&tribe, digest.as_slice()]).await?;
        }
        let ids = self.rows("SELECT id FROM packet WHERE tribe = $1 ORDER BY id", values![&tribe]).await?;
        let mut touched = Vec::new();
        for row in ids {
            let packet = row.text(0)?;
            let meant: Vec<i64> =
                self.everybody_in(&packet).await?.iter().filter(|one| is_meant(one)).map(|one| one.place).collect();
            for place in &meant {
                self.run("DELETE FROM person WHERE packet = $1 AND place = $2", values![&packet, *place]).await?;
            }
            if !meant.is_empty() {
                self.run("UPDATE packet SET bytes = $1 WHERE id = $2", values![[].as_slice(), &packet]).await?;
                touched.push(packet);
            }
        }
        for packet in &touched {
            self.changed(&tribe, Change::Packet(packet.clone())).await?;
        }
        Ok(touched)
    }

    async fn everybody_in(&mut self, packet: &str) -> Result<Vec<Person>, StoreError> {
        let sql = "SELECT place, name, employer, url, tokens FROM person WHERE packet = $1 ORDER BY place";
        let rows = self.rows(sql, values![packet]).await?;
        let read = |row: &crate::row::Row| {
            let (place, name, employer) = (row.int(0)?, row.text(1)?, row.text(2)?);
            Ok(Person { place, name, employer, url: row.text(3)?, tokens: row.text(4)?, ..Person::default() })
        };
        rows.iter().map(read).collect()
    }
}
