//! What sidecars answer is what scans of the runs answer: random questions about random sites, asked with sidecars,
//! without, and with damaged ones.

#![allow(
    clippy::unwrap_used,
    reason = "helpers of tests fail the test they are called from"
)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use cairn_core::answer::Answer;
use cairn_core::event::{Delivery, Event, Identity, PropertyRef, Trust};
use cairn_core::flow::{Direction, Flow, LabelProperty, Labels, PathsOf, Repeats};
use cairn_core::funnel::{
    Entry, Exclusion, Funnel, FunnelExclusion, FunnelTerms, OnExclusion, Step, StepOrder,
    StepTerms, StrictScope, Target,
};
use cairn_core::goal::{Class, Counting, Goal, GoalRule, ValueRule};
use cairn_core::id::{GoalId, SiteId};
use cairn_core::money::{Currency, Money};
use cairn_core::question::{Question, QuestionKind};
use cairn_core::range::Range;
use cairn_core::returning::{Mode, Named, Returning, Shape, Start, Starts};
use cairn_core::rule::{EventRule, NameRule, Rule};
use cairn_core::site::Site;
use cairn_core::time::{Interval, Span, Time, WeekStart, Zone};
use cairn_core::trend::Trend;
use cairn_core::value::Value;
use cairn_engine::{Definitions, ask};
use cairn_storage::{CompactionSizes, ImportSizes, Partition, Snapshot, Store, Submission};
use cairn_testkit::dice::Dice;

const NAMES: [&str; 6] = [
    "view",
    "search",
    "cart",
    "checkout",
    "purchase",
    "$identify",
];
const BEGIN: i64 = 1_767_225_600_000_000;
const NOW: Time = Time::from_micros(BEGIN + 100 * DAY);
const DAY: i64 = 86_400_000_000;
const MINUTE: i64 = 60_000_000;

fn site() -> SiteId {
    SiteId::new("shop").unwrap()
}

/// Events of few devices and users, many of them at equal times, some of them with campaigns and money.
fn event(dice: &mut Dice, name: String) -> Event {
    let id = |dice: &mut Dice, kind: &str, of: usize| Some(format!("{kind}-{}", dice.below(of)));
    let (user_id, anonymous_id) = match dice.below(12) {
        0 => (None, None),
        1..=5 => (None, id(dice, "device", 9)),
        6 | 7 => (id(dice, "user", 4), id(dice, "device", 9)),
        _ => (id(dice, "user", 12), None),
    };
    let campaign = dice.percent(20).then(|| {
        let source = dice.pick(&["news", "ads"]).to_owned();
        ("campaign.source".to_owned(), Value::String(source))
    });
    let coarse = dice.between(0, 40) * DAY + dice.between(0, 3) * 10 * MINUTE;
    Event {
        event: dice.pick(&NAMES).to_owned(),
        entity: None,
        event_time: Time::from_micros(BEGIN + coarse + dice.between(0, 1)),
        received_at: NOW,
        identity: Identity::Message(name),
        anonymous_id,
        user_id,
        session_hint: None,
        properties: BTreeMap::new(),
        context: campaign.into_iter().collect(),
        value: dice.percent(30).then(|| Money {
            minor: dice.between(-500, 9_900),
            currency: Currency::parse("EUR").unwrap(),
        }),
        currency: None,
        order_id: None,
        group_ids: BTreeMap::new(),
        source: "test".to_owned(),
        import_id: None,
        trust: dice.pick(&[Trust::Client, Trust::Client, Trust::Server]),
        delivery: Delivery::default(),
    }
}

/// Some imports, some of them compacted, a flush, and a log that was not flushed.
fn store(data: &Path, dice: &mut Dice) -> Store {
    let store = Store::at(data);
    let imports = 1 + dice.below(3);
    let compacted_after = dice.below(4);
    for import in 0..imports {
        let sizes = ImportSizes {
            chunk_rows: 20 + dice.below(200),
            row_group_rows: 1 + dice.below(20),
            ..ImportSizes::default()
        };
        let mut file = store.begin_import_sized(&site(), sizes).unwrap();
        let rows = dice.below(200) as u64;
        for row in 0..rows {
            let event = event(dice, format!("i-{import}-{row}"));
            file.add(event, row + 1).unwrap();
        }
        file.resolve()
            .unwrap()
            .commit("file", NOW, rows, 0)
            .unwrap();
        if import == compacted_after {
            let sizes = CompactionSizes {
                waiting_runs: 1,
                rows_at_once: 1_000,
                alike_groups: 2,
                cell_rows: dice.pick(&[20, 1_000]),
                part_rows: 1_000,
                months: 2,
                row_group_rows: 1 + dice.below(20),
                misplaced_ids: 1_000,
                misplaced_of: 1,
            };
            store.compact_sized(sizes).unwrap();
        }
    }
    let (mut committer, _) = store.open_committer(Box::new(|| 9)).unwrap();
    committer.load_recent(NOW).unwrap();
    for batch in 0..2 + dice.below(3) {
        let mut submission = Submission::new(&site(), NOW);
        for number in 0..dice.below(40) {
            submission.add(&event(dice, format!("m-{batch}-{number}")));
        }
        committer.commit(vec![submission], NOW).unwrap();
        if batch == 0 {
            committer.flush().unwrap();
        }
    }
    store
}

fn rule(dice: &mut Dice) -> Rule {
    let name = |dice: &mut Dice| match dice.below(10) {
        0 => NameRule::Any,
        _ => NameRule::Named(dice.pick(&NAMES[..5]).to_owned()),
    };
    let alternatives = 1 + usize::from(dice.percent(20));
    let alternative = |name| EventRule {
        name,
        filters: Vec::new(),
    };
    Rule {
        any_of: (0..alternatives).map(|_| alternative(name(dice))).collect(),
    }
}

fn goals(dice: &mut Dice) -> BTreeMap<GoalId, Goal> {
    let within = Span::from_micros(3 * DAY);
    let counting = [
        Counting::Every,
        Counting::OncePerPerson,
        Counting::OncePerSession,
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
                counting: counting[dice.below(3)].clone(),
                value: match dice.percent(50) {
                    true => ValueRule::EventValue,
                    false => ValueRule::None("none".to_owned()),
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
            filters: Vec::new(),
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
        breakdown: None,
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
            // Only a scan knows it.
            by: dice.percent(15).then_some(by),
            hide: set(dice.pick(&[&[][..], &[], &["search"]])),
            only: None,
            merge: match dice.percent(30) {
                true => [("cart".to_owned(), "checkout".to_owned())].into(),
                false => BTreeMap::new(),
            },
        },
    }
}

fn question(dice: &mut Dice) -> Question {
    let trend = |dice: &mut Dice| Trend {
        name: "trend".to_owned(),
        target: target(dice),
        interval: dice.pick(&[Interval::Day, Interval::Week]),
        breakdown: None,
    };
    Question {
        kind: match dice.below(8) {
            0 => QuestionKind::Overview,
            1 => QuestionKind::Trend(trend(dice)),
            2 => QuestionKind::Returning(returning(dice)),
            3 | 4 => QuestionKind::Flow(flow(dice)),
            _ => QuestionKind::Funnel(funnel(dice)),
        },
        range: Range::All,
        compare: None,
        timezone: None,
        filters: Vec::new(),
        // By then sessions and windows of the last days still run.
        now: dice
            .percent(30)
            .then_some(Time::from_micros(BEGIN + 38 * DAY)),
    }
}

fn answers(snapshot: &Snapshot, definitions: &Definitions, questions: &[Question]) -> Vec<Answer> {
    let answer = |(at, question): (usize, &Question)| {
        ask(snapshot, definitions, question, NOW, 1 + at % 3).unwrap()
    };
    questions.iter().enumerate().map(answer).collect()
}

/// The sidecars below a folder.
fn sidecars(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(sidecars(&path));
        } else if path
            .extension()
            .is_some_and(|extension| extension == "sidecar")
        {
            found.push(path);
        }
    }
    found.sort();
    found
}

#[test]
fn sidecars_and_scans_answer_alike() {
    let mut has_left_out = false;
    for seed in 1..=cairn_testkit::proof::cases(20) {
        let mut dice = Dice::new(seed);
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path();
        let store = store(data, &mut dice);
        let definitions = Definitions {
            site: Site {
                id: site(),
                timezone: Zone::utc(),
                currency: Currency::parse("EUR").unwrap(),
                week_start: WeekStart::Monday,
            },
            goals: goals(&mut dice),
            north_star: None,
            revision: 1,
        };
        let questions: Vec<Question> = (0..16).map(|_| question(&mut dice)).collect();
        let ask_all = |snapshot: &Snapshot| answers(snapshot, &definitions, &questions);

        let with = store.snapshot().unwrap();
        let walk = with.walk(&site(), Partition::ALL).unwrap().unwrap();
        has_left_out |= !walk.left_out().is_empty();
        let told = ask_all(&with);
        for sidecar in sidecars(data) {
            std::fs::remove_file(sidecar).unwrap();
        }
        let without = store.snapshot().unwrap();
        let runs = without.stored().unwrap().sites[&site()].runs;
        let walk = without.walk(&site(), Partition::ALL).unwrap();
        assert!(walk.is_none() || runs == 0, "seed {seed}");
        let scanned = ask_all(&without);
        for ((told, scanned), question) in told.iter().zip(&scanned).zip(&questions) {
            assert_eq!(told, scanned, "seed {seed}: {question:#?}");
        }

        // Made anew they are what they were; one that is damaged is given up in the midst of a question.
        let mended = without.mend_sidecars().unwrap();
        assert!(mended as u64 <= runs);
        let damaged = sidecars(data);
        if let Some(path) = damaged.first() {
            let mut bytes = std::fs::read(path).unwrap();
            bytes[20] ^= 1;
            std::fs::write(path, bytes).unwrap();
            let with_damage = store.snapshot().unwrap();
            assert_eq!(ask_all(&with_damage), scanned, "seed {seed}");
            assert_eq!(with_damage.mend_sidecars().unwrap(), 1);
            assert_eq!(ask_all(&with_damage), scanned, "seed {seed}");
        }
    }
    assert!(has_left_out, "some persons' rows lie among those of others");
}
