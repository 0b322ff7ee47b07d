use super::*;

fn utc() -> Zone {
    Zone::utc()
}

#[test]
fn what_is_left_out_is_written_out_and_steps_stay_as_they_were_given() {
    let text = r#"{"id": "checkout", "name": "Checkout", "steps": [{"event": "cart", "filters":
        [{"property": "price", "op": "gt", "value": 10}]}, {"goal": "order"}]}"#;
    let (document, funnel) = parse_funnel(text, &utc()).unwrap();
    assert_eq!(funnel.steps.len(), 2);
    let goals: Vec<_> = goals_of(&funnel)
        .map(|(at, id)| (at, id.as_str()))
        .collect();
    assert_eq!(goals, [(1, "order")]);
    let kept: Json = serde_json::from_str(&document.to_json()).unwrap();
    assert_eq!(
        kept,
        json!({
            "id": "checkout", "name": "Checkout", "window": "7d", "entry": "best", "description": "",
            "steps": [
                {"event": "cart", "filters": [{"property": "price", "op": "gt", "value": 10, "of": "event"}]},
                {"goal": "order"},
            ],
        })
    );
    let (again, _) = parse_funnel(&document.to_json(), &utc()).unwrap();
    assert_eq!(again.to_json(), document.to_json());
}

#[test]
fn terms_are_kept() {
    let document = json!({
        "id": "checkout", "name": "Checkout", "window": "1d", "entry": "first", "description": "",
        "order": "strict", "scope": "steps", "open": true, "on_exclusion": "drop",
        "steps": [
            {"event": "a", "first_ever": true},
            {"event": "b", "optional": true, "within_previous": "1h"},
            {"event": "c"},
        ],
        "exclusions": [{"event": "x", "from_step": 2, "to_step": 3}],
    });
    let (read, funnel) = parse_funnel(&document.to_string(), &utc()).unwrap();
    let kept: Json = serde_json::from_str(&read.to_json()).unwrap();
    assert_eq!(kept, document);
    assert!(funnel.terms.is_open && funnel.steps[1].terms.is_optional);
    let any = json!({"id": "a", "name": "x", "order": "any",
        "steps": [{"event": "a", "anchored": true}, {"event": "b"}]});
    let (read, _) = parse_funnel(&any.to_string(), &utc()).unwrap();
    let kept: Json = serde_json::from_str(&read.to_json()).unwrap();
    assert_eq!(
        (&kept["order"], &kept["steps"]),
        (&any["order"], &any["steps"])
    );
}

#[test]
fn a_fault_is_named_where_it_stands() {
    for (document, field) in [
        (
            json!({"id": "Checkout", "name": "x", "steps": [{"event": "a"}]}),
            "id",
        ),
        (
            json!({"id": "a", "name": " ", "steps": [{"event": "a"}]}),
            "name",
        ),
        (json!({"id": "a", "name": "x"}), "steps"),
        (json!({"id": "a", "name": "x", "steps": []}), "steps"),
        (
            json!({"id": "a", "name": "x", "steps": [{"event": "a"}, {}]}),
            "steps[1]",
        ),
        (
            json!({"id": "a", "name": "x", "steps": [{"event": "a"}], "window": "7x"}),
            "window",
        ),
        (
            json!({"id": "a", "name": "x", "steps": [{"event": "a"}], "entry": "last"}),
            "entry",
        ),
        (
            json!({"id": "a", "name": "x", "steps": [{"event": "a"}], "range": {}}),
            "range",
        ),
    ] {
        let error = parse_funnel(&document.to_string(), &utc()).unwrap_err();
        assert_eq!(error.field.as_deref(), Some(field), "{document}: {error}");
    }
}
