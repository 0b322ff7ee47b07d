//! Runs read by DuckDB, which shares no line of code with us: docs/reference/runs.md promises that any tool
//! can read them. Where Python or its `duckdb` is missing, nothing is checked, and that is said.

use std::path::Path;
use std::process::Command;

use cairn_core::id::PersonKey;
use cairn_core::value::{Number, Value};
use cairn_storage::Partition;
use cairn_testkit::dice::Dice;

use crate::shop::{compaction_sizes, events, facts, persons, site};
use crate::store::random_store;

const FIXTURE: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/tests/fixtures/run-v1/run-00000001.parquet"
);
const FIXTURE_V4: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/tests/fixtures/run-v4/run-00000001.parquet"
);

fn python(program: &str, arguments: &[&str]) -> Option<String> {
    let output = Command::new("python3")
        .args(["-c", program])
        .args(arguments)
        .output()
        .ok()?;
    let errors = String::from_utf8_lossy(&output.stderr);
    if errors.contains("No module named 'duckdb'") {
        return None;
    }
    assert!(output.status.success(), "{errors}");
    Some(String::from_utf8(output.stdout).unwrap())
}

/// Asks DuckDB about the rows of some files, called `runs` in the query; one line per row of the answer.
fn ask(files: &str, query: &str) -> Option<Vec<String>> {
    const PROGRAM: &str = "
import sys, duckdb
duckdb.sql(\"set timezone = 'UTC'\")
# One thread: with several it once counted two ids too many, and never again in some 300 runs over the same bytes.
duckdb.sql('set threads = 1')
runs = duckdb.read_parquet(sys.argv[1], union_by_name=True)
for row in duckdb.sql(sys.argv[2]).fetchall():
    print('|'.join('-' if cell is None else str(cell) for cell in row))
";
    let answer = python(PROGRAM, &[files, query]);
    if answer.is_none() {
        println!("skipped: python3 with duckdb is not installed");
    }
    answer.map(|answer| answer.lines().map(str::to_owned).collect())
}

fn check(files: &str, query: &str, expected: &[&str]) {
    if let Some(answer) = ask(files, query) {
        // If two answers differ, it is not the files.
        let again = || ask(files, query);
        let why = || format!("{query}\nasked again: {:?}", again());
        assert!(
            answer == expected,
            "{answer:?}, not {expected:?}: {}",
            why()
        );
    }
}

#[test]
fn the_fixture_as_duckdb_reads_it() {
    check(
        FIXTURE,
        "select count(*), count(distinct person_key), sum(value_minor) from runs",
        &["19|5|124910"],
    );
    check(
        FIXTURE,
        "select event, event_time::varchar, properties['string'].string, properties['integer'].integer,
                properties['float'].number, properties['boolean'].boolean,
                properties['time'].time::varchar, properties['json'].json
         from runs where message_id = 'm2'",
        &[
            "cart|2026-01-01 00:00:00+00|shoes, \"red\"|3|0.1|True|2025-12-31 23:59:59.999999+00|{\"a\":[1,null]}",
        ],
    );
    check(
        FIXTURE,
        "select event, value_minor, currency, order_id, trust, source, group_ids['account']
         from runs where currency is not null order by event_time",
        &[
            "purchase|129900|EUR|o-1|server|fixture.csv|acme",
            "refund|-4990|EUR|o-1|provider|provider|-",
            "purchase|0|JPY|-|client|fixture.csv|-",
            "price_seen|-|USD|-|client|fixture.csv|-",
        ],
    );
    check(
        FIXTURE,
        "select hex(person_key), hex(event_id), user_id, anonymous_id, import_id
         from runs where user_id = 'Ünal' and message_id is not null",
        &["4F5AAF673225FFC410DCA53D45795E2D|9A790A1585206D6ABCDD3D5B33F18455|Ünal|dev-1|1"],
    );
    check(
        FIXTURE,
        "select context['page.url'].string, context['screen.width'].integer
         from runs where event = 'pageview'",
        &["https://shop.example/?q=1|1920"],
    );
}

/// What lies in the map of the first version has a column of its own in the fourth; lists stay in the map.
#[test]
fn the_fixture_of_version_4_as_duckdb_reads_it() {
    check(
        FIXTURE_V4,
        "select event, \"properties.string.string\", \"properties.integer.integer\",
                \"properties.float.number\", \"properties.boolean.boolean\",
                \"properties.time.time\"::varchar, properties['json'].json,
                cardinality(properties)
         from runs where message_id = 'm2'",
        &["cart|shoes, \"red\"|3|0.1|True|2025-12-31 23:59:59.999999+00|{\"a\":[1,null]}|1"],
    );
    check(
        FIXTURE_V4,
        "select \"context.page.url.string\", \"context.screen.width.integer\", cardinality(context)
         from runs where event = 'pageview'",
        &["https://shop.example/?q=1|1920|0"],
    );
}

/// The ledger lies in a folder of its own, in the same form.
#[test]
fn a_ledger_as_duckdb_reads_it() {
    for (seed, is_compacted) in [(1, false), (2, true), (3, true)] {
        let folder = tempfile::tempdir().unwrap();
        random_store(folder.path(), seed);
        let store = cairn_storage::Store::at(folder.path());
        if is_compacted {
            let sizes = cairn_storage::CompactionSizes {
                waiting_runs: 1,
                ..compaction_sizes(&mut Dice::new(seed))
            };
            assert!(store.compact_sized(sizes).unwrap() > 0);
        }
        let facts = facts(&store.snapshot().unwrap(), &site("shop"));
        assert!(!facts.is_empty());
        let entities: std::collections::BTreeSet<_> =
            facts.iter().map(|fact| &fact.event.entity).collect();
        let refunds = facts.iter().filter(|fact| fact.event.event == "refunded");
        let refunded: i64 = refunds
            .filter_map(|fact| Some(fact.event.value?.minor))
            .sum();
        let files = folder.path().join("ledger/shop/**/*.parquet");
        check(
            files.to_str().unwrap(),
            "select count(*), count(distinct entity_kind || entity_id), count(distinct person_key),
                    coalesce(sum(value_minor) filter (where event = 'refunded'), 0)::bigint
             from runs",
            &[&format!(
                "{}|{}|{}|{refunded}",
                facts.len(),
                entities.len(),
                entities.len()
            )],
        );
    }
}

fn sum_of_minors(data: &Path) -> (usize, usize, i64, usize) {
    let store = cairn_storage::Store::at(data);
    let mut events = events(&store.snapshot().unwrap(), &site("shop"));
    events.retain(|stored| stored.event.entity.is_none());
    let persons: std::collections::BTreeSet<PersonKey> = events
        .iter()
        .filter_map(|stored| stored.event.own_key())
        .collect();
    let minors = events.iter().filter_map(|stored| stored.event.value);
    let ones = events.iter().filter(|stored| {
        stored.event.properties.get("a") == Some(&Value::Number(Number::Integer(1)))
    });
    (
        events.len(),
        persons.len(),
        minors.map(|money| money.minor).sum(),
        ones.count(),
    )
}

#[test]
fn a_random_store_as_duckdb_reads_it() {
    for seed in 1..=3 {
        let folder = tempfile::tempdir().unwrap();
        random_store(folder.path(), seed);
        let (events, persons, minors, ones) = sum_of_minors(folder.path());
        let files = folder.path().join("runs/shop/*.parquet");
        check(
            files.to_str().unwrap(),
            "select count(*), count(distinct person_key), sum(value_minor)::bigint,
                    count(*) filter (where coalesce(\"properties.a.integer\", properties['a'].integer) = 1)
             from runs",
            &[&format!("{events}|{persons}|{minors}|{ones}")],
        );
    }
}

#[test]
fn a_compacted_store_as_duckdb_reads_it() {
    for seed in 1..=3 {
        let folder = tempfile::tempdir().unwrap();
        random_store(folder.path(), seed);
        let sizes = compaction_sizes(&mut Dice::new(seed));
        let sizes = cairn_storage::CompactionSizes {
            waiting_runs: 1,
            ..sizes
        };
        let store = cairn_storage::Store::at(folder.path());
        assert!(store.compact_sized(sizes).unwrap() > 0);
        let (events, own_keys, minors, ones) = sum_of_minors(folder.path());
        let snapshot = store.snapshot().unwrap();
        let persons = persons(&snapshot, &site("shop"), Partition::ALL);
        let persons = persons.iter().filter(|person| person.person.is_some());
        let persons = persons.count();
        let files = folder.path().join("runs/shop/**/*.parquet");
        check(
            files.to_str().unwrap(),
            "select count(*), count(distinct coalesce(own_key, person_key)), count(distinct person_key),
                    sum(value_minor)::bigint, count(*) filter (where coalesce(\"properties.a.integer\", properties['a'].integer) = 1)
             from runs",
            &[&format!("{events}|{own_keys}|{persons}|{minors}|{ones}")],
        );
    }
}
