//! Who one is, templates, the settings of a site, saved funnels, the three primary macros.

use cairn_server::Peer;
use serde_json::{Value, json};

use crate::harness::{Reply, Running, SECOND, START, batch, start};

const SHOP: &str = "/api/v1/sites/shop";
const GOALS: &str = "/api/v1/sites/shop/goals";
const FUNNELS: &str = "/api/v1/sites/shop/funnels";

fn get(running: &Running, path: &str) -> Reply {
    running.local("GET", path, &Value::Null)
}

/// A change of somebody who has seen these versions.
fn change(running: &Running, method: &str, path: &str, if_match: &str, body: &Value) -> Reply {
    let headers = [("content-type", "application/json"), ("if-match", if_match)];
    running.in_process(method, path, &headers, body.to_string(), Peer::Local)
}

fn macro_goal(id: &str) -> Value {
    json!({
        "id": id, "name": id, "class": "macro", "kind": "lead", "when": {"event": id},
        "value": {"none": "a test"},
    })
}

#[track_caller]
fn refused(reply: &Reply, status: u16, code: &str) -> String {
    assert_eq!(
        (reply.status, reply.json()["code"].as_str().unwrap()),
        (status, code),
        "{reply:?}"
    );
    reply.text()
}

#[test]
fn everybody_who_is_known_is_told_who_it_is() {
    let running = start("");
    let me = "/api/v1/me";
    let version = env!("CARGO_PKG_VERSION");
    let machine = get(&running, me).json();
    assert_eq!(machine, json!({"caller": "machine", "version": version}));
    let (_, key) = running.key("shop", "secret", &["append"]);
    let bearer = format!("Bearer {key}");
    let by_key = running.send("GET", me, &[("authorization", &bearer)], b"");
    assert_eq!(by_key.json()["caller"], "key");
    let cookie = running.session(START, START + SECOND);
    let by_session = running.send("GET", me, &[("cookie", &cookie)], b"");
    assert_eq!(by_session.json()["caller"], "session");
    refused(&running.send("GET", me, &[], b""), 401, "unauthorized");
}

#[test]
fn a_template_can_be_taken_as_it_is_once_its_values_are_said() {
    let running = start("");
    let models = get(&running, "/api/v1/business-models").json();
    let models = models["business_models"].as_array().unwrap();
    assert_eq!(models.len(), 6);
    for model in models {
        let id = model["id"].as_str().unwrap();
        let site = json!({"id": id, "name": model["name"], "business_model": id});
        assert_eq!(running.local("POST", "/api/v1/sites", &site).status, 201);
        let path = |rest: &str| format!("/api/v1/sites/{id}{rest}");
        for goal in model["goals"].as_array().unwrap() {
            let mut goal = goal.clone();
            let fields = goal.as_object_mut().unwrap();
            if fields.remove("value_hint").is_some() {
                assert!(fields["value"].is_null());
                let refused = running.local("POST", &path("/goals"), &json!(fields));
                assert_eq!(refused.json()["field"], "value", "{refused:?}");
                let value = json!({"fixed": {"minor": 4900, "currency": "EUR"}});
                fields.insert("value".to_owned(), value);
            }
            let reply = running.local("POST", &path("/goals"), &goal);
            assert_eq!(reply.status, 201, "{goal} {reply:?}");
        }
        let reply = running.local("POST", &path("/funnels"), &model["funnel"]);
        assert_eq!(reply.status, 201, "{reply:?}");
        let star = json!({"north_star": model["north_star"]});
        let reply = running.local("PATCH", &path(""), &star).json();
        assert_eq!(reply["north_star"], model["north_star"]);
        assert_eq!(reply["business_model"], id);
        let funnel = &model["funnel"];
        let question = json!({
            "kind": "funnel", "steps": funnel["steps"], "window": funnel["window"], "entry": funnel["entry"],
        });
        let answer = running.local("POST", &path("/query"), &question);
        assert_eq!(answer.status, 200, "{answer:?}");
    }
}

#[test]
fn settings_are_changed_by_who_has_seen_them() {
    let running = start("");
    let shown = get(&running, SHOP);
    assert_eq!(shown.header("etag"), Some("\"1\""));
    let shown = shown.json();
    assert_eq!(
        [
            &shown["name"],
            &shown["north_star"],
            &shown["business_model"]
        ],
        [&json!("shop"), &Value::Null, &Value::Null]
    );
    let named =
        json!({"name": " The shop ", "business_model": "ecommerce", "week_start": "sunday"});
    let changed = change(&running, "PATCH", SHOP, "\"1\"", &named);
    assert_eq!(
        (changed.status, changed.header("etag")),
        (200, Some("\"2\""))
    );
    let changed = changed.json();
    assert_eq!(changed["name"], "The shop");
    assert_eq!(changed["week_start"], "sunday");
    let stale = change(&running, "PATCH", SHOP, "\"1\"", &json!({"name": "x"}));
    refused(&stale, 412, "outdated");
    let listed = get(&running, "/api/v1/sites").json();
    assert_eq!(listed["sites"][1]["business_model"], "ecommerce");
    for (wrong, field) in [
        (json!({"name": "  "}), "name"),
        (json!({"name": "x".repeat(300)}), "name"),
        (json!({"business_model": "shop"}), "business_model"),
        (json!({"north_star": "nothing"}), "north_star"),
        (json!({"week_start": "friday"}), "week_start"),
        (json!({"timezone": "Mars"}), "timezone"),
        (json!({"session_gap_minutes": 3}), "session_gap_minutes"),
    ] {
        let reply = running.local("PATCH", SHOP, &wrong);
        refused(&reply, 400, "invalid_field");
        assert_eq!(reply.json()["field"], field);
    }
    assert_eq!(
        running
            .local("PATCH", SHOP, &json!({"business_model": null}))
            .status,
        200
    );
    let shown = get(&running, SHOP).json();
    assert_eq!(
        [&shown["name"], &shown["business_model"]],
        [&json!("The shop"), &Value::Null]
    );
    let nowhere = running.local("PATCH", "/api/v1/sites/nowhere", &json!({"name": "x"}));
    refused(&nowhere, 404, "unknown_site");
}

#[test]
fn zone_and_currency_stay_once_there_are_events() {
    let running = start("");
    let key = running.write_key();
    let swiss = json!({"timezone": "Europe/Zurich", "currency": "CHF"});
    assert_eq!(
        running.local("PATCH", SHOP, &swiss).json()["currency"],
        "CHF"
    );
    // A key that was there before knows the new currency.
    let bought = json!({"batch": [{
        "type": "track", "event": "buy", "messageId": "m", "userId": "ann", "properties": {"revenue": 10},
        "timestamp": "2026-01-01T00:00:00Z",
    }]});
    running.post_batch(&key, bought.to_string().as_bytes());
    let goal = json!({"id": "buy", "name": "Buy", "class": "micro", "when": {"event": "buy"}, "value": {"event_value": true}});
    assert_eq!(running.local("POST", GOALS, &goal).status, 201);
    let question = json!({"kind": "trend", "goal": "buy"});
    let answer = running
        .local("POST", "/api/v1/sites/shop/query", &question)
        .json();
    assert_eq!(
        answer["series"][0]["total"]["value"],
        json!({"minor": 1000, "currency": "CHF"})
    );
    for field in [json!({"timezone": "UTC"}), json!({"currency": "EUR"})] {
        let reply = running.local("PATCH", SHOP, &field);
        assert!(refused(&reply, 409, "conflict").contains("has events"));
        assert!(field.get(reply.json()["field"].as_str().unwrap()).is_some());
    }
    // What is so already is no change.
    assert_eq!(running.local("PATCH", SHOP, &swiss).status, 200);
    assert_eq!(
        running.local("PATCH", SHOP, &json!({"name": "S"})).status,
        200
    );
}

#[test]
fn a_fourth_primary_macro_needs_one_that_steps_back() {
    let running = start("");
    for id in ["a", "b", "c"] {
        assert_eq!(running.local("POST", GOALS, &macro_goal(id)).status, 201);
    }
    let fourth = running.local("POST", GOALS, &macro_goal("d"));
    let text = refused(&fourth, 409, "conflict");
    assert!(text.contains("which of a, b, c"), "{text}");
    let demoting = |goal: &str| format!("{GOALS}?demote={goal}");
    for wrong in ["d", "nothing", ""] {
        let reply = running.local("POST", &demoting(wrong), &macro_goal("d"));
        refused(&reply, 400, "invalid_field");
        assert_eq!(reply.json()["field"], "demote");
    }
    let north_star = json!({"north_star": "a"});
    assert_eq!(running.local("PATCH", SHOP, &north_star).status, 200);
    let star = running.local("POST", &demoting("a"), &macro_goal("d"));
    assert!(refused(&star, 409, "conflict").contains("north star"));
    assert_eq!(
        get(&running, &format!("{GOALS}/b")).header("etag"),
        Some("\"1\"")
    );
    let both = running.local("POST", &demoting("b"), &macro_goal("d"));
    assert_eq!(both.status, 201, "{both:?}");
    let versions = get(&running, &format!("{GOALS}/b")).json();
    assert_eq!(versions["versions"][0]["definition"].get("standing"), None);
    assert_eq!(
        versions["versions"][1]["definition"]["standing"],
        "lifecycle"
    );
    // A primary may be edited, a lifecycle goal may not become a fourth one.
    let path = |goal: &str| format!("{GOALS}/{goal}");
    assert_eq!(
        running.local("PUT", &path("c"), &macro_goal("c")).status,
        200
    );
    let back = running.local("PUT", &path("b"), &macro_goal("b"));
    refused(&back, 409, "conflict");
    let swapped = running.local("PUT", &format!("{}?demote=c", path("b")), &macro_goal("b"));
    assert_eq!(swapped.json()["version"], 3);
    // The north star stays one.
    let micro = json!({"id": "a", "name": "a", "class": "micro", "when": {"event": "a"}});
    refused(&running.local("PUT", &path("a"), &micro), 409, "conflict");
    let unknown = running.local("POST", &format!("{GOALS}?demot=b"), &macro_goal("e"));
    refused(&unknown, 400, "invalid_field");
}

#[test]
fn of_many_who_add_a_third_primary_at_once_one_succeeds() {
    let running = start("");
    for id in ["a", "b"] {
        assert_eq!(running.local("POST", GOALS, &macro_goal(id)).status, 201);
    }
    let (_, secret) = running.key("shop", "secret", &["manage"]);
    let bearer = format!("Bearer {secret}");
    let statuses: Vec<u16> = std::thread::scope(|scope| {
        let (running, bearer) = (&running, &bearer);
        let adding = (0..8).map(|number| {
            scope.spawn(move || {
                let headers = [("authorization", bearer.as_str())];
                let body = macro_goal(&format!("g{number}")).to_string();
                running
                    .send("POST", GOALS, &headers, body.as_bytes())
                    .status
            })
        });
        let adding: Vec<_> = adding.collect();
        adding.into_iter().map(|one| one.join().unwrap()).collect()
    });
    let count = |status: u16| statuses.iter().filter(|one| **one == status).count();
    assert_eq!((count(201), count(409)), (1, 7), "{statuses:?}");
}

#[test]
fn funnels_are_saved_changed_and_removed() {
    let running = start("");
    let funnel = |name: &str| {
        json!({
            "id": "checkout", "name": name, "steps": [{"event": "cart"}, {"goal": "a"}], "window": "2d",
        })
    };
    let early = running.local("POST", FUNNELS, &funnel("One"));
    refused(&early, 404, "unknown_goal");
    assert_eq!(early.json()["field"], "steps[1].goal");
    running.local("POST", GOALS, &macro_goal("a"));
    let added = running.local("POST", FUNNELS, &funnel("One"));
    assert_eq!(added.status, 201);
    assert_eq!(
        added.json(),
        json!({
            "id": "checkout", "name": "One", "steps": [{"event": "cart"}, {"goal": "a"}], "window": "2d",
            "entry": "best", "description": "",
        })
    );
    refused(
        &running.local("POST", FUNNELS, &funnel("One")),
        409,
        "conflict",
    );
    let one = format!("{FUNNELS}/checkout");
    let shown = get(&running, &one);
    assert_eq!(
        (shown.header("etag"), shown.json()),
        (added.header("etag"), added.json())
    );
    let tag = shown.header("etag").unwrap().to_owned();
    let again = [("if-none-match", tag.as_str())];
    let again = running.in_process("GET", &one, &again, String::new(), Peer::Local);
    assert_eq!(again.status, 304);
    let changed = change(&running, "PUT", &one, &tag, &funnel("Two"));
    assert_eq!(changed.json()["name"], "Two");
    refused(
        &change(&running, "PUT", &one, &tag, &funnel("Three")),
        412,
        "outdated",
    );
    let other = running.local("PUT", &format!("{FUNNELS}/other"), &funnel("Two"));
    assert_eq!(other.json()["field"], "id");
    let mut wrong = funnel("Two");
    wrong["steps"][0]["filters"] = json!([{"property": "x", "op": "like", "value": 1}]);
    let wrong = running.local("POST", FUNNELS, &wrong);
    assert_eq!(wrong.json()["field"], "steps[0].filters[0].op", "{wrong:?}");
    let listed = get(&running, FUNNELS);
    assert!(listed.header("etag").is_some());
    assert_eq!(listed.json()["funnels"].as_array().unwrap().len(), 1);
    assert_eq!(
        get(&running, "/api/v1/sites/blog/funnels").json(),
        json!({"funnels": []})
    );
    assert_eq!(running.local("DELETE", &one, &Value::Null).status, 204);
    refused(
        &running.local("DELETE", &one, &Value::Null),
        404,
        "not_found",
    );
    refused(&get(&running, &one), 404, "not_found");
    refused(&get(&running, &format!("{FUNNELS}/No")), 404, "not_found");
    // One that is added again is another one.
    let again = running.local("POST", FUNNELS, &funnel("One"));
    assert_ne!(again.header("etag"), Some(tag.as_str()));
    running.post_batch(&running.write_key(), &batch(0..1));
}

/// Whoever types an address that is none sees a page that leads on; a program is told as before.
#[test]
fn where_nothing_is_a_browser_sees_the_app() {
    let running = start("");
    let browser = [("accept", "text/html,application/xhtml+xml,*/*;q=0.8")];
    let page = running.send("GET", "/nowhere", &browser, b"");
    assert_eq!(page.status, 404);
    let is_built = running.send("GET", "/", &browser, b"").status == 200;
    if is_built {
        assert!(page.text().contains("<div id=\"root\">"), "{page:?}");
        assert!(
            page.header("content-security-policy")
                .unwrap()
                .contains("nonce")
        );
    }
    for (method, path, headers) in [
        ("GET", "/nowhere", &[("accept", "*/*")][..]),
        ("GET", "/nowhere", &[]),
        ("POST", "/nowhere", &browser),
        ("GET", "/api/v1/nowhere", &browser),
        ("GET", "/v1/nowhere", &browser),
        ("GET", "/assets/nowhere.js", &browser),
    ] {
        let reply = running.send(method, path, headers, b"");
        let is_told = (reply.status, reply.json()["code"].clone());
        assert_eq!(
            is_told,
            (404, json!("not_found")),
            "{method} {path}: {reply:?}"
        );
    }
}
