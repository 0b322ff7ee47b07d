//! Events in.

use std::io::Write;

use serde_json::{Value, json};

use crate::harness::{batch, start};

#[test]
fn a_batch_is_stored_once_and_answered_with_its_tally() {
    let running = start("");
    let key = running.write_key();
    let reply = running.post_batch(&key, &batch(0..5));
    assert_eq!(reply.status, 200, "{reply:?}");
    let tally = json!({"success": true, "accepted": 5, "duplicates": 0, "rejected": []});
    assert_eq!(reply.json(), tally);
    let again = running.post_batch(&key, &batch(3..7));
    let tally = json!({"success": true, "accepted": 2, "duplicates": 2, "rejected": []});
    assert_eq!(again.json(), tally);
    let totals = running.totals();
    assert_eq!(
        (totals.received, totals.stored, totals.duplicates),
        (9, 7, 2)
    );

    // An event is in an answer at once.
    let question = json!({"kind": "trend", "event": "cart"});
    let answer = running.local("POST", "/api/v1/sites/shop/query", &question);
    assert_eq!(answer.status, 200, "{answer:?}");
    assert_eq!(answer.json()["series"][0]["total"]["conversions"], 7);
    assert_ne!(answer.json()["snapshot"]["log_position"], 0);
}

#[test]
fn a_faulty_message_is_a_dead_letter_and_spoils_no_other() {
    let running = start("");
    let key = running.write_key();
    let body = json!({"batch": [
        {"type": "track", "event": "a", "messageId": "1", "anonymousId": "x"},
        {"type": "track", "messageId": "2", "anonymousId": "x"},
        {"type": "nonsense", "messageId": "3", "anonymousId": "x"},
        {"type": "track", "event": "b", "messageId": "4", "anonymousId": "x"},
    ]});
    let reply = running.post_batch(&key, body.to_string().as_bytes());
    assert_eq!(reply.status, 200);
    let tally = reply.json();
    assert_eq!(tally["accepted"], 2);
    let rejected = tally["rejected"].as_array().unwrap();
    let places: Vec<u64> = rejected
        .iter()
        .map(|one| one["index"].as_u64().unwrap())
        .collect();
    assert_eq!(places, [1, 2]);
    assert!(
        rejected
            .iter()
            .all(|one| one["reason"].is_string() && one["detail"].is_string())
    );

    let page = running
        .local("GET", "/api/v1/sites/shop/dead-letters", &Value::Null)
        .json();
    let letters = page["dead_letters"].as_array().unwrap();
    assert_eq!(letters.len(), 2);
    assert_eq!(letters[0]["message_id"], "3", "newest first");
    assert_eq!(page["totals"]["received"], 4);
    let first = "/api/v1/sites/shop/dead-letters?limit=1";
    let page = running.local("GET", first, &Value::Null).json();
    let next = page["next"].as_str().unwrap();
    let second = running
        .local("GET", &format!("{first}&before={next}"), &Value::Null)
        .json();
    assert_eq!(second["dead_letters"][0]["message_id"], "2");
    assert_eq!(second["next"], Value::Null);
}

#[test]
fn every_spelling_of_every_call_is_taken() {
    let running = start("");
    let key = running.write_key();
    let bearer = format!("Bearer {key}");
    let calls = [
        ("track", "t", json!({"event": "x"})),
        ("identify", "i", json!({"userId": "u"})),
        ("page", "p", json!({"name": "x"})),
        ("screen", "s", json!({"name": "x"})),
        ("group", "g", json!({"groupId": "x"})),
        ("alias", "a", json!({"userId": "u", "previousId": "device"})),
    ];
    let mut sent = 0;
    for (long, short, body) in calls {
        for path in [long, short].map(|name| format!("/v1/{name}")) {
            for path in [path.clone(), path + "/"] {
                let mut body = body.clone();
                sent += 1;
                body["messageId"] = json!(format!("m{sent}"));
                body["anonymousId"] = json!("device");
                let reply = running.send(
                    "POST",
                    &path,
                    &[("authorization", &bearer)],
                    body.to_string().as_bytes(),
                );
                assert_eq!(reply.status, 200, "{path} {reply:?}");
                assert_eq!(reply.json()["accepted"], 1, "{path} {reply:?}");
            }
        }
    }
    assert_eq!(running.totals().stored, sent);
}

#[test]
fn keys_are_taken_wherever_clients_put_them() {
    let running = start("");
    let key = running.write_key();
    let message = |number: u32, in_body: Option<&str>| {
        let mut message = json!({
            "type": "track", "event": "x", "anonymousId": "a", "messageId": number.to_string(),
        });
        if let Some(key) = in_body {
            message["writeKey"] = json!(key);
        }
        message.to_string().into_bytes()
    };
    // The base64 of `KEY:`, as SDKs send it.
    let basic = format!("Basic {}", base64(format!("{key}:").as_bytes()));
    let bearer = format!("Bearer {key}");
    let in_headers = [
        ("authorization", basic.as_str()),
        ("authorization", &bearer),
        ("x-write-key", &key),
    ];
    for (number, header) in (0..).zip(in_headers) {
        let reply = running.send("POST", "/v1/t", &[header], &message(number, None));
        assert_eq!(reply.status, 200, "{header:?} {reply:?}");
    }
    let reply = running.send("POST", "/v1/t", &[], &message(10, Some(&key)));
    assert_eq!(reply.status, 200, "{reply:?}");
    let zipped = gzip(&message(11, Some(&key)));
    assert_eq!(running.send("POST", "/v1/t", &[], &zipped).status, 200);
    assert_eq!(running.totals().stored, 5);

    for headers in [
        vec![],
        vec![("x-write-key", "nonsense")],
        vec![("authorization", "Basic x")],
    ] {
        let reply = running.send("POST", "/v1/t", &headers, &message(12, None));
        assert_eq!(reply.status, 401, "{headers:?} {reply:?}");
        assert_eq!(reply.json()["code"], "unauthorized");
    }
    let wrong_in_body = running.send("POST", "/v1/t", &[], &message(13, Some("nonsense")));
    assert_eq!(wrong_in_body.status, 401);
    // A wrong key in the header is not made good by a right one in the body.
    let headers = [("x-write-key", "nonsense")];
    assert_eq!(
        running
            .send("POST", "/v1/t", &headers, &message(14, Some(&key)))
            .status,
        401
    );
    assert_eq!(running.totals().received, 5);
}

#[test]
fn an_unreadable_body_is_one_dead_letter_until_there_are_too_many() {
    let running = start("[limits]\nunreadable_per_minute = 3");
    let key = running.write_key();
    for _ in 0..5 {
        let reply = running.post_batch(&key, b"{\"batch\": [");
        assert_eq!(reply.status, 400, "{reply:?}");
        assert_eq!(reply.json()["code"], "unreadable_body");
    }
    let totals = running.totals();
    assert_eq!((totals.received, totals.dead_lettered), (3, 3));
    assert_eq!(running.counter("cairn_events_received_total"), 5);
    assert_eq!(running.counter("cairn_events_dead_lettered_total"), 3);
    assert_eq!(running.counter("cairn_events_refused_total"), 2);
    let newest = || {
        let page = running.local("GET", "/api/v1/sites/shop/dead-letters", &Value::Null);
        page.json()["dead_letters"][0].clone()
    };
    assert_eq!(newest()["reason"], "unreadable_body");
    assert_eq!(newest()["raw"], "{\"batch\": [");
}

#[test]
fn of_a_packed_body_that_is_unreadable_the_text_is_kept() {
    let running = start("");
    let key = running.write_key();
    let newest = || {
        let page = running.local("GET", "/api/v1/sites/shop/dead-letters", &Value::Null);
        page.json()["dead_letters"][0]["raw"].clone()
    };
    let long = format!("{{\"batch\": [\"{}", "x".repeat(100_000));
    for text in ["{\"batch\": [1, 2", &long] {
        assert_eq!(running.post_batch(&key, &gzip(text.as_bytes())).status, 400);
        let kept = newest();
        assert_eq!(kept.as_str().unwrap(), &text[..text.len().min(64 << 10)]);
    }
}

#[test]
fn a_write_key_can_not_merge_two_known_users_and_a_secret_key_can() {
    let running = start("");
    let write = running.write_key();
    let (_, secret) = running.key("shop", "secret", &["append"]);
    let identify =
        json!({"type": "identify", "userId": "ann", "anonymousId": "d", "messageId": "1"});
    let alias =
        |id: &str| json!({"type": "alias", "userId": "bob", "previousId": "ann", "messageId": id});
    let post = |key: &str, message: Value| {
        running
            .post_batch(key, json!({"batch": [message]}).to_string().as_bytes())
            .json()
    };
    assert_eq!(post(&write, identify)["accepted"], 1);
    let refused = post(&write, alias("2"));
    assert_eq!(
        refused["rejected"][0]["reason"], "alias_of_known_user",
        "{refused}"
    );
    assert_eq!(refused["accepted"], 0);
    assert_eq!(post(&secret, alias("3"))["accepted"], 1);
    // Of an id that no user has, a write key may say so: it is a device's.
    let of_device =
        json!({"type": "alias", "userId": "bob", "previousId": "device-9", "messageId": "4"});
    assert_eq!(post(&write, of_device)["accepted"], 1);
}

#[test]
fn a_fact_needs_a_secret_key_and_goes_into_the_ledger() {
    let running = start("");
    let write = running.write_key();
    let (_, secret) = running.key("shop", "secret", &["append"]);
    let fact = |id: &str, fact: &str, value: Value| {
        json!({"type": "fact", "fact": fact, "entityKind": "order", "entityId": "o-1",
            "messageId": id, "properties": {"value": value, "currency": "EUR"}})
    };
    let post = |key: &str, message: Value| {
        running
            .post_batch(key, json!({"batch": [message]}).to_string().as_bytes())
            .json()
    };
    let bought = json!({"type": "track", "event": "purchase", "userId": "ann", "messageId": "1",
        "properties": {"order_id": "o-1", "revenue": 30, "currency": "EUR"}});
    assert_eq!(post(&write, bought)["accepted"], 1);
    let refused = post(&write, fact("2", "refunded", json!(30)));
    assert_eq!(
        refused["rejected"][0]["reason"], "fact_by_write_key",
        "{refused}"
    );
    for (n, (kind, value, reason)) in [
        ("refunded", json!(null), "bad_value"),
        ("refunded", json!(-1), "bad_value"),
        ("shipped", json!(1), "bad_fact"),
    ]
    .into_iter()
    .enumerate()
    {
        let refused = post(&secret, fact(&format!("bad-{n}"), kind, value));
        assert_eq!(refused["rejected"][0]["reason"], reason, "{refused}");
    }
    assert_eq!(
        post(&secret, fact("2", "refunded", json!(12.5)))["accepted"],
        1
    );
    assert_eq!(
        post(&secret, fact("2", "refunded", json!(12.5)))["duplicates"],
        1
    );
    let get = |path: &str| running.local("GET", path, &Value::Null).json();
    let shown = get("/api/v1/sites/shop/ledger/order/o-1");
    assert_eq!(
        (&shown["stage"], &shown["facts"]),
        (&json!("refunded"), &json!(1))
    );
    assert_eq!(
        shown["refunded"],
        json!([{"minor": 1250, "currency": "EUR"}])
    );
    assert_eq!(shown["linked_by_client"], true);
    let trend = json!({"kind": "trend", "event": "purchase", "interval": "month"});
    let answer = running
        .local("POST", "/api/v1/sites/shop/query", &trend)
        .json();
    assert_eq!(
        answer["series"][0]["total"]["value"]["minor"], 1750,
        "{answer}"
    );
    // No fact is an event.
    let site = get("/api/v1/sites/shop");
    assert_eq!(site["events"], 1, "{site}");
}

#[test]
fn pages_of_other_origins_may_send_events_and_nothing_else() {
    let running = start("");
    let key = running.write_key();
    let origin = ("origin", "https://shop.example");
    let asked = [
        origin,
        ("access-control-request-method", "POST"),
        ("access-control-request-headers", "authorization,sentat"),
    ];
    let preflight = running.send("OPTIONS", "/v1/batch", &asked, b"");
    assert_eq!(preflight.status, 204);
    let header = |name: &str| preflight.header(name).unwrap_or_default().to_owned();
    assert_eq!(
        header("access-control-allow-origin"),
        "https://shop.example"
    );
    assert_eq!(header("access-control-allow-credentials"), "true");
    assert_eq!(
        header("access-control-allow-headers"),
        "authorization,sentat"
    );
    assert!(header("vary").contains("Origin"));

    let bearer = format!("Bearer {key}");
    let sent = running.send(
        "POST",
        "/v1/b",
        &[origin, ("authorization", &bearer)],
        &batch(0..1),
    );
    assert_eq!(
        sent.header("access-control-allow-origin"),
        Some("https://shop.example")
    );
    // Errors too: a page can read why.
    let refused = running.send("POST", "/v1/b", &[origin], b"{}");
    assert_eq!(refused.status, 401);
    assert_eq!(
        refused.header("access-control-allow-origin"),
        Some("https://shop.example")
    );

    for (method, path) in [
        ("OPTIONS", "/api/v1/sites"),
        ("GET", "/api/v1/sites"),
        ("GET", "/healthz"),
    ] {
        let reply = running.send(method, path, &asked, b"");
        assert_eq!(
            reply.header("access-control-allow-origin"),
            None,
            "{method} {path}"
        );
    }
}

pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let mut bits = 0_u32;
        for place in 0..3 {
            bits = (bits << 8) | u32::from(chunk.get(place).copied().unwrap_or(0));
        }
        for place in 0..4 {
            let digit = DIGITS[(bits >> (18 - 6 * place) & 63) as usize] as char;
            text.push(if place <= chunk.len() { digit } else { '=' });
        }
    }
    text
}
