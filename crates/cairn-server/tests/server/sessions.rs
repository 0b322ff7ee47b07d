//! Signing in.

use serde_json::json;

use crate::harness::{Reply, Running, SECOND, start};

const JSON: (&str, &str) = ("content-type", "application/json");
const SAME: (&str, &str) = ("sec-fetch-site", "same-origin");

fn link_token(running: &Running) -> String {
    let link = running.block_on(cairn_server::sign_in_link(running.service.app()));
    let link = link.unwrap();
    let (page, token) = link.split_once('#').unwrap();
    assert_eq!(page, format!("http://{}/sign-in", running.address));
    token.to_owned()
}

fn sign_in(running: &Running, token: &str, more: &[(&str, &str)]) -> Reply {
    let headers: Vec<(&str, &str)> = [&[JSON][..], more].concat();
    let body = json!({ "token": token }).to_string();
    running.send("POST", "/api/v1/session", &headers, body.as_bytes())
}

fn cookie_of(reply: &Reply) -> String {
    let cookie = reply.header("set-cookie").unwrap();
    cookie.split(';').next().unwrap().to_owned()
}

fn reads(running: &Running, cookie: &str) -> u16 {
    running
        .send("GET", "/api/v1/sites", &[("cookie", cookie)], b"")
        .status
}

#[test]
fn a_link_opens_one_session_once() {
    let running = start("");
    let token = link_token(&running);
    let reply = sign_in(&running, &token, &[SAME]);
    assert_eq!(reply.status, 204, "{reply:?}");
    let cookie = reply.header("set-cookie").unwrap();
    for attribute in ["HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=604800"] {
        assert!(cookie.contains(attribute), "{cookie}");
    }
    assert!(
        !cookie.contains("Secure") && !cookie.contains(&token),
        "{cookie}"
    );
    assert_eq!(reads(&running, &cookie_of(&reply)), 200);
    assert_eq!(sign_in(&running, &token, &[SAME]).status, 401, "used up");

    let late = link_token(&running);
    running.advance(15 * 60 * SECOND);
    assert_eq!(sign_in(&running, &late, &[SAME]).status, 401);
    assert_eq!(sign_in(&running, "nonsense", &[SAME]).status, 401);
}

#[test]
fn behind_https_the_cookie_is_secure_and_bound_to_the_host() {
    let running = start("public_url = \"https://cairn.example\"");
    let link = running
        .block_on(cairn_server::sign_in_link(running.service.app()))
        .unwrap();
    let token = link.strip_prefix("https://cairn.example/sign-in#").unwrap();
    let own = ("origin", "https://cairn.example");
    let reply = sign_in(&running, token, &[own]);
    let cookie = reply.header("set-cookie").unwrap();
    assert!(
        cookie.starts_with("__Host-cairn=") && cookie.contains("Secure"),
        "{cookie}"
    );
    let cookie = cookie_of(&reply);
    assert_eq!(reads(&running, &cookie), 200);
    // Under its other name it is nothing.
    let plain = cookie.replace("__Host-cairn", "cairn_session");
    assert_eq!(reads(&running, &plain), 401);
}

#[test]
fn a_planted_session_does_not_become_the_victims() {
    let running = start("");
    let token = link_token(&running);
    let planted = "cairn_session=planted";
    let reply = sign_in(&running, &token, &[SAME, ("cookie", planted)]);
    assert_eq!(reply.status, 204);
    assert_ne!(cookie_of(&reply), planted);
    assert_eq!(reads(&running, planted), 401);
}

#[test]
fn sessions_end_when_idle_when_old_and_when_told() {
    let running = start("");
    let hours = 3_600 * SECOND;
    let new = || cookie_of(&sign_in(&running, &link_token(&running), &[SAME]));
    let idle = new();
    running.advance(12 * hours);
    assert_eq!(reads(&running, &idle), 401);

    let used = new();
    for _ in 0..15 {
        running.advance(11 * hours);
        assert_eq!(reads(&running, &used), 200);
    }
    running.advance(3 * hours);
    assert_eq!(reads(&running, &used), 401, "seven days are over");

    let one = new();
    let other = new();
    let reply = running.send("DELETE", "/api/v1/session", &[("cookie", &one), SAME], b"");
    assert_eq!(reply.status, 204, "{reply:?}");
    assert!(reply.header("set-cookie").unwrap().contains("Max-Age=0"));
    assert_eq!(reads(&running, &one), 401);
    assert_eq!(reads(&running, &other), 200);
}

#[test]
fn a_foreign_page_can_change_nothing_through_a_session() {
    let running = start("");
    let cookie = cookie_of(&sign_in(&running, &link_token(&running), &[SAME]));
    let site = json!({"id": "new"}).to_string();
    let add = |headers: &[(&str, &str)]| {
        let headers: Vec<(&str, &str)> = [&[("cookie", cookie.as_str())][..], headers].concat();
        running
            .send("POST", "/api/v1/sites", &headers, site.as_bytes())
            .status
    };
    for headers in [
        vec![JSON],
        vec![JSON, ("sec-fetch-site", "cross-site")],
        vec![JSON, ("sec-fetch-site", "same-site")],
        vec![JSON, ("origin", "https://evil.example")],
        vec![JSON, ("origin", "null")],
        vec![JSON, ("origin", "http://localhost:9")],
        vec![JSON, SAME, ("origin", "https://evil.example")],
        vec![("content-type", "text/plain"), SAME],
        vec![("content-type", "application/x-www-form-urlencoded"), SAME],
        vec![("content-type", "multipart/form-data"), SAME],
        vec![SAME],
    ] {
        assert_eq!(add(&headers), 403, "{headers:?}");
    }
    assert_eq!(add(&[JSON, ("origin", "http://localhost")]), 201);
    // Nor can it sign a browser in, or out.
    let token = link_token(&running);
    assert_eq!(
        sign_in(&running, &token, &[("origin", "https://evil.example")]).status,
        403
    );
    assert_eq!(
        sign_in(&running, &token, &[("sec-fetch-site", "cross-site")]).status,
        403
    );
    let out = [
        ("cookie", cookie.as_str()),
        ("sec-fetch-site", "cross-site"),
    ];
    assert_eq!(
        running.send("DELETE", "/api/v1/session", &out, b"").status,
        403
    );
    assert_eq!(reads(&running, &cookie), 200);
}

#[test]
fn pages_take_nothing_from_elsewhere_and_every_answer_says_so() {
    let running = start("");
    for (method, path) in [
        ("GET", "/sign-in"),
        ("GET", "/sites/shop/home"),
        ("GET", "/cairn.js"),
        ("GET", "/docs/"),
        ("GET", "/nothing"),
        ("PUT", "/healthz"),
        ("POST", "/v1/batch"),
        ("GET", "/openapi.json"),
    ] {
        let reply = running.send(method, path, &[], b"");
        assert_eq!(
            reply.header("x-content-type-options"),
            Some("nosniff"),
            "{path}"
        );
        let policy = reply.header("content-security-policy").unwrap();
        assert!(policy.contains("frame-ancestors 'none'"), "{path}");
        assert!(!policy.contains("unsafe"), "{path}");
        assert_eq!(
            reply.header("referrer-policy"),
            Some("no-referrer"),
            "{path}"
        );
    }
}

#[test]
fn sessions_are_listed_and_ended_one_by_one() {
    let running = start("");
    let one = cookie_of(&sign_in(&running, &link_token(&running), &[SAME]));
    running.advance(SECOND);
    let made = running.send(
        "POST",
        "/api/v1/sign-in-links",
        &[("cookie", &one), JSON, SAME],
        b"",
    );
    assert_eq!(made.status, 201, "{made:?}");
    assert_eq!(made.json()["expires_at"], "2026-01-01T00:15:01Z");
    let link = made.json()["link"].as_str().unwrap().to_owned();
    let (page, token) = link.split_once('#').unwrap();
    assert_eq!(page, format!("http://{}/sign-in", running.address));
    let other = cookie_of(&sign_in(&running, token, &[SAME]));

    let listed = running.send("GET", "/api/v1/sessions", &[("cookie", &other)], b"");
    let listed = listed.json();
    let sessions = listed["sessions"].as_array().unwrap();
    assert_eq!(sessions.len(), 2, "{listed}");
    assert_eq!(sessions[0]["is_own"], true, "newest first");
    assert_eq!(sessions[1]["is_own"], false);
    assert_eq!(sessions[0]["created_at"], "2026-01-01T00:00:01Z");
    let (_, secret) = other.split_once('=').unwrap();
    let hash = blake3::hash(secret.as_bytes()).to_hex();
    assert!(!listed.to_string().contains(secret));
    assert!(!listed.to_string().contains(hash.as_str()));

    let path = format!("/api/v1/sessions/{}", sessions[1]["id"].as_str().unwrap());
    let end = || running.send("DELETE", &path, &[("cookie", &other), SAME], b"");
    assert_eq!(end().status, 204);
    assert_eq!(reads(&running, &one), 401);
    assert_eq!(reads(&running, &other), 200);
    let gone = end();
    assert_eq!(
        (gone.status, &gone.json()["code"]),
        (404, &json!("not_found"))
    );
}
