//! User ids that are nobody's: what programs write for a missing one, and one that everybody has.

use crate::support::Cairn;

const PERSONS: &str = r#"{"kind": "trend", "event": "*", "interval": "month", "range": {"start": "2026-01-01", "end": "2026-02-01"},
    "now": "2026-03-01"}"#;

/// These devices, each with two events of which the second names the same user.
fn of_devices(devices: std::ops::Range<usize>) -> String {
    let mut rows = "event,event_time,user_id,anonymous_id,message_id\n".to_owned();
    for device in devices {
        rows.push_str(&format!("view,2026-01-05T10:00:00Z,,d{device},a{device}\n"));
        rows.push_str(&format!(
            "buy,2026-01-05T10:01:00Z,till,d{device},b{device}\n"
        ));
    }
    rows
}

fn persons(cairn: &Cairn) -> u64 {
    let answer = cairn.query(PERSONS);
    answer["series"][0]["points"][0]["persons"]
        .as_u64()
        .unwrap()
}

#[test]
fn a_user_id_of_more_than_500_devices_joins_none_and_is_named() {
    let cairn = Cairn::new();
    let file = cairn.file("till.csv", of_devices(0..500));
    cairn.import(&file, &[]);
    assert_eq!(persons(&cairn), 1);
    assert!(!cairn.ok(&["site", "show", "shop"]).contains("till`"));

    // With one more device they are 501 devices, and the till.
    let more = cairn.file("more.csv", of_devices(0..501));
    assert_eq!(cairn.import(&more, &[]), [1_002, 2, 1_000, 0]);
    assert_eq!(persons(&cairn), 502);
    let shown = cairn.ok(&["site", "show", "shop"]);
    assert!(shown.contains("user id `till`"), "{shown}");
    assert!(shown.contains("first on 501 devices"), "{shown}");

    cairn.ok(&["import", "undo", "imp-2"]);
    assert_eq!(persons(&cairn), 1);
}

#[test]
fn what_stands_for_a_missing_id_is_nobody() {
    let cairn = Cairn::new();
    let rows = "event,event_time,user_id,anonymous_id\n\
        view,2026-01-05T10:00:00Z,null,a\n\
        view,2026-01-05T10:00:00Z,Undefined,b\n\
        view,2026-01-05T10:00:00Z,guest,none\n\
        view,2026-01-05T10:00:00Z,0,\n";
    let file = cairn.file("rows.csv", rows);
    assert_eq!(cairn.import(&file, &[]), [4, 4, 0, 0]);
    // Two devices, one nobody, and the customer with the number 0.
    assert_eq!(persons(&cairn), 3);
    let lines = cairn.file(
        "rows.ndjson",
        r#"{"type": "track", "event": "view", "timestamp": "2026-01-06T10:00:00Z", "userId": "undefined", "anonymousId": "a"}
{"event": "view", "event_time": "2026-01-06T10:00:00Z", "user_id": "NaN", "anonymous_id": "b"}
"#,
    );
    assert_eq!(cairn.import(&lines, &[]), [2, 2, 0, 0]);
    assert_eq!(persons(&cairn), 3);
    let aliases = cairn.file(
        "aliases.ndjson",
        r#"{"type": "alias", "timestamp": "2026-01-06T10:00:00Z", "userId": "u", "previousId": "undefined"}
{"event": "$alias", "event_time": "2026-01-06T10:00:00Z", "user_id": "u", "trust": "server", "properties": {"previous_id": "null"}}
"#,
    );
    assert_eq!(cairn.import(&aliases, &[]), [2, 0, 0, 2]);
    let table = cairn.file(
        "aliases.csv",
        "event,event_time,user_id,previous_id\n$alias,2026-01-06T10:00:00Z,u,None\n$alias,2026-01-06T10:00:00Z,u,other\n",
    );
    assert_eq!(cairn.import(&table, &[]), [2, 1, 0, 1]);
}

/// Rows that compaction has moved to the user are the devices' again, and the other way round.
#[test]
fn what_was_compacted_before_is_split_and_joined_again() {
    let cairn = Cairn::new();
    for part in 0..9 {
        let devices = part * 55..(part * 55 + 55).min(490);
        let file = cairn.file(&format!("{part}.csv"), of_devices(devices));
        cairn.import(&file, &[]);
    }
    assert!(!cairn.ok(&["compact"]).contains("nothing"));
    assert_eq!(persons(&cairn), 1);
    let file = cairn.file("more.csv", of_devices(490..520));
    cairn.import(&file, &[]);
    assert_eq!(persons(&cairn), 521);
    // Written anew as they are now.
    for part in 0..9 {
        let row =
            format!("event,event_time,anonymous_id,message_id\nview,2026-01-06,d{part},c{part}\n");
        cairn.import(&cairn.file(&format!("again-{part}.csv"), row), &[]);
    }
    assert!(!cairn.ok(&["compact"]).contains("nothing"));
    assert_eq!(persons(&cairn), 521);
    assert_eq!(cairn.run(&["verify"]).code, 0);
    cairn.ok(&["import", "undo", "imp-10"]);
    assert_eq!(persons(&cairn), 1);
    // Whoever is erased by a shared id is that id alone.
    cairn.import(&file, &[]);
    cairn.ok(&["erase", "--site", "shop", "--person", "till"]);
    assert_eq!(persons(&cairn), 520);
}
