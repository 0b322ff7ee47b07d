use super::*;
use crate::plain_event::plain_event;
use crate::tail::Chunk;

fn event(id: u128) -> Event {
    Event {
        event_time: Time::from_micros(1),
        received_at: Time::from_micros(2),
        identity: Identity::Event(EventId(id)),
        anonymous_id: Some("device".to_owned()),
        ..plain_event(&"view".repeat(100))
    }
}

/// What the tail holds of a batch whose events with these ids are new.
fn held(is_new: impl FnMut(EventId) -> bool) -> (Chunk, usize) {
    let site = SiteId::new("shop").unwrap();
    let mut submission = Submission::new(&site, Time::from_micros(2));
    for id in 0..100 {
        submission.add(&event(id));
    }
    let estimate = submission.bytes();
    let decided = submission.decide(0, is_new);
    (
        Chunk::of_decided(site, Time::from_micros(2), decided),
        estimate,
    )
}

#[test]
fn what_is_estimated_is_what_a_batch_takes() {
    let (chunk, estimate) = held(|_| true);
    let written = chunk.payload().len();
    assert!(written > 100 * 400);
    assert!((written..written + written / 20).contains(&estimate));
}

/// A sender that repeats itself for hours must not fill the memory until the next flush.
#[test]
fn a_batch_of_duplicates_takes_next_to_no_memory() {
    let (chunk, _) = held(|_| false);
    assert_eq!(chunk.counts.duplicates, 100);
    assert!(chunk.bytes() < 512, "{} bytes", chunk.bytes());
    let (chunk, _) = held(|id| id.0 == 7);
    assert_eq!(chunk.counts.stored, 1);
    assert!(chunk.bytes() < 1_024, "{} bytes", chunk.bytes());
}
