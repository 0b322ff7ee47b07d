use std::cmp::Ordering::{Equal, Greater, Less};
use std::hash::{DefaultHasher, Hash, Hasher};

use super::*;
use Number::{Float, Integer};

fn hash(value: &Value) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

const TWO_TO_53: i64 = 1 << 53;

#[test]
fn s4_numbers_compare_without_losing_digits() {
    for (a, b, expected) in [
        (Integer(1), Float(1.0), Equal),
        (Integer(1), Float(1.5), Less),
        (Integer(2), Float(1.5), Greater),
        (Integer(-1), Float(-1.5), Greater),
        (Integer(-2), Float(-1.5), Less),
        (Integer(0), Float(-0.0), Equal),
        (Integer(0), Float(5e-324), Less),
        (Integer(0), Float(-5e-324), Greater),
        (Float(0.0), Float(-0.0), Equal),
        (Float(1.5), Float(-1.5), Greater),
        (Integer(TWO_TO_53), Float(9_007_199_254_740_992.0), Equal),
        (
            Integer(TWO_TO_53 + 1),
            Float(9_007_199_254_740_992.0),
            Greater,
        ),
        (Integer(TWO_TO_53 + 1), Float(9_007_199_254_740_994.0), Less),
        (Integer(TWO_TO_53 + 1), Integer(TWO_TO_53), Greater),
        // 9.223372036854775807e18 as f64 is 2^63, one more than the largest i64.
        (Integer(i64::MAX), Float(9_223_372_036_854_775_808.0), Less),
        (
            Integer(i64::MAX),
            Float(9_223_372_036_854_774_784.0),
            Greater,
        ),
        (
            Integer(i64::MIN),
            Float(-9_223_372_036_854_775_808.0),
            Equal,
        ),
        (
            Integer(i64::MIN),
            Float(-9_223_372_036_854_777_856.0),
            Greater,
        ),
        (Integer(i64::MAX), Float(f64::MAX), Less),
        (Integer(i64::MIN), Float(f64::MIN), Greater),
    ] {
        assert_eq!(a.cmp(&b), expected, "{a:?} {b:?}");
        assert_eq!(b.cmp(&a), expected.reverse(), "{b:?} {a:?}");
        assert_eq!(a == b, expected == Equal, "{a:?} {b:?}");
    }
}

/// One value of every kind and the numbers that are hard to tell apart, in the order of answers; values of
/// one group are equal.
fn in_order() -> Vec<Vec<Value>> {
    let number = Value::Number;
    let text = |text: &str| Value::String(text.to_owned());
    vec![
        vec![Value::Boolean(false)],
        vec![Value::Boolean(true)],
        vec![number(Float(f64::MIN))],
        vec![
            number(Integer(i64::MIN)),
            number(Float(-9_223_372_036_854_775_808.0)),
        ],
        vec![number(Float(-0.5))],
        vec![number(Integer(0)), number(Float(0.0)), number(Float(-0.0))],
        vec![number(Integer(1)), number(Float(1.0))],
        vec![
            number(Integer(TWO_TO_53)),
            number(Float(9_007_199_254_740_992.0)),
        ],
        vec![number(Integer(TWO_TO_53 + 1))],
        vec![
            number(Float(9_007_199_254_740_994.0)),
            number(Integer(TWO_TO_53 + 2)),
        ],
        vec![number(Integer(i64::MAX))],
        vec![number(Float(9_223_372_036_854_775_808.0))],
        vec![Value::Time(Time::from_micros(0))],
        vec![Value::Time(Time::from_micros(1))],
        vec![text("")],
        vec![text("1")],
        vec![text("a")],
        vec![text("ä")],
        vec![Value::Json("[1]".to_owned())],
        vec![Value::Json("a".to_owned())],
    ]
}

#[test]
fn s4_equality_order_and_hash_agree() {
    let groups = in_order();
    for (place_a, group_a) in groups.iter().enumerate() {
        for (place_b, group_b) in groups.iter().enumerate() {
            for (a, b) in group_a
                .iter()
                .flat_map(|a| group_b.iter().map(move |b| (a, b)))
            {
                assert_eq!(a.cmp(b), place_a.cmp(&place_b), "{a:?} {b:?}");
                assert_eq!(a == b, place_a == place_b, "{a:?} {b:?}");
                if a == b {
                    assert_eq!(hash(a), hash(b), "{a:?} {b:?}");
                }
            }
        }
    }
}

#[test]
fn s4_types_never_compare() {
    let one_of_each = [
        Value::Boolean(true),
        Value::Number(Integer(1)),
        Value::Time(Time::from_micros(1)),
        Value::String("1".to_owned()),
        Value::Json("1".to_owned()),
    ];
    for (place_a, a) in one_of_each.iter().enumerate() {
        for (place_b, b) in one_of_each.iter().enumerate() {
            let compared = a.as_ref().compare(b.as_ref());
            let is_comparable = place_a == place_b && !matches!(a, Value::Json(_));
            assert_eq!(compared.is_some(), is_comparable, "{a:?} {b:?}");
            assert_eq!(a.as_ref() == b.as_ref(), place_a == place_b, "{a:?} {b:?}");
        }
    }
}

#[test]
fn borrowing_and_owning_again_changes_nothing() {
    for value in in_order().into_iter().flatten() {
        assert_eq!(value.as_ref().to_value(), value);
    }
}

#[test]
fn only_finite_numbers_are_numbers() {
    assert_eq!(Number::from_f64(1.5), Some(Float(1.5)));
    for not_finite in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        assert_eq!(Number::from_f64(not_finite), None);
    }
}

#[test]
fn values_as_text() {
    for (value, text) in [
        (Value::Number(Integer(-7)), "-7"),
        (Value::Number(Float(0.1)), "0.1"),
        (Value::Number(Float(2.0)), "2"),
        (Value::Boolean(true), "true"),
        (Value::String("a\"b".to_owned()), "a\"b"),
        (Value::Time(Time::from_micros(0)), "1970-01-01T00:00:00Z"),
        (Value::Json("[1]".to_owned()), "[1]"),
    ] {
        assert_eq!(value.to_string(), text);
    }
}
