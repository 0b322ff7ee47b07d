//! Goals: documents of the wire format, with all their versions. What a document means is not known here.

use cairn_core::id::{GoalId, SiteId};
use cairn_core::time::Time;

use crate::error::MetaError;
use crate::open::{MetaStore, WORKSPACE, count_change};

/// One version of a goal's definition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GoalVersion {
    /// The goal.
    pub id: GoalId,
    /// Counted from 1.
    pub version: u64,
    /// The definition.
    pub document: String,
    /// When it was made.
    pub created_at: Time,
}

impl MetaStore {
    /// Adds a goal.
    pub async fn add_goal(
        &self,
        site: &SiteId,
        goal: &GoalId,
        document: &str,
        now: Time,
    ) -> Result<(), MetaError> {
        self.site(site).await?;
        if !self.goal_versions(site, goal).await?.is_empty() {
            return Err(MetaError::GoalExists {
                site: site.clone(),
                goal: goal.clone(),
            });
        }
        self.insert_version(site, goal, 1, document, now).await
    }

    /// Adds a version to a goal and gives its number.
    pub async fn edit_goal(
        &self,
        site: &SiteId,
        goal: &GoalId,
        document: &str,
        now: Time,
    ) -> Result<u64, MetaError> {
        self.site(site).await?;
        let versions = self.goal_versions(site, goal).await?;
        let Some(current) = versions.last() else {
            return Err(MetaError::UnknownGoal {
                site: site.clone(),
                goal: goal.clone(),
            });
        };
        let version = current.version + 1;
        self.insert_version(site, goal, version, document, now)
            .await?;
        Ok(version)
    }

    /// The current version of each goal of a site, by id.
    pub async fn goals(&self, site: &SiteId) -> Result<Vec<GoalVersion>, MetaError> {
        let rows: Vec<(String, i64, String, i64)> = sqlx::query_as(
            "SELECT id, version, document, created_at_micros FROM goal_versions AS goal
             WHERE workspace_id = ? AND site_id = ? AND version = (
                 SELECT MAX(version) FROM goal_versions AS other
                 WHERE other.workspace_id = goal.workspace_id
                   AND other.site_id = goal.site_id AND other.id = goal.id)
             ORDER BY id",
        )
        .bind(WORKSPACE)
        .bind(site.as_str())
        .fetch_all(&self.pool)
        .await?;
        rows.into_iter().map(version_of).collect()
    }

    /// All versions of a goal, oldest first; none if there is no such goal.
    pub async fn goal_versions(
        &self,
        site: &SiteId,
        goal: &GoalId,
    ) -> Result<Vec<GoalVersion>, MetaError> {
        let rows: Vec<(String, i64, String, i64)> = sqlx::query_as(
            "SELECT id, version, document, created_at_micros FROM goal_versions
             WHERE workspace_id = ? AND site_id = ? AND id = ? ORDER BY version",
        )
        .bind(WORKSPACE)
        .bind(site.as_str())
        .bind(goal.as_str())
        .fetch_all(&self.pool)
        .await?;
        rows.into_iter().map(version_of).collect()
    }

    async fn insert_version(
        &self,
        site: &SiteId,
        goal: &GoalId,
        version: u64,
        document: &str,
        now: Time,
    ) -> Result<(), MetaError> {
        let number = i64::try_from(version)
            .map_err(|_| MetaError::Damaged("too many versions".to_owned()))?;
        let mut transaction = self.pool.begin().await?;
        sqlx::query(
            "INSERT INTO goal_versions (workspace_id, site_id, id, version, document, created_at_micros)
             VALUES (?, ?, ?, ?, ?, ?)",
        )
        .bind(WORKSPACE)
        .bind(site.as_str())
        .bind(goal.as_str())
        .bind(number)
        .bind(document)
        .bind(now.micros())
        .execute(&mut *transaction)
        .await?;
        count_change(&mut transaction).await?;
        transaction.commit().await?;
        Ok(())
    }
}

fn version_of(
    (id, version, document, created_at): (String, i64, String, i64),
) -> Result<GoalVersion, MetaError> {
    Ok(GoalVersion {
        id: GoalId::new(&id).map_err(|error| MetaError::Damaged(error.to_string()))?,
        version: u64::try_from(version)
            .map_err(|_| MetaError::Damaged("a negative version".to_owned()))?,
        document,
        created_at: Time::from_micros(created_at),
    })
}
