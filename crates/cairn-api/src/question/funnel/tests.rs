use serde_json::json;

use cairn_core::funnel::{Order, StepSet, StepTerms};
use cairn_core::rule::NameRule;
use cairn_core::time::Span;

use super::*;

const STEPS: [&str; 4] = ["a", "b", "c", "d"];

/// A funnel of four steps with more fields; `steps` holds what is asked of some of them, by number from 0.
fn document(fields: &Json, steps: &[(usize, Json)]) -> Json {
    let mut all: Vec<Json> = STEPS.iter().map(|name| json!({"event": name})).collect();
    for (at, more) in steps {
        let more = more.as_object().cloned().unwrap_or_default();
        all[*at].as_object_mut().unwrap().extend(more);
    }
    let mut document = json!({"steps": all});
    let fields = fields.as_object().cloned().unwrap_or_default();
    document.as_object_mut().unwrap().extend(fields);
    document
}

fn funnel(fields: &Json, steps: &[(usize, Json)]) -> Funnel {
    read(document(fields, steps), &Zone::utc()).unwrap()
}

#[test]
fn without_terms_there_are_none() {
    let funnel = funnel(&json!({}), &[]);
    let terms = funnel.attempt_terms();
    assert_eq!(terms.order, Order::Ordered);
    assert!(terms.optional.is_empty() && terms.exclusions.is_empty() && !terms.is_open);
    assert_eq!(terms.limits, vec![None; 4]);
    assert!(
        funnel
            .steps
            .iter()
            .all(|step| step.terms == StepTerms::default())
    );
    assert_eq!(funnel.row_names(), STEPS);
}

#[test]
fn orders() {
    let order = |fields: Json| funnel(&fields, &[]).terms.order;
    assert_eq!(order(json!({"order": "ordered"})), StepOrder::Ordered);
    let strict = StepOrder::Strict(StrictScope::All);
    assert_eq!(order(json!({"order": "strict"})), strict);
    assert_eq!(order(json!({"order": "strict", "scope": "all"})), strict);
    let of_steps = json!({"order": "strict", "scope": "steps"});
    assert_eq!(order(of_steps), StepOrder::Strict(StrictScope::Steps));
    assert_eq!(order(json!({"order": "any"})), StepOrder::Any);
    let anchored = [
        (0, json!({"anchored": true})),
        (3, json!({"anchored": true})),
    ];
    let anchored = funnel(&json!({"order": "any"}), &anchored);
    let wanted: StepSet = [0, 3].into_iter().collect();
    assert_eq!(
        anchored.attempt_terms().order,
        Order::Any { anchored: wanted }
    );
    assert_eq!(
        anchored.row_names(),
        ["a", "1 of 2: b, c", "2 of 2: b, c", "d"]
    );
}

#[test]
fn what_is_asked_of_steps() {
    let funnel = funnel(
        &json!({"open": true}),
        &[
            (1, json!({"optional": true, "within_previous": "90s"})),
            (3, json!({"first_ever": true, "within_previous": "1h"})),
        ],
    );
    let terms = funnel.attempt_terms();
    assert_eq!(terms.optional, [1].into_iter().collect());
    let (short, long) = (Span::from_seconds(90), Span::from_seconds(3_600));
    assert_eq!(terms.limits, vec![None, Some(short), None, Some(long)]);
    assert!(terms.is_open && funnel.steps[3].terms.is_first_ever);
}

#[test]
fn exclusions() {
    let funnel = funnel(
        &json!({
            "exclusions": [
                {"event": "refund"},
                {"event": "x", "from_step": 2, "to_step": 3, "filters": [{"property": "p", "op": "is_set"}]},
            ],
            "on_exclusion": "drop",
        }),
        &[],
    );
    let between: Vec<(usize, usize)> = { funnel.terms.exclusions.iter() }
        .map(|exclusion| (exclusion.between.after, exclusion.between.until))
        .collect();
    assert_eq!(between, [(1, 4), (2, 3)]);
    let rule = &funnel.terms.exclusions[1].rule.any_of[0];
    assert_eq!(rule.name, NameRule::Named("x".to_owned()));
    assert_eq!(rule.filters.len(), 1);
    assert_eq!(funnel.terms.on_exclusion, OnExclusion::Drop);
}

/// Fields of the funnel, what is asked of some steps, and the field that is named.
type Refused = (Json, Vec<(usize, Json)>, &'static str);

#[test]
fn what_cannot_be_asked_together_is_named() {
    let optional = json!({"optional": true});
    let limit = json!({"within_previous": "1h"});
    let anchored = json!({"anchored": true});
    let any = json!({"order": "any"});
    let cases: [Refused; 19] = [
        (json!({}), vec![(0, optional.clone())], "steps[0].optional"),
        (json!({}), vec![(3, optional.clone())], "steps[3].optional"),
        (any.clone(), vec![(1, optional)], "steps[1].optional"),
        (
            json!({}),
            vec![(0, limit.clone())],
            "steps[0].within_previous",
        ),
        (any.clone(), vec![(2, limit)], "steps[2].within_previous"),
        (
            json!({}),
            vec![(1, json!({"within_previous": "soon"}))],
            "steps[1].within_previous",
        ),
        (json!({}), vec![(1, anchored)], "steps[1].anchored"),
        (json!({"scope": "steps"}), vec![], "scope"),
        (json!({"order": "any", "open": true}), vec![], "open"),
        (json!({"order": "sorted"}), vec![], "order"),
        (
            json!({"exclusions": [{"event": "x", "from_step": 4}]}),
            vec![],
            "exclusions[0].from_step",
        ),
        (
            json!({"exclusions": [{"event": "x", "from_step": 0}]}),
            vec![],
            "exclusions[0].from_step",
        ),
        (
            json!({"exclusions": [{"event": "x", "from_step": 2, "to_step": 2}]}),
            vec![],
            "exclusions[0].to_step",
        ),
        (
            json!({"exclusions": [{"event": "x", "to_step": 5}]}),
            vec![],
            "exclusions[0].to_step",
        ),
        (json!({"exclusions": [{}]}), vec![], "exclusions[0]"),
        (
            json!({"exclusions": vec![json!({"event": "x"}); 33]}),
            vec![],
            "exclusions",
        ),
        (json!({"on_exclusion": "forget"}), vec![], "on_exclusion"),
        (
            json!({"steps": [{"goal": "g", "first_ever": true}]}),
            vec![],
            "steps[0].first_ever",
        ),
        (
            json!({"steps": [{"event": "a"}], "exclusions": [{"event": "x"}]}),
            vec![],
            "exclusions[0].from_step",
        ),
    ];
    for (fields, steps, field) in cases {
        let document = document(&fields, &steps);
        let error = read(document.clone(), &Zone::utc()).unwrap_err();
        assert_eq!(error.field.as_deref(), Some(field), "{document}: {error:?}");
    }
}
