//! Who was asked when, as far as budgets need it, and what members wish to be asked. No line tells a no.

use crate::row::{Row, values};
use crate::{MatterKind, StoreError, Transaction};

/// One ask of one person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LedgerLine {
    /// The matter.
    pub matter: String,
    /// What it is.
    pub kind: MatterKind,
    /// Who asked.
    pub asker: String,
    /// Who was asked; empty for the one line that an ask has whoever gets it.
    pub connector: String,
    /// When.
    pub asked: i64,
    /// When it ends by itself.
    pub until: i64,
    /// When they said yes; 0 where they did not.
    pub agreed: i64,
    /// When the asker took it back; 0 where they did not.
    pub withdrawn: i64,
}

/// What a member wishes to be asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wished {
    /// Asks open at once.
    pub most_open: i64,
    /// Asks within ninety days.
    pub most_in_quarter: i64,
    /// Days between two asks of one asker.
    pub cool_down: i64,
    /// Quiet months, a bit each.
    pub quiet: i64,
    /// Words of topics they want nothing of, one a line.
    pub no_go: String,
}

impl Transaction {
    /// Holds everybody else who would ask back until this transaction ends, so that two asks at once do not both fit one
    /// place. The transaction must be the engine's; SQLite has one writer anyway.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn one_at_a_time(&mut self) -> Result<(), StoreError> {
        if self.is_postgres() {
            let values = values![self.who.tribe()];
            self.rows("SELECT id FROM tribe WHERE id = $1 FOR UPDATE", values).await?;
        }
        Ok(())
    }

    /// Adds a line; a second for the same matter and person changes nothing.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn enter(&mut self, line: &LedgerLine) -> Result<(), StoreError> {
        let sql = "INSERT INTO ledger (matter, connector, tribe, kind, asker, asked, until, agreed, withdrawn) VALUES \
                   ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (matter, connector) DO NOTHING";
        let (tribe, kind) = (self.who.tribe(), line.kind.word());
        let (asked, until) = (line.asked, line.until);
        let values =
            values![&line.matter, &line.connector, tribe, kind, &line.asker, asked, until, line.agreed, line.withdrawn];
        self.run(sql, values).await?;
        Ok(())
    }

    /// Writes down that somebody said yes.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn enter_yes(&mut self, matter: &str, connector: &str, now: i64) -> Result<(), StoreError> {
        let sql = "UPDATE ledger SET agreed = $1 WHERE tribe = $2 AND matter = $3 AND connector = $4 AND agreed = 0";
        let values = values![now, self.who.tribe(), matter, connector];
        self.run(sql, values).await?;
        Ok(())
    }

    /// Writes down that the asker took it back.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn enter_withdrawal(&mut self, matter: &str, now: i64) -> Result<(), StoreError> {
        let values = values![now, self.who.tribe(), matter];
        self.run("UPDATE ledger SET withdrawn = $1 WHERE tribe = $2 AND matter = $3 AND withdrawn = 0", values).await?;
        Ok(())
    }

    /// The whole ledger, the earliest first.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn ledger(&mut self) -> Result<Vec<LedgerLine>, StoreError> {
        let sql = "SELECT matter, kind, asker, connector, asked, until, agreed, withdrawn FROM ledger WHERE tribe = $1 \
                   ORDER BY asked, matter, connector";
        let values = values![self.who.tribe()];
        let read = |row: &Row| {
            Ok(LedgerLine {
                matter: row.text(0)?,
                kind: MatterKind::of(&row.text(1)?)?,
                asker: row.text(2)?,
                connector: row.text(3)?,
                asked: row.int(4)?,
                until: row.int(5)?,
                agreed: row.int(6)?,
                withdrawn: row.int(7)?,
            })
        };
        self.rows(sql, values).await?.iter().map(read).collect()
    }

    /// What a member wishes; nothing where they said nothing.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn wished(&mut self, member: &str) -> Result<Option<Wished>, StoreError> {
        let sql =
            "SELECT most_open, most_in_quarter, cool_down, quiet, no_go FROM wish WHERE tribe = $1 AND member = $2";
        let values = values![self.who.tribe(), member];
        let Some(row) = self.row(sql, values).await? else { return Ok(None) };
        Ok(Some(Wished {
            most_open: row.int(0)?,
            most_in_quarter: row.int(1)?,
            cool_down: row.int(2)?,
            quiet: row.int(3)?,
            no_go: row.text(4)?,
        }))
    }

    /// Says what one wishes. The transaction must be a member's.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn wish(&mut self, new: &Wished) -> Result<(), StoreError> {
        let sql = "INSERT INTO wish (member, tribe, most_open, most_in_quarter, cool_down, quiet, no_go) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (member) DO UPDATE SET most_open = $3, \
                   most_in_quarter = $4, cool_down = $5, quiet = $6, no_go = $7";
        let (member, tribe) = (self.who.member(), self.who.tribe());
        let values = values![member, tribe, new.most_open, new.most_in_quarter, new.cool_down, new.quiet, &new.no_go];
        self.run(sql, values).await?;
        Ok(())
    }
}
