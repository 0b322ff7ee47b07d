//! Changing a site.

use cairn_core::id::{GoalId, SiteId};
use sqlx::SqliteConnection;

use crate::error::MetaError;
use crate::goals::{SiteDefinitions, definitions_in};
use crate::open::{MetaStore, WORKSPACE, count_change};
use crate::retention_rules::replace_rules;
use crate::sites::{SiteRecord, week_start_name};

impl MetaStore {
    /// Changes a site as `decide` says, who sees its definitions of that moment; gives what it is then. With
    /// `expected`, only if its version is one of these.
    pub async fn change_site<E: From<MetaError>>(
        &self,
        id: &SiteId,
        expected: Option<&[u64]>,
        decide: impl FnOnce(&SiteDefinitions) -> Result<SiteRecord, E>,
    ) -> Result<SiteRecord, E> {
        let begun = self.pool.begin_with("BEGIN IMMEDIATE").await;
        let mut transaction = begun.map_err(MetaError::from)?;
        let before = definitions_in(&mut transaction, id).await?;
        let newest = before.record.version;
        if expected.is_some_and(|expected| !expected.contains(&newest)) {
            return Err(MetaError::Outdated { newest }.into());
        }
        let changed = SiteRecord {
            version: newest + 1,
            ..decide(&before)?
        };
        update(&mut transaction, id, &changed).await?;
        transaction.commit().await.map_err(MetaError::from)?;
        Ok(changed)
    }
}

async fn update(
    transaction: &mut SqliteConnection,
    id: &SiteId,
    record: &SiteRecord,
) -> Result<(), MetaError> {
    let version = i64::try_from(record.version)
        .map_err(|_| MetaError::Damaged("too many versions".to_owned()))?;
    sqlx::query(
        "UPDATE sites SET timezone = ?, currency = ?, week_start = ?, name = ?, north_star = ?,
                          business_model = ?, keep_days = ?, version = ?
         WHERE workspace_id = ? AND id = ?",
    )
    .bind(record.site.timezone.name())
    .bind(record.site.currency.code())
    .bind(week_start_name(record.site.week_start))
    .bind(&record.name)
    .bind(record.north_star.as_ref().map(GoalId::as_str))
    .bind(&record.business_model)
    .bind(record.retention.all().map(|days| i64::from(days.number())))
    .bind(version)
    .bind(WORKSPACE)
    .bind(id.as_str())
    .execute(&mut *transaction)
    .await?;
    replace_rules(transaction, id, &record.retention).await?;
    count_change(transaction).await
}
