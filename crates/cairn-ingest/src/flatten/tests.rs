//! Context as dotted paths.

use std::collections::BTreeMap;

use super::flatten_into;
use crate::node::Object;
use crate::test_rows::told;

#[test]
fn objects_are_entered_lists_kept_and_nulls_left_out() {
    let object = serde_json::from_str(
        r#"{"page": {"url": "https://x.io/a", "n": {"deep": 1}}, "tags": ["b", {"a": 1}],
            "none": null, "empty": {}, "on": true}"#,
    )
    .expect("an object");
    let mut values = BTreeMap::new();
    flatten_into(&mut values, &Object::of(&object)).expect("within limits");
    assert_eq!(
        told(&values),
        r#"on=b:true page.n.deep=n:1 page.url=s:https://x.io/a tags=j:["b",{"a":1}]"#
    );
}

#[test]
fn a_path_over_the_limit_is_refused() {
    let line = format!(r#"{{"a": {{"{}": 1}}}}"#, "b".repeat(199));
    let object = serde_json::from_str(&line).expect("an object");
    let refused = flatten_into(&mut BTreeMap::new(), &Object::of(&object)).expect_err("too long");
    assert_eq!(refused.reason.as_str(), "too_large");
}
