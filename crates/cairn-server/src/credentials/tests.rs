use super::*;
use axum::http::HeaderValue;

#[track_caller]
fn check(headers: &[(&'static str, &'static str)], key: Option<&str>) {
    let mut map = HeaderMap::new();
    for (name, value) in headers {
        map.append(*name, HeaderValue::from_static(value));
    }
    assert_eq!(key_in_headers(&map).as_deref(), key);
}

#[test]
fn keys_are_found_where_clients_put_them() {
    check(&[], None);
    check(&[("authorization", "Bearer abc")], Some("abc"));
    check(&[("authorization", "bearer  abc ")], Some("abc"));
    // `wk:` and `wk` in Base64.
    check(&[("authorization", "Basic d2s6")], Some("wk"));
    check(&[("authorization", "Basic d2s=")], Some("wk"));
    check(&[("x-write-key", "abc")], Some("abc"));
    check(
        &[("authorization", "Bearer abc"), ("x-write-key", "def")],
        Some("abc"),
    );
}

#[test]
fn what_can_not_be_read_is_a_wrong_key_and_not_the_lack_of_one() {
    check(&[("authorization", "Basic !!!")], Some(""));
    check(&[("authorization", "Digest x")], Some(""));
    check(&[("authorization", "")], Some(""));
    check(&[("x-write-key", "")], Some(""));
}
