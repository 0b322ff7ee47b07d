use super::*;
use crate::test_store::{block_on, shop};
use cairn_core::id::GoalId;

#[test]
fn sites_and_goals_survive_reopening_and_every_change_counts() {
    let folder = tempfile::tempdir().unwrap();
    let goal = GoalId::new("purchase").unwrap();
    block_on(async {
        let meta = MetaStore::open_or_create(folder.path()).await.unwrap();
        let now = Time::from_micros(1);
        assert_eq!(meta.definitions_revision().await.unwrap(), 0);
        meta.add_site(&shop(), now).await.unwrap();
        meta.add_goal(&shop().id, &goal, "{1}", now).await.unwrap();
        assert_eq!(
            meta.edit_goal(&shop().id, &goal, "{2}", None, now)
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
            .add_goal(&shop().id, &goal, "{}", Time::from_micros(0))
            .await
            .unwrap_err();
        assert!(no_site.to_string().contains("cairn site add"), "{no_site}");
        meta.add_site(&shop(), Time::from_micros(0)).await.unwrap();
        let twice = meta
            .add_site(&shop(), Time::from_micros(0))
            .await
            .unwrap_err();
        assert!(matches!(twice, MetaError::SiteExists(_)), "{twice}");
        let no_goal = meta
            .edit_goal(&shop().id, &goal, "{}", None, Time::from_micros(0))
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
