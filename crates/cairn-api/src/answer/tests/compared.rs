//! What is compared stands beside the answer.

use cairn_core::answer::Before;

use super::*;

/// Newcombe (1998), table II: 56/70 − 48/80 is 0.2 with [0.0524, 0.3339].
#[test]
fn what_is_compared_stands_beside_it() {
    let step = |count: u64, of: u64| StepAnswer {
        rate_from_start: rate_of(count, of),
        rate_from_previous: rate_of(count, of),
        dropped: of - count,
        ..first_step("buy", count)
    };
    let steps = |count, of| vec![first_step("view", of), step(count, of)];
    let whole = |count, of| FunnelAnswer {
        steps: steps(count, of),
        breakdown: None,
    };
    let mut now = whole(56, 70);
    let before = whole(48, 80);
    now.compare(&before).unwrap();
    let range = TimeRange {
        start: Time::from_micros(-1_000_000),
        end: Time::from_micros(0),
    };
    let body = AnswerBody::Funnel(Compared {
        answer: now,
        before: Some(Before {
            range,
            answer: before,
        }),
    });
    let found = serde_json::to_value(to_wire(&answer(body)).unwrap()).unwrap();
    let change = &found["steps"][1]["rate_change"];
    for (end, published) in [("value", 0.2), ("low", 0.0524), ("high", 0.3339)] {
        let end = change[end].as_f64().unwrap();
        assert!((end - published).abs() < 5.1e-5, "{change}");
    }
    assert_eq!(change["method"], "newcombe");
    assert_eq!(change["level"], 0.95);
    assert_eq!(found["steps"][1]["rate_from_start_change"], *change);
    assert_eq!(found["steps"][0].get("rate_change"), None);
    let before = &found["compare"];
    assert_eq!(
        before["range"],
        json!({"start": "1969-12-31T23:59:59Z", "end": "1970-01-01T00:00:00Z"})
    );
    assert_eq!(before["steps"][1]["count"], 48);
    assert_eq!(before["steps"][1].get("rate_change"), None);
}
