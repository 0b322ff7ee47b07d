//! Times to convert on the wire. What is told need not fit together; that it does is the kernel's.

use cairn_core::answer::{
    ConvertCounts, ConvertPeriod, ConvertRow, ConvertTimes, CurvePoint, Percentile, Share,
};
use cairn_core::time::Span;
use cairn_core::time_to_convert::Bin;

use super::*;

const HALF_SECOND: i64 = 500_000;

/// With an interval that is easily written down.
fn share(value: f64) -> Share {
    let rate = plain_rate(1, 2).unwrap();
    Share {
        value,
        interval: rate.interval,
    }
}

fn times(entered: u64, is_told: bool) -> ConvertTimes {
    let seconds = Span::from_seconds;
    let told = Percentile {
        took: Span::from_micros(HALF_SECOND),
        low: None,
        high: Some(seconds(60)),
    };
    let bin = |from: u32, to: u32, count: u64| Bin {
        from: seconds(from),
        to: seconds(to),
        count,
    };
    ConvertTimes {
        counts: ConvertCounts {
            entered,
            converted: 4,
            open: 1,
        },
        within_window: is_told.then(|| share(0.5)),
        percentiles: [is_told.then_some(told), None, None],
        fastest: Some(Span::from_micros(HALF_SECOND)),
        slowest: None,
        observed: seconds(90),
        curve: vec![CurvePoint {
            after: Span::from_micros(HALF_SECOND),
            converted: share(0.25),
            at_risk: 7,
        }],
        bins: vec![bin(0, 60, 3), bin(60, 90, 1)],
    }
}

fn body(with_parts: bool) -> AnswerBody {
    AnswerBody::TimeToConvert(TimeToConvertAnswer {
        window: Span::from_seconds(90),
        overall: times(9, true),
        breakdown: with_parts.then(|| {
            vec![ConvertRow {
                value: text("=news"),
                times: times(8, false),
            }]
        }),
        periods: with_parts.then(|| {
            vec![ConvertPeriod {
                start: "2026-01-05".to_owned(),
                is_complete: false,
                counts: times(7, false).counts,
                percentiles: times(7, true).percentiles,
            }]
        }),
    })
}

fn times_json(entered: u64, within: &Json, median: &Json) -> Json {
    json!({"entered": entered, "converted": 4, "open": 1, "within_window": within,
        "median": median, "p75": null, "p90": null, "fastest": 0.5, "slowest": null,
        "observed_seconds": 90.0,
        "curve": [{"seconds": 0.5, "converted": 0.25, "low": 0.125, "high": 0.75, "at_risk": 7}],
        "bins": [{"from_seconds": 0, "to_seconds": 60, "count": 3},
            {"from_seconds": 60, "to_seconds": 90, "count": 1}]})
}

#[test]
fn times_to_convert() {
    let median = json!({"seconds": 0.5, "low": null, "high": 60.0});
    let within =
        json!({"value": 0.5, "low": 0.125, "high": 0.75, "level": 0.95, "method": "kaplan_meier"});
    let overall = times_json(9, &within, &median);
    let expected = json!({"window_seconds": 90, "overall": overall});
    check_json("time_to_convert", body(false), &expected);
    let mut row = times_json(8, &Json::Null, &Json::Null);
    row["value"] = json!("=news");
    let period = json!({"start": "2026-01-05", "complete": false, "entered": 7, "converted": 4,
        "open": 1, "median": median, "p75": null, "p90": null});
    let expected = json!({"window_seconds": 90, "overall": overall, "breakdown": [row],
        "periods": [period]});
    check_json("time_to_convert", body(true), &expected);
}

/// What a client reads is what was written.
#[test]
fn times_are_read_back() {
    let written = to_wire(&answer(body(true))).unwrap();
    let text = serde_json::to_string(&written).unwrap();
    let read: AnswerWire = serde_json::from_str(&text).unwrap();
    assert!(matches!(read.body, BodyWire::TimeToConvert { .. }));
    assert_eq!(serde_json::to_string(&read).unwrap(), text);
}

#[test]
fn times_as_csv() {
    check_csv(
        body(false),
        &[
            "from_seconds,to_seconds,count,share,entered,converted,open,within_window_value,within_window_low,within_window_high,median_seconds,median_low,median_high,p75_seconds,p75_low,p75_high,p90_seconds,p90_low,p90_high,fastest,slowest",
            "0,60,3,0.75,9,4,1,0.5,0.125,0.75,0.5,,60,,,,,,,0.5,",
            "60,90,1,0.25,9,4,1,0.5,0.125,0.75,0.5,,60,,,,,,,0.5,",
        ],
    );
    check_csv(
        body(true),
        &[
            "breakdown,start,complete,from_seconds,to_seconds,count,share,entered,converted,open,within_window_value,within_window_low,within_window_high,median_seconds,median_low,median_high,p75_seconds,p75_low,p75_high,p90_seconds,p90_low,p90_high,fastest,slowest",
            "(all),(all),,0,60,3,0.75,9,4,1,0.5,0.125,0.75,0.5,,60,,,,,,,0.5,",
            "(all),(all),,60,90,1,0.25,9,4,1,0.5,0.125,0.75,0.5,,60,,,,,,,0.5,",
            "'=news,(all),,0,60,3,0.75,8,4,1,,,,,,,,,,,,,0.5,",
            "'=news,(all),,60,90,1,0.25,8,4,1,,,,,,,,,,,,,0.5,",
            "(all),2026-01-05,false,,,,,7,4,1,,,,0.5,,60,,,,,,,,",
        ],
    );
}
