//! The properties that events carry, over HTTP.

use serde_json::{Value, json};

use crate::harness::{Running, start};

fn properties(running: &Running, query: &str) -> Vec<Value> {
    let path = format!("/api/v1/sites/shop/properties{query}");
    let reply = running.local("GET", &path, &Value::Null);
    assert_eq!(reply.status, 200, "{reply:?}");
    reply.json()["properties"].as_array().unwrap().clone()
}

fn property<'a>(listed: &'a [Value], name: &str) -> Option<&'a Value> {
    listed.iter().find(|one| one["property"] == name)
}

fn send(running: &Running, messages: &[Value]) {
    let key = running.write_key();
    let body = json!({ "batch": messages }).to_string();
    assert_eq!(running.post_batch(&key, body.as_bytes()).status, 200);
}

fn message(number: u32, event: &str, properties: Value) -> Value {
    json!({
        "type": "track", "event": event, "messageId": format!("{event}-{number}"),
        "anonymousId": format!("a{}", number % 3), "timestamp": "2026-01-01T00:00:00Z",
        "properties": properties, "context": {"device": {"browser": if number.is_multiple_of(2) { "Firefox" } else { "Safari" }}},
    })
}

#[test]
fn kinds_and_values_are_those_that_were_sent() {
    let running = start("");
    assert_eq!(properties(&running, ""), Vec::<Value>::new());
    let mut messages: Vec<Value> = (0..10)
        .map(|n| {
            let price = if n % 5 == 0 { json!(20) } else { json!(9.5) };
            let mut sent = json!({
                "price": price, "colour": format!("c{}", n % 4),
                "is_new": n < 3, "tags": ["a"], "mixed": if n < 7 { json!("7") } else { json!(7) },
            });
            if n > 7 {
                sent["rare"] = json!("x".repeat(300));
            }
            message(n, "cart", sent)
        })
        .collect();
    messages.push(message(0, "view", json!({"colour": "c9", "path": "/"})));
    messages.push(
        json!({"type": "identify", "userId": "ann", "anonymousId": "a0", "traits": {"plan": "pro"},
                         "messageId": "i"}),
    );
    send(&running, &messages);
    let check = |what: &str| {
        let cart = properties(&running, "?event=cart");
        let price = json!({"property": "price", "kind": "number", "events": 10,
            "values": [{"value": 9.5, "events": 8}, {"value": 20, "events": 2}]});
        assert_eq!(property(&cart, "price"), Some(&price), "{what}");
        let colour = json!({"property": "colour", "kind": "string", "events": 10, "values": [
            {"value": "c0", "events": 3}, {"value": "c1", "events": 3},
            {"value": "c2", "events": 2}, {"value": "c3", "events": 2}]});
        assert_eq!(property(&cart, "colour"), Some(&colour), "{what}");
        let is_new = json!({"property": "is_new", "kind": "boolean", "events": 10,
            "values": [{"value": false, "events": 7}, {"value": true, "events": 3}]});
        assert_eq!(property(&cart, "is_new"), Some(&is_new), "{what}");
        let tags = json!({"property": "tags", "kind": "json", "events": 10, "values": []});
        assert_eq!(property(&cart, "tags"), Some(&tags), "{what}");
        // Values of another kind would be compared with nothing.
        let mixed = json!({"property": "mixed", "kind": "string", "events": 10,
            "values": [{"value": "7", "events": 7}]});
        assert_eq!(property(&cart, "mixed"), Some(&mixed), "{what}");
        let rare = json!({"property": "rare", "kind": "string", "events": 2, "values": []});
        assert_eq!(property(&cart, "rare"), Some(&rare), "{what}");
        let browser = json!({"property": "context.device.browser", "kind": "string", "events": 10,
            "values": [{"value": "Firefox", "events": 5}, {"value": "Safari", "events": 5}]});
        assert_eq!(
            property(&cart, "context.device.browser"),
            Some(&browser),
            "{what}"
        );
        assert_eq!(property(&cart, "path"), None, "{what}");
        let events: Vec<u64> = cart
            .iter()
            .map(|one| one["events"].as_u64().unwrap())
            .collect();
        assert!(events.is_sorted_by(|a, b| a >= b), "{what}: {events:?}");

        let all = properties(&running, "");
        assert_eq!(properties(&running, "?event=*"), all, "{what}");
        assert_eq!(property(&all, "colour").unwrap()["events"], 11, "{what}");
        assert_eq!(property(&all, "plan"), None, "{what}");
        let traits = properties(&running, "?event=$identify");
        assert_eq!(property(&traits, "plan").unwrap()["events"], 1, "{what}");
        assert_eq!(
            properties(&running, "?event=nothing"),
            Vec::<Value>::new(),
            "{what}"
        );
    };
    check("in the log");
    running.live.flush().unwrap();
    check("flushed");
    send(&running, &[message(99, "cart", json!({"colour": "new"}))]);
    let cart = properties(&running, "?event=cart");
    assert_eq!(property(&cart, "colour").unwrap()["events"], 11);
    let refused = running.local(
        "GET",
        "/api/v1/sites/shop/properties?events=cart",
        &Value::Null,
    );
    assert_eq!(
        (refused.status, &refused.json()["code"]),
        (400, &json!("invalid_field"))
    );
}

#[test]
fn where_values_are_many_none_is_told_and_frequent_properties_come_first() {
    let running = start("");
    let messages: Vec<Value> = (0..1_001)
        .map(|n| {
            let mut sent =
                json!({"number": n, "text": format!("t{n}"), "few": n % 1_000, "even": n % 2});
            if n < 400 {
                sent[format!("own-{n}")] = json!(true);
            }
            message(n, "cart", sent)
        })
        .collect();
    send(&running, &messages);
    let listed = properties(&running, "");
    assert_eq!(listed.len(), 200);
    for name in ["number", "text"] {
        let many = property(&listed, name).unwrap();
        assert_eq!(
            (&many["events"], &many["values"]),
            (&json!(1_001), &json!([]))
        );
    }
    let few = property(&listed, "few").unwrap();
    assert_eq!(few["values"].as_array().unwrap().len(), 20);
    assert_eq!(few["values"][0], json!({"value": 0, "events": 2}));
    let even = property(&listed, "even").unwrap();
    assert_eq!(
        even["values"],
        json!([{"value": 0, "events": 501}, {"value": 1, "events": 500}])
    );
}
