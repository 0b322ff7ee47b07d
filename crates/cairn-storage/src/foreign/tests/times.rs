//! Instants are times; dates and timestamps without a zone are civil times, which travel as text.
//! The seconds were found with `date -u -d '…' +%s`.

use arrow_array::types::{
    TimestampMicrosecondType, TimestampMillisecondType, TimestampNanosecondType,
    TimestampSecondType,
};

use super::*;

/// 2026-01-31T17:59:13Z.
const EVENING: i64 = 1_769_882_353;
/// 1969-07-20T20:17:40Z.
const LANDING: i64 = -14_182_940;

fn instant(micros: i64) -> Option<Value> {
    Some(Value::Time(Time::from_micros(micros)))
}

/// Both with a zone, as instants, and without one, as text.
fn check_timestamps<T>(values: Vec<Option<i64>>, micros: &[Option<i64>], texts: &[Option<&str>])
where
    T: ArrowPrimitiveType<Native = i64> + arrow_array::types::ArrowTimestampType,
{
    let column = numbers::<T>(values);
    let instants: Vec<_> = micros
        .iter()
        .map(|micros| micros.and_then(instant))
        .collect();
    for zone in ["UTC", "+00:00", "Europe/Berlin"] {
        check(column.clone().with_timezone(zone), &instants);
    }
    let civil: Vec<_> = texts.iter().map(|civil| civil.and_then(text)).collect();
    check(column, &civil);
}

#[test]
fn timestamps_in_seconds() {
    check_timestamps::<TimestampSecondType>(
        vec![Some(EVENING), Some(LANDING), Some(0), None],
        &[
            Some(EVENING * 1_000_000),
            Some(LANDING * 1_000_000),
            Some(0),
            None,
        ],
        &[
            Some("2026-01-31T17:59:13"),
            Some("1969-07-20T20:17:40"),
            Some("1970-01-01T00:00:00"),
            None,
        ],
    );
}

#[test]
fn timestamps_in_milliseconds() {
    check_timestamps::<TimestampMillisecondType>(
        vec![Some(EVENING * 1_000 + 7), Some(-1), None],
        &[Some(EVENING * 1_000_000 + 7_000), Some(-1_000), None],
        &[
            Some("2026-01-31T17:59:13.007"),
            Some("1969-12-31T23:59:59.999"),
            None,
        ],
    );
}

#[test]
fn timestamps_in_microseconds() {
    check_timestamps::<TimestampMicrosecondType>(
        vec![Some(EVENING * 1_000_000 + 123_456), Some(-1), None],
        &[Some(EVENING * 1_000_000 + 123_456), Some(-1), None],
        &[
            Some("2026-01-31T17:59:13.123456"),
            Some("1969-12-31T23:59:59.999999"),
            None,
        ],
    );
}

/// What is finer than a microsecond is cut off towards the past, also before 1970.
#[test]
fn timestamps_in_nanoseconds() {
    check_timestamps::<TimestampNanosecondType>(
        vec![
            Some(EVENING * 1_000_000_000 + 999),
            Some(1_999),
            Some(-1),
            Some(-1_000),
            Some(-1_001),
            None,
        ],
        &[
            Some(EVENING * 1_000_000),
            Some(1),
            Some(-1),
            Some(-1),
            Some(-2),
            None,
        ],
        &[
            Some("2026-01-31T17:59:13"),
            Some("1970-01-01T00:00:00.000001"),
            Some("1969-12-31T23:59:59.999999"),
            Some("1969-12-31T23:59:59.999999"),
            Some("1969-12-31T23:59:59.999998"),
            None,
        ],
    );
}

#[test]
fn times_beyond_64_bits_of_microseconds_are_none() {
    let utc = |column: PrimitiveArray<TimestampSecondType>| column.with_timezone("UTC");
    check(
        utc(numbers(vec![Some(i64::MAX), Some(i64::MIN)])),
        &[None, None],
    );
    check(
        numbers::<TimestampMillisecondType>(vec![Some(i64::MAX)]),
        &[None],
    );
}

#[test]
fn dates_are_civil_days() {
    let expected = [
        text("1970-01-01T00:00:00"),
        text("2026-01-31T00:00:00"),
        text("1969-12-31T00:00:00"),
        None,
    ];
    let days = [Some(0), Some(20_484), Some(-1), None];
    check(numbers::<Date32Type>(days.to_vec()), &expected);
    let millis = days.map(|day| day.map(|day| i64::from(day) * 86_400_000));
    check(numbers::<Date64Type>(millis.to_vec()), &expected);
}
