use super::*;

const DAY: i64 = 86_400_000_000;

fn days(number: u64) -> Option<KeptDays> {
    Some(KeptDays::new(number).unwrap())
}

fn rules(all: Option<KeptDays>, by_event: &[(&str, Option<KeptDays>)]) -> Retention {
    let by_event = by_event.iter();
    let by_event = by_event.map(|(name, days)| ((*name).to_owned(), *days));
    Retention::new(all, by_event.collect()).unwrap()
}

#[test]
fn an_event_is_there_for_all_of_its_days_and_goes_on_the_day_after() {
    let kept = rules(days(30), &[]);
    let now = |hours: i64| Time::from_micros(100 * DAY + hours * DAY / 24);
    let first = Time::from_micros(70 * DAY);
    for hours in [0, 1, 23] {
        assert!(!kept.is_expired("view", first, now(hours)));
        assert!(kept.is_expired("view", Time::from_micros(70 * DAY - 1), now(hours)));
    }
    assert!(kept.is_expired("view", first, now(24)));
    // Days before 1970 begin at midnight too.
    let early = Time::from_micros(-DAY / 2);
    assert!(!rules(days(1), &[]).is_expired("view", Time::from_micros(-2 * DAY), early));
    assert!(rules(days(1), &[]).is_expired("view", Time::from_micros(-2 * DAY - 1), early));
}

#[test]
fn an_events_own_rule_overrides_the_sites() {
    let now = Time::from_micros(1_000 * DAY);
    let old = Time::from_micros(900 * DAY);
    let kept = rules(days(50), &[("purchase", None), ("view", days(200))]);
    assert!(kept.is_expired("cart", old, now));
    assert!(!kept.is_expired("purchase", old, now));
    assert!(!kept.is_expired("view", old, now));
    assert!(!Retention::default().is_expired("cart", Time::MIN, Time::MAX));
    assert!(rules(None, &[("view", days(1))]).is_expired("view", old, now));
}

#[test]
fn cuts_say_the_same_and_between_which_instants_names_matter() {
    let now = Time::from_micros(1_000 * DAY + 7);
    let all = [None, days(1), days(50)];
    for of_site in all {
        for of_view in all {
            let kept = rules(of_site, &[("view", of_view)]);
            let cuts = kept.cuts(now);
            for day in 900..1_000 {
                for name in ["view", "cart"] {
                    let time = Time::from_micros(day * DAY);
                    let expired = kept.is_expired(name, time, now);
                    assert_eq!(cuts.of(name).is_some_and(|cut| time < cut), expired);
                    assert!(!expired || time < cuts.all_kept_from());
                    assert!(expired || time >= cuts.all_gone_before());
                }
            }
            assert_eq!(kept.is_for_ever(), cuts.all_kept_from() == Time::MIN);
        }
    }
}

#[test]
fn rules_that_say_nothing_are_refused() {
    assert_eq!(KeptDays::new(0), Err(RetentionError::Days(0)));
    assert_eq!(KeptDays::new(36_526), Err(RetentionError::Days(36_526)));
    assert_eq!(KeptDays::new(36_525).unwrap().number(), 36_525);
    let named = |name: &str| BTreeMap::from([(name.to_owned(), None)]);
    assert_eq!(
        Retention::new(None, named(" ")),
        Err(RetentionError::NoName)
    );
    let many = |number: usize| (0..number).map(|n| (n.to_string(), None)).collect();
    assert!(Retention::new(None, many(200)).is_ok());
    assert_eq!(
        Retention::new(None, many(201)),
        Err(RetentionError::TooMany(201))
    );
}
