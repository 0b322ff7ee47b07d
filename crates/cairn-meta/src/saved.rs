//! What people save beside goals: funnels, populations; documents of the wire format. What a document means is not known
//! here.

use cairn_core::id::SiteId;
use cairn_core::time::Time;
use sqlx::SqliteConnection;

use crate::error::MetaError;
use crate::goals::{SiteDefinitions, definitions_in};
use crate::open::{MetaStore, WORKSPACE, count_change, revision_in};
use crate::saved_id::{SavedId, SavedKind};
use crate::saved_rows::{SavedRecord, found, number, saved_in};
use crate::sites::site_in;

impl MetaStore {
    /// What a site that must be there has saved of a kind, by id, with the revision of definitions it is of.
    pub async fn all_saved(
        &self,
        site: &SiteId,
        kind: SavedKind,
    ) -> Result<(Vec<SavedRecord>, u64), MetaError> {
        let mut transaction = self.pool.begin().await?;
        site_in(&mut transaction, site).await?;
        let revision = revision_in(&mut transaction).await?;
        let records = saved_in(&mut transaction, site, kind).await?;
        transaction.commit().await?;
        Ok((records, revision))
    }

    /// Something saved that must be there.
    pub async fn saved(&self, site: &SiteId, id: &SavedId) -> Result<SavedRecord, MetaError> {
        let mut connection = self.pool.acquire().await?;
        site_in(&mut connection, site).await?;
        found(&mut connection, site, id).await
    }

    /// Saves something new and gives its version. `check` sees the site's definitions and may refuse.
    pub async fn add_saved<E: From<MetaError>>(
        &self,
        site: &SiteId,
        id: &SavedId,
        document: &str,
        now: Time,
        check: impl FnOnce(&SiteDefinitions) -> Result<(), E>,
    ) -> Result<u64, E> {
        let begun = self.pool.begin_with("BEGIN IMMEDIATE").await;
        let mut transaction = begun.map_err(MetaError::from)?;
        check(&definitions_in(&mut transaction, site).await?)?;
        let added = insert(&mut transaction, site, id, document, now).await?;
        transaction.commit().await.map_err(MetaError::from)?;
        Ok(added)
    }

    /// Replaces a definition and gives its new version. With `expected`, only if its version is one of
    /// these. `check` sees the site's definitions and may refuse.
    pub async fn edit_saved<E: From<MetaError>>(
        &self,
        site: &SiteId,
        id: &SavedId,
        document: &str,
        expected: Option<&[u64]>,
        now: Time,
        check: impl FnOnce(&SiteDefinitions) -> Result<(), E>,
    ) -> Result<u64, E> {
        let begun = self.pool.begin_with("BEGIN IMMEDIATE").await;
        let mut transaction = begun.map_err(MetaError::from)?;
        check(&definitions_in(&mut transaction, site).await?)?;
        let newest = found(&mut transaction, site, id).await?.version;
        if expected.is_some_and(|expected| !expected.contains(&newest)) {
            return Err(MetaError::Outdated { newest }.into());
        }
        let version = replace(&mut transaction, site, id, document, now).await?;
        transaction.commit().await.map_err(MetaError::from)?;
        Ok(version)
    }

    /// Removes something saved that must be there.
    pub async fn remove_saved(&self, site: &SiteId, id: &SavedId) -> Result<(), MetaError> {
        let mut transaction = self.pool.begin_with("BEGIN IMMEDIATE").await?;
        site_in(&mut transaction, site).await?;
        found(&mut transaction, site, id).await?;
        sqlx::query(
            "DELETE FROM saved_definitions
             WHERE workspace_id = ? AND site_id = ? AND kind = ? AND id = ?",
        )
        .bind(WORKSPACE)
        .bind(site.as_str())
        .bind(id.kind().as_str())
        .bind(id.as_str())
        .execute(&mut *transaction)
        .await?;
        count_change(&mut transaction).await?;
        transaction.commit().await?;
        Ok(())
    }
}

async fn insert(
    transaction: &mut SqliteConnection,
    site: &SiteId,
    id: &SavedId,
    document: &str,
    now: Time,
) -> Result<u64, MetaError> {
    let version = next_version(transaction).await?;
    let inserted = sqlx::query(
        "INSERT INTO saved_definitions
         (workspace_id, site_id, kind, id, version, document, created_at_micros, changed_at_micros)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
    )
    .bind(WORKSPACE)
    .bind(site.as_str())
    .bind(id.kind().as_str())
    .bind(id.as_str())
    .bind(version)
    .bind(document)
    .bind(now.micros())
    .bind(now.micros())
    .execute(transaction)
    .await?;
    if inserted.rows_affected() == 0 {
        return Err(MetaError::SavedExists {
            site: site.clone(),
            kind: id.kind(),
            id: id.clone(),
        });
    }
    number(version)
}

async fn replace(
    transaction: &mut SqliteConnection,
    site: &SiteId,
    id: &SavedId,
    document: &str,
    now: Time,
) -> Result<u64, MetaError> {
    let version = next_version(transaction).await?;
    sqlx::query(
        "UPDATE saved_definitions SET version = ?, document = ?, changed_at_micros = ?
         WHERE workspace_id = ? AND site_id = ? AND kind = ? AND id = ?",
    )
    .bind(version)
    .bind(document)
    .bind(now.micros())
    .bind(WORKSPACE)
    .bind(site.as_str())
    .bind(id.kind().as_str())
    .bind(id.as_str())
    .execute(transaction)
    .await?;
    number(version)
}

/// Counts a change of definitions and gives the revision it makes.
async fn next_version(transaction: &mut SqliteConnection) -> Result<i64, MetaError> {
    count_change(transaction).await?;
    let revision = revision_in(transaction).await?;
    i64::try_from(revision).map_err(|_| MetaError::Damaged("too many revisions".to_owned()))
}

#[cfg(test)]
mod tests;
