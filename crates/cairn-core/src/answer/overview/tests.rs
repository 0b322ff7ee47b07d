use super::*;
use crate::money::Currency;
use crate::time::Time;

fn numbers(persons: u64, active: u64, minor: i64) -> PointAnswer {
    let mut value = Amounts::default();
    if minor != 0 {
        let currency = Currency::parse("EUR").unwrap();
        value.add(Money { minor, currency });
    }
    PointAnswer {
        conversions: persons,
        persons,
        sessions: persons,
        rate: Rate::of(persons, active).unwrap(),
        value,
        rate_change: None,
    }
}

fn goal(id: &str, now: PointAnswer, before: PointAnswer) -> GoalAnswer {
    let mut total = now;
    total.compare(&before).unwrap();
    GoalAnswer {
        goal: GoalId::new(id).unwrap(),
        name: id.to_owned(),
        class: Class::Micro,
        total,
        previous: Some(before),
    }
}

/// Newcombe (1998), table II: 56/70 and 48/80 differ beyond their interval, 5/56 and 0/29 do not.
#[test]
fn changes_beyond_their_interval_by_money_then_size() {
    let goals = [
        goal("small", numbers(56, 70, 900), numbers(48, 80, 1_000)),
        goal("chance", numbers(5, 56, 9_000), numbers(0, 29, 0)),
        goal("large", numbers(48, 80, 2_000), numbers(56, 70, 7_000)),
        goal("moneyless", numbers(9, 10, 0), numbers(3, 10, 0)),
    ];
    let gap = Gap {
        start: Time::from_micros(0),
        end: Time::from_micros(1),
        expected_events: 25.0,
    };
    let found = findings(&goals, &[gap]);
    let told: Vec<(&str, Option<i64>)> = found
        .iter()
        .map(|finding| match finding {
            Finding::Change(change) => (
                change.goal.as_str(),
                change.value_change.map(|money| money.minor),
            ),
            Finding::Gap(_) => ("gap", None),
        })
        .collect();
    // Without money: 25 events before 0.6 · 10 = 6 persons.
    let expected = [
        ("large", Some(-5_000)),
        ("small", Some(-100)),
        ("gap", None),
        ("moneyless", None),
    ];
    assert_eq!(told, expected);
}

/// From 46 to 60 of 100 each: the chi-squared statistic is 3.914, p = 0.0479. Alone that is a finding; beside three
/// goals of which nothing is to be said it is one in four tests, 4 · 0.0479 = 0.19. 56/70 against 48/80 with p = 0.0083 is
/// one still, 4 · 0.0083 = 0.033, and with it the other is the second of four: 2 · 0.0479 = 0.096.
#[test]
fn the_more_goals_the_clearer_a_change_must_be() {
    let slight = goal("slight", numbers(60, 100, 0), numbers(46, 100, 0));
    let same = |id: &str| goal(id, numbers(50, 100, 0), numbers(50, 100, 0));
    let clear = goal("clear", numbers(56, 70, 0), numbers(48, 80, 0));
    let told = |goals: &[GoalAnswer]| -> Vec<String> {
        let found = findings(goals, &[]);
        let name = |finding: &Finding| match finding {
            Finding::Change(change) => change.goal.to_string(),
            Finding::Gap(_) => unreachable!(),
        };
        let mut names: Vec<String> = found.iter().map(name).collect();
        names.sort_unstable();
        names
    };
    assert_eq!(told(std::slice::from_ref(&slight)), ["slight"]);
    let with = |other: &GoalAnswer| [slight.clone(), other.clone(), same("b"), same("c")];
    assert!(told(&with(&same("a"))).is_empty());
    assert_eq!(told(&with(&clear)), ["clear"]);
    // Two of two are tests of which each may be as it is alone.
    assert_eq!(told(&[slight.clone(), clear]), ["clear", "slight"]);
    // A goal without a rate before is no test.
    let new = goal("new", numbers(5, 10, 0), numbers(0, 0, 0));
    assert_eq!(told(&[slight, new]), ["slight"]);
}

/// As worked out by hand in the tests of `needed_for_precision`.
#[test]
fn a_rate_is_mature_when_there_are_enough_sessions() {
    let order = GoalId::new("order").unwrap();
    let maturity = Maturity::of(order.clone(), 3, 140);
    assert_eq!(
        (
            maturity.sessions,
            maturity.sessions_needed,
            maturity.is_reached()
        ),
        (140, 604, false)
    );
    assert!(Maturity::of(order, 50, 100).is_reached());
}
