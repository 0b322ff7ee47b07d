//! How long sites keep their events.

use std::collections::BTreeMap;

use cairn_core::id::SiteId;
use cairn_core::retention::{KeptDays, Retention};
use cairn_core::time::Time;
use sqlx::SqliteConnection;

use crate::error::MetaError;
use crate::open::{MetaStore, WORKSPACE};

/// Rules of single events by site, each by event name.
pub(crate) type RulesBySite = BTreeMap<String, BTreeMap<String, Option<KeptDays>>>;

impl MetaStore {
    /// When all sites were last looked through for what has expired.
    pub async fn last_expiry(&self) -> Result<Option<Time>, MetaError> {
        let (last,): (Option<i64>,) =
            sqlx::query_as("SELECT last_expiry_at_micros FROM workspaces WHERE id = ?")
                .bind(WORKSPACE)
                .fetch_one(&self.pool)
                .await?;
        Ok(last.map(Time::from_micros))
    }

    /// Notes that all sites were looked through.
    pub async fn note_expiry(&self, at: Time) -> Result<(), MetaError> {
        sqlx::query("UPDATE workspaces SET last_expiry_at_micros = ? WHERE id = ?")
            .bind(at.micros())
            .bind(WORKSPACE)
            .execute(&self.pool)
            .await?;
        Ok(())
    }
}

/// The rules of single events of all sites.
pub(crate) async fn rules_in(connection: &mut SqliteConnection) -> Result<RulesBySite, MetaError> {
    let rows: Vec<(String, String, Option<i64>)> = sqlx::query_as(
        "SELECT site_id, event, keep_days FROM retention_rules WHERE workspace_id = ?",
    )
    .bind(WORKSPACE)
    .fetch_all(connection)
    .await?;
    let mut rules = RulesBySite::new();
    for (site, event, days) in rows {
        let of_site = rules.entry(site).or_default();
        of_site.insert(event, days_of(days)?);
    }
    Ok(rules)
}

/// Days as they are on record.
pub(crate) fn days_of(days: Option<i64>) -> Result<Option<KeptDays>, MetaError> {
    let damaged = |error: &dyn std::fmt::Display| MetaError::Damaged(error.to_string());
    let Some(days) = days else { return Ok(None) };
    let days = u64::try_from(days).map_err(|error| damaged(&error))?;
    let days = KeptDays::new(days).map_err(|error| damaged(&error))?;
    Ok(Some(days))
}

/// Replaces the rules of a site.
pub(crate) async fn replace_rules(
    transaction: &mut SqliteConnection,
    site: &SiteId,
    retention: &Retention,
) -> Result<(), MetaError> {
    sqlx::query("DELETE FROM retention_rules WHERE workspace_id = ? AND site_id = ?")
        .bind(WORKSPACE)
        .bind(site.as_str())
        .execute(&mut *transaction)
        .await?;
    for (event, days) in retention.by_event() {
        sqlx::query(
            "INSERT INTO retention_rules (workspace_id, site_id, event, keep_days)
             VALUES (?, ?, ?, ?)",
        )
        .bind(WORKSPACE)
        .bind(site.as_str())
        .bind(event)
        .bind(days.map(|days| i64::from(days.number())))
        .execute(&mut *transaction)
        .await?;
    }
    Ok(())
}
