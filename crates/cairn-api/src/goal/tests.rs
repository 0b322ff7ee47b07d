use cairn_core::money::{Currency, Money};
use cairn_core::rule::Rule;
use serde_json::json;

use super::*;
use crate::error::Code;

fn document(fields: &Json) -> Json {
    let mut document = json!({
        "id": "purchase", "name": "Purchase", "class": "macro", "kind": "revenue",
        "when": {"event": "payment_done"}, "value": {"event_value": true}
    });
    let more = fields.as_object().unwrap().clone();
    document.as_object_mut().unwrap().extend(more);
    document
}

fn read(document: &Json) -> (GoalDocument, Goal) {
    parse_goal(&document.to_string(), &Zone::utc())
        .unwrap_or_else(|error| panic!("{document}: {error}"))
}

fn check_refused(fields: &Json, code: Code, field: &str) {
    let document = document(fields);
    let Err(error) = parse_goal(&document.to_string(), &Zone::utc()) else {
        panic!("{document} was taken");
    };
    assert_eq!(
        (error.code, error.field.as_deref()),
        (code, Some(field)),
        "{document}: {error}"
    );
}

fn rule_text(rule: &Rule) -> String {
    let alternatives = rule.any_of.iter();
    let names = alternatives.map(|one| match one.filters.as_slice() {
        [] => format!("{:?}", one.name),
        [filter] => format!("{:?} where {:?}", one.name, filter.condition),
        _ => panic!("more than one filter"),
    });
    names.collect::<Vec<_>>().join(" or ")
}

fn when_text(when: &GoalRule) -> String {
    let seconds = |span: &cairn_core::time::Span| span.micros() / 1_000_000;
    match when {
        GoalRule::Event(rule) => rule_text(rule),
        GoalRule::Count {
            rule,
            at_least,
            within,
        } => format!("{at_least} × {} in {} s", rule_text(rule), seconds(within)),
        GoalRule::Sequence {
            first,
            then,
            within,
        } => format!(
            "{} then {} in {} s",
            rule_text(first),
            rule_text(then),
            seconds(within)
        ),
        GoalRule::Absence {
            start,
            without,
            within,
        } => format!(
            "{} without {} in {} s",
            rule_text(start),
            rule_text(without),
            seconds(within)
        ),
    }
}

#[test]
fn the_example_of_the_contract() {
    let (document, goal) = read(&json!({
        "id": "purchase", "name": "Purchase", "class": "macro", "kind": "revenue", "standing": "primary",
        "when": {"event": "payment_done"}, "counting": "every", "order_property": null,
        "value": {"event_value": true}, "owner": "", "description": ""
    }));
    assert_eq!(
        (document.id.as_str(), document.name.as_str()),
        ("purchase", "Purchase")
    );
    assert_eq!(
        (goal.id.as_str(), goal.name.as_str()),
        ("purchase", "Purchase")
    );
    let (kind, standing) = (Kind::Revenue, Standing::Primary);
    assert_eq!(goal.class, Class::Macro { kind, standing });
    assert_eq!(when_text(&goal.when), r#"Named("payment_done")"#);
    assert_eq!(goal.counting, Counting::Every);
    assert_eq!(goal.value, ValueRule::EventValue);
    assert_eq!((goal.owner.as_str(), goal.description.as_str()), ("", ""));
    let shape = GoalShape {
        class: "macro revenue primary".to_owned(),
        counting: "every".to_owned(),
        when: r#"{"event":"payment_done"}"#.to_owned(),
    };
    assert_eq!(document.shape(), shape);
}

#[test]
fn what_a_goal_leaves_out() {
    let (_, goal) = read(&json!({
        "id": "look", "name": "Look", "class": "micro", "when": {"event": "view"}
    }));
    assert_eq!(goal.class, Class::Micro);
    assert_eq!(goal.counting, Counting::Every);
    assert_eq!(goal.value, ValueRule::None("a micro-conversion".to_owned()));
    assert_eq!((goal.owner.as_str(), goal.description.as_str()), ("", ""));
    let (_, goal) = read(&document(&json!({"kind": "lead"})));
    let (kind, standing) = (Kind::Lead, Standing::Primary);
    assert_eq!(goal.class, Class::Macro { kind, standing });
    let (document, goal) = read(&document(
        &json!({"kind": "inquiry", "standing": "lifecycle"}),
    ));
    let (kind, standing) = (Kind::Inquiry, Standing::Lifecycle);
    assert_eq!(goal.class, Class::Macro { kind, standing });
    assert_eq!(document.shape().class, "macro inquiry lifecycle");
}

#[test]
fn every_form_of_when() {
    let check = |when: Json, expected: &str| {
        let (_, goal) = read(&document(&json!({"when": when})));
        assert_eq!(when_text(&goal.when), expected);
    };
    check(json!({"event": "a"}), r#"Named("a")"#);
    check(
        json!({"event": "a", "filters": [{"property": "x", "op": "gt", "value": 1}]}),
        r#"Named("a") where Greater(Integer(1))"#,
    );
    check(
        json!({"any_of": [{"event": "a"}, {"event": "b"}]}),
        r#"Named("a") or Named("b")"#,
    );
    check(
        json!({"page": {"path": "/x", "match": "exact"}}),
        r#"Named("pageview") where Equal(String("/x"))"#,
    );
    check(
        json!({"page": {"path": "/x", "match": "prefix"}}),
        r#"Named("pageview") where StartsWith("/x")"#,
    );
    check(
        json!({"page": {"path": "/x", "match": "regex"}}),
        r#"Named("pageview") where Regex(Regex("/x"))"#,
    );
    check(
        json!({"count": {"event": "a"}, "at_least": 2, "within": "7d"}),
        r#"2 × Named("a") in 604800 s"#,
    );
    check(
        json!({"sequence": [{"event": "a"}, {"event": "b"}], "within": "1d"}),
        r#"Named("a") then Named("b") in 86400 s"#,
    );
    check(
        json!({"absence": [{"event": "a"}, {"event": "b"}], "within": "30m"}),
        r#"Named("a") without Named("b") in 1800 s"#,
    );
}

#[test]
fn rules_that_are_none() {
    let (a, goal) = (json!({"event": "a"}), json!({"goal": "b"}));
    for (when, field) in [
        (json!({}), "when"),
        (json!({"goal": "b"}), "when.goal"),
        (json!({"event": ""}), "when.event"),
        (json!({"evnt": "a"}), "when.evnt"),
        (json!({"count": a, "within": "1d"}), "when"),
        (
            json!({"count": a, "at_least": 0, "within": "1d"}),
            "when.at_least",
        ),
        (json!({"count": a, "at_least": 2}), "when.within"),
        (
            json!({"count": a, "at_least": 2, "within": "soon"}),
            "when.within",
        ),
        (
            json!({"count": goal, "at_least": 2, "within": "1d"}),
            "when.count.goal",
        ),
        (json!({"sequence": [a, a]}), "when.within"),
        (
            json!({"sequence": [a, goal], "within": "1d"}),
            "when.sequence[1].goal",
        ),
        (json!({"absence": [a, a]}), "when.within"),
        (
            json!({"absence": [{}, a], "within": "1d"}),
            "when.absence[0]",
        ),
    ] {
        check_refused(&json!({"when": when}), Code::InvalidField, field);
    }
    let optional = json!({"when": {"event": "a", "optional": true}});
    check_refused(&optional, Code::InvalidField, "when.optional");
    let of_person = json!({"property": "x", "op": "is_set", "of": "person"});
    check_refused(
        &json!({"when": {"event": "a", "filters": [of_person]}}),
        Code::Unsupported,
        "when.filters[0].of",
    );
}

#[test]
fn every_form_of_value() {
    let check = |value: Json, expected: ValueRule| {
        let (_, goal) = read(&document(&json!({"value": value})));
        assert_eq!(goal.value, expected);
    };
    check(json!({"event_value": true}), ValueRule::EventValue);
    check(
        json!({"property": "margin"}),
        ValueRule::Property(PropertyRef::Property("margin".to_owned())),
    );
    check(
        json!({"property": "context.page.value"}),
        ValueRule::Property(PropertyRef::Context("page.value".to_owned())),
    );
    let currency = Currency::parse("EUR").unwrap();
    check(
        json!({"fixed": {"minor": 4900, "currency": "EUR"}}),
        ValueRule::Fixed(Money {
            minor: 4_900,
            currency,
        }),
    );
    check(
        json!({"none": "no money"}),
        ValueRule::None("no money".to_owned()),
    );
    for (value, field) in [
        (json!(null), "value"),
        (json!({"event_value": false}), "value.event_value"),
        (json!({"property": ""}), "value.property"),
        (
            json!({"fixed": {"minor": 1, "currency": "EURO"}}),
            "value.fixed",
        ),
        (json!({"none": " "}), "value.none"),
    ] {
        check_refused(&json!({"value": value}), Code::InvalidField, field);
    }
}

#[test]
fn every_counting() {
    let check = |fields: Json, expected: Counting, word: &str| {
        let (document, goal) = read(&document(&fields));
        assert_eq!(goal.counting, expected);
        assert_eq!(document.shape().counting, word);
    };
    check(json!({"counting": "every"}), Counting::Every, "every");
    check(
        json!({"counting": "once_per_person"}),
        Counting::OncePerPerson,
        "once_per_person",
    );
    check(
        json!({"counting": "once_per_order"}),
        Counting::OncePerOrder { property: None },
        "once_per_order",
    );
    check(
        json!({"counting": "once_per_session"}),
        Counting::OncePerSession,
        "once_per_session",
    );
    let property = Some(PropertyRef::Property("booking".to_owned()));
    check(
        json!({"counting": "once_per_order", "order_property": "booking"}),
        Counting::OncePerOrder { property },
        "once_per_order",
    );
    let stray = json!({"order_property": "booking"});
    check_refused(&stray, Code::InvalidField, "order_property");
}

#[test]
fn fields_that_are_wrong() {
    for (fields, field) in [
        (json!({"id": "Not An Id"}), "id"),
        (json!({"name": " "}), "name"),
        (json!({"class": "mega"}), "class"),
        (json!({"class": "micro"}), "class"),
        (json!({"kind": null}), "kind"),
        (json!({"kind": "gift"}), "kind"),
        (json!({"ownr": "me"}), "ownr"),
    ] {
        check_refused(&fields, Code::InvalidField, field);
    }
    let error = parse_goal("{", &Zone::utc()).unwrap_err();
    assert_eq!((error.code, error.field), (Code::MalformedJson, None));
}

#[test]
fn a_document_written_and_read_again_is_the_same() {
    let filter = json!({"property": "x", "op": "in", "value": ["b", 1.5]});
    for fields in [
        json!({}),
        json!({"standing": "lifecycle", "owner": "me", "description": "\"so\"\nü"}),
        json!({"when": {"any_of": [{"event": "a", "filters": [filter]}, {"page": {"path": "/"}}]}}),
        json!({"when": {"count": {"event": "a"}, "at_least": 2, "within": "7d"}}),
        json!({"when": {"sequence": [{"event": "a"}, {"event": "b"}], "within": "1d"}}),
        json!({"when": {"absence": [{"event": "a"}, {"event": "b"}], "within": "1d"}}),
        json!({"value": {"fixed": {"minor": -4900, "currency": "EUR"}}}),
        json!({"value": {"none": "no money"}, "counting": "once_per_person"}),
        json!({"value": {"property": "x"}, "counting": "once_per_order", "order_property": "o"}),
    ] {
        let (first, goal) = read(&document(&fields));
        let text = first.to_json();
        let (second, same_goal) = parse_goal(&text, &Zone::utc()).unwrap();
        assert_eq!(second.to_json(), text);
        assert_eq!(second.shape(), first.shape());
        assert_eq!(format!("{same_goal:?}"), format!("{goal:?}"));
        let kept: Json = serde_json::from_str(&text).unwrap();
        for (name, value) in document(&fields).as_object().unwrap() {
            assert_eq!(kept.get(name), Some(value), "{name}");
        }
    }
}
