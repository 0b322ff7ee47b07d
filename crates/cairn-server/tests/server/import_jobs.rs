//! Imports that are running. Their file is a pipe, so that a test says when there is more to read.

use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use crate::harness::{Running, start};
use crate::uploads::{IMPORTS, JOBS, Manager, ROWS, refused};

const SHOP: &str = "/api/v1/sites/shop";
const HEADER: &[u8] = b"user_id,event,timestamp\n";

/// Puts a pipe in the place of a file.
fn pipe(path: &Path) {
    let _ = std::fs::remove_file(path);
    let made = Command::new("mkfifo").arg(path).status().unwrap();
    assert!(made.success());
}

/// An import that reads what is written to the pipe, and waits for more.
fn reading(manager: &Manager<'_>) -> (String, String, File) {
    let upload = manager.upload("rows.csv", ROWS.as_bytes());
    let path = manager.files().pop().unwrap();
    pipe(&path);
    let begun = manager.post(IMPORTS, &json!({ "upload": upload }));
    assert_eq!(begun.status, 202, "{begun:?}");
    let job = begun.json()["job"].as_str().unwrap().to_owned();
    // A pipe opens when its other end does.
    let mut file = File::options().write(true).open(path).unwrap();
    file.write_all(HEADER).unwrap();
    (upload, job, file)
}

fn row(number: u32) -> String {
    format!("u{number},seen,2026-01-01 00:00:00\n")
}

fn settings(running: &Running, change: &Value) -> u16 {
    running.local("PATCH", SHOP, change).status
}

#[test]
fn one_import_runs_at_a_time_and_can_be_cancelled() {
    let running = start("");
    let manager = Manager::of(&running);
    let (_, job, mut file) = reading(&manager);
    let second = manager.upload("rows.csv", ROWS.as_bytes());
    refused(
        &manager.post(IMPORTS, &json!({"upload": second})),
        409,
        "conflict",
    );
    file.write_all(row(1).as_bytes()).unwrap();
    assert_eq!(manager.job(&job)["state"], "reading");
    assert_eq!(
        manager.send("DELETE", &format!("{JOBS}/{job}"), b"").status,
        204
    );
    file.write_all(row(2).as_bytes()).unwrap();
    drop(file);
    running.wait_until(|| manager.job(&job)["state"] == "failed");
    let cancelled = manager.job(&job);
    assert_eq!(cancelled["error"]["code"], "conflict", "{cancelled}");
    assert!(cancelled["rows"].as_u64().unwrap() < 2, "{cancelled}");
    let imports = running.local("GET", IMPORTS, &Value::Null).json();
    assert_eq!(imports["imports"], json!([]));
    assert_eq!(running.local("GET", SHOP, &Value::Null).json()["events"], 0);
    let again = manager.send("DELETE", &format!("{JOBS}/{job}"), b"");
    refused(&again, 409, "conflict");
    refused(
        &manager.send("GET", &format!("{JOBS}/job-99"), b""),
        404,
        "not_found",
    );
    running.wait_until(|| manager.post(IMPORTS, &json!({"upload": second})).status == 202);
}

/// A file is read with the zone and currency that its site has when it is committed.
#[test]
fn zone_and_currency_stay_while_an_import_reads() {
    let running = start("");
    let manager = Manager::of(&running);
    let (_, job, mut file) = reading(&manager);
    for (field, change) in [
        ("timezone", json!({"timezone": "Europe/Zurich"})),
        ("currency", json!({"currency": "CHF"})),
    ] {
        let reply = running.local("PATCH", SHOP, &change);
        refused(&reply, 409, "conflict");
        let error = reply.json();
        assert_eq!(error["field"], field);
        assert!(
            error["hint"].as_str().unwrap().contains("cancel it"),
            "{error}"
        );
    }
    // What no event is read with may change, and what is said to be as it is.
    let other =
        json!({"name": "Shop", "week_start": "sunday", "timezone": "UTC", "currency": "EUR"});
    assert_eq!(settings(&running, &other), 200);
    manager.send("DELETE", &format!("{JOBS}/{job}"), b"");
    file.write_all(row(1).as_bytes()).unwrap();
    drop(file);
    running.wait_until(|| manager.job(&job)["state"] == "failed");
    // Whoever sees that it has ended may change them: its turn is given back just after.
    let swiss = json!({"timezone": "Europe/Zurich", "currency": "CHF"});
    running.wait_until(|| settings(&running, &swiss) == 200);
    // The next file is read with them: midnight in Zurich is an hour before that of UTC.
    let upload = manager.upload("rows.csv", ROWS.as_bytes());
    let done = manager.import(&json!({ "upload": upload }));
    assert_eq!(done["report"]["stored"], 2, "{done}");
    let shop = running.local("GET", SHOP, &Value::Null).json();
    assert_eq!(shop["first_event_time"], "2025-12-31T23:00:00Z");
    assert_eq!(settings(&running, &json!({"currency": "EUR"})), 409);
}
