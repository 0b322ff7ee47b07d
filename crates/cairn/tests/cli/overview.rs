//! What an overview finds, worked out by hand.

use serde_json::{Value as Json, json};

use crate::support::Cairn;

/// Twenty-five people at 10:15 of every day from 2026-01-05 to 25; from the 20th on their events say `plan`. One event
/// is of two years before.
fn shop() -> Cairn {
    let mut rows = "user_id,event,timestamp,plan\nold,view,2024-01-08 10:15:00,\n".to_owned();
    for day in 5..=25 {
        let plan = if day >= 20 { "pro" } else { "" };
        for person in 0..25 {
            rows += &format!("p{person},view,2026-01-{day:02} 10:15:00,{plan}\n");
        }
    }
    let cairn = Cairn::new();
    let file = cairn.file("shop.csv", rows);
    cairn.import(&file, &[]);
    cairn
}

fn findings(cairn: &Cairn, fields: Json) -> Json {
    let mut question =
        json!({"kind": "overview", "timezone": "UTC", "now": "2026-01-28T12:30:00Z"});
    let fields = fields.as_object().unwrap().clone();
    question.as_object_mut().unwrap().extend(fields);
    cairn.query(&question.to_string())["findings"].clone()
}

/// Three times 25 are missing. The hour that is not over and the years behind the old event are no gap.
#[test]
fn an_outage_that_goes_on_is_the_one_gap_of_any_range() {
    let cairn = shop();
    let gap = json!([{"kind": "gap", "start": "2026-01-25T11:00:00Z", "end": "2026-01-28T12:00:00Z",
        "expected_events": 75.0}]);
    assert_eq!(findings(&cairn, json!({})), gap);
    assert_eq!(findings(&cairn, json!({"range": {"last": "30d"}})), gap);
    let since_the_26th = json!({"range": {"last": "3d"}});
    let mut part = gap.clone();
    part[0]["start"] = json!("2026-01-26T00:00:00Z");
    assert_eq!(findings(&cairn, since_the_26th), part);
    let before = json!({"range": {"start": "2024-01-01", "end": "2026-01-25"}});
    assert_eq!(findings(&cairn, before), json!([]));
}

/// Before the plan was sent nobody had one; six days of it are too few to miss it by.
#[test]
fn a_property_that_is_new_makes_no_gap() {
    let of_plan = json!({"filters": [{"property": "plan", "op": "is_set"}]});
    assert_eq!(findings(&shop(), of_plan), json!([]));
}

/// Without a word it is the first primary macro by id; once the site has a north star, that.
#[test]
fn whether_a_rate_can_be_judged_is_said_of_the_north_star() {
    let cairn = shop();
    for id in ["apply", "buy"] {
        let goal = json!({"id": id, "name": id, "class": "macro", "kind": "lead",
            "when": {"event": "view"}, "counting": "every", "value": {"none": "a lead"}});
        cairn.ok(&["goal", "add", "--site", "shop", &goal.to_string()]);
    }
    let judged = || cairn.query(r#"{"kind": "overview"}"#)["maturity"]["goal"].clone();
    assert_eq!(judged(), "apply");
    cairn.ok(&["site", "edit", "shop", "--north-star", "buy"]);
    assert_eq!(judged(), "buy");
}

/// The 25th until noon beside the 24th until noon: 25 people each at a quarter past ten.
#[test]
fn a_day_that_is_not_over_is_compared_with_as_much_of_one() {
    let cairn = shop();
    let events = |now: &str| {
        let question = json!({"kind": "overview", "timezone": "UTC", "now": now, "range": {"last": "1d"},
            "compare": "previous"});
        let answer = cairn.query(&question.to_string());
        let compared = &answer["compare"];
        let events = [&answer, compared].map(|of| of["activity"]["events"].clone());
        (
            events,
            compared["range"]["end"].clone(),
            answer["notes"].clone(),
        )
    };
    let note = "the range is not over: it is compared with as much of the one before, up to the same time of day";
    let (found, end, notes) = events("2026-01-25T12:00:00Z");
    assert_eq!(
        (found, end),
        ([json!(25), json!(25)], json!("2026-01-24T12:00:00Z"))
    );
    assert_eq!(notes, json!([note]));
    // At ten nobody had come the day before either.
    let ([_, before], end, _) = events("2026-01-25T10:00:00Z");
    assert_eq!((before, end), (json!(0), json!("2026-01-24T10:00:00Z")));
    let whole = json!({"kind": "overview", "timezone": "UTC", "now": "2026-01-25T10:00:00Z",
        "range": {"start": "2026-01-24", "end": "2026-01-25"}, "compare": "previous"});
    let answer = cairn.query(&whole.to_string());
    assert_eq!(answer["compare"]["activity"]["events"], 25);
    assert_eq!(answer["notes"], json!([]));
}
