//! Files sent over the network: received, previewed, imported by a job, listed where they are no events.

use std::io::Write;
use std::path::PathBuf;

use serde_json::{Value, json};

use crate::harness::{Reply, Running, SECOND, START, batch, read_reply, start};

pub(crate) const UPLOADS: &str = "/api/v1/sites/shop/uploads";
pub(crate) const IMPORTS: &str = "/api/v1/sites/shop/imports";
pub(crate) const JOBS: &str = "/api/v1/sites/shop/import-jobs";

/// Three rows, of which the last is no event.
const ORDERS: &str =
    "who;what;at;price\nann;buy;01.02.2025 10:00;9,5\nbob;buy;25.01.2026 10:00;\ncid;buy;soon;3\n";
pub(crate) const ROWS: &str = "user_id,event,timestamp,plan\nann,seen,2026-01-01 00:00:00,pro\nbob,seen,2026-01-01 00:00:01,\n,seen,never,free\n";

pub(crate) struct Manager<'a> {
    pub(crate) running: &'a Running,
    bearer: String,
}

impl<'a> Manager<'a> {
    pub(crate) fn of(running: &'a Running) -> Self {
        let (_, key) = running.key("shop", "secret", &["manage", "read"]);
        Self {
            running,
            bearer: format!("Bearer {key}"),
        }
    }

    pub(crate) fn send(&self, method: &str, path: &str, body: &[u8]) -> Reply {
        let headers = [("authorization", self.bearer.as_str())];
        self.running.send(method, path, &headers, body)
    }

    pub(crate) fn post(&self, path: &str, body: &Value) -> Reply {
        self.send("POST", path, body.to_string().as_bytes())
    }

    #[track_caller]
    pub(crate) fn upload(&self, name: &str, content: &[u8]) -> String {
        let reply = self.send("POST", &format!("{UPLOADS}?name={name}"), content);
        assert_eq!(reply.status, 201, "{reply:?}");
        assert_eq!(reply.json()["bytes"], content.len());
        reply.json()["upload"].as_str().unwrap().to_owned()
    }

    #[track_caller]
    fn preview(&self, upload: &str, reading: &Value) -> Value {
        let reply = self.post(&format!("{UPLOADS}/{upload}/preview"), reading);
        assert_eq!(reply.status, 200, "{reply:?}");
        reply.json()
    }

    pub(crate) fn job(&self, job: &str) -> Value {
        self.send("GET", &format!("{JOBS}/{job}"), b"").json()
    }

    /// Begins an import and waits for its end.
    #[track_caller]
    pub(crate) fn import(&self, body: &Value) -> Value {
        let reply = self.post(IMPORTS, body);
        assert_eq!(reply.status, 202, "{reply:?}");
        let job = reply.json()["job"].as_str().unwrap().to_owned();
        self.running.wait_until(|| {
            let state = self.job(&job)["state"].clone();
            ["done", "failed"].contains(&state.as_str().unwrap())
        });
        self.job(&job)
    }

    pub(crate) fn files(&self) -> Vec<PathBuf> {
        let folder = self.running.data.path().join("staging/uploads");
        let listed = std::fs::read_dir(folder).map(|files| files.map(|file| file.unwrap().path()));
        listed.map(Iterator::collect).unwrap_or_default()
    }
}

#[track_caller]
pub(crate) fn refused(reply: &Reply, status: u16, code: &str) {
    assert_eq!(
        (reply.status, reply.json()["code"].as_str().unwrap()),
        (status, code),
        "{reply:?}"
    );
}

#[test]
fn a_file_is_received_previewed_and_imported() {
    let running = start("");
    let manager = Manager::of(&running);
    let upload = manager.upload("rows.csv", ROWS.as_bytes());
    let preview = manager.preview(&upload, &json!({}));
    assert_eq!(
        (&preview["format"], &preview["guessed"]),
        (&json!("csv"), &json!(true))
    );
    assert_eq!(
        (&preview["sampled"], &preview["warnings"]),
        (&json!(3), &json!([]))
    );
    assert_eq!(preview["mapping"]["columns"]["user_id"], "user_id");
    assert_eq!(preview["mapping"]["constants"], json!({}));
    assert!(
        preview["mapping_toml"]
            .as_str()
            .unwrap()
            .contains("[columns]")
    );
    let plan = &preview["columns"][3];
    assert_eq!(
        (&plan["name"], &plan["samples"]),
        (&json!("plan"), &json!(["pro", "free"]))
    );
    assert!((plan["empty"].as_f64().unwrap() - 1.0 / 3.0).abs() < 1e-9);
    assert_eq!(
        preview["rows"][0],
        json!({
            "row": 1,
            "event": {
                "event": "seen", "event_time": "2026-01-01T00:00:00Z", "user_id": "ann",
                "properties": {"plan": "pro"}, "source": "rows.csv", "trust": "client",
            },
            "rejection": null,
        })
    );
    assert_eq!(preview["rows"][2]["rejection"]["reason"], "bad_time");
    assert!(
        preview["fields"]
            .as_array()
            .unwrap()
            .contains(&json!("order_id"))
    );
    // What was shown can be given back as it is.
    let again = json!({"mapping": preview["mapping"]});
    let again = manager.preview(&upload, &again);
    assert_eq!(
        (&again["rows"], &again["guessed"]),
        (&preview["rows"], &json!(false))
    );

    let done = manager.import(&json!({"upload": upload, "mapping": preview["mapping_toml"]}));
    assert_eq!(
        (&done["state"], &done["rows"]),
        (&json!("done"), &json!(3)),
        "{done}"
    );
    assert_eq!(
        (&done["bytes"], &done["bytes_read"]),
        (&json!(ROWS.len()), &json!(ROWS.len()))
    );
    let report = &done["report"];
    assert_eq!(
        [
            &report["read"],
            &report["stored"],
            &report["rejected"],
            &report["rejects_file"]
        ],
        [&json!(3), &json!(2), &json!(1), &Value::Null]
    );
    let import = report["import"].as_str().unwrap();
    let rejects = manager.send("GET", &format!("{IMPORTS}/{import}/rejects"), b"");
    assert!(
        rejects
            .header("content-type")
            .unwrap()
            .starts_with("text/csv")
    );
    let rejects = rejects.text();
    assert!(
        rejects.contains("row,line,reason,detail,raw") && rejects.contains("bad_time"),
        "{rejects}"
    );
    assert!(manager.files().is_empty());
    let gone = manager.post(&format!("{UPLOADS}/{upload}/preview"), &json!({}));
    refused(&gone, 404, "not_found");
    let listed = manager.send("GET", JOBS, b"").json();
    assert_eq!(listed["jobs"], json!([done]));
    // A process that died before its commit left a list under the number that the next import gets.
    let lists = running.data.path().join("rejects");
    std::fs::copy(lists.join(format!("{import}.csv")), lists.join("imp-2.csv")).unwrap();
    // The same file again adds nothing, and has no rejects of another import.
    let upload = manager.upload("good.csv", ROWS.rsplit_once("\n,").unwrap().0.as_bytes());
    let again = manager.import(&json!({"upload": upload}));
    assert_eq!(
        (&again["report"]["stored"], &again["report"]["duplicates"]),
        (&json!(0), &json!(2))
    );
    let import = again["report"]["import"].as_str().unwrap();
    assert_eq!(import, "imp-2");
    let rejects = manager.send("GET", &format!("{IMPORTS}/{import}/rejects"), b"");
    assert_eq!(rejects.text(), "row,line,reason,detail,raw\n");
    assert_eq!(
        running
            .local("DELETE", &format!("{IMPORTS}/{import}"), &Value::Null)
            .status,
        200
    );
    refused(
        &manager.send("GET", &format!("{IMPORTS}/imp-99/rejects"), b""),
        404,
        "unknown_import",
    );
}

#[test]
fn what_can_not_be_guessed_can_be_mapped_by_hand() {
    let running = start("");
    let manager = Manager::of(&running);
    let upload = manager.upload("orders.csv", ORDERS.as_bytes());
    let preview = manager.preview(&upload, &json!({"format": null, "mapping": null}));
    assert_eq!(preview["columns"].as_array().unwrap().len(), 4, "{preview}");
    assert_eq!(
        (&preview["rows"], &preview["guessed"]),
        (&json!([]), &json!(false))
    );
    assert!(
        preview["warnings"][0]
            .as_str()
            .unwrap()
            .contains("could not guess"),
        "{preview}"
    );
    let mapping = json!({
        "delimiter": ";", "time_format": "%d.%m.%Y %H:%M", "timezone": null, "trust": "server",
        "columns": {"event": "what", "event_time": "at", "user_id": "who", "properties.both": ["who", "what"]},
        "constants": {"currency": "CHF"}, "types": {"price": "string"},
    });
    let preview = manager.preview(&upload, &json!({"mapping": mapping}));
    let event = &preview["rows"][0]["event"];
    assert_eq!(
        [
            &event["event_time"],
            &event["properties"]["both"],
            &event["currency"],
            &event["trust"]
        ],
        [
            &json!("2025-02-01T10:00:00Z"),
            &json!("ann buy"),
            &json!("CHF"),
            &json!("server")
        ],
        "{preview}"
    );
    for (wrong, field) in [
        (
            json!({"mapping": {"columns": {"evnt": "what"}}}),
            "mapping.columns.evnt",
        ),
        (json!({"mapping": {"trust": "nobody"}}), "mapping.trust"),
        (json!({"mapping": "columns"}), "mapping"),
        (json!({"mapping": 3}), "mapping"),
        (json!({"format": "xlsx"}), "format"),
        (json!({"colums": 3}), "colums"),
    ] {
        let reply = manager.post(&format!("{UPLOADS}/{upload}/preview"), &wrong);
        refused(&reply, 400, "invalid_field");
        assert_eq!(reply.json()["field"], field, "{wrong}");
    }
    let missing =
        json!({"mapping": {"delimiter": ";", "columns": {"event": "wat", "event_time": "at"}}});
    let reply = manager.post(&format!("{UPLOADS}/{upload}/preview"), &missing);
    refused(&reply, 400, "invalid_field");
    assert!(reply.text().contains("`wat`"), "{reply:?}");
    // An import that fails keeps its file for another try.
    let failed = manager.import(&json!({"upload": upload}));
    assert_eq!(
        (&failed["state"], &failed["error"]["code"]),
        (&json!("failed"), &json!("invalid_field"))
    );
    let done = manager.import(&json!({"upload": upload, "mapping": mapping}));
    assert_eq!(
        done["report"]["stored"], 1,
        "a row lies more than a day ahead, one has no time: {done}"
    );
}

#[test]
fn messages_need_no_mapping_and_gzip_is_unpacked() {
    let running = start("");
    let manager = Manager::of(&running);
    let lines: String = (0..30)
        .map(|n| format!("{{\"type\": \"track\", \"event\": \"buy\", \"messageId\": \"m{n}\", \"userId\": \"u{n}\", \"timestamp\": \"2026-01-01T00:00:00Z\", \"properties\": {{\"revenue\": 12.5}}}}\n"))
        .collect();
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(lines.as_bytes()).unwrap();
    let upload = manager.upload("events.ndjson.gz", &packed.finish().unwrap());
    let preview = manager.preview(&upload, &json!({}));
    assert_eq!(
        (&preview["mapping"], &preview["guessed"]),
        (&Value::Null, &json!(false))
    );
    assert_eq!(preview["rows"].as_array().unwrap().len(), 20);
    assert_eq!(preview["rows"][0]["event"]["value"], "12.50");
    let done = manager.import(&json!({"upload": upload, "format": "ndjson"}));
    assert_eq!(done["report"]["stored"], 30, "{done}");
}

#[test]
fn a_file_is_of_its_site_has_a_name_and_a_greatest_size() {
    let running =
        start("limits.upload_bytes = 1000\nlimits.body_bytes = 10\nlimits.in_flight_bytes = 100");
    let manager = Manager::of(&running);
    for query in [
        "",
        "?name=",
        "?name=a/b.csv",
        "?name=..",
        "?name=a%0Ab",
        "?nme=a",
    ] {
        let reply = manager.send("POST", &format!("{UPLOADS}{query}"), b"x");
        refused(&reply, 400, "invalid_field");
        assert_eq!(reply.json()["field"], "name", "{query}");
    }
    refused(
        &manager.send("POST", &format!("{UPLOADS}?name=a.csv"), b""),
        400,
        "invalid_field",
    );
    refused(
        &manager.send("POST", &format!("{UPLOADS}?name=a.csv"), &[b'x'; 1001]),
        413,
        "body_too_large",
    );
    // More than is said beforehand is not known until it comes.
    let mut stream = running.connect();
    let head = format!(
        "POST {UPLOADS}?name=a.csv HTTP/1.1\r\nhost: localhost\r\nauthorization: {}\r\ntransfer-encoding: chunked\r\nconnection: close\r\n\r\n",
        manager.bearer
    );
    stream.write_all(head.as_bytes()).unwrap();
    for _ in 0..3 {
        stream
            .write_all(format!("1f4\r\n{}\r\n", "x".repeat(500)).as_bytes())
            .unwrap();
    }
    stream.write_all(b"0\r\n\r\n").unwrap();
    refused(&read_reply(&mut stream), 413, "body_too_large");
    assert!(manager.files().is_empty());
    // It is no part of the bytes in flight, nor held by their limit.
    let upload = manager.upload("a.csv", &[b'x'; 1000]);
    assert_eq!(running.in_flight(), 0);
    let of_blog = format!("/api/v1/sites/blog/uploads/{upload}/preview");
    refused(
        &running.local("POST", &of_blog, &json!({})),
        404,
        "not_found",
    );
    let path = format!("{UPLOADS}/{upload}");
    assert_eq!(manager.send("DELETE", &path, b"").status, 204);
    refused(&manager.send("DELETE", &path, b""), 404, "not_found");
    assert!(manager.files().is_empty());
    let upload = manager.upload("a.csv", b"x");
    running.advance(86_399 * SECOND);
    assert_eq!(manager.files().len(), 1);
    running.advance(SECOND);
    let path = format!("{UPLOADS}/{upload}/preview");
    refused(&manager.post(&path, &json!({})), 404, "not_found");
    assert!(manager.files().is_empty());
}

/// The head of an upload of nine bytes, and its first one.
fn begun(manager: &Manager<'_>) -> String {
    format!(
        "POST {UPLOADS}?name=a.csv HTTP/1.1\r\nhost: localhost\r\nauthorization: {}\r\ncontent-length: 9\r\nconnection: close\r\n\r\nx",
        manager.bearer
    )
}

/// No time at all for a whole body; a file may take its own, and so may nothing else.
#[test]
fn who_hangs_up_leaves_nothing_and_a_file_may_take_its_time() {
    let running = start("limits.body_pause_seconds = 3600\nlimits.body_total_seconds = 0");
    let manager = Manager::of(&running);
    let mut stream = running.connect();
    stream.write_all(begun(&manager).as_bytes()).unwrap();
    running.wait_until(|| manager.files().len() == 1);
    drop(stream);
    running.wait_until(|| manager.files().is_empty());
    let mut slow = running.connect();
    slow.write_all(begun(&manager).as_bytes()).unwrap();
    // The file is there, so the rest of its body comes later than its beginning was read.
    running.wait_until(|| manager.files().len() == 1);
    slow.write_all(b"yyyyyyyy").unwrap();
    assert_eq!(read_reply(&mut slow).status, 201);
    let mut other = running.connect();
    let head = format!(
        "POST {IMPORTS} HTTP/1.1\r\nhost: localhost\r\nauthorization: {}\r\ncontent-length: 9\r\nconnection: close\r\n\r\n",
        manager.bearer
    );
    other.write_all(head.as_bytes()).unwrap();
    refused(&read_reply(&mut other), 408, "request_timeout");
}

/// Nothing comes at once behind the first byte, and the server waits for nothing.
#[test]
fn who_dawdles_is_refused_and_leaves_nothing() {
    let running = start("limits.body_pause_seconds = 0");
    let manager = Manager::of(&running);
    let mut slow = running.connect();
    slow.write_all(begun(&manager).as_bytes()).unwrap();
    refused(&read_reply(&mut slow), 408, "request_timeout");
    running.wait_until(|| manager.files().is_empty());
}

/// Without room beside what the log needs a file is refused before it comes, and events are collected as before.
#[test]
fn a_file_leaves_the_log_its_room() {
    let running = start("limits.upload_reserve_bytes = 9223372036854775807");
    let manager = Manager::of(&running);
    let reply = manager.send("POST", &format!("{UPLOADS}?name=a.csv"), b"x");
    refused(&reply, 500, "storage");
    let hint = reply.json()["hint"].as_str().unwrap().to_owned();
    assert!(hint.contains("free some of the server's disk"), "{hint}");
    assert!(manager.files().is_empty());
    let key = running.write_key();
    assert_eq!(running.post_batch(&key, &batch(0..3)).status, 200);
}

#[test]
fn twenty_files_lie_ready_or_are_on_their_way() {
    let running = start("limits.body_pause_seconds = 3600");
    let manager = Manager::of(&running);
    let ready: Vec<String> = (0..19).map(|_| manager.upload("a.csv", b"x")).collect();
    let mut stream = running.connect();
    stream.write_all(begun(&manager).as_bytes()).unwrap();
    running.wait_until(|| manager.files().len() == 20);
    let another = || manager.send("POST", &format!("{UPLOADS}?name=a.csv"), b"x");
    refused(&another(), 409, "conflict");
    stream.write_all(b"yyyyyyyy").unwrap();
    assert_eq!(read_reply(&mut stream).status, 201);
    refused(&another(), 409, "conflict");
    let gone = manager.send("DELETE", &format!("{UPLOADS}/{}", ready[0]), b"");
    assert_eq!(gone.status, 204);
    assert_eq!(another().status, 201);
}

/// Sixteen values of 60,000 bytes and the 64 KiB of its text that are kept beside them are about a mebibyte a row:
/// eight rows are 8,204,288 bytes, the ninth passes 8 MiB. All are imported.
#[test]
fn of_large_rows_fewer_are_looked_at() {
    let running = start("");
    let manager = Manager::of(&running);
    let names: String = (0..16).map(|n| format!(",p{n}")).collect();
    let values = format!(",{}", "x".repeat(60_000)).repeat(16);
    let mut rows = format!("user_id,event,timestamp{names}\n");
    for n in 0..12 {
        rows.push_str(&format!("u{n},seen,2026-01-01 00:00:00{values}\n"));
    }
    let upload = manager.upload("large.csv", rows.as_bytes());
    let preview = manager.preview(&upload, &json!({}));
    assert_eq!(preview["sampled"], 9);
    let warning = "the rows are large: columns and types are of the first 9 alone";
    assert_eq!(preview["warnings"], json!([warning]));
    assert_eq!(preview["rows"].as_array().unwrap().len(), 12);
    let done = manager.import(&json!({ "upload": upload }));
    assert_eq!(done["report"]["stored"], 12, "{}", done["error"]);
}

#[test]
fn a_foreign_page_sends_no_file() {
    let running = start("");
    let cookie = running.session(START, START + SECOND);
    let send = |site: &str, kind: &str| {
        let headers = [
            ("cookie", cookie.as_str()),
            ("sec-fetch-site", site),
            ("content-type", kind),
        ];
        running
            .send("POST", &format!("{UPLOADS}?name=a.csv"), &headers, b"x")
            .status
    };
    assert_eq!(send("same-origin", "application/octet-stream"), 201);
    assert_eq!(send("same-origin", "text/csv"), 201);
    assert_eq!(send("cross-site", "application/octet-stream"), 403);
    assert_eq!(send("same-origin", "text/plain"), 403);
}
