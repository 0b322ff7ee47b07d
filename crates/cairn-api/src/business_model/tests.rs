use std::collections::BTreeSet;

use cairn_core::goal::{Class, Goal, Kind, Standing, ValueRule};
use cairn_core::time::Zone;
use serde_json::json;

use super::*;
use crate::funnel::{goals_of, parse_funnel};
use crate::goal::parse_goal;

/// A goal as it is once the user has said what was asked; whether something was.
fn filled(template: &Json) -> (Goal, bool) {
    let mut document = template.clone();
    let fields = document.as_object_mut().unwrap();
    let hint = fields.remove("value_hint");
    let is_open = fields.get("value").is_some_and(Json::is_null);
    assert_eq!(hint.is_some(), is_open, "{template}");
    if is_open {
        let value = json!({"fixed": {"minor": 4900, "currency": "EUR"}});
        fields.insert("value".to_owned(), value);
    }
    let (_, goal) = parse_goal(&document.to_string(), &Zone::utc())
        .unwrap_or_else(|error| panic!("{template}: {error}"));
    (goal, is_open)
}

/// The names of events that a part of a document speaks of.
fn events_in(part: &Json, found: &mut BTreeSet<String>) {
    match part {
        Json::Object(fields) => {
            if let Some(Json::String(event)) = fields.get("event") {
                found.insert(event.clone());
            }
            if fields.contains_key("page") {
                found.insert("pageview".to_owned());
            }
            fields.values().for_each(|inner| events_in(inner, found));
        }
        Json::Array(items) => items.iter().for_each(|inner| events_in(inner, found)),
        _ => {}
    }
}

#[test]
fn every_template_is_read_by_the_parsers_of_its_parts() {
    let models = business_models().unwrap().business_models;
    let ids: Vec<&str> = models.iter().map(|model| model.id.as_str()).collect();
    assert_eq!(
        ids,
        [
            "ecommerce",
            "saas",
            "leads",
            "services",
            "donations",
            "courses"
        ]
    );
    for model in &models {
        check_business_model(&model.id).unwrap();
        let goals: Vec<(Goal, bool)> = model.goals.iter().map(filled).collect();
        let is_primary = |goal: &Goal| {
            matches!(
                goal.class,
                Class::Macro {
                    standing: Standing::Primary,
                    ..
                }
            )
        };
        let primaries = goals.iter().filter(|(goal, _)| is_primary(goal)).count();
        let micros = goals.iter().filter(|(goal, _)| goal.class == Class::Micro);
        let micros = micros.count();
        assert!((1..=3).contains(&primaries), "{}: {primaries}", model.id);
        assert!((3..=5).contains(&micros), "{}: {micros}", model.id);
        let north_star = goals
            .iter()
            .find(|(goal, _)| goal.id.as_str() == model.north_star);
        assert!(north_star.is_some_and(|(goal, _)| is_primary(goal)));
        for (goal, is_open) in &goals {
            let is_revenue = matches!(
                goal.class,
                Class::Macro {
                    kind: Kind::Revenue,
                    ..
                }
            );
            let is_macro = goal.class != Class::Micro;
            assert_eq!(
                *is_open,
                is_macro && !is_revenue,
                "{} {}",
                model.id,
                goal.id
            );
            assert_eq!(
                goal.value == ValueRule::EventValue,
                is_revenue,
                "{}",
                goal.id
            );
        }
        let (_, funnel) = parse_funnel(&model.funnel.to_json(), &Zone::utc()).unwrap();
        for (_, id) in goals_of(&funnel) {
            assert!(goals.iter().any(|(goal, _)| goal.id == *id), "{id}");
        }
        let mut asked_for = BTreeSet::new();
        events_in(&Json::Array(model.goals.clone()), &mut asked_for);
        let funnel = serde_json::to_value(&model.funnel).unwrap();
        events_in(&funnel, &mut asked_for);
        let sent: BTreeSet<String> = model.events.iter().map(|one| one.event.clone()).collect();
        assert_eq!(asked_for, sent, "{}", model.id);
        assert_eq!(sent.len(), model.events.len(), "{}", model.id);
    }
}

#[test]
fn what_is_no_template_is_told_which_there_are() {
    let error = check_business_model("shop").unwrap_err();
    assert!(error.to_string().contains("ecommerce"), "{error}");
}
