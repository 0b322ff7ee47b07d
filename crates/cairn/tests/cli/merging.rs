//! People who turn out to have a second device, with earlier events: before and after compaction every answer is that
//! of a load in which all events say who did them; and when what told so is taken back, every answer is the old one.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use cairn_core::time::{CivilFormat, Time, Zone, parse_time};
use cairn_testkit::dice::Dice;
use serde_json::{Value as Json, json};

use crate::support::Cairn;

const QUESTIONS: [&str; 7] = [
    r#"{"kind": "funnel", "window": "7d", "steps": [{"event": "product_viewed"}, {"event": "cart"}, {"event": "checkout"}, {"goal": "order"}],
        "breakdown": {"property": "context.device.browser"}, "range": {"start": "2026-05-01", "end": "2026-09-01"}}"#,
    r#"{"kind": "funnel", "steps": [{"event": "product_viewed"}, {"event": "cart"}],
        "breakdown": {"property": "channel", "of": "session"}, "range": {"start": "2026-05-01", "end": "2026-09-01"}}"#,
    r#"{"kind": "trend", "goal": "order", "interval": "week", "range": {"start": "2026-05-01", "end": "2026-09-01"}}"#,
    r#"{"kind": "trend", "event": "*", "interval": "day", "range": {"start": "2026-05-01", "end": "2026-09-01"}}"#,
    r#"{"kind": "trend", "event": "*", "interval": "month", "breakdown": {"property": "channel", "of": "session"},
        "range": {"start": "2026-05-01", "end": "2026-09-01"}}"#,
    r#"{"kind": "overview", "range": {"start": "2026-06-01", "end": "2026-07-01"}}"#,
    r#"{"kind": "persons", "of": {"kind": "funnel", "steps": [{"event": "second_look"}, {"event": "cart"}],
        "range": {"start": "2026-05-01", "end": "2026-09-01"}}, "cell": {"step": 1}, "limit": 500}"#,
];

/// Answers without what may differ: which commit made the manifest, and how identity came to be what it is.
fn answers(cairn: &Cairn) -> Vec<Json> {
    let answer = |question: &&str| {
        let mut question: Json = serde_json::from_str(question).unwrap();
        let asked = match question["kind"] == "persons" {
            true => &mut question["of"],
            false => &mut question,
        };
        asked["now"] = json!("2026-09-01T00:00:00Z");
        let arguments = ["query", "--site", "demo", "--format", "json"];
        let question = question.to_string();
        let arguments = [&arguments[..], &[question.as_str()]].concat();
        let mut answer: Json = serde_json::from_str(&cairn.ok(&arguments)).unwrap();
        answer["snapshot"] = Json::Null;
        answer
    };
    QUESTIONS.iter().map(answer).collect()
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        match entry.file_type().unwrap() {
            kind if kind.is_dir() => copy(&entry.path(), &to),
            kind if kind.is_file() => drop(std::fs::copy(entry.path(), to).unwrap()),
            // A socket of a server that is gone.
            _ => (),
        }
    }
}

/// One in a hundred of the shop's people, at random, among those who signed in somewhere; with the time of the first
/// event of each.
fn some_users(shop: &Cairn) -> Vec<(String, String)> {
    let file = shop.path("all.csv");
    shop.ok(&[
        "export",
        "csv",
        "--site",
        "demo",
        "--output",
        file.to_str().unwrap(),
    ]);
    let mut reader = csv::Reader::from_path(&file).unwrap();
    let header = reader.headers().unwrap().clone();
    let place = |name: &str| header.iter().position(|column| column == name).unwrap();
    let (user, device, time) = (place("user_id"), place("anonymous_id"), place("event_time"));
    let mut first: BTreeMap<String, String> = BTreeMap::new();
    let mut people = BTreeSet::new();
    for row in reader.records() {
        let row = row.unwrap();
        people.insert(row[device].to_owned());
        if !row[user].is_empty() {
            let first = first
                .entry(row[user].to_owned())
                .or_insert(row[time].to_owned());
            *first = (*first).clone().min(row[time].to_owned());
        }
    }
    let mut users: Vec<(String, String)> = first.into_iter().collect();
    Dice::new(5).shuffle(&mut users);
    users.truncate(people.len() / 100);
    assert!(users.len() > 200, "{} of {}", users.len(), people.len());
    users
}

/// What each did on a second device before: in eight files, so that there is something to compact. `tells` is whether
/// the events say who it was.
fn earlier(cairn: &Cairn, users: &[(String, String)], tells: bool) -> Vec<PathBuf> {
    let mut dice = Dice::new(6);
    let mut files: Vec<Vec<String>> = vec![Vec::new(); 8];
    for (at, (user, first)) in users.iter().enumerate() {
        for number in 0..1 + dice.below(4) {
            let name = dice.pick(&["second_look", "product_viewed", "cart", "checkout"]);
            let mut event = json!({
                "event": name,
                "event_time": shifted(first, -3_600 * (9 - i64::try_from(number).unwrap())),
                "message_id": format!("second-{at}-{number}"),
                "anonymous_id": format!("second-{at}"),
                "context": {
                    "page": {"url": "https://shop.example/?utm_source=second&utm_medium=email"},
                    "campaign": {"source": "second", "medium": dice.pick(&["email", "cpc"])},
                    "device": {"browser": dice.pick(&["Safari", "Firefox"])},
                },
            });
            if tells {
                event["user_id"] = json!(user);
            }
            files[dice.below(8)].push(event.to_string());
        }
    }
    let write = |(at, lines): (usize, Vec<String>)| {
        cairn.file(&format!("earlier-{tells}-{at}.ndjson"), lines.join("\n"))
    };
    files.into_iter().enumerate().map(write).collect()
}

/// An hour after the first event of the others each signs in on the second device.
fn sign_ins(cairn: &Cairn, users: &[(String, String)]) -> PathBuf {
    let line = |(at, (user, first)): (usize, &(String, String))| {
        json!({
            "event": "$identify",
            "event_time": shifted(first, 3_600),
            "message_id": format!("sign-in-{at}"),
            "anonymous_id": format!("second-{at}"),
            "user_id": user,
        })
        .to_string()
    };
    let lines: Vec<String> = users.iter().enumerate().map(line).collect();
    cairn.file("sign-ins.ndjson", lines.join("\n"))
}

fn shifted(time: &str, seconds: i64) -> String {
    let time = parse_time(time, &CivilFormat::Iso, &Zone::utc()).unwrap();
    Time::from_micros(time.micros() + seconds * 1_000_000).to_string()
}

fn import(cairn: &Cairn, files: &[PathBuf]) -> String {
    let mut last = String::new();
    for file in files {
        let file = file.to_str().unwrap();
        last = cairn.ok(&["import", "events", file, "--site", "demo"]);
        assert!(
            last.lines()
                .last()
                .unwrap()
                .ends_with("duplicates 0 + rejected 0"),
            "{last}"
        );
    }
    let words = last.split(|c: char| !c.is_alphanumeric() && c != '-');
    let mut ids = words.filter(|word| word.starts_with("imp-"));
    ids.next()
        .unwrap_or_else(|| panic!("no import is named: {last}"))
        .to_owned()
}

fn compact(cairn: &Cairn) {
    let said = cairn.ok(&["compact"]);
    assert!(!said.contains("nothing"), "{said}");
}

#[test]
fn second_devices_of_one_in_a_hundred() {
    let shop = Cairn::new();
    shop.ok(&["demo", "--no-serve", "--until", "2026-09-01"]);
    let users = some_users(&shop);
    let with = |more: &[&[PathBuf]]| {
        let cairn = Cairn::new();
        copy(&shop.data(), &cairn.data());
        let imports: Vec<String> = more.iter().map(|files| import(&cairn, files)).collect();
        (cairn, imports)
    };
    let (earlier_events, sign_ins) = (earlier(&shop, &users, false), [sign_ins(&shop, &users)]);
    let told = earlier(&shop, &users, true);

    let final_identities = answers(&with(&[&told, &sign_ins]).0);
    let (merged, imports) = with(&[&earlier_events]);
    let apart = answers(&merged);
    assert_ne!(
        apart, final_identities,
        "whose events they are makes a difference"
    );
    let late = import(&merged, &sign_ins);
    assert_eq!(
        answers(&merged),
        final_identities,
        "merged, before compaction"
    );
    compact(&merged);
    assert_eq!(answers(&merged), final_identities, "merged, then compacted");
    merged.ok(&["import", "undo", &late]);
    assert_eq!(answers(&merged), apart, "split after compaction");
    assert_ne!(imports[0], late);

    let (compacted, _) = with(&[&earlier_events]);
    compact(&compacted);
    assert_eq!(answers(&compacted), apart, "compacted");
    let late = import(&compacted, &sign_ins);
    assert_eq!(
        answers(&compacted),
        final_identities,
        "compacted, then merged"
    );
    compacted.ok(&["import", "undo", &late]);
    assert_eq!(answers(&compacted), apart, "split where nothing was moved");
}
