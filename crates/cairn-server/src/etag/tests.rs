use super::*;

fn headers(name: HeaderName, value: &'static str) -> HeaderMap {
    HeaderMap::from_iter([(name, HeaderValue::from_static(value))])
}

#[test]
fn what_the_caller_has_is_not_sent_again() {
    for (value, status) in [
        ("\"7\"", 304),
        ("W/\"7\"", 304),
        ("\"6\", \"7\"", 304),
        ("*", 304),
        ("\"6\"", 200),
        ("7", 200),
    ] {
        let asked = headers(IF_NONE_MATCH, value);
        let response = of_revision(&asked, 7, "body".into_response());
        assert_eq!(response.status().as_u16(), status, "{value}");
        assert_eq!(response.headers()[ETAG], "\"7\"");
    }
}

#[test]
fn the_versions_that_may_be_changed_are_read() {
    assert_eq!(expected(&HeaderMap::new()), None);
    for (value, revisions) in [
        ("\"7\"", Some(vec![7])),
        ("W/\"7\", \"9\"", Some(vec![7, 9])),
        ("*", None),
        ("7", Some(vec![])),
        ("\"soon\"", Some(vec![])),
        ("", Some(vec![])),
    ] {
        assert_eq!(expected(&headers(IF_MATCH, value)), revisions, "{value}");
    }
}
