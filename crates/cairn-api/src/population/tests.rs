use cairn_core::filter::Condition;
use cairn_core::population::{Membership, Times, Trait};
use cairn_core::range::{Last, Range};
use cairn_core::time::{Span, Zone};
use serde_json::{Value as Json, json};

use super::*;
use crate::error::Code;

fn read(is: Json) -> Result<Membership<Trait>, ApiError> {
    membership(&is, "is", &Zone::utc())
}

/// The fault's code, field and message.
fn fault(is: Json) -> (Code, String, String) {
    let error = read(is.clone()).expect_err(&is.to_string());
    (error.code, error.field.unwrap_or_default(), error.message)
}

#[test]
fn every_form_is_read() {
    let is = read(json!({"all": [
        {"did": {"page": {"path": "/pricing"}}, "at_least": 2, "range": {"last": "7d"}, "in_any": "1h"},
        {"not": {"did": {"goal": "trial"}}},
        {"any": [
            {"did": {"event": "cart"}, "at_most": 3},
            {"sequence": [{"event": "a"}, {"goal": "b"}], "within": "2d"},
        ]},
        {"person": {"property": "plan", "op": "ne", "value": "pro"}},
        {"did": {"event": "purchase"}, "at_least": 0, "value": {"currency": "EUR", "at_least": "100", "at_most": "250.5"}},
    ]}));
    let is = is.unwrap();
    let Membership::All(parts) = &is else {
        panic!("{is:?}")
    };
    assert_eq!((parts.len(), is.traits().len()), (5, 6));
    let traits = is.traits();
    let Trait::Did(pricing) = traits[0] else {
        panic!()
    };
    assert_eq!(
        (pricing.times, pricing.in_any),
        (
            Times {
                at_least: 2,
                at_most: None
            },
            Some(Span::from_seconds(3_600)),
        )
    );
    assert_eq!(pricing.when, Range::Last(Last::Days(7)));
    let Trait::Did(cart) = traits[2] else {
        panic!()
    };
    // "At most" alone holds of who never did it.
    assert_eq!(
        cart.times,
        Times {
            at_least: 0,
            at_most: Some(3)
        }
    );
    let Trait::Sequence(sequence) = traits[3] else {
        panic!()
    };
    assert_eq!(
        (sequence.steps.len(), sequence.within),
        (2, Span::from_seconds(2 * 86_400))
    );
    let Trait::Told(told) = traits[4] else {
        panic!()
    };
    assert!(told.property == "plan" && matches!(told.condition, Condition::NotEqual(_)));
    let Trait::Did(purchase) = traits[5] else {
        panic!()
    };
    let worth = purchase.worth.unwrap();
    assert_eq!(
        (worth.at_least, worth.at_most),
        (Some(10_000), Some(25_050))
    );
}

#[test]
fn a_fault_names_its_place() {
    let deep = (0..6).fold(json!({"did": {"event": "a"}}), |is, _| json!({"not": is}));
    let many: Vec<Json> = (0..31).map(|_| json!({"did": {"event": "a"}})).collect();
    // Five rules each.
    let told: Vec<Json> = (0..25)
        .map(|n| json!({"person": {"property": n.to_string(), "op": "is_set"}}))
        .collect();
    let nested: Vec<Json> = (0..4)
        .map(|_| json!({"any": many[..10].to_vec()}))
        .collect();
    for (is, code, field) in [
        (json!("cart"), Code::InvalidField, "is"),
        (json!({}), Code::InvalidField, "is"),
        (
            json!({"did": {"event": "a"}, "not": {}}),
            Code::InvalidField,
            "is",
        ),
        (json!({"all": []}), Code::InvalidField, "is.all"),
        (
            json!({"all": [{"did": {}}]}),
            Code::InvalidField,
            "is.all[0].did",
        ),
        (
            json!({"not": {"did": {"event": "a"}}, "at_least": 2}),
            Code::InvalidField,
            "is.at_least",
        ),
        (deep, Code::TooLarge, "is.not.not.not.not.not.not"),
        (json!({"all": many}), Code::TooLarge, "is.all"),
        (json!({"all": nested}), Code::TooLarge, "is"),
        (
            json!({"did": {"event": "a"}, "at_least": 3, "at_most": 2}),
            Code::InvalidField,
            "is.at_most",
        ),
        (
            json!({"did": {"event": "a"}, "at_least": 0}),
            Code::InvalidField,
            "is.at_least",
        ),
        (
            json!({"did": {"event": "a"}, "at_least": -1}),
            Code::InvalidField,
            "is.at_least",
        ),
        (
            json!({"did": {"event": "a"}, "in_any": "7d"}),
            Code::InvalidField,
            "is.in_any",
        ),
        (
            json!({"did": {"event": "a"}, "at_least": 2, "at_most": 5, "in_any": "7d"}),
            Code::InvalidField,
            "is.in_any",
        ),
        (
            json!({"did": {"event": "a"}, "range": {"last": "soon"}}),
            Code::InvalidRange,
            "is.range.last",
        ),
        (
            json!({"did": {"event": "a"}, "range": {"start": "2026-01-01", "end": "2026-99-99"}}),
            Code::InvalidRange,
            "is.range",
        ),
        (
            json!({"did": {"event": "a"}, "range": {"start": "2026-02-01", "end": "2026-01-01"}}),
            Code::InvalidRange,
            "is.range",
        ),
        (json!({"all": told}), Code::TooLarge, "is"),
        (
            json!({"did": {"event": "a"}, "value": {"currency": "EUR"}}),
            Code::InvalidField,
            "is.value",
        ),
        (
            json!({"did": {"event": "a"}, "value": {"currency": "euro", "at_least": "1"}}),
            Code::InvalidField,
            "is.value.currency",
        ),
        (
            json!({"did": {"event": "a"}, "value": {"currency": "EUR", "at_least": "much"}}),
            Code::InvalidField,
            "is.value.at_least",
        ),
        (
            json!({"did": {"event": "a"}, "value": {"currency": "EUR", "at_least": "2", "at_most": "1"}}),
            Code::InvalidField,
            "is.value.at_most",
        ),
        (
            json!({"did": {"event": "a"}, "often": 2}),
            Code::InvalidField,
            "is.often",
        ),
        (
            json!({"sequence": [{"event": "a"}]}),
            Code::InvalidField,
            "is.sequence",
        ),
        (
            json!({"sequence": [{"event": "a"}, {}]}),
            Code::InvalidField,
            "is.sequence[1]",
        ),
        (
            json!({"sequence": [{"event": "a"}, {"event": "b"}], "within": "soon"}),
            Code::InvalidField,
            "is.within",
        ),
        (
            json!({"person": {"property": "", "op": "is_set"}}),
            Code::InvalidField,
            "is.person.property",
        ),
        (
            json!({"person": {"property": "plan", "op": "is_set", "of": "session"}}),
            Code::InvalidField,
            "is.person.of",
        ),
        (
            json!({"did": {"event": "a", "optional": true}}),
            Code::InvalidField,
            "is.did.optional",
        ),
    ] {
        let (found, at, message) = fault(is.clone());
        assert_eq!((found, at.as_str()), (code, field), "{is}: {message}");
        assert!(!message.is_empty());
    }
}

#[test]
fn a_document_is_kept_as_it_is_read() {
    let text = r#"{"id": "hot", "name": "Hot leads", "is": {"not": {"did": {"goal": "trial"}}}}"#;
    let (document, population) = parse_population(text, &Zone::utc()).unwrap();
    assert_eq!(population.name.as_deref(), Some("Hot leads"));
    let goals = goals_of_population(&population);
    assert_eq!(
        goals.iter().map(|goal| goal.as_str()).collect::<Vec<_>>(),
        ["trial"]
    );
    let (again, _) = parse_population(&document.to_json(), &Zone::utc()).unwrap();
    assert_eq!(again.to_json(), document.to_json());
    for (text, field) in [
        (
            r#"{"id": "Hot!", "name": "x", "is": {"did": {"event": "a"}}}"#,
            "id",
        ),
        (
            r#"{"id": "hot", "name": " ", "is": {"did": {"event": "a"}}}"#,
            "name",
        ),
        (r#"{"id": "hot", "name": "x"}"#, ""),
        (r#"{"id": "hot", "name": "x", "is": {}, "more": 1}"#, "more"),
    ] {
        let error = parse_population(text, &Zone::utc()).unwrap_err();
        assert_eq!(error.field.unwrap_or_default(), field, "{text}");
    }
}
