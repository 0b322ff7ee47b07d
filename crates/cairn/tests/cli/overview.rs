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
