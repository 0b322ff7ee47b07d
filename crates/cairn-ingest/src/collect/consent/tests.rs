//! Consent of both SDKs under the same names.

use std::collections::BTreeMap;

use crate::node::{Node, Object};
use crate::test_rows::told;

/// Checks what a consent object becomes.
fn check(is_rudder: bool, consent: &str, expected: &str) {
    let Ok(Node::Object(object)) = Node::parse(consent) else {
        panic!("an object, not {consent}");
    };
    let take: fn(&mut BTreeMap<_, _>, &Object<'_>) -> _ = if is_rudder {
        super::of_rudder
    } else {
        super::of_segment
    };
    let mut context = BTreeMap::new();
    take(&mut context, &object).expect("within limits");
    assert_eq!(told(&context), expected, "{consent}");
}

#[test]
fn preferences_of_segment_are_categories() {
    check(
        false,
        r#"{"categoryPreferences":{"Advertising":true,"Analytics":false,"Other":null},"version":2}"#,
        "consent.categories.Advertising=b:true consent.categories.Analytics=b:false consent.version=n:2",
    );
    check(
        false,
        r#"{"categoryPreferences":["a"]}"#,
        r#"consent.categoryPreferences=j:["a"]"#,
    );
    check(false, "{}", "");
}

#[test]
fn ids_of_rudderstack_are_categories_and_denial_wins() {
    check(
        true,
        r#"{"provider":"oneTrust","deniedConsentIds":["ads","both"],"allowedConsentIds":["stats","both"],"resolutionStrategy":"and"}"#,
        "consent.categories.ads=b:false consent.categories.both=b:false consent.categories.stats=b:true consent.provider=s:oneTrust consent.resolution_strategy=s:and",
    );
    check(
        true,
        r#"{"allowedConsentIds":[1],"deniedConsentIds":[]}"#,
        "consent.allowedConsentIds=j:[1]",
    );
    check(
        true,
        r#"{"allowedConsentIds":{"x":true}}"#,
        "consent.allowedConsentIds.x=b:true",
    );
}
