//! Sites.

use cairn_core::id::{GoalId, SiteId};
use cairn_core::money::Currency;
use cairn_core::retention::Retention;
use cairn_core::site::Site;
use cairn_core::time::{Time, WeekStart, Zone};
use sqlx::SqliteConnection;

use crate::error::MetaError;
use crate::open::{MetaStore, WORKSPACE, count_change};
use crate::retention_rules::{RulesBySite, days_of, rules_in};

/// A site on record, with what people say of it.
#[derive(Debug, Clone, PartialEq)]
pub struct SiteRecord {
    /// The site.
    pub site: Site,
    /// What people call it.
    pub name: String,
    /// The goal that matters most, if one was named.
    pub north_star: Option<GoalId>,
    /// The template it began with, if it did.
    pub business_model: Option<String>,
    /// How long its events are kept.
    pub retention: Retention,
    /// Counted with each change, from 1.
    pub version: u64,
}

#[derive(sqlx::FromRow)]
struct SiteRow {
    id: String,
    timezone: String,
    currency: String,
    week_start: String,
    name: String,
    north_star: Option<String>,
    business_model: Option<String>,
    keep_days: Option<i64>,
    version: i64,
}

impl SiteRecord {
    /// A site that is called by its id and of which nothing else is said.
    pub fn new(site: Site) -> Self {
        Self {
            name: site.id.to_string(),
            site,
            north_star: None,
            business_model: None,
            retention: Retention::default(),
            version: 1,
        }
    }
}

impl MetaStore {
    /// Adds a site.
    pub async fn add_site(&self, record: &SiteRecord, now: Time) -> Result<(), MetaError> {
        let site = &record.site;
        let mut transaction = self.pool.begin().await?;
        let inserted = sqlx::query(
            "INSERT INTO sites (workspace_id, id, timezone, currency, week_start, created_at_micros,
                                name, north_star, business_model, version)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 1) ON CONFLICT DO NOTHING",
        )
        .bind(WORKSPACE)
        .bind(site.id.as_str())
        .bind(site.timezone.name())
        .bind(site.currency.code())
        .bind(week_start_name(site.week_start))
        .bind(now.micros())
        .bind(&record.name)
        .bind(record.north_star.as_ref().map(GoalId::as_str))
        .bind(&record.business_model)
        .execute(&mut *transaction)
        .await?;
        if inserted.rows_affected() == 0 {
            return Err(MetaError::SiteExists(site.id.clone()));
        }
        count_change(&mut transaction).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// All sites with what people say of them, by id.
    pub async fn site_records(&self) -> Result<Vec<SiteRecord>, MetaError> {
        records_in(&mut *self.pool.acquire().await?).await
    }

    /// A site that must be there, with what people say of it.
    pub async fn site_record(&self, id: &SiteId) -> Result<SiteRecord, MetaError> {
        record_in(&mut *self.pool.acquire().await?, id).await
    }

    /// All sites, by id.
    pub async fn sites(&self) -> Result<Vec<Site>, MetaError> {
        let records = self.site_records().await?;
        Ok(records.into_iter().map(|record| record.site).collect())
    }

    /// A site, if it is there.
    pub async fn find_site(&self, id: &SiteId) -> Result<Option<Site>, MetaError> {
        let sites = self.sites().await?;
        Ok(sites.into_iter().find(|site| site.id == *id))
    }

    /// A site that must be there.
    pub async fn site(&self, id: &SiteId) -> Result<Site, MetaError> {
        site_in(&mut *self.pool.acquire().await?, id).await
    }
}

async fn records_in(connection: &mut SqliteConnection) -> Result<Vec<SiteRecord>, MetaError> {
    let rows: Vec<SiteRow> = sqlx::query_as(
        "SELECT id, timezone, currency, week_start, name, north_star, business_model,
                keep_days, version
         FROM sites WHERE workspace_id = ? ORDER BY id",
    )
    .bind(WORKSPACE)
    .fetch_all(&mut *connection)
    .await?;
    let mut rules = rules_in(connection).await?;
    let records = rows.into_iter();
    records.map(|row| record_of(row, &mut rules)).collect()
}

/// A site that must be there, as a connection sees it.
pub(crate) async fn record_in(
    connection: &mut SqliteConnection,
    id: &SiteId,
) -> Result<SiteRecord, MetaError> {
    let records = records_in(connection).await?;
    let known = records
        .iter()
        .map(|record| record.site.id.clone())
        .collect();
    let found = records.into_iter().find(|record| record.site.id == *id);
    found.ok_or_else(|| MetaError::UnknownSite {
        site: id.clone(),
        known,
    })
}

/// The same without what people say of it.
pub(crate) async fn site_in(
    connection: &mut SqliteConnection,
    id: &SiteId,
) -> Result<Site, MetaError> {
    Ok(record_in(connection, id).await?.site)
}

fn record_of(row: SiteRow, rules: &mut RulesBySite) -> Result<SiteRecord, MetaError> {
    let damaged = |error: &dyn std::fmt::Display| MetaError::Damaged(error.to_string());
    let north_star = row.north_star.as_deref().map(GoalId::new).transpose();
    let by_event = rules.remove(&row.id).unwrap_or_default();
    let retention = Retention::new(days_of(row.keep_days)?, by_event);
    Ok(SiteRecord {
        site: Site {
            id: SiteId::new(&row.id).map_err(|error| damaged(&error))?,
            timezone: Zone::named(&row.timezone).map_err(|error| damaged(&error))?,
            currency: Currency::parse(&row.currency).map_err(|error| damaged(&error))?,
            week_start: if row.week_start == week_start_name(WeekStart::Sunday) {
                WeekStart::Sunday
            } else {
                WeekStart::Monday
            },
        },
        name: row.name,
        north_star: north_star.map_err(|error| damaged(&error))?,
        business_model: row.business_model,
        retention: retention.map_err(|error| damaged(&error))?,
        version: u64::try_from(row.version).map_err(|error| damaged(&error))?,
    })
}

pub(crate) fn week_start_name(week_start: WeekStart) -> &'static str {
    match week_start {
        WeekStart::Monday => "monday",
        WeekStart::Sunday => "sunday",
    }
}

#[cfg(test)]
mod tests;
