use cairn_core::question::QuestionKind;
use cairn_core::time::Zone;
use serde_json::json;

use super::*;
use crate::question::parse_question;

/// What a funnel of two steps takes, or the error.
fn taken(take: &Json) -> Result<Take, String> {
    let question = json!({"kind": "funnel", "steps": [{"event": "a"}, {"event": "b"}],
        "breakdown": {"property": "x", "take": take}});
    let question = parse_question(&question.to_string(), &Zone::utc());
    let question = question.map_err(|error| error.to_string())?;
    let QuestionKind::Funnel(funnel) = question.kind else {
        panic!("no funnel");
    };
    Ok(funnel.breakdown.unwrap().take)
}

#[test]
fn a_value_is_the_entrys_unless_another_event_is_named() {
    assert_eq!(taken(&Json::Null), Ok(Take::Entry));
    assert_eq!(taken(&json!({"step": 1})), Ok(Take::Step(1)));
    assert_eq!(taken(&json!({"step": 2})), Ok(Take::Step(2)));
    assert_eq!(taken(&json!("first")), Ok(Take::FirstSet));
    assert_eq!(taken(&json!("last")), Ok(Take::LastSet));
}

#[test]
fn what_is_no_event_of_an_attempt_is_named() {
    for (take, says) in [
        (json!({"step": 0}), "the steps 1 to 2"),
        (json!({"step": 3}), "the steps 1 to 2"),
        (json!({"step": -1}), "no event of the breakdown"),
        (json!({"step": 1, "or": 2}), "no event of the breakdown"),
        (json!(1), "no event of the breakdown"),
        (json!("all"), "not supported"),
        (json!("entry"), "no value of this field"),
    ] {
        let error = taken(&take).unwrap_err();
        assert!(
            error.contains("breakdown.take") && error.contains(says),
            "{take}: {error}"
        );
    }
    let trend = json!({"kind": "trend", "event": "a",
        "breakdown": {"property": "x", "take": {"step": 1}}});
    let error = parse_question(&trend.to_string(), &Zone::utc()).unwrap_err();
    assert!(
        error.to_string().contains("in a trend leave it out"),
        "{error}"
    );
}
