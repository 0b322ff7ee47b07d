use std::path::Path;

use cairn_core::event::{Event, Identity, PropertyRef};
use cairn_core::id::EventId;
use cairn_core::time::Time;
use cairn_core::value::{Number, Value};
use cairn_testkit::dice::Dice;

use super::*;
use crate::block::{Block, BlockRow};
use crate::columns::RunColumns;
use crate::partition::Partition;
use crate::plain_event::plain_event;
use crate::projection::{Columns, PropertyNames};
use crate::run_reader::RunReader;
use crate::run_writer::RunWriter;
use crate::stream::Stream;
use crate::vfs::RealVfs;

type Named = BTreeMap<String, Value>;

/// An event of nobody: a second later than the one before.
fn event(number: usize, properties: Named, context: Named) -> Event {
    Event {
        event_time: Time::from_micros(i64::try_from(number).unwrap() * 1_000_000),
        identity: Identity::Event(EventId(number as u128)),
        properties,
        context,
        source: "s".to_owned(),
        ..plain_event("e")
    }
}

fn columns_of(events: &[Event]) -> RecordBatch {
    let mut columns = RunColumns::new();
    for (number, event) in events.iter().enumerate() {
        columns.append(event, EventId(number as u128));
    }
    columns.sorted().unwrap().batch
}

fn text(text: &str) -> Value {
    Value::String(text.to_owned())
}

fn random_value(dice: &mut Dice) -> Value {
    match dice.below(6) {
        0 => text(["", "a", "ü", "long text that repeats"][dice.below(4)]),
        1 => Value::Number(Number::Integer(
            [0, 1, -1, i64::MAX, i64::MIN][dice.below(5)],
        )),
        2 => Value::Number(Number::Float([0.0, -0.0, 0.5, f64::MAX][dice.below(4)])),
        3 => Value::Boolean(dice.below(2) == 0),
        4 => Value::Time(Time::from_micros(
            [0, -1, 1_767_225_600_000_000][dice.below(3)],
        )),
        _ => Value::Json("[1,{\"a\":null}]".to_owned()),
    }
}

/// Names of which some are in every event, some in few, some with values of one type, some of all.
fn random_named(dice: &mut Dice) -> Named {
    const NAMES: [&str; 8] = [
        "a",
        "a.string",
        "b",
        "",
        "é",
        "entries.key",
        "a.",
        "properties.a",
    ];
    let mut named = Named::new();
    for (at, name) in NAMES.iter().enumerate() {
        if dice.below(at + 1) == 0 {
            named.insert((*name).to_owned(), random_value(dice));
        }
    }
    if dice.below(2) == 0 {
        named.insert("channel".to_owned(), text(["x", "y"][dice.below(2)]));
    }
    if dice.below(150) == 0 {
        named.insert(format!("rare {}", dice.below(3)), random_value(dice));
    }
    named
}

fn random_events(dice: &mut Dice, events: usize) -> Vec<Event> {
    (0..events)
        .map(|number| event(number, random_named(dice), random_named(dice)))
        .collect()
}

/// Types count: the number 1 is not 1.0, and −0.0 is not 0.0.
fn told(events: &[Event]) -> Vec<String> {
    let told = |event: &Event| format!("{:?} {:?}", event.properties, event.context);
    events.iter().map(told).collect()
}

fn write(path: &Path, batches: &[RecordBatch]) {
    let mut writer = RunWriter::create(&RealVfs, path, Stream::Events).unwrap();
    for batch in batches {
        writer.write(batch.clone()).unwrap();
        writer.end_group().unwrap();
    }
    writer.finish().unwrap();
}

fn each_block(path: &Path, columns: &Columns, mut see: impl FnMut(&Block)) {
    let mut reader = RunReader::open(&RealVfs, path, columns, Partition::ALL).unwrap();
    while let Some(block) = reader.next_block().unwrap() {
        see(&block);
    }
}

#[test]
fn what_is_spread_and_gathered_is_as_it_was() {
    for seed in 0..40 {
        let mut dice = Dice::new(seed);
        let count = dice.below(400);
        let events = random_events(&mut dice, count);
        let rows = columns_of(&events);
        let frequent = Frequent::among([&rows].into_iter()).unwrap();
        let mut rest = Rest::default();
        let spread = frequent.spread(&rows, &mut rest).unwrap();
        assert_eq!(gathered(&spread).unwrap(), rows, "seed {seed}");
        assert_eq!(gathered(&rows).unwrap(), rows, "seed {seed}");
    }
}

#[test]
fn a_written_run_reads_as_its_events_whole_and_by_each_name() {
    let folder = tempfile::tempdir().unwrap();
    for seed in 0..10 {
        let mut dice = Dice::new(seed);
        let events = random_events(&mut dice, 700);
        let path = folder.path().join(format!("{seed}.parquet"));
        // The columns are fixed by the first rows where these are many; here all are looked at.
        let pieces: Vec<RecordBatch> = {
            let rows = columns_of(&events);
            [(0, 300), (300, 400)]
                .map(|(at, len)| rows.slice(at, len))
                .to_vec()
        };
        write(&path, &pieces);
        let mut read = Vec::new();
        each_block(&path, &Columns::ALL, |block| {
            read.extend((0..block.len()).map(|row| block.stored_event(row).unwrap().event));
        });
        assert_eq!(told(&read), told(&events), "seed {seed}");
        for name in [
            "a",
            "a.string",
            "b",
            "",
            "é",
            "entries.key",
            "a.",
            "channel",
            "rare 1",
            "none",
        ] {
            check_name(&path, &events, name);
        }
    }
}

/// A question that names one property of the two sets sees its values and nothing else.
fn check_name(path: &Path, events: &[Event], name: &str) {
    let columns = Columns {
        properties: PropertyNames::of([name.to_owned()]),
        context: PropertyNames::of([name.to_owned()]),
        ..Columns::default()
    };
    let asked = [
        PropertyRef::Property(name.to_owned()),
        PropertyRef::Context(name.to_owned()),
    ];
    let mut read = Vec::new();
    each_block(path, &columns, |block| {
        let indexes = block.index(&asked);
        for row in 0..block.len() {
            let view = BlockRow {
                block,
                indexes: &indexes,
                row,
            };
            let value = |property| view.value_of(property).map(|value| format!("{value:?}"));
            read.push([value(&asked[0]), value(&asked[1])]);
        }
    });
    let value = |named: &Named| named.get(name).map(|value| format!("{:?}", value.as_ref()));
    let expected: Vec<_> = events
        .iter()
        .map(|event| [value(&event.properties), value(&event.context)])
        .collect();
    assert_eq!(read, expected, "{name}");
}

#[test]
fn one_row_in_a_hundred_makes_a_property_frequent() {
    let with = |rows: usize, of: usize| {
        let named = |number: usize| match number < rows {
            true => Named::from([("p".to_owned(), text("x"))]),
            false => Named::new(),
        };
        let events: Vec<Event> = (0..of).map(|n| event(n, named(n), Named::new())).collect();
        let rows = columns_of(&events);
        let frequent = Frequent::among([&rows].into_iter()).unwrap();
        frequent
            .schema()
            .column_with_name("properties.p.string")
            .is_some()
    };
    assert!(with(10, 1_000));
    assert!(!with(9, 1_000));
    assert!(!with(0, 0));
}

#[test]
fn the_200_most_frequent_have_columns_and_the_others_stay_in_the_map() {
    let named = |number: usize| -> Named {
        (0..=300)
            .filter(|name| number >= *name)
            .map(|name| (format!("p{name:03}"), Value::Boolean(true)))
            .collect()
    };
    let events: Vec<Event> = (0..400).map(|n| event(n, named(n), Named::new())).collect();
    let rows = columns_of(&events);
    let frequent = Frequent::among([&rows].into_iter()).unwrap();
    let schema = frequent.schema();
    assert!(schema.column_with_name("properties.p199.boolean").is_some());
    assert!(schema.column_with_name("properties.p200.boolean").is_none());
    let mut rest = Rest::default();
    let spread = frequent.spread(&rows, &mut rest).unwrap();
    assert_eq!(gathered(&spread).unwrap(), rows);
    assert!(rest.may_hold(Place::Properties, |name| name == "p200"));
    assert!(!rest.may_hold(Place::Properties, |name| name == "p199"));
    assert!(!rest.may_hold(Place::Context, |_| true));
}

#[test]
fn what_lies_in_the_maps_is_said_or_unknown() {
    let mut rest = Rest::default();
    rest.note(Place::Context, "page.path");
    let read = Rest::of_json(Some(&rest.to_json()));
    assert_eq!(read, rest);
    assert!(!read.may_hold(Place::Properties, |_| true));
    for said in [None, Some(""), Some("[1]"), Some("{}"), Some("[null,null]")] {
        assert!(
            Rest::of_json(said).may_hold(Place::Properties, |_| false),
            "{said:?}"
        );
    }
    for number in 0..=MOST_LISTED {
        rest.note(Place::Properties, &number.to_string());
    }
    let read = Rest::of_json(Some(&rest.to_json()));
    assert!(read.may_hold(Place::Properties, |_| false));
    assert!(!read.may_hold(Place::Context, |name| name == "x"));
}

#[test]
fn maps_that_hold_nothing_wanted_are_not_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("run.parquet");
    let named = Named::from([("p".to_owned(), text("x"))]);
    write(&path, &[columns_of(&[event(0, named, Named::new())])]);
    let columns_read = |columns: &Columns| {
        let mut names = Vec::new();
        each_block(&path, columns, |block| {
            let fields = block.batch().schema_ref().fields().iter();
            names = fields.map(|field| field.name().clone()).collect();
        });
        names
    };
    let asked = |name: &str| Columns {
        properties: PropertyNames::of([name.to_owned()]),
        ..Columns::default()
    };
    let plain = columns_read(&Columns::default());
    assert_eq!(columns_read(&asked("q")), plain);
    let with_p = [plain.clone(), vec!["properties.p.string".to_owned()]].concat();
    let sorted = |mut names: Vec<String>| {
        names.sort();
        names
    };
    assert_eq!(sorted(columns_read(&asked("p"))), sorted(with_p));
}
