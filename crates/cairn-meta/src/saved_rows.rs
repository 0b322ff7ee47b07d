//! Reading what is saved.

use cairn_core::id::SiteId;
use sqlx::SqliteConnection;

use crate::error::MetaError;
use crate::open::WORKSPACE;
use crate::saved_id::{SavedId, SavedKind};

/// Something saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedRecord {
    /// What and which one.
    pub id: SavedId,
    /// Another one after each change, also if it is removed and added again.
    pub version: u64,
    /// The definition.
    pub document: String,
}

type SavedRow = (String, i64, String);

/// What a site has saved of a kind, by id, as a connection sees it.
pub(crate) async fn saved_in(
    connection: &mut SqliteConnection,
    site: &SiteId,
    kind: SavedKind,
) -> Result<Vec<SavedRecord>, MetaError> {
    let rows: Vec<SavedRow> = sqlx::query_as(
        "SELECT id, version, document FROM saved_definitions
         WHERE workspace_id = ? AND site_id = ? AND kind = ? ORDER BY id",
    )
    .bind(WORKSPACE)
    .bind(site.as_str())
    .bind(kind.as_str())
    .fetch_all(connection)
    .await?;
    rows.into_iter().map(|row| record_of(kind, row)).collect()
}

/// Something saved that must be there.
pub(crate) async fn found(
    connection: &mut SqliteConnection,
    site: &SiteId,
    id: &SavedId,
) -> Result<SavedRecord, MetaError> {
    let row: Option<SavedRow> = sqlx::query_as(
        "SELECT id, version, document FROM saved_definitions
         WHERE workspace_id = ? AND site_id = ? AND kind = ? AND id = ?",
    )
    .bind(WORKSPACE)
    .bind(site.as_str())
    .bind(id.kind().as_str())
    .bind(id.as_str())
    .fetch_optional(connection)
    .await?;
    let record = row.map(|row| record_of(id.kind(), row)).transpose()?;
    record.ok_or_else(|| MetaError::UnknownSaved {
        site: site.clone(),
        kind: id.kind(),
        id: id.clone(),
    })
}

fn record_of(kind: SavedKind, (id, version, document): SavedRow) -> Result<SavedRecord, MetaError> {
    Ok(SavedRecord {
        id: kind
            .id(&id)
            .map_err(|error| MetaError::Damaged(error.to_string()))?,
        version: number(version)?,
        document,
    })
}

/// A version or a revision.
pub(crate) fn number(version: i64) -> Result<u64, MetaError> {
    u64::try_from(version).map_err(|_| MetaError::Damaged("a negative version".to_owned()))
}
