use std::path::Path;

use super::*;
use crate::goals::{Replaced, SiteDefinitions};
use crate::saved_id::SavedKind;
use crate::test_store::{block_on, shop};
use cairn_core::id::GoalId;
use cairn_core::retention::KeptDays;

fn alone(_: &SiteDefinitions) -> Result<Option<Replaced>, MetaError> {
    Ok(None)
}

fn record() -> SiteRecord {
    SiteRecord::new(shop())
}

#[test]
fn sites_and_goals_survive_reopening_and_every_change_counts() {
    let folder = tempfile::tempdir().unwrap();
    let goal = GoalId::new("purchase").unwrap();
    block_on(async {
        let meta = MetaStore::open_or_create(folder.path()).await.unwrap();
        let now = Time::from_micros(1);
        assert_eq!(meta.definitions_revision().await.unwrap(), 0);
        meta.add_site(&record(), now).await.unwrap();
        meta.add_goal(&shop().id, &goal, "{1}", now, alone)
            .await
            .unwrap();
        assert_eq!(
            meta.edit_goal(&shop().id, &goal, "{2}", None, now, alone)
                .await
                .unwrap(),
            2
        );
        meta.close().await;

        let meta = MetaStore::open(folder.path()).await.unwrap();
        assert_eq!(meta.site(&shop().id).await.unwrap(), shop());
        let current = meta.definitions(&shop().id).await.unwrap().goals;
        assert_eq!(
            current
                .iter()
                .map(|g| g.document.as_str())
                .collect::<Vec<_>>(),
            ["{2}"]
        );
        assert_eq!(
            meta.goal_versions(&shop().id, &goal).await.unwrap().len(),
            2
        );
        assert_eq!(meta.definitions_revision().await.unwrap(), 3);
    });
}

#[test]
fn what_is_not_there_is_named_with_the_way_out() {
    let folder = tempfile::tempdir().unwrap();
    let goal = GoalId::new("purchase").unwrap();
    block_on(async {
        let missing = MetaStore::open(folder.path()).await.unwrap_err();
        assert!(
            matches!(missing, MetaError::NoDataDirectory(_)),
            "{missing}"
        );

        let meta = MetaStore::open_or_create(folder.path()).await.unwrap();
        let no_site = meta
            .add_goal(&shop().id, &goal, "{}", Time::from_micros(0), alone)
            .await
            .unwrap_err();
        assert!(no_site.to_string().contains("cairn site add"), "{no_site}");
        meta.add_site(&record(), Time::from_micros(0))
            .await
            .unwrap();
        let twice = meta
            .add_site(&record(), Time::from_micros(0))
            .await
            .unwrap_err();
        assert!(matches!(twice, MetaError::SiteExists(_)), "{twice}");
        let no_goal = meta
            .edit_goal(&shop().id, &goal, "{}", None, Time::from_micros(0), alone)
            .await
            .unwrap_err();
        assert!(
            matches!(no_goal, MetaError::UnknownGoal { .. }),
            "{no_goal}"
        );
        let other = SiteId::new("blog").unwrap();
        let no_site = meta.site(&other).await.unwrap_err();
        assert!(no_site.to_string().contains("there is shop"), "{no_site}");
        // A failed change counts for nothing.
        assert_eq!(meta.definitions_revision().await.unwrap(), 1);
    });
}

#[test]
fn a_change_that_is_refused_or_outdated_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    block_on(async {
        let id = shop().id;
        let meta = MetaStore::open_or_create(folder.path()).await.unwrap();
        meta.add_site(&record(), Time::from_micros(0))
            .await
            .unwrap();
        assert_eq!(meta.site_record(&id).await.unwrap(), record());
        let rename = |name: &str| {
            let name = name.to_owned();
            move |before: &SiteDefinitions| {
                let record = before.record.clone();
                Ok::<_, MetaError>(SiteRecord { name, ..record })
            }
        };
        let changed = meta.change_site(&id, Some(&[1]), rename("Shop"));
        let changed = changed.await.unwrap();
        assert_eq!((changed.name.as_str(), changed.version), ("Shop", 2));
        let stale = meta.change_site(&id, Some(&[1]), rename("Other"));
        let stale = stale.await.unwrap_err();
        assert!(
            matches!(stale, MetaError::Outdated { newest: 2 }),
            "{stale}"
        );
        let refused = |_: &SiteDefinitions| Err(MetaError::Damaged("no".to_owned()));
        meta.change_site(&id, None, refused).await.unwrap_err();
        assert_eq!(meta.site_record(&id).await.unwrap(), changed);
    });
}

/// Makes a store as an earlier version left it.
async fn store_of_version(version: i64, folder: &Path, statements: &[&'static str]) {
    let options = sqlx::sqlite::SqliteConnectOptions::new()
        .filename(folder.join("meta.sqlite"))
        .create_if_missing(true);
    let pool = sqlx::SqlitePool::connect_with(options).await.unwrap();
    let mut before = sqlx::migrate!("./migrations");
    before
        .migrations
        .to_mut()
        .retain(|one| one.version <= version);
    before.run(&pool).await.unwrap();
    for statement in statements {
        sqlx::query(*statement).execute(&pool).await.unwrap();
    }
    pool.close().await;
}

#[test]
fn a_store_of_the_version_before_gets_names_and_no_north_star() {
    let folder = tempfile::tempdir().unwrap();
    block_on(async {
        let site =
            "INSERT INTO sites VALUES ('default', 'shop', 'Europe/Berlin', 'EUR', 'sunday', 0)";
        store_of_version(2, folder.path(), &[site]).await;
        let meta = MetaStore::open(folder.path()).await.unwrap();
        assert_eq!(meta.site_record(&shop().id).await.unwrap(), record());
    });
}

#[test]
fn a_store_of_version_4_keeps_its_funnels_with_their_versions() {
    let folder = tempfile::tempdir().unwrap();
    block_on(async {
        let statements = [
            "INSERT INTO sites (workspace_id, id, timezone, currency, week_start, created_at_micros, name, version)
             VALUES ('default', 'shop', 'Europe/Berlin', 'EUR', 'sunday', 0, 'The shop', 7)",
            "INSERT INTO funnels VALUES ('default', 'shop', 'checkout', 12, '{1}', 3, 4)",
            "INSERT INTO funnels VALUES ('default', 'shop', 'way', 9, '{2}', 5, 6)",
        ];
        store_of_version(4, folder.path(), &statements).await;
        let meta = MetaStore::open(folder.path()).await.unwrap();
        let (funnels, _) = meta.all_saved(&shop().id, SavedKind::Funnel).await.unwrap();
        let told: Vec<(String, u64, &str)> = { funnels.iter() }
            .map(|one| (one.id.to_string(), one.version, one.document.as_str()))
            .collect();
        let expected = [
            ("checkout".to_owned(), 12, "{1}"),
            ("way".to_owned(), 9, "{2}"),
        ];
        assert_eq!(told, expected);
        let (none, _) = meta
            .all_saved(&shop().id, SavedKind::Population)
            .await
            .unwrap();
        assert!(none.is_empty());
    });
}

#[test]
fn how_long_events_are_kept_is_on_record_and_replaced_whole() {
    let folder = tempfile::tempdir().unwrap();
    block_on(async {
        let id = shop().id;
        let meta = MetaStore::open_or_create(folder.path()).await.unwrap();
        meta.add_site(&record(), Time::from_micros(0))
            .await
            .unwrap();
        assert!(meta.site_record(&id).await.unwrap().retention.is_for_ever());
        let days = |days| Some(KeptDays::new(days).unwrap());
        let rules = |all, by_event: &[(&str, Option<KeptDays>)]| {
            let by_event = by_event.iter();
            let by_event = by_event.map(|(name, days)| ((*name).to_owned(), *days));
            Retention::new(all, by_event.collect()).unwrap()
        };
        for retention in [
            rules(days(400), &[("pageview", days(30)), ("purchase", None)]),
            rules(None, &[("pageview", days(7))]),
            Retention::default(),
        ] {
            let kept = retention.clone();
            let change = |before: &SiteDefinitions| {
                let record = before.record.clone();
                Ok::<_, MetaError>(SiteRecord {
                    retention: kept,
                    ..record
                })
            };
            meta.change_site(&id, None, change).await.unwrap();
            let record = meta.site_record(&id).await.unwrap();
            assert_eq!(record.retention, retention);
        }
    });
}

#[test]
fn a_store_of_version_3_keeps_for_ever_and_what_it_knew() {
    let folder = tempfile::tempdir().unwrap();
    block_on(async {
        let statements = [
            "INSERT INTO sites (workspace_id, id, timezone, currency, week_start, created_at_micros, name, version)
             VALUES ('default', 'shop', 'Europe/Berlin', 'EUR', 'sunday', 0, 'The shop', 7)",
            "UPDATE workspaces SET definitions_revision = 41",
        ];
        store_of_version(3, folder.path(), &statements).await;
        let meta = MetaStore::open(folder.path()).await.unwrap();
        let site = meta.site_record(&shop().id).await.unwrap();
        assert!(site.retention.is_for_ever());
        assert_eq!(
            (site.site, site.name.as_str(), site.version),
            (shop(), "The shop", 7)
        );
        assert_eq!(meta.definitions_revision().await.unwrap(), 41);
        assert_eq!(meta.last_expiry().await.unwrap(), None);
        meta.note_expiry(Time::from_micros(5)).await.unwrap();
        assert_eq!(
            meta.last_expiry().await.unwrap(),
            Some(Time::from_micros(5))
        );
    });
}

#[test]
fn days_on_record_that_nobody_may_keep_by_are_told_as_damage() {
    crate::test_store::with_shop(async |meta| {
        for days in [0, -1, 36_526, i64::MAX] {
            sqlx::query("UPDATE sites SET keep_days = ?")
                .bind(days)
                .execute(&meta.pool)
                .await
                .unwrap();
            let error = meta.site_record(&shop().id).await.unwrap_err();
            assert!(matches!(error, MetaError::Damaged(_)), "{error}");
        }
    });
}
