//! Goals: documents of the wire format, with all their versions. What a document means is not known here.

use cairn_core::id::{GoalId, SiteId};
use cairn_core::time::Time;
use sqlx::SqliteConnection;

use crate::error::MetaError;
use crate::open::{MetaStore, WORKSPACE, count_change, revision_in};
use crate::saved_id::SavedKind;
use crate::saved_rows::{SavedRecord, saved_in};
use crate::sites::{SiteRecord, record_in};

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

/// A site and its goals at one moment.
#[derive(Debug, Clone, PartialEq)]
pub struct SiteDefinitions {
    /// The site with its settings.
    pub record: SiteRecord,
    /// The current version of each goal, by id.
    pub goals: Vec<GoalVersion>,
    /// The saved populations, by id.
    pub populations: Vec<SavedRecord>,
    /// How many changes of definitions there were.
    pub revision: u64,
}

/// Another goal that a change of goals replaces the definition of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replaced {
    /// The goal.
    pub goal: GoalId,
    /// Its new definition.
    pub document: String,
}

impl MetaStore {
    /// Adds a goal. `decide` sees the definitions before that: it may refuse, or name a goal whose definition is
    /// to be replaced in the same transaction.
    pub async fn add_goal<E: From<MetaError>>(
        &self,
        site: &SiteId,
        goal: &GoalId,
        document: &str,
        now: Time,
        decide: impl FnOnce(&SiteDefinitions) -> Result<Option<Replaced>, E>,
    ) -> Result<(), E> {
        let begun = self.pool.begin_with("BEGIN IMMEDIATE").await;
        let mut transaction = begun.map_err(MetaError::from)?;
        let before = definitions_in(&mut transaction, site).await?;
        if before.newest(goal).is_some() {
            let (site, goal) = (site.clone(), goal.clone());
            return Err(MetaError::GoalExists { site, goal }.into());
        }
        let also = decide(&before)?;
        insert_version(&mut transaction, site, goal, 1, document, now).await?;
        replace(&mut transaction, &before, also, now).await?;
        transaction.commit().await.map_err(MetaError::from)?;
        Ok(())
    }

    /// Adds a version to a goal and gives its number. With `expected`, only if the newest version is one of
    /// these: nobody can change the goal between the look and the change. `decide` as in
    /// [`add_goal`](Self::add_goal).
    pub async fn edit_goal<E: From<MetaError>>(
        &self,
        site: &SiteId,
        goal: &GoalId,
        document: &str,
        expected: Option<&[u64]>,
        now: Time,
        decide: impl FnOnce(&SiteDefinitions) -> Result<Option<Replaced>, E>,
    ) -> Result<u64, E> {
        let begun = self.pool.begin_with("BEGIN IMMEDIATE").await;
        let mut transaction = begun.map_err(MetaError::from)?;
        let before = definitions_in(&mut transaction, site).await?;
        let Some(newest) = before.newest(goal) else {
            let (site, goal) = (site.clone(), goal.clone());
            return Err(MetaError::UnknownGoal { site, goal }.into());
        };
        if expected.is_some_and(|expected| !expected.contains(&newest)) {
            return Err(MetaError::Outdated { newest }.into());
        }
        let also = decide(&before)?;
        let version = newest + 1;
        insert_version(&mut transaction, site, goal, version, document, now).await?;
        replace(&mut transaction, &before, also, now).await?;
        transaction.commit().await.map_err(MetaError::from)?;
        Ok(version)
    }

    /// A site that must be there with its goals and the revision, all of one moment.
    pub async fn definitions(&self, site: &SiteId) -> Result<SiteDefinitions, MetaError> {
        let mut transaction = self.pool.begin().await?;
        let definitions = definitions_in(&mut transaction, site).await?;
        transaction.commit().await?;
        Ok(definitions)
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
}

impl SiteDefinitions {
    /// The number of a goal's newest version, if there is such a goal.
    fn newest(&self, goal: &GoalId) -> Option<u64> {
        let found = self.goals.iter().find(|version| version.id == *goal);
        found.map(|version| version.version)
    }
}

/// A site that must be there with its goals and the revision, as a connection sees them.
pub(crate) async fn definitions_in(
    connection: &mut SqliteConnection,
    site: &SiteId,
) -> Result<SiteDefinitions, MetaError> {
    let record = record_in(connection, site).await?;
    let revision = revision_in(connection).await?;
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
    .fetch_all(&mut *connection)
    .await?;
    let populations = saved_in(connection, site, SavedKind::Population).await?;
    let goals: Result<Vec<GoalVersion>, MetaError> = rows.into_iter().map(version_of).collect();
    Ok(SiteDefinitions {
        record,
        goals: goals?,
        populations,
        revision,
    })
}

/// Gives another goal a new version.
async fn replace(
    transaction: &mut SqliteConnection,
    before: &SiteDefinitions,
    also: Option<Replaced>,
    now: Time,
) -> Result<(), MetaError> {
    let Some(Replaced { goal, document }) = also else {
        return Ok(());
    };
    let site = &before.record.site.id;
    let Some(newest) = before.newest(&goal) else {
        let site = site.clone();
        return Err(MetaError::UnknownGoal { site, goal });
    };
    insert_version(transaction, site, &goal, newest + 1, &document, now).await
}

async fn insert_version(
    connection: &mut SqliteConnection,
    site: &SiteId,
    goal: &GoalId,
    version: u64,
    document: &str,
    now: Time,
) -> Result<(), MetaError> {
    let number =
        i64::try_from(version).map_err(|_| MetaError::Damaged("too many versions".to_owned()))?;
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
    .execute(&mut *connection)
    .await?;
    count_change(connection).await
}

fn version_number(version: i64) -> Result<u64, MetaError> {
    u64::try_from(version).map_err(|_| MetaError::Damaged("a negative version".to_owned()))
}

fn version_of(
    (id, version, document, created_at): (String, i64, String, i64),
) -> Result<GoalVersion, MetaError> {
    Ok(GoalVersion {
        id: GoalId::new(&id).map_err(|error| MetaError::Damaged(error.to_string()))?,
        version: version_number(version)?,
        document,
        created_at: Time::from_micros(created_at),
    })
}
