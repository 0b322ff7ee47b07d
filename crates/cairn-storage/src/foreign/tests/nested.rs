//! Lists, structs and maps travel as JSON, with names sorted.

use arrow_array::builder::{Int32Builder, MapBuilder, StringBuilder};
use arrow_array::types::TimestampMicrosecondType;
use arrow_array::{IntervalMonthDayNanoArray, LargeListArray, ListArray, StructArray};
use arrow_buffer::NullBuffer;
use arrow_schema::{DataType, Field, Fields};

use super::*;

fn json(text: &str) -> Option<Value> {
    Some(Value::Json(text.to_owned()))
}

#[test]
fn lists() {
    let lists = vec![
        Some(vec![Some(1), None, Some(-3)]),
        None,
        Some(vec![]),
        Some(vec![Some(4)]),
    ];
    let expected = [json("[1,null,-3]"), None, json("[]"), json("[4]")];
    check(
        ListArray::from_iter_primitive::<Int64Type, _, _>(lists.clone()),
        &expected,
    );
    check(
        LargeListArray::from_iter_primitive::<Int64Type, _, _>(lists),
        &expected,
    );
    let floats = vec![Some(vec![Some(0.5), Some(f64::NAN)])];
    check(
        ListArray::from_iter_primitive::<Float64Type, _, _>(floats),
        &[json("[0.5,null]")],
    );
}

/// `{"z": text, "a": time, "inner": {"ok": boolean}}`, the second row null, the third with null fields.
fn structs() -> StructArray {
    let times = numbers::<TimestampMicrosecondType>(vec![Some(1_500_000), Some(0), None]);
    let inner = StructArray::from(vec![(
        Arc::new(Field::new("ok", DataType::Boolean, true)),
        Arc::new(BooleanArray::from(vec![Some(true), Some(false), None])) as ArrayRef,
    )]);
    let columns: Vec<ArrayRef> = vec![
        Arc::new(StringArray::from(vec![Some("\"quoted\""), Some("x"), None])),
        Arc::new(times.with_timezone("UTC")),
        Arc::new(inner),
    ];
    let names = ["z", "a", "inner"];
    let fields: Fields = names
        .iter()
        .zip(&columns)
        .map(|(name, column)| Field::new(*name, column.data_type().clone(), true))
        .collect();
    StructArray::new(
        fields,
        columns,
        Some(NullBuffer::from(vec![true, false, true])),
    )
}

#[test]
fn structs_with_sorted_names() {
    check(
        structs(),
        &[
            json(r#"{"a":"1970-01-01T00:00:01.5Z","inner":{"ok":true},"z":"\"quoted\""}"#),
            None,
            json(r#"{"a":null,"inner":{"ok":null},"z":null}"#),
        ],
    );
}

#[test]
fn maps() {
    let mut builder = MapBuilder::new(None, StringBuilder::new(), Int32Builder::new());
    builder.keys().append_value("z");
    builder.values().append_value(1);
    builder.keys().append_value("a");
    builder.values().append_null();
    builder.append(true).unwrap();
    builder.append(false).unwrap();
    builder.append(true).unwrap();
    check(
        builder.finish(),
        &[json(r#"{"a":null,"z":1}"#), None, json("{}")],
    );
}

#[test]
fn what_events_cannot_carry_is_none() {
    let spans = vec![Some(arrow_array::types::IntervalMonthDayNano::new(1, 2, 0))];
    let column: ArrayRef = Arc::new(IntervalMonthDayNanoArray::from(spans));
    // Parquet has no such type to write; the reader's rule is asked directly.
    assert_eq!(cell::value(&column, 0), None);
    let time_of_day = numbers::<arrow_array::types::Time64MicrosecondType>(vec![Some(5)]);
    check(time_of_day, &[None]);
}
