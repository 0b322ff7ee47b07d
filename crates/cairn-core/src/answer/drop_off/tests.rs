//! Counts and money are made up; what follows from them is worked out beside each case.

use super::*;
use crate::funnel::{KeySum, Reached, StepCount, StepSet};
use crate::id::PersonKey;

const BROWSER: &str = "device.browser";

fn money(minor: i64) -> Amounts {
    let mut amounts = Amounts::default();
    if minor != 0 {
        let currency = Currency::parse("EUR").unwrap();
        amounts.add(Money { minor, currency });
    }
    amounts
}

/// Steps from counts of (all, open) and the money of all and of the open at the last.
fn steps(counts: &[(u64, u64)], [all, open]: [i64; 2]) -> Vec<StepAnswer> {
    let names: Vec<String> = (1..=counts.len()).map(|step| format!("s{step}")).collect();
    let last = counts.len() - 1;
    let reached = |(count, open): &(u64, u64)| Reached {
        count: *count,
        open: *open,
    };
    let count = |(at, step): (usize, &(u64, u64))| StepCount {
        count: step.0,
        open: step.1,
        continued: reached(step),
        since_start: reached(step),
        entered: if at == 0 { step.0 } else { 0 },
        value: money(if at == last { all } else { 0 }),
        open_value: money(if at == last { open } else { 0 }),
        closed: KeySum::default(),
    };
    let counts: Vec<StepCount> = counts.iter().enumerate().map(count).collect();
    StepAnswer::from_counts(&names, &counts, StepSet::default(), false).unwrap()
}

fn browsers(rows: &[(&str, Vec<StepAnswer>)]) -> Segments {
    let row = |(value, steps): &(&str, Vec<StepAnswer>)| FunnelRow {
        value: Some(Value::String((*value).to_owned())),
        steps: steps.clone(),
    };
    Segments {
        property: PropertyRef::Context(BROWSER.to_owned()),
        rows: rows.iter().map(row).collect(),
    }
}

/// Of 1,000 with Safari 400 go on, of the 3,000 others 1,800: at 60 % it would be 600, so 200 are missing. The
/// others' 1,800 brought 90,000, 50 each: 10,000 are lost. An open one counts for nothing, nor does its money.
#[test]
fn the_others_are_the_whole_without_the_segment() {
    let whole = steps(&[(4_100, 100), (2_300, 100)], [118_000, 8_000]);
    let safari = steps(&[(1_040, 40), (440, 40)], [23_000, 3_000]);
    let chrome = steps(&[(3_060, 60), (1_860, 60)], [95_000, 5_000]);
    let rows = drop_offs(
        &whole,
        &[browsers(&[("Safari", safari), ("Chrome", chrome)])],
    )
    .unwrap();
    assert_eq!(rows.len(), 1, "Chrome is better than Safari: {rows:?}");
    let row = &rows[0];
    assert_eq!((row.step, row.name.as_str()), (2, "s2"));
    assert_eq!(row.value, Some(Value::String("Safari".to_owned())));
    let parts = |rate: Rate| (rate.proportion.numerator(), rate.proportion.denominator());
    assert_eq!(
        (parts(row.rate), parts(row.others)),
        ((400, 1_000), (1_800, 3_000))
    );
    assert!((row.difference.value + 0.2).abs() < 1e-12);
    assert!((row.excess_dropped - 200.0).abs() < 1e-9);
    assert_eq!(row.value_lost.map(|money| money.minor), Some(10_000));
    assert!(row.is_significant && row.p < 1e-20);
}

/// A segment that is everybody has no others, and one of nobody no rate.
#[test]
fn nobody_is_compared_with_nobody() {
    let whole = steps(&[(100, 0), (50, 0)], [0, 0]);
    let all = browsers(&[
        ("Safari", whole.clone()),
        ("Chrome", steps(&[(0, 0), (0, 0)], [0, 0])),
    ]);
    assert_eq!(drop_offs(&whole, &[all]).unwrap(), []);
}

/// Significant rows go before costlier ones that may be chance, and money before persons.
#[test]
fn the_order_of_rows() {
    let whole = steps(&[(10_000, 0), (5_000, 0), (2_500, 0)], [250_000, 0]);
    let rows = browsers(&[
        // 1 of 4: three quarters of a person are missing, by chance.
        ("few", steps(&[(4, 0), (1, 0), (1, 0)], [100, 0])),
        (
            "early",
            steps(&[(1_000, 0), (400, 0), (200, 0)], [20_000, 0]),
        ),
        (
            "late",
            steps(&[(1_000, 0), (500, 0), (100, 0)], [10_000, 0]),
        ),
    ]);
    let rows = drop_offs(&whole, &[rows]).unwrap();
    let found: Vec<(String, usize, bool)> = rows
        .iter()
        .map(|row| {
            let Some(Value::String(value)) = &row.value else {
                unreachable!()
            };
            (value.clone(), row.step, row.is_significant)
        })
        .collect();
    // Late: others 2400 of 4500, so 500 · 0.5333 − 100 = 166.7 at 240000 / 2400 = 100 each. Early: others 4600 of
    // 9000, so 1000 · 0.5111 − 400 = 111.1 at 230000 / 4600 = 50 each.
    let lost: Vec<i64> = rows
        .iter()
        .map(|row| row.value_lost.unwrap().minor)
        .collect();
    let expected = [("late", 3, true), ("early", 2, true), ("few", 2, false)];
    assert_eq!(found.len(), 3, "{found:?}");
    for (found, (value, step, is_significant)) in found.iter().zip(expected) {
        assert_eq!(*found, (value.to_owned(), step, is_significant));
    }
    assert_eq!(lost[..2], [16_667, 5_556]);
}

/// Who is at each step, by numbers that stand for persons.
fn with_persons(mut steps: Vec<StepAnswer>, persons: &[&[u128]]) -> Vec<StepAnswer> {
    for (step, persons) in steps.iter_mut().zip(persons) {
        for person in *persons {
            step.closed.add(PersonKey(*person));
        }
    }
    steps
}

/// Of twelve four go on: 1 of the segments' 4, 3 of the other 8. Persons 1 to 4 are in Safari and in iOS, and 1 goes
/// on. On phones there are as many and as many go on, but they are others.
#[test]
fn the_same_persons_are_one_row() {
    let whole = steps(&[(12, 0), (4, 0)], [0, 0]);
    let four = || steps(&[(4, 0), (1, 0)], [0, 0]);
    let apple = || with_persons(four(), &[&[1, 2, 3, 4], &[1]]);
    let of = |path: &str, value: &str, steps: Vec<StepAnswer>| Segments {
        property: PropertyRef::Context(path.to_owned()),
        ..browsers(&[(value, steps)])
    };
    let phones = with_persons(four(), &[&[1, 2, 3, 5], &[1]]);
    let of_phones_another = with_persons(four(), &[&[1, 2, 3, 5], &[2]]);
    let segments = [
        of("device.browser", "Safari", apple()),
        of("device.type", "phone", phones),
        of("device.os", "iOS", apple()),
        of("os.name", "iOS", apple()),
        of("locale", "de", of_phones_another),
    ];
    let rows = drop_offs(&whole, &segments).unwrap();
    let name = |property: &PropertyRef| match property {
        PropertyRef::Context(path) => path.clone(),
        _ => unreachable!(),
    };
    let told: Vec<(String, Vec<String>)> = rows
        .iter()
        .map(|row| {
            let same = row.same_as.iter().map(|same| name(&same.property));
            (name(&row.property), same.collect())
        })
        .collect();
    let expected = [
        ("device.browser", vec!["device.os", "os.name"]),
        ("device.type", vec![]),
        ("locale", vec![]),
    ];
    let expected = expected.map(|(property, same)| {
        let same: Vec<String> = same.into_iter().map(str::to_owned).collect();
        (property.to_owned(), same)
    });
    assert_eq!(told, expected);
}
