//! Batches of random messages, and what is known of those that were sent.

use std::collections::BTreeMap;

use cairn_core::event::{Event, Identity};
use cairn_core::id::EventId;
use cairn_core::time::Time;
use cairn_storage::{DeadLetter, Receipt, Snapshot, Submission, Totals};
use cairn_testkit::dice::Dice;

use crate::shop::{NEW_YEAR, events, random_entry, site};

/// A clock that goes on by a second each time it is looked at.
pub(crate) fn later(clock: &mut i64) -> Time {
    *clock += 1_000_000;
    Time::from_micros(*clock)
}

pub(crate) const BEGIN: i64 = NEW_YEAR;

/// A message that was sent.
#[derive(Clone)]
pub(crate) struct Sent {
    pub(crate) event: Event,
    /// Whether somebody was told that it is stored.
    pub(crate) is_acknowledged: bool,
}

/// All that was ever sent.
#[derive(Default)]
pub(crate) struct Outbox {
    pub(crate) sent: BTreeMap<EventId, Sent>,
    names: u64,
    /// The sum of all receipts.
    pub(crate) acknowledged: Totals,
    /// Messages of batches that were never answered.
    pub(crate) unanswered: u64,
    /// The new events of each batch that was never answered: all of them are stored or none.
    pub(crate) in_doubt: Vec<Vec<EventId>>,
}

/// A batch, the ids in it and those that are new in it.
pub(crate) struct Batch {
    pub(crate) submission: Submission,
    pub(crate) all: Vec<EventId>,
    pub(crate) new: Vec<EventId>,
}

impl Outbox {
    /// A batch of up to seven messages: new ones, repeated ones, some of earlier batches, some dead.
    pub(crate) fn batch(&mut self, dice: &mut Dice, now: Time) -> Batch {
        let mut submission = Submission::new(&site("shop"), now);
        let (mut all, mut new) = (Vec::new(), Vec::new());
        for _ in 0..dice.below(8) {
            let (id, event) = match dice.below(10) {
                0 => {
                    submission.add_dead_letter(dead_letter(dice, now));
                    continue;
                }
                1..=3 if !self.sent.is_empty() => self.again(dice),
                _ => {
                    self.names += 1;
                    let name = format!("m-{}", self.names);
                    let mut event = random_entry(dice, Identity::Message(name.clone()));
                    let id = event.id_of_message(&site("shop"), &name);
                    event.received_at = now;
                    (id, event)
                }
            };
            submission.add(&event);
            all.push(id);
            let is_new = !self.sent.contains_key(&id);
            if is_new {
                new.push(id);
                let is_acknowledged = false;
                self.sent.insert(
                    id,
                    Sent {
                        event,
                        is_acknowledged,
                    },
                );
            }
        }
        Batch {
            submission,
            all,
            new,
        }
    }

    /// An event that was sent before. From now on it may be stored without the batch it first came in.
    pub(crate) fn again(&mut self, dice: &mut Dice) -> (EventId, Event) {
        let at = dice.below(self.sent.len());
        let (id, event) = match self.sent.iter().nth(at) {
            Some((id, sent)) => (*id, sent.event.clone()),
            None => panic!("nothing was sent before"),
        };
        for batch in &mut self.in_doubt {
            batch.retain(|doubtful| *doubtful != id);
        }
        (id, event)
    }

    /// These events are stored.
    pub(crate) fn acknowledge(&mut self, ids: &[EventId]) {
        for id in ids {
            if let Some(sent) = self.sent.get_mut(id) {
                sent.is_acknowledged = true;
            }
        }
    }

    /// A batch was answered.
    pub(crate) fn note(&mut self, ids: &[EventId], receipt: Receipt) {
        self.acknowledge(ids);
        self.acknowledged.received += receipt.stored + receipt.duplicates + receipt.dead_lettered;
        self.acknowledged.stored += receipt.stored;
        self.acknowledged.duplicates += receipt.duplicates;
        self.acknowledged.dead_lettered += receipt.dead_lettered;
    }

    /// A batch was never answered.
    pub(crate) fn leave_in_doubt(&mut self, new: Vec<EventId>, messages: usize) {
        self.unanswered += messages as u64;
        self.in_doubt.push(new);
    }

    /// What is stored must be what was sent: all that was acknowledged, everything once, batches whole.
    pub(crate) fn check(&self, snapshot: &Snapshot, told: &str) {
        let shop = site("shop");
        let mut stored = BTreeMap::new();
        for event in events(snapshot, &shop) {
            let before = stored.insert(event.event_id, event.event);
            assert!(before.is_none(), "{told}: stored twice: {before:?}");
        }
        for (id, sent) in &self.sent {
            match stored.get(id) {
                // When it arrived is that of its first arrival, which may not be the one that was sent last.
                Some(event) => assert_eq!(
                    Event {
                        received_at: sent.event.received_at,
                        import_id: None,
                        ..event.clone()
                    },
                    as_stored(&sent.event),
                    "{told}"
                ),
                None => assert!(
                    !sent.is_acknowledged,
                    "{told}: lost {:?}",
                    sent.event.identity
                ),
            }
        }
        for (id, event) in &stored {
            assert!(self.sent.contains_key(id), "{told}: never sent: {event:?}");
        }
        for batch in &self.in_doubt {
            let there = batch.iter().filter(|id| stored.contains_key(id)).count();
            assert!(
                there == 0 || there == batch.len(),
                "{told}: half a batch: {batch:?}"
            );
        }
        let rows = snapshot.rows(&shop) + snapshot.facts(&shop);
        assert_eq!(rows, stored.len() as u64, "{told}: rows");
        self.check_totals(snapshot.totals(&shop), snapshot, told);
    }

    fn check_totals(&self, totals: Totals, snapshot: &Snapshot, told: &str) {
        assert!(totals.is_conserved(), "{told}: {totals:?}");
        let imported: u64 = snapshot
            .imports(&site("shop"))
            .iter()
            .map(|import| import.tally.stored)
            .sum();
        assert_eq!(
            totals.stored + imported,
            snapshot.rows(&site("shop")) + snapshot.facts(&site("shop")),
            "{told}: {totals:?}"
        );
        let least = self.acknowledged;
        assert!(
            totals.received >= least.received,
            "{told}: {totals:?} {least:?}"
        );
        assert!(
            totals.received <= least.received + self.unanswered,
            "{told}: {totals:?} {least:?}"
        );
        assert!(
            totals.dead_lettered >= least.dead_lettered,
            "{told}: {totals:?} {least:?}"
        );
        let letters = snapshot
            .dead_letters(&site("shop"), None, usize::MAX)
            .unwrap();
        assert_eq!(letters.total, totals.dead_lettered, "{told}: letters");
        assert_eq!(
            letters.letters.len() as u64,
            totals.dead_lettered,
            "{told}: letters"
        );
    }
}

/// An event as it comes back: its currency is the one of its value.
pub(crate) fn as_stored(event: &Event) -> Event {
    Event {
        currency: event.value.map(|money| money.currency).or(event.currency),
        ..event.clone()
    }
}

pub(crate) fn dead_letter(dice: &mut Dice, now: Time) -> DeadLetter {
    DeadLetter {
        reason: "bad_time".to_owned(),
        detail: format!("fault {}", dice.below(1_000)),
        raw: "{\"n\": 1}\u{1F600}\n".repeat(dice.below(4)),
        source: "sdk/1.0".to_owned(),
        message_id: dice.percent(50).then(|| "m".to_owned()),
        received_at: now,
    }
}
