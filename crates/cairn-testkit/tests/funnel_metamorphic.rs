//! What changes nothing in a stream, or nothing for the worse, whatever the stream is.

use cairn_core::funnel::{Attempt, Entry, FunnelEvent, choose_attempt};
use cairn_core::id::EventId;
use cairn_core::range::TimeRange;
use cairn_core::time::Time;
use cairn_testkit::dice::Dice;
use cairn_testkit::funnel::{Case, long_case, short_case};
use cairn_testkit::proof::cases;

/// Short streams, and every tenth a long one.
fn any_case(seed: u64) -> Case {
    if seed.is_multiple_of(10) {
        long_case(seed)
    } else {
        short_case(seed)
    }
}

fn attempt(case: &Case) -> Option<Attempt> {
    choose_attempt(&case.pace, &case.stream)
}

/// Depth, start and times: what must not depend on event ids.
fn times(case: &Case) -> Option<(Time, Vec<Time>)> {
    let attempt = attempt(case)?;
    let times = attempt.events().map(|at| case.stream[at].time);
    Some((attempt.start, times.collect()))
}

/// The original places of the events that fill the steps.
fn sources(case: &Case) -> Option<Vec<usize>> {
    let attempt = attempt(case)?;
    Some(attempt.events().map(|at| case.stream[at].source).collect())
}

fn sort(case: &mut Case) {
    case.stream
        .sort_by_key(|event| (event.time, event.event_id));
}

fn with_event(case: &Case, dice: &mut Dice, steps: u32) -> Case {
    let met: Vec<i64> = case
        .stream
        .iter()
        .map(|event| event.time.micros())
        .collect();
    let time = dice.pick(&met) + dice.between(-2, 2);
    let mut case = case.clone();
    case.stream.push(FunnelEvent {
        time: Time::from_micros(time),
        // Ids of generated events are small; half of the new ones come last in their instant.
        event_id: EventId(if dice.percent(50) { 0 } else { 1_000_000 }),
        steps,
        excludes: 0,
        breaks: false,
        source: usize::MAX,
    });
    sort(&mut case);
    case
}

/// S16: equal times are free of order, so new event ids inside an instant change no number.
#[test]
fn event_ids_never_change_depth_start_or_times() {
    for seed in 0..cases(40_000) {
        let case = any_case(seed);
        let mut dice = Dice::new(!seed);
        let mut renumbered = case.clone();
        let ids = dice.distinct(case.stream.len());
        for (event, id) in renumbered.stream.iter_mut().zip(ids) {
            event.event_id = EventId(id);
        }
        sort(&mut renumbered);
        assert_eq!(times(&renumbered), times(&case), "{case}\n{renumbered}");
    }
}

/// An event that fits no step only moves places in the stream.
#[test]
fn an_event_that_fits_nothing_changes_nothing() {
    for seed in 0..cases(40_000) {
        let case = any_case(seed);
        let more = with_event(&case, &mut Dice::new(!seed), 0);
        assert_eq!(times(&more), times(&case), "{case}\n{more}");
        assert_eq!(sources(&more), sources(&case), "{case}\n{more}");
    }
}

/// S18: with the deepest attempt counted, more events never mean less depth; at equal depth they never
/// mean a later completion.
#[test]
fn more_events_never_lower_the_depth_of_best() {
    for seed in 0..cases(40_000) {
        let mut case = any_case(seed);
        case.pace.entry = Entry::Best;
        let mut dice = Dice::new(!seed);
        let any_steps = u32::try_from(dice.below(1 << case.pace.steps)).unwrap();
        let more = with_event(&case, &mut dice, any_steps);
        let rank = |case: &Case| {
            let (_, times) = times(case)?;
            Some((times.len(), std::cmp::Reverse(times.last().copied())))
        };
        assert!(rank(&more) >= rank(&case), "{case}\n{more}");
    }
}

/// Only distances count: everything moved in time by the same amount is the same funnel.
#[test]
fn time_has_no_origin() {
    let moved = |time: Time, by: i64| Time::from_micros(time.micros().saturating_add(by));
    for seed in 0..cases(20_000) {
        let case = any_case(seed);
        let by = Dice::new(!seed).between(-1_000_000, 1_000_000);
        let mut later = case.clone();
        for event in &mut later.stream {
            event.time = moved(event.time, by);
        }
        if case.pace.range != TimeRange::ALL {
            later.pace.range = TimeRange {
                start: moved(case.pace.range.start, by),
                end: moved(case.pace.range.end, by),
            };
        }
        let filled = |case: &Case| attempt(case).map(|attempt| attempt.filled);
        assert_eq!(filled(&later), filled(&case), "{case}\n{later}");
    }
}
