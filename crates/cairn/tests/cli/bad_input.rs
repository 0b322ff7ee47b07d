//! Files that are broken, foreign, empty or not files: a clear error, nothing half-imported.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::support::Cairn;

const HEADER: &str = "user_id,event,timestamp\n";

/// A failed import must name the fault and leave no site and no run behind.
fn refused(name: &str, content: impl AsRef<[u8]>, more: &[&str], must_say: &[&str]) {
    let cairn = Cairn::new();
    let file = cairn.file(name, content);
    let mut arguments = vec!["import", "events", file.to_str().unwrap(), "--site", "shop"];
    arguments.extend(more);
    let error = cairn.fails(&arguments);
    for words in must_say {
        assert!(
            error.contains(words),
            "{name}: `{words}` is missing in: {error}"
        );
    }
    assert!(!cairn.data().join("runs").exists(), "{name}: runs are left");
    assert!(
        !cairn.data().join("rejects").exists()
            || cairn
                .data()
                .join("rejects")
                .read_dir()
                .unwrap()
                .next()
                .is_none()
    );
    assert!(
        cairn.run(&["site", "show", "shop"]).code == 2,
        "{name}: a site is left"
    );
}

#[test]
fn files_that_are_no_log_are_refused() {
    refused("empty.csv", "", &[], &["empty.csv", "is empty"]);
    refused("blank.csv", "\n\n  \n", &[], &["empty"]);
    refused(
        "utf16.csv",
        b"\xff\xfeu\0s\0e\0r\0",
        &[],
        &["UTF-16", "iconv"],
    );
    refused(
        "latin.csv",
        b"user_id,\xe9v\xe9nement,timestamp\nann,cart,2026-01-05 10:00:00\n",
        &[],
        &["UTF-8", "iconv"],
    );
    refused(
        "twice.csv",
        "event,event,timestamp\na,b,2026-01-05 10:00:00\n",
        &[],
        &["`event`", "both named"],
    );
    refused(
        "no-event.csv",
        "user_id,timestamp\nann,2026-01-05 10:00:00\n",
        &[],
        &["event", "user_id, timestamp"],
    );
    refused(
        "no-time.csv",
        "user_id,event\nann,cart\n",
        &[],
        &["event_time", "user_id, event"],
    );
    refused(
        "not.parquet",
        "this is no Parquet file at all",
        &[],
        &["Parquet"],
    );
    refused("short.parquet", "PAR1", &[], &["Parquet"]);
    refused("array.ndjson", "[1, 2, 3]\n", &[], &["not an object"]);
    refused(
        "text.ndjson",
        "no json at all\n",
        &[],
        &["no line is a JSON object"],
    );
}

#[test]
fn a_directory_a_missing_file_and_a_wrong_site_are_named() {
    let cairn = Cairn::new();
    let folder = cairn.path("");
    let error = cairn.fails(&[
        "import",
        "events",
        folder.to_str().unwrap(),
        "--site",
        "shop",
    ]);
    assert!(error.contains("is a directory"), "{error}");
    let error = cairn.fails(&["import", "events", "/nowhere/x.csv", "--site", "shop"]);
    assert!(
        error.contains("/nowhere/x.csv") && error.contains("No such file"),
        "{error}"
    );
    let file = cairn.file("a.csv", format!("{HEADER}ann,cart,2026-01-05 10:00:00\n"));
    let error = cairn.fails(&[
        "import",
        "events",
        file.to_str().unwrap(),
        "--site",
        "My Shop",
    ]);
    assert!(error.contains("`My Shop` is not a site id"), "{error}");
    let error = cairn.fails(&["query", "--site", "shop", "{}"]);
    assert!(error.contains("no data directory"), "{error}");
    assert!(
        !cairn.data().exists(),
        "a refused command made the data directory"
    );
}

#[test]
fn a_mapping_that_does_not_fit_is_refused_with_what_there_is() {
    let cairn = Cairn::new();
    let file = cairn.file("a.csv", format!("{HEADER}ann,cart,2026-01-05 10:00:00\n"));
    let refused = |mapping: &str, must_say: &[&str]| {
        let mapping = cairn.file("m.toml", mapping);
        let arguments = [
            "import",
            "events",
            file.to_str().unwrap(),
            "--site",
            "shop",
            "--mapping",
            mapping.to_str().unwrap(),
        ];
        let error = cairn.fails(&arguments);
        for words in must_say {
            assert!(error.contains(words), "`{words}` is missing in: {error}");
        }
    };
    refused(
        "[columns]\nevent = \"event\"\nevent_time = \"timestmp\"\n",
        &["timestmp", "timestamp", "user_id"],
    );
    refused("[columns]\nevnt = \"event\"\n", &["evnt", "event"]);
    refused("[columns]\nevent = \n", &["TOML"]);
    refused(
        "[columns]\nevent = \"event\"\nevent_time = \"timestamp\"\n[constants]\ncurrency = \"EURO\"\n",
        &["EURO"],
    );
    refused(
        "timezone = \"Europe/Berlim\"\n[columns]\nevent = \"event\"\nevent_time = \"timestamp\"\n",
        &["Europe/Berlim"],
    );
}

/// Bad rows are listed with their reason; the good ones come in.
#[test]
fn broken_rows_are_rejected_one_by_one() {
    let cairn = Cairn::new();
    let mut content = format!("{HEADER}ann,cart,2026-01-05 10:00:00\n").into_bytes();
    content.extend_from_slice(b"bob,,2026-01-05 10:00:00\n");
    content.extend_from_slice(b"bob,cart,yesterday\n");
    content.extend_from_slice(b"bob,cart\n");
    content.extend_from_slice(b"b\xffb,cart,2026-01-05 10:00:00\n");
    content.extend_from_slice(b"bob,cart,2999-01-01 00:00:00\n");
    content.extend_from_slice(b"cid,buy,0001-01-01 00:00:00\n");
    let file = cairn.file("a.csv", content);
    let mapping = cairn.file(
        "m.toml",
        "[columns]\nuser_id = \"user_id\"\nevent = \"event\"\nevent_time = \"timestamp\"\n",
    );
    let tally = cairn.import(&file, &["--mapping", mapping.to_str().unwrap()]);
    assert_eq!(tally, [7, 2, 0, 5]);
    let listed = std::fs::read_to_string(cairn.data().join("rejects/imp-1.csv")).unwrap();
    let mut rows = csv::Reader::from_reader(listed.as_bytes());
    let reasons: Vec<(u64, String)> = rows
        .records()
        .map(|row| row.unwrap())
        .map(|row| (row[0].parse().unwrap(), row[2].to_owned()))
        .collect();
    let expected = [
        (2, "missing_event"),
        (3, "bad_time"),
        (4, "too_few_columns"),
        (5, "not_utf8"),
        (6, "future_time"),
    ];
    assert_eq!(
        reasons,
        expected.map(|(row, reason)| (row, reason.to_owned()))
    );
    assert!(
        cairn
            .ok(&["import", "undo", "imp-1"])
            .starts_with("undone imp-1: 2 events")
    );
    assert!(
        !cairn.data().join("rejects/imp-1.csv").exists(),
        "the list of an undone import is left"
    );
}

#[test]
fn a_file_of_nothing_but_rejects_is_a_negative_answer() {
    let cairn = Cairn::new();
    let file = cairn.file("a.csv", format!("{HEADER}ann,,2026-01-05 10:00:00\n"));
    let done = cairn.run(&["import", "events", file.to_str().unwrap(), "--site", "shop"]);
    assert_eq!(
        (done.code, done.stdout.lines().last()),
        (1, Some("read 1 = stored 0 + duplicates 0 + rejected 1"))
    );
}

#[test]
fn a_header_alone_is_an_honest_nothing() {
    let cairn = Cairn::new();
    let file = cairn.file("a.csv", HEADER);
    let mapping = cairn.file(
        "m.toml",
        "[columns]\nuser_id = \"user_id\"\nevent = \"event\"\nevent_time = \"timestamp\"\n",
    );
    assert_eq!(
        cairn.import(&file, &["--mapping", mapping.to_str().unwrap()]),
        [0, 0, 0, 0]
    );
    let answer = cairn.query(r#"{"kind": "funnel", "steps": [{"event": "a"}, {"event": "b"}]}"#);
    assert_eq!(
        answer["steps"][1]["rate_from_start"],
        serde_json::Value::Null
    );
    let trend = cairn.query(r#"{"kind": "trend", "event": "a"}"#);
    assert_eq!(trend["series"][0]["points"], serde_json::json!([]));
}

#[test]
fn a_gzip_that_is_cut_short_or_garbage_imports_nothing() {
    let rows: String = (0..5_000)
        .map(|n| format!("p{n},cart,2026-01-05 10:00:{:02}\n", n % 60))
        .collect();
    let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
    gzip.write_all(format!("{HEADER}{rows}").as_bytes())
        .unwrap();
    let whole = gzip.finish().unwrap();
    refused(
        "cut.csv.gz",
        &whole[..whole.len() / 2],
        &[],
        &["nothing was imported"],
    );
    let mut damaged = whole.clone();
    let middle = damaged.len() / 2;
    damaged[middle] ^= 0xff;
    refused("damaged.csv.gz", &damaged, &[], &["damaged"]);
    refused(
        "garbage.csv.gz",
        b"\x1f\x8bnot a gzip",
        &[],
        &["garbage.csv.gz"],
    );
}

#[test]
fn stdin_must_say_its_format_and_parquet_can_not_come_from_it() {
    let cairn = Cairn::new();
    let error = cairn.fails(&["import", "events", "-", "--site", "shop"]);
    assert!(error.contains("--format"), "{error}");
    let error = cairn.fails(&[
        "import", "events", "-", "--site", "shop", "--format", "parquet",
    ]);
    assert!(error.contains("from a file"), "{error}");
}

#[test]
fn an_import_and_an_undo_that_are_not_there_are_named() {
    let cairn = Cairn::new();
    assert!(
        cairn
            .fails(&["import", "undo", "imp-1"])
            .contains("no data directory")
    );
    cairn.ok(&["site", "add", "shop"]);
    assert!(
        cairn
            .fails(&["import", "undo", "imp-7"])
            .contains("there is no import imp-7")
    );
    assert!(
        cairn
            .fails(&["import", "undo", "seven"])
            .contains("looks like imp-12")
    );
    assert!(
        cairn
            .fails(&["site", "add", "shop"])
            .contains("there already")
    );
    assert!(
        cairn
            .fails(&["site", "show", "blog"])
            .contains("there is shop")
    );
}

#[test]
fn a_sites_settings_do_not_change_by_import() {
    let cairn = Cairn::new();
    cairn.ok(&[
        "site",
        "add",
        "shop",
        "--timezone",
        "Europe/Berlin",
        "--currency",
        "CHF",
    ]);
    let file = cairn.file("a.csv", format!("{HEADER}ann,cart,2026-01-05 10:00:00\n"));
    let error = cairn.fails(&[
        "import",
        "events",
        file.to_str().unwrap(),
        "--site",
        "shop",
        "--timezone",
        "UTC",
    ]);
    assert!(error.contains("Europe/Berlin"), "{error}");
    assert!(
        cairn
            .fails(&["site", "add", "x", "--timezone", "Mars"])
            .contains("`Mars` is not a time zone")
    );
    assert!(
        cairn
            .fails(&["site", "add", "x", "--currency", "EURO"])
            .contains("`EURO`")
    );
}

/// One stray quote must not swallow the rows behind it in silence.
#[test]
fn a_quote_that_is_never_closed_imports_nothing() {
    for rows_behind in [3, 50_000] {
        let rows: String = (0..rows_behind)
            .map(|n| format!("p{n},cart,2026-01-05 10:00:00\n"))
            .collect();
        let content =
            format!("{HEADER}ann,cart,2026-01-05 10:00:00\nbob,\"cart,2026-01-05 10:00:00\n{rows}");
        refused("quote.csv", content, &[], &["line 3", "quote"]);
    }
    // A quoted value over several lines is fine, and so is a lone inch sign.
    let cairn = Cairn::new();
    let file = cairn.file("ok.csv", "user_id,event,timestamp,note\nann,cart,2026-01-05 10:00:00,\"two\nlines\"\nbob,cart,2026-01-05 10:00:00,5\" disk");
    assert_eq!(cairn.import(&file, &[]), [2, 2, 0, 0]);
}

#[test]
fn text_from_a_file_does_not_steer_the_terminal() {
    let cairn = Cairn::new();
    let file = cairn.file(
        "a.csv",
        format!("{HEADER}ann,cart,\u{1b}[31mnever\nbob,cart,2026-01-05 10:00:00\n"),
    );
    let mapping = cairn.file(
        "m.toml",
        "[columns]\nuser_id = \"user_id\"\nevent = \"event\"\nevent_time = \"timestamp\"\n",
    );
    let arguments = [
        "import",
        "events",
        file.to_str().unwrap(),
        "--site",
        "shop",
        "--mapping",
        mapping.to_str().unwrap(),
    ];
    let done = cairn.run(&arguments);
    assert!(
        done.stderr.contains("never") && !done.stderr.contains('\u{1b}'),
        "{:?}",
        done.stderr
    );
}
