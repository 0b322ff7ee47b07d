use cairn_core::id::{FunnelId, PopulationId};

use super::*;
use crate::test_store::{shop, with_shop};

fn any(_: &SiteDefinitions) -> Result<(), MetaError> {
    Ok(())
}

#[test]
fn a_funnel_is_changed_only_by_who_has_seen_it_and_never_has_an_old_version_anew() {
    with_shop(async |meta| {
        let (site, id) = (
            shop().id,
            SavedId::Funnel(FunnelId::new("checkout").unwrap()),
        );
        let now = Time::from_micros(1);
        let first = meta.add_saved(&site, &id, "{1}", now, any).await.unwrap();
        let twice = meta.add_saved(&site, &id, "{1}", now, any).await;
        assert!(
            matches!(twice, Err(MetaError::SavedExists { .. })),
            "{twice:?}"
        );
        let seen = [first];
        let second = meta.edit_saved(&site, &id, "{2}", Some(&seen), now, any);
        let second = second.await.unwrap();
        let stale = meta.edit_saved(&site, &id, "{3}", Some(&seen), now, any);
        let stale = stale.await.unwrap_err();
        assert!(
            matches!(stale, MetaError::Outdated { newest } if newest == second),
            "{stale}"
        );
        assert_eq!(meta.saved(&site, &id).await.unwrap().document, "{2}");
        meta.remove_saved(&site, &id).await.unwrap();
        let gone = meta.remove_saved(&site, &id).await.unwrap_err();
        assert!(matches!(gone, MetaError::UnknownSaved { .. }), "{gone}");
        let again = meta.add_saved(&site, &id, "{1}", now, any).await.unwrap();
        assert!(again > second && second > first);
        let (funnels, revision) = meta.all_saved(&site, SavedKind::Funnel).await.unwrap();
        assert_eq!((funnels.len(), revision), (1, again));
    });
}

#[test]
fn what_a_check_refuses_changes_nothing() {
    with_shop(async |meta| {
        let (site, id) = (
            shop().id,
            SavedId::Funnel(FunnelId::new("checkout").unwrap()),
        );
        let before = meta.definitions_revision().await.unwrap();
        let refuse = |_: &SiteDefinitions| Err(MetaError::Damaged("no".to_owned()));
        let refused = meta.add_saved(&site, &id, "{}", Time::from_micros(1), refuse);
        refused.await.unwrap_err();
        assert_eq!(
            meta.all_saved(&site, SavedKind::Funnel).await.unwrap(),
            (Vec::new(), before)
        );
    });
}

#[test]
fn what_has_the_same_id_and_is_something_else_is_another() {
    with_shop(async |meta| {
        let site = shop().id;
        let funnel = SavedId::Funnel(FunnelId::new("new").unwrap());
        let population = SavedId::Population(PopulationId::new("new").unwrap());
        let now = Time::from_micros(1);
        meta.add_saved(&site, &funnel, "{1}", now, any)
            .await
            .unwrap();
        let none = meta.saved(&site, &population).await.unwrap_err();
        assert_eq!(
            none.to_string(),
            "site `shop` has no population `new`: `cairn population list --site shop` shows its populations"
        );
        meta.add_saved(&site, &population, "{2}", now, any)
            .await
            .unwrap();
        meta.remove_saved(&site, &funnel).await.unwrap();
        let (left, _) = meta.all_saved(&site, SavedKind::Population).await.unwrap();
        assert_eq!(left.len(), 1);
        assert_eq!(left[0].document, "{2}");
        assert_eq!(meta.definitions(&site).await.unwrap().populations, left);
    });
}
