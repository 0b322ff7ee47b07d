//! Times to convert, restated: a table of who took how long, and for each time a pass over all of it.

mod generate;

use cairn_core::time::{Span, Time};

use crate::persons::{Case, Fared};

pub use generate::{Pooled, pooled, some_case};

/// How one who entered fared, in microseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Subject {
    /// When it started.
    pub start: i64,
    /// How long it took, if it converted.
    pub took: Option<i64>,
    /// How long it was watched, if it did not: to the window's end, or to now.
    pub watched: i64,
    /// Whether its window is still running.
    pub is_open: bool,
}

/// What is told of some subjects.
#[derive(Debug, Clone, PartialEq)]
pub struct Told {
    /// All, those that converted, and those that have not and still may.
    pub counts: [u64; 3],
    /// The curve at the window's end with its interval, if somebody was watched so long.
    pub within: Option<[f64; 3]>,
    /// The times at which it reaches 50, 75 and 90 % of that.
    pub percentiles: [Option<[Option<i64>; 3]>; 3],
    /// By time the share that has converted with its interval, and how many were at risk: at 0, at each time at which
    /// somebody converted, and at the last.
    pub curve: Vec<(i64, [f64; 3], u64)>,
    /// The shortest and the longest time.
    pub ends: Option<(i64, i64)>,
}

/// Two-sided 95 % of the normal distribution.
const Z: f64 = 1.959_963_984_540_054;
const SAME: f64 = 1e-9;

/// How everybody who entered fared.
pub fn subjects(case: &Case, fared: &[&Fared]) -> Vec<Subject> {
    let window = case.plan.pace.window.micros();
    let now = case.plan.now.micros();
    let steps = case.plan.steps.len();
    let subject = |fared: &&Fared| {
        let times: Vec<i64> = fared
            .reached
            .times
            .iter()
            .map(|time| time.micros())
            .collect();
        let is_open = times[0] + window > now;
        let took = (times.len() == steps).then(|| times[steps - 1] - times[0]);
        Subject {
            start: times[0],
            took,
            watched: if is_open {
                (now - times[0]).max(0)
            } else {
                window
            },
            is_open,
        }
    };
    fared.iter().map(subject).collect()
}

/// What is told of subjects with this window, in microseconds.
pub fn told(subjects: &[Subject], window: i64) -> Told {
    let number = |is_so: &dyn Fn(&Subject) -> bool| {
        subjects.iter().filter(|subject| is_so(subject)).count() as u64
    };
    let table = Table(subjects);
    let mut took: Vec<i64> = subjects.iter().filter_map(|subject| subject.took).collect();
    took.sort_unstable();
    let last_seen = subjects.iter().map(|subject| subject.seen()).max();
    // Of whoever went out of sight without converting nobody knows more.
    let all_converted = !subjects.is_empty() && took.len() == subjects.len();
    let is_known = all_converted || last_seen.is_some_and(|seen| seen >= window);
    let mut times = vec![0];
    times.extend(&took);
    times.push(if is_known {
        window
    } else {
        last_seen.unwrap_or(0)
    });
    times.dedup();
    let point = |time: &i64| {
        let at_risk = number(&|subject| subject.seen() >= *time);
        (*time, table.share(*time), at_risk)
    };
    Told {
        counts: [
            subjects.len() as u64,
            took.len() as u64,
            number(&|subject| subject.took.is_none() && subject.is_open),
        ],
        within: (is_known && !subjects.is_empty()).then(|| table.share(window)),
        percentiles: [0.5, 0.75, 0.9].map(|share| {
            let is_told = is_known && !took.is_empty();
            is_told.then(|| table.percentile(share, window))
        }),
        curve: match subjects.is_empty() {
            true => Vec::new(),
            false => times.iter().map(point).collect(),
        },
        ends: took.first().copied().zip(took.last().copied()),
    }
}

impl Subject {
    /// Up to when it was in sight.
    fn seen(&self) -> i64 {
        self.took.unwrap_or(self.watched)
    }
}

struct Table<'a>(&'a [Subject]);

impl Table<'_> {
    /// The times up to one at which somebody converted, with how many were at risk and how many converted.
    fn events(&self, until: i64) -> Vec<(i64, f64, f64)> {
        let mut times: Vec<i64> = self.0.iter().filter_map(|subject| subject.took).collect();
        times.sort_unstable();
        times.dedup();
        times.retain(|time| *time <= until);
        let at = |time: i64| {
            let at_risk = self
                .0
                .iter()
                .filter(|subject| subject.seen() >= time)
                .count();
            let converted = self
                .0
                .iter()
                .filter(|subject| subject.took == Some(time))
                .count();
            (time, at_risk as f64, converted as f64)
        };
        times.into_iter().map(at).collect()
    }

    /// The product over the times so far.
    fn surviving(&self, time: i64) -> f64 {
        let events = self.events(time).into_iter();
        events.map(|(_, n, d)| 1.0 - d / n).product()
    }

    /// Greenwood's sum over the times so far.
    fn greenwood(&self, time: i64) -> f64 {
        let events = self.events(time).into_iter();
        events.map(|(_, n, d)| d / (n * (n - d))).sum()
    }

    /// The share that has converted, and the ends of its interval.
    fn share(&self, time: i64) -> [f64; 3] {
        let surviving = self.surviving(time);
        let events = self.events(time);
        let wilson = |n: f64| Z * Z / (n + Z * Z);
        if events.is_empty() {
            let watched = self
                .0
                .iter()
                .filter(|subject| subject.seen() >= time)
                .count();
            return [0.0, 0.0, wilson(watched.max(1) as f64)];
        }
        if surviving < SAME {
            let n = match &events[..] {
                [(_, n, _)] => *n,
                events => {
                    let (before, _, _) = events[events.len() - 2];
                    let s = self.surviving(before);
                    (1.0 - s) / (s * self.greenwood(before))
                }
            };
            return [1.0, 1.0 - wilson(n), 1.0];
        }
        // log(-log S) plus and minus z times its standard error, turned back.
        let error = self.greenwood(time).sqrt() / surviving.ln();
        let middle = (-surviving.ln()).ln();
        let ends = [middle - Z * error.abs(), middle + Z * error.abs()];
        let [low, high] = ends.map(|end| 1.0 - (-end.exp()).exp());
        [1.0 - surviving, low, high]
    }

    /// When a share of those who convert by the end have, and between which times.
    fn percentile(&self, share: f64, end: i64) -> [Option<i64>; 3] {
        let whole = 1.0 - self.surviving(end);
        let events = self.events(end);
        let ratio = |time: i64| (1.0 - self.surviving(time)) / whole;
        let below_one: Vec<i64> = { events.iter() }
            .map(|(time, _, _)| *time)
            .filter(|time| ratio(*time) < 1.0 - SAME)
            .collect();
        let converted: f64 = events.iter().map(|(_, _, d)| d).sum();
        // Var(R) by the delta method from Var and Cov of the two shares.
        let spread = |time: i64| {
            let (s, t) = (self.surviving(time), self.surviving(end));
            let (f, g) = (1.0 - s, 1.0 - t);
            let of_time = s * s * self.greenwood(time);
            let (of_end, of_both) = match t < SAME {
                true => (0.0, 0.0),
                false => (t * t * self.greenwood(end), s * t * self.greenwood(time)),
            };
            let (by_f, by_g) = (1.0 / g, -f / (g * g));
            let variance =
                by_f * by_f * of_time + by_g * by_g * of_end + 2.0 * by_f * by_g * of_both;
            variance / (ratio(time) * (1.0 - ratio(time)))
        };
        let spread_at = |time: i64| {
            let at = below_one
                .iter()
                .find(|known| **known == time)
                .or(below_one.last());
            at.map_or(1.0 / converted, |at| spread(*at))
        };
        let reach = |spread: f64| Z * (share * (1.0 - share) * spread.max(0.0)).sqrt();
        let first = |is_so: &dyn Fn(i64) -> bool| {
            events
                .iter()
                .map(|(time, _, _)| *time)
                .find(|time| is_so(*time))
        };
        let at_start = below_one
            .first()
            .map_or(1.0 / converted, |time| spread(*time));
        let at_end = below_one
            .last()
            .map_or(1.0 / converted, |time| spread(*time));
        // Whether all may lie to one side of the quantile by chance.
        let all_lie = |part: f64, spread: f64| (part.ln() / spread.max(0.0)).exp() > 0.025;
        let low = match share <= reach(at_start) || all_lie(1.0 - share, at_start) {
            true => None,
            false => first(&|time| share - ratio(time) <= reach(spread_at(time))),
        };
        [
            first(&|time| ratio(time) >= share - SAME),
            low,
            match all_lie(share, at_end) {
                true => None,
                false => first(&|time| ratio(time) - share > reach(spread_at(time))),
            },
        ]
    }
}

/// How many subjects converted after so long: from one time on, before the other, or not after it where it is the
/// window.
pub fn in_bar(subjects: &[Subject], from: Span, to: Span, window: Span) -> u64 {
    let [from, to] = [from.micros(), to.micros()];
    let is_last = to == window.micros();
    let took = subjects.iter().filter_map(|subject| subject.took);
    took.filter(|took| *took >= from && (*took < to || is_last && *took == to))
        .count() as u64
}

/// The day of UTC in which a subject starts, counted from 1970.
pub fn day_of(subject: &Subject) -> i64 {
    subject.start.div_euclid(86_400_000_000)
}

/// The first instant of a day.
pub fn start_of_day(day: i64) -> Time {
    Time::from_micros(day * 86_400_000_000)
}
