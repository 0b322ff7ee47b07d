//! Retention on the wire. 2 of 4 is [.150039, .849961] by Wilson: (2 + 1.920729) / (4 + 3.841459) is .5, and the
//! half-width 1.959964 · √(4 · .25 + .960365) / 7.841459 is .349961.

use cairn_core::answer::{CohortAnswer, CohortCell, CohortsBy, OverallCell, ReturningAnswer};

use super::*;

fn body(cohorts_by: CohortsBy) -> AnswerBody {
    let cell = |period, count, open, rate, is_complete| CohortCell {
        period,
        count,
        open,
        rate,
        is_complete,
    };
    let overall = |period, cohorts, count, rate| OverallCell {
        period,
        cohorts,
        count,
        rate,
    };
    AnswerBody::Returning(ReturningAnswer {
        cohorts_by,
        back: "login".to_owned(),
        cohorts: vec![
            CohortAnswer {
                start: "2026-01-01".to_owned(),
                size: 4,
                cells: vec![
                    cell(0, 2, 0, rate_of(2, 4), true),
                    cell(1, 1, 4, None, false),
                ],
            },
            CohortAnswer {
                start: "2026-01-02".to_owned(),
                size: 0,
                cells: vec![cell(0, 0, 0, None, false)],
            },
        ],
        size: 4,
        overall: vec![overall(0, 1, 2, rate_of(2, 4)), overall(1, 0, 0, None)],
    })
}

#[test]
fn retention() {
    let rate = rate_json(0.5, 0.150039, 0.849961, 2, 4);
    let cohorts = json!([
        {"start": "2026-01-01", "size": 4, "cells": [
            {"period": 0, "count": 2, "open": 0, "rate": rate, "complete": true},
            {"period": 1, "count": 1, "open": 4, "rate": null, "complete": false}
        ]},
        {"start": "2026-01-02", "size": 0, "cells": [
            {"period": 0, "count": 0, "open": 0, "rate": null, "complete": false}
        ]}
    ]);
    let overall = json!({"size": 4, "cells": [
        {"period": 0, "cohorts": 1, "count": 2, "rate": rate},
        {"period": 1, "cohorts": 0, "count": 0, "rate": null}
    ]});
    let expected = json!({"cohorts_by": "behaviour", "start": "signup", "return": "login",
        "cohorts": cohorts, "overall": overall});
    let behaviour = CohortsBy::Behaviour("signup".to_owned());
    check_json("retention", body(behaviour), &expected);
    let expected = json!({"cohorts_by": "acquisition", "start": null, "return": "login",
        "cohorts": cohorts, "overall": overall});
    check_json("retention", body(CohortsBy::Acquisition), &expected);
}

/// What a client reads is what was written.
#[test]
fn retention_is_read_back() {
    let written = to_wire(&answer(body(CohortsBy::Acquisition))).unwrap();
    let text = serde_json::to_string(&written).unwrap();
    let read: AnswerWire = serde_json::from_str(&text).unwrap();
    assert!(matches!(read.body, BodyWire::Retention { .. }));
    assert_eq!(serde_json::to_string(&read).unwrap(), text);
}

#[test]
fn retention_as_csv() {
    let AnswerBody::Returning(mut returning) = body(CohortsBy::Acquisition) else {
        panic!("no retention");
    };
    returning.cohorts[0].cells[0].rate = plain_rate(2, 4);
    returning.overall[0].rate = plain_rate(2, 4);
    check_csv(
        AnswerBody::Returning(returning),
        &[
            "cohort,size,period,count,open,complete,rate_value,rate_low,rate_high,rate_numerator,rate_denominator",
            "(all),4,0,2,0,true,0.5,0.125,0.75,2,4",
            "(all),4,1,0,0,false,,,,,",
            "2026-01-01,4,0,2,0,true,0.5,0.125,0.75,2,4",
            "2026-01-01,4,1,1,4,false,,,,,",
            "2026-01-02,0,0,0,0,false,,,,,",
        ],
    );
}
