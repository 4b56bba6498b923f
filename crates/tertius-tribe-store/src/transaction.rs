//! A transaction of somebody: the only thing that statements run in.

use crate::StoreError;
use crate::row::{Row, Value, values};
use sqlx::{AssertSqlSafe, Postgres, Sqlite};

/// For whom a transaction is. In PostgreSQL the rows of others are not there for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Who {
    /// Somebody at the door: sessions, links and invitations, found by the hash of a secret. Sees no packet.
    Door,
    /// A member of a tribe: what is theirs.
    Member {
        /// The tribe.
        tribe: String,
        /// The member.
        member: String,
    },
    /// The program itself, for one tribe: it builds the union, runs jobs, lets members leave.
    Engine {
        /// The tribe.
        tribe: String,
    },
}

impl Who {
    pub(crate) fn tribe(&self) -> &str {
        match self {
            Who::Door => "",
            Who::Member { tribe, .. } | Who::Engine { tribe } => tribe,
        }
    }

    pub(crate) fn member(&self) -> &str {
        match self {
            Who::Member { member, .. } => member,
            Who::Door | Who::Engine { .. } => "",
        }
    }

    fn act(&self) -> &'static str {
        match self {
            Who::Door => "door",
            Who::Member { .. } => "member",
            Who::Engine { .. } => "engine",
        }
    }
}

/// What runs until [`Transaction::commit`]; dropped, nothing of it happened.
pub struct Transaction {
    inner: Inner,
    pub(crate) who: Who,
}

pub(crate) enum Inner {
    Sqlite(sqlx::Transaction<'static, Sqlite>),
    Postgres(sqlx::Transaction<'static, Postgres>),
}

macro_rules! bound {
    ($sql:expr, $values:expr) => {{
        let mut query = sqlx::query($sql);
        for value in $values {
            query = match value {
                Value::Int(value) => query.bind(value),
                Value::Text(value) => query.bind(value),
                Value::Bytes(value) => query.bind(value),
            };
        }
        query
    }};
}

impl Transaction {
    pub(crate) async fn begin(inner: Inner, who: Who) -> Result<Transaction, StoreError> {
        let mut transaction = Transaction { inner, who };
        if let Inner::Postgres(_) = transaction.inner {
            transaction.run("SET LOCAL ROLE tertius_app", Vec::new()).await?;
            let who = &transaction.who;
            let set = values![who.tribe(), who.member(), who.act()];
            let sql = "SELECT set_config('tertius.tribe', $1, true), set_config('tertius.member', $2, true), \
                       set_config('tertius.act', $3, true)";
            transaction.rows(sql, set).await?;
        }
        Ok(transaction)
    }

    /// Keeps what was done.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn commit(self) -> Result<(), StoreError> {
        match self.inner {
            Inner::Sqlite(transaction) => transaction.commit().await?,
            Inner::Postgres(transaction) => transaction.commit().await?,
        }
        Ok(())
    }

    /// Runs a statement; how many rows it touched.
    pub(crate) async fn run(&mut self, sql: &'static str, values: Vec<Value>) -> Result<u64, StoreError> {
        Ok(match &mut self.inner {
            Inner::Sqlite(on) => bound!(sql, values).execute(&mut **on).await?.rows_affected(),
            Inner::Postgres(on) => bound!(sql, values).execute(&mut **on).await?.rows_affected(),
        })
    }

    /// Runs an insertion of many rows: the head of the statement, and the values of all rows one after the other.
    pub(crate) async fn insert_many(
        &mut self,
        head: &'static str,
        n_columns: usize,
        values: Vec<Value>,
    ) -> Result<(), StoreError> {
        const ROWS: usize = 250;
        let mut values = values.into_iter();
        loop {
            let part: Vec<Value> = values.by_ref().take(ROWS * n_columns).collect();
            if part.is_empty() {
                return Ok(());
            }
            let row = |at: usize| {
                let places: Vec<String> =
                    (1..=n_columns).map(|column| format!("${}", at * n_columns + column)).collect();
                format!("({})", places.join(","))
            };
            let rows: Vec<String> = (0..part.len() / n_columns).map(row).collect();
            // Only numbers of placeholders are put into the text.
            let sql = AssertSqlSafe(format!("{head} VALUES {}", rows.join(",")));
            match &mut self.inner {
                Inner::Sqlite(on) => bound!(sql, part).execute(&mut **on).await?.rows_affected(),
                Inner::Postgres(on) => bound!(sql, part).execute(&mut **on).await?.rows_affected(),
            };
        }
    }

    /// Every row of an answer.
    pub(crate) async fn rows(&mut self, sql: &'static str, values: Vec<Value>) -> Result<Vec<Row>, StoreError> {
        Ok(match &mut self.inner {
            Inner::Sqlite(on) => bound!(sql, values).fetch_all(&mut **on).await?.into_iter().map(Row::Sqlite).collect(),
            Inner::Postgres(on) => {
                bound!(sql, values).fetch_all(&mut **on).await?.into_iter().map(Row::Postgres).collect()
            }
        })
    }

    /// The first row, where there is one.
    pub(crate) async fn row(&mut self, sql: &'static str, values: Vec<Value>) -> Result<Option<Row>, StoreError> {
        Ok(self.rows(sql, values).await?.into_iter().next())
    }

    pub(crate) fn is_postgres(&self) -> bool {
        matches!(self.inner, Inner::Postgres(_))
    }
}
