//! Sites, goals, keys, imports, questions.

use cairn_server::Peer;
use serde_json::{Value, json};

use crate::harness::{Running, batch, start};

fn get(running: &Running, path: &str) -> crate::harness::Reply {
    running.local("GET", path, &Value::Null)
}

#[test]
fn sites_are_added_once_and_shown_with_their_events() {
    let running = start("");
    let site = json!({"id": "tea", "timezone": "Europe/Berlin", "currency": "CHF", "week_start": "sunday"});
    assert_eq!(running.local("POST", "/api/v1/sites", &site).status, 201);
    let twice = running.local("POST", "/api/v1/sites", &site);
    assert_eq!(
        (twice.status, &twice.json()["code"]),
        (409, &json!("conflict"))
    );
    for wrong in [
        json!({"id": "Tea"}),
        json!({"id": "x", "timezone": "Mars"}),
        json!({"id": "x", "currency": "EURO"}),
        json!({"id": "x", "week_start": "friday"}),
        json!({"id": "x", "owner": "me"}),
        json!({}),
    ] {
        let reply = running.local("POST", "/api/v1/sites", &wrong);
        assert_eq!(
            (reply.status, &reply.json()["code"]),
            (400, &json!("invalid_field")),
            "{wrong}"
        );
        assert!(reply.json()["request_id"].is_string());
    }
    let key = running.write_key();
    running.post_batch(&key, &batch(0..4));
    let shown = get(&running, "/api/v1/sites/shop").json();
    assert_eq!(shown["events"], 4);
    assert_eq!(
        shown["catalogue"][0],
        json!({"event": "cart", "events": 4, "persons": 4})
    );
    let unknown = get(&running, "/api/v1/sites/tee");
    assert_eq!(
        (unknown.status, &unknown.json()["code"]),
        (404, &json!("unknown_site"))
    );
    assert_eq!(get(&running, "/api/v1/sites/T%C3%A9").status, 404);
    assert_eq!(get(&running, "/api/v1/sites/%ff").status, 404);
}

#[test]
fn goals_have_versions_and_are_not_overwritten_unseen() {
    let running = start("");
    let goals = "/api/v1/sites/shop/goals";
    let goal = |name: &str| {
        json!({
            "id": "purchase", "name": name, "class": "micro", "when": {"event": "cart"},
        })
    };
    assert_eq!(running.local("POST", goals, &goal("One")).status, 201);
    assert_eq!(running.local("POST", goals, &goal("One")).status, 409);
    let one = get(&running, "/api/v1/sites/shop/goals/purchase");
    assert_eq!(one.header("etag"), Some("\"1\""));
    let put = |if_match: &str, body: &Value| {
        let headers = [("content-type", "application/json"), ("if-match", if_match)];
        let path = "/api/v1/sites/shop/goals/purchase";
        running.in_process("PUT", path, &headers, body.to_string(), Peer::Local)
    };
    assert_eq!(put("\"1\"", &goal("Two")).json()["version"], 2);
    let stale = put("\"1\"", &goal("Three"));
    assert_eq!(
        (stale.status, &stale.json()["code"]),
        (412, &json!("outdated"))
    );
    let mut other = goal("Three");
    other["id"] = json!("other");
    assert_eq!(put("*", &other).json()["field"], "id");
    let versions = get(&running, "/api/v1/sites/shop/goals/purchase").json();
    assert_eq!(versions["versions"].as_array().unwrap().len(), 2);

    let listed = get(&running, goals);
    let tag = listed.header("etag").unwrap();
    let headers = [("if-none-match", tag)];
    let again = running.in_process("GET", goals, &headers, String::new(), Peer::Local);
    assert_eq!((again.status, again.body.len()), (304, 0));
    assert_eq!(
        get(&running, "/api/v1/sites/shop/goals/nothing").json()["code"],
        "unknown_goal"
    );
}

#[test]
fn questions_are_answered_as_json_or_csv() {
    let running = start("");
    let key = running.write_key();
    running.post_batch(&key, &batch(0..4));
    let ask = |accept: &str, question: &Value| {
        let headers = [("content-type", "application/json"), ("accept", accept)];
        let path = "/api/v1/sites/shop/query";
        running.in_process("POST", path, &headers, question.to_string(), Peer::Local)
    };
    let question = json!({"kind": "funnel", "steps": [{"event": "cart"}]});
    assert_eq!(ask("*/*", &question).json()["steps"][0]["count"], 4);
    let csv = ask("text/csv", &question);
    assert!(csv.header("content-type").unwrap().starts_with("text/csv"));
    assert!(
        csv.text().starts_with("step,") || csv.text().contains("cart"),
        "{}",
        csv.text()
    );
    let wrong = ask(
        "*/*",
        &json!({"kind": "funnel", "steps": [{"goal": "nothing"}]}),
    );
    assert_eq!(
        (wrong.status, &wrong.json()["code"]),
        (404, &json!("unknown_goal"))
    );
    assert_eq!(
        ask("*/*", &json!({"kind": "funnel"})).json()["field"],
        "steps"
    );
    assert_eq!(ask("*/*", &json!([])).json()["code"], "malformed_json");
}

#[test]
fn keys_are_made_as_asked_and_work_at_once() {
    let running = start("");
    let keys = "/api/v1/sites/shop/keys";
    for wrong in [
        json!({"kind": "secret"}),
        json!({"kind": "secret", "scopes": ["root"]}),
        json!({"kind": "write", "scopes": ["read"]}),
        json!({"kind": "both"}),
        json!({"kind": "write", "site": "blog"}),
    ] {
        let reply = running.local("POST", keys, &wrong);
        assert_eq!(
            (reply.status, &reply.json()["code"]),
            (400, &json!("invalid_field")),
            "{wrong}"
        );
    }
    let made = running
        .local("POST", keys, &json!({"kind": "write", "name": "web"}))
        .json();
    let key = made["key"].as_str().unwrap();
    assert_eq!(running.post_batch(key, &batch(0..1)).status, 200);
    let path = format!("{keys}/{}", made["id"].as_str().unwrap());
    assert_eq!(running.local("DELETE", &path, &Value::Null).status, 204);
    assert_eq!(running.post_batch(key, &batch(0..1)).status, 401);
    for id in ["key-77", "nonsense"] {
        let reply = running.local("DELETE", &format!("{keys}/{id}"), &Value::Null);
        assert_eq!(
            (reply.status, &reply.json()["code"]),
            (404, &json!("unknown_key"))
        );
    }
    // Another site's key is not there for this one.
    let (other, _) = running.key("blog", "write", &[]);
    assert_eq!(
        running
            .local("DELETE", &format!("{keys}/{other}"), &Value::Null)
            .status,
        404
    );
}

#[test]
fn what_is_not_there_has_an_error_of_the_list() {
    let running = start("");
    for (method, path, status, code) in [
        ("GET", "/nothing", 404, "not_found"),
        ("GET", "/v1/batch", 405, "method_not_allowed"),
        ("PATCH", "/api/v1/sites", 405, "method_not_allowed"),
        (
            "DELETE",
            "/api/v1/sites/shop/imports/imp-1",
            404,
            "unknown_import",
        ),
        (
            "DELETE",
            "/api/v1/sites/shop/imports/x",
            404,
            "unknown_import",
        ),
        (
            "GET",
            "/api/v1/sites/shop/dead-letters?limit=0",
            400,
            "invalid_field",
        ),
        (
            "GET",
            "/api/v1/sites/shop/dead-letters?offset=0",
            400,
            "invalid_field",
        ),
    ] {
        let reply = running.local(method, path, &Value::Null);
        assert_eq!(
            (reply.status, reply.json()["code"].as_str().unwrap()),
            (status, code),
            "{method} {path}"
        );
    }
}

#[test]
fn the_api_document_is_there() {
    let running = start("");
    let document = running.send("GET", "/openapi.json", &[], b"").json();
    assert_eq!(document["openapi"], "3.1.0");
    assert!(document["paths"]["/v1/batch"]["post"].is_object());
}

#[test]
fn of_many_who_change_the_same_version_one_succeeds() {
    let running = start("");
    let goal = |name: &str| json!({"id": "purchase", "name": name, "class": "micro", "when": {"event": "cart"}});
    let goals = "/api/v1/sites/shop/goals";
    assert_eq!(running.local("POST", goals, &goal("One")).status, 201);
    let (_, secret) = running.key("shop", "secret", &["manage"]);
    let bearer = format!("Bearer {secret}");
    for version in 1..6 {
        let tag = format!("\"{version}\"");
        let statuses: Vec<u16> = std::thread::scope(|scope| {
            let (running, bearer, tag) = (&running, &bearer, &tag);
            let changing: Vec<_> = (0..8)
                .map(|number| {
                    scope.spawn(move || {
                        let headers = [("authorization", bearer.as_str()), ("if-match", tag)];
                        let body = goal(&format!("{number}")).to_string();
                        let path = "/api/v1/sites/shop/goals/purchase";
                        running.send("PUT", path, &headers, body.as_bytes()).status
                    })
                })
                .collect();
            let changed = changing.into_iter().map(|one| one.join().unwrap());
            changed.collect()
        });
        let count = |status: u16| statuses.iter().filter(|one| **one == status).count();
        assert_eq!((count(200), count(412)), (1, 7), "{statuses:?}");
    }
}
