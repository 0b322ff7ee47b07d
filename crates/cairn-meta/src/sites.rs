//! Sites.

use cairn_core::id::SiteId;
use cairn_core::money::Currency;
use cairn_core::site::Site;
use cairn_core::time::{Time, WeekStart, Zone};
use sqlx::SqliteConnection;

use crate::error::MetaError;
use crate::open::{MetaStore, WORKSPACE, count_change};

type SiteRow = (String, String, String, String);

impl MetaStore {
    /// Adds a site.
    pub async fn add_site(&self, site: &Site, now: Time) -> Result<(), MetaError> {
        let mut transaction = self.pool.begin().await?;
        let inserted = sqlx::query(
            "INSERT INTO sites (workspace_id, id, timezone, currency, week_start, created_at_micros)
             VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
        )
        .bind(WORKSPACE)
        .bind(site.id.as_str())
        .bind(site.timezone.name())
        .bind(site.currency.code())
        .bind(week_start_name(site.week_start))
        .bind(now.micros())
        .execute(&mut *transaction)
        .await?;
        if inserted.rows_affected() == 0 {
            return Err(MetaError::SiteExists(site.id.clone()));
        }
        count_change(&mut transaction).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// All sites, by id.
    pub async fn sites(&self) -> Result<Vec<Site>, MetaError> {
        sites_in(&mut *self.pool.acquire().await?).await
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

async fn sites_in(connection: &mut SqliteConnection) -> Result<Vec<Site>, MetaError> {
    let rows: Vec<SiteRow> = sqlx::query_as(
        "SELECT id, timezone, currency, week_start FROM sites WHERE workspace_id = ? ORDER BY id",
    )
    .bind(WORKSPACE)
    .fetch_all(connection)
    .await?;
    rows.into_iter().map(site_of).collect()
}

/// A site that must be there, as a connection sees it.
pub(crate) async fn site_in(
    connection: &mut SqliteConnection,
    id: &SiteId,
) -> Result<Site, MetaError> {
    let sites = sites_in(connection).await?;
    let known = sites.iter().map(|site| site.id.clone()).collect();
    let found = sites.into_iter().find(|site| site.id == *id);
    found.ok_or_else(|| MetaError::UnknownSite {
        site: id.clone(),
        known,
    })
}

fn site_of((id, timezone, currency, week_start): SiteRow) -> Result<Site, MetaError> {
    let damaged = |error: &dyn std::fmt::Display| MetaError::Damaged(error.to_string());
    Ok(Site {
        id: SiteId::new(&id).map_err(|error| damaged(&error))?,
        timezone: Zone::named(&timezone).map_err(|error| damaged(&error))?,
        currency: Currency::parse(&currency).map_err(|error| damaged(&error))?,
        week_start: if week_start == week_start_name(WeekStart::Sunday) {
            WeekStart::Sunday
        } else {
            WeekStart::Monday
        },
    })
}

fn week_start_name(week_start: WeekStart) -> &'static str {
    match week_start {
        WeekStart::Monday => "monday",
        WeekStart::Sunday => "sunday",
    }
}

#[cfg(test)]
mod tests;
