//! The whole file: whether it is sound, and a copy of one moment while others write.

use std::path::Path;
use std::time::Duration;

use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{ConnectOptions, Connection};

use crate::error::MetaError;
use crate::open::FILE;

/// What SQLite finds wrong with the metadata of a data directory. Changes nothing.
pub async fn faults(data: &Path) -> Result<Vec<String>, MetaError> {
    let mut connection = match reading(data).await {
        Err(MetaError::Sqlite(error)) => return Ok(vec![error.to_string()]),
        connection => connection?,
    };
    let integrity = sqlx::query_as("PRAGMA integrity_check");
    let found: Result<Vec<(String,)>, sqlx::Error> = integrity.fetch_all(&mut connection).await;
    let mut faults = match found {
        Ok(rows) => rows.into_iter().map(|(row,)| row).collect(),
        // A file that is no database at all.
        Err(error) => vec![error.to_string()],
    };
    faults.retain(|fault| fault != "ok");
    // It was only read from.
    let _ = connection.close().await;
    Ok(faults)
}

/// Writes a copy of the metadata as it is now to a new file. It is not synced.
pub async fn copy_to(data: &Path, target: &Path) -> Result<(), MetaError> {
    let mut connection = reading(data).await?;
    let copied = sqlx::query("VACUUM INTO ?")
        .bind(target.to_string_lossy().into_owned())
        .execute(&mut connection)
        .await;
    // It was only read from.
    let _ = connection.close().await;
    copied?;
    Ok(())
}

async fn reading(data: &Path) -> Result<SqliteConnection, MetaError> {
    let path = data.join(FILE);
    if !path.is_file() {
        return Err(MetaError::NoDataDirectory(data.to_owned()));
    }
    let options = SqliteConnectOptions::new()
        .filename(path)
        .read_only(true)
        .busy_timeout(Duration::from_secs(10));
    Ok(options.connect().await?)
}

#[cfg(test)]
mod tests;
