//! An import that does not reach its end leaves nothing; one at a time; readers are not disturbed.

use std::io::Write;
use std::process::Stdio;

use crate::support::{Cairn, conservation, counts, repository};

const ROWS: &str = "user_id,event,timestamp\nann,cart,2026-01-05 10:00:00\n";
const FUNNEL: &str = r#"{"kind": "funnel", "steps": [{"event": "cart"}]}"#;

/// An import of stdin that has read one row and waits for more.
struct Waiting {
    child: std::process::Child,
}

impl Waiting {
    fn begin(cairn: &Cairn) -> Self {
        let mapping = cairn.file(
            "m.toml",
            "[columns]\nuser_id = \"user_id\"\nevent = \"event\"\nevent_time = \"timestamp\"\n",
        );
        let mut child = cairn
            .command()
            .args([
                "import",
                "events",
                "-",
                "--format",
                "csv",
                "--site",
                "shop",
                "--mapping",
            ])
            .arg(mapping)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // More than any reader looks ahead, so that the import begins before stdin ends.
        let padding = "
"
        .repeat(1 << 20);
        let rows = format!(
            "user_id,event,timestamp
bob,cart,2026-01-06 10:00:00
{padding}"
        );
        child
            .stdin
            .as_mut()
            .unwrap()
            .write_all(rows.as_bytes())
            .unwrap();
        let staging = cairn.data().join("staging");
        // The staging folder appears when the import has begun; it can't end before stdin does.
        while !staging.is_dir() {
            assert!(
                child.try_wait().unwrap().is_none(),
                "the import ended early"
            );
            std::thread::yield_now();
        }
        Self { child }
    }
}

#[test]
fn a_killed_import_leaves_nothing_and_the_next_one_cleans_up() {
    let cairn = Cairn::new();
    let mut waiting = Waiting::begin(&cairn);
    waiting.child.kill().unwrap();
    waiting.child.wait().unwrap();
    assert!(
        cairn.run(&["site", "show", "shop"]).code == 2,
        "a site is left"
    );
    let file = cairn.file("a.csv", ROWS);
    assert_eq!(cairn.import(&file, &[]), [1, 1, 0, 0]);
    assert!(
        !cairn.data().join("staging/imp-1").exists(),
        "staged files are left"
    );
    assert_eq!(counts(&cairn.query(FUNNEL)), [1]);
}

#[test]
fn while_one_import_runs_another_is_refused_and_questions_are_answered() {
    let cairn = Cairn::new();
    let file = cairn.file("a.csv", ROWS);
    cairn.import(&file, &[]);
    let mut waiting = Waiting::begin(&cairn);
    let error = cairn.fails(&["import", "events", file.to_str().unwrap(), "--site", "shop"]);
    assert!(error.contains("another command is writing"), "{error}");
    assert!(
        cairn
            .fails(&["import", "undo", "imp-1"])
            .contains("another command is writing")
    );
    assert_eq!(
        counts(&cairn.query(FUNNEL)),
        [1],
        "what is not committed is not seen"
    );
    drop(waiting.child.stdin.take());
    let output = waiting.child.wait_with_output().unwrap();
    assert_eq!(
        conservation(&String::from_utf8(output.stdout).unwrap()),
        [1, 1, 0, 0]
    );
    assert_eq!(counts(&cairn.query(FUNNEL)), [2]);
}

#[test]
fn a_file_that_grows_while_it_is_read_is_refused() {
    let cairn = Cairn::new();
    // Large enough that it can't have been read whole when the staging folder appears.
    let rows: String = (0..400_000)
        .map(|n| format!("p{n},cart,2026-01-05 10:00:{:02}\n", n % 60))
        .collect();
    let file = cairn.file("growing.csv", format!("user_id,event,timestamp\n{rows}"));
    let child = cairn
        .command()
        .args(["import", "events", file.to_str().unwrap(), "--site", "shop"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let staging = cairn.data().join("staging");
    while !staging.is_dir() {
        std::thread::yield_now();
    }
    let mut appended = std::fs::OpenOptions::new()
        .append(true)
        .open(&file)
        .unwrap();
    appended
        .write_all(b"late,cart,2026-01-05 10:00:00\n")
        .unwrap();
    drop(appended);
    let output = child.wait_with_output().unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{stderr}");
    assert!(
        stderr.contains("changed while it was read") && stderr.contains("nothing was imported"),
        "{stderr}"
    );
    assert!(
        cairn.run(&["site", "show", "shop"]).code == 2,
        "a site is left"
    );
    // Finished, it comes in whole.
    assert_eq!(cairn.import(&file, &[]), [400_001, 400_001, 0, 0]);
}

#[test]
fn a_dry_run_tells_all_and_stores_nothing() {
    let cairn = Cairn::new();
    let file = repository("examples/shop.csv");
    let done = cairn.run(&[
        "import",
        "events",
        file.to_str().unwrap(),
        "--site",
        "shop",
        "--dry-run",
    ]);
    let [read, stored, ..] = conservation(&done.stdout);
    assert!(
        read > 1_000 && read == stored && done.stderr.contains("nothing was stored"),
        "{done:?}"
    );
    assert!(
        done.stderr.contains("event_time ="),
        "the guess is shown: {}",
        done.stderr
    );
    assert!(
        cairn.run(&["site", "show", "shop"]).code == 2,
        "a site is left"
    );
    assert_eq!(cairn.import(&file, &[]), [read, read, 0, 0]);
    let again = cairn.run(&[
        "import",
        "events",
        file.to_str().unwrap(),
        "--site",
        "shop",
        "--dry-run",
    ]);
    assert_eq!(conservation(&again.stdout), [read, 0, read, 0]);
}
