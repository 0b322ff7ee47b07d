//! Whom a plain funnel tells without a journey. That what it tells is right is proved by `tests/walks`.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};

use cairn_core::event::{Delivery, Event, Identity, PropertyRef, Trust};
use cairn_core::funnel::{Entry, Funnel, FunnelTerms, Step, StepTerms, Target};
use cairn_core::id::SiteId;
use cairn_core::ledger::Restatements;
use cairn_core::money::Currency;
use cairn_core::range::TimeRange;
use cairn_core::rule::{EventRule, NameRule, Rule};
use cairn_core::site::Site;
use cairn_core::time::{Span, WeekStart, Zone};
use cairn_storage::Store;

use super::*;
use crate::definitions::Definitions;
use crate::partition::Asked;
use crate::patience::Patience;

const NOW: Time = Time::from_micros(1_000_000);

fn event(user: &str, name: &str, time: i64) -> Event {
    Event {
        event: name.to_owned(),
        entity: None,
        event_time: Time::from_micros(time),
        received_at: NOW,
        identity: Identity::Message(format!("{user}-{name}-{time}")),
        anonymous_id: None,
        user_id: Some(user.to_owned()),
        session_hint: None,
        properties: BTreeMap::from([("plan".to_owned(), Value::String("pro".to_owned()))]),
        context: BTreeMap::new(),
        value: None,
        currency: None,
        order_id: None,
        group_ids: BTreeMap::new(),
        source: "test".to_owned(),
        import_id: None,
        trust: Trust::Client,
        delivery: Delivery::default(),
    }
}

fn step(name: &str) -> Step {
    let rule = Rule::one(EventRule {
        name: NameRule::Named(name.to_owned()),
        filters: Vec::new(),
    });
    Step {
        name: name.to_owned(),
        target: Target::Rule(rule),
        terms: StepTerms::default(),
    }
}

/// How many reach each step.
type Counts = Vec<u64>;

/// How many reach each step, of how many a journey is made, and the steps of each value of the property `plan`.
fn told(events: &[Event]) -> (Counts, u64, Vec<(Option<Value>, Counts)>) {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::at(folder.path());
    let site = SiteId::new("shop").unwrap();
    let mut import = store.begin_import(&site).unwrap();
    for (row, event) in (1..).zip(events) {
        import.add(event.clone(), row).unwrap();
    }
    let rows = events.len() as u64;
    let resolved = import.resolve().unwrap();
    resolved.commit("file", NOW, rows, 0).unwrap();
    let funnel = Funnel {
        steps: vec![step("view"), step("cart")],
        window: Span::from_micros(100),
        entry: Entry::Best,
        terms: FunnelTerms::default(),
        breakdown: None,
    };
    let definitions = Definitions {
        site: Site {
            id: site,
            timezone: Zone::utc(),
            currency: Currency::parse("EUR").unwrap(),
            week_start: WeekStart::Monday,
        },
        goals: BTreeMap::new(),
        populations: BTreeMap::new(),
        north_star: None,
        revision: 1,
    };
    let asked = Asked {
        patience: &Patience::default(),
        snapshot: &store.snapshot().unwrap(),
        definitions: &definitions,
        filters: &[],
        range: TimeRange::ALL,
        zone: &Zone::utc(),
        now: NOW,
        threads: 2,
        restatements: &Restatements::default(),
        members: None,
    };
    let properties = [PropertyRef::Property("plan".to_owned())];
    let (plan, funnel_plan) = super::super::plan(&asked, &funnel, &properties).unwrap();
    let journeys = AtomicU64::new(0);
    let pass = asked.pass_by(
        &plan,
        || FunnelSummary::empty(2, funnel.optional(), 1),
        (
            |_: &mut FunnelSummary, _: &_, _: &[_]| {
                journeys.fetch_add(1, Ordering::Relaxed);
            },
            &|frame| shortcut(frame, &funnel_plan),
        ),
        FunnelSummary::merge,
    );
    let summary = pass.unwrap().summary;
    let counts = |steps: &[cairn_core::funnel::StepCount]| {
        let counts = steps.iter().map(|step| step.count);
        counts.collect::<Counts>()
    };
    let by_value = summary.by_property[0].iter();
    (
        counts(&summary.steps),
        journeys.into_inner(),
        by_value
            .map(|(value, steps)| (value.clone(), counts(steps)))
            .collect(),
    )
}

#[test]
fn events_apart_need_no_journey() {
    let events = [
        event("a", "view", 10),
        event("a", "cart", 110),
        event("b", "view", 10),
        event("b", "cart", 111),
        event("c", "cart", 5),
        event("d", "view", 1),
        event("d", "other", 2),
    ];
    let (steps, journeys, by_plan) = told(&events);
    assert_eq!((steps, journeys), (vec![3, 1], 0));
    let pro = Some(Value::String("pro".to_owned()));
    assert_eq!(by_plan, [(pro, vec![3, 1])]);
}

#[test]
fn events_of_one_instant_need_one() {
    let events = [
        event("a", "view", 10),
        event("a", "cart", 10),
        event("b", "view", 10),
        event("b", "cart", 20),
    ];
    let (steps, journeys, _) = told(&events);
    assert_eq!((steps, journeys), (vec![1, 1], 1));
}
