//! Coming in: invitations, sign-in links and sessions. Of every secret only a hash is kept.

use crate::members::{Role, Tribe};
use crate::row::values;
use crate::{StoreError, Transaction};

/// Who has a session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seat {
    /// The tribe.
    pub tribe: String,
    /// The member.
    pub member: String,
    /// The member's name.
    pub name: String,
    /// The member's role.
    pub role: Role,
}

/// A session of one's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// The hash of its secret.
    pub hash: Vec<u8>,
    /// Until when it holds.
    pub expires: i64,
}

/// Whom an invitation is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invited {
    /// Into which tribe.
    pub tribe: String,
    /// The address it went to.
    pub email: String,
    /// As what.
    pub role: Role,
}

impl Transaction {
    /// Founds a tribe.
    ///
    /// # Errors
    /// When there is one of that id.
    pub async fn found(&mut self, tribe: &Tribe, secret: &[u8], now: i64) -> Result<(), StoreError> {
        let sql = "INSERT INTO tribe (id, name, secret, crowd, daily, made) VALUES ($1, $2, $3, $4, $5, $6)";
        self.run(sql, values![&tribe.id, &tribe.name, secret, tribe.crowd, tribe.daily, now]).await?;
        Ok(())
    }

    /// Keeps an invitation.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn invite(&mut self, hash: &[u8], invited: &Invited, expires: i64) -> Result<(), StoreError> {
        let sql = "INSERT INTO invitation (hash, tribe, email, role, expires) VALUES ($1, $2, $3, $4, $5)";
        self.run(sql, values![hash, &invited.tribe, &invited.email, invited.role.word(), expires]).await?;
        Ok(())
    }

    /// Whom an invitation that still holds is for; it stays.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn invitation(&mut self, hash: &[u8], now: i64) -> Result<Option<Invited>, StoreError> {
        let sql = "SELECT tribe, email, role FROM invitation WHERE hash = $1 AND expires > $2";
        let Some(row) = self.row(sql, values![hash, now]).await? else { return Ok(None) };
        Ok(Some(Invited { tribe: row.text(0)?, email: row.text(1)?, role: Role::of(&row.text(2)?)? }))
    }

    /// Uses an invitation up; `false` when another did.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn use_invitation(&mut self, hash: &[u8]) -> Result<bool, StoreError> {
        Ok(self.run("DELETE FROM invitation WHERE hash = $1", values![hash]).await? == 1)
    }

    /// The memberships of an address, in all tribes.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn memberships(&mut self, email: &str) -> Result<Vec<(String, String)>, StoreError> {
        let sql = "SELECT tribe, id FROM member WHERE email = $1 ORDER BY tribe, id";
        let rows = self.rows(sql, values![email]).await?;
        rows.iter().map(|row| Ok((row.text(0)?, row.text(1)?))).collect()
    }

    /// Keeps a sign-in link.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn add_link(&mut self, hash: &[u8], tribe: &str, member: &str, expires: i64) -> Result<(), StoreError> {
        let sql = "INSERT INTO link (hash, tribe, member, expires) VALUES ($1, $2, $3, $4)";
        self.run(sql, values![hash, tribe, member, expires]).await?;
        Ok(())
    }

    /// How many links of a member still hold.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn n_links(&mut self, member: &str, now: i64) -> Result<i64, StoreError> {
        let row =
            self.row("SELECT COUNT(*) FROM link WHERE member = $1 AND expires > $2", values![member, now]).await?;
        row.map_or(Ok(0), |row| Ok(row.int(0)?))
    }

    /// Uses a sign-in link up: whose it was, if it still held. Of two at the same time one succeeds.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn use_link(&mut self, hash: &[u8], now: i64) -> Result<Option<(String, String)>, StoreError> {
        let sql = "DELETE FROM link WHERE hash = $1 RETURNING tribe, member, expires";
        let Some(row) = self.row(sql, values![hash]).await? else { return Ok(None) };
        Ok(if row.int(2)? > now { Some((row.text(0)?, row.text(1)?)) } else { None })
    }

    /// Keeps a session.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn add_session(
        &mut self,
        hash: &[u8],
        tribe: &str,
        member: &str,
        expires: i64,
    ) -> Result<(), StoreError> {
        let sql = "INSERT INTO session (hash, tribe, member, expires) VALUES ($1, $2, $3, $4)";
        self.run(sql, values![hash, tribe, member, expires]).await?;
        Ok(())
    }

    /// Who has a session that still holds.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn seat(&mut self, hash: &[u8], now: i64) -> Result<Option<Seat>, StoreError> {
        let sql = "SELECT member.tribe, member.id, member.name, member.role FROM session \
                   JOIN member ON member.id = session.member WHERE session.hash = $1 AND session.expires > $2";
        let Some(row) = self.row(sql, values![hash, now]).await? else { return Ok(None) };
        let role = Role::of(&row.text(3)?)?;
        Ok(Some(Seat { tribe: row.text(0)?, member: row.text(1)?, name: row.text(2)?, role }))
    }

    /// Ends a session.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn end_session(&mut self, hash: &[u8]) -> Result<(), StoreError> {
        self.run("DELETE FROM session WHERE hash = $1", values![hash]).await?;
        Ok(())
    }

    /// The sessions of the member whose transaction this is, the newest first.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn own_sessions(&mut self, now: i64) -> Result<Vec<Session>, StoreError> {
        let sql = "SELECT hash, expires FROM session WHERE tribe = $1 AND member = $2 AND expires > $3 \
                   ORDER BY expires DESC, hash";
        let rows = self.rows(sql, values![self.who.tribe(), self.who.member(), now]).await?;
        rows.iter().map(|row| Ok(Session { hash: row.bytes(0)?, expires: row.int(1)? })).collect()
    }

    /// Ends every session of a member, and the links that would begin one. The transaction must be the engine's.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn end_sessions(&mut self, member: &str) -> Result<(), StoreError> {
        for sql in [
            "DELETE FROM link WHERE tribe = $1 AND member = $2",
            "DELETE FROM session WHERE tribe = $1 AND member = $2",
        ] {
            self.run(sql, values![self.who.tribe(), member]).await?;
        }
        Ok(())
    }

    /// Drops every link, session, invitation and challenge that no longer holds.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn sweep(&mut self, now: i64) -> Result<(), StoreError> {
        self.run("DELETE FROM link WHERE expires <= $1", values![now]).await?;
        self.run("DELETE FROM session WHERE expires <= $1", values![now]).await?;
        self.run("DELETE FROM invitation WHERE expires <= $1", values![now]).await?;
        self.run("DELETE FROM challenge WHERE expires <= $1", values![now]).await?;
        Ok(())
    }

    /// The ids of all tribes.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn tribe_ids(&mut self) -> Result<Vec<String>, StoreError> {
        let rows = self.rows("SELECT id FROM tribe ORDER BY id", Vec::new()).await?;
        rows.iter().map(|row| Ok(row.text(0)?)).collect()
    }
}
