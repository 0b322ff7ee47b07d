//! Columns of every type, written by the Parquet library and read back as values that stand here by hand.

use std::io::{Seek, SeekFrom};

use arrow_array::ArrayRef;
use arrow_array::types::{
    ArrowPrimitiveType, Date32Type, Date64Type, Decimal128Type, Float32Type, Float64Type, Int8Type,
    Int16Type, Int32Type, Int64Type, UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};
use arrow_array::{
    BinaryArray, BooleanArray, DictionaryArray, FixedSizeBinaryArray, LargeStringArray,
    PrimitiveArray, StringArray, StringViewArray,
};
use cairn_core::time::Time;
use cairn_core::value::Number;
use parquet::arrow::ArrowWriter;

use super::*;

mod nested;
mod times;

/// A Parquet file of these columns, ready to be read.
fn written(batch: &RecordBatch) -> File {
    let file = tempfile::tempfile().unwrap();
    let copy = file.try_clone().unwrap();
    let mut writer = ArrowWriter::try_new(copy, batch.schema(), None).unwrap();
    writer.write(batch).unwrap();
    writer.close().unwrap();
    let mut file = file;
    file.seek(SeekFrom::Start(0)).unwrap();
    file
}

fn read_all(rows: &mut ForeignRows) -> Vec<Vec<Option<Value>>> {
    let mut all = Vec::new();
    while let Some(row) = rows.next_row().unwrap() {
        all.push(row);
    }
    all
}

/// The one place that tells whether a column reads as it should: kinds of numbers are told apart, and −0.0
/// from 0.0, by comparing what `Debug` shows.
fn check(column: impl arrow_array::Array + 'static, expected: &[Option<Value>]) {
    let column: ArrayRef = Arc::new(column);
    let kind = column.data_type().clone();
    let batch = RecordBatch::try_from_iter_with_nullable([("c", column, true)]).unwrap();
    let mut rows = foreign_parquet(written(&batch)).unwrap();
    assert_eq!(rows.rows(), expected.len() as u64, "{kind}");
    let read: Vec<Option<Value>> = read_all(&mut rows).into_iter().flatten().collect();
    assert_eq!(format!("{read:?}"), format!("{expected:?}"), "{kind}");
    assert_eq!(rows.next_row().unwrap(), None, "{kind}: after the end");
}

fn text(text: &str) -> Option<Value> {
    Some(Value::String(text.to_owned()))
}

fn whole(number: i64) -> Option<Value> {
    Some(Value::Number(Number::Integer(number)))
}

fn float(number: f64) -> Option<Value> {
    Some(Value::Number(Number::Float(number)))
}

fn numbers<T: ArrowPrimitiveType>(values: Vec<Option<T::Native>>) -> PrimitiveArray<T> {
    PrimitiveArray::from_iter(values)
}

#[test]
fn whole_numbers() {
    let small = [whole(-128), None, whole(127)];
    check(
        numbers::<Int8Type>(vec![Some(-128), None, Some(127)]),
        &small,
    );
    check(
        numbers::<Int16Type>(vec![Some(-128), None, Some(127)]),
        &small,
    );
    check(
        numbers::<Int32Type>(vec![Some(-128), None, Some(127)]),
        &small,
    );
    check(
        numbers::<Int64Type>(vec![Some(-128), None, Some(127)]),
        &small,
    );
    check(
        numbers::<Int64Type>(vec![Some(i64::MIN), Some(i64::MAX)]),
        &[
            whole(-9_223_372_036_854_775_808),
            whole(9_223_372_036_854_775_807),
        ],
    );
}

#[test]
fn whole_numbers_without_a_sign() {
    check(
        numbers::<UInt8Type>(vec![Some(0), None, Some(255)]),
        &[whole(0), None, whole(255)],
    );
    check(numbers::<UInt16Type>(vec![Some(65_535)]), &[whole(65_535)]);
    check(
        numbers::<UInt32Type>(vec![Some(4_294_967_295)]),
        &[whole(4_294_967_295)],
    );
    // 2^63 − 1 is the last that stays whole; beyond it the nearest float stands for the number.
    check(
        numbers::<UInt64Type>(vec![
            Some(0),
            Some(9_223_372_036_854_775_807),
            Some(9_223_372_036_854_775_808),
            Some(18_446_744_073_709_551_615),
        ]),
        &[
            whole(0),
            whole(9_223_372_036_854_775_807),
            float(9_223_372_036_854_775_808.0),
            float(18_446_744_073_709_551_616.0),
        ],
    );
}

#[test]
fn floats_without_those_that_are_no_number() {
    check(
        numbers::<Float64Type>(vec![
            Some(0.1),
            Some(-0.0),
            Some(3.0),
            Some(f64::NAN),
            Some(f64::INFINITY),
            Some(f64::NEG_INFINITY),
            None,
            Some(1.7976931348623157e308),
        ]),
        &[
            float(0.1),
            float(-0.0),
            float(3.0),
            None,
            None,
            None,
            None,
            float(1.7976931348623157e308),
        ],
    );
    // 0.1 in 32 bits is exactly 0.100000001490116119384765625.
    check(
        numbers::<Float32Type>(vec![Some(0.5), Some(0.1), Some(f32::NAN)]),
        &[float(0.5), float(0.100_000_001_490_116_12), None],
    );
}

#[test]
fn decimals_are_text_with_all_their_digits() {
    let decimals = |values: Vec<Option<i128>>, precision, scale| {
        numbers::<Decimal128Type>(values)
            .with_precision_and_scale(precision, scale)
            .unwrap()
    };
    check(
        decimals(vec![Some(4_990), Some(-5), Some(0), None], 10, 2),
        &[text("49.90"), text("-0.05"), text("0.00"), None],
    );
    check(decimals(vec![Some(123)], 5, 0), &[text("123")]);
    check(
        decimals(
            vec![Some(99_999_999_999_999_999_999_999_999_999_999_999_999)],
            38,
            6,
        ),
        &[text("99999999999999999999999999999999.999999")],
    );
}

#[test]
fn booleans() {
    check(
        BooleanArray::from(vec![Some(true), None, Some(false)]),
        &[
            Some(Value::Boolean(true)),
            None,
            Some(Value::Boolean(false)),
        ],
    );
}

#[test]
fn texts_however_they_lie_in_memory() {
    let texts = vec![Some("shoes"), None, Some(""), Some("größer als zwölf Byte")];
    let expected = [text("shoes"), None, text(""), text("größer als zwölf Byte")];
    check(StringArray::from(texts.clone()), &expected);
    check(LargeStringArray::from(texts.clone()), &expected);
    check(StringViewArray::from(texts.clone()), &expected);
    // Some writers say that their text is bytes.
    let bytes: Vec<Option<&[u8]>> = texts.iter().map(|text| text.map(str::as_bytes)).collect();
    check(BinaryArray::from(bytes), &expected);
}

#[test]
fn bytes_that_are_no_text() {
    check(
        BinaryArray::from(vec![Some(&[0xff, 0xfe][..]), None]),
        &[None, None],
    );
    let ids = FixedSizeBinaryArray::try_from_sparse_iter_with_size(
        [Some([0x00, 0x1f, 0xff]), None].into_iter(),
        3,
    );
    check(ids.unwrap(), &[text("001fff"), None]);
}

#[test]
fn dictionaries_are_what_they_stand_for() {
    let expected = [text("b"), text("a"), None, text("b")];
    let words = [Some("b"), Some("a"), None, Some("b")];
    check(
        words
            .iter()
            .copied()
            .collect::<DictionaryArray<Int32Type>>(),
        &expected,
    );
    check(
        words.iter().copied().collect::<DictionaryArray<Int8Type>>(),
        &expected,
    );
    let numbers = DictionaryArray::<Int32Type>::new(
        PrimitiveArray::from(vec![Some(1), None, Some(0), Some(1)]),
        Arc::new(PrimitiveArray::<Int64Type>::from(vec![7, -8])),
    );
    check(numbers, &[whole(-8), None, whole(7), whole(-8)]);
    let nothing: DictionaryArray<Int32Type> = [None::<&str>, None].into_iter().collect();
    check(nothing, &[None, None]);
}

#[test]
fn columns_keep_their_names_and_order_and_rows_theirs() {
    let ids: ArrayRef = Arc::new(PrimitiveArray::<Int64Type>::from_iter_values(0..1_000));
    let even: ArrayRef = Arc::new(
        (0..1_000)
            .map(|id| Some(id % 2 == 0))
            .collect::<BooleanArray>(),
    );
    let names = ["user id", "", "ä"];
    let columns = [ids.clone(), even, ids];
    let batch = RecordBatch::try_from_iter(names.into_iter().zip(columns)).unwrap();
    let mut rows = foreign_parquet(written(&batch)).unwrap();
    assert_eq!(rows.names().to_vec(), names);
    assert_eq!(rows.rows(), 1_000);
    let read = read_all(&mut rows);
    assert_eq!(read.len(), 1_000);
    for (id, row) in (0..).zip(read) {
        assert_eq!(
            row,
            [whole(id), Some(Value::Boolean(id % 2 == 0)), whole(id)]
        );
    }
}

#[test]
fn a_file_without_rows_has_columns() {
    let batch = RecordBatch::try_from_iter([(
        "event",
        Arc::new(StringArray::from(Vec::<&str>::new())) as ArrayRef,
    )])
    .unwrap();
    let mut rows = foreign_parquet(written(&batch)).unwrap();
    assert_eq!(rows.names().to_vec(), ["event"]);
    assert_eq!(rows.rows(), 0);
    assert_eq!(rows.next_row().unwrap(), None);
}

#[test]
fn what_is_not_parquet_is_said_so() {
    use std::io::Write;
    for content in ["", "event,time\n", "PAR1", "PAR1....PAR1"] {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(content.as_bytes()).unwrap();
        let opened = foreign_parquet(file);
        assert!(
            matches!(opened, Err(StorageError::Foreign(_))),
            "{content:?}"
        );
    }
}
