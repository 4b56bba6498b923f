//! Opening either database, and bringing it to the newest version.

use crate::transaction::Inner;
use crate::{StoreError, Transaction, Who};
use sqlx::postgres::{PgPool, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous};
use std::path::Path;
use std::time::Duration;

/// One step of the database's form: its number, for SQLite, for PostgreSQL.
type Step = (i64, &'static str, &'static str);

macro_rules! step {
    ($number:literal, $file:literal) => {
        (
            $number,
            include_str!(concat!("migrations/sqlite/", $file)),
            include_str!(concat!("migrations/postgres/", $file)),
        )
    };
}

/// All steps, in the order in which they are taken. A step is taken where its number is missing, so that steps which were
/// written side by side meet.
const STEPS: [Step; 4] = [
    step!(1, "0001_tribe.sql"),
    step!(2, "0002_matters.sql"),
    step!(201, "0201_changes.sql"),
    step!(202, "0202_passkeys.sql"),
];
/// Connections at the same time.
const CONNECTIONS: u32 = 8;
/// Two programs that open one new database must not both make it.
const LOCK: &str = "SELECT pg_advisory_xact_lock(7216543210)";

/// The tribe's database.
#[derive(Clone)]
pub struct Store(Pools);

#[derive(Clone)]
enum Pools {
    /// SQLite has one writer at a time; readers do not wait for it.
    Sqlite {
        writer: SqlitePool,
        readers: SqlitePool,
    },
    Postgres(PgPool),
}

impl Store {
    /// Opens the database at `postgres://…` or in a file, makes it where there is none, brings it up to date.
    ///
    /// # Errors
    /// When it cannot be reached, or a newer program made it.
    pub async fn open(address: &str) -> Result<Store, StoreError> {
        let pools = if address.starts_with("postgres://") || address.starts_with("postgresql://") {
            let options = PgPoolOptions::new().max_connections(CONNECTIONS);
            Pools::Postgres(options.connect(address).await?)
        } else if address.contains("://") {
            return Err(StoreError::Address(address.to_owned()));
        } else {
            look_for_folder(address)?;
            let options = SqliteConnectOptions::new()
                .filename(address)
                .create_if_missing(true)
                .journal_mode(SqliteJournalMode::Wal)
                .synchronous(SqliteSynchronous::Full)
                .foreign_keys(true)
                .busy_timeout(Duration::from_secs(10))
                .pragma("secure_delete", "ON");
            let writer = SqlitePoolOptions::new().max_connections(1).connect_with(options.clone()).await;
            let writer = writer.map_err(|error| StoreError::File { file: address.to_owned(), error })?;
            let readers = SqlitePoolOptions::new().max_connections(CONNECTIONS).connect_lazy_with(options);
            Pools::Sqlite { writer, readers }
        };
        let store = Store(pools);
        store.migrate().await?;
        Ok(store)
    }

    /// A transaction that only looks.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn read(&self, who: Who) -> Result<Transaction, StoreError> {
        let inner = match &self.0 {
            Pools::Sqlite { readers, .. } => Inner::Sqlite(readers.begin().await?),
            Pools::Postgres(pool) => Inner::Postgres(pool.begin().await?),
        };
        Transaction::begin(inner, who).await
    }

    /// A transaction that changes something.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn write(&self, who: Who) -> Result<Transaction, StoreError> {
        let inner = match &self.0 {
            Pools::Sqlite { writer, .. } => Inner::Sqlite(writer.begin_with("BEGIN IMMEDIATE").await?),
            Pools::Postgres(pool) => Inner::Postgres(pool.begin().await?),
        };
        Transaction::begin(inner, who).await
    }

    /// Which database it is, for people.
    pub fn kind(&self) -> &'static str {
        match &self.0 {
            Pools::Sqlite { .. } => "SQLite",
            Pools::Postgres(_) => "PostgreSQL",
        }
    }

    /// Writes what was deleted out of the files too; PostgreSQL does that by itself in time.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn scrub(&self) -> Result<(), StoreError> {
        if let Pools::Sqlite { writer, .. } = &self.0 {
            sqlx::raw_sql("PRAGMA wal_checkpoint(TRUNCATE)").execute(writer).await?;
        }
        Ok(())
    }

    /// Ends every connection.
    pub async fn close(&self) {
        match &self.0 {
            Pools::Sqlite { writer, readers } => {
                readers.close().await;
                writer.close().await;
            }
            Pools::Postgres(pool) => pool.close().await,
        }
    }

    async fn migrate(&self) -> Result<(), StoreError> {
        const TABLE: &str = "CREATE TABLE IF NOT EXISTS version (at BIGINT NOT NULL)";
        const AT: &str = "SELECT at FROM version";
        const REACHED: &str = "INSERT INTO version VALUES ($1)";
        match &self.0 {
            Pools::Sqlite { writer, .. } => {
                let mut on = writer.begin_with("BEGIN IMMEDIATE").await?;
                sqlx::raw_sql(TABLE).execute(&mut *on).await?;
                let taken: Vec<i64> = sqlx::query_scalar(AT).fetch_all(&mut *on).await?;
                for (number, sql, _) in missing(&taken)? {
                    sqlx::raw_sql(*sql).execute(&mut *on).await?;
                    sqlx::query(REACHED).bind(number).execute(&mut *on).await?;
                }
                on.commit().await?;
            }
            Pools::Postgres(pool) => {
                let mut on = pool.begin().await?;
                sqlx::raw_sql(LOCK).execute(&mut *on).await?;
                sqlx::raw_sql(TABLE).execute(&mut *on).await?;
                let taken: Vec<i64> = sqlx::query_scalar(AT).fetch_all(&mut *on).await?;
                for (number, _, sql) in missing(&taken)? {
                    sqlx::raw_sql(*sql).execute(&mut *on).await?;
                    sqlx::query(REACHED).bind(number).execute(&mut *on).await?;
                }
                on.commit().await?;
            }
        }
        Ok(())
    }
}

/// SQLite would only say that it is "unable to open database file".
fn look_for_folder(file: &str) -> Result<(), StoreError> {
    let folder = Path::new(file).parent().filter(|folder| !folder.as_os_str().is_empty() && !folder.is_dir());
    folder.map_or(Ok(()), |folder| {
        Err(StoreError::NoFolder { file: file.to_owned(), folder: folder.display().to_string() })
    })
}

/// The steps that a database lacks.
fn missing(taken: &[i64]) -> Result<impl Iterator<Item = &'static Step>, StoreError> {
    let known = STEPS.iter().map(|(number, ..)| *number);
    if let Some(found) = taken.iter().copied().find(|taken| !known.clone().any(|number| number == *taken)) {
        return Err(StoreError::Newer { found, known: known.max().unwrap_or_default() });
    }
    Ok(STEPS.iter().filter(|(number, ..)| !taken.contains(number)))
}
