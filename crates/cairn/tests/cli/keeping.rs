//! Looking after what is stored, as an operator does it: verify, quarantine, backup, restore.

use std::path::{Path, PathBuf};

use serde_json::Value as Json;

use crate::serving::server::Server;
use crate::support::{Cairn, counts, repository};

const FUNNEL: &str = r#"{"kind": "funnel", "steps": [{"event": "cart"}, {"event": "purchase"}]}"#;

fn rows(users: std::ops::Range<u32>) -> String {
    let rows = users.map(|user| format!("u{user},cart,2026-01-05 10:00:00\n"));
    std::iter::once("user_id,event,timestamp\n".to_owned())
        .chain(rows)
        .collect()
}

/// A site with two imports of 30 and 12 events.
fn cairn() -> Cairn {
    let cairn = Cairn::new();
    for (name, users) in [("a.csv", 0..30), ("b.csv", 30..42)] {
        let file = cairn.file(name, rows(users));
        cairn.import(&file, &[]);
    }
    cairn
}

fn spoil(path: &Path) {
    let mut content = std::fs::read(path).unwrap();
    let middle = content.len() / 2;
    content[middle] ^= 1;
    std::fs::write(path, content).unwrap();
}

fn run_file(cairn: &Cairn, number: u32) -> PathBuf {
    cairn
        .data()
        .join(format!("runs/shop/run-{number:08}.parquet"))
}

fn verify(cairn: &Cairn) -> (i32, Json) {
    let done = cairn.run(&["verify", "--json"]);
    (done.code, serde_json::from_str(&done.stdout).unwrap())
}

/// Like `cairn`, on another data directory.
fn at(data: &Path, arguments: &[&str]) -> (i32, String, String) {
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_cairn"))
        .arg("--data")
        .arg(data)
        .args(arguments)
        .output()
        .unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (
        output.status.code().unwrap(),
        text(output.stdout),
        text(output.stderr),
    )
}

#[test]
fn a_whole_directory_and_a_damaged_one() {
    let cairn = cairn();
    let text = cairn.ok(&["verify"]);
    assert!(text.contains("shop: 2 runs with 42 events"), "{text}");
    assert!(text.ends_with("everything is there and whole\n"), "{text}");
    cairn.ok(&["verify", "--quick"]);

    spoil(&run_file(&cairn, 1));
    for arguments in [&["verify"][..], &["verify", "--quick"]] {
        let done = cairn.run(arguments);
        assert_eq!(done.code, 1, "{done:?}");
        assert!(done.stdout.contains("run-00000001.parquet"), "{done:?}");
        assert!(
            done.stdout.contains("way out: ") && done.stdout.contains("1 fault"),
            "{done:?}"
        );
    }

    let done = cairn.run(&["verify", "--quarantine"]);
    assert_eq!(done.code, 0, "{done:?}");
    assert!(
        done.stdout.contains("set aside: shop: 30 events of"),
        "{done:?}"
    );
    assert!(done.stdout.contains("degraded"), "{done:?}");
    assert_eq!(counts(&cairn.query(FUNNEL)), [12, 0]);
    let (code, told) = verify(&cairn);
    assert_eq!(
        (code, &told["whole"], &told["degraded"]),
        (0, &true.into(), &true.into())
    );
    assert_eq!(told["sites"]["shop"]["quarantined_events"], 30);
    assert_eq!(told["missing"][0]["events"], 30);

    // The file has what was lost.
    let file = cairn.path("a.csv");
    assert_eq!(cairn.import(&file, &[]), [30, 30, 0, 0]);
    assert_eq!(counts(&cairn.query(FUNNEL)), [42, 0]);
}

#[test]
fn a_question_on_a_damaged_run_says_where_and_what_to_do() {
    let cairn = cairn();
    let before = counts(&cairn.query(FUNNEL));
    std::fs::write(run_file(&cairn, 2), "no parquet").unwrap();
    // Its sidecar tells what it did, and what properties its events had.
    assert_eq!(counts(&cairn.query(FUNNEL)), before);
    let by_page = FUNNEL.replace(
        "}]}",
        r#"}], "breakdown": {"property": "context.page.path"}}"#,
    );
    assert_eq!(counts(&cairn.query(&by_page)), before);
    std::fs::remove_file(run_file(&cairn, 2).with_extension("sidecar")).unwrap();
    let error = cairn.fails(&["query", "--site", "shop", FUNNEL]);
    assert!(error.contains("run-00000002.parquet"), "{error}");
    assert!(
        error.contains("cairn verify") && error.contains("backup"),
        "{error}"
    );
}

#[test]
fn damaged_metadata_is_found() {
    let cairn = cairn();
    std::fs::write(cairn.data().join("meta.sqlite"), "x".repeat(9_000)).unwrap();
    let (code, told) = verify(&cairn);
    assert_eq!(code, 1);
    let file = told["faults"][0]["file"].as_str().unwrap();
    assert!(file.ends_with("meta.sqlite"), "{told}");
}

#[test]
fn nothing_to_verify_back_up_or_restore() {
    let cairn = Cairn::new();
    for arguments in [
        &["verify"][..],
        &["verify", "--quarantine"],
        &["backup", "x"],
    ] {
        let error = cairn.fails(arguments);
        assert!(error.contains("no data directory"), "{error}");
    }
    assert!(!cairn.data().exists());
    let dest = cairn.path("nowhere");
    let dest = dest.to_str().unwrap();
    let error = cairn.fails(&["restore", dest]);
    assert!(error.contains("holds no backups"), "{error}");
    assert!(!cairn.data().exists(), "a wrong name leaves nothing behind");
    assert!(
        cairn
            .fails(&["backup", "list", dest])
            .contains("holds no backups")
    );
}

#[test]
fn a_restored_directory_answers_alike() {
    let cairn = cairn();
    cairn.ok(&["goal", "add", "--site", "shop", r#"{"id": "cart", "name": "Cart", "class": "micro", "when": {"event": "cart"}, "value": {"none": "x"}}"#]);
    let dest = cairn.path("backups");
    let dest = dest.to_str().unwrap();
    let said = cairn.ok(&["backup", dest]);
    assert!(said.starts_with("backup 1 of "), "{said}");
    assert!(said.contains("42 events"), "{said}");
    let again = cairn.ok(&["backup", dest, "--keep", "1"]);
    assert!(again.starts_with("backup 2 of "), "{again}");
    let list = cairn.ok(&["backup", "list", dest]);
    assert_eq!(list.lines().count(), 1, "{list}");

    let other = cairn.path("restored");
    let (code, stdout, stderr) = at(&other, &["restore", dest]);
    assert_eq!(code, 0, "{stderr}");
    assert!(stdout.contains("restored backup 2"), "{stdout}");
    for arguments in [
        &["query", "--site", "shop", "--format", "json", FUNNEL][..],
        &["site", "show", "shop"],
        &["goal", "show", "--site", "shop", "cart"],
        &["import", "list", "--site", "shop"],
    ] {
        let without_now = |text: String| {
            let mut json: Json = serde_json::from_str(&text).unwrap_or(Json::String(text));
            if let Some(answer) = json.as_object_mut() {
                answer.remove("now");
                answer.remove("range");
            }
            json
        };
        let answers = [&cairn.data(), &other].map(|data| without_now(at(data, arguments).1));
        assert_eq!(answers[0], answers[1], "{arguments:?}");
    }
    let (code, stdout, _) = at(&other, &["verify"]);
    assert_eq!(code, 0, "{stdout}");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(&other).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o700);
    }

    let (code, _, stderr) = at(&other, &["restore", dest]);
    assert_eq!(code, 2);
    assert!(stderr.contains("is not empty"), "{stderr}");
    let (code, _, stderr) = at(&cairn.path("third"), &["restore", dest, "--number", "1"]);
    assert_eq!(code, 2);
    assert!(stderr.contains("no backup 1"), "{stderr}");
    assert!(
        !cairn.path("third").exists(),
        "a wrong number leaves nothing behind"
    );
}

#[test]
fn wrong_places_for_a_backup() {
    let cairn = cairn();
    let inside = cairn.data().join("backups");
    let error = cairn.fails(&["backup", inside.to_str().unwrap()]);
    assert!(error.contains("inside of the data directory"), "{error}");
    assert!(!inside.exists());
    let foreign = repository("docs");
    let error = cairn.fails(&["backup", foreign.to_str().unwrap()]);
    assert!(error.contains("holds no backups"), "{error}");
}

/// While a server runs and collects: the backup holds what was acknowledged before it began.
#[test]
fn beside_a_running_server() {
    let cairn = cairn();
    let key = cairn.ok(&["key", "create", "--site", "shop", "--kind", "write"]);
    let key = key.trim();
    let server = Server::start(&cairn);
    assert_eq!(server.track(key, &["m1", "m2", "m3"]).status, 200);
    let dest = cairn.path("backups");
    let dest = dest.to_str().unwrap();
    let said = cairn.ok(&["backup", dest]);
    assert!(said.contains("45 events"), "{said}");
    assert_eq!(server.track(key, &["m4"]).status, 200);
    let text = cairn.ok(&["verify"]);
    assert!(text.contains("4 events in the log"), "{text}");
    let error = cairn.fails(&["verify", "--quarantine"]);
    assert!(error.contains("stop the server first"), "{error}");
    server.kill();

    let other = cairn.path("restored");
    assert_eq!(at(&other, &["restore", dest]).0, 0);
    let (_, stdout, _) = at(
        &other,
        &["query", "--site", "shop", "--format", "json", FUNNEL],
    );
    assert_eq!(counts(&serde_json::from_str(&stdout).unwrap()), [45, 0]);
}

#[test]
fn a_server_starts_without_the_run_that_was_set_aside_and_says_so() {
    let cairn = cairn();
    let ids = cairn.data().join("runs/shop/run-00000001.ids");
    std::fs::write(&ids, "no ids").unwrap();
    let error = cairn.fails(&["serve", "--listen", "127.0.0.1:0"]);
    assert!(
        error.contains("run-00000001.ids") && error.contains("cairn verify"),
        "{error}"
    );
    std::fs::remove_file(run_file(&cairn, 1)).unwrap();
    let done = cairn.run(&["verify", "--quarantine"]);
    assert!(
        done.stdout.contains("set aside: shop: 30 events"),
        "{done:?}"
    );
    let server = Server::start(&cairn);
    let ready = server.request("", "GET", "/readyz", "");
    assert_eq!(ready.status, 200);
    assert!(ready.body.contains("degraded: 30 events"), "{ready:?}");
    server.kill();
}

/// No disk has as much room as is asked for here.
#[test]
fn below_the_low_water_mark_nothing_is_taken_in_and_all_is_answered() {
    let cairn = cairn();
    let file = cairn.file("c.csv", rows(50..55));
    let file = file.to_str().unwrap();
    let much = u64::MAX.to_string();
    let import = [
        "import",
        "events",
        file,
        "--site",
        "shop",
        "--min-free-space",
    ];
    let error = cairn.fails(&[&import[..], &[&much]].concat());
    assert!(
        error.contains("error[overloaded]") && error.contains("bytes free"),
        "{error}"
    );
    let key = cairn.ok(&["key", "create", "--site", "shop", "--kind", "write"]);
    let server = Server::start_with(&cairn, &["--min-free-space", &much]);
    let refused = server.track(key.trim(), &["m1"]);
    assert_eq!(refused.status, 503, "{refused:?}");
    assert_eq!(refused.json()["code"], "overloaded");
    assert!(
        refused.head.to_lowercase().contains("retry-after: "),
        "{refused:?}"
    );
    assert_eq!(server.request("", "GET", "/readyz", "").status, 503);
    assert_eq!(server.request("", "GET", "/healthz", "").status, 200);
    assert_eq!(counts(&cairn.query(FUNNEL)), [42, 0]);
    let error = cairn.fails(&["import", "events", file, "--site", "shop"]);
    assert!(error.contains("bytes free"), "{error}");
    server.kill();

    let server = Server::start_with(&cairn, &["--min-free-space", "1"]);
    assert_eq!(server.track(key.trim(), &["m1"]).status, 200);
    assert_eq!(server.request("", "GET", "/readyz", "").status, 200);
    server.kill();
}
