//! Instants were worked out by hand: Berlin is at UTC+1 in winter and at UTC+2 in summer.

use cairn_core::event::PropertyRef;
use cairn_core::filter::Filter;
use cairn_core::funnel::{Step, Target};
use cairn_core::persons::{Cell, Outcome, Persons};
use serde_json::json;

use cairn_core::funnel::{Entry, Funnel};
use cairn_core::range::Last;
use cairn_core::time::{CivilFormat, Span, parse_time};

use super::*;
use crate::error::Code;

/// A Saturday in winter, 13:00 in Berlin.
const NOW: &str = "2026-01-31T12:00:00Z";

fn berlin() -> Zone {
    Zone::named("Europe/Berlin").unwrap()
}

fn instant(text: &str) -> Time {
    parse_time(text, &CivilFormat::Iso, &Zone::utc()).unwrap()
}

fn read(document: &Json) -> Question {
    parse_question(&document.to_string(), &berlin())
        .unwrap_or_else(|error| panic!("{document}: {error}"))
}

fn refused(document: &Json) -> ApiError {
    let Err(error) = parse_question(&document.to_string(), &berlin()) else {
        panic!("{document} was taken");
    };
    error
}

/// The lines `left => right` of a table.
fn rows(table: &str) -> impl Iterator<Item = (&str, &str)> {
    let lines = table.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.map(|line| line.split_once(" => ").unwrap())
}

fn json_of(text: &str) -> Json {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// An error as `code field`.
fn fault(document: &Json) -> String {
    let error = refused(document);
    let field = error.field.as_deref().unwrap_or("-");
    format!("{} {field}", error.code.as_str())
}

/// Each row: fields of a funnel => `code field`.
fn check_refused(table: &str) {
    for (fields, expected) in rows(table) {
        assert_eq!(fault(&funnel_with(&json_of(fields))), expected, "{fields}");
    }
}

fn read_funnel(document: &Json) -> Funnel {
    let QuestionKind::Funnel(funnel) = read(document).kind else {
        panic!("{document} is no funnel");
    };
    funnel
}

fn read_trend(document: &Json) -> Trend {
    let QuestionKind::Trend(trend) = read(document).kind else {
        panic!("{document} is no trend");
    };
    trend
}

fn read_persons(document: &Json) -> Persons {
    let QuestionKind::Persons(persons) = read(document).kind else {
        panic!("{document} asks for no persons");
    };
    persons
}

/// A funnel over one event, with more fields.
fn funnel_with(fields: &Json) -> Json {
    let funnel = json!({"kind": "funnel", "steps": [{"event": "cart"}]});
    document(funnel, fields)
}

/// A question with more fields.
fn document(mut base: Json, fields: &Json) -> Json {
    let more = fields.as_object().unwrap().clone();
    base.as_object_mut().unwrap().extend(more);
    base
}

/// `property condition`, joined by `and`.
fn filter_text(filters: &[Filter]) -> String {
    let text = |filter: &Filter| format!("{:?} {:?}", filter.property, filter.condition);
    filters.iter().map(text).collect::<Vec<_>>().join(" and ")
}

/// `name where filters`, alternatives joined by `or`; a goal as `goal id where filters`.
fn target_text(target: &Target) -> String {
    let with = |name: String, filters: &[Filter]| match filters {
        [] => name,
        filters => format!("{name} where {}", filter_text(filters)),
    };
    match target {
        Target::Goal { id, filters } => with(format!("goal {id}"), filters),
        Target::Rule(rule) => {
            let texts = rule
                .any_of
                .iter()
                .map(|one| with(format!("{:?}", one.name), &one.filters));
            texts.collect::<Vec<_>>().join(" or ")
        }
    }
}

/// `name: target`.
fn step_text(step: &Step) -> String {
    format!("{}: {}", step.name, target_text(&step.target))
}

#[test]
fn the_example_of_the_contract() {
    let question = read(&json!({
        "kind": "funnel", "range": {"start": "2026-01-01", "end": "2026-02-01"},
        "steps": [
            {"event": "product_viewed", "filters": [{"property": "category", "op": "eq", "value": "shoes"}]},
            {"any_of": [{"event": "cart"}, {"event": "wishlist"}]},
            {"goal": "purchase"}
        ],
        "order": "ordered", "window": "7d", "entry": "best", "count": "persons",
        "breakdown": {"property": "utm_source", "of": "event", "take": "first"}
    }));
    let range = question.range.resolve(instant(NOW), &berlin()).unwrap();
    assert_eq!(range.start, instant("2025-12-31T23:00:00Z"));
    assert_eq!(range.end, instant("2026-01-31T23:00:00Z"));
    assert!(question.filters.is_empty());
    let QuestionKind::Funnel(funnel) = question.kind else {
        panic!("no funnel");
    };
    let steps = funnel.steps.iter().map(step_text);
    assert_eq!(
        steps.collect::<Vec<_>>(),
        [
            r#"product_viewed: Named("product_viewed") where Property("category") Equal(String("shoes"))"#,
            r#"cart or wishlist: Named("cart") or Named("wishlist")"#,
            "purchase: goal purchase",
        ]
    );
    assert_eq!(funnel.window, Span::from_seconds(604_800));
    assert_eq!(funnel.entry, Entry::Best);
    let property = PropertyRef::Property("utm_source".to_owned());
    let breakdown = funnel.breakdown.map(|breakdown| breakdown.property);
    assert_eq!(breakdown, Some(property));
}

#[test]
fn what_a_question_leaves_out() {
    let question = read(&funnel_with(&json!({})));
    assert_eq!(question.range, Range::All);
    assert_eq!((question.timezone, question.now), (None, None));
    assert!(question.filters.is_empty());
    let funnel = read_funnel(&funnel_with(&json!({})));
    assert_eq!(funnel.window, Span::from_seconds(7 * 86_400));
    assert_eq!(funnel.entry, Entry::Best);
    assert_eq!(funnel.breakdown, None);
    let trend = read_trend(&json!({"kind": "trend", "event": "cart"}));
    assert_eq!(trend.interval, Interval::Day);
    assert_eq!(trend.name, "cart");
    assert_eq!(trend.breakdown, None);
    let of = funnel_with(&json!({}));
    let persons = read_persons(&json!({"kind": "persons", "of": of, "cell": {"step": 1}}));
    assert_eq!((persons.limit, persons.after), (100, None));
}

#[test]
fn choices_that_say_the_default_or_nothing_are_taken() {
    for fields in [
        r#"{"order": "ordered", "count": "persons", "on_exclusion": "keep", "open": false}"#,
        r#"{"exclusions": [], "held": [], "include_bots": false}"#,
        r#"{"population": null, "known_at": null, "compare": null, "breakdown": null}"#,
        r#"{"steps": [{"event": "a", "optional": false, "first_ever": false}]}"#,
        r#"{"steps": [{"event": "a", "within_previous": null}]}"#,
    ] {
        read(&funnel_with(&json_of(fields)));
    }
}

#[test]
fn fields_of_a_funnel() {
    let funnel = read_funnel(&funnel_with(
        &json!({"window": "90m", "entry": "first", "breakdown": {"property": "context.geo.country"}}),
    ));
    assert_eq!(funnel.window, Span::from_seconds(5_400));
    assert_eq!(funnel.entry, Entry::First);
    let property = PropertyRef::Context("geo.country".to_owned());
    let breakdown = funnel.breakdown.map(|breakdown| breakdown.property);
    assert_eq!(breakdown, Some(property));
}

#[test]
fn steps() {
    for (step, expected) in rows(
        r#"
        {"event": "cart"} => cart: Named("cart")
        {"event": "*"} => *: Any
        {"page": {"path": "/a"}} => /a: Named("pageview") where Context("page.path") Equal(String("/a"))
        {"page": {"path": "/a", "match": "exact"}} => /a: Named("pageview") where Context("page.path") Equal(String("/a"))
        {"page": {"path": "/a", "match": "prefix"}} => /a: Named("pageview") where Context("page.path") StartsWith("/a")
        {"page": {"path": "^/a$", "match": "regex"}} => ^/a$: Named("pageview") where Context("page.path") Regex(Regex("^/a$"))
        {"page": {"path": "/a"}, "filters": [{"property": "x", "op": "is_set"}]} => /a: Named("pageview") where Context("page.path") Equal(String("/a")) and Property("x") IsSet
        {"goal": "buy", "filters": [{"property": "x", "op": "is_set"}]} => buy: goal buy where Property("x") IsSet
        {"any_of": [{"event": "cart"}, {"event": "wishlist"}]} => cart or wishlist: Named("cart") or Named("wishlist")
        {"any_of": [{"event": "a"}, {"any_of": [{"event": "b"}, {"event": "c"}]}]} => a or b or c: Named("a") or Named("b") or Named("c")
        {"any_of": [{"event": "a", "filters": [{"property": "x", "op": "is_set"}]}, {"event": "b"}], "filters": [{"property": "y", "op": "is_not_set"}]} => a or b: Named("a") where Property("x") IsSet and Property("y") IsNotSet or Named("b") where Property("y") IsNotSet
        "#,
    ) {
        let funnel = read_funnel(&json!({"kind": "funnel", "steps": [json_of(step)]}));
        assert_eq!(step_text(&funnel.steps[0]), expected, "{step}");
    }
}

/// 2026-01-01T00:00:00Z is second 1,767,225,600; midnight in Berlin is an hour earlier.
#[test]
fn every_filter_operator() {
    for (filter, expected) in rows(
        r#"
        "op": "eq", "value": "a" => Equal(String("a"))
        "op": "eq", "value": 3 => Equal(Number(Integer(3)))
        "op": "eq", "value": true => Equal(Boolean(true))
        "op": "ne", "value": 2.5 => NotEqual(Number(Float(2.5)))
        "op": "in", "value": ["b", "a", "b"] => In(ValueSet([String("a"), String("b")]))
        "op": "not_in", "value": ["a", 1] => NotIn(ValueSet([Number(Integer(1)), String("a")]))
        "op": "contains", "value": "Fox" => Contains(CaselessText("fox"))
        "op": "not_contains", "value": "Fox" => NotContains(CaselessText("fox"))
        "op": "starts_with", "value": "Fi" => StartsWith("Fi")
        "op": "regex", "value": "^F.x" => Regex(Regex("^F.x"))
        "op": "gt", "value": 1 => Greater(Integer(1))
        "op": "gte", "value": 1.5 => AtLeast(Float(1.5))
        "op": "lt", "value": -1 => Less(Integer(-1))
        "op": "lte", "value": 0 => AtMost(Integer(0))
        "op": "is_set" => IsSet
        "op": "is_not_set" => IsNotSet
        "op": "is_set", "value": null, "of": "event" => IsSet
        "op": "before", "value": "2026-01-01" => Before(Time(1767222000000000))
        "op": "after", "value": "2026-01-01T00:00:00Z" => After(Time(1767225600000000))
        "#,
    ) {
        let filter = json_of(&format!(
            r#"{{"property": "context.device.browser", {filter}}}"#
        ));
        let question = read(&funnel_with(&json!({"filters": [filter]})));
        let expected = format!(r#"Context("device.browser") {expected}"#);
        assert_eq!(filter_text(&question.filters), expected);
    }
}

#[test]
fn filters_that_are_none() {
    for (filter, field) in rows(
        r#"
        {"property": "x", "op": "eq"} => filters[0].value
        {"property": "x", "op": "eq", "value": [1]} => filters[0].value
        {"property": "x", "op": "ne", "value": {}} => filters[0].value
        {"property": "x", "op": "in", "value": "a"} => filters[0].value
        {"property": "x", "op": "not_in", "value": [[1]]} => filters[0].value
        {"property": "x", "op": "contains", "value": 1} => filters[0].value
        {"property": "x", "op": "not_contains", "value": true} => filters[0].value
        {"property": "x", "op": "starts_with"} => filters[0].value
        {"property": "x", "op": "regex", "value": "("} => filters[0].value
        {"property": "x", "op": "gt", "value": "3"} => filters[0].value
        {"property": "x", "op": "gte"} => filters[0].value
        {"property": "x", "op": "lt", "value": true} => filters[0].value
        {"property": "x", "op": "lte", "value": []} => filters[0].value
        {"property": "x", "op": "before", "value": "soon"} => filters[0].value
        {"property": "x", "op": "after", "value": 5} => filters[0].value
        {"property": "x", "op": "is_set", "value": "x"} => filters[0].value
        {"property": "x", "op": "is_not_set", "value": false} => filters[0].value
        {"property": "", "op": "is_set"} => filters[0].property
        {"property": "x", "op": "like", "value": "a"} => filters[0].op
        {"op": "is_set"} => filters[0]
        "#,
    ) {
        let document = funnel_with(&json!({"filters": [json_of(filter)]}));
        assert_eq!(
            fault(&document),
            format!("invalid_field {field}"),
            "{filter}"
        );
    }
}

/// 30 days up to and including the 31st begin on the 2nd, 28 days on the 4th.
#[test]
fn ranges_at_now_in_berlin() {
    for (range, expected) in rows(
        r#"
        {"last": "30d"} => 2026-01-01T23:00:00Z 2026-01-31T23:00:00Z
        {"last": "4w"} => 2026-01-03T23:00:00Z 2026-01-31T23:00:00Z
        {"last": "12h"} => 2026-01-31T00:00:00Z 2026-01-31T12:00:00Z
        {"start": "2026-03-29", "end": "2026-03-30"} => 2026-03-28T23:00:00Z 2026-03-29T22:00:00Z
        {"start": "2026-01-01T10:00:00Z", "end": "2026-07-01 10:00:00"} => 2026-01-01T10:00:00Z 2026-07-01T08:00:00Z
        "#,
    ) {
        let question = read(&funnel_with(&json!({"range": json_of(range)})));
        let found = question.range.resolve(instant(NOW), &berlin()).unwrap();
        assert_eq!(format!("{} {}", found.start, found.end), expected);
    }
}

#[test]
fn now_and_timezone() {
    let check = |fields: Json, now: &str, zone: Option<&str>| {
        let question = read(&funnel_with(&fields));
        assert_eq!(question.now, Some(instant(now)));
        assert_eq!(question.timezone.as_ref().map(Zone::name), zone);
    };
    check(json!({"now": NOW}), NOW, None);
    check(json!({"now": "2026-07-01"}), "2026-06-30T22:00:00Z", None);
    check(
        json!({"now": "2026-07-01", "timezone": "America/New_York"}),
        "2026-07-01T04:00:00Z",
        Some("America/New_York"),
    );
    let question = read(&funnel_with(&json!({
        "timezone": "UTC", "filters": [{"property": "t", "op": "after", "value": "2026-01-01"}]
    })));
    assert_eq!(
        filter_text(&question.filters),
        r#"Property("t") After(Time(1767225600000000))"#
    );
}

#[test]
fn what_this_version_cannot_do_is_named() {
    for (fields, field) in rows(
        r#"
        {"known_at": "2026-01-01"} => known_at
        {"include_bots": true} => include_bots
        {"count": "sessions"} => count
        {"count": "totals"} => count
        {"count": "accounts"} => count
        {"held": ["sku"]} => held
        {"breakdown": {"property": "x", "take": "all"}} => breakdown.take
        {"breakdown": {"property": "x", "of": "person"}} => breakdown.of
        {"steps": [{"event": "a", "filters": [{"property": "x", "op": "is_set", "of": "person"}]}]} => steps[0].filters[0].of
        "#,
    ) {
        let question = funnel_with(&json_of(fields));
        assert_eq!(fault(&question), format!("unsupported {field}"));
        let persons = json!({"kind": "persons", "of": question, "cell": {"step": 1}});
        assert_eq!(fault(&persons), format!("unsupported of.{field}"));
    }
}

#[test]
fn faults_of_the_document() {
    check_refused(
        r#"
        {"kind": 1} => invalid_field kind
        {"kind": "poem"} => invalid_field kind
        {"windw": "1d"} => invalid_field windw
        {"window": "1y"} => invalid_field window
        {"entry": "last"} => invalid_field entry
        {"order": "loose"} => invalid_field order
        {"breakdown": {"property": ""}} => invalid_field breakdown.property
        {"timezone": "Mars/Olympus"} => invalid_field timezone
        {"now": "soon"} => invalid_field now
        {"range": {}} => invalid_range range
        {"range": {"start": "2026-01-01"}} => invalid_range range
        {"range": {"end": "2026-01-01"}} => invalid_range range
        {"range": {"start": "2026-01-01", "end": "2026-02-01", "last": "3d"}} => invalid_range range
        {"range": {"last": "0d"}} => invalid_range range.last
        {"range": {"last": "soon"}} => invalid_range range.last
        {"range": {"since": "3d"}} => invalid_field range.since
        {"steps": []} => invalid_field steps
        {"steps": [{}]} => invalid_field steps[0]
        {"steps": [{"event": "a", "goal": "b"}]} => invalid_field steps[0]
        {"steps": [{"event": "a"}, {"event": ""}]} => invalid_field steps[1].event
        {"steps": [{"goal": "Not An Id"}]} => invalid_field steps[0].goal
        {"steps": [{"any_of": []}]} => invalid_field steps[0].any_of
        {"steps": [{"any_of": [{"event": "a"}, {"goal": "b"}]}]} => invalid_field steps[0].any_of[1].goal
        {"steps": [{"any_of": [{"event": "a"}, {}]}]} => invalid_field steps[0].any_of[1]
        {"steps": [{"page": {"path": "(", "match": "regex"}}]} => invalid_field steps[0].page.path
        {"steps": [{"page": {"path": "/", "match": "glob"}}]} => invalid_field steps[0].page.match
        {"steps": [{"event": "a", "filter": []}]} => invalid_field steps[0].filter
        "#,
    );
    assert_eq!(fault(&json!({})), "invalid_field kind");
    let steps = |count| funnel_with(&json!({"steps": vec![json!({"event": "a"}); count]}));
    assert_eq!(read_funnel(&steps(30)).steps.len(), 30);
    assert_eq!(fault(&steps(31)), "too_large steps");
    for text in ["", "{", "[]", "\"funnel\"", "{} {}"] {
        let error = parse_question(text, &berlin()).unwrap_err();
        assert_eq!(error.code, Code::MalformedJson, "{text}");
    }
}

#[test]
fn fields_of_a_trend() {
    for (word, interval) in [
        ("hour", Interval::Hour),
        ("day", Interval::Day),
        ("week", Interval::Week),
        ("month", Interval::Month),
    ] {
        let trend = read_trend(&json!({"kind": "trend", "goal": "buy", "interval": word,
            "breakdown": {"property": "channel"}}));
        assert_eq!(trend.interval, interval);
        assert_eq!(target_text(&trend.target), "goal buy");
        let property = PropertyRef::Property("channel".to_owned());
        let breakdown = trend.breakdown.map(|breakdown| breakdown.property);
        assert_eq!(breakdown, Some(property));
    }
    for (trend, expected) in rows(
        r#"
        {"kind": "trend", "event": "a", "interval": "year"} => invalid_field interval
        {"kind": "trend", "event": "a", "goal": "b"} => invalid_field -
        {"kind": "trend", "event": "a", "window": "7d"} => invalid_field window
        {"kind": "trend", "event": "a", "breakdown": {"property": "x", "of": "person"}} => unsupported breakdown.of
        {"kind": "trend", "event": "a", "breakdown": {"property": "x", "of": "session"}} => invalid_field breakdown.property
        {"kind": "trend", "event": "a", "breakdown": {"property": "", "of": "session"}} => invalid_field breakdown.property
        {"kind": "trend", "event": "a", "filters": [{"property": "device", "op": "is_set", "of": "session"}]} => invalid_field filters[0].property
        "#,
    ) {
        assert_eq!(fault(&json_of(trend)), expected);
    }
}

#[test]
fn cells_of_persons() {
    let of = funnel_with(&json!({"breakdown": {"property": "x"}, "range": {"last": "1d"}}));
    let after = "0000000000000000000000000000002a";
    let cell = json!({"step": 1, "outcome": "open", "breakdown": null});
    let question =
        json!({"kind": "persons", "of": of, "cell": cell, "limit": 10_000, "after": after});
    assert_eq!(read(&question).range, Range::Last(Last::Days(1)));
    let persons = read_persons(&question);
    assert_eq!(persons.limit, 10_000);
    assert_eq!(persons.after.map(|key| key.0), Some(42));
    let Cell::Funnel {
        step, outcome, row, ..
    } = persons.of
    else {
        panic!("no cell of a funnel");
    };
    // Null is the row where the property was not set.
    assert_eq!((step, outcome, row), (1, Outcome::Open, Some(None)));
    for (fields, expected) in rows(
        r#"
        {"cell": {}} => invalid_field cell
        {"cell": {"step": 0}} => unknown_cell cell.step
        {"cell": {"step": 2}} => unknown_cell cell.step
        {"cell": {"step": 1, "outcome": "dropped"}} => unknown_cell cell.step
        {"cell": {"step": 1, "start": "2026-01-01"}} => invalid_field cell.start
        {"limit": 0} => too_large limit
        {"limit": 10001} => too_large limit
        {"after": "x"} => invalid_field after
        {"range": {"last": "1d"}} => invalid_field range
        {"of": {"kind": "persons"}} => invalid_field of.kind
        {"of": {"kind": "trend", "event": "a"}} => invalid_field cell.step
        {"of": {"kind": "trend", "event": "a"}, "cell": {"breakdown": "x"}} => unknown_cell cell.breakdown
        "#,
    ) {
        let persons = json!({"kind": "persons", "of": of, "cell": {"step": 1}});
        let document = document(persons, &json_of(fields));
        assert_eq!(fault(&document), expected, "{fields}");
    }
}

#[test]
fn an_error_as_programs_see_it() {
    let steps = json!([{"event": "a"}, {"any_of": [{"event": "b", "optional": true}]}]);
    let error = refused(&funnel_with(&json!({"steps": steps})));
    assert_eq!(
        serde_json::to_value(&error).unwrap(),
        json!({
            "code": "invalid_field",
            "message": "this is said of a whole step of a funnel",
            "field": "steps[1].any_of[0].optional",
            "hint": "leave it out here"
        })
    );
    let without_place = serde_json::to_value(ApiError::new(Code::Storage, "busy")).unwrap();
    assert_eq!(without_place, json!({"code": "storage", "message": "busy"}));
    for code in Code::ALL {
        assert_eq!(serde_json::to_value(code).unwrap(), json!(code.as_str()));
    }
}
