//! The pulse: what came last is the end of what was sent, whether it lies in the log or in runs, was sent twice or
//! came before a restart.

use std::collections::BTreeSet;
use std::sync::Arc;

use cairn_core::event::Identity;
use cairn_core::id::PersonKey;
use cairn_core::time::Time;
use cairn_storage::{CompactionSizes, DeadLetter, Live, LiveOptions, Pulse, Store, Submission};
use cairn_testkit::dice::Dice;

use crate::batches::BEGIN;
use crate::live::{open, send};
use crate::shop::{random_event, site};

const SECOND: i64 = 1_000_000;
const MINUTE: i64 = 60 * SECOND;

/// What a batch brought that was new.
struct Brought {
    received_at: i64,
    events: Vec<String>,
    dead_letters: u64,
}

fn letter(received_at: i64) -> DeadLetter {
    DeadLetter {
        reason: "not_an_object".to_owned(),
        detail: "no".to_owned(),
        raw: "1".to_owned(),
        source: "sdk".to_owned(),
        message_id: None,
        received_at: Time::from_micros(received_at),
    }
}

/// Sends a batch of some new messages, some old ones and some that are no event.
fn send_batch(
    live: &Live,
    dice: &mut Dice,
    received_at: i64,
    known: &mut BTreeSet<String>,
) -> Brought {
    let mut submission = Submission::new(&site("shop"), Time::from_micros(received_at));
    let mut brought = Brought {
        received_at,
        events: Vec::new(),
        dead_letters: 0,
    };
    let most = dice.pick(&[2, 9, 120]);
    for _ in 0..dice.below(most) {
        if dice.percent(5) {
            submission.add_dead_letter(letter(received_at));
            brought.dead_letters += 1;
            continue;
        }
        let old = known.len().max(1);
        let name = if dice.percent(20) {
            format!("e{}", dice.below(old))
        } else {
            format!("e{}", known.len())
        };
        let mut event = random_event(dice, Identity::Message(name.clone()));
        event.event.clone_from(&name);
        submission.add(&event);
        if known.insert(name.clone()) {
            brought.events.push(name);
        }
    }
    if !submission.is_empty() {
        send(live, submission).unwrap();
    }
    brought
}

/// Counts by hand what the pulse must tell.
fn check(pulse: &Pulse, sent: &[Brought], now: i64, what: &str) {
    let minute = now.div_euclid(MINUTE);
    let in_minute = |minute: i64, count: fn(&Brought) -> u64| -> u64 {
        let in_it = sent
            .iter()
            .filter(|brought| brought.received_at.div_euclid(MINUTE) == minute);
        in_it.map(count).sum()
    };
    let minutes: Vec<(i64, u64)> = (minute - 29..=minute)
        .map(|minute| {
            let events = in_minute(minute, |brought| brought.events.len() as u64);
            (minute * MINUTE, events)
        })
        .collect();
    let told: Vec<(i64, u64)> = pulse
        .minutes
        .iter()
        .map(|minute| (minute.start.micros(), minute.events))
        .collect();
    assert_eq!(told, minutes, "{what}");
    let letters: u64 = (minute - 59..=minute)
        .map(|minute| in_minute(minute, |brought| brought.dead_letters))
        .sum();
    assert_eq!(pulse.dead_letters_last_hour, letters, "{what}");

    let all: usize = sent.iter().map(|brought| brought.events.len()).sum();
    assert_eq!(pulse.recent.len(), all.min(50), "{what}");
    let mut told = pulse.recent.iter().map(|event| event.event.as_str());
    for brought in sent.iter().rev() {
        // Runs don't keep the order within a batch.
        let of_batch: BTreeSet<&str> = told.by_ref().take(brought.events.len()).collect();
        let events: BTreeSet<&str> = brought.events.iter().map(String::as_str).collect();
        let is_cut = of_batch.len() < events.len();
        assert!(
            if is_cut {
                of_batch.is_subset(&events)
            } else {
                of_batch == events
            },
            "{what}: {of_batch:?} are not of {events:?}"
        );
        if is_cut {
            break;
        }
    }
    assert_eq!(told.next(), None, "{what}");
}

#[test]
fn it_is_the_end_of_what_was_sent_over_flushes_and_restarts() {
    for seed in 0..4 {
        let data = tempfile::tempdir().unwrap();
        let store = Store::at(data.path());
        let mut live = open(&store);
        let mut dice = Dice::new(seed);
        let (mut known, mut sent) = (BTreeSet::new(), Vec::new());
        let mut clock = BEGIN;
        for round in 0..40 {
            clock += dice.between(0, 4 * MINUTE);
            sent.push(send_batch(&live, &mut dice, clock, &mut known));
            if dice.percent(15) {
                live.flush().unwrap();
            }
            if dice.percent(15) {
                live.close().unwrap();
                live = open(&store);
            }
            let what = format!("seed {seed}, round {round}");
            // Asked at times only: what a start found is looked for when somebody asks.
            if dice.percent(40) {
                let now = clock + dice.between(0, MINUTE);
                let pulse = live.pulse(&site("shop"), Time::from_micros(now)).unwrap();
                check(&pulse, &sent, now, &what);
                let read = store.pulse(&site("shop"), Time::from_micros(now)).unwrap();
                check(&read, &sent, now, &format!("{what}, from files"));
            }
        }
        let later = clock + 61 * MINUTE;
        let pulse = live.pulse(&site("shop"), Time::from_micros(later)).unwrap();
        check(&pulse, &sent, later, &format!("seed {seed}, an hour later"));
        let none = live.pulse(&site("tea"), Time::from_micros(later)).unwrap();
        assert_eq!((none.recent.len(), none.minutes.len()), (0, 30));
        live.close().unwrap();
    }
}

#[test]
fn an_entry_says_who_it_was_and_whence_it_came() {
    let data = tempfile::tempdir().unwrap();
    let store = Store::at(data.path());
    let live = open(&store);
    let mut dice = Dice::new(1);
    let now = Time::from_micros(BEGIN);
    let mut submission = Submission::new(&site("shop"), now);
    let mut event = random_event(&mut dice, Identity::Message("one".to_owned()));
    (event.user_id, event.anonymous_id) = (None, Some("device".to_owned()));
    submission.add(&event);
    let mut signed_in = event.clone();
    signed_in.identity = Identity::Message("two".to_owned());
    signed_in.event = "$identify".to_owned();
    signed_in.user_id = Some("ann".to_owned());
    submission.add(&signed_in);
    send(&live, submission).unwrap();
    let check = |pulse: &Pulse, what: &str| {
        let before = pulse.recent.iter().find(|entry| entry.user_id.is_none());
        let before = before.unwrap();
        assert_eq!(before.event_time, event.event_time, "{what}");
        assert_eq!(before.received_at, now, "{what}");
        assert_eq!(before.source, event.source, "{what}");
        assert_eq!(before.trust, event.trust, "{what}");
        assert_eq!(before.anonymous_id.as_deref(), Some("device"), "{what}");
        // The device is the user's, who signed in on it later.
        assert_eq!(before.person, Some(PersonKey::of_user("ann")), "{what}");
    };
    check(&live.pulse(&site("shop"), now).unwrap(), "in the log");
    live.flush().unwrap();
    check(&live.pulse(&site("shop"), now).unwrap(), "flushed");
    live.close().unwrap();
    let again = open(&store);
    check(&again.pulse(&site("shop"), now).unwrap(), "after a restart");
    check(&store.pulse(&site("shop"), now).unwrap(), "from files");
}

#[test]
fn what_came_before_a_start_is_told_when_its_runs_were_compacted() {
    let data = tempfile::tempdir().unwrap();
    let store = Store::at(data.path());
    let (mut dice, mut known) = (Dice::new(3), BTreeSet::new());
    let live = open(&store);
    for minute in 0..6 {
        send_batch(&live, &mut dice, BEGIN + minute * MINUTE, &mut known);
        live.flush().unwrap();
    }
    let now = Time::from_micros(BEGIN + 10 * MINUTE);
    live.close().unwrap();
    drop(live);
    let before = store.pulse(&site("shop"), now).unwrap();
    assert!(!before.recent.is_empty());

    let (told, compacted) = std::sync::mpsc::channel();
    let options = LiveOptions {
        compaction: CompactionSizes {
            waiting_runs: 1,
            ..CompactionSizes::default()
        },
        on_compaction: Some(Arc::new(move |done| told.send(done.is_ok()).unwrap())),
        ..LiveOptions::new(Arc::new(move || now))
    };
    let (live, _) = store.open_live(options, Box::new(|| 1)).unwrap();
    // The writer looks about when it is spoken to.
    live.flush().unwrap();
    assert!(compacted.recv().unwrap());
    let folder = data.path().join("runs/shop");
    let left = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap());
    let old = left.filter(|entry| entry.file_type().unwrap().is_file());
    assert_eq!(old.count(), 0, "the runs of before the start are gone");
    assert_eq!(live.pulse(&site("shop"), now).unwrap(), before);
    live.close().unwrap();
}
