//! A person is taken along and erased by commands, without a server, as whoever answers such a request does it.

use serde_json::Value as Json;

use crate::support::Cairn;

const FILE: &str = "user_id,event,timestamp\nann,cart,2026-01-05 10:00:00\nann,purchase,2026-01-05 11:00:00\nbob,cart,2026-01-05 10:00:00\nann,cart,never\nbob,cart,never\n";

#[test]
fn a_person_is_exported_then_erased_then_unknown_and_not_imported_again() {
    let cairn = Cairn::new();
    let file = cairn.file("a.csv", FILE);
    cairn.import(&file, &[]);
    let export = cairn.ok(&["export", "person", "ann", "--site", "shop"]);
    let export: Json = serde_json::from_str(&export).unwrap();
    assert_eq!(export["events"].as_array().unwrap().len(), 2);
    let to = cairn.path("ann.json");
    let shown = to.display().to_string();
    cairn.ok(&[
        "export", "person", "ann", "--site", "shop", "--output", &shown,
    ]);
    let written: Json = serde_json::from_slice(&std::fs::read(&to).unwrap()).unwrap();
    assert_eq!(written["events"], export["events"]);

    let dry = cairn.ok(&["erase", "--site", "shop", "--person", "ann", "--dry-run"]);
    assert!(
        dry.contains("user ids:  ann")
            && dry.contains(
                "would go:  2 events, 0 dead letters, 1 rejected row\nnothing was erased"
            ),
        "{dry}"
    );
    let erased = cairn.ok(&["erase", "--site", "shop", "--person", "ann"]);
    assert_eq!(
        erased.trim(),
        "erased: 2 events, 0 dead letters, 1 rejected row; 1 id suppressed"
    );
    let rejects = std::fs::read_to_string(cairn.data().join("rejects/imp-1.csv")).unwrap();
    assert!(
        rejects.contains("bob") && !rejects.contains("ann"),
        "{rejects}"
    );
    let again = cairn.fails(&["erase", "--site", "shop", "--person", "ann"]);
    assert!(again.contains("nobody is known as `ann`"), "{again}");
    let again = cairn.fails(&["export", "person", "ann", "--site", "shop"]);
    assert!(again.contains("nobody is known as `ann`"), "{again}");

    // The same file once more: bob's rows are there, ann's are left out and listed nowhere.
    let out = cairn.run(&[
        "import",
        "events",
        &file.display().to_string(),
        "--site",
        "shop",
    ]);
    let told = format!("{out:?}");
    assert!(
        told.contains(
            "read 5 = stored 0 + duplicates 1 + rejected 1 + suppressed 3 (of erased persons)"
        ),
        "{told}"
    );
    let verified = cairn.ok(&["verify"]);
    assert!(!verified.contains("fault"), "{verified}");
}

#[test]
fn somebody_whom_only_rejected_rows_name_is_erased_by_the_id() {
    let cairn = Cairn::new();
    let rows = "user_id,event,timestamp\nbob,cart,2026-01-05 10:00:00\nbob,view,2026-01-05 10:00:00\nbob,pay,2026-01-05 10:00:00\nzoe,cart,never\nyan,cart,never\n";
    cairn.import(&cairn.file("a.csv", rows), &[]);
    let dry = cairn.ok(&["erase", "--site", "shop", "--person", "zoe", "--dry-run"]);
    assert_eq!(
        dry.trim(),
        "nobody is known as `zoe`, and what is no event names it\nwould go:  0 events, 0 dead letters, 1 rejected row\nnothing was erased"
    );
    let erased = cairn.ok(&["erase", "--site", "shop", "--person", "zoe"]);
    assert_eq!(
        erased.trim(),
        "erased: 0 events, 0 dead letters, 1 rejected row; 1 id suppressed"
    );
    let rejects = std::fs::read_to_string(cairn.data().join("rejects/imp-1.csv")).unwrap();
    assert!(
        rejects.contains("yan") && !rejects.contains("zoe"),
        "{rejects}"
    );
    let again = cairn.fails(&["erase", "--site", "shop", "--person", "zoe", "--dry-run"]);
    assert!(again.contains("nobody is known as `zoe`"), "{again}");
    cairn.ok(&["verify"]);
}

#[test]
fn wrong_input_is_refused_with_the_way_out() {
    let cairn = Cairn::new();
    cairn.import(&cairn.file("a.csv", FILE), &[]);
    for arguments in [
        &["erase", "--site", "nosuch", "--person", "ann"][..],
        &["export", "person", "ann", "--site", "nosuch"],
    ] {
        let told = cairn.fails(arguments);
        assert!(told.contains("nosuch"), "{told}");
    }
    let told = cairn.fails(&["erase", "--site", "shop"]);
    assert!(told.contains("--person"), "{told}");
    let told = cairn.fails(&["export", "person", "ann", "--site", "shop", "--output", "."]);
    assert!(told.contains("is a directory"), "{told}");
}

#[test]
fn what_is_older_than_it_is_kept_goes_and_the_rest_stays() {
    let cairn = Cairn::new();
    let file = cairn.file(
        "a.csv",
        "user_id,event,timestamp\nann,cart,2020-01-05 10:00:00\nann,view,2020-01-05 11:00:00\nbob,cart,2020-01-05 10:00:00\nbob,cart,2999-01-05 10:00:00\n",
    );
    let out = cairn.run(&[
        "import",
        "events",
        &file.display().to_string(),
        "--site",
        "shop",
    ]);
    let told = format!("{out:?}");
    // What lies far in the future is no event.
    assert!(told.contains("stored 3"), "{told}");
    let rules = ["--keep", "30d", "--keep-event", "view=forever"];
    let arguments = [&["expire", "--site", "shop"][..], &rules].concat();
    let dry = cairn.ok(&[&arguments[..], &["--dry-run"]].concat());
    assert_eq!(
        dry.trim(),
        "expired events would go: 2; nothing was changed"
    );
    let done = cairn.ok(&arguments);
    assert_eq!(done.trim(), "expired events gone: 2");
    let again = cairn.ok(&arguments);
    assert_eq!(again.trim(), "expired events gone: 0");
    let left = cairn.ok(&["export", "csv", "--site", "shop", "--output", "-"]);
    assert!(
        left.contains(",view,") && !left.contains(",cart,"),
        "{left}"
    );
    cairn.ok(&["verify"]);
    for (wrong, told) in [
        (&["--keep", "soon"][..], "is no age"),
        (&["--keep", "0d"], "0"),
        (&["--keep-event", "view"], "is no rule"),
        (&["--keep", "forever"], "nothing would go"),
        (&[][..], "keeps everything for ever"),
    ] {
        let arguments = [&["expire", "--site", "shop"][..], wrong].concat();
        let said = cairn.fails(&arguments);
        assert!(said.contains(told), "{said}");
    }
}
