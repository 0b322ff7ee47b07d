//! How long a site keeps its events. What is older, by event time, is taken out of what is stored.

use std::collections::BTreeMap;

use crate::time::{MICROS_PER_SECOND, Span, Time};

/// At most so many event names have a rule of their own.
pub const MOST_RULES: usize = 200;

const DAY_SECONDS: u32 = 86_400;
const DAY_MICROS: i64 = DAY_SECONDS as i64 * MICROS_PER_SECOND;

/// For how many whole days events are kept: 1 to 36,525, which is a hundred years.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct KeptDays(u32);

/// Why rules can't be kept by.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RetentionError {
    /// Zero days, or more than a hundred years.
    #[error(
        "events can't be kept for {0} days: use 1 to {most}, or keep them for ever",
        most = KeptDays::MOST
    )]
    Days(u64),
    /// A rule for no event.
    #[error("a rule needs the name of an event")]
    NoName,
    /// More rules than [`MOST_RULES`].
    #[error("{0} event names have a rule of their own, and at most {MOST_RULES} can")]
    TooMany(usize),
}

/// How long a site keeps its events; `None` is for ever.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Retention {
    all: Option<KeptDays>,
    by_event: BTreeMap<String, Option<KeptDays>>,
}

/// What a [`Retention`] comes to at one moment: events before these instants have expired.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Cuts {
    all: Option<Time>,
    by_event: BTreeMap<String, Option<Time>>,
}

impl KeptDays {
    /// The most days that can be said.
    pub const MOST: u32 = 36_525;

    /// So many days.
    pub fn new(days: u64) -> Result<Self, RetentionError> {
        let fits = u32::try_from(days).ok();
        let fits = fits.filter(|days| (1..=Self::MOST).contains(days));
        fits.map(Self).ok_or(RetentionError::Days(days))
    }

    /// How many.
    pub fn number(self) -> u32 {
        self.0
    }

    /// The first instant that is kept: that many days before the UTC day of `now` began. So it moves once a day, and
    /// an event is there for all of its days and goes within the day after.
    fn cut(self, now: Time) -> Time {
        let into_day = now.micros().rem_euclid(DAY_MICROS);
        let today = now.minus(Span::from_micros(into_day));
        today.minus(Span::from_seconds(self.0.saturating_mul(DAY_SECONDS)))
    }
}

impl Retention {
    /// With a rule for all events, and some for events of a name, which override it.
    pub fn new(
        all: Option<KeptDays>,
        by_event: BTreeMap<String, Option<KeptDays>>,
    ) -> Result<Self, RetentionError> {
        if by_event.keys().any(|name| name.trim().is_empty()) {
            return Err(RetentionError::NoName);
        }
        if by_event.len() > MOST_RULES {
            return Err(RetentionError::TooMany(by_event.len()));
        }
        Ok(Self { all, by_event })
    }

    /// For how long events are kept that have no rule of their own.
    pub fn all(&self) -> Option<KeptDays> {
        self.all
    }

    /// The rules of single events, by name.
    pub fn by_event(&self) -> &BTreeMap<String, Option<KeptDays>> {
        &self.by_event
    }

    /// Whether everything is kept for ever.
    pub fn is_for_ever(&self) -> bool {
        self.all.is_none() && self.by_event.values().all(Option::is_none)
    }

    /// Whether an event is older than it may become.
    pub fn is_expired(&self, event: &str, event_time: Time, now: Time) -> bool {
        let own = self.by_event.get(event).copied();
        let kept = own.unwrap_or(self.all);
        kept.is_some_and(|days| event_time < days.cut(now))
    }

    /// The same for many events of one moment.
    pub fn cuts(&self, now: Time) -> Cuts {
        let cut = |days: &Option<KeptDays>| days.map(|days| days.cut(now));
        let by_event = self.by_event.iter();
        Cuts {
            all: cut(&self.all),
            by_event: by_event
                .map(|(name, days)| (name.clone(), cut(days)))
                .collect(),
        }
    }
}

impl Cuts {
    /// Before which instant events of a name have expired; none if they never do.
    pub fn of(&self, event: &str) -> Option<Time> {
        self.by_event.get(event).copied().unwrap_or(self.all)
    }

    /// Before which instant events have expired that have no rule of their own; none if they never do.
    pub fn of_all(&self) -> Option<Time> {
        self.all
    }

    /// The same for the events that have one, by name.
    pub fn by_event(&self) -> &BTreeMap<String, Option<Time>> {
        &self.by_event
    }

    /// From this instant on no event has expired, whatever its name.
    pub fn all_kept_from(&self) -> Time {
        let cuts = self.by_event.values().flatten().chain(&self.all);
        cuts.copied().max().unwrap_or(Time::MIN)
    }

    /// Before this instant every event has expired, whatever its name.
    pub fn all_gone_before(&self) -> Time {
        let cuts = self.by_event.values().chain([&self.all]);
        let cuts = cuts.map(|cut| cut.unwrap_or(Time::MIN));
        cuts.min().unwrap_or(Time::MIN)
    }
}

#[cfg(test)]
mod tests;
