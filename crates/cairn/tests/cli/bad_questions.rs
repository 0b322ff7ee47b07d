//! Questions that can't be answered: the fault, its place, the way out; or an honest empty answer.

use serde_json::Value as Json;

use crate::support::{Cairn, counts};

fn cairn_with_a_cart() -> Cairn {
    let cairn = Cairn::new();
    let rows = "user_id,event,timestamp,price\nann,cart,2026-01-05 10:00:00,5\nann,buy,2026-01-05 11:00:00,5\n";
    let file = cairn.file("a.csv", rows);
    cairn.import(&file, &[]);
    cairn
}

#[test]
fn faults_are_named_with_their_place() {
    let cairn = cairn_with_a_cart();
    let thousand = format!(
        r#"{{"kind": "funnel", "steps": [{}]}}"#,
        vec![r#"{"event": "cart"}"#; 1_000].join(", ")
    );
    let deep = format!("{}1{}", "[".repeat(10_000), "]".repeat(10_000));
    let faults: &[(&str, &[&str])] = &[
        ("", &["not JSON"]),
        ("{", &["not JSON"]),
        ("[]", &["not a JSON object"]),
        (&deep, &["not JSON", "recursion"]),
        (
            "{}",
            &[
                "`kind`",
                "funnel, trend, retention, flow, time_to_convert, population, persons, timeline, drop_off or overview",
            ],
        ),
        (r#"{"kind": 3}"#, &["`kind`"]),
        (r#"{"kind": "funel", "steps": []}"#, &["`funel` is no kind"]),
        (r#"{"kind": "funnel"}"#, &["`steps`", "at least one step"]),
        (
            r#"{"kind": "funnel", "steps": []}"#,
            &["`steps`", "at least one step"],
        ),
        (&thousand, &["1000 steps", "30"]),
        (
            r#"{"kind": "funnel", "steps": [{}]}"#,
            &["`steps[0]`", "none of `event`"],
        ),
        (
            r#"{"kind": "funnel", "steps": [{"event": "a", "goal": "b"}]}"#,
            &["`steps[0]`", "more than one of"],
        ),
        (
            r#"{"kind": "funnel", "steps": [{"event": ""}]}"#,
            &["`steps[0].event`", "empty"],
        ),
        (
            r#"{"kind": "funnel", "steps": [{"evnt": "a"}]}"#,
            &["`steps[0].evnt`", "unknown field"],
        ),
        (
            r#"{"kind": "funnel", "steps": [{"goal": "purchase"}]}"#,
            &["no goal `purchase`"],
        ),
        (
            r#"{"kind": "funnel", "window": "-7d", "steps": [{"event": "a"}]}"#,
            &["`window`", "`-7d` is not a duration"],
        ),
        (
            r#"{"kind": "funnel", "window": 7, "steps": [{"event": "a"}]}"#,
            &["`window`", "string"],
        ),
        (
            r#"{"kind": "funnel", "window": "7 days", "steps": [{"event": "a"}]}"#,
            &["`window`", "7 days"],
        ),
        (
            r#"{"kind": "funnel", "order": "random", "steps": [{"event": "a"}]}"#,
            &["`order`", "`ordered`, `strict`, `any`"],
        ),
        (
            r#"{"kind": "funnel", "exclusions": [{"event": "x"}], "steps": [{"event": "a"}]}"#,
            &["`exclusions[0].from_step`", "there is nothing"],
        ),
        (
            r#"{"kind": "funnel", "steps": [{"event": "a", "optional": true}]}"#,
            &["`steps[0].optional`", "can't be left out"],
        ),
        (
            r#"{"kind": "funnel", "open": true, "order": "any", "steps": [{"event": "a"}]}"#,
            &["`open`", "begin with any step anyway", "leave it out"],
        ),
        (
            r#"{"kind": "funnel", "breakdown": {"property": "x", "of": "session"}, "steps": [{"event": "a"}]}"#,
            &["`breakdown.property`", "a session has no property `x`"],
        ),
        (
            r#"{"kind": "trend", "event": "a", "breakdown": {"property": "x", "of": "person"}}"#,
            &["`breakdown.of`", "not supported"],
        ),
        (
            r#"{"kind": "trend", "event": "a", "population": "vips"}"#,
            &[
                "`population`",
                "no population `vips`",
                "cairn population list",
            ],
        ),
        (r#"{"kind": "trend"}"#, &["none of `event`"]),
        (
            r#"{"kind": "trend", "event": "a", "interval": "year"}"#,
            &["`interval`", "year"],
        ),
        (
            r#"{"kind": "trend", "event": "a", "timezone": "Mars/Phobos"}"#,
            &["`timezone`", "Mars/Phobos"],
        ),
        (
            r#"{"kind": "trend", "event": "a", "range": {"start": "2026-01-01"}}"#,
            &["`range`", "`last`"],
        ),
        (
            r#"{"kind": "trend", "event": "a", "range": {"last": "-3d"}}"#,
            &["`range.last`"],
        ),
        (
            r#"{"kind": "trend", "event": "a", "range": {"start": "x", "end": "y"}}"#,
            &["`x` is not a time"],
        ),
        (
            r#"{"kind": "trend", "event": "a", "range": {"start": "2026-02-01", "end": "2026-01-01"}}"#,
            &["ends before it starts"],
        ),
        (
            r#"{"kind": "trend", "event": "a", "interval": "hour", "range": {"start": "0001-01-01", "end": "2026-01-01"}}"#,
            &["100000 buckets"],
        ),
        (
            r#"{"kind": "trend", "event": "a", "filters": [{"property": "p", "op": "like", "value": 1}]}"#,
            &["`filters[0].op`", "like"],
        ),
        (
            r#"{"kind": "trend", "event": "a", "filters": [{"property": "p", "op": "gt", "value": "5"}]}"#,
            &["`filters[0].value`", "number"],
        ),
        (
            r#"{"kind": "trend", "event": "a", "filters": [{"property": "p", "op": "regex", "value": "("}]}"#,
            &["`filters[0].value`", "regular expression"],
        ),
        (
            r#"{"kind": "trend", "event": "a", "filters": [{"property": "p", "op": "in", "value": "x"}]}"#,
            &["`filters[0].value`", "list"],
        ),
        (
            r#"{"kind": "trend", "event": "a", "filters": [{"property": "p", "op": "is_set", "value": 1}]}"#,
            &["takes no value"],
        ),
        (
            r#"{"kind": "persons", "of": {"kind": "trend", "event": "a"}, "cell": {"start": "2026-13-01"}}"#,
            &["no bucket", "2026-13-01"],
        ),
        (
            r#"{"kind": "persons", "of": {"kind": "funnel", "steps": [{"event": "a"}]}, "cell": {"step": 2}}"#,
            &["`cell.step`", "1 to 1"],
        ),
        (
            r#"{"kind": "persons", "of": {"kind": "funnel", "steps": [{"event": "a"}]}, "cell": {"step": 1, "breakdown": "x"}}"#,
            &["no breakdown"],
        ),
        (
            r#"{"kind": "persons", "of": {"kind": "persons"}}"#,
            &["`of.kind`"],
        ),
        (
            r#"{"kind": "persons", "filters": [], "of": {"kind": "trend", "event": "a"}}"#,
            &["`filters`", "`of`"],
        ),
        (
            r#"{"kind": "persons", "limit": 0, "of": {"kind": "trend", "event": "a"}}"#,
            &["`limit`"],
        ),
    ];
    for (question, must_say) in faults {
        let error = cairn.fails(&["query", "--site", "shop", question]);
        for words in *must_say {
            assert!(
                error.contains(words),
                "`{words}` is missing for {question:.200}: {error}"
            );
        }
    }
}

#[test]
fn events_never_seen_are_an_honest_nothing_with_a_note() {
    let cairn = cairn_with_a_cart();
    let answer =
        cairn.query(r#"{"kind": "funnel", "steps": [{"event": "crat"}, {"event": "zebra"}]}"#);
    assert_eq!(counts(&answer), [0, 0]);
    assert_eq!(answer["steps"][1]["rate_from_previous"], Json::Null);
    let notes = answer["notes"].to_string();
    assert!(
        notes.contains("did you mean `cart`?") && notes.contains("`zebra`"),
        "{notes}"
    );
}

#[test]
fn a_range_without_data_is_an_honest_nothing() {
    let cairn = cairn_with_a_cart();
    let answer = cairn.query(r#"{"kind": "trend", "event": "cart", "range": {"start": "1999-01-01", "end": "1999-01-03"}}"#);
    let points = answer["series"][0]["points"].as_array().unwrap();
    assert_eq!(
        points
            .iter()
            .map(|point| &point["conversions"])
            .collect::<Vec<_>>(),
        [0, 0]
    );
    assert_eq!(points[0]["rate"], Json::Null);
}

#[test]
fn goals_that_make_no_sense_are_refused() {
    let cairn = cairn_with_a_cart();
    let goal =
        |rest: &str| format!(r#"{{"id": "g", "name": "G", "when": {{"event": "buy"}}, {rest}}}"#);
    let faults: Vec<(String, &[&str])> = vec![
        ("{".to_owned(), &["not JSON"]),
        (goal(r#""class": "macro""#), &["`kind`", "revenue"]),
        (goal(r#""class": "macro", "kind": "revenue""#), &["`value`", "a macro needs a value"]),
        (goal(r#""class": "macro", "kind": "revenue", "value": {"none": " "}"#), &["needs a reason"]),
        (goal(r#""class": "micro", "kind": "lead""#), &["only a macro"]),
        (goal(r#""class": "tiny""#), &["`class`", "tiny"]),
        (goal(r#""class": "micro", "order_property": "x""#), &["`order_property`"]),
        (goal(r#""class": "micro", "value": {"fixed": {"minor": 1, "currency": "EURO"}}"#), &["EURO"]),
        (goal(r#""class": "micro", "colour": "red""#), &["colour"]),
        (
            r#"{"id": "g", "name": "G", "class": "micro", "when": {"count": {"event": "a"}, "at_least": 0, "within": "1d"}}"#.to_owned(),
            &["`when.at_least`"],
        ),
        (
            r#"{"id": "g", "name": "G", "class": "micro", "when": {"sequence": [{"event": "a"}], "within": "1d"}}"#.to_owned(),
            &["`when.sequence`"],
        ),
        (
            r#"{"id": "g", "name": "G", "class": "micro", "when": {"absence": [{"event": "a"}, {"event": "b"}]}}"#.to_owned(),
            &["`when.within`", "duration"],
        ),
        (
            r#"{"id": "Big Goal", "name": "G", "class": "micro", "when": {"event": "a"}}"#.to_owned(),
            &["`Big Goal` is not a goal id"],
        ),
    ];
    for (definition, must_say) in faults {
        let error = cairn.fails(&["goal", "add", "--site", "shop", &definition]);
        for words in must_say {
            assert!(
                error.contains(words),
                "`{words}` is missing for {definition}: {error}"
            );
        }
    }
    assert!(
        cairn
            .fails(&[
                "goal",
                "edit",
                "--site",
                "shop",
                &goal(r#""class": "micro""#)
            ])
            .contains("has no goal `g`")
    );
    cairn.ok(&[
        "goal",
        "add",
        "--site",
        "shop",
        &goal(r#""class": "micro""#),
    ]);
    assert!(
        cairn
            .fails(&[
                "goal",
                "add",
                "--site",
                "shop",
                &goal(r#""class": "micro""#)
            ])
            .contains("already")
    );
}

#[test]
fn errors_carry_their_code_and_the_way_out() {
    let cairn = cairn_with_a_cart();
    let goal = r#"{"id": "sale", "name": "Sale", "class": "micro", "when": {"event": "buy"}}"#;
    cairn.ok(&["goal", "add", "--site", "shop", goal]);
    let check = |site: &str, question: &str, must_say: &[&str]| {
        let error = cairn.fails(&["query", "--site", site, question]);
        for words in must_say {
            assert!(error.contains(words), "`{words}` is missing in: {error}");
        }
    };
    check(
        "shop",
        r#"{"kind": "trend", "goal": "sael"}"#,
        &["error[unknown_goal]", "did you mean `sale`?"],
    );
    check(
        "blog",
        r#"{"kind": "trend", "goal": "sale"}"#,
        &["error[unknown_site]", "there is shop"],
    );
    check("shop", "{", &["error[malformed_json]"]);
    check(
        "shop",
        r#"{"kind": "persons", "of": {"kind": "funnel", "steps": [{"event": "cart"}]}, "cell": {"step": 1, "outcome": "dropped"}}"#,
        &["error[unknown_cell]", "before step 1"],
    );
}

#[test]
fn properties_never_set_and_rows_that_do_not_add_up_are_noted() {
    let cairn = cairn_with_a_cart();
    let notes = |question: &str| cairn.query(question)["notes"].to_string();
    let misspelt = notes(
        r#"{"kind": "trend", "event": "cart", "filters": [{"property": "prize", "op": "gt", "value": 1}]}"#,
    );
    assert!(
        misspelt.contains("no event has a property `prize`"),
        "{misspelt}"
    );
    let field =
        notes(r#"{"kind": "trend", "event": "cart", "breakdown": {"property": "user_id"}}"#);
    assert!(field.contains("is a field of the event"), "{field}");
    let rows = "user_id,event,timestamp,colour\nann,view,2026-01-05 10:00:00,red\nann,view,2026-01-05 11:00:00,blue\n";
    let file = cairn.file("b.csv", rows);
    cairn.import(&file, &[]);
    let parts = notes(r#"{"kind": "trend", "event": "view", "breakdown": {"property": "colour"}}"#);
    assert!(parts.contains("do not add up"), "{parts}");
}
