//! Wilson intervals at level 0.95: 1/10 is [.017876, .404150] and 5/10 is [.236593, .763407] in tables;
//! 10/10 begins at 10 / (10 + 1.959964²) = .722467.

use cairn_core::answer::{
    FunnelRow, PersonIds, PersonsAnswer, PointAnswer, Rate, StepAnswer, TrendPoint, TrendSeries,
};
use cairn_core::funnel::KeySum;
use cairn_core::id::PersonKey;
use cairn_core::money::{Amounts, Currency, Money};
use cairn_core::range::TimeRange;
use cairn_core::time::{Time, Zone};
use cairn_core::value::{Number, Value};
use serde_json::{Value as Json, json};

use super::*;
use crate::error::Code;

mod compared;
mod flow;
mod returning;
mod time_to_convert;

fn answer(body: AnswerBody) -> Answer {
    Answer {
        snapshot: SnapshotId {
            manifest: 3,
            log_position: 4,
            identity_epoch: 5,
            definitions: 6,
        },
        now: Time::from_micros(1_767_225_600_000_000),
        timezone: Zone::named("Europe/Berlin").unwrap(),
        range: Some(TimeRange {
            start: Time::from_micros(0),
            end: Time::from_micros(1_000_000),
        }),
        population: None,
        rows_scanned: 1_234_567,
        notes: vec!["a note".to_owned()],
        body,
    }
}

fn amounts(list: &[(i64, &str)]) -> Amounts {
    let mut amounts = Amounts::default();
    for (minor, currency) in list {
        let currency = Currency::parse(currency).unwrap();
        amounts.add(Money {
            minor: *minor,
            currency,
        });
    }
    amounts
}

fn rate_of(numerator: u64, denominator: u64) -> Option<Rate> {
    Rate::of(numerator, denominator).unwrap()
}

/// A rate with an interval that is easily written down.
fn plain_rate(numerator: u64, denominator: u64) -> Option<Rate> {
    let mut rate = rate_of(numerator, denominator)?;
    rate.interval.low = 0.125;
    rate.interval.high = 0.75;
    Some(rate)
}

fn text(value: &str) -> Option<Value> {
    Some(Value::String(value.to_owned()))
}

fn first_step(name: &str, count: u64) -> StepAnswer {
    StepAnswer {
        name: name.to_owned(),
        count,
        open: 0,
        is_optional: false,
        entered: None,
        rate_from_start: None,
        rate_from_previous: None,
        dropped: 0,
        value: Amounts::default(),
        open_value: Amounts::default(),
        closed: KeySum::default(),
        rate_from_start_change: None,
        rate_change: None,
    }
}

fn point(conversions: u64, rate: Option<Rate>, value: &[(i64, &str)]) -> PointAnswer {
    PointAnswer {
        conversions,
        persons: conversions.min(1),
        sessions: conversions.min(2),
        rate,
        value: amounts(value),
        rate_change: None,
    }
}

fn one_point_series(value: Option<Value>, number: PointAnswer) -> TrendSeries {
    TrendSeries {
        name: "buy".to_owned(),
        value,
        points: vec![TrendPoint {
            start: "2026-01-01".to_owned(),
            is_mature: true,
            numbers: number.clone(),
        }],
        total: number,
    }
}

fn funnel(answer: FunnelAnswer) -> AnswerBody {
    AnswerBody::Funnel(answer.into())
}

fn trend(series: Vec<TrendSeries>, overall: Option<TrendSeries>) -> AnswerBody {
    AnswerBody::Trend(TrendAnswer { series, overall }.into())
}

/// Equal but for a millionth in numbers with decimals.
fn is_alike(found: &Json, expected: &Json) -> bool {
    match (found, expected) {
        (Json::Object(found), Json::Object(expected)) => {
            found.len() == expected.len()
                && expected.iter().all(|(name, value)| {
                    found.get(name).is_some_and(|found| is_alike(found, value))
                })
        }
        (Json::Array(found), Json::Array(expected)) => {
            found.len() == expected.len() && found.iter().zip(expected).all(|(a, b)| is_alike(a, b))
        }
        (Json::Number(found), Json::Number(expected)) if expected.is_f64() => {
            let (found, expected) = (found.as_f64().unwrap(), expected.as_f64().unwrap());
            (found - expected).abs() < 1e-6
        }
        _ => found == expected,
    }
}

/// The answer's own fields, next to those that every answer has.
fn check_json(kind: &str, body: AnswerBody, own: &Json) {
    let mut expected = json!({
        "kind": kind,
        "snapshot": {"manifest": 3, "log_position": 4, "identity_epoch": 5, "definitions": 6},
        "now": "2026-01-01T00:00:00Z", "timezone": "Europe/Berlin", "rows_scanned": 1_234_567,
        "range": {"start": "1970-01-01T00:00:00Z", "end": "1970-01-01T00:00:01Z"},
        "notes": ["a note"]
    });
    let own = own.as_object().unwrap().clone();
    expected.as_object_mut().unwrap().extend(own);
    let found = serde_json::to_value(to_wire(&answer(body)).unwrap()).unwrap();
    assert!(
        is_alike(&found, &expected),
        "found {found:#}\nexpected {expected:#}"
    );
}

fn check_csv(body: AnswerBody, expected: &[&str]) {
    let csv = to_csv(&to_wire(&answer(body)).unwrap()).unwrap();
    assert_eq!(csv.lines().collect::<Vec<_>>(), expected);
    assert!(csv.ends_with('\n'));
}

fn rate_json(value: f64, low: f64, high: f64, numerator: u64, denominator: u64) -> Json {
    json!({"value": value, "low": low, "high": high, "numerator": numerator,
        "denominator": denominator, "level": 0.95, "method": "wilson"})
}

fn first_step_json(name: &str, count: u64) -> Json {
    json!({"name": name, "count": count, "open": 0, "rate_from_start": null,
        "rate_from_previous": null, "dropped": 0,
        "seconds_from_previous": {"median": null, "p75": null, "p90": null}, "value": null})
}

/// Twelve enter, two of them with a running window; of the other ten all go on and one buys.
fn three_steps() -> Vec<StepAnswer> {
    let view = StepAnswer {
        open: 2,
        ..first_step("view", 12)
    };
    let cart = StepAnswer {
        open: 2,
        rate_from_start: rate_of(10, 10),
        rate_from_previous: rate_of(10, 10),
        ..first_step("cart", 12)
    };
    let buy = StepAnswer {
        rate_from_start: rate_of(1, 10),
        rate_from_previous: rate_of(1, 10),
        dropped: 9,
        value: amounts(&[(100_000, "EUR"), (29_900, "EUR")]),
        ..first_step("buy", 1)
    };
    vec![view, cart, buy]
}

#[test]
fn funnel_without_breakdown() {
    let body = funnel(FunnelAnswer {
        steps: three_steps(),
        breakdown: None,
    });
    let no_seconds = json!({"median": null, "p75": null, "p90": null});
    let all = rate_json(1.0, 0.722_467, 1.0, 10, 10);
    let tenth = rate_json(0.1, 0.017_876, 0.404_150, 1, 10);
    let steps = json!([
        {"name": "view", "count": 12, "open": 2, "rate_from_start": null, "rate_from_previous": null,
            "dropped": 0, "seconds_from_previous": no_seconds, "value": null},
        {"name": "cart", "count": 12, "open": 2, "rate_from_start": all, "rate_from_previous": all,
            "dropped": 0, "seconds_from_previous": no_seconds, "value": null},
        {"name": "buy", "count": 1, "open": 0, "rate_from_start": tenth, "rate_from_previous": tenth,
            "dropped": 9, "seconds_from_previous": no_seconds,
            "value": {"minor": 129_900, "currency": "EUR"}}
    ]);
    check_json("funnel", body, &json!({"steps": steps}));
}

#[test]
fn funnel_with_breakdown() {
    let values = [
        (text("google"), json!("google")),
        (None, json!(null)),
        (Some(Value::Number(Number::Integer(7))), json!(7)),
        (Some(Value::Number(Number::Float(2.5))), json!(2.5)),
        (Some(Value::Boolean(true)), json!(true)),
        (
            Some(Value::Time(Time::from_micros(0))),
            json!("1970-01-01T00:00:00Z"),
        ),
        (Some(Value::Json(r#"["a",1]"#.to_owned())), json!(["a", 1])),
    ];
    let row = |value: &Option<Value>| FunnelRow {
        value: value.clone(),
        steps: vec![first_step("view", 1)],
    };
    let body = funnel(FunnelAnswer {
        steps: vec![first_step("view", 7)],
        breakdown: Some(values.iter().map(|(value, _)| row(value)).collect()),
    });
    let rows = values.iter().map(|(_, value)| {
        let step = first_step_json("view", 1);
        json!({"value": value, "steps": [step]})
    });
    let rows: Vec<Json> = rows.collect();
    let steps = [first_step_json("view", 7)];
    check_json("funnel", body, &json!({"steps": steps, "breakdown": rows}));
}

#[test]
fn trend_fills_empty_buckets_with_the_currency_of_the_others() {
    let mut series = one_point_series(None, point(5, rate_of(5, 10), &[(900, "EUR")]));
    series.points.push(TrendPoint {
        start: "2026-01-02".to_owned(),
        is_mature: false,
        numbers: point(0, None, &[]),
    });
    let half = rate_json(0.5, 0.236_593, 0.763_407, 5, 10);
    let five = json!({"conversions": 5, "persons": 1, "sessions": 2, "rate": half,
        "value": {"minor": 900, "currency": "EUR"}});
    let mut first = five.clone();
    first["start"] = json!("2026-01-01");
    first["mature"] = json!(true);
    let second = json!({"start": "2026-01-02", "conversions": 0, "persons": 0, "sessions": 0,
        "rate": null, "value": {"minor": 0, "currency": "EUR"}, "mature": false});
    let expected = json!({"series": [
        {"name": "buy", "value": null, "points": [first, second], "total": five}
    ]});
    check_json("trend", trend(vec![series], None), &expected);
}

#[test]
fn trend_never_adds_two_currencies() {
    let mut whole = one_point_series(None, point(2, None, &[(500, "USD"), (900, "EUR")]));
    whole.points[0].numbers.value = Amounts::default();
    let part = one_point_series(text("ads"), point(1, None, &[(500, "USD")]));
    let several = json!({"conversions": 2, "persons": 1, "sessions": 2, "rate": null, "value": null,
        "amounts": [{"minor": 900, "currency": "EUR"}, {"minor": 500, "currency": "USD"}]});
    let dollars = json!({"conversions": 1, "persons": 1, "sessions": 1, "rate": null,
        "value": {"minor": 500, "currency": "USD"}});
    let mut dollar_point = dollars.clone();
    dollar_point["start"] = json!("2026-01-01");
    dollar_point["mature"] = json!(true);
    let zero = json!({"start": "2026-01-01", "conversions": 2, "persons": 1, "sessions": 2,
        "rate": null, "value": null, "mature": true});
    let expected = json!({
        "series": [{"name": "buy", "value": "ads", "points": [dollar_point], "total": dollars}],
        "overall": {"name": "buy", "value": null, "points": [zero], "total": several}
    });
    check_json("trend", trend(vec![part], Some(whole)), &expected);
}

fn two_persons() -> AnswerBody {
    let owned = |ids: &[&str]| ids.iter().map(|id| (*id).to_owned()).collect();
    let person = |key, user_ids: &[&str], anonymous_ids: &[&str]| PersonIds {
        key: PersonKey(key),
        user_ids: owned(user_ids),
        anonymous_ids: owned(anonymous_ids),
    };
    let persons = vec![
        person(10, &["u1"], &["d1", "d2"]),
        person(255, &[], &["a,\"b\""]),
    ];
    AnswerBody::Persons(PersonsAnswer {
        total: 197,
        sessions: None,
        persons,
        next: Some(PersonKey(255)),
    })
}

#[test]
fn persons() {
    let (ten, last) = (
        "0000000000000000000000000000000a",
        "000000000000000000000000000000ff",
    );
    let ids = json!([{"user_id": "u1"}, {"anonymous_id": "d1"}, {"anonymous_id": "d2"}]);
    let expected = json!({"total": 197, "next": last, "persons": [
        {"person": ten, "ids": ids}, {"person": last, "ids": [{"anonymous_id": "a,\"b\""}]}
    ]});
    check_json("persons", two_persons(), &expected);
    let nobody = AnswerBody::Persons(PersonsAnswer {
        total: 0,
        sessions: None,
        persons: Vec::new(),
        next: None,
    });
    let expected = json!({"total": 0, "persons": [], "next": null});
    check_json("persons", nobody, &expected);
    check_csv(
        two_persons(),
        &[
            "person,user_ids,anonymous_ids",
            "0000000000000000000000000000000a,u1,d1 d2",
            r#"000000000000000000000000000000ff,,"a,""b""""#,
        ],
    );
}

const STEP_HEADER: &str = "name,count,open,rate_from_start_value,rate_from_start_low,rate_from_start_high,rate_from_start_numerator,rate_from_start_denominator,rate_from_previous_value,rate_from_previous_low,rate_from_previous_high,rate_from_previous_numerator,rate_from_previous_denominator,dropped,seconds_from_previous_median,seconds_from_previous_p75,seconds_from_previous_p90,value_minor,value_currency,amounts";

#[test]
fn funnel_as_csv() {
    let second = StepAnswer {
        open: 1,
        rate_from_start: plain_rate(1, 4),
        rate_from_previous: plain_rate(2, 4),
        dropped: 2,
        value: amounts(&[(500, "USD"), (900, "EUR")]),
        ..first_step("buy, \"now\"", 3)
    };
    let third = StepAnswer {
        value: amounts(&[(-900, "EUR")]),
        ..first_step("refund", 1)
    };
    let body = funnel(FunnelAnswer {
        steps: vec![first_step("view", 4), second, third],
        breakdown: None,
    });
    check_csv(
        body,
        &[
            STEP_HEADER,
            "view,4,0,,,,,,,,,,,0,,,,,,",
            r#""buy, ""now""",3,1,0.25,0.125,0.75,1,4,0.5,0.125,0.75,2,4,2,,,,,,900 EUR; 500 USD"#,
            "refund,1,0,,,,,,,,,,,0,,,,-900,EUR,",
        ],
    );
}

#[test]
fn funnel_with_breakdown_as_csv() {
    let row = |value| FunnelRow {
        value,
        steps: vec![first_step("view", 1)],
    };
    let body = funnel(FunnelAnswer {
        steps: vec![first_step("view", 4)],
        breakdown: Some(vec![
            row(text("a, \"b\"")),
            row(None),
            row(Some(Value::Number(Number::Integer(7)))),
            row(Some(Value::Json(r#"["a",1]"#.to_owned()))),
        ]),
    });
    let header = format!("breakdown,{STEP_HEADER}");
    check_csv(
        body,
        &[
            &header,
            "(all),view,4,0,,,,,,,,,,,0,,,,,,",
            r#""a, ""b""",view,1,0,,,,,,,,,,,0,,,,,,"#,
            "(not set),view,1,0,,,,,,,,,,,0,,,,,,",
            "7,view,1,0,,,,,,,,,,,0,,,,,,",
            r#""[""a"",1]",view,1,0,,,,,,,,,,,0,,,,,,"#,
        ],
    );
}

const POINT_HEADER: &str = "start,conversions,persons,sessions,rate_value,rate_low,rate_high,rate_numerator,rate_denominator,value_minor,value_currency,amounts,mature";

#[test]
fn trend_as_csv() {
    let mut series = one_point_series(None, point(2, plain_rate(1, 2), &[(900, "EUR")]));
    series.points.push(TrendPoint {
        start: "2026-01-02".to_owned(),
        is_mature: false,
        numbers: point(0, None, &[]),
    });
    check_csv(
        trend(vec![series], None),
        &[
            POINT_HEADER,
            "2026-01-01,2,1,2,0.5,0.125,0.75,1,2,900,EUR,,true",
            "2026-01-02,0,0,0,,,,,,0,EUR,,false",
        ],
    );
}

#[test]
fn trend_with_breakdown_as_csv() {
    let whole = one_point_series(None, point(2, None, &[(500, "USD"), (900, "EUR")]));
    let ads = one_point_series(text("ads"), point(1, None, &[(500, "USD")]));
    let unset = one_point_series(None, point(1, None, &[(900, "EUR")]));
    let header = format!("breakdown,{POINT_HEADER}");
    check_csv(
        trend(vec![ads, unset], Some(whole)),
        &[
            &header,
            "(all),2026-01-01,2,1,2,,,,,,,,900 EUR; 500 USD,true",
            "ads,2026-01-01,1,1,1,,,,,,500,USD,,true",
            "(not set),2026-01-01,1,1,1,,,,,,900,EUR,,true",
        ],
    );
}

#[test]
fn sums_beyond_64_bits_are_refused() {
    let check = |body: AnswerBody, is_taken: bool| {
        let code = to_wire(&answer(body)).err().map(|error| error.code);
        assert_eq!(code, (!is_taken).then_some(Code::TooLarge));
    };
    for (sum, is_taken) in [
        (&[(i64::MAX, "EUR")][..], true),
        (&[(i64::MAX, "EUR"), (1, "USD")], true),
        (&[(i64::MAX, "EUR"), (1, "EUR")], false),
        (&[(i64::MIN, "EUR"), (-1, "EUR")], false),
    ] {
        let step = StepAnswer {
            value: amounts(sum),
            ..first_step("buy", 1)
        };
        let series = one_point_series(None, point(1, None, sum));
        let body = funnel(FunnelAnswer {
            steps: vec![step],
            breakdown: None,
        });
        check(body, is_taken);
        check(trend(vec![series.clone()], None), is_taken);
        check(trend(Vec::new(), Some(series)), is_taken);
    }
}

#[test]
fn text_of_several_lines_stays_one_cell() {
    let body = funnel(FunnelAnswer {
        steps: vec![first_step("one\ntwo\r\n", 1), first_step(" ", 1)],
        breakdown: None,
    });
    let csv = to_csv(&to_wire(&answer(body)).unwrap()).unwrap();
    let rows = "\"one\ntwo\r\n\",1,0,,,,,,,,,,,0,,,,,,\n ,1,0,,,,,,,,,,,0,,,,,,\n";
    assert_eq!(csv, format!("{STEP_HEADER}\n{rows}"));
}

/// As the contract writes it, so that people find their way.
#[test]
fn fields_come_in_the_order_of_the_contract() {
    let body = funnel(FunnelAnswer {
        steps: vec![first_step("view", 1)],
        breakdown: Some(Vec::new()),
    });
    let text = serde_json::to_string(&to_wire(&answer(body)).unwrap()).unwrap();
    let expected = concat!(
        r#"{"kind":"funnel","snapshot":{"manifest":3,"log_position":4,"identity_epoch":5,"definitions":6},"#,
        r#""now":"2026-01-01T00:00:00Z","timezone":"Europe/Berlin","range":{"start":"1970-01-01T00:00:00Z","end":"1970-01-01T00:00:01Z"},"rows_scanned":1234567,"notes":["a note"],"#,
        r#""steps":[{"name":"view","count":1,"open":0,"rate_from_start":null,"rate_from_previous":null,"#,
        r#""dropped":0,"seconds_from_previous":{"median":null,"p75":null,"p90":null},"value":null}],"#,
        r#""breakdown":[]}"#,
    );
    assert_eq!(text, expected);
}
