use super::*;
use crate::entity::Entity;
use crate::id::EventId;
use crate::money::Currency;

fn money(minor: i64, currency: &str) -> Money {
    Money {
        minor,
        currency: Currency::parse(currency).unwrap(),
    }
}

/// A fact of a day, received on another one.
fn fact(kind: FactKind, day: i64, received: i64, value: Option<Money>) -> Fact {
    let time = |day: i64| Time::from_micros(day * 86_400_000_000);
    Fact {
        kind,
        at: Moment {
            time: time(day),
            event_id: EventId(0),
        },
        received_at: time(received),
        value,
    }
}

fn day(day: i64) -> Time {
    Time::from_micros(day * 86_400_000_000)
}

#[test]
fn names_are_read_as_they_are_written() {
    for kind in FactKind::ALL {
        assert_eq!(FactKind::parse(kind.as_str()), Some(kind));
    }
    assert_eq!(FactKind::parse("Paid"), None);
    assert_eq!(FactKind::parse("shipped"), None);
}

/// S12: what is expected is replaced by what arrives, never added to it.
#[test]
fn a_lead_s_expected_value_gives_way_to_what_is_paid() {
    let expected = |facts: &[Fact]| {
        let standing = standing(facts, None).unwrap();
        (
            standing.stage,
            standing.expected,
            standing.paid.of(Currency::parse("EUR").unwrap()),
        )
    };
    let created = fact(FactKind::Created, 1, 1, Some(money(50_000, "EUR")));
    let qualified = fact(FactKind::Qualified, 2, 2, Some(money(80_000, "EUR")));
    let won = fact(FactKind::Won, 3, 3, None);
    let paid = fact(FactKind::Paid, 4, 4, Some(money(79_000, "EUR")));
    let lost = fact(FactKind::Lost, 3, 3, None);
    assert_eq!(
        expected(&[created]),
        (FactKind::Created, Some(money(50_000, "EUR")), 0)
    );
    let closed = [qualified, created];
    assert_eq!(
        expected(&closed),
        (FactKind::Qualified, Some(money(80_000, "EUR")), 0)
    );
    assert_eq!(
        expected(&[won, qualified, created]),
        (FactKind::Won, Some(money(80_000, "EUR")), 0)
    );
    assert_eq!(
        expected(&[paid, won, qualified, created]),
        (FactKind::Paid, None, 79_000)
    );
    assert_eq!(
        expected(&[lost, qualified, created]),
        (FactKind::Lost, None, 0)
    );
}

/// S13: known at a time are the facts received by then, whenever they came true.
#[test]
fn as_known_at_a_time_later_news_are_not_known() {
    let facts = [
        fact(FactKind::Refunded, 3, 20, Some(money(1_000, "EUR"))),
        fact(FactKind::Created, 1, 1, Some(money(5_000, "EUR"))),
        fact(FactKind::Paid, 2, 10, Some(money(5_000, "EUR"))),
    ];
    let stage = |known_at| standing(&facts, Some(day(known_at))).map(|standing| standing.stage);
    assert_eq!(stage(0), None);
    assert_eq!(stage(9), Some(FactKind::Created));
    assert_eq!(stage(10), Some(FactKind::Paid));
    assert_eq!(stage(19), Some(FactKind::Paid));
    assert_eq!(stage(20), Some(FactKind::Refunded));
    let all = standing(&facts, None).unwrap();
    assert_eq!((all.origin, all.since, all.facts), (day(1), day(3), 3));
}

fn restated(facts: &[Fact], value: Money) -> Money {
    let mut restatement = Restatement::default();
    for fact in facts {
        restatement.add(fact);
    }
    let mut all = Restatements::default();
    let order = Entity::order("o-1").key();
    all.insert(order, restatement);
    all.of(order).map_or(value, |found| found.restated(value))
}

#[test]
fn refunds_lower_what_an_order_is_worth_and_nothing_else_does() {
    let part = fact(FactKind::Refunded, 5, 5, Some(money(1_500, "EUR")));
    let rest = fact(FactKind::Refunded, 6, 6, Some(money(3_500, "EUR")));
    let dollars = fact(FactKind::Refunded, 6, 6, Some(money(700, "USD")));
    let paid = fact(FactKind::Paid, 2, 2, Some(money(4_900, "EUR")));
    let order = money(5_000, "EUR");
    assert_eq!(restated(&[], order), order);
    assert_eq!(restated(&[paid], order), order);
    assert_eq!(restated(&[part], order), money(3_500, "EUR"));
    assert_eq!(restated(&[rest, part], order), money(0, "EUR"));
    assert_eq!(restated(&[dollars, part], order), money(3_500, "EUR"));
}

#[test]
fn of_a_cancelled_order_what_was_paid_and_kept_is_left() {
    let cancelled = fact(FactKind::Cancelled, 5, 5, None);
    let paid = fact(FactKind::Paid, 2, 2, Some(money(4_900, "EUR")));
    let back = fact(FactKind::Refunded, 6, 6, Some(money(4_000, "EUR")));
    let order = money(5_000, "EUR");
    assert_eq!(restated(&[cancelled], order), money(0, "EUR"));
    assert_eq!(restated(&[cancelled, paid], order), money(4_900, "EUR"));
    assert_eq!(restated(&[back, paid, cancelled], order), money(900, "EUR"));
    // More than the event told is not made of it, and dollars say nothing of euros.
    let more = fact(FactKind::Paid, 2, 2, Some(money(6_000, "EUR")));
    let dollars = fact(FactKind::Paid, 2, 2, Some(money(6_000, "USD")));
    assert_eq!(restated(&[cancelled, more], order), order);
    assert_eq!(restated(&[cancelled, dollars], order), order);
}

#[test]
fn an_order_s_worth_stays_within_what_money_can_be() {
    let huge = fact(FactKind::Refunded, 5, 5, Some(money(i64::MAX, "EUR")));
    let least = restated(&[huge, huge, huge], money(-1, "EUR"));
    assert_eq!(least.minor, i64::MIN);
}
