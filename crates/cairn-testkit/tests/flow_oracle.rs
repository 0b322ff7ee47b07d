//! Flows equal the rules restated with plain loops: paths, columns, links, ranks, open paths (semantics S14, S23, S26).

#![expect(
    clippy::unwrap_used,
    reason = "what asks the kernel is part of the tests"
)]

use std::collections::{BTreeMap, BTreeSet};

use cairn_core::answer::{FlowAnswer, FlowCell, FlowLink, LinkEnd, Method, Rate};
use cairn_core::breakdown::{BreakdownCodes, BreakdownValues};
use cairn_core::event::PropertyRef;
use cairn_core::flow::{
    Flow, FlowPlan, FlowSummary, LabelProperty, Labels, Path, PathOutcome, Paths, PathsOf, paths,
};
use cairn_core::funnel::Target;
use cairn_core::goal::{Counting, FirstOfOrder, RulePlan, note_orders};
use cairn_core::journey::JourneyEvent;
use cairn_core::rule::Rule;
use cairn_core::time::Span;
use cairn_core::value::{Value, ValueRef};
use cairn_testkit::dice::Dice;
use cairn_testkit::flow::{
    Case, LinkTo, Naming, Told, ToldCell, ToldColumn, ToldPath, features, some_case, told,
};
use cairn_testkit::goal::conversions_of_all;
use cairn_testkit::proof::{Coverage, cases};

fn set(names: &[&str]) -> BTreeSet<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

fn labels(naming: &Naming) -> Labels {
    Labels {
        by: naming.by.as_ref().map(|events| LabelProperty {
            property: PropertyRef::Property("value".to_owned()),
            events: (!events.is_empty()).then(|| set(events)),
        }),
        hide: set(&naming.hide),
        only: naming.only.as_deref().map(set),
        merge: { naming.merge.iter() }
            .map(|(name, merged)| ((*name).to_owned(), (*merged).to_owned()))
            .collect(),
    }
}

fn asked(case: &Case) -> Flow {
    Flow {
        name: "the anchor".to_owned(),
        anchor: Target::Rule(Rule::any()),
        direction: case.direction,
        of: case.of,
        repeats: case.repeats,
        columns: case.columns,
        rows: case.rows,
        labels: labels(&case.naming),
    }
}

fn plan(case: &Case) -> FlowPlan {
    FlowPlan {
        anchor: case.anchor.clone(),
        range: case.range,
        direction: case.direction,
        of: case.of,
        repeats: case.repeats,
        columns: case.columns,
        gap: case.gap,
        now: case.now,
    }
}

fn orders(case: &Case) -> FirstOfOrder {
    let mut first_of_order = FirstOfOrder::default();
    if !matches!(case.anchor.counting, Counting::OncePerOrder { .. }) {
        return first_of_order;
    }
    let mut note = |journey: &[JourneyEvent]| {
        note_orders(&case.anchor, journey, case.now, &mut first_of_order);
    };
    case.population
        .persons
        .iter()
        .for_each(|journey| note(journey));
    if matches!(case.anchor.rule, RulePlan::Event(_)) {
        let nobody = case.population.nobody.iter();
        nobody.for_each(|event| note(std::slice::from_ref(event)));
    }
    first_of_order
}

/// A person's journey whose events are called as the question says.
fn called(case: &Case, person: usize, values: &mut BreakdownValues) -> Vec<JourneyEvent> {
    let labels = labels(&case.naming);
    let mut journey = case.population.persons[person].clone();
    for (event, said) in journey.iter_mut().zip(&case.said[person]) {
        let property = labels.property_of(said.name);
        let value = property.and(said.value).map(ValueRef::String);
        let label = labels.label(said.name, value);
        let code = label.map(|label| values.code(Value::String(label.into_owned())).unwrap());
        event.breakdowns = BreakdownCodes::one(code);
    }
    journey
}

/// Persons in parts, each of which numbers names as it meets them.
struct Part {
    values: BreakdownValues,
    paths: Vec<(usize, Paths)>,
}

fn by_kernel(case: &Case) -> Vec<Part> {
    let (plan, first_of_order) = (plan(case), orders(case));
    let mut dice = Dice::new(!case.seed);
    let mut parts: Vec<Part> = Vec::new();
    parts.resize_with(3, || Part {
        values: BreakdownValues::default(),
        paths: Vec::new(),
    });
    for person in 0..case.population.persons.len() {
        let part = &mut parts[dice.below(3)];
        let journey = called(case, person, &mut part.values);
        let paths = paths(&plan, &journey, &first_of_order);
        part.paths.push((person, paths));
    }
    dice.shuffle(&mut parts);
    parts
}

fn summary(case: &Case, parts: &[Part]) -> FlowSummary {
    let mut whole = FlowSummary::empty(case.columns, 10_000);
    for part in parts {
        let mut summary = FlowSummary::empty(case.columns, 10_000);
        for (_, paths) in &part.paths {
            summary.add(paths, &part.values);
        }
        whole.merge(summary);
    }
    whole
}

fn names_of(path: &Path, values: &BreakdownValues) -> Vec<String> {
    let name = |code| values.value(code).unwrap().to_string();
    path.labels.iter().map(|code| name(*code)).collect()
}

fn assert_paths_are_told(case: &Case, parts: &[Part], told: &Told) {
    let mut outside = 0;
    for part in parts {
        for (person, found) in &part.paths {
            outside += found.outside;
            let found: Vec<(Vec<String>, bool, bool)> = { found.paths.iter() }
                .map(|path| (names_of(path, &part.values), path.goes_on, path.is_open))
                .collect();
            let cut = |path: &ToldPath| {
                let shown = path.names.len().min(case.columns);
                let goes_on = path.names.len() > case.columns;
                (path.names[..shown].to_vec(), goes_on, path.open)
            };
            let told: Vec<_> = told.paths[*person].iter().map(cut).collect();
            assert_eq!(
                found, told,
                "kernel (left), oracle (right), person {person}\n{case}"
            );
        }
    }
    assert_eq!(outside, told.outside, "{case}");
}

fn counts(cell: &FlowCell) -> [ToldCell; 2] {
    [cell.here, cell.ended].map(|cell| ToldCell {
        count: cell.paths,
        open: cell.open,
    })
}

/// Numerator, denominator and method.
fn counted(rate: Option<Rate>) -> Option<(u64, u64, Method)> {
    rate.map(|rate| {
        let (numerator, denominator) = (rate.proportion.numerator(), rate.proportion.denominator());
        (numerator, denominator, rate.method)
    })
}

fn assert_answer_is_told(case: &Case, answer: &FlowAnswer, told: &Told) {
    assert_eq!(answer.columns.len(), told.columns.len(), "{case}");
    for (number, (column, says)) in answer.columns.iter().zip(&told.columns).enumerate() {
        assert_eq!(counts(&column.whole), says.whole, "{case}");
        assert_eq!(counts(&column.other), says.other, "{case}");
        let names: Vec<_> = { column.nodes.iter() }
            .map(|node| (node.name.clone(), counts(&node.cell)))
            .collect();
        let anchor = ("the anchor".to_owned(), says.whole);
        match number {
            0 => assert_eq!(names, [anchor], "{case}"),
            _ => assert_eq!(names, says.names, "{case}"),
        }
        let cells = column.nodes.iter().map(|node| &node.cell);
        for cell in cells.chain([&column.whole, &column.other]) {
            let shares = [
                (cell.rate_from_start, 0),
                (cell.rate_from_previous, number.saturating_sub(1)),
            ];
            for (rate, of) in shares {
                assert_rate_is_told(case, (rate, cell), number, &told.columns[of]);
            }
        }
    }
    let links: Vec<_> = { answer.links.iter() }
        .map(|link| {
            let to = match &link.to {
                LinkEnd::Node(name) => LinkTo::Name(name.clone()),
                LinkEnd::Other => LinkTo::Other,
                LinkEnd::Ended => LinkTo::End,
            };
            let count = ToldCell {
                count: link.count.paths,
                open: link.count.open,
            };
            (link.column, link.from.clone(), to, count)
        })
        .collect();
    assert_eq!(links, told.links, "{case}");
}

/// Rates leave out what is open, above and below the line; those of sessions know how many each person has.
fn assert_rate_is_told(
    case: &Case,
    (rate, cell): (Option<Rate>, &FlowCell),
    column: usize,
    of: &ToldColumn,
) {
    let closed = of.whole[0].count - of.whole[0].open;
    if column == 0 || closed == 0 {
        assert_eq!(rate, None, "{case}");
        return;
    }
    let here = cell.here.paths - cell.here.open;
    let (method, expected) = match case.of {
        PathsOf::Sessions => (
            Method::WilsonOfPersons,
            Rate::of_persons_units(here, closed, of.squares),
        ),
        PathsOf::Persons { .. } => (Method::Wilson, Rate::of(here, closed)),
    };
    assert_eq!(counted(rate), Some((here, closed, method)), "{case}");
    assert_eq!(rate, expected.unwrap(), "{case}");
}

/// S26: each column is the one before less what ended there; names and others make the whole; links go in and out of
/// each name as often as it is met.
fn assert_sums_reconcile(case: &Case, answer: &FlowAnswer) {
    for pair in answer.columns.windows(2) {
        let (before, after) = (pair[0].whole, pair[1].whole);
        assert_eq!(
            after.here.paths,
            before.here.paths - before.ended.paths,
            "{case}"
        );
        assert_eq!(
            after.here.open,
            before.here.open - before.ended.open,
            "{case}"
        );
    }
    for (number, column) in answer.columns.iter().enumerate() {
        let nodes: u64 = column.nodes.iter().map(|node| node.cell.here.paths).sum();
        assert_eq!(
            nodes + column.other.here.paths,
            column.whole.here.paths,
            "{case}"
        );
        let named = column
            .nodes
            .iter()
            .map(|node| (Some(&node.name), node.cell));
        for (name, cell) in named.chain([(None, column.other)]) {
            let to = name.cloned().map_or(LinkEnd::Other, LinkEnd::Node);
            let sum = |is_one: &dyn Fn(&FlowLink) -> bool| -> u64 {
                let links = answer.links.iter().filter(|link| is_one(link));
                links.map(|link| link.count.paths).sum()
            };
            let ins = sum(&|link| link.column + 1 == number && link.to == to);
            let outs = sum(&|link| link.column == number && link.from.as_ref() == name);
            if number > 0 {
                assert_eq!(ins, cell.here.paths, "{case}");
            }
            // Beyond the last column nothing is told.
            let all = if number == case.columns {
                cell.ended
            } else {
                cell.here
            };
            assert_eq!(outs, all.paths, "{case}");
        }
    }
}

/// The first column is the trend of the anchor in the range: its persons, or its sessions.
fn assert_first_column_is_the_trend(case: &Case, answer: &FlowAnswer) {
    let (anchors, _) = conversions_of_all(&case.anchor, &case.population, case.now);
    let of_trend: usize = { anchors.iter() }
        .map(|anchors| match case.of {
            PathsOf::Persons { .. } => usize::from(
                anchors
                    .iter()
                    .any(|anchor| case.range.contains(anchor.time)),
            ),
            PathsOf::Sessions => {
                let sessions = anchors.iter().filter_map(|anchor| anchor.session);
                let in_range = sessions.filter(|session| case.range.contains(session.start));
                in_range.collect::<BTreeSet<_>>().len()
            }
        })
        .sum();
    assert_eq!(
        answer.columns[0].whole.here.paths, of_trend as u64,
        "{case}"
    );
}

/// Who is behind a cell brings as much as the cell counts.
fn assert_persons_are_those_of_the_cells(case: &Case, parts: &[Part], answer: &FlowAnswer) {
    use PathOutcome::{Ended, EndedOpen, Open, Reached};
    for (number, column) in answer.columns.iter().enumerate() {
        let told: BTreeSet<&String> = column.nodes.iter().map(|node| &node.name).collect();
        let mut found: BTreeMap<(Option<String>, usize), u64> = BTreeMap::new();
        for part in parts {
            for path in part.paths.iter().flat_map(|(_, found)| &found.paths) {
                let name = path
                    .label(number)
                    .map(|code| part.values.value(code).unwrap().to_string());
                let name = if number == 0 {
                    Some("the anchor".to_owned())
                } else {
                    name
                };
                let name = name.filter(|name| told.contains(name));
                for (at, outcome) in [Reached, Ended, Open, EndedOpen].into_iter().enumerate() {
                    let counted = u64::from(outcome.holds(path, number));
                    *found.entry((name.clone(), at)).or_default() += counted;
                }
            }
        }
        let named = column
            .nodes
            .iter()
            .map(|node| (Some(node.name.clone()), node.cell));
        for (name, cell) in named.chain([(None, column.other)]) {
            let counts = [
                cell.here.paths,
                cell.ended.paths,
                cell.here.open,
                cell.ended.open,
            ];
            for (at, count) in counts.into_iter().enumerate() {
                let found = found.get(&(name.clone(), at)).copied().unwrap_or(0);
                assert_eq!(found, count, "{name:?} {at} in column {number}\n{case}");
            }
        }
    }
}

#[test]
fn paths_columns_and_links_equal_the_oracle() {
    let mut coverage = Coverage::default();
    for seed in 0..cases(100_000) {
        let case = some_case(seed);
        let told = told(&case);
        let parts = by_kernel(&case);
        assert_paths_are_told(&case, &parts, &told);
        let answer = FlowAnswer::of(&asked(&case), &summary(&case, &parts)).unwrap();
        assert_answer_is_told(&case, &answer, &told);
        assert_sums_reconcile(&case, &answer);
        assert_first_column_is_the_trend(&case, &answer);
        assert_persons_are_those_of_the_cells(&case, &parts, &answer);
        coverage.note(&features(&case, &told));
    }
    println!("{coverage}");
    coverage.assert_each(0.05);
}

fn answer_of(case: &Case) -> FlowAnswer {
    FlowAnswer::of(&asked(case), &summary(case, &by_kernel(case))).unwrap()
}

/// Persons may come in any order.
#[test]
fn the_order_of_persons_changes_nothing() {
    for seed in 0..cases(20_000) {
        let case = some_case(seed);
        let mut turned = case.clone();
        turned.population.persons.reverse();
        turned.said.reverse();
        assert_eq!(answer_of(&turned), answer_of(&case), "{case}");
    }
}

/// Fewer columns are the first of more, and how many names are told changes no column's total.
#[test]
fn more_columns_and_rows_change_no_total() {
    for seed in 0..cases(20_000) {
        let case = some_case(seed);
        let more = Case {
            columns: case.columns + 2,
            rows: case.rows + 2,
            ..case.clone()
        };
        let (few, more) = (answer_of(&case), answer_of(&more));
        for (few, more) in few.columns.iter().zip(&more.columns) {
            assert_eq!(few.whole, more.whole, "{case}");
            assert_eq!(few.nodes[..], more.nodes[..few.nodes.len()], "{case}");
        }
    }
}

/// Time goes on: a path that is closed stays as it is, so closed ones grow and the open become fewer or close.
#[test]
fn what_is_closed_stays_so() {
    for seed in 0..cases(20_000) {
        let case = some_case(seed);
        if matches!(case.anchor.rule, RulePlan::Absence { .. }) {
            // A wait may end in between.
            continue;
        }
        let mut later = case.clone();
        later.now = case.now.plus(Span::from_micros(3));
        for (now, later) in answer_of(&case)
            .columns
            .iter()
            .zip(&answer_of(&later).columns)
        {
            let (now, later) = (now.whole.here, later.whole.here);
            assert_eq!(now.paths, later.paths, "{case}");
            assert!(now.closed() <= later.closed(), "{case}");
        }
    }
}
