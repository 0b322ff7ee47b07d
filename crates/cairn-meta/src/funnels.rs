//! Saved funnels: documents of the wire format. What a document means is not known here.

use cairn_core::id::{FunnelId, SiteId};
use cairn_core::time::Time;
use sqlx::SqliteConnection;

use crate::error::MetaError;
use crate::goals::{SiteDefinitions, definitions_in};
use crate::open::{MetaStore, WORKSPACE, count_change, revision_in};
use crate::sites::site_in;

/// A saved funnel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FunnelRecord {
    /// Its id.
    pub id: FunnelId,
    /// Another one after each change, also if it is removed and added again.
    pub version: u64,
    /// The definition.
    pub document: String,
}

type FunnelRow = (String, i64, String);

impl MetaStore {
    /// The saved funnels of a site that must be there, by id, with the revision of definitions they are of.
    pub async fn funnels(&self, site: &SiteId) -> Result<(Vec<FunnelRecord>, u64), MetaError> {
        let mut transaction = self.pool.begin().await?;
        site_in(&mut transaction, site).await?;
        let revision = revision_in(&mut transaction).await?;
        let rows: Vec<FunnelRow> = sqlx::query_as(
            "SELECT id, version, document FROM funnels
             WHERE workspace_id = ? AND site_id = ? ORDER BY id",
        )
        .bind(WORKSPACE)
        .bind(site.as_str())
        .fetch_all(&mut *transaction)
        .await?;
        transaction.commit().await?;
        let funnels: Result<_, MetaError> = rows.into_iter().map(record_of).collect();
        Ok((funnels?, revision))
    }

    /// A saved funnel that must be there.
    pub async fn funnel(&self, site: &SiteId, id: &FunnelId) -> Result<FunnelRecord, MetaError> {
        let mut connection = self.pool.acquire().await?;
        site_in(&mut connection, site).await?;
        found(&mut connection, site, id).await
    }

    /// Adds a funnel and gives its version. `check` sees the site's definitions and may refuse.
    pub async fn add_funnel<E: From<MetaError>>(
        &self,
        site: &SiteId,
        id: &FunnelId,
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

    /// Replaces a funnel's definition and gives its new version. With `expected`, only if its version is one of
    /// these. `check` sees the site's definitions and may refuse.
    pub async fn edit_funnel<E: From<MetaError>>(
        &self,
        site: &SiteId,
        id: &FunnelId,
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

    /// Removes a funnel that must be there.
    pub async fn remove_funnel(&self, site: &SiteId, id: &FunnelId) -> Result<(), MetaError> {
        let mut transaction = self.pool.begin_with("BEGIN IMMEDIATE").await?;
        site_in(&mut transaction, site).await?;
        found(&mut transaction, site, id).await?;
        sqlx::query("DELETE FROM funnels WHERE workspace_id = ? AND site_id = ? AND id = ?")
            .bind(WORKSPACE)
            .bind(site.as_str())
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
    id: &FunnelId,
    document: &str,
    now: Time,
) -> Result<u64, MetaError> {
    let version = next_version(transaction).await?;
    let inserted = sqlx::query(
        "INSERT INTO funnels
         (workspace_id, site_id, id, version, document, created_at_micros, changed_at_micros)
         VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
    )
    .bind(WORKSPACE)
    .bind(site.as_str())
    .bind(id.as_str())
    .bind(version)
    .bind(document)
    .bind(now.micros())
    .bind(now.micros())
    .execute(transaction)
    .await?;
    if inserted.rows_affected() == 0 {
        return Err(MetaError::FunnelExists {
            site: site.clone(),
            funnel: id.clone(),
        });
    }
    number(version)
}

async fn replace(
    transaction: &mut SqliteConnection,
    site: &SiteId,
    id: &FunnelId,
    document: &str,
    now: Time,
) -> Result<u64, MetaError> {
    let version = next_version(transaction).await?;
    sqlx::query(
        "UPDATE funnels SET version = ?, document = ?, changed_at_micros = ?
         WHERE workspace_id = ? AND site_id = ? AND id = ?",
    )
    .bind(version)
    .bind(document)
    .bind(now.micros())
    .bind(WORKSPACE)
    .bind(site.as_str())
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

async fn found(
    connection: &mut SqliteConnection,
    site: &SiteId,
    id: &FunnelId,
) -> Result<FunnelRecord, MetaError> {
    let row: Option<FunnelRow> = sqlx::query_as(
        "SELECT id, version, document FROM funnels
         WHERE workspace_id = ? AND site_id = ? AND id = ?",
    )
    .bind(WORKSPACE)
    .bind(site.as_str())
    .bind(id.as_str())
    .fetch_optional(connection)
    .await?;
    let record = row.map(record_of).transpose()?;
    record.ok_or_else(|| MetaError::UnknownFunnel {
        site: site.clone(),
        funnel: id.clone(),
    })
}

fn record_of((id, version, document): FunnelRow) -> Result<FunnelRecord, MetaError> {
    Ok(FunnelRecord {
        id: FunnelId::new(&id).map_err(|error| MetaError::Damaged(error.to_string()))?,
        version: number(version)?,
        document,
    })
}

fn number(version: i64) -> Result<u64, MetaError> {
    u64::try_from(version).map_err(|_| MetaError::Damaged("a negative version".to_owned()))
}

#[cfg(test)]
mod tests;
