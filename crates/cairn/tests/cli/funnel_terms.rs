//! Funnels under terms, over a few journeys that can be counted by hand; and the persons behind each cell.

use serde_json::{Value as Json, json};

use crate::support::{Cairn, counts};

/// Who did what, with the minute of 2026-01-05.
const JOURNEYS: [(&str, &str); 7] = [
    ("u1", "view@0 cart@1 buy@2"),
    ("u2", "view@0 help@1 cart@2 buy@3"),
    ("u3", "cart@0 view@1 buy@2"),
    ("u4", "view@0 cart@1 refund@2 buy@3"),
    ("u5", "view@0 buy@50"),
    ("u6", "cart@0 buy@1"),
    ("u7", "view@0 cart@30 buy@31"),
];

fn shop() -> Cairn {
    let mut rows = "message_id,event,event_time,user_id\n".to_owned();
    for (user, line) in JOURNEYS {
        for (at, word) in line.split(' ').enumerate() {
            let (event, minute) = word.split_once('@').unwrap();
            let minute: u32 = minute.parse().unwrap();
            rows += &format!("{user}-{at},{event},2026-01-05T10:{minute:02}:00Z,{user}\n");
        }
    }
    let cairn = Cairn::new();
    cairn.import(&cairn.file("shop.csv", rows), &[]);
    cairn
}

/// The funnel of view, cart and buy, with more fields and more asked of its steps.
fn funnel(fields: &Json, of_steps: [Json; 3]) -> Json {
    let names = ["view", "cart", "buy"];
    let step = |(name, more): (&str, Json)| {
        let mut step = json!({"event": name});
        step.as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        step
    };
    let steps: Vec<Json> = names.into_iter().zip(of_steps).map(step).collect();
    let mut question =
        json!({"kind": "funnel", "steps": steps, "window": "1d", "now": "2026-03-01"});
    question
        .as_object_mut()
        .unwrap()
        .extend(fields.as_object().unwrap().clone());
    question
}

/// By step: persons, those that dropped out, and numerator and denominator of the rate from the step before.
type Told = [(u64, u64, u64, u64); 3];

fn told(answer: &Json) -> Told {
    let steps = answer["steps"].as_array().unwrap();
    std::array::from_fn(|at| {
        let rate = &steps[at]["rate_from_previous"];
        let number = |value: &Json| value.as_u64().unwrap_or(0);
        (
            number(&steps[at]["count"]),
            number(&steps[at]["dropped"]),
            number(&rate["numerator"]),
            number(&rate["denominator"]),
        )
    })
}

#[test]
fn counted_by_hand() {
    let none = || json!({});
    let plain = || [none(), none(), none()];
    let cases: [(&str, Json, [Json; 3], Told); 11] = [
        (
            "in order",
            none(),
            plain(),
            [(6, 0, 0, 0), (4, 2, 4, 6), (4, 0, 4, 4)],
        ),
        (
            "help and refund lie between, and u3 buys at once",
            json!({"order": "strict"}),
            plain(),
            [(6, 0, 0, 0), (3, 3, 3, 6), (2, 1, 2, 3)],
        ),
        (
            "only steps break",
            json!({"order": "strict", "scope": "steps"}),
            plain(),
            [(6, 0, 0, 0), (4, 2, 4, 6), (4, 0, 4, 4)],
        ),
        (
            "in any order everybody does two, u5 and u6 no third",
            json!({"order": "any"}),
            plain(),
            [(7, 0, 0, 0), (7, 0, 7, 7), (5, 2, 5, 7)],
        ),
        (
            "buy stays last, so that it needs both before",
            json!({"order": "any"}),
            [none(), none(), json!({"anchored": true})],
            [(7, 0, 0, 0), (5, 2, 5, 7), (5, 0, 5, 5)],
        ),
        (
            "u3 and u5 leave the cart out",
            none(),
            [none(), json!({"optional": true}), none()],
            [(6, 0, 0, 0), (4, 0, 4, 6), (6, 0, 6, 6)],
        ),
        (
            "u7 takes half an hour to the cart",
            none(),
            [none(), json!({"within_previous": "10m"}), none()],
            [(6, 0, 0, 0), (3, 3, 3, 6), (3, 0, 3, 3)],
        ),
        (
            "u4's refund ends it",
            json!({"exclusions": [{"event": "refund", "from_step": 2, "to_step": 3}]}),
            plain(),
            [(6, 0, 0, 0), (4, 2, 4, 6), (3, 1, 3, 4)],
        ),
        (
            "u4 leaves",
            json!({"exclusions": [{"event": "refund", "from_step": 2, "to_step": 3}], "on_exclusion": "drop"}),
            plain(),
            [(5, 0, 0, 0), (3, 2, 3, 5), (3, 0, 3, 3)],
        ),
        (
            "a refund before the cart ends nothing",
            json!({"exclusions": [{"event": "refund", "from_step": 1, "to_step": 2}]}),
            plain(),
            [(6, 0, 0, 0), (4, 2, 4, 6), (4, 0, 4, 4)],
        ),
        (
            "u3 and u6 begin with the cart, u5 with buying",
            json!({"open": true}),
            plain(),
            [(4, 0, 0, 0), (6, 0, 4, 4), (7, 0, 6, 6)],
        ),
    ];
    let cairn = shop();
    for (why, fields, steps, expected) in cases {
        let question = funnel(&fields, steps);
        let answer = cairn.query(&question.to_string());
        assert_eq!(told(&answer), expected, "{why}: {answer}");
        assert_persons_are_those(&cairn, &question, &expected);
    }
}

/// The persons behind each cell are as many as the cell says.
fn assert_persons_are_those(cairn: &Cairn, question: &Json, expected: &Told) {
    for (at, (reached, dropped, ..)) in expected.iter().enumerate() {
        for (outcome, count) in [("reached", reached), ("dropped", dropped)] {
            if at == 0 && outcome == "dropped" {
                continue;
            }
            let cell = json!({"step": at + 1, "outcome": outcome});
            let persons = json!({"kind": "persons", "of": question, "cell": cell});
            let answer = cairn.query(&persons.to_string());
            assert_eq!(answer["total"], *count, "{cell} of {question}");
        }
    }
}

#[test]
fn what_an_open_funnel_says_where_they_began() {
    let cairn = shop();
    let question = funnel(&json!({"open": true}), [json!({}), json!({}), json!({})]).to_string();
    let answer = cairn.query(&question);
    let entered: Vec<u64> = { answer["steps"].as_array().unwrap().iter() }
        .map(|step| step["entered"].as_u64().unwrap())
        .collect();
    assert_eq!(entered, [4, 2, 1]);
    let csv = cairn.query_csv(&question);
    let column = csv[0].iter().position(|name| name == "entered").unwrap();
    let cells: Vec<&str> = csv[1..].iter().map(|row| row[column].as_str()).collect();
    assert_eq!(cells, ["4", "2", "1"]);
    assert!(cairn.query_table(&question).contains("began here"));
}

/// Each begins somewhere, and has the value of the event it begins with.
#[test]
fn an_open_funnel_is_split_by_where_each_begins() {
    let cairn = Cairn::new();
    let rows = "message_id,event,event_time,user_id,plan\n1,view,2026-01-01T10:00:00Z,ann,free\n2,cart,2026-01-01T11:00:00Z,bob,pro\n3,cart,2026-01-01T12:00:00Z,cid,pro\n";
    cairn.import(&cairn.file("shop.csv", rows), &[]);
    let question = json!({"kind": "funnel", "now": "2026-03-01", "open": true,
        "steps": [{"event": "view"}, {"event": "cart"}], "breakdown": {"property": "plan"}});
    let answer = cairn.query(&question.to_string());
    let rows = answer["breakdown"].as_array().unwrap().iter();
    let rows: Vec<_> = rows
        .map(|row| (row["value"].clone(), counts(row)))
        .collect();
    assert_eq!(
        rows,
        [(json!("pro"), vec![0, 2]), (json!("free"), vec![1, 0])]
    );
}

/// The first view in all history lies before the range, so it can't fill the step, and no later one can.
#[test]
fn a_first_ever_step_looks_at_all_history() {
    let cairn = Cairn::new();
    let rows = "message_id,event,event_time,user_id\n1,view,2026-01-01T10:00:00Z,ann\n2,view,2026-01-10T10:00:00Z,ann\n3,buy,2026-01-10T11:00:00Z,ann\n4,view,2026-01-10T10:00:00Z,bob\n5,buy,2026-01-10T12:00:00Z,bob\n";
    cairn.import(&cairn.file("shop.csv", rows), &[]);
    let ask = |first_ever: bool| {
        let question = json!({"kind": "funnel", "now": "2026-03-01",
            "steps": [{"event": "view", "first_ever": first_ever}, {"event": "buy"}],
            "range": {"start": "2026-01-10", "end": "2026-01-11"}});
        counts(&cairn.query(&question.to_string()))
    };
    assert_eq!(ask(false), [2, 2]);
    assert_eq!(ask(true), [1, 1]);
}

/// A value is the last that is set on the way; ann never names one.
#[test]
fn a_breakdown_takes_the_last_value_that_is_set() {
    let cairn = Cairn::new();
    let rows = "message_id,event,event_time,user_id,plan\n1,view,2026-01-01T10:00:00Z,ann,\n2,buy,2026-01-01T11:00:00Z,ann,\n3,view,2026-01-01T10:00:00Z,bob,free\n4,buy,2026-01-01T12:00:00Z,bob,pro\n5,view,2026-01-01T10:00:00Z,cid,free\n";
    cairn.import(&cairn.file("shop.csv", rows), &[]);
    let rows = |take: &str| -> Vec<(Json, Vec<u64>)> {
        let question = json!({"kind": "funnel", "now": "2026-03-01",
            "steps": [{"event": "view"}, {"event": "buy"}],
            "breakdown": {"property": "plan", "take": take}});
        let answer = cairn.query(&question.to_string());
        let rows = answer["breakdown"].as_array().unwrap().iter();
        let mut rows: Vec<_> = rows
            .map(|row| (row["value"].clone(), counts(row)))
            .collect();
        rows.sort_by_key(|(value, _)| value.to_string());
        rows
    };
    let (free, pro) = (json!("free"), json!("pro"));
    assert_eq!(
        rows("last"),
        [
            (free.clone(), vec![1, 0]),
            (pro, vec![1, 1]),
            (Json::Null, vec![1, 1])
        ]
    );
    assert_eq!(
        rows("first"),
        [(free, vec![2, 1]), (Json::Null, vec![1, 1])]
    );
}

/// Where people drop out can't be told of steps that need not be nested.
#[test]
fn a_drop_off_needs_steps_in_order() {
    let cairn = shop();
    let optional = json!({"optional": true});
    for (fields, cart) in [
        (json!({"order": "any"}), json!({})),
        (json!({"open": true}), json!({})),
        (json!({}), optional),
    ] {
        let mut of = funnel(&fields, [json!({}), cart, json!({})]);
        of.as_object_mut().unwrap().remove("now");
        let question = json!({"kind": "drop_off", "of": of}).to_string();
        let error = cairn.fails(&["query", "--site", "shop", &question]);
        assert!(error.contains("not supported"), "{error}");
    }
}
