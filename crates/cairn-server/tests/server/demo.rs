//! The demo shop over HTTP: what is planted is what its truth says, once, and whatever is cut short is completed.

use std::time::{Duration, Instant};

use cairn_demo::DemoShop;
use cairn_server::Peer;
use serde_json::{Value, json};

use crate::harness::{Reply, Running, SECOND, START, start};

const DEMO: &str = "/api/v1/demo";
const JOBS: &str = "/api/v1/sites/demo/import-jobs";
const UNTIL: &str = "2025-12-01";

fn plant(running: &Running, body: &Value) -> Reply {
    running.local("POST", DEMO, body)
}

fn get(running: &Running, path: &str) -> Value {
    running.local("GET", path, &Value::Null).json()
}

/// The job as it ended.
#[track_caller]
fn end_of(running: &Running, job: &str) -> Value {
    let began = Instant::now();
    loop {
        let shown = get(running, &format!("{JOBS}/{job}"));
        if ["done", "failed"].contains(&shown["state"].as_str().unwrap()) {
            return shown;
        }
        assert!(began.elapsed() < Duration::from_secs(120), "{shown}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

fn total(running: &Running, question: &Value) -> Value {
    let reply = running.local("POST", "/api/v1/sites/demo/query", question);
    assert_eq!(reply.status, 200, "{reply:?}");
    reply.json()["series"][0]["total"].clone()
}

#[track_caller]
fn refused(reply: &Reply, status: u16, code: &str, said: &str) {
    assert_eq!(
        (reply.status, reply.json()["code"].as_str().unwrap()),
        (status, code),
        "{reply:?}"
    );
    assert!(reply.text().contains(said), "{said}: {reply:?}");
}

/// All that the shop's site has beside events is there.
#[track_caller]
fn check_definitions(running: &Running) {
    let goals = get(running, "/api/v1/sites/demo/goals");
    let ids = goals["goals"].as_array().unwrap().iter();
    let ids: Vec<&str> = ids
        .map(|goal| goal["definition"]["id"].as_str().unwrap())
        .collect();
    assert_eq!(ids, ["cart", "newsletter", "order", "video", "wishlist"]);
    let funnels = get(running, "/api/v1/sites/demo/funnels");
    assert_eq!(funnels["funnels"][0]["id"], "checkout");
    let site = get(running, "/api/v1/sites/demo");
    let said = ["name", "north_star", "timezone", "currency"].map(|field| site[field].clone());
    assert_eq!(
        json!(said),
        json!(["Demo shop", "order", "Europe/Berlin", "EUR"])
    );
}

#[test]
fn what_is_planted_is_the_truth_and_a_second_time_nothing_is_added() {
    let running = start("");
    let cookie = running.session(START, START + 3_600 * SECOND);
    let headers = [
        ("cookie", cookie.as_str()),
        ("sec-fetch-site", "same-origin"),
        ("content-type", "application/json"),
    ];
    let body = json!({"seed": 3, "until": UNTIL}).to_string();
    let begun = running.send("POST", DEMO, &headers, body.as_bytes());
    assert_eq!(begun.status, 202, "{begun:?}");
    assert_eq!(begun.json()["site"], "demo");
    let job = begun.json()["job"].as_str().unwrap().to_owned();
    let meanwhile = running.send("POST", DEMO, &headers, b"{}");
    refused(&meanwhile, 409, "conflict", "another import is running");
    let shown = end_of(&running, &job);
    assert_eq!(shown["state"], "done", "{shown}");
    assert_eq!(shown["name"], format!("demo-seed-3-until-{UNTIL}.ndjson"));
    assert!(shown["bytes"].as_u64().unwrap() > 1_000_000, "{shown}");
    assert_eq!(shown["bytes"], shown["bytes_read"]);

    let truth = DemoShop::new(3, UNTIL).unwrap().truth();
    let truth = serde_json::to_value(truth).unwrap();
    let report = &shown["report"];
    assert_eq!(
        [&report["read"], &report["duplicates"], &shown["rows"]],
        [&truth["lines"], &truth["sent_twice"], &truth["lines"]]
    );
    assert_eq!(
        [&report["rejected"], &report["created_site"]["id"]],
        [&json!(0), &json!("demo")]
    );
    assert_eq!(report["warnings"], json!([]));
    let all = total(
        &running,
        &json!({"kind": "trend", "event": "*", "interval": "month"}),
    );
    assert_eq!(
        [&all["conversions"], &all["persons"]],
        [&truth["events"], &truth["persons"]]
    );
    let orders = total(
        &running,
        &json!({"kind": "trend", "goal": "order", "interval": "month"}),
    );
    assert_eq!(
        [&orders["conversions"], &orders["value"]["minor"]],
        [&truth["orders"], &truth["revenue_minor"]]
    );
    check_definitions(&running);

    let stored = get(&running, "/api/v1/sites/demo")["events"].clone();
    for again in [
        json!({}),
        json!({"seed": 3}),
        json!({"until": UNTIL, "seed": null}),
    ] {
        let reply = plant(&running, &again);
        assert_eq!(reply.status, 200, "{reply:?}");
        assert_eq!(reply.json(), json!({"site": "demo", "job": null}));
    }
    refused(
        &plant(&running, &json!({"seed": 4})),
        409,
        "conflict",
        "imports/imp-1",
    );
    assert_eq!(get(&running, "/api/v1/sites/demo")["events"], stored);
    let left = std::fs::read_dir(running.data.path().join("staging"));
    assert_eq!(left.map_or(0, Iterator::count), 0);
}

/// The site `demo` with one event, by a file of this name.
fn import_one(running: &Running, name: &str) {
    let site = json!({"id": "demo", "timezone": "Europe/Berlin"});
    assert_eq!(running.local("POST", "/api/v1/sites", &site).status, 201);
    let file = running.data.path().join(name);
    let event = json!({"event": "cart", "event_time": "2025-11-30T10:00:00Z", "anonymous_id": "a"});
    std::fs::write(&file, format!("{event}\n")).unwrap();
    let reply = running.local(
        "POST",
        "/api/v1/sites/demo/imports",
        &json!({"path": file.to_str().unwrap()}),
    );
    assert_eq!(reply.status, 201, "{reply:?}");
}

#[test]
fn what_a_shop_lacks_beside_events_is_added_when_asked_again() {
    let running = start("");
    // As a crash right after the commit leaves it.
    import_one(&running, &format!("demo-seed-3-until-{UNTIL}.ndjson"));
    assert_eq!(plant(&running, &json!({})).status, 200);
    check_definitions(&running);
    let funnel = "/api/v1/sites/demo/funnels/checkout";
    assert_eq!(running.local("DELETE", funnel, &Value::Null).status, 204);
    let change = json!({"north_star": null});
    assert_eq!(
        running.local("PATCH", "/api/v1/sites/demo", &change).status,
        200
    );
    assert_eq!(plant(&running, &json!({})).status, 200);
    check_definitions(&running);
    // What somebody said stays.
    let change = json!({"name": "Mine"});
    running.local("PATCH", "/api/v1/sites/demo", &change);
    assert_eq!(plant(&running, &json!({})).status, 200);
    assert_eq!(get(&running, "/api/v1/sites/demo")["name"], "Mine");
}

#[test]
fn a_site_of_other_events_or_settings_is_left_alone() {
    let running = start("");
    import_one(&running, "orders.ndjson");
    let reply = plant(&running, &json!({}));
    refused(&reply, 409, "conflict", "not the demo shop's");
    assert!(reply.json()["hint"].is_string(), "{reply:?}");
    let goals = get(&running, "/api/v1/sites/demo/goals");
    assert_eq!(goals["goals"], json!([]));

    let running = start("");
    running.local("POST", "/api/v1/sites", &json!({"id": "demo"}));
    let reply = plant(&running, &json!({}));
    refused(&reply, 409, "conflict", "Europe/Berlin and EUR");
    let change = json!({"timezone": "Europe/Berlin"});
    running.local("PATCH", "/api/v1/sites/demo", &change);
    let begun = plant(&running, &json!({}));
    assert_eq!(begun.status, 202, "{begun:?}");
    let job = begun.json()["job"].as_str().unwrap().to_owned();
    let shown = get(&running, &format!("{JOBS}/{job}"));
    // Up to the day of the clock, in Berlin.
    assert_eq!(shown["name"], "demo-seed-1-until-2026-01-01.ndjson");
    running.local("DELETE", &format!("{JOBS}/{job}"), &Value::Null);
    end_of(&running, &job);
}

#[test]
fn what_cannot_be_planted_is_refused_and_leaves_nothing() {
    let running = start("");
    for (body, field) in [
        (json!({"until": "tomorrow"}), "until"),
        (json!({"until": "2026-02-30"}), "until"),
        (json!({"until": "2026-01-02"}), "until"),
        (json!({"seed": -1}), "seed"),
        (json!({"sede": 1}), "sede"),
    ] {
        let reply = plant(&running, &body);
        refused(&reply, 400, "invalid_field", field);
        assert_eq!(reply.json()["field"], field, "{body}");
    }
    let cookie = running.session(START, START + SECOND);
    let headers = [
        ("cookie", cookie.as_str()),
        ("sec-fetch-site", "cross-site"),
        ("content-type", "application/json"),
    ];
    let foreign = running.send("POST", DEMO, &headers, b"{}");
    assert_eq!(foreign.status, 403);
    let site = running.local("GET", "/api/v1/sites/demo", &Value::Null);
    assert_eq!(site.status, 404);
}

/// Asks for the shop and hangs up after so many looks at the answer.
fn hang_up_after(running: &Running, looks: u32) {
    let request = axum::http::Request::builder()
        .method("POST")
        .uri(DEMO)
        .body(axum::body::Body::from("{}"))
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
            tokio::task::yield_now().await;
        }
    });
}

#[test]
fn who_hangs_up_stops_nothing_and_what_is_cancelled_leaves_no_event() {
    let running = start("");
    let mut looks = 0;
    let mut job = Value::Null;
    running.wait_until(|| {
        looks += 1;
        hang_up_after(&running, looks);
        std::thread::sleep(Duration::from_millis(50));
        let listed = running.local("GET", JOBS, &Value::Null);
        if listed.status == 200 {
            // Where there is a site, there is a job that fills it.
            job = listed.json()["jobs"][0]["job"].clone();
            return true;
        }
        false
    });
    let job = job.as_str().unwrap();
    let path = format!("{JOBS}/{job}");
    assert_eq!(running.local("DELETE", &path, &Value::Null).status, 204);
    let shown = end_of(&running, job);
    assert_eq!(
        [&shown["state"], &shown["error"]["code"]],
        [&json!("failed"), &json!("conflict")],
        "{shown}"
    );
    assert_eq!(get(&running, "/api/v1/sites/demo")["events"], 0);
    let goals = get(&running, "/api/v1/sites/demo/goals");
    assert_eq!(goals["goals"], json!([]));
    let left = std::fs::read_dir(running.data.path().join("staging"));
    assert_eq!(left.map_or(0, Iterator::count), 0);
    running.wait_until(|| plant(&running, &json!({})).status == 202);
}
