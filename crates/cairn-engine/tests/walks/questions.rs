//! Random questions about the sites.

use std::collections::BTreeMap;

use cairn_core::breakdown::{Breakdown, Take};
use cairn_core::drop_off::DropOff;
use cairn_core::event::PropertyRef;
use cairn_core::filter::{Condition, Filter};
use cairn_core::flow::{Direction, Flow, LabelProperty, Labels, PathsOf, Repeats};
use cairn_core::funnel::{
    Entry, Exclusion, Funnel, FunnelExclusion, FunnelTerms, OnExclusion, Step, StepOrder,
    StepTerms, StrictScope, Target,
};
use cairn_core::goal::{Class, Counting, Goal, GoalRule, ValueRule};
use cairn_core::id::GoalId;
use cairn_core::money::Currency;
use cairn_core::population::{
    self, Did, Membership, Population, PopulationRef, PopulationSize, Sequence, Times, Told, Trait,
    Worth,
};
use cairn_core::question::{Question, QuestionKind};
use cairn_core::range::{Last, Range};
use cairn_core::returning::{Mode, Named, Returning, Shape, Start, Starts};
use cairn_core::rule::{EventRule, NameRule, Rule};
use cairn_core::session_property::SessionProperty;
use cairn_core::time::{Interval, Span, Time};
use cairn_core::time_to_convert::TimeToConvert;
use cairn_core::trend::Trend;
use cairn_core::value::{Number, Value};
use cairn_testkit::dice::Dice;

use crate::events::{BEGIN, DAY, MINUTE, NAMES};

/// Properties of events and of sessions, also such as nothing has.
fn property(dice: &mut Dice) -> PropertyRef {
    const OF_EVENTS: [&str; 10] = [
        "plan",
        "plan",
        "price",
        "rare",
        "since",
        "tags",
        "nothing",
        "context.device.type",
        "context.page.url",
        "context.campaign.source",
    ];
    const OF_SESSIONS: [&str; 5] = [
        "context.device.type",
        "channel",
        "channel",
        "source",
        "entry_path",
    ];
    match dice.below(10) {
        0..=5 => PropertyRef::parse(dice.pick(&OF_EVENTS)),
        6 | 7 => PropertyRef::Session(SessionProperty::parse(dice.pick(&OF_SESSIONS)).unwrap()),
        _ => PropertyRef::Session(
            SessionProperty::parse(dice.pick(&SessionProperty::NAMES)).unwrap(),
        ),
    }
}

fn filter(dice: &mut Dice) -> Filter {
    const TEXTS: [&str; 6] = ["pro", "mobile", "Direct", "Email", "news", "/a"];
    let text = |dice: &mut Dice| Value::String(dice.pick(&TEXTS).to_owned());
    let condition = match dice.below(9) {
        0 | 1 => Condition::Equal(text(dice)),
        2 => Condition::NotEqual(text(dice)),
        3 => Condition::StartsWith(dice.pick(&["p", "https://", "m", "D"]).to_owned()),
        4 => Condition::Greater(Number::Integer(dice.between(-1, 2))),
        5 => Condition::Equal(Value::Number(Number::Integer(dice.between(-1, 2)))),
        6 => Condition::IsSet,
        7 => Condition::IsNotSet,
        _ => Condition::After(Time::from_micros(DAY / 2)),
    };
    Filter {
        property: property(dice),
        condition,
    }
}

fn breakdown(dice: &mut Dice) -> Option<Breakdown> {
    let take = dice.pick(&[Take::Entry, Take::Step(2), Take::FirstSet, Take::LastSet]);
    dice.percent(40).then(|| Breakdown {
        property: property(dice),
        take,
    })
}

/// A funnel each of whose steps lies within the one before.
fn nested_funnel(dice: &mut Dice) -> Funnel {
    loop {
        let funnel = funnel(dice);
        let is_nested = funnel.terms.order == StepOrder::Ordered
            && !funnel.terms.is_open
            && funnel.terms.exclusions.is_empty();
        if is_nested {
            return funnel;
        }
    }
}

fn rule(dice: &mut Dice) -> Rule {
    let name = |dice: &mut Dice| match dice.below(10) {
        0 => NameRule::Any,
        1 if dice.percent(20) => NameRule::Named("misspelled".to_owned()),
        _ => NameRule::Named(dice.pick(&NAMES[..5]).to_owned()),
    };
    let alternatives = 1 + usize::from(dice.percent(20));
    let alternative = |dice: &mut Dice| EventRule {
        name: name(dice),
        filters: match dice.percent(30) {
            true => vec![filter(dice)],
            false => Vec::new(),
        },
    };
    Rule {
        any_of: (0..alternatives).map(|_| alternative(dice)).collect(),
    }
}

pub(crate) fn goals(dice: &mut Dice) -> BTreeMap<GoalId, Goal> {
    let within = Span::from_micros(3 * DAY);
    let by_property = PropertyRef::Property("plan".to_owned());
    let counting = [
        Counting::Every,
        Counting::OncePerPerson,
        Counting::OncePerSession,
        Counting::OncePerOrder { property: None },
        Counting::OncePerOrder { property: None },
        Counting::OncePerOrder {
            property: Some(by_property),
        },
    ];
    let mut goals = BTreeMap::new();
    for number in 0..3 {
        let id = GoalId::new(&format!("goal-{number}")).unwrap();
        let when = match dice.below(5) {
            0 | 1 => GoalRule::Event(rule(dice)),
            2 => GoalRule::Sequence {
                first: rule(dice),
                then: rule(dice),
                within,
            },
            3 => GoalRule::Absence {
                start: rule(dice),
                without: rule(dice),
                within: Span::from_micros(10 * MINUTE),
            },
            _ => GoalRule::Count {
                rule: rule(dice),
                at_least: 2,
                within,
            },
        };
        goals.insert(
            id.clone(),
            Goal {
                id,
                name: String::new(),
                class: Class::Micro,
                when,
                counting: counting[dice.below(6)].clone(),
                value: match dice.below(6) {
                    0 | 1 => ValueRule::EventValue,
                    2 => ValueRule::Property(PropertyRef::Property("price".to_owned())),
                    _ => ValueRule::None("none".to_owned()),
                },
                owner: String::new(),
                description: String::new(),
            },
        );
    }
    goals
}

fn target(dice: &mut Dice) -> Target {
    match dice.percent(30) {
        true => Target::Goal {
            id: GoalId::new(&format!("goal-{}", dice.below(3))).unwrap(),
            filters: match dice.percent(20) {
                true => vec![filter(dice)],
                false => Vec::new(),
            },
        },
        false => Target::Rule(rule(dice)),
    }
}

fn funnel(dice: &mut Dice) -> Funnel {
    let count = 2 + dice.below(3);
    let order = match dice.below(6) {
        0 => StepOrder::Strict(StrictScope::All),
        1 => StepOrder::Strict(StrictScope::Steps),
        2 => StepOrder::Any,
        _ => StepOrder::Ordered,
    };
    let step = |dice: &mut Dice| Step {
        name: "step".to_owned(),
        target: target(dice),
        terms: StepTerms {
            is_first_ever: dice.percent(10),
            within_previous: dice.percent(10).then(|| Span::from_micros(DAY)),
            ..StepTerms::default()
        },
    };
    let exclusion = |dice: &mut Dice| FunnelExclusion {
        rule: rule(dice),
        between: Exclusion { after: 1, until: 2 },
    };
    Funnel {
        steps: (0..count).map(|_| step(dice)).collect(),
        window: Span::from_micros(dice.pick(&[MINUTE * 15, DAY, 7 * DAY])),
        entry: dice.pick(&[Entry::Best, Entry::First]),
        terms: FunnelTerms {
            order,
            exclusions: match order == StepOrder::Ordered && dice.percent(30) {
                true => vec![exclusion(dice)],
                false => Vec::new(),
            },
            on_exclusion: dice.pick(&[OnExclusion::Keep, OnExclusion::Drop]),
            is_open: order == StepOrder::Ordered && dice.percent(20),
        },
        breakdown: breakdown(dice),
    }
}

fn time_to_convert(dice: &mut Dice) -> TimeToConvert {
    let funnel = funnel(dice);
    let terms = FunnelTerms {
        is_open: false,
        ..funnel.terms
    };
    TimeToConvert {
        funnel: Funnel { terms, ..funnel },
        interval: dice.pick(&[None, Some(Interval::Day), Some(Interval::Week)]),
    }
}

fn returning(dice: &mut Dice) -> Returning {
    let named = |dice: &mut Dice| Named {
        name: "named".to_owned(),
        target: target(dice),
    };
    Returning {
        start: match dice.percent(50) {
            true => Start::Acquired,
            false => Start::Did {
                what: named(dice),
                starts: dice.pick(&[Starts::First, Starts::Any]),
            },
        },
        back: named(dice),
        shape: Shape {
            interval: Interval::Week,
            mode: dice.pick(&[Mode::On, Mode::OnOrAfter]),
            periods: 6,
        },
    }
}

fn flow(dice: &mut Dice) -> Flow {
    let set = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    let window = Span::from_micros(dice.pick(&[10 * MINUTE, DAY, 9 * DAY]));
    let by = LabelProperty {
        property: PropertyRef::Context("campaign.source".to_owned()),
        events: None,
    };
    Flow {
        name: "anchor".to_owned(),
        anchor: target(dice),
        direction: dice.pick(&[Direction::After, Direction::Before]),
        of: dice.pick(&[PathsOf::Sessions, PathsOf::Persons { window }]),
        repeats: dice.pick(&[Repeats::Collapsed, Repeats::Kept]),
        columns: 1 + dice.below(4),
        rows: 1 + dice.below(3),
        labels: Labels {
            by: dice.percent(30).then_some(by),
            hide: set(dice.pick(&[&[][..], &[], &["search"]])),
            only: None,
            merge: match dice.percent(30) {
                true => [("cart".to_owned(), "checkout".to_owned())].into(),
                false => BTreeMap::new(),
            },
        },
    }
}

fn did(dice: &mut Dice) -> Did {
    let at_least = dice.pick(&[0, 1, 1, 1, 2, 3]);
    let worth = dice.percent(20).then(|| Worth {
        currency: Currency::parse("EUR").unwrap(),
        at_least: Some(dice.between(1, 3_000)),
        at_most: None,
    });
    Did {
        what: target(dice),
        times: Times {
            at_least,
            at_most: (at_least == 0 || dice.percent(20)).then_some(at_least + 2),
        },
        when: some_range(dice),
        in_any: (at_least > 1 && dice.percent(30)).then(|| Span::from_micros(2 * DAY)),
        worth,
    }
}

fn some_range(dice: &mut Dice) -> Range {
    match dice.below(4) {
        0 => Range::Last(Last::Days(dice.pick(&[3, 9, 30]))),
        1 => Range::Last(Last::Elapsed(Span::from_micros(4 * DAY))),
        _ => Range::All,
    }
}

fn membership(dice: &mut Dice, depth: usize) -> Membership<Trait> {
    let parts = |dice: &mut Dice| {
        let count = 1 + dice.below(3);
        (0..count).map(|_| membership(dice, depth + 1)).collect()
    };
    match dice.below(if depth < 3 { 10 } else { 6 }) {
        6 => Membership::All(parts(dice)),
        7 => Membership::Any(parts(dice)),
        8 | 9 => Membership::Not(Box::new(membership(dice, depth + 1))),
        0 => Membership::Is(Trait::Sequence(Sequence {
            steps: vec![target(dice), target(dice)],
            within: Span::from_micros(dice.pick(&[MINUTE * 15, DAY, 7 * DAY])),
            when: some_range(dice),
        })),
        1 => Membership::Is(Trait::Told(Told {
            property: dice.pick(&["plan", "price", "nothing"]).to_owned(),
            condition: filter(dice).condition,
        })),
        _ => Membership::Is(Trait::Did(did(dice))),
    }
}

fn asked_of(dice: &mut Dice) -> PopulationRef {
    let told = |dice: &mut Dice| Told {
        property: dice.pick(&["plan", "price", "nothing"]).to_owned(),
        condition: filter(dice).condition,
    };
    PopulationRef {
        told: match dice.percent(20) {
            true => vec![told(dice)],
            false => Vec::new(),
        },
        population: population::Named::Here(Population {
            name: None,
            is: membership(dice, 1),
        }),
        as_of: (dice.percent(30)).then_some(Time::from_micros(BEGIN + 20 * DAY)),
    }
}

pub(crate) fn question(dice: &mut Dice) -> Question {
    let trend = |dice: &mut Dice| Trend {
        name: "trend".to_owned(),
        target: target(dice),
        interval: dice.pick(&[Interval::Day, Interval::Week]),
        breakdown: breakdown(dice),
    };
    let drop_off = |dice: &mut Dice| DropOff {
        funnel: Funnel {
            breakdown: None,
            ..nested_funnel(dice)
        },
        properties: dice
            .percent(50)
            .then(|| vec![property(dice), property(dice)]),
        limit: 20,
    };
    Question {
        kind: match dice.below(14) {
            12 | 13 => QuestionKind::Population(PopulationSize {
                of: PopulationRef {
                    told: Vec::new(),
                    as_of: None,
                    ..asked_of(dice)
                },
                interval: dice.pick(&[Interval::Day, Interval::Week]),
            }),
            0 => QuestionKind::Overview,
            8 | 9 => QuestionKind::Flow(flow(dice)),
            10 | 11 => QuestionKind::TimeToConvert(time_to_convert(dice)),
            3 => QuestionKind::DropOff(drop_off(dice)),
            1 => QuestionKind::Trend(trend(dice)),
            2 => QuestionKind::Returning(returning(dice)),
            _ => QuestionKind::Funnel(funnel(dice)),
        },
        population: dice.percent(30).then(|| asked_of(dice)),
        range: match dice.percent(40) {
            true => Range::Last(Last::Days(dice.pick(&[5, 12, 40, 80, 95]))),
            false => Range::All,
        },
        compare: None,
        timezone: None,
        filters: match dice.percent(30) {
            true => vec![filter(dice)],
            false => Vec::new(),
        },
        // By then sessions and windows of the last days still run.
        now: dice
            .percent(30)
            .then_some(Time::from_micros(BEGIN + 38 * DAY)),
    }
}
