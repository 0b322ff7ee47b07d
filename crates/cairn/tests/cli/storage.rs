//! `cairn storage`, and what `cairn compact` says where the disk has no room.

use std::path::Path;

use serde_json::Value as Json;

use crate::serving::server::Server;
use crate::support::Cairn;

fn cairn(imports: u32) -> Cairn {
    let cairn = Cairn::new();
    for number in 0..imports {
        let rows = format!("user_id,event,timestamp\nu{number},cart,2026-01-01 10:00:00\n");
        let file = cairn.file(&format!("{number}.csv"), rows);
        cairn.import(&file, &[]);
    }
    cairn
}

fn json(cairn: &Cairn) -> Json {
    serde_json::from_str(&cairn.ok(&["storage", "--json"])).unwrap()
}

fn sum(folder: &Path) -> u64 {
    let entries = std::fs::read_dir(folder).unwrap();
    let sizes = entries.map(|entry| {
        let entry = entry.unwrap();
        let metadata = entry.metadata().unwrap();
        match metadata.is_dir() {
            true => sum(&entry.path()),
            false => metadata.len(),
        }
    });
    sizes.sum()
}

#[test]
fn what_is_stored_as_table_and_json_with_a_server_and_without() {
    let cairn = cairn(2);
    let text = cairn.ok(&["storage"]);
    for words in ["events", "on disk", "too early", "must stay so", "shop"] {
        assert!(text.contains(words), "{words}: {text}");
    }
    assert!(!text.contains("compaction"), "{text}");
    let told = json(&cairn);
    assert_eq!(told["compaction"], Json::Null);
    let shop = &told["sites"][0];
    assert_eq!((&shop["events"], &shop["runs"]), (&2.into(), &2.into()));
    assert_eq!(shop["bytes"], sum(&cairn.data().join("runs/shop")));
    let server = Server::start(&cairn);
    assert!(cairn.ok(&["storage"]).contains("0 done, 0 failed"));
    assert_eq!(json(&cairn)["sites"], told["sites"]);
    server.kill();
}

/// No disk has as much room as is asked for here.
#[test]
fn a_compaction_without_room_says_so() {
    let cairn = cairn(8);
    let much = u64::MAX.to_string();
    let low = ["compact", "--min-free-space", &much];
    let error = cairn.fails(&low);
    assert!(
        error.contains("not all is compacted") && error.contains("bytes free"),
        "{error}"
    );
    assert_eq!(json(&cairn)["sites"][0]["runs"], 8);
    let done = cairn.ok(&["compact", "--min-free-space", "0"]);
    assert_eq!(done, "8 runs written anew\n");
    assert_eq!(cairn.ok(&low), "nothing to compact\n");
    let told = json(&cairn);
    assert_eq!(told["sites"][0]["compacted_runs"], 1);
}
