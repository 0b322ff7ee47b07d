//! The expected hashes were made with the Python package blake3 1.0, on parts that are each preceded by
//! their length in 8 bytes:
//!
//! ```python
//! def parts(*parts):
//!     hasher = blake3()
//!     for part in parts:
//!         hasher.update(len(part).to_bytes(8, "big"))
//!         hasher.update(part)
//!     return hasher.digest(length=16).hex()
//! ```

use super::*;

fn site(text: &str) -> SiteId {
    SiteId::new(text).unwrap()
}

#[test]
fn slugs() {
    let longest = "a".repeat(64);
    let too_long = "a".repeat(65);
    // Text, whether a site may be called so, whether a goal may.
    for (text, is_site, is_goal) in [
        ("a", true, true),
        ("7", true, true),
        ("my-shop-2", true, true),
        ("a--b", true, true),
        ("sign_up", false, true),
        (longest.as_str(), true, true),
        (too_long.as_str(), false, false),
        ("", false, false),
        ("-shop", false, false),
        ("shop-", false, false),
        ("_shop", false, false),
        ("shop_", false, false),
        ("Shop", false, false),
        ("my shop", false, false),
        ("my.shop", false, false),
        ("../shop", false, false),
        ("straße", false, false),
        ("a\0", false, false),
    ] {
        assert_eq!(SiteId::new(text).is_ok(), is_site, "site {text}");
        assert_eq!(GoalId::new(text).is_ok(), is_goal, "goal {text}");
    }
    assert_eq!(site("my-shop").to_string(), "my-shop");
    let error = SiteId::new("My shop").unwrap_err().to_string();
    assert!(error.starts_with("`My shop` is not a site id"), "{error}");
}

#[test]
fn import_ids() {
    assert_eq!(ImportId::parse("imp-12"), Ok(ImportId::new(12)));
    assert_eq!(ImportId::new(12).to_string(), "imp-12");
    for text in [
        "",
        "imp-",
        "12",
        "imp-x",
        "imp--1",
        "IMP-1",
        "imp-1 ",
        "imp-18446744073709551616",
    ] {
        let error = Err(IdError::Import(text.to_owned()));
        assert_eq!(ImportId::parse(text), error);
    }
}

#[test]
fn hexadecimal_ids() {
    let id = EventId(0xdc5a_52e4_003b_5c27_d83c_9cd3_3929_0361);
    assert_eq!(id.to_string(), "dc5a52e4003b5c27d83c9cd339290361");
    for (text, expected) in [
        ("dc5a52e4003b5c27d83c9cd339290361", Some(id)),
        ("DC5A52E4003B5C27D83C9CD339290361", Some(id)),
        ("00000000000000000000000000000001", Some(EventId(1))),
        ("1", None),
        ("", None),
        ("+c5a52e4003b5c27d83c9cd339290361", None),
        ("gc5a52e4003b5c27d83c9cd339290361", None),
        ("dc5a52e4003b5c27d83c9cd3392903610", None),
        ("0xdc5a52e4003b5c27d83c9cd3392903", None),
    ] {
        assert_eq!(EventId::parse(text), expected, "{text}");
    }
    assert_eq!(PersonKey(1).to_string(), format!("{:0>32}", 1));
    assert_eq!(PersonKey::parse(&format!("{:0>32}", 1)), Some(PersonKey(1)));
}

#[test]
fn s3_hashes_are_blake3_of_parts() {
    let content = ContentHash::of([("event", &b"cart"[..]), ("time", b"2026-01-01")]);
    for (found, expected) in [
        // parts(b"message", b"shop", b"m-1")
        (
            EventId::of_message(&site("shop"), "m-1").0,
            "dc5a52e4003b5c27d83c9cd339290361",
        ),
        // parts(b"event", b"cart", b"time", b"2026-01-01")
        (content.0, "9c2f28bf9195573c780c20e821a62487"),
        // parts(b"content", b"shop", the hash above, (2).to_bytes(8, "big"))
        (
            EventId::of_content(&site("shop"), content, 2).0,
            "eb83b054e61973a38a337506fd547623",
        ),
        // parts("Straße".encode())
        (hash_text("Straße"), "c4b3c8b015b517e6d32890566d26fccc"),
    ] {
        assert_eq!(format!("{found:032x}"), expected);
    }
}

#[test]
fn s5_a_person_is_the_user_else_the_device() {
    // parts(b"user", b"ada") and parts(b"anonymous", b"ada"): two name spaces.
    let user = PersonKey::parse("02c59f536525f7fc50d4fbbafe7b45ac");
    let device = PersonKey::parse("74944b4cc3f2120a6a0255474357bc44");
    assert_eq!(PersonKey::of(Some("ada"), None), user);
    assert_eq!(PersonKey::of(Some("ada"), Some("x")), user);
    assert_eq!(PersonKey::of(None, Some("ada")), device);
    assert_eq!(PersonKey::of(None, None), None);
}

#[test]
fn parts_do_not_run_together() {
    let content = |pairs: &[(&'static str, &'static str)]| {
        ContentHash::of(pairs.iter().map(|(name, value)| (*name, value.as_bytes())))
    };
    let apart = [
        content(&[]),
        content(&[("", "")]),
        content(&[("ab", "c")]),
        content(&[("a", "bc")]),
        content(&[("abc", "")]),
        content(&[("a", "b"), ("c", "")]),
        content(&[("a", ""), ("b", "c")]),
    ];
    let distinct: std::collections::HashSet<ContentHash> = apart.into_iter().collect();
    assert_eq!(distinct.len(), apart.len());
    assert_ne!(
        EventId::of_message(&site("ab"), "c"),
        EventId::of_message(&site("a"), "bc")
    );
}

#[test]
fn s3_repeated_rows_are_different_events() {
    let content = ContentHash::of([("event", &b"cart"[..])]);
    let of = |occurrence| EventId::of_content(&site("shop"), content, occurrence);
    assert_eq!(of(1), of(1));
    assert_ne!(of(1), of(2));
    assert_ne!(of(1), EventId::of_content(&site("other"), content, 1));
}
