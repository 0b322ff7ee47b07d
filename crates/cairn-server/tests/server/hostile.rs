//! Bodies that nobody sends by accident: never a 5xx, every message accounted for.

use serde_json::json;

use crate::collecting::gzip;
use crate::harness::{batch, start};

fn corpus() -> Vec<(&'static str, Vec<u8>)> {
    let message = |inner: &str| {
        format!("{{\"batch\": [{{\"type\": \"track\", \"event\": \"x\", \"anonymousId\": \"a\", {inner}}}]}}")
            .into_bytes()
    };
    let deep = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
    let deep_objects = format!("{}1{}", "{\"a\":".repeat(10_000), "}".repeat(10_000));
    let many: Vec<String> = (0..10_000).map(|n| format!("\"p{n}\": {n}")).collect();
    let mut cut_gzip = gzip(&batch(0..100));
    cut_gzip.truncate(cut_gzip.len() / 2);
    let mut broken_gzip = gzip(&batch(0..100));
    let middle = broken_gzip.len() / 2;
    broken_gzip[middle] ^= 0xff;
    vec![
        ("empty", Vec::new()),
        ("blank", b" \n\t ".to_vec()),
        ("null", b"null".to_vec()),
        ("number", b"1".to_vec()),
        ("list of numbers", b"[1, 2, 3]".to_vec()),
        (
            "batch of all sorts",
            b"{\"batch\": [1, null, \"x\", [], {}]}".to_vec(),
        ),
        ("batch is no list", b"{\"batch\": {}}".to_vec()),
        ("no batch", b"{}".to_vec()),
        ("cut short", b"{\"batch\": [{\"type\": \"track\"".to_vec()),
        ("two documents", b"{\"batch\": []}{\"batch\": []}".to_vec()),
        (
            "invalid UTF-8",
            b"{\"batch\": [{\"type\": \"\xff\xfe\"}]}".to_vec(),
        ),
        (
            "lone surrogate",
            message("\"properties\": {\"a\": \"\\ud800\"}"),
        ),
        ("NUL", message("\"properties\": {\"a\": \"\\u0000\"}")),
        ("NaN", message("\"properties\": {\"a\": NaN}")),
        ("1e999", message("\"properties\": {\"a\": 1e999}")),
        (
            "long number",
            message(&format!(
                "\"properties\": {{\"a\": {}}}",
                "9".repeat(10_000)
            )),
        ),
        (
            "same name twice",
            message("\"properties\": {\"a\": 1, \"a\": 2}"),
        ),
        (
            "deep list",
            message(&format!("\"properties\": {{\"a\": {deep}}}")),
        ),
        (
            "deep object",
            message(&format!("\"properties\": {deep_objects}")),
        ),
        (
            "deep envelope",
            format!("{{\"context\": {deep}, \"batch\": []}}").into_bytes(),
        ),
        ("nothing but brackets", deep.into_bytes()),
        (
            "10,000 properties",
            message(&format!("\"properties\": {{{}}}", many.join(","))),
        ),
        ("year 0", message("\"timestamp\": \"0000-01-01T00:00:00Z\"")),
        (
            "year 9999",
            message("\"timestamp\": \"9999-12-31T23:59:59Z\""),
        ),
        ("no time", message("\"timestamp\": \"yesterday\"")),
        ("time is an object", message("\"timestamp\": {}")),
        (
            "long id",
            message(&format!("\"messageId\": \"{}\"", "m".repeat(100_000))),
        ),
        (
            "large event",
            message(&format!(
                "\"properties\": {{\"a\": \"{}\"}}",
                "x".repeat(2 << 20)
            )),
        ),
        ("garbage gzip", b"\x1f\x8b\x08\x00garbage".to_vec()),
        ("cut gzip", cut_gzip),
        ("broken gzip", broken_gzip),
        ("gzip of gzip", gzip(&gzip(&batch(0..1)))),
        ("gzip of nothing", gzip(b"")),
        ("bytes", (0..=255).cycle().take(5_000).collect()),
        (
            "many messages",
            format!("{{\"batch\": [{}]}}", vec!["{}"; 5_000].join(",")).into_bytes(),
        ),
        (
            "too many messages",
            format!("{{\"batch\": [{}]}}", vec!["{}"; 50_000].join(",")).into_bytes(),
        ),
    ]
}

#[test]
fn hostile_bodies_are_no_fault_of_the_server_and_all_accounted_for() {
    let running = start("[limits]\nunreadable_per_minute = 1000");
    let key = running.write_key();
    let (_, secret) = running.key("shop", "secret", &["append"]);
    let mut answered = (0, 0, 0);
    for path in ["/v1/batch", "/v1/track", "/v1/identify", "/v1/alias/"] {
        for (name, body) in corpus() {
            for key in [&key, &secret] {
                let reply = running.send("POST", path, &[("x-write-key", key)], &body);
                assert!(
                    matches!(reply.status, 200 | 400 | 413),
                    "{path} {name}: {}",
                    reply.status
                );
                if reply.status == 200 {
                    let tally = reply.json();
                    answered.0 += tally["accepted"].as_u64().unwrap();
                    answered.1 += tally["duplicates"].as_u64().unwrap();
                    answered.2 += tally["rejected"].as_array().unwrap().len() as u64;
                }
            }
            // Without a key in the headers it is looked for in the body.
            let reply = running.send("POST", path, &[], &body);
            assert!(
                matches!(reply.status, 401 | 413),
                "{path} {name}: {}",
                reply.status
            );
        }
    }
    assert_eq!(running.send("GET", "/readyz", &[], b"").status, 200);

    let totals = running.totals();
    assert!(totals.is_conserved(), "{totals:?}");
    assert_eq!((totals.stored, totals.duplicates), (answered.0, answered.1));
    let count = |name: &str| running.counter(&format!("cairn_events_{name}_total"));
    let refused = count("refused");
    assert_eq!(count("stored"), totals.stored);
    assert_eq!(count("duplicates"), totals.duplicates);
    assert_eq!(count("dead_lettered"), totals.dead_lettered);
    assert_eq!(count("received"), totals.received + refused);
    assert!(
        totals.dead_lettered > answered.2,
        "unreadable bodies are kept too"
    );
}

#[test]
fn hostile_documents_are_no_fault_of_the_server() {
    let running = start("");
    let (_, secret) = running.key("shop", "secret", &["read", "manage", "keys"]);
    let bearer = format!("Bearer {secret}");
    for path in ["query", "goals", "keys"] {
        for (name, body) in corpus() {
            let path = format!("/api/v1/sites/shop/{path}");
            let reply = running.send("POST", &path, &[("authorization", &bearer)], &body);
            assert!(
                matches!(reply.status, 400 | 413),
                "{path} {name}: {reply:?}"
            );
        }
    }
    for path in [
        "/api/v1/sites/shop'%3B%20DROP%20TABLE%20keys%3B--/goals",
        "/api/v1/sites/..%2F..%2Fetc/goals",
        "/api/v1/sites/shop/goals/%00",
        "/%2e%2e/%2e%2e/etc/passwd",
    ] {
        let reply = running.send("GET", path, &[("authorization", &bearer)], b"");
        assert!(matches!(reply.status, 400 | 403 | 404), "{path}: {reply:?}");
    }
    let text = json!({"id": "x", "name": "'; DROP TABLE goal_versions; --", "class": "micro", "when": {"event": "x"}});
    let reply = running.send(
        "POST",
        "/api/v1/sites/shop/goals",
        &[("authorization", &bearer)],
        text.to_string().as_bytes(),
    );
    assert_eq!(reply.status, 201);
    let listed = running
        .send(
            "GET",
            "/api/v1/sites/shop/goals",
            &[("authorization", &bearer)],
            b"",
        )
        .json();
    assert_eq!(listed["goals"][0]["definition"]["name"], text["name"]);
}
