//! Campaigns and click ids of page addresses.

use std::collections::BTreeMap;

use cairn_core::value::Value;

use super::add_campaign_and_clicks;
use crate::test_rows::told;

/// Checks what is added to a context.
fn check(context: &[(&str, &str)], expected: &str) {
    let given = context.iter();
    let mut context: BTreeMap<String, Value> = given
        .map(|(path, text)| ((*path).to_owned(), Value::String((*text).to_owned())))
        .collect();
    let before = context.clone();
    add_campaign_and_clicks(&mut context);
    assert!(
        before
            .iter()
            .all(|(path, value)| context.get(path) == Some(value))
    );
    context.retain(|path, _| !before.contains_key(path));
    assert_eq!(told(&context), expected, "{before:?}");
}

#[test]
fn parameters_go_to_campaign_and_click_ids() {
    check(
        &[(
            "page.url",
            "https://x.io/a?utm_source=Google&utm_medium=cpc&utm_campaign=a+b%26c&utm_id=7&GCLID=Xy&x=1#?gbraid=no",
        )],
        "campaign.id=s:7 campaign.medium=s:cpc campaign.name=s:a b&c campaign.source=s:Google click_ids.gclid=s:Xy",
    );
    check(&[("page.search", "?fbclid=1")], "click_ids.fbclid=s:1");
    check(
        &[("page.url", "/a?ScCid=1&fbclid=&msclkid=%20")],
        "click_ids.sccid=s:1",
    );
    check(
        &[
            ("page.url", "?utm_source=url&utm_term=t"),
            ("campaign.source", "sent"),
        ],
        "campaign.term=s:t",
    );
    check(&[("page.url", "?gclid=1&gclid=2")], "click_ids.gclid=s:1");
}

#[test]
fn hostile_addresses_add_nothing() {
    let long = format!("?gclid={}", "x".repeat(501));
    for address in [
        "",
        "?",
        "https://x.io/a",
        "?#",
        "?&&=&=x",
        "?gclid",
        "#?gclid=1",
        &long,
    ] {
        check(&[("page.url", address)], "");
    }
    check(
        &[("page.url", "?gclid=%ff%00%zz")],
        "click_ids.gclid=s:\u{fffd}\0%zz",
    );
    let names: Vec<String> = (0..999).map(|n| format!("n{n}")).collect();
    let mut full: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "")).collect();
    full.push(("page.url", "?gclid=1"));
    check(&full, "");
}
