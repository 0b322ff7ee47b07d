//! Overviews as tables.

use cairn_api::{ActivityBeforeWire, ActivityWire, FindingWire, GoalTotalWire, MaturityWire};

use crate::table::format::{Grid, between, count, difference, money, rate};

/// Activity, goals, and below them what was found.
pub(super) fn table(
    activity: &ActivityWire,
    compare: Option<&ActivityBeforeWire>,
    goals: &[GoalTotalWire],
    findings: &[FindingWire],
    maturity: Option<&MaturityWire>,
) -> String {
    let mut lines = vec![happened(activity)];
    if let Some(before) = compare {
        let range = between(&before.range);
        lines.push(format!("before ({range}): {}", happened(&before.activity)));
    }
    lines.push(goals_table(goals, compare.is_some()));
    lines.extend(findings.iter().map(told));
    lines.extend(maturity.map(of_maturity));
    lines.join("\n") + "\n"
}

fn happened(activity: &ActivityWire) -> String {
    format!(
        "{} events, {} persons, {} sessions",
        count(activity.events),
        count(activity.persons),
        count(activity.sessions)
    )
}

fn goals_table(goals: &[GoalTotalWire], has_previous: bool) -> String {
    let mut header = vec![
        "goal",
        "class",
        "conversions",
        "rate of active persons",
        "value",
    ];
    if has_previous {
        header.extend(["conversions before", "value before", "change of the rate"]);
    }
    let mut table = Grid::new(&header, 2);
    for goal in goals {
        let numbers = &goal.total;
        let standing = goal.standing.as_deref().unwrap_or_default();
        let mut cells = vec![
            goal.goal.clone(),
            format!("{} {standing}", goal.class).trim_end().to_owned(),
            count(numbers.conversions),
            rate(numbers.rate.as_ref()),
            money(numbers.value.as_ref(), &numbers.amounts),
        ];
        if let Some(previous) = &goal.previous {
            cells.push(count(previous.conversions));
            cells.push(money(previous.value.as_ref(), &previous.amounts));
            cells.push(difference(goal.rate_change.as_ref()));
        }
        table.row(cells);
    }
    table.to_string()
}

fn told(finding: &FindingWire) -> String {
    match finding {
        FindingWire::Change {
            goal,
            rate: now,
            before,
            rate_change,
            value_change,
        } => {
            let value = money(value_change.as_ref(), &[]);
            let value = if value.is_empty() {
                value
            } else {
                format!("; value {value}")
            };
            format!(
                "change: {goal} from {} to {}, {} points{value}",
                rate(Some(before)),
                rate(Some(now)),
                difference(Some(rate_change))
            )
        }
        FindingWire::Gap {
            start,
            end,
            expected_events,
        } => {
            format!("gap: no event from {start} to {end}, {expected_events:.0} were to be expected")
        }
    }
}

fn of_maturity(maturity: &MaturityWire) -> String {
    let judged = if maturity.is_reached { "can" } else { "can't" };
    format!(
        "the rate of {} {judged} be judged yet: {} of {} sessions needed",
        maturity.goal,
        count(maturity.sessions),
        count(maturity.sessions_needed)
    )
}
