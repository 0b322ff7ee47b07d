//! How long a site keeps its events, said and kept to by commands, without a server and beside one.

use crate::serving::server::Server;
use crate::support::Cairn;

/// Long ago, and a year that no test sees the end of.
const ROWS: &str = "user_id,event,timestamp
ann,cart,2020-01-05 10:00:00
ann,view,2020-01-05 11:00:00
bob,cart,2020-01-06 10:00:00
bob,purchase,2020-01-06 11:00:00
";

fn with_rows() -> Cairn {
    let cairn = Cairn::new();
    cairn.import(&cairn.file("a.csv", ROWS), &[]);
    cairn
}

/// The names of the events that are there.
fn left(cairn: &Cairn) -> Vec<String> {
    let csv = cairn.ok(&["export", "csv", "--site", "shop", "--output", "-"]);
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let headers = reader.headers().unwrap().clone();
    let place = headers.iter().position(|name| name == "event").unwrap();
    let mut names: Vec<String> = reader
        .records()
        .map(|record| record.unwrap()[place].to_owned())
        .collect();
    names.sort();
    names
}

fn kept(cairn: &Cairn) -> Vec<String> {
    let shown = cairn.ok(&["site", "show", "shop"]);
    let lines = shown.lines().filter(|line| line.contains(" kept "));
    lines
        .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
        .collect()
}

#[test]
fn a_sites_rules_are_said_shown_changed_one_by_one_and_kept_to() {
    let cairn = with_rows();
    assert_eq!(kept(&cairn), ["events kept for ever"]);
    let edit = |more: &[&str]| cairn.ok(&[&["site", "edit", "shop"], more].concat());
    edit(&[
        "--keep",
        "400d",
        "--keep-event",
        "view=forever",
        "--keep-event",
        "a=b=1d",
    ]);
    assert_eq!(
        kept(&cairn),
        [
            "events kept 400 days",
            "`a=b` kept 1 day",
            "`view` kept for ever"
        ]
    );
    // What is not named stays as it is.
    edit(&["--keep-event", "purchase=36525d", "--keep-event", "a=b="]);
    edit(&["--name", "Shop"]);
    let rules = [
        "events kept 400 days",
        "`purchase` kept 36525 days",
        "`view` kept for ever",
    ];
    assert_eq!(kept(&cairn), rules);

    let dry = cairn.ok(&["expire", "--site", "shop", "--dry-run"]);
    assert_eq!(
        dry.trim(),
        "expired events would go: 2; nothing was changed"
    );
    assert_eq!(left(&cairn), ["cart", "cart", "purchase", "view"]);
    // Other rules are counted by, and are not the site's afterwards.
    let dry = cairn.ok(&["expire", "--site", "shop", "--keep", "30d", "--dry-run"]);
    assert_eq!(
        dry.trim(),
        "expired events would go: 4; nothing was changed"
    );
    assert_eq!(kept(&cairn), rules);
    let done = cairn.ok(&["expire", "--site", "shop"]);
    assert_eq!(done.trim(), "expired events gone: 2");
    assert_eq!(left(&cairn), ["purchase", "view"]);
    edit(&["--keep", "forever", "--keep-event", "view=1d"]);
    let done = cairn.ok(&["expire", "--site", "shop"]);
    assert_eq!(done.trim(), "expired events gone: 1");
    assert_eq!(left(&cairn), ["purchase"]);
    cairn.ok(&["verify"]);
}

#[test]
fn a_running_server_keeps_to_them_when_it_is_asked() {
    let cairn = with_rows();
    let server = Server::start(&cairn);
    let dry = cairn.ok(&["expire", "--site", "shop", "--keep", "30d", "--dry-run"]);
    assert_eq!(
        dry.trim(),
        "expired events would go: 4; nothing was changed"
    );
    let told = cairn.fails(&["expire", "--site", "shop", "--keep", "30d"]);
    assert!(
        told.contains("stop the server first") && told.contains("cairn site edit"),
        "{told}"
    );
    assert_eq!(left(&cairn).len(), 4);
    cairn.ok(&["site", "edit", "shop", "--keep-event", "cart=30d"]);
    let done = cairn.ok(&["expire", "--site", "shop"]);
    // The look that a server takes after its start may come first.
    let gone = ["expired events gone: 2", "expired events gone: 0"];
    assert!(gone.contains(&done.trim()), "{done}");
    assert_eq!(left(&cairn), ["purchase", "view"]);
    assert_eq!(server.stop(), Some(0));
    assert_eq!(left(&cairn), ["purchase", "view"]);
}

#[test]
fn a_server_looks_at_its_start_when_the_last_time_was_a_day_ago_or_never() {
    let cairn = with_rows();
    cairn.ok(&["site", "edit", "shop", "--keep", "30d"]);
    let server = Server::start(&cairn);
    let began = std::time::Instant::now();
    while !left(&cairn).is_empty() {
        assert!(began.elapsed() < std::time::Duration::from_secs(20));
    }
    assert_eq!(server.stop(), Some(0));
}

#[test]
fn wrong_rules_are_refused_with_the_way_out_and_change_nothing() {
    let cairn = with_rows();
    cairn.ok(&["site", "edit", "shop", "--keep", "400d"]);
    for (wrong, told) in [
        (["--keep", "0d"], "use 1 to 36525"),
        (["--keep", "36526d"], "use 1 to 36525"),
        (["--keep", "-3d"], "-3"),
        (["--keep", "400"], "write 400d or forever"),
        (["--keep", "4w"], "write 400d or forever"),
        (["--keep", "99999999999999999999d"], "write 400d or forever"),
        (["--keep", ""], "write 400d or forever"),
        (["--keep-event", "x"], "write NAME=30d"),
        (["--keep-event", "x=0d"], "use 1 to 36525"),
        (["--keep-event", "x=soon"], "write 400d or forever"),
        (["--keep-event", "=30d"], "needs the name of an event"),
    ] {
        for command in [&["site", "edit", "shop"][..], &["expire", "--site", "shop"]] {
            let said = cairn.fails(&[command, &wrong].concat());
            assert!(said.contains(told), "{command:?} {wrong:?}: {said}");
        }
    }
    for arguments in [
        &["site", "edit", "nosuch", "--keep", "30d"][..],
        &["expire", "--site", "nosuch"],
        &["expire", "--site", "nosuch", "--dry-run"],
        &["expire", "--site", "nosuch", "--keep", "30d"],
    ] {
        let said = cairn.fails(arguments);
        assert!(said.contains("nosuch"), "{arguments:?}: {said}");
    }
    assert_eq!(kept(&cairn), ["events kept 400 days"]);
    assert_eq!(left(&cairn).len(), 4);
}
