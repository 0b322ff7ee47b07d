use super::*;
use crate::test_store::{shop, with_shop};

fn new_key(number: u8, grant: Grant) -> NewKey {
    NewKey {
        site: shop().id,
        grant,
        name: format!("key of test {number}"),
        hash: TokenHash([number; 32]),
    }
}

fn write() -> Grant {
    Grant::Write {
        token: "cairn_wk_1".to_owned(),
    }
}

fn at(micros: i64) -> Time {
    Time::from_micros(micros)
}

#[test]
fn keys_are_numbered_listed_and_stay_on_record_when_they_are_revoked() {
    with_shop(async |meta| {
        let secret = Grant::Secret {
            scopes: vec![Scope::Read, Scope::Keys],
        };
        let first = meta.add_key(&new_key(1, write()), at(1)).await.unwrap();
        let second = meta.add_key(&new_key(2, secret), at(2)).await.unwrap();
        assert_eq!((first.id.number(), second.id.number()), (1, 2));
        assert_eq!(
            meta.keys(&shop().id).await.unwrap(),
            [first.clone(), second.clone()]
        );

        meta.revoke_key(&shop().id, first.id, at(5)).await.unwrap();
        meta.revoke_key(&shop().id, first.id, at(9)).await.unwrap();
        assert_eq!(meta.all_live_keys().await.unwrap(), [second]);
        let listed = meta.keys(&shop().id).await.unwrap();
        assert_eq!(listed[0].revoked_at, Some(at(5)));

        // A number is never used again.
        let third = meta.add_key(&new_key(3, write()), at(10)).await.unwrap();
        assert_eq!(third.id.to_string(), "key-3");
        // Keys are no definitions: the revision is that of the site alone.
        assert_eq!(meta.definitions_revision().await.unwrap(), 1);
    });
}

#[test]
fn a_key_needs_its_site_and_is_revoked_only_through_it() {
    with_shop(async |meta| {
        let blog = SiteId::new("blog").unwrap();
        let elsewhere = NewKey {
            site: blog.clone(),
            ..new_key(1, write())
        };
        let error = meta.add_key(&elsewhere, at(1)).await.unwrap_err();
        assert!(matches!(error, MetaError::UnknownSite { .. }), "{error}");

        let key = meta.add_key(&new_key(1, write()), at(1)).await.unwrap();
        for (site, id) in [(&blog, key.id), (&shop().id, KeyId::new(7))] {
            let error = meta.revoke_key(site, id, at(2)).await.unwrap_err();
            assert!(matches!(error, MetaError::UnknownKey { .. }), "{error}");
        }
        assert_eq!(meta.all_live_keys().await.unwrap(), [key]);
    });
}

#[test]
fn two_keys_never_share_a_hash() {
    with_shop(async |meta| {
        meta.add_key(&new_key(1, write()), at(1)).await.unwrap();
        assert!(meta.add_key(&new_key(1, write()), at(1)).await.is_err());
    });
}

#[test]
fn ids_kinds_and_scopes_read_back_what_they_write_and_nothing_else() {
    assert_eq!(KeyId::parse("key-12"), Ok(KeyId::new(12)));
    for text in ["", "12", "key-", "key--1", "key-+1", "imp-1", "key-1x"] {
        assert!(KeyId::parse(text).is_err(), "{text}");
    }
    for scope in Scope::ALL {
        assert_eq!(Scope::parse(scope.as_str()), Some(scope));
    }
    for kind in [KeyKind::Write, KeyKind::Secret] {
        assert_eq!(KeyKind::parse(kind.as_str()), Some(kind));
    }
    assert_eq!(Scope::parse("Read"), None);
    assert_eq!(KeyKind::parse("writes"), None);
}

#[test]
fn debug_output_has_no_key_in_it() {
    let text = format!("{:?}", new_key(171, write()));
    assert!(!text.contains("cairn_wk_1"), "{text}");
    assert!(!text.contains(&"ab".repeat(5)), "{text}");
}
