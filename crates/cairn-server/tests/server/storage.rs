//! What is stored, over HTTP: the sums are those of the files on disk, as the system counts them.

use std::path::Path;

use cairn_core::time::Time;
use cairn_storage::{Depth, Store};
use serde_json::{Value, json};

use crate::harness::{Running, SECOND, START, batch, start, start_on};

const DAY: i64 = 86_400 * SECOND;

fn storage(running: &Running) -> Value {
    let reply = running.local("GET", "/api/v1/storage", &Value::Null);
    assert_eq!(reply.status, 200, "{reply:?}");
    reply.json()
}

/// The sizes of the files below a folder whose names end so.
fn walk(folder: &Path, ending: &str) -> u64 {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return 0;
    };
    let sizes = entries.map(|entry| {
        let entry = entry.unwrap();
        let metadata = entry.metadata().unwrap();
        match metadata.is_dir() {
            true => walk(&entry.path(), ending),
            false if entry.file_name().to_string_lossy().ends_with(ending) => metadata.len(),
            false => 0,
        }
    });
    sizes.sum()
}

fn check_sums(running: &Running) -> Value {
    let data = running.data.path();
    let found = storage(running);
    let (mut runs, mut letters) = (0, 0);
    for site in found["sites"].as_array().unwrap() {
        let id = site["site"].as_str().unwrap();
        let folder = data.join("runs").join(id);
        for (kind, ending) in [
            ("events", ".parquet"),
            ("ids", ".ids"),
            ("facts", ".facts"),
            ("persons", ".persons"),
        ] {
            assert_eq!(
                site["run_bytes"][kind],
                walk(&folder, ending),
                "{id} {kind}"
            );
        }
        runs += walk(&folder, "");
        let folder = data.join("dead-letters").join(id);
        assert_eq!(site["dead_letter_bytes"], walk(&folder, ""));
        letters += walk(&folder, "");
        assert_eq!(
            site["quarantine_bytes"],
            walk(&data.join("quarantine").join(id), "")
        );
    }
    assert_eq!(runs, walk(&data.join("runs"), ""));
    assert_eq!(found["log_bytes"], walk(&data.join("log"), ".log"));
    let aside = walk(&data.join("quarantine"), "") + walk(&data.join("log/quarantine"), "");
    assert_eq!(found["quarantine_bytes"], aside);
    let log = walk(&data.join("log"), ".log");
    assert_eq!(found["bytes"], runs + letters + log + aside);
    found
}

#[test]
fn sums_are_those_of_the_files_on_disk() {
    let running = start("");
    let found = check_sums(&running);
    assert_eq!((&found["events"], &found["sites"]), (&json!(0), &json!([])));
    assert_eq!(found["bytes_per_event"], Value::Null);

    let (shop, blog) = (running.write_key(), running.key("blog", "write", &[]).1);
    running.post_batch(&shop, &batch(0..40));
    running.post_batch(&blog, &batch(0..5));
    running.post_batch(&shop, br#"{"batch": [{"type": "track"}]}"#);
    running.live.flush().unwrap();
    running.post_batch(&shop, &batch(40..43));
    let found = check_sums(&running);
    assert_eq!(found["events"], 48);
    let [blog, shop] = &found["sites"].as_array().unwrap()[..] else {
        panic!("{found}");
    };
    assert_eq!(
        (&blog["site"], &blog["events"]),
        (&json!("blog"), &json!(5))
    );
    assert_eq!(
        (&shop["events"], &shop["log_events"]),
        (&json!(43), &json!(3))
    );
    assert_eq!(
        (&shop["runs"], &shop["compacted_runs"]),
        (&json!(1), &json!(0))
    );
    assert_eq!(shop["dead_letters"], 1);
    assert_eq!(shop["first_event_time"], "2026-01-01T00:00:00Z");
    let per_event = found["bytes_per_event"].as_f64().unwrap();
    let runs = walk(&running.data.path().join("runs"), "");
    assert!((per_event * 45.0 - runs as f64).abs() < 1e-6, "{per_event}");
    let disk = &found["disk"];
    let number = |field: &str| disk[field].as_u64().unwrap();
    assert!(number("free_bytes") <= number("total_bytes"), "{disk}");
    assert!(number("low_water_bytes") <= number("total_bytes") / 10);
}

#[test]
fn what_was_set_aside_is_shown_with_its_fault() {
    let mut before = start("");
    before.post_batch(&before.write_key(), &batch(0..7));
    before.live.flush().unwrap();
    before.tell_to_stop();
    before.wait().unwrap();
    let data = before.data.path();
    let run = data.join("runs/shop/run-00000001.parquet");
    let mut content = std::fs::read(&run).unwrap();
    let middle = content.len() / 2;
    content[middle] ^= 1;
    std::fs::write(&run, content).unwrap();
    let at = Time::from_micros(START);
    Store::at(data).quarantine(Depth::Files, at).unwrap();
    let running = start_on("", |moved| {
        for folder in ["manifest", "quarantine"] {
            copy(&data.join(folder), &moved.join(folder));
        }
        Store::at(moved)
    });
    let found = check_sums(&running);
    assert_eq!(found["events"], 0);
    let [aside] = &found["quarantined"].as_array().unwrap()[..] else {
        panic!("{found}");
    };
    assert_eq!(aside["file"], "quarantine/shop/run-00000001.parquet");
    assert_eq!(
        (&aside["site"], &aside["events"]),
        (&json!("shop"), &json!(7))
    );
    assert_eq!(aside["at"], "2026-01-01T00:00:00Z");
    assert!(aside["fault"].as_str().unwrap().contains("hash"), "{aside}");
    assert!(found["quarantine_bytes"].as_u64().unwrap() > 0);
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        match entry.file_type().unwrap().is_dir() {
            true => copy(&entry.path(), &to),
            false => {
                std::fs::copy(entry.path(), to).unwrap();
            }
        }
    }
}

#[test]
fn compactions_are_counted_and_their_runs_told_apart() {
    let running = start("");
    let found = storage(&running);
    let none = json!({ "running_since": null, "done": 0, "failed": 0, "last": null });
    assert_eq!(found["compaction"], none);
    let key = running.write_key();
    for number in 0..8 {
        running.post_batch(&key, &batch(number * 5..number * 5 + 5));
        running.live.flush().unwrap();
    }
    running.wait_until(|| storage(&running)["compaction"]["done"] == 1);
    // The files of before go once nobody reads them.
    let runs = running.data.path().join("runs");
    running.wait_until(|| {
        let told = storage(&running);
        let kinds = told["sites"][0]["run_bytes"].as_object().unwrap();
        kinds.values().filter_map(Value::as_u64).sum::<u64>() == walk(&runs, "")
    });
    let found = check_sums(&running);
    let shop = &found["sites"][0];
    assert_eq!(
        (&shop["runs"], &shop["compacted_runs"]),
        (&json!(1), &json!(1))
    );
    assert_eq!(shop["events"], 40);
    assert!(shop["run_bytes"]["persons"].as_u64().unwrap() > 0);
    let last = json!({ "at": "2026-01-01T00:00:00Z", "outcome": "placed", "reason": null });
    assert_eq!(found["compaction"]["last"], last);
    assert_eq!(found["compaction"]["running_since"], Value::Null);
}

#[test]
fn the_forecast_follows_the_days_on_which_events_came() {
    let running = start("");
    let key = running.write_key();
    running.post_batch(&key, &batch(0..10));
    assert_eq!(storage(&running)["forecast"]["outlook"], "too_early");
    for day in 1..=2 {
        running.advance(DAY);
        running.post_batch(&key, &batch(day * 10..day * 10 + 4));
    }
    running.advance(DAY);
    running.live.flush().unwrap();
    let found = storage(&running);
    // Of the 18 events 8 came on the two whole days: four ninths of the bytes, half of them a day.
    let runs = walk(&running.data.path().join("runs"), "");
    let per_day = 8 * runs / 18 / 2;
    let forecast = &found["forecast"];
    assert_eq!(
        (&forecast["outlook"], &forecast["days"]),
        (&json!("grows"), &json!(2))
    );
    assert_eq!(
        (&forecast["live_events"], &forecast["imported_events"]),
        (&json!(8), &json!(0))
    );
    assert_eq!(forecast["bytes_per_day"], per_day);
    let disk = |field: &str| found["disk"][field].as_u64().unwrap();
    let room = disk("free_bytes").saturating_sub(disk("low_water_bytes"));
    let until = forecast["days_until_low_water"].as_u64().unwrap();
    assert!(
        until.abs_diff(room / per_day) <= room / per_day / 50,
        "{until} of {room}"
    );
    running.advance(40 * DAY);
    let forecast = &storage(&running)["forecast"];
    assert_eq!(
        (&forecast["outlook"], &forecast["days"]),
        (&json!("still"), &json!(30))
    );
}
