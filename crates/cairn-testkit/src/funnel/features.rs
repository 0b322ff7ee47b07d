//! What a case shows, told from the stream alone.

use cairn_core::funnel::FunnelEvent;

use super::brute_force::{distance, fits, in_range};
use super::{Case, Reached};

/// The feature of a stream that gets past its entry.
pub const REACHES_STEP_2: &str = "reaches step 2";

/// The features of a case. `best` and `first` are what the oracle says for the two entries.
pub fn features(
    case: &Case,
    best: Option<&Reached>,
    first: Option<&Reached>,
) -> Vec<(&'static str, bool)> {
    let stream = &case.stream;
    let pace = &case.pace;
    let window = i128::from(pace.window.micros());
    let enters = |event: &FunnelEvent| fits(event, 0) && in_range(pace, event.time);
    let size_of_instant = |event: &FunnelEvent| {
        stream
            .iter()
            .filter(|other| other.time == event.time)
            .count()
    };
    let some = |holds: &dyn Fn(&FunnelEvent) -> bool| stream.iter().any(holds);
    let after_entry = |holds: &dyn Fn(&FunnelEvent, &FunnelEvent) -> bool| {
        let of_entry = |entry: &FunnelEvent| stream.iter().any(|event| holds(entry, event));
        stream.iter().filter(|event| enters(event)).any(of_entry)
    };
    let later_step = |event: &FunnelEvent| event.steps & !1 != 0;
    let depth = |reached: Option<&Reached>| reached.map_or(0, Reached::depth);
    vec![
        (REACHES_STEP_2, depth(best) >= 2),
        (
            "completes two or more steps",
            pace.steps > 1 && depth(best) == pace.steps,
        ),
        ("nothing enters", best.is_none()),
        ("best is deeper than first", depth(best) > depth(first)),
        (
            "best starts later than first",
            best.zip(first)
                .is_some_and(|(best, first)| best.start > first.start),
        ),
        ("tie", some(&|event| size_of_instant(event) >= 2)),
        (
            "three events in an instant",
            some(&|event| size_of_instant(event) >= 3),
        ),
        (
            "one event fits several steps",
            some(&|event| event.steps.count_ones() >= 2),
        ),
        ("event that fits no step", some(&|event| event.steps == 0)),
        ("instant fills several steps", fills_several(best)),
        (
            "instant needs a choice",
            stream.iter().any(|event| needs_a_choice(stream, event)),
        ),
        (
            "later step exactly at the window's end",
            window > 0
                && after_entry(&|entry, event| {
                    later_step(event) && distance(entry.time, event.time) == window
                }),
        ),
        (
            "later step just after the window's end",
            after_entry(&|entry, event| {
                later_step(event) && distance(entry.time, event.time) == window + 1
            }),
        ),
        (
            "step 1 before the range",
            some(&|event| fits(event, 0) && event.time < pace.range.start),
        ),
        (
            "step 1 at or after the range's end",
            some(&|event| fits(event, 0) && event.time >= pace.range.end),
        ),
        (
            "later step after the range's end, inside a window",
            after_entry(&|entry, event| {
                later_step(event)
                    && event.time >= pace.range.end
                    && distance(entry.time, event.time) <= window
            }),
        ),
        (
            "step repeated",
            (0..pace.steps).any(|step| count(stream, step) >= 2),
        ),
        ("later step before any earlier one", out_of_order(case)),
        ("zero window", window == 0),
        ("negative time", some(&|event| event.time.micros() < 0)),
        ("single step", pace.steps == 1),
        ("five or six steps", pace.steps >= 5),
    ]
}

fn count(stream: &[FunnelEvent], step: usize) -> usize {
    stream.iter().filter(|event| fits(event, step)).count()
}

fn fills_several(best: Option<&Reached>) -> bool {
    best.is_some_and(|best| best.times.windows(2).any(|pair| pair[0] == pair[1]))
}

/// Two events of one instant where the one with the smaller id fits two neighbouring steps and the other
/// only the first of these: the smaller id must leave that step to the other.
fn needs_a_choice(stream: &[FunnelEvent], event: &FunnelEvent) -> bool {
    (0..31).any(|step| {
        let both = fits(event, step) && fits(event, step + 1);
        both && stream.iter().any(|other| {
            other.time == event.time
                && other.event_id > event.event_id
                && fits(other, step)
                && !fits(other, step + 1)
        })
    })
}

fn out_of_order(case: &Case) -> bool {
    let first_of = |step: usize| {
        let fitting = case.stream.iter().filter(|event| fits(event, step));
        fitting.map(|event| event.time).min()
    };
    (1..case.pace.steps).any(|step| {
        first_of(step)
            .zip(first_of(step - 1))
            .is_some_and(|(later, earlier)| later < earlier)
    })
}
