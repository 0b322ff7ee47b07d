//! Segments are of what was so at the entry, whatever later steps carry. Counts are worked out by hand.

use serde_json::{Value as Json, json};

use crate::support::Cairn;

/// Ten people view. Four of them in German: one of these buys. Of the six whose view has no language three buy. Every
/// purchase has a language and a payment.
fn shop() -> Cairn {
    let mut rows = "user_id,event,timestamp,lang,payment\n".to_owned();
    for person in 0..10 {
        let lang = if person < 4 { "de" } else { "" };
        rows += &format!("p{person},view,2026-01-05 10:00:00,{lang},\n");
    }
    for person in [0, 4, 5, 6] {
        rows += &format!("p{person},buy,2026-01-05 11:00:00,de,card\n");
    }
    let cairn = Cairn::new();
    let file = cairn.file("shop.csv", rows);
    cairn.import(&file, &[]);
    cairn
}

fn funnel(breakdown: &Json) -> Json {
    let mut funnel = json!({"kind": "funnel", "steps": [{"event": "view"}, {"event": "buy"}], "now": "2026-02-01"});
    if !breakdown.is_null() {
        funnel["breakdown"] = breakdown.clone();
    }
    funnel
}

/// The rows of a funnel as (value, viewed, bought).
fn rows_of(cairn: &Cairn, breakdown: &Json) -> Vec<(Json, u64, u64)> {
    let answer = cairn.query(&funnel(breakdown).to_string());
    let row = |row: &Json| {
        let count = |at: usize| row["steps"][at]["count"].as_u64().unwrap();
        (row["value"].clone(), count(0), count(1))
    };
    let rows = answer["breakdown"].as_array().unwrap().iter();
    rows.map(row).collect()
}

fn drop_off(cairn: &Cairn, property: &str) -> Json {
    let question = json!({"kind": "drop_off", "of": funnel(&Json::Null),
        "properties": [{"property": property}]});
    cairn.query(&question.to_string())
}

#[test]
fn a_property_that_later_steps_carry_makes_nobody_lossy() {
    let cairn = shop();
    let answer = drop_off(&cairn, "payment");
    assert_eq!(answer["rows"], json!([]), "everybody entered without one");
    let note = "`payment` is read at step 1, where no event has it; other events have it";
    assert_eq!(answer["notes"], json!([note]));
    // Whoever asks for it may have it, and then sees what is wrong with it.
    let by = |take: Json| rows_of(&cairn, &json!({"property": "payment", "take": take}));
    assert_eq!(by(Json::Null), [(Json::Null, 10, 4)]);
    assert_eq!(by(json!({"step": 1})), [(Json::Null, 10, 4)]);
    let separated = [(Json::Null, 6, 0), (json!("card"), 4, 4)];
    assert_eq!(by(json!("first")), separated);
    assert_eq!(by(json!({"step": 2})), separated);
}

#[test]
fn a_row_has_the_numbers_of_the_funnel_split_by_its_property() {
    let cairn = shop();
    let answer = drop_off(&cairn, "lang");
    assert_eq!(answer["notes"], json!([]));
    let rows = answer["rows"].as_array().unwrap();
    assert_eq!(rows.len(), 1, "without a language more go on: {rows:?}");
    let row = &rows[0];
    assert_eq!((&row["value"], &row["step"]), (&json!("de"), &json!(2)));
    let parts = |rate: &Json| [rate["numerator"].clone(), rate["denominator"].clone()];
    assert_eq!(parts(&row["rate"]), [1, 4]);
    assert_eq!(parts(&row["others"]), [3, 6]);
    assert_eq!(row["excess_dropped"], 1.0);
    let split = json!({"property": row["property"], "of": row["of"]});
    let expected = [(Json::Null, 6, 3), (json!("de"), 4, 1)];
    assert_eq!(rows_of(&cairn, &split), expected);
    for (value, outcome, expected) in [
        (json!("de"), "reached", ["p0"].as_slice()),
        (json!("de"), "dropped", &["p1", "p2", "p3"]),
        (Json::Null, "reached", &["p4", "p5", "p6"]),
    ] {
        let cell = json!({"step": 2, "outcome": outcome, "breakdown": value});
        let question = json!({"kind": "persons", "of": funnel(&split), "cell": cell});
        let answer = cairn.query(&question.to_string());
        let persons = answer["persons"].as_array().unwrap().iter();
        let mut ids: Vec<&str> = persons
            .map(|person| person["ids"][0]["user_id"].as_str().unwrap())
            .collect();
        ids.sort_unstable();
        assert_eq!(ids, expected);
    }
}

/// One value more than an answer may have: the property is named by its place in the question.
#[test]
fn a_property_of_too_many_values_is_named_where_it_stands() {
    let mut rows = "user_id,event,timestamp,lang,visit\n".to_owned();
    for n in 0..=10_000 {
        rows += &format!("p{n},view,2026-01-05 10:00:00,de,v{n}\n");
    }
    let cairn = Cairn::new();
    let file = cairn.file("shop.csv", rows);
    cairn.import(&file, &[]);
    let mut question = json!({"kind": "drop_off", "of": funnel(&Json::Null),
        "properties": [{"property": "lang"}, {"property": "visit"}]});
    let ask = |question: &Json| cairn.fails(&["query", "--site", "shop", &question.to_string()]);
    let said = ask(&question);
    assert!(
        said.contains("`properties[1]`") && said.contains("`visit` has more than 10000 values"),
        "{said}"
    );
    question = funnel(&json!({"property": "visit"}));
    let said = ask(&question);
    assert!(said.contains("`breakdown`"), "{said}");
}
