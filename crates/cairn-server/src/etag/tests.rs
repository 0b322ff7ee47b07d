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
fn what_has_changed_is_not_overwritten() {
    assert!(check_unchanged(&HeaderMap::new(), 7).is_ok());
    assert!(check_unchanged(&headers(IF_MATCH, "\"7\""), 7).is_ok());
    let error = check_unchanged(&headers(IF_MATCH, "\"6\""), 7).unwrap_err();
    assert_eq!(error.code(), Code::Outdated);
}
