use std::sync::Arc;
use std::time::{Duration, Instant};

use cairn_api::{PropertiesWire, PropertyWire};
use cairn_core::id::SiteId;

use super::{KEPT, Known, KnownProperties, SiteState};

fn state(manifest: u64, events: u64) -> SiteState {
    SiteState {
        manifest,
        events,
        erasures: 3,
    }
}

fn known(event: &str, events: u64, took: Duration) -> Known {
    Known {
        site: SiteId::new("shop").unwrap(),
        event: Some(event.to_owned()),
        state: state(1, events),
        made_at: Instant::now(),
        took,
        answer: Arc::new(PropertiesWire {
            properties: vec![PropertyWire {
                property: event.to_owned(),
                kind: "string".to_owned(),
                events,
                values: Vec::new(),
            }],
        }),
    }
}

#[test]
fn an_answer_is_given_again_while_its_events_are_the_same() {
    let shop = SiteId::new("shop").unwrap();
    let answers = KnownProperties::default();
    let find = |event: &str, manifest: u64, events: u64| {
        answers
            .find(&shop, Some(event), state(manifest, events))
            .map(|found| found.properties[0].events)
    };
    answers.keep(known("cart", 5, Duration::from_millis(1)));
    assert_eq!(find("cart", 1, 5), Some(5));
    assert_eq!(find("cart", 1, 6), None);
    assert_eq!(find("cart", 2, 5), None);
    assert_eq!(find("order", 1, 5), None);
    let tea = SiteId::new("tea").unwrap();
    let asked = state(1, 5);
    assert_eq!(answers.find(&tea, Some("cart"), asked), None);
    assert_eq!(answers.find(&shop, None, asked), None);
    answers.keep(known("cart", 6, Duration::from_millis(1)));
    assert_eq!((find("cart", 1, 5), find("cart", 1, 6)), (None, Some(6)));
}

#[test]
fn what_took_long_is_given_for_a_while_and_no_longer() {
    let asked = state(9, 9);
    let mut long = known("cart", 5, Duration::from_secs(1));
    assert!(long.is_good_for(asked));
    let after_an_erasure = SiteState {
        erasures: 4,
        ..asked
    };
    assert!(
        !long.is_good_for(after_an_erasure),
        "it may name the person"
    );
    long.made_at = Instant::now().checked_sub(Duration::from_secs(21)).unwrap();
    assert!(!long.is_good_for(asked));
}

#[test]
fn so_many_answers_are_kept() {
    let shop = SiteId::new("shop").unwrap();
    let answers = KnownProperties::default();
    for number in 0..=KEPT {
        answers.keep(known(&format!("e{number}"), 1, Duration::ZERO));
    }
    let asked = state(1, 1);
    assert_eq!(answers.find(&shop, Some("e0"), asked), None);
    assert!(answers.find(&shop, Some("e1"), asked).is_some());
}
