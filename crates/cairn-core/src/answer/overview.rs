//! The answer to an overview: how a site is doing, by all of its goals.

use cairn_stats::{
    Difference, Interval, benjamini_hochberg, needed_for_precision, p_of_equal_proportions,
};

use super::compare::Compared;
use super::drop_off::FALSE_DISCOVERY_RATE;
use super::rate::{CONFIDENCE_LEVEL, Rate};
use super::trend::PointAnswer;
use crate::gap::Gap;
use crate::goal::Class;
use crate::id::GoalId;
use crate::money::{Amounts, Money};

/// How a site is doing.
#[derive(Debug, Clone, PartialEq)]
pub struct OverviewAnswer {
    /// How much happens at all, and how much did in the range compared with.
    pub activity: Compared<ActivityAnswer>,
    /// The site's goals: primary macros, lifecycle macros, micros, each by id.
    pub goals: Vec<GoalAnswer>,
    /// What a reader should look at, the costliest first.
    pub findings: Vec<Finding>,
    /// Whether the north star, else the first primary macro, has enough sessions to be judged by.
    pub maturity: Option<Maturity>,
}

/// How much happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ActivityAnswer {
    /// Events that are no system events.
    pub events: u64,
    /// Persons with such an event.
    pub persons: u64,
    /// Sessions that start in the range and have such an event.
    pub sessions: u64,
}

/// One goal.
#[derive(Debug, Clone, PartialEq)]
pub struct GoalAnswer {
    /// Its id.
    pub goal: GoalId,
    /// What people call it.
    pub name: String,
    /// Its class.
    pub class: Class,
    /// The total of its trend.
    pub total: PointAnswer,
    /// That of the range compared with.
    pub previous: Option<PointAnswer>,
}

/// Something a reader should look at.
#[derive(Debug, Clone, PartialEq)]
pub enum Finding {
    /// A goal's rate moved by more than its interval, also beside those of the other goals.
    Change(ChangeFinding),
    /// Nothing came where many events were expected.
    Gap(Gap),
}

/// A goal's rate moved by more than its interval.
#[derive(Debug, Clone, PartialEq)]
pub struct ChangeFinding {
    /// The goal.
    pub goal: GoalId,
    /// Persons converting among persons active.
    pub rate: Rate,
    /// Those of the range compared with.
    pub before: Rate,
    /// `rate` − `before`.
    pub rate_change: Difference,
    /// The money of the conversions less that of the range compared with, where there is one currency.
    pub value_change: Option<Money>,
}

/// Whether a rate can be judged yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Maturity {
    /// The goal.
    pub goal: GoalId,
    /// Sessions there were.
    pub sessions: u64,
    /// Sessions until the interval of the goal's session rate is at most half the rate to either side.
    pub sessions_needed: u64,
}

/// Half the rate: a rate is judged by when its interval reaches at most so far.
const PRECISION: f64 = 0.5;

impl Maturity {
    /// By the sessions so far, of which `converting` had a conversion.
    pub fn of(goal: GoalId, converting: u64, sessions: u64) -> Self {
        let needed = needed_for_precision(converting, sessions, PRECISION, CONFIDENCE_LEVEL);
        Self {
            goal,
            sessions,
            sessions_needed: needed,
        }
    }

    /// Whether there are enough.
    pub fn is_reached(&self) -> bool {
        self.sessions >= self.sessions_needed
    }
}

/// The goals whose rates moved clearly, and the gaps: by money, then by how many persons or
/// events they are about.
pub fn findings(goals: &[GoalAnswer], gaps: &[Gap]) -> Vec<Finding> {
    let changes = changes(goals).into_iter().map(Finding::Change);
    let gaps = gaps.iter().copied().map(Finding::Gap);
    let mut findings: Vec<Finding> = changes.chain(gaps).collect();
    findings.sort_by(|a, b| {
        let money = b.money().cmp(&a.money());
        money.then_with(|| b.size().total_cmp(&a.size()))
    });
    findings
}

impl Finding {
    fn money(&self) -> u64 {
        match self {
            Self::Change(change) => change
                .value_change
                .map_or(0, |money| money.minor.unsigned_abs()),
            Self::Gap(_) => 0,
        }
    }

    /// Persons more or fewer who converted than at the rate before; or events that were to be expected.
    fn size(&self) -> f64 {
        match self {
            Self::Change(change) => {
                change.rate_change.value.abs() * change.rate.proportion.denominator() as f64
            }
            Self::Gap(gap) => gap.expected_events,
        }
    }
}

/// The goals whose rates moved by more than their intervals, and by more than chance lets some of so many move.
fn changes(goals: &[GoalAnswer]) -> Vec<ChangeFinding> {
    let moved: Vec<ChangeFinding> = goals.iter().filter_map(change_of).collect();
    let p = moved
        .iter()
        .map(|change| p_of_equal_proportions(change.rate.proportion, change.before.proportion));
    let adjusted = benjamini_hochberg(&p.collect::<Vec<f64>>());
    let is_clear = |(change, p): &(ChangeFinding, f64)| {
        let Interval { low, high } = change.rate_change.interval;
        (low > 0.0 || high < 0.0) && *p <= FALSE_DISCOVERY_RATE
    };
    let changes = moved.into_iter().zip(adjusted).filter(is_clear);
    changes.map(|(change, _)| change).collect()
}

/// The change of a goal's rate, where there are two to compare.
fn change_of(goal: &GoalAnswer) -> Option<ChangeFinding> {
    let previous = goal.previous.as_ref()?;
    Some(ChangeFinding {
        goal: goal.goal.clone(),
        rate: goal.total.rate?,
        before: previous.rate?,
        rate_change: goal.total.rate_change?,
        value_change: difference_of(&goal.total.value, &previous.value),
    })
}

/// One sum less another, if both are of one currency; nothing counts as nothing of the other's.
fn difference_of(now: &Amounts, before: &Amounts) -> Option<Money> {
    let mut difference = now.clone();
    difference.subtract(before);
    let mut sums = difference.iter();
    let (currency, minor) = sums.next()?;
    if sums.next().is_some() {
        return None;
    }
    let minor = i64::try_from(minor).ok()?;
    Some(Money { minor, currency })
}

#[cfg(test)]
mod tests;
