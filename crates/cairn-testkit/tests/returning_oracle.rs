//! Retention equals the rules restated with plain loops, over days on which clocks change (semantics S1, S14, S25).

#![expect(
    clippy::unwrap_used,
    reason = "what asks the kernel is part of the tests"
)]

use cairn_core::answer::{Rate, ReturningAnswer};
use cairn_core::funnel::Target;
use cairn_core::goal::{Counting, FirstOfOrder, RulePlan, TargetPlan, note_orders};
use cairn_core::journey::{JourneyEvent, RuleSet};
use cairn_core::returning::{
    Grid, Member, Mode, Named, ReturnOutcome, Returning, ReturningPlan, ReturningSummary, Shape,
    Start, Starts, members,
};
use cairn_core::rule::Rule;
use cairn_core::time::{Interval, Span, Time, WeekStart, Zone};
use cairn_testkit::dice::Dice;
use cairn_testkit::proof::{Coverage, cases};
use cairn_testkit::returning::{Case, Place, Told, ToldCell, ToldMember, some_case, told};

fn shape(case: &Case) -> Shape {
    Shape {
        interval: case.calendar.interval,
        mode: case.mode,
        periods: case.periods,
    }
}

fn plan(case: &Case) -> ReturningPlan {
    let zone = Zone::named(case.calendar.place.zone_name()).unwrap();
    let week_start = case.calendar.week_start;
    let grid = Grid::cover(case.range, shape(case), week_start, &zone, case.now, 10_000);
    ReturningPlan {
        start: case.start.clone(),
        starts: case.starts,
        back: case.back.clone(),
        grid: grid.unwrap(),
    }
}

/// The orders of both targets, over persons and nobody.
fn orders(case: &Case) -> FirstOfOrder {
    let mut first_of_order = FirstOfOrder::default();
    let mut note = |target: &TargetPlan, journey: &[JourneyEvent]| {
        if matches!(target.counting, Counting::OncePerOrder { .. }) {
            note_orders(target, journey, case.now, &mut first_of_order);
        }
    };
    for target in [&case.start, &case.back] {
        for journey in &case.population.persons {
            note(target, journey);
        }
        if matches!(target.rule, RulePlan::Event(_)) {
            for event in &case.population.nobody {
                note(target, std::slice::from_ref(event));
            }
        }
    }
    first_of_order
}

/// Of each person the cohorts it is in.
fn by_kernel(case: &Case, plan: &ReturningPlan) -> Vec<Vec<Member>> {
    let first_of_order = orders(case);
    let persons = case.population.persons.iter();
    persons
        .map(|journey| members(plan, journey, &first_of_order))
        .collect()
}

/// A member as the oracle tells it.
fn as_told(case: &Case, grid: &Grid, member: &Member) -> ToldMember {
    let asked = || 0..=case.periods;
    let holds = |outcome: ReturnOutcome, period: usize| outcome.holds(grid, member, period);
    ToldMember {
        label: grid.label(member.cohort).to_owned(),
        start: member.start,
        returned: asked()
            .map(|period| holds(ReturnOutcome::Returned, period))
            .collect(),
        over: asked()
            .map(|period| grid.is_over(member.cohort, member.start, period))
            .collect(),
    }
}

/// Everybody's counts, by parts that are merged in the order the dice say.
fn summary_of_parts(seed: u64, grid: &Grid, members: &[Vec<Member>]) -> ReturningSummary {
    let mut dice = Dice::new(!seed);
    let mut parts = vec![ReturningSummary::empty(grid); 3];
    for member in members.iter().flatten() {
        parts[dice.below(3)].add(grid, member);
    }
    dice.shuffle(&mut parts);
    let mut whole = ReturningSummary::empty(grid);
    for part in parts {
        whole.merge(part);
    }
    whole
}

fn asked(case: &Case) -> Returning {
    let named = |name: &str| Named {
        name: name.to_owned(),
        target: Target::Rule(Rule::any()),
    };
    Returning {
        start: Start::Did {
            what: named("start"),
            starts: case.starts,
        },
        back: named("return"),
        shape: shape(case),
    }
}

/// Numerator and denominator.
fn counted(rate: Option<Rate>) -> (u64, u64) {
    rate.map_or((0, 0), |rate| {
        (rate.proportion.numerator(), rate.proportion.denominator())
    })
}

fn assert_answer_equals(case: &Case, answer: &ReturningAnswer, told: &Told) {
    assert_eq!(answer.cohorts.len(), told.cohorts.len(), "{case}");
    for (cohort, told) in answer.cohorts.iter().zip(&told.cohorts) {
        assert_eq!(
            (&cohort.start, cohort.size),
            (&told.label, told.size),
            "{case}"
        );
        let cells: Vec<ToldCell> = { cohort.cells.iter() }
            .map(|cell| ToldCell {
                count: cell.count,
                open: cell.open,
                rate: counted(cell.rate),
                complete: cell.is_complete,
            })
            .collect();
        assert_eq!(cells, told.cells, "{case}");
        let numbers: Vec<usize> = cohort.cells.iter().map(|cell| cell.period).collect();
        assert_eq!(numbers, (0..cells.len()).collect::<Vec<_>>(), "{case}");
    }
    let sizes: u64 = told.cohorts.iter().map(|cohort| cohort.size).sum();
    assert_eq!(answer.size, sizes, "{case}");
    let most = told.cohorts.iter().map(|cohort| cohort.cells.len()).max();
    assert_eq!(answer.overall.len(), most.unwrap_or(0), "{case}");
    for (period, cell) in answer.overall.iter().enumerate() {
        let (mut cohorts, mut count, mut size) = (0, 0, 0);
        for cohort in &told.cohorts {
            let Some(told) = cohort.cells.get(period).filter(|cell| cell.complete) else {
                continue;
            };
            cohorts += 1;
            count += told.count;
            size += cohort.size;
            // Nobody is open in what is complete, so the rate of the whole is of persons for whom the period is over.
            assert_eq!(
                (told.open, told.rate),
                (0, (told.count, cohort.size)),
                "{case}"
            );
        }
        assert_eq!(
            (cell.period, cell.cohorts, cell.count),
            (period, cohorts, count),
            "{case}"
        );
        assert_eq!(
            counted(cell.rate),
            (if size == 0 { 0 } else { count }, size),
            "{case}"
        );
    }
}

fn features(case: &Case, plan: &ReturningPlan, told: &Told) -> Vec<(&'static str, bool)> {
    let journeys = &case.population.persons;
    let events = || journeys.iter().flatten();
    let (first, last) = (
        events().map(|event| event.time).min().unwrap_or(case.now),
        events().map(|event| event.time).max().unwrap_or(case.now),
    );
    let change = |which: usize| {
        let years = 2024..=2026;
        let changes = years.filter_map(|year| case.calendar.place.changes(year));
        let until = case.now.min(last);
        changes
            .into_iter()
            .any(|changes| first < changes[which] && changes[which] < until)
    };
    let members = || told.members.iter().flatten();
    let cells = || {
        let cohorts = told.cohorts.iter();
        cohorts.flat_map(|cohort| cohort.cells.iter().map(move |cell| (cohort, cell)))
    };
    let is_plain = |target: &TargetPlan| {
        matches!(target.rule, RulePlan::Event(_)) && target.counting == Counting::Every
    };
    let is_rolling = matches!(case.mode, Mode::Rolling { .. });
    let said = |target: &TargetPlan| format!("{:?} {:?}", target.rule, target.counting);
    let is_same = said(&case.start) == said(&case.back);
    let without = |change: &dyn Fn(&mut Case)| {
        let mut other = case.clone();
        change(&mut other);
        cairn_testkit::returning::told(&other)
    };
    let names = cairn_testkit::goal::rule_names();
    let fits_both = |rules: RuleSet| rules.contains(names.a) && rules.contains(names.b);
    vec![
        ("somebody is in a cohort", members().next().is_some()),
        (
            "somebody returns after period 0",
            members().any(|member| member.returned[1..].contains(&true)),
        ),
        (
            "a period is skipped",
            members().any(|member| member.returned.windows(2).any(|pair| pair == [false, true])),
        ),
        (
            "a person in two cohorts",
            told.members.iter().any(|cohorts| cohorts.len() > 1),
        ),
        (
            "a tie",
            journeys
                .iter()
                .any(|journey| journey.windows(2).any(|pair| pair[0].time == pair[1].time)),
        ),
        (
            "an event fits start and return",
            events().any(|event| fits_both(event.rules)),
        ),
        ("start is return", is_same),
        ("start is a goal", !is_plain(&case.start)),
        ("return is a goal", !is_plain(&case.back)),
        ("filters", case.start.keep.is_some()),
        ("filters drop a first start, and another follows", {
            case.starts == Starts::First
                && case.start.keep.is_some()
                && without(&|case| case.starts = Starts::Any)
                    .members
                    .iter()
                    .zip(&told.members)
                    .any(|(any, first)| !any.is_empty() && first.is_empty())
        }),
        ("first", case.starts == Starts::First),
        ("any", case.starts == Starts::Any),
        ("on", case.mode == Mode::On),
        ("on or after", case.mode == Mode::OnOrAfter),
        ("rolling", is_rolling),
        ("days", case.calendar.interval == Interval::Day),
        (
            "weeks from Monday",
            case.calendar.interval == Interval::Week
                && case.calendar.week_start == WeekStart::Monday,
        ),
        (
            "weeks from Sunday",
            case.calendar.interval == Interval::Week
                && case.calendar.week_start == WeekStart::Sunday,
        ),
        ("months", case.calendar.interval == Interval::Month),
        ("summer time begins", change(0)),
        ("summer time ends", change(1)),
        (
            "a zone without summer time",
            case.calendar.place == Place::Utc,
        ),
        ("events after now", last > case.now),
        ("what lies after now would count", {
            let later = without(&|case| case.now = case.now.plus(Span::from_seconds(60 * 86_400)));
            members().any(|member| {
                let mut later = later.members.iter().flatten();
                later.any(|other| {
                    (&other.label, other.start) == (&member.label, member.start)
                        && other.returned != member.returned
                })
            })
        }),
        ("a start lies outside the range", {
            let whole = without(&|case| {
                case.range = cairn_core::range::TimeRange {
                    start: first,
                    end: Time::from_micros(last.micros() + 1),
                }
            });
            whole.members.iter().flatten().count() > members().count()
        }),
        ("a return lies after the range", {
            members().any(|member| member.returned[1..].contains(&true)) && last >= case.range.end
        }),
        (
            "a cohort is empty",
            told.cohorts.iter().any(|cohort| cohort.size == 0),
        ),
        (
            "a cell is unfinished and somebody returned",
            cells().any(|(_, cell)| !cell.complete && cell.count > 0),
        ),
        (
            "a period is over for some",
            is_rolling && cells().any(|(cohort, cell)| 0 < cell.open && cell.open < cohort.size),
        ),
        (
            "a period has not begun",
            plan.grid.cohorts() > 0
                && told
                    .cohorts
                    .iter()
                    .any(|cohort| cohort.cells.len() <= case.periods),
        ),
        (
            "nobody returns in period 0",
            members().any(|member| !member.returned[0]),
        ),
    ]
}

#[test]
fn cohorts_and_their_cells_equal_the_oracle() {
    let mut coverage = Coverage::default();
    for seed in 0..cases(100_000) {
        let case = some_case(seed);
        let told = told(&case);
        let plan = plan(&case);
        let members = by_kernel(&case, &plan);
        let found: Vec<Vec<ToldMember>> = { members.iter() }
            .map(|of_person| {
                let cohorts = of_person.iter();
                cohorts
                    .map(|member| as_told(&case, &plan.grid, member))
                    .collect()
            })
            .collect();
        assert_eq!(found, told.members, "kernel (left), oracle (right)\n{case}");
        let summary = summary_of_parts(seed, &plan.grid, &members);
        let answer = ReturningAnswer::of(&asked(&case), &plan.grid, &summary).unwrap();
        assert_answer_equals(&case, &answer, &told);
        assert_persons_are_those_of_the_cells(&case, &plan.grid, &members, &answer);
        coverage.note(&features(&case, &plan, &told));
    }
    println!("{coverage}");
    coverage.assert_each(0.05);
}

/// Who returned are as many as the cell counts; who did not are those that its rate lacks.
fn assert_persons_are_those_of_the_cells(
    case: &Case,
    grid: &Grid,
    members: &[Vec<Member>],
    answer: &ReturningAnswer,
) {
    for (number, cohort) in answer.cohorts.iter().enumerate() {
        let of_cohort = || { members.iter().flatten() }.filter(|member| member.cohort == number);
        for cell in &cohort.cells {
            let fared = |outcome: ReturnOutcome| {
                let holds = |member: &&Member| outcome.holds(grid, member, cell.period);
                of_cohort().filter(holds).count() as u64
            };
            let (numerator, denominator) = counted(cell.rate);
            assert_eq!(fared(ReturnOutcome::Returned), cell.count, "{case}");
            assert_eq!(
                fared(ReturnOutcome::NotReturned),
                denominator - numerator,
                "{case}"
            );
        }
    }
}

fn answer_of(case: &Case) -> ReturningAnswer {
    let plan = plan(case);
    let members = by_kernel(case, &plan);
    let summary = summary_of_parts(case.seed, &plan.grid, &members);
    ReturningAnswer::of(&asked(case), &plan.grid, &summary).unwrap()
}

/// Persons may come in any order.
#[test]
fn the_order_of_persons_changes_nothing() {
    for seed in 0..cases(20_000) {
        let case = some_case(seed);
        let mut shuffled = case.clone();
        Dice::new(!seed).shuffle(&mut shuffled.population.persons);
        assert_eq!(answer_of(&shuffled), answer_of(&case), "{case}");
    }
}

/// An event that fits nothing is nobody's start and no return.
#[test]
fn an_event_that_fits_nothing_changes_nothing() {
    for seed in 0..cases(20_000) {
        let case = some_case(seed);
        let mut more = case.clone();
        let mut dice = Dice::new(!seed);
        for journey in &mut more.population.persons {
            let mut event = journey[dice.below(journey.len())].clone();
            event.rules = RuleSet::default();
            event.event_id.0 = if dice.percent(50) { 0 } else { 1_000_000 };
            event.facts.clear();
            journey.push(event);
            journey.sort_by_key(|event| (event.time, event.event_id));
        }
        assert_eq!(answer_of(&more), answer_of(&case), "{case}");
    }
}

/// Who returned on a day returned on that day or later; and who did so by period 2 did by period 1.
#[test]
fn on_or_after_holds_on_and_never_grows() {
    for seed in 0..cases(20_000) {
        let on = Case {
            mode: Mode::On,
            ..some_case(seed)
        };
        let or_after = Case {
            mode: Mode::OnOrAfter,
            ..on.clone()
        };
        let cohorts = [answer_of(&on), answer_of(&or_after)].map(|answer| answer.cohorts);
        for (on, or_after) in cohorts[0].iter().zip(&cohorts[1]) {
            assert_eq!((&on.start, on.size), (&or_after.start, or_after.size));
            for (on, or_after) in on.cells.iter().zip(&or_after.cells) {
                assert!(on.count <= or_after.count, "seed {seed}");
            }
            let grows = |pair: &[cairn_core::answer::CohortCell]| pair[0].count < pair[1].count;
            assert!(!or_after.cells.windows(2).any(grows), "seed {seed}");
        }
    }
}

/// Time goes on: what is complete at `now` is the same later. Under `on_or_after` a later return may still come.
#[test]
fn what_is_complete_stays_as_it_is() {
    for seed in 0..cases(20_000) {
        let case = some_case(seed);
        if case.mode == Mode::OnOrAfter {
            continue;
        }
        let mut later = case.clone();
        let by = Span::from_seconds(u32::try_from(Dice::new(!seed).between(1, 5_000_000)).unwrap());
        later.now = case.now.plus(by);
        let (now, later) = (answer_of(&case), answer_of(&later));
        for (now, later) in now.cohorts.iter().zip(&later.cohorts) {
            for (now, later) in now.cells.iter().zip(&later.cells) {
                assert!(!now.is_complete || now == later, "{case}");
            }
        }
    }
}
