use cairn_core::question::QuestionKind;
use cairn_core::range::Compare;
use serde_json::json;

use super::*;
use crate::question::parse_question;

fn read(document: &Json) -> Result<Question, ApiError> {
    parse_question(&document.to_string(), &Zone::utc())
}

#[test]
fn a_drop_off_is_of_a_funnel() {
    let of =
        json!({"kind": "funnel", "steps": [{"event": "a"}, {"event": "b"}], "now": "2026-01-01"});
    let question = read(
        &json!({"kind": "drop_off", "of": of, "limit": 5, "properties":
        [{"property": "context.device.browser"}, {"property": "channel", "of": "session"}]}),
    );
    let question = question.unwrap();
    assert!(question.now.is_some());
    let QuestionKind::DropOff(drop_off) = question.kind else {
        panic!("no drop-off");
    };
    assert_eq!((drop_off.funnel.steps.len(), drop_off.limit), (2, 5));
    let expected = [
        PropertyRef::Context("device.browser".to_owned()),
        Scope::Session.property("channel").unwrap(),
    ];
    assert_eq!(drop_off.properties.unwrap(), expected);
    let usual = read(&json!({"kind": "drop_off", "of": of})).unwrap().kind;
    assert!(matches!(
        usual,
        QuestionKind::DropOff(DropOff {
            properties: None,
            limit: 20,
            ..
        })
    ));
}

#[test]
fn what_is_no_drop_off_is_named() {
    let of = |more: Json| {
        let mut of = json!({"kind": "funnel", "steps": [{"event": "a"}]});
        of.as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        of
    };
    let plain = of(json!({}));
    let twice = json!([{"property": "a"}, {"property": "a"}]);
    for (fields, expected) in [
        (json!({}), "invalid_field -"),
        (
            json!({"of": plain, "range": {"last": "7d"}}),
            "invalid_field range",
        ),
        (
            json!({"of": {"kind": "trend", "event": "a"}}),
            "invalid_field of.kind",
        ),
        (
            json!({"of": of(json!({"breakdown": {"property": "a"}}))}),
            "invalid_field of.breakdown",
        ),
        (
            json!({"of": of(json!({"window": "x"}))}),
            "invalid_field of.window",
        ),
        (json!({"of": plain, "limit": 0}), "too_large limit"),
        (json!({"of": plain, "limit": 1001}), "too_large limit"),
        (
            json!({"of": plain, "properties": []}),
            "too_large properties",
        ),
        (
            json!({"of": plain, "properties": twice}),
            "invalid_field properties[1]",
        ),
        (
            json!({"of": plain, "properties": [{"property": "x", "of": "session"}]}),
            "invalid_field properties[0].property",
        ),
        (
            json!({"of": plain, "properties": [{"property": "x", "of": "person"}]}),
            "unsupported properties[0].of",
        ),
    ] {
        let mut document = json!({"kind": "drop_off"});
        document
            .as_object_mut()
            .unwrap()
            .extend(fields.as_object().unwrap().clone());
        let error = read(&document).unwrap_err();
        let found = format!(
            "{} {}",
            error.code.as_str(),
            error.field.as_deref().unwrap_or("-")
        );
        assert_eq!(found, expected, "{document}");
    }
}

#[test]
fn a_cell_and_a_segment_are_of_the_range_itself() {
    let of = json!({"kind": "funnel", "steps": [{"event": "a"}], "range": {"last": "7d"}, "compare": "previous"});
    assert_eq!(read(&of).unwrap().compare, Some(Compare::Previous));
    for question in [
        json!({"kind": "drop_off", "of": of}),
        json!({"kind": "persons", "of": of, "cell": {"step": 1}}),
    ] {
        assert_eq!(read(&question).unwrap().compare, None);
    }
    let overview = read(&json!({"kind": "overview", "compare": {"last": "3d"}})).unwrap();
    assert!(matches!(overview.compare, Some(Compare::With(_))));
    let error = read(&json!({"kind": "overview", "goal": "order"})).unwrap_err();
    assert_eq!(error.code, Code::InvalidField);
    let error = read(&json!({"kind": "overview", "compare": {"start": "2026-01-01"}})).unwrap_err();
    assert_eq!(
        (error.code, error.field.as_deref()),
        (Code::InvalidRange, Some("compare"))
    );
}
