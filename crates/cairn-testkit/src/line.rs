//! Event lines: a stream as one line of text, `12@0 1@5 -@7`.
//!
//! Each word is an event: the steps it fits, by number from 1, `-` for none, then its time in
//! microseconds, `!` if it breaks, `x` and bits for the exclusions it fits. Events stand in the order of (time, event id).

use cairn_core::funnel::FunnelEvent;
use cairn_core::id::EventId;
use cairn_core::time::Time;

/// The line of a stream.
pub fn of_stream(stream: &[FunnelEvent]) -> String {
    let words: Vec<String> = stream.iter().map(word).collect();
    words.join(" ")
}

fn word(event: &FunnelEvent) -> String {
    let bits = (0..u32::BITS).filter(|bit| event.steps & (1 << bit) != 0);
    let mut steps: Vec<String> = bits.map(|bit| (bit + 1).to_string()).collect();
    if steps.is_empty() {
        steps.push("-".to_owned());
    }
    // Steps of two digits need something between them.
    let separator = if event.steps < (1 << 9) { "" } else { "+" };
    let breaks = if event.breaks { "!" } else { "" };
    let excludes = match event.excludes {
        0 => String::new(),
        bits => format!("x{bits:b}"),
    };
    let steps = steps.join(separator);
    format!("{steps}@{}{breaks}{excludes}", event.time.micros())
}

/// The stream of a line with steps of one digit; event ids ascend. `None` if a word can't be read.
pub fn to_stream(line: &str) -> Option<Vec<FunnelEvent>> {
    line.split_whitespace()
        .enumerate()
        .map(|(source, word)| {
            let (steps, time) = word.split_once('@')?;
            Some(FunnelEvent {
                time: Time::from_micros(time.parse().ok()?),
                event_id: EventId(source as u128 + 1),
                steps: bits(steps)?,
                excludes: 0,
                breaks: false,
                source,
            })
        })
        .collect()
}

fn bits(steps: &str) -> Option<u32> {
    if steps == "-" {
        return Some(0);
    }
    steps.chars().try_fold(0, |bits, digit| {
        let step = digit.to_digit(10).filter(|step| *step > 0)?;
        Some(bits | 1 << (step - 1))
    })
}
