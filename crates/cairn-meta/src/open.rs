//! Opening the store.

use std::path::Path;
use std::time::Duration;

use sqlx::SqlitePool;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};

use crate::error::MetaError;

/// The one workspace of a local installation.
pub(crate) const WORKSPACE: &str = "default";
pub(crate) const FILE: &str = "meta.sqlite";

/// The metadata of a data directory.
#[derive(Debug, Clone)]
pub struct MetaStore {
    pub(crate) pool: SqlitePool,
}

impl MetaStore {
    /// Opens the store of an existing data directory.
    pub async fn open(data: &Path) -> Result<Self, MetaError> {
        if !data.join(FILE).is_file() {
            return Err(MetaError::NoDataDirectory(data.to_owned()));
        }
        Self::open_or_create(data).await
    }

    /// Opens the store of a data directory, creating both where they are missing.
    pub async fn open_or_create(data: &Path) -> Result<Self, MetaError> {
        std::fs::create_dir_all(data).map_err(sqlx::Error::Io)?;
        // Two first commands at once must not both create the tables.
        let lock = std::fs::File::create(data.join("meta.lock")).map_err(sqlx::Error::Io)?;
        lock.lock().map_err(sqlx::Error::Io)?;
        let options = SqliteConnectOptions::new()
            .filename(data.join(FILE))
            .create_if_missing(true)
            .foreign_keys(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(Duration::from_secs(10));
        let pool = SqlitePoolOptions::new()
            .max_connections(1)
            .connect_with(options)
            .await?;
        sqlx::migrate!("./migrations").run(&pool).await?;
        Ok(Self { pool })
    }

    /// How many changes of definitions there were.
    pub async fn definitions_revision(&self) -> Result<u64, MetaError> {
        revision_in(&mut *self.pool.acquire().await?).await
    }

    /// Closes the store; what was written is on disk before this too.
    pub async fn close(self) {
        self.pool.close().await;
    }
}

/// How many changes of definitions there were, as a connection sees it.
pub(crate) async fn revision_in(connection: &mut sqlx::SqliteConnection) -> Result<u64, MetaError> {
    let (revision,): (i64,) =
        sqlx::query_as("SELECT definitions_revision FROM workspaces WHERE id = ?")
            .bind(WORKSPACE)
            .fetch_one(connection)
            .await?;
    u64::try_from(revision).map_err(|_| MetaError::Damaged("a negative revision".to_owned()))
}

/// Counts one change of definitions inside its own transaction.
pub(crate) async fn count_change(
    transaction: &mut sqlx::SqliteConnection,
) -> Result<(), MetaError> {
    sqlx::query(
        "UPDATE workspaces SET definitions_revision = definitions_revision + 1 WHERE id = ?",
    )
    .bind(WORKSPACE)
    .execute(transaction)
    .await?;
    Ok(())
}
