//! Every route for every kind of credential. A route that is not in the table fails.

use cairn_server::{Peer, route_records};
use serde_json::json;

use crate::harness::{Running, SECOND, START, start};

/// Who may use a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Who {
    Everybody,
    /// Whoever shows what is not public.
    Known,
    Appenders,
    /// Of the site in the path.
    Readers,
    /// Of any site: they see what is theirs.
    ReadersOfTheirOwn,
    Managers,
    KeyHolders,
    Owners,
    SignedIn,
}
use Who::{
    Appenders, Everybody, KeyHolders, Known, Managers, Owners, Readers, ReadersOfTheirOwn, SignedIn,
};

const TABLE: [(&str, &str, Who); 70] = [
    ("GET", "/healthz", Everybody),
    ("GET", "/readyz", Everybody),
    ("GET", "/openapi.json", Everybody),
    ("GET", "/metrics", ReadersOfTheirOwn),
    // What browsers load: pages without data, scripts, the documentation.
    ("GET", "/", Everybody),
    ("GET", "/sign-in", Everybody),
    ("GET", "/start", Everybody),
    ("GET", "/start/{*rest}", Everybody),
    ("GET", "/sites", Everybody),
    ("GET", "/sites/{*rest}", Everybody),
    ("GET", "/assets/{*path}", Everybody),
    ("GET", "/icon.svg", Everybody),
    ("GET", "/cairn.js", Everybody),
    ("GET", "/docs", Everybody),
    ("GET", "/docs/", Everybody),
    ("GET", "/docs/{*path}", Everybody),
    ("GET", "/api/v1/me", Known),
    ("GET", "/api/v1/business-models", ReadersOfTheirOwn),
    ("POST", "/api/v1/demo", Owners),
    ("GET", "/api/v1/storage", Owners),
    ("POST", "/api/v1/session", Everybody),
    ("DELETE", "/api/v1/session", SignedIn),
    ("GET", "/api/v1/sessions", Owners),
    ("DELETE", "/api/v1/sessions/{session}", Owners),
    ("POST", "/api/v1/sign-in-links", Owners),
    ("GET", "/api/v1/sites", ReadersOfTheirOwn),
    ("POST", "/api/v1/sites", Owners),
    ("GET", "/api/v1/sites/{site}", Readers),
    ("PATCH", "/api/v1/sites/{site}", Owners),
    ("POST", "/api/v1/sites/{site}/expiry", Owners),
    ("GET", "/api/v1/sites/{site}/funnels", Readers),
    ("POST", "/api/v1/sites/{site}/funnels", Managers),
    ("GET", "/api/v1/sites/{site}/funnels/{funnel}", Readers),
    ("PUT", "/api/v1/sites/{site}/funnels/{funnel}", Managers),
    ("DELETE", "/api/v1/sites/{site}/funnels/{funnel}", Managers),
    ("GET", "/api/v1/sites/{site}/populations", Readers),
    ("POST", "/api/v1/sites/{site}/populations", Managers),
    (
        "GET",
        "/api/v1/sites/{site}/populations/{population}",
        Readers,
    ),
    (
        "PUT",
        "/api/v1/sites/{site}/populations/{population}",
        Managers,
    ),
    (
        "DELETE",
        "/api/v1/sites/{site}/populations/{population}",
        Managers,
    ),
    ("POST", "/api/v1/sites/{site}/query", Readers),
    ("GET", "/api/v1/sites/{site}/goals", Readers),
    ("POST", "/api/v1/sites/{site}/goals", Managers),
    ("GET", "/api/v1/sites/{site}/goals/{goal}", Readers),
    ("PUT", "/api/v1/sites/{site}/goals/{goal}", Managers),
    ("GET", "/api/v1/sites/{site}/keys", KeyHolders),
    ("POST", "/api/v1/sites/{site}/keys", KeyHolders),
    ("DELETE", "/api/v1/sites/{site}/keys/{key}", KeyHolders),
    ("GET", "/api/v1/sites/{site}/dead-letters", Readers),
    ("GET", "/api/v1/sites/{site}/imports", Readers),
    ("DELETE", "/api/v1/sites/{site}/imports/{import}", Managers),
    ("POST", "/api/v1/sites/{site}/imports", Managers),
    (
        "GET",
        "/api/v1/sites/{site}/imports/{import}/rejects",
        Readers,
    ),
    ("POST", "/api/v1/sites/{site}/uploads", Managers),
    ("DELETE", "/api/v1/sites/{site}/uploads/{upload}", Managers),
    (
        "POST",
        "/api/v1/sites/{site}/uploads/{upload}/preview",
        Managers,
    ),
    ("GET", "/api/v1/sites/{site}/import-jobs", Managers),
    ("GET", "/api/v1/sites/{site}/import-jobs/{job}", Managers),
    ("DELETE", "/api/v1/sites/{site}/import-jobs/{job}", Managers),
    ("GET", "/api/v1/sites/{site}/persons/{id}", Readers),
    ("GET", "/api/v1/sites/{site}/ledger", Readers),
    ("GET", "/api/v1/sites/{site}/ledger/{kind}/{id}", Readers),
    ("GET", "/api/v1/sites/{site}/persons/{id}/export", Readers),
    ("DELETE", "/api/v1/sites/{site}/persons/{id}", Managers),
    ("GET", "/api/v1/sites/{site}/persons/{id}/erasure", Managers),
    ("GET", "/api/v1/sites/{site}/erasures", Readers),
    ("GET", "/api/v1/sites/{site}/properties", Readers),
    ("GET", "/api/v1/sites/{site}/pulse", Readers),
    // The routes for events, in all their spellings, stand for themselves.
    ("POST", "/v1/…", Appenders),
    ("OPTIONS", "/v1/…", Everybody),
];

/// Every spelling of a route for events.
const EVENTS: [&str; 16] = [
    "batch", "b", "track", "t", "identify", "i", "page", "p", "screen", "s", "group", "g", "alias",
    "a", "fact", "f",
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Credential {
    None,
    WriteKey,
    WriteKeyOfAnotherSite,
    RevokedWriteKey,
    RevokedSecretKey,
    Secret(&'static str),
    SecretOfAnotherSite,
    Session,
    ExpiredSession,
    IdleSession,
    Local,
}

const CREDENTIALS: [Credential; 14] = [
    Credential::None,
    Credential::WriteKey,
    Credential::WriteKeyOfAnotherSite,
    Credential::RevokedWriteKey,
    Credential::RevokedSecretKey,
    Credential::Secret("append"),
    Credential::Secret("read"),
    Credential::Secret("manage"),
    Credential::Secret("keys"),
    Credential::SecretOfAnotherSite,
    Credential::Session,
    Credential::ExpiredSession,
    Credential::IdleSession,
    Credential::Local,
];

/// 200 stands for "may": what else is wrong with the request is not asked here.
fn expected(who: Who, credential: Credential) -> u16 {
    use Credential as C;
    let has_scope = |scope: &str, wanted: &str| if scope == wanted { 200 } else { 403 };
    let wanted = match who {
        Everybody => return 200,
        Appenders => {
            return match credential {
                C::WriteKey | C::WriteKeyOfAnotherSite | C::SecretOfAnotherSite => 200,
                C::Secret(scope) => has_scope(scope, "append"),
                // Events need a key, whoever sends them: it says which site they are of.
                _ => 401,
            };
        }
        Owners | SignedIn | Known => "",
        Readers | ReadersOfTheirOwn => "read",
        Managers => "manage",
        KeyHolders => "keys",
    };
    match credential {
        C::None | C::RevokedWriteKey | C::RevokedSecretKey | C::ExpiredSession | C::IdleSession => {
            401
        }
        C::WriteKey | C::WriteKeyOfAnotherSite => 403,
        C::Secret(_) | C::SecretOfAnotherSite if who == Known => 200,
        C::Secret(scope) => has_scope(scope, wanted),
        C::SecretOfAnotherSite if who == ReadersOfTheirOwn => 200,
        C::SecretOfAnotherSite => 403,
        C::Session => 200,
        C::Local if who == SignedIn => 403,
        C::Local => 200,
    }
}

#[test]
fn every_route_allows_whom_the_table_allows_and_nobody_else() {
    let running = start("");
    let routes = route_records();
    let mut seen = vec![0; TABLE.len()];
    for route in &routes {
        let (method, path) = (route.method.as_str(), route.path);
        let of_events = path
            .strip_prefix("/v1/")
            .map(|rest| rest.trim_end_matches('/'));
        let row = TABLE.iter().position(|(a_method, a_path, _)| {
            *a_method == method
                && (*a_path == path
                    || *a_path == "/v1/…" && of_events.is_some_and(|call| EVENTS.contains(&call)))
        });
        let row = row.unwrap_or_else(|| panic!("{method} {path} is not in the table"));
        seen[row] += 1;
        for credential in CREDENTIALS {
            let status = try_out(&running, method, path, credential);
            let outcome = if matches!(status, 401 | 403) {
                status
            } else {
                200
            };
            assert!(status < 500, "{method} {path} {credential:?}: {status}");
            assert_eq!(
                outcome,
                expected(TABLE[row].2, credential),
                "{method} {path} {credential:?}"
            );
        }
    }
    for ((method, path, _), seen) in TABLE.iter().zip(seen) {
        // Two spellings of a slash for each call.
        let times = if *path == "/v1/…" {
            2 * EVENTS.len()
        } else {
            1
        };
        assert_eq!(seen, times, "{method} {path}");
    }
}

fn try_out(running: &Running, method: &str, path: &str, credential: Credential) -> u16 {
    let path = path
        .replace("{site}", "shop")
        .replace("{goal}", "purchase")
        .replace("{funnel}", "checkout")
        .replace("{population}", "hot")
        .replace("{upload}", "upl-9999")
        .replace("{job}", "job-9999")
        .replace("{key}", "key-9999")
        .replace("{session}", "ses-9999")
        .replace("{import}", "imp-9999")
        .replace("{id}", "nobody")
        .replace("{*rest}", "shop/home")
        .replace("{*path}", "nothing");
    let network = Peer::Network("192.0.2.1:5000".parse().unwrap());
    let day = 86_400 * SECOND;
    let mut peer = network;
    let all = ["append", "read", "manage", "keys"];
    let bearer = |key: (String, String)| Some(("authorization", format!("Bearer {}", key.1)));
    let revoked = |key: (String, String)| {
        let path = format!("/api/v1/sites/shop/keys/{}", key.0);
        assert_eq!(
            running
                .local("DELETE", &path, &serde_json::Value::Null)
                .status,
            204
        );
        bearer(key)
    };
    let header = match credential {
        Credential::None => None,
        Credential::WriteKey => bearer(running.key("shop", "write", &[])),
        Credential::WriteKeyOfAnotherSite => bearer(running.key("blog", "write", &[])),
        Credential::RevokedWriteKey => revoked(running.key("shop", "write", &[])),
        Credential::RevokedSecretKey => revoked(running.key("shop", "secret", &all)),
        Credential::Secret(scope) => bearer(running.key("shop", "secret", &[scope])),
        Credential::SecretOfAnotherSite => bearer(running.key("blog", "secret", &all)),
        Credential::Session => Some(("cookie", running.session(START, START + day))),
        Credential::ExpiredSession => Some(("cookie", running.session(START - day, START))),
        Credential::IdleSession => Some((
            "cookie",
            running.session(START - 43_200 * SECOND, START + day),
        )),
        Credential::Local => {
            peer = Peer::Local;
            None
        }
    };
    let mut headers = vec![
        ("content-type", "application/json"),
        ("sec-fetch-site", "same-origin"),
    ];
    if let Some((name, value)) = &header {
        headers.push((*name, value));
    }
    let reply = running.in_process(method, &path, &headers, "{}".to_owned(), peer);
    reply.status
}

#[test]
fn a_wrong_key_is_not_overlooked_for_a_better_credential() {
    let running = start("");
    let cookie = running.session(START, START + SECOND);
    let headers = [
        ("authorization", "Bearer cairn_sk_wrong"),
        ("cookie", cookie.as_str()),
    ];
    let reply = running.in_process("GET", "/api/v1/sites", &headers, String::new(), Peer::Local);
    assert_eq!(reply.status, 401);
}

#[test]
fn a_key_sees_only_its_own_site() {
    let running = start("");
    let (_, key) = running.key("blog", "secret", &["read"]);
    running.write_key();
    let bearer = format!("Bearer {key}");
    let headers = [("authorization", bearer.as_str())];
    let sites = running.send("GET", "/api/v1/sites", &headers, b"").json();
    assert_eq!(sites["sites"].as_array().unwrap().len(), 1);
    assert_eq!(sites["sites"][0]["id"], "blog");
    let metrics = running.send("GET", "/metrics", &headers, b"").text();
    assert!(!metrics.contains("shop"), "{metrics}");
    assert!(metrics.ends_with("# EOF\n"));
}

#[test]
fn secrets_are_shown_once_and_nowhere_stored() {
    let running = start("");
    let (_, secret) = running.key("shop", "secret", &["read"]);
    let (_, write) = running.key("shop", "write", &[]);
    let listed = running.local("GET", "/api/v1/sites/shop/keys", &serde_json::Value::Null);
    assert!(!listed.text().contains(&secret));
    assert!(listed.text().contains(&write));
    for entry in std::fs::read_dir(running.data.path()).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            let bytes = std::fs::read(&path).unwrap();
            let needle = secret.as_bytes();
            let found = bytes.windows(needle.len()).any(|window| window == needle);
            assert!(!found, "{}", path.display());
        }
    }
}

#[test]
fn a_key_hands_on_no_more_than_it_has() {
    let running = start("");
    let (_, keys) = running.key("shop", "secret", &["keys"]);
    let (_, more) = running.key("shop", "secret", &["append", "keys", "read"]);
    let make = |own: &str, kind: &str, scopes: &[&str]| {
        let bearer = format!("Bearer {own}");
        let headers = [("authorization", bearer.as_str())];
        let body = json!({"kind": kind, "scopes": scopes}).to_string();
        let path = "/api/v1/sites/shop/keys";
        running.send("POST", path, &headers, body.as_bytes())
    };
    for (own, kind, scopes, status) in [
        (&keys, "secret", &["keys"][..], 201),
        (&keys, "secret", &["read"], 403),
        (&keys, "secret", &["keys", "manage"], 403),
        (&keys, "write", &[], 403),
        (&more, "secret", &["read", "append"], 201),
        (&more, "secret", &["read", "manage"], 403),
        (&more, "write", &[], 201),
    ] {
        let reply = make(own, kind, scopes);
        assert_eq!(reply.status, status, "{kind} {scopes:?} {reply:?}");
    }
    let cookie = running.session(START, START + SECOND);
    let headers = [
        ("cookie", cookie.as_str()),
        ("content-type", "application/json"),
        ("sec-fetch-site", "same-origin"),
    ];
    let body = json!({"kind": "secret", "scopes": ["manage"]}).to_string();
    let path = "/api/v1/sites/shop/keys";
    let reply = running.send("POST", path, &headers, body.as_bytes());
    assert_eq!(reply.status, 201, "{reply:?}");
}

/// Breaks a request off after so many looks at it, and gives what it began the time to end.
fn hang_up_after(running: &Running, looks: u32, method: &str, path: &str) {
    let request = axum::http::Request::builder()
        .method(method)
        .uri(path)
        .body(axum::body::Body::empty())
        .unwrap();
    running.block_on(async {
        let mut answering = Box::pin(running.service.answer(request, Peer::Local));
        for _ in 0..looks {
            let look = std::future::poll_fn(|context| {
                std::task::Poll::Ready(answering.as_mut().poll(context).is_ready())
            });
            if look.await {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(1)).await;
        }
    });
}

#[test]
fn a_client_that_hangs_up_does_not_part_a_revocation_from_its_effect() {
    let running = start("");
    for looks in 1..20 {
        let (id, key) = running.key("shop", "write", &[]);
        let path = format!("/api/v1/sites/shop/keys/{id}");
        hang_up_after(&running, looks, "DELETE", &path);
        running.wait_until(|| {
            let keys = running.local("GET", "/api/v1/sites/shop/keys", &json!(null));
            let keys = keys.json();
            let mut keys = keys["keys"].as_array().unwrap().iter();
            let record = keys.find(|key| key["id"] == id.as_str()).unwrap();
            let is_revoked = !record["revoked_at"].is_null();
            let is_refused = running.post_batch(&key, b"{\"batch\": []}").status == 401;
            is_revoked == is_refused
        });
    }
}

#[test]
fn only_the_machine_itself_names_files_by_their_path() {
    let running = start("");
    let file = running.data.path().join("events.csv");
    std::fs::write(
        &file,
        "user_id,event,timestamp\neve,Seen,2026-01-01 00:00:00\n",
    )
    .unwrap();
    let body = json!({ "path": file }).to_string();
    let path = "/api/v1/sites/shop/imports";
    let all = ["append", "read", "manage", "keys"];
    let bearer = format!("Bearer {}", running.key("shop", "secret", &all).1);
    let by_key = running.send("POST", path, &[("authorization", &bearer)], body.as_bytes());
    let cookie = running.session(START, START + SECOND);
    let headers = [
        ("cookie", cookie.as_str()),
        ("content-type", "application/json"),
        ("sec-fetch-site", "same-origin"),
    ];
    let by_session = running.send("POST", path, &headers, body.as_bytes());
    for refused in [by_key, by_session] {
        assert_eq!(
            (refused.status, refused.json()["code"].as_str()),
            (403, Some("forbidden"))
        );
    }
    let by_machine = running.local("POST", path, &json!({ "path": file }));
    assert_eq!(
        (by_machine.status, &by_machine.json()["stored"]),
        (201, &json!(1))
    );
}
