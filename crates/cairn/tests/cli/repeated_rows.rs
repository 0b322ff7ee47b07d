//! Rows without an id: repeats in a file are real, a file imported twice is not (semantics S3).

use crate::support::Cairn;

const HEADER: &str = "user_id,event,timestamp,colour\n";
const ALL: &str = r#"{"kind": "trend", "event": "*", "interval": "day"}"#;

/// Short ids might be counters that begin anew in each file, so they are never guessed to be message ids.
const WITH_IDS: &str = "[columns]\nmessage_id = \"message_id\"\nuser_id = \"user_id\"\nevent = \"event\"\nevent_time = \"timestamp\"\n";

fn import_with_ids(cairn: &Cairn, file: &std::path::Path) -> [u64; 4] {
    let mapping = cairn.file("ids.toml", WITH_IDS);
    cairn.import(file, &["--mapping", mapping.to_str().unwrap()])
}

fn total(cairn: &Cairn) -> u64 {
    cairn.query(ALL)["series"][0]["total"]["conversions"]
        .as_u64()
        .unwrap()
}

#[test]
fn the_nth_occurrence_is_an_event_of_its_own() {
    let cairn = Cairn::new();
    let row = "ann,cart,2026-01-05 10:00:00,red\n";
    let three = cairn.file("three.csv", format!("{HEADER}{row}{row}{row}"));
    assert_eq!(cairn.import(&three, &[]), [3, 3, 0, 0]);
    assert_eq!(cairn.import(&three, &[]), [3, 0, 3, 0]);
    // A file that has the row once more brings one more event.
    let four = cairn.file("four.csv", format!("{HEADER}{row}{row}{row}{row}"));
    assert_eq!(cairn.import(&four, &[]), [4, 1, 3, 0]);
    assert_eq!(total(&cairn), 4);
}

#[test]
fn content_does_not_depend_on_the_order_of_columns_or_on_empty_ones() {
    let cairn = Cairn::new();
    let first = cairn.file(
        "a.csv",
        "user_id,event,timestamp,colour\nann,cart,2026-01-05 10:00:00,red\n",
    );
    let second = cairn.file(
        "b.csv",
        "colour,timestamp,note,event,user_id\nred,2026-01-05 10:00:00,,cart,ann\n",
    );
    assert_eq!(cairn.import(&first, &[]), [1, 1, 0, 0]);
    assert_eq!(cairn.import(&second, &[]), [1, 0, 1, 0]);
}

#[test]
fn a_message_id_is_stored_once_within_a_file_and_over_all_history() {
    let cairn = Cairn::new();
    let header = "message_id,user_id,event,timestamp\n";
    let rows = "m1,ann,cart,2026-01-05 10:00:00\nm1,ann,cart,2026-01-05 10:00:00\nm2,ann,buy,2026-01-05 10:01:00\n";
    let file = cairn.file("a.csv", format!("{header}{rows}"));
    assert_eq!(import_with_ids(&cairn, &file), [3, 2, 1, 0]);
    // The id decides, whatever the row says now.
    let changed = cairn.file(
        "b.csv",
        format!("{header}m2,bob,other,2026-02-01 00:00:00\nm3,bob,cart,2026-02-01 00:00:00\n"),
    );
    assert_eq!(import_with_ids(&cairn, &changed), [2, 1, 1, 0]);
    assert_eq!(total(&cairn), 3);
}

#[test]
fn one_site_does_not_know_the_ids_of_another() {
    let cairn = Cairn::new();
    let file = cairn.file(
        "a.csv",
        "message_id,user_id,event,timestamp\nm1,ann,cart,2026-01-05 10:00:00\n",
    );
    assert_eq!(import_with_ids(&cairn, &file), [1, 1, 0, 0]);
    let mapping = cairn.path("ids.toml");
    let arguments = [
        "import",
        "events",
        file.to_str().unwrap(),
        "--site",
        "blog",
        "--mapping",
        mapping.to_str().unwrap(),
    ];
    let done = cairn.ok(&arguments);
    assert!(
        done.ends_with("read 1 = stored 1 + duplicates 0 + rejected 0\n"),
        "{done}"
    );
}

/// An undone import's ids are forgotten, and rows that only it had kept others from are named.
#[test]
fn an_undo_names_the_rows_it_orphans() {
    let cairn = Cairn::new();
    let header = "message_id,user_id,event,timestamp\n";
    let first = cairn.file(
        "a.csv",
        format!("{header}m1,ann,cart,2026-01-05 10:00:00\n"),
    );
    let second = cairn.file(
        "b.csv",
        format!("{header}m1,ann,cart,2026-01-05 10:00:00\nm2,ann,buy,2026-01-05 11:00:00\n"),
    );
    import_with_ids(&cairn, &first);
    assert_eq!(import_with_ids(&cairn, &second), [2, 1, 1, 0]);
    let undone = cairn.run(&["import", "undo", "imp-1"]);
    assert!(
        undone.stderr.contains("imp-2 left out 1 rows"),
        "{}",
        undone.stderr
    );
    assert_eq!(total(&cairn), 1);
    assert_eq!(import_with_ids(&cairn, &second), [2, 1, 1, 0]);
    assert_eq!(total(&cairn), 2);
}
