//! The distribution of times, by stretches that a reader knows.

use crate::time::{MICROS_PER_SECOND, Span};

/// Where bins begin and end, in seconds: minutes, hours, days, then weeks and months.
const EDGES: [u32; 24] = [
    0,
    MINUTE,
    5 * MINUTE,
    15 * MINUTE,
    30 * MINUTE,
    HOUR,
    3 * HOUR,
    6 * HOUR,
    12 * HOUR,
    DAY,
    2 * DAY,
    3 * DAY,
    4 * DAY,
    5 * DAY,
    6 * DAY,
    7 * DAY,
    14 * DAY,
    21 * DAY,
    30 * DAY,
    60 * DAY,
    90 * DAY,
    180 * DAY,
    365 * DAY,
    730 * DAY,
];
const MINUTE: u32 = 60;
const HOUR: u32 = 60 * MINUTE;
const DAY: u32 = 24 * HOUR;

/// How many took so long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bin {
    /// The least time.
    pub from: Span,
    /// The first that is too long; of the last bin the window, which is not.
    pub to: Span,
    /// How many.
    pub count: u64,
}

/// The bins of a window, also empty ones, with how many of some times, in ascending order and none longer than the
/// window, lie in each.
pub fn bins(window: Span, times: &[Span]) -> Vec<Bin> {
    let edges: Vec<Span> = { EDGES.iter() }
        .map(|seconds| Span::from_seconds(*seconds))
        .take_while(|edge| *edge < window || *edge == Span::from_micros(0))
        .collect();
    let mut bins = Vec::with_capacity(edges.len());
    for (at, from) in edges.iter().enumerate() {
        let next = edges.get(at + 1).copied();
        let below = |edge: Span| times.partition_point(|took| *took < edge);
        let count = next.map_or(times.len(), below) - below(*from);
        bins.push(Bin {
            from: *from,
            to: next.unwrap_or(window),
            count: count as u64,
        });
    }
    bins
}

impl Bin {
    /// Its ends in whole seconds; edges and windows are such.
    pub fn seconds(&self) -> [i64; 2] {
        [self.from, self.to].map(|end| end.micros() / MICROS_PER_SECOND)
    }
}

#[cfg(test)]
mod tests;
