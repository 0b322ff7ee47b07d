use cairn_core::population::Named;
use cairn_core::question::{Question, QuestionKind};
use cairn_core::time::Zone;
use serde_json::{Value as Json, json};

use crate::error::{ApiError, Code};
use crate::parse_question;

fn parse(question: &Json) -> Result<Question, ApiError> {
    parse_question(&question.to_string(), &Zone::utc())
}

fn fault(question: Json) -> (Code, String) {
    let error = parse(&question).expect_err(&question.to_string());
    (error.code, error.field.unwrap_or_default())
}

#[test]
fn a_question_is_asked_of_a_population() {
    let saved = parse(&json!({"kind": "trend", "event": "a", "population": "hot"})).unwrap();
    let of = saved.population.unwrap();
    assert!(matches!(&of.population, Named::Saved(id) if id.as_str() == "hot"));
    assert_eq!(of.as_of, None);
    let then =
        json!({"kind": "trend", "event": "a", "population": {"id": "hot", "as_of": "2026-01-01"}});
    let as_of = parse(&then).unwrap().population.unwrap().as_of.unwrap();
    assert_eq!(as_of.to_string(), "2026-01-01T00:00:00Z");
    let here = json!({"is": {"did": {"event": "a"}}});
    let of = parse(&json!({"kind": "overview", "population": here}))
        .unwrap()
        .population
        .unwrap();
    assert!(matches!(of.population, Named::Here(_)));
    let persons = json!({"kind": "persons", "of": {"kind": "trend", "event": "a", "population": "hot"}, "cell": {}});
    assert!(parse(&persons).unwrap().population.is_some());
    let none = json!({"kind": "trend", "event": "a", "population": null});
    assert!(parse(&none).unwrap().population.is_none());
}

#[test]
fn filters_on_persons_leave_those_of_whom_they_hold() {
    let filters = json!([
        {"property": "country", "op": "eq", "value": "DE"},
        {"property": "plan", "op": "eq", "value": "pro", "of": "person"},
    ]);
    let everybody = json!({"kind": "overview", "filters": filters});
    let question = parse(&everybody).unwrap();
    assert_eq!(question.filters.len(), 1);
    let of = question.population.unwrap();
    assert!(of.told.len() == 1 && of.told[0].property == "plan");
    assert!(matches!(&of.population, Named::Here(all) if all.is.traits().is_empty()));
    let hot = json!({"kind": "overview", "filters": filters, "population": {"id": "hot", "as_of": "2026-01-01"}});
    let of = parse(&hot).unwrap().population.unwrap();
    assert!(matches!(&of.population, Named::Saved(id) if id.as_str() == "hot"));
    assert!(of.told.len() == 1 && of.as_of.is_some());
    let filter = &filters[1];
    let many =
        json!({"kind": "overview", "filters": [filter, filter, filter, filter, filter, filter]});
    assert_eq!(fault(many), (Code::TooLarge, "filters".to_owned()));
    let unnamed =
        json!({"kind": "overview", "filters": [{"property": "", "op": "is_set", "of": "person"}]});
    assert_eq!(
        fault(unnamed),
        (Code::InvalidField, "filters[0].property".to_owned())
    );
}

#[test]
fn its_size_is_a_question_of_its_own() {
    let size =
        parse(&json!({"kind": "population", "population": "hot", "interval": "week"})).unwrap();
    assert!(matches!(size.kind, QuestionKind::Population(_)));
    // It is what is asked about, not who is asked.
    assert!(size.population.is_none());
}

#[test]
fn a_fault_names_its_place() {
    let trend = |of: Json| json!({"kind": "trend", "event": "a", "population": of});
    for (question, code, field) in [
        (trend(json!("Hot!")), Code::InvalidField, "population"),
        (trend(json!({})), Code::InvalidField, "population"),
        (
            trend(json!({"id": "hot", "is": {"did": {"event": "a"}}})),
            Code::InvalidField,
            "population",
        ),
        (
            trend(json!({"is": {"did": {}}})),
            Code::InvalidField,
            "population.is.did",
        ),
        (
            trend(json!({"id": "hot", "as_of": "soon"})),
            Code::InvalidField,
            "population.as_of",
        ),
        (trend(json!(7)), Code::InvalidField, "population"),
        (
            json!({"kind": "population"}),
            Code::InvalidField,
            "population",
        ),
        (
            json!({"kind": "population", "population": "hot", "compare": "previous"}),
            Code::InvalidField,
            "compare",
        ),
        (
            json!({"kind": "population", "population": "hot", "filters": [{"property": "a", "op": "is_set"}]}),
            Code::InvalidField,
            "filters",
        ),
        (
            json!({"kind": "population", "population": {"id": "hot", "as_of": "2026-01-01"}}),
            Code::InvalidField,
            "population.as_of",
        ),
        (
            json!({"kind": "population", "population": "hot", "breakdown": {"property": "a"}}),
            Code::Unsupported,
            "breakdown",
        ),
        (
            json!({"kind": "population", "population": "hot", "interval": "hour"}),
            Code::InvalidField,
            "interval",
        ),
        (
            json!({"kind": "timeline", "person": "a", "population": "hot"}),
            Code::InvalidField,
            "population",
        ),
        (
            json!({"kind": "persons", "of": {"kind": "population", "population": "hot"}, "cell": {"change": "gone"}}),
            Code::InvalidField,
            "cell.change",
        ),
        (
            json!({"kind": "persons", "of": {"kind": "population", "population": "hot"}, "cell": {"breakdown": "a"}}),
            Code::UnknownCell,
            "cell.breakdown",
        ),
    ] {
        let text = question.to_string();
        assert_eq!(fault(question), (code, field.to_owned()), "{text}");
    }
}
