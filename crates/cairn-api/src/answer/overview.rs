//! Overviews on the wire.

use std::borrow::Cow;

use cairn_core::answer::{
    ActivityAnswer, Before, ChangeFinding, Compared, Finding, GoalAnswer, Maturity,
};
use cairn_core::gap::Gap;
use cairn_core::goal::{Class, Kind, Standing};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::number::{DifferenceWire, RateWire, difference, rate};
use super::trend::{NumbersWire, numbers};
use crate::error::ApiError;
use crate::range::TimeRangeWire;
use crate::scalar::MoneyWire;

/// How much happens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ActivityWire {
    /// Events that are no system events.
    pub events: u64,
    /// Persons with such an event.
    pub persons: u64,
    /// Sessions that start in the range and have such an event.
    pub sessions: u64,
}

/// How much happened in the range compared with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ActivityBeforeWire {
    /// The range.
    pub range: TimeRangeWire,
    /// How much happened.
    pub activity: ActivityWire,
}

/// A goal in an overview.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct GoalTotalWire {
    /// Its id.
    pub goal: String,
    /// What people call it.
    pub name: String,
    /// Its class: macro or micro.
    pub class: Cow<'static, str>,
    /// Of a macro: revenue, lead or inquiry; null of a micro.
    pub kind: Option<Cow<'static, str>>,
    /// Of a macro: primary or lifecycle; null of a micro.
    pub standing: Option<Cow<'static, str>>,
    /// The total of its trend.
    pub total: NumbersWire,
    /// That of the range compared with.
    pub previous: Option<NumbersWire>,
    /// How far the rate of `total` lies above that of `previous`.
    pub rate_change: Option<DifferenceWire>,
}

/// Something a reader should look at.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum FindingWire {
    /// A goal's rate moved by more than its interval.
    Change {
        /// The goal.
        goal: String,
        /// Persons converting among persons active.
        rate: RateWire,
        /// Those of the range compared with.
        before: RateWire,
        /// `rate` − `before`.
        rate_change: DifferenceWire,
        /// The conversions' money less that of the range compared with; null without money or with several
        /// currencies.
        value_change: Option<MoneyWire>,
    },
    /// Nothing came where many events were expected.
    Gap {
        /// The first instant.
        start: String,
        /// The first instant after it.
        end: String,
        /// How many events were to be expected.
        expected_events: f64,
    },
}

/// Whether a rate can be judged yet.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct MaturityWire {
    /// The goal.
    pub goal: String,
    /// Sessions there were.
    pub sessions: u64,
    /// Sessions until the interval of the goal's session rate is at most half the rate to either side.
    pub sessions_needed: u64,
    /// Whether there are enough.
    pub is_reached: bool,
}

impl From<&ActivityAnswer> for ActivityWire {
    fn from(activity: &ActivityAnswer) -> Self {
        Self {
            events: activity.events,
            persons: activity.persons,
            sessions: activity.sessions,
        }
    }
}

pub(super) fn before(activity: &Compared<ActivityAnswer>) -> Option<ActivityBeforeWire> {
    let before: &Before<ActivityAnswer> = activity.before.as_ref()?;
    Some(ActivityBeforeWire {
        range: before.range.into(),
        activity: (&before.answer).into(),
    })
}

pub(super) fn goal(goal: &GoalAnswer) -> Result<GoalTotalWire, ApiError> {
    let (class, of_macro) = match goal.class {
        Class::Macro { kind, standing } => ("macro", Some((kind, standing))),
        Class::Micro => ("micro", None),
    };
    let kind = |kind| match kind {
        Kind::Revenue => "revenue",
        Kind::Lead => "lead",
        Kind::Inquiry => "inquiry",
    };
    let standing = |standing| match standing {
        Standing::Primary => "primary",
        Standing::Lifecycle => "lifecycle",
    };
    // The change stands beside the totals, which are those of the trend itself.
    let total = cairn_core::answer::PointAnswer {
        rate_change: None,
        ..goal.total.clone()
    };
    let previous = goal.previous.as_ref();
    Ok(GoalTotalWire {
        goal: goal.goal.to_string(),
        name: goal.name.clone(),
        class: Cow::Borrowed(class),
        kind: of_macro.map(|(of, _)| Cow::Borrowed(kind(of))),
        standing: of_macro.map(|(_, of)| Cow::Borrowed(standing(of))),
        total: numbers(&total, None)?,
        previous: previous
            .map(|previous| numbers(previous, None))
            .transpose()?,
        rate_change: goal.total.rate_change.map(difference),
    })
}

pub(super) fn finding(finding: &Finding) -> FindingWire {
    match finding {
        Finding::Change(change) => change_wire(change),
        Finding::Gap(Gap {
            start,
            end,
            expected_events,
        }) => FindingWire::Gap {
            start: start.to_string(),
            end: end.to_string(),
            expected_events: *expected_events,
        },
    }
}

fn change_wire(change: &ChangeFinding) -> FindingWire {
    FindingWire::Change {
        goal: change.goal.to_string(),
        rate: rate(change.rate),
        before: rate(change.before),
        rate_change: difference(change.rate_change),
        value_change: change.value_change.map(|money| MoneyWire {
            minor: money.minor,
            currency: money.currency.code().to_owned(),
        }),
    }
}

pub(super) fn maturity(maturity: &Maturity) -> MaturityWire {
    MaturityWire {
        goal: maturity.goal.to_string(),
        sessions: maturity.sessions,
        sessions_needed: maturity.sessions_needed,
        is_reached: maturity.is_reached(),
    }
}
