//! A data directory that others touched: nothing of theirs is removed, nothing of ours is lost.

use crate::support::{Cairn, counts};

const ROWS: &str = "user_id,event,timestamp\nann,cart,2026-01-05 10:00:00\n";
const FUNNEL: &str = r#"{"kind": "funnel", "steps": [{"event": "cart"}]}"#;

fn cairn_with_an_import() -> Cairn {
    let cairn = Cairn::new();
    let file = cairn.file("a.csv", ROWS);
    cairn.import(&file, &[]);
    cairn
}

#[test]
fn a_lost_pointer_is_damage_and_not_a_fresh_start() {
    let cairn = cairn_with_an_import();
    let pointer = cairn.data().join("manifest/current");
    let kept = std::fs::read(&pointer).unwrap();
    std::fs::remove_file(&pointer).unwrap();
    let file = cairn.file("b.csv", ROWS);
    let error = cairn.fails(&[
        "import",
        "events",
        file.to_str().unwrap(),
        "--site",
        "other",
    ]);
    assert!(
        error.contains("manifest/current") && error.contains("missing"),
        "{error}"
    );
    assert!(
        cairn
            .fails(&["query", "--site", "shop", FUNNEL])
            .contains("manifest/current")
    );
    std::fs::write(&pointer, kept).unwrap();
    assert_eq!(
        counts(&cairn.query(FUNNEL)),
        [1],
        "the events are still there"
    );
}

#[test]
fn files_of_others_stay_and_disturb_nothing() {
    let cairn = cairn_with_an_import();
    let runs = cairn.data().join("runs");
    let foreign = [
        runs.join(".DS_Store"),
        runs.join("shop/notes.txt"),
        runs.join("backup/run-00000001.txt"),
    ];
    std::fs::create_dir(runs.join("backup")).unwrap();
    for path in &foreign {
        std::fs::write(path, "mine").unwrap();
    }
    cairn.ok(&["import", "undo", "imp-1"]);
    let file = cairn.file("b.csv", ROWS);
    assert_eq!(cairn.import(&file, &[]), [1, 1, 0, 0]);
    for path in &foreign {
        assert!(path.exists(), "{} is gone", path.display());
    }
}

#[cfg(unix)]
#[test]
fn what_people_did_is_for_the_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let cairn = cairn_with_an_import();
    let mode = std::fs::metadata(cairn.data())
        .unwrap()
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o700);
}

#[test]
fn first_commands_at_once_do_not_collide() {
    let cairn = Cairn::new();
    let add = |number: u32| {
        let site = format!("site-{number}");
        cairn
            .command()
            .args(["site", "add", &site])
            .stderr(std::process::Stdio::piped())
            .spawn()
            .unwrap()
    };
    let children: Vec<_> = (0..6).map(add).collect();
    for child in children {
        let output = child.wait_with_output().unwrap();
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
    assert_eq!(cairn.ok(&["site", "list"]).matches("site-").count(), 6);
}
