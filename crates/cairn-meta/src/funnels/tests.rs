use super::*;
use crate::test_store::{shop, with_shop};

fn any(_: &SiteDefinitions) -> Result<(), MetaError> {
    Ok(())
}

#[test]
fn a_funnel_is_changed_only_by_who_has_seen_it_and_never_has_an_old_version_anew() {
    with_shop(async |meta| {
        let (site, id) = (shop().id, FunnelId::new("checkout").unwrap());
        let now = Time::from_micros(1);
        let first = meta.add_funnel(&site, &id, "{1}", now, any).await.unwrap();
        let twice = meta.add_funnel(&site, &id, "{1}", now, any).await;
        assert!(
            matches!(twice, Err(MetaError::FunnelExists { .. })),
            "{twice:?}"
        );
        let seen = [first];
        let second = meta.edit_funnel(&site, &id, "{2}", Some(&seen), now, any);
        let second = second.await.unwrap();
        let stale = meta.edit_funnel(&site, &id, "{3}", Some(&seen), now, any);
        let stale = stale.await.unwrap_err();
        assert!(
            matches!(stale, MetaError::Outdated { newest } if newest == second),
            "{stale}"
        );
        assert_eq!(meta.funnel(&site, &id).await.unwrap().document, "{2}");
        meta.remove_funnel(&site, &id).await.unwrap();
        let gone = meta.remove_funnel(&site, &id).await.unwrap_err();
        assert!(matches!(gone, MetaError::UnknownFunnel { .. }), "{gone}");
        let again = meta.add_funnel(&site, &id, "{1}", now, any).await.unwrap();
        assert!(again > second && second > first);
        let (funnels, revision) = meta.funnels(&site).await.unwrap();
        assert_eq!((funnels.len(), revision), (1, again));
    });
}

#[test]
fn what_a_check_refuses_changes_nothing() {
    with_shop(async |meta| {
        let (site, id) = (shop().id, FunnelId::new("checkout").unwrap());
        let before = meta.definitions_revision().await.unwrap();
        let refuse = |_: &SiteDefinitions| Err(MetaError::Damaged("no".to_owned()));
        let refused = meta.add_funnel(&site, &id, "{}", Time::from_micros(1), refuse);
        refused.await.unwrap_err();
        assert_eq!(meta.funnels(&site).await.unwrap(), (Vec::new(), before));
    });
}
