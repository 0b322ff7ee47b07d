//! Commands beside a running server: the same numbers, the same texts, and nobody in the way of anybody.

pub(crate) mod server;

use std::fmt::Write;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value as Json, json};

use crate::support::{Cairn, conservation, counts};
use server::{Server, through_socket};

const FUNNEL: &str = r#"{"kind": "funnel", "steps": [{"event": "cart"}]}"#;
const ROWS: &str = "user_id,event,timestamp
ann,cart,2026-01-05 10:00:00
bob,cart,2026-01-06 10:00:00
,,
";

/// A server with the site `shop` and a write key of it.
fn serving() -> (Cairn, Server, String) {
    let cairn = Cairn::new();
    let server = Server::start(&cairn);
    cairn.ok(&["site", "add", "shop"]);
    let key = make_key(&cairn, &["--kind", "write"]);
    (cairn, server, key)
}

fn make_key(cairn: &Cairn, more: &[&str]) -> String {
    let arguments = [&["key", "create", "--site", "shop"], more].concat();
    let stdout = cairn.ok(&arguments);
    assert_eq!(stdout.lines().count(), 1, "the key stands alone: {stdout}");
    stdout.trim().to_owned()
}

/// An answer without what differs from one asking to the next.
fn lasting(mut answer: Json) -> Json {
    answer["now"] = Json::Null;
    answer
}

#[test]
fn an_event_is_seen_by_commands_at_once_and_without_the_server_later() {
    let (cairn, server, key) = serving();
    let began = Instant::now();
    let reply = server.track(&key, &["m1", "m2", "m1"]);
    assert_eq!(reply.status, 200, "{reply:?}");
    assert_eq!(reply.json()["accepted"], 2, "{reply:?}");
    assert_eq!(reply.json()["duplicates"], 1, "{reply:?}");
    let while_served = cairn.query(FUNNEL);
    assert!(began.elapsed() < Duration::from_secs(5));
    assert_eq!(counts(&while_served), [2]);
    let shown = cairn.ok(&["site", "show", "shop"]);
    let law = "received 3 = stored 2 + duplicates 1 + dead letters 0";
    assert!(shown.contains(law), "{shown}");
    assert_eq!(server.stop(), Some(0));
    assert!(!cairn.data().join("cairn.sock").exists());
    assert_eq!(lasting(cairn.query(FUNNEL)), lasting(while_served));
}

#[test]
fn what_was_acknowledged_survives_kill_9() {
    let (cairn, server, key) = serving();
    assert_eq!(server.track(&key, &["m1", "m2"]).status, 200);
    let file = cairn.file("a.csv", ROWS);
    assert_eq!(cairn.import(&file, &[]), [3, 2, 0, 1]);
    assert_eq!(server.track(&key, &["m3"]).status, 200);
    server.kill();
    // The socket is left, and nobody answers on it.
    assert!(cairn.data().join("cairn.sock").exists());
    assert_eq!(counts(&cairn.query(FUNNEL)), [5]);
    let server = Server::start(&cairn);
    assert_eq!(counts(&cairn.query(FUNNEL)), [5]);
    let reply = server.track(&key, &["m1", "m4"]);
    assert_eq!(reply.json()["duplicates"], 1, "{reply:?}");
    assert_eq!(counts(&cairn.query(FUNNEL)), [6]);
}

#[test]
fn command_http_json_and_csv_say_the_same() {
    let (cairn, server, key) = serving();
    let ids: Vec<String> = (0..30).map(|number| format!("m{number}")).collect();
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    server.track(&key, &ids);
    let secret = make_key(&cairn, &["--kind", "secret", "--scope", "read"]);
    let question = json!({
        "kind": "trend", "event": "cart", "interval": "day",
        "range": {"start": "2026-01-04", "end": "2026-01-08"},
    })
    .to_string();
    let path = "/api/v1/sites/shop/query";
    let http = server.request(&secret, "POST", path, &question);
    assert_eq!(http.status, 200, "{http:?}");
    assert_eq!(lasting(http.json()), lasting(cairn.query(&question)));
    let csv = server.request_for(&secret, "POST", path, &question, "text/csv");
    let by_command = cairn.ok(&["query", "--site", "shop", "--format", "csv", &question]);
    assert_eq!(csv.body, by_command);
    assert!(cairn.query_table(&question).contains("30"));
    drop(server);
    let unserved = cairn.ok(&["query", "--site", "shop", "--format", "csv", &question]);
    assert_eq!(unserved, by_command);
}

#[test]
fn imports_go_through_the_server_and_can_be_taken_back() {
    let cairn = Cairn::new();
    let server = Server::start(&cairn);
    let file = cairn.file("a.csv", ROWS);
    let name = file.to_str().unwrap();
    let dry = cairn.run(&["import", "events", name, "--site", "shop", "--dry-run"]);
    assert!(
        dry.stderr.contains("dry run: nothing was stored"),
        "{dry:?}"
    );
    assert!(
        cairn
            .fails(&["site", "show", "shop"])
            .contains("unknown_site")
    );
    let done = cairn.run(&[
        "import",
        "events",
        name,
        "--site",
        "shop",
        "--currency",
        "USD",
    ]);
    assert_eq!(done.code, 0, "{done:?}");
    for words in [
        "guessed mapping",
        "site `shop` created, UTC, USD",
        "rejected rows are listed in",
        "rejected: 1 × ",
    ] {
        assert!(done.stderr.contains(words), "{words}: {done:?}");
    }
    assert_eq!(
        done.stdout,
        "import imp-2\nread 3 = stored 2 + duplicates 0 + rejected 1\n"
    );
    assert_eq!(cairn.import(&file, &[]), [3, 0, 2, 1]);
    let key = make_key(&cairn, &["--kind", "write"]);
    for _ in 0..2 {
        assert_eq!(server.track(&key, &["m1"]).status, 200);
    }
    assert_eq!(counts(&cairn.query(FUNNEL)), [3]);
    assert!(
        cairn
            .ok(&["import", "list", "--site", "shop"])
            .contains("a.csv")
    );
    let undone = cairn.run(&["import", "undo", "imp-2"]);
    assert_eq!(undone.stdout, "undone imp-2: 2 events taken back\n");
    assert!(
        undone.stderr.contains("imp-3 left out 2 rows"),
        "{undone:?}"
    );
    assert!(
        undone.stderr.contains("of the site's 1 duplicates"),
        "{undone:?}"
    );
    assert!(!cairn.data().join("rejects/imp-2.csv").exists());
    assert_eq!(counts(&cairn.query(FUNNEL)), [1]);
    assert!(
        cairn
            .fails(&["import", "undo", "imp-2"])
            .contains("undone before")
    );
}

#[test]
fn stdin_reaches_the_server_as_a_copy_that_goes() {
    let (cairn, _server, _) = serving();
    let mut child = cairn
        .command()
        .args(["import", "events", "-", "--format", "csv", "--site", "shop"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    std::io::Write::write_all(&mut child.stdin.take().unwrap(), ROWS.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{output:?}");
    assert!(
        cairn
            .ok(&["import", "list", "--site", "shop"])
            .contains("stdin")
    );
    assert_eq!(counts(&cairn.query(FUNNEL)), [2]);
    let left = std::fs::read_dir(cairn.data().join("staging")).unwrap();
    assert_eq!(left.count(), 0, "the copy is left");
}

#[test]
fn one_import_at_a_time_and_events_meanwhile() {
    let (cairn, server, key) = serving();
    let pipe = cairn.path("pipe.csv");
    assert!(
        Command::new("mkfifo")
            .arg(&pipe)
            .status()
            .unwrap()
            .success()
    );
    let body = json!({ "path": pipe }).to_string();
    std::thread::scope(|scope| {
        // The server waits for somebody to write into the pipe. An import of the loop below
        // may be under way when this one asks: then it is the one sent off, and asks again.
        let first = scope.spawn(|| {
            loop {
                let reply = through_socket(&cairn, "POST", "/api/v1/sites/shop/imports", &body);
                if reply.status != 409 {
                    break reply;
                }
            }
        });
        let file = cairn.file("a.csv", ROWS);
        let arguments = ["import", "events", file.to_str().unwrap(), "--site", "shop"];
        let until = Instant::now() + Duration::from_secs(20);
        let error = loop {
            let done = cairn.run(&arguments);
            if done.code == 2 {
                break done.stderr;
            }
            assert!(Instant::now() < until, "the first import does not begin");
        };
        assert!(
            error.starts_with("error[conflict]: another import is running"),
            "{error}"
        );
        assert_eq!(server.track(&key, &["m1"]).status, 200);
        assert!(counts(&cairn.query(FUNNEL))[0] > 0);
        std::fs::write(
            &pipe,
            "user_id,event,timestamp\nzoe,cart,2026-01-05 10:00:00\n",
        )
        .unwrap();
        let first = first.join().unwrap();
        assert_eq!(first.status, 201, "{first:?}");
        assert_eq!(first.json()["stored"], 1, "{first:?}");
        assert!(cairn.run(&arguments).code < 2);
    });
}

#[test]
fn a_key_may_not_make_the_server_read_its_files() {
    let (cairn, server, _) = serving();
    let file = cairn.file("a.csv", ROWS);
    let secret = make_key(&cairn, &["--kind", "secret", "--scope", "manage"]);
    let body = json!({ "path": file }).to_string();
    let reply = server.request(&secret, "POST", "/api/v1/sites/shop/imports", &body);
    assert_eq!(reply.status, 403, "{reply:?}");
    let reply = through_socket(
        &cairn,
        "POST",
        "/api/v1/sites/shop/imports",
        r#"{"path": "a.csv"}"#,
    );
    assert_eq!(reply.status, 400, "{reply:?}");
    assert!(reply.body.contains("not absolute"), "{reply:?}");
}

#[test]
fn a_revoked_key_opens_nothing() {
    let (cairn, server, key) = serving();
    assert_eq!(server.track(&key, &["m1"]).status, 200);
    cairn.ok(&["key", "revoke", "key-1", "--site", "shop"]);
    let reply = server.track(&key, &["m2"]);
    assert_eq!(reply.status, 401, "{reply:?}");
    assert_eq!(reply.json()["code"], "unauthorized");
    assert_eq!(counts(&cairn.query(FUNNEL)), [1]);
    let list = cairn.ok(&["key", "list", "--site", "shop"]);
    assert!(list.contains("key-1") && !list.contains(&key), "{list}");
    server.stop();
    // A key that is made or revoked while no server runs counts from its next start on.
    let later = make_key(&cairn, &["--kind", "write", "--name", "later"]);
    let server = Server::start(&cairn);
    assert_eq!(server.track(&later, &["m2"]).status, 200);
    assert_eq!(server.track(&key, &["m3"]).status, 401);
}

#[test]
fn every_command_says_the_same_with_and_without_a_server() {
    let (cairn, server, key) = serving();
    server.track(&key, &["m1", "m2"]);
    let goal = r#"{"id": "cart", "name": "Cart", "class": "micro", "when": {"event": "cart"}, "value": {"none": "x"}}"#;
    cairn.ok(&["goal", "add", "--site", "shop", goal]);
    cairn.ok(&["goal", "edit", "--site", "shop", goal]);
    let commands: [&[&str]; 18] = [
        &["site", "list"],
        &["site", "show", "shop"],
        &["site", "show", "blog"],
        &["site", "add", "shop"],
        &["site", "add", "x", "--timezone", "Mars"],
        &["goal", "list", "--site", "shop"],
        &["goal", "list", "--site", "blog"],
        &["goal", "show", "--site", "shop", "cart"],
        &["goal", "show", "--site", "shop", "card"],
        &["goal", "add", "--site", "shop", goal],
        &["goal", "add", "--site", "shop", "{"],
        &["key", "list", "--site", "shop"],
        &["key", "create", "--site", "blog", "--kind", "write"],
        &["key", "create", "--site", "shop", "--kind", "secret"],
        &["key", "revoke", "key-9", "--site", "shop"],
        &["query", "--site", "shop", r#"{"kind": "funnel"}"#],
        &["import", "undo", "imp-9"],
        &["export", "csv", "--site", "shop", "--output", "-"],
    ];
    let run = || {
        let mut text = String::new();
        for arguments in commands {
            let done = cairn.run(arguments);
            writeln!(text, "{arguments:?}: {done:#?}").unwrap();
        }
        text
    };
    let served = run();
    server.kill();
    assert_eq!(run(), served);
}

#[test]
fn a_fresh_sign_in_link_is_printed_alone_and_only_while_a_server_runs() {
    let (cairn, server, _) = serving();
    let done = cairn.run(&["sign-in"]);
    assert_eq!(done.code, 0, "{done:?}");
    let page = format!("http://{}/sign-in#", server.address());
    let token = done.stdout.trim_end().strip_prefix(&page);
    assert!(token.is_some_and(|token| token.len() > 20 && !token.contains('\n')));
    assert!(done.stderr.contains("sign in once, until "), "{done:?}");
    assert_eq!(server.stop(), Some(0));
    let error = cairn.fails(&["sign-in"]);
    assert!(
        error.contains("no server runs on") && error.contains("`cairn serve`"),
        "{error}"
    );
}

#[test]
fn a_large_document_passes_with_and_without_a_server() {
    let (cairn, server, _) = serving();
    let names: Vec<String> = (0..30_000)
        .map(|number| format!("product-{number}"))
        .collect();
    let question = json!({
        "kind": "trend", "event": "cart",
        "filters": [{"property": "product", "op": "in", "value": names}],
    });
    let file = cairn.file("question.json", question.to_string());
    let arguments = ["query", "--site", "shop", "-f", file.to_str().unwrap()];
    let served = cairn.run(&arguments);
    assert_eq!(server.stop(), Some(0));
    let alone = cairn.run(&arguments);
    assert_eq!((served.code, &served.stderr), (alone.code, &alone.stderr));
}

#[test]
fn a_server_that_cannot_start_says_why() {
    let (cairn, _server, _) = serving();
    let serve = |cairn: &Cairn, more: &[&str]| {
        let arguments = [&["serve", "--listen", "127.0.0.1:0"], more].concat();
        cairn.fails(&arguments)
    };
    let error = serve(&cairn, &[]);
    assert!(
        error.contains("a server runs on") && error.contains("--data"),
        "{error}"
    );
    let other = Cairn::new();
    let config = other.file("cairn.toml", "[limits]\nbody_byte = 3\n");
    let error = serve(&other, &["--config", config.to_str().unwrap()]);
    assert!(
        error.contains("cairn.toml") && error.contains("body_byte"),
        "{error}"
    );
    let error = serve(&other, &["--log", "loud"]);
    assert!(error.contains("`loud`"), "{error}");
    let error = other.fails(&["serve", "--listen", "nowhere"]);
    assert!(error.contains("can't listen on `nowhere`"), "{error}");
}

#[test]
fn the_demo_shop_comes_in_through_the_server() {
    let (cairn, server, _) = serving();
    let done = cairn.run(&["demo", "--no-serve", "--until", "2025-12-01"]);
    assert_eq!(done.code, 0, "{done:?}");
    let [read, stored, duplicates, rejected] = conservation(&done.stdout);
    assert!(stored > 190_000 && rejected == 0, "{done:?}");
    assert_eq!(read, stored + duplicates);
    let again = cairn.run(&["demo", "--no-serve"]);
    assert!(again.stderr.contains("is there already"), "{again:?}");
    let staging = std::fs::read_dir(cairn.data().join("staging"));
    assert_eq!(staging.map_or(0, Iterator::count), 0);
    assert_eq!(server.stop(), Some(0));
}
