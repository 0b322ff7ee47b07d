//! The kernel: how a person stands to a population, as of each of some instants.

use super::{Membership, Times, Worth};
use crate::funnel::{FunnelPlan, enter};
use crate::goal::{Conversion, FirstOfOrder, TargetPlan, conversions};
use crate::journey::{JourneyEvent, RuleIndex};
use crate::range::TimeRange;
use crate::time::{Span, Time};

/// A population ready for the kernel.
#[derive(Debug, Clone)]
pub struct PopulationPlan {
    /// Who is in it, by the places of its conditions.
    pub is: Membership<usize>,
    /// Its conditions.
    pub traits: Vec<TraitPlan>,
    /// As of when, ascending: what happened before the instant counts.
    pub instants: Vec<Time>,
    /// Fits every event, where it matters since when a person is known; otherwise nobody is in it of whom nothing fits.
    pub known: Option<RuleIndex>,
}

/// A condition with its rules numbered, and its ranges by instant: they end at it or before.
#[derive(Debug, Clone)]
pub enum TraitPlan {
    /// It did something so often.
    Did {
        /// What.
        what: TargetPlan,
        /// How often, and what it is worth.
        bounds: Bounds,
        /// When, by instant.
        when: Vec<TimeRange>,
    },
    /// It did things in an order: got to the last step of a funnel.
    Sequence {
        /// The funnel; its range and its now are those of each instant.
        funnel: Box<FunnelPlan>,
        /// When, by instant.
        when: Vec<TimeRange>,
    },
    /// What was told of it.
    Told(ToldPlan),
}

/// What conversions are held to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// How many.
    pub times: Times,
    /// So many as are needed within some span so long.
    pub in_any: Option<Span>,
    /// What they are worth together.
    pub worth: Option<Worth>,
}

/// A condition on a property of persons, by the rules that identify calls fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ToldPlan {
    /// Calls that set it.
    pub set: RuleIndex,
    /// Calls that set it to a value of which the condition holds.
    pub set_holds: RuleIndex,
    /// Calls that set it where it is not set.
    pub once: RuleIndex,
    /// Calls that set it, where it is not set, to a value of which the condition holds.
    pub once_holds: RuleIndex,
    /// Calls that unset it.
    pub unset: RuleIndex,
    /// Whether the condition holds of nothing.
    pub absent_holds: bool,
}

/// How a person stands to a population at an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// Whether there was an event of it before; where [`PopulationPlan::known`] is none, whether it is a member.
    pub is_known: bool,
    /// Whether it is a member.
    pub is_member: bool,
}

impl PopulationPlan {
    /// Whether somebody of whom nothing is known would be in it at some instant: then it matters who is known.
    pub fn takes_anybody(&self) -> bool {
        let of_nothing = |at: usize| {
            self.is
                .holds(&mut |place| self.traits[*place].holds_of_nothing(at))
        };
        (0..self.instants.len()).any(of_nothing)
    }
}

/// How a person stands to a population at each instant of the plan.
///
/// `journey` is sorted by (time, event id). Whether a conversion counts is told by what came before it, so conversions
/// are found once for all instants. For each instant a condition then costs a search in them; a sequence costs a funnel
/// of what came before for some instants, for each where its range moves with them.
pub fn standings(
    plan: &PopulationPlan,
    journey: &[JourneyEvent],
    first_of_order: &FirstOfOrder,
) -> Vec<Standing> {
    let Some(last) = plan.instants.last() else {
        return Vec::new();
    };
    let found: Vec<Found> = { plan.traits.iter() }
        .map(|of| Found::of(of, journey, *last, first_of_order))
        .collect();
    let known_since = plan.known.and_then(|known| {
        let mut events = journey.iter();
        let first = events.find(|event| event.rules.contains(known))?;
        Some(first.time)
    });
    let standing = |(at, instant): (usize, &Time)| {
        let may_be = plan.known.is_none() || known_since.is_some_and(|since| since < *instant);
        let before = &journey[..journey.partition_point(|event| event.time < *instant)];
        let mut holds = |place: &usize| found[*place].holds(at, before);
        let is_member = may_be && plan.is.holds(&mut holds);
        Standing {
            is_known: if plan.known.is_some() {
                may_be
            } else {
                is_member
            },
            is_member,
        }
    };
    plan.instants.iter().enumerate().map(standing).collect()
}

impl TraitPlan {
    fn holds_of_nothing(&self, at: usize) -> bool {
        Found::of(self, &[], Time::MIN, &FirstOfOrder::default()).holds(at, &[])
    }
}

/// What is found of a person for one condition.
enum Found<'a> {
    /// Conversions in order of time.
    Did(Vec<Conversion>, Bounds, &'a [TimeRange]),
    /// Whether a funnel is got through in the range of each instant.
    Sequence(Vec<bool>),
    /// When what is known of the property changed, in order of time, and whether the condition holds since; whether it
    /// holds before.
    Told(Vec<(Time, bool)>, bool),
}

impl<'a> Found<'a> {
    fn of(
        of: &'a TraitPlan,
        journey: &[JourneyEvent],
        last: Time,
        first_of_order: &FirstOfOrder,
    ) -> Self {
        match of {
            TraitPlan::Did { what, bounds, when } => {
                let found = conversions(what, journey, last, first_of_order);
                Self::Did(found, *bounds, when)
            }
            TraitPlan::Sequence { funnel, when } => {
                Self::of_sequence(FunnelPlan::clone(funnel), when, journey, first_of_order)
            }
            TraitPlan::Told(told) => Self::Told(told.changes(journey), told.absent_holds),
        }
    }

    /// For each instant the funnel of what came before it. Where all ranges begin alike, whoever is through once stays
    /// through, so that some instants tell of all.
    fn of_sequence(
        mut funnel: FunnelPlan,
        when: &[TimeRange],
        journey: &[JourneyEvent],
        first_of_order: &FirstOfOrder,
    ) -> Self {
        let mut is_through = |range: &TimeRange| {
            let until = journey.partition_point(|event| event.time < range.end);
            funnel.pace.range = *range;
            funnel.now = range.end.minus(Span::from_micros(1));
            let entered = enter(&funnel, &journey[..until], first_of_order);
            entered.is_some_and(|entered| entered.depth() == funnel.steps.len())
        };
        let begin_alike = when.windows(2).all(|pair| pair[0].start == pair[1].start);
        if !begin_alike {
            return Self::Sequence(when.iter().map(is_through).collect());
        }
        let first = when.partition_point(|range| !is_through(range));
        Self::Sequence((0..when.len()).map(|at| at >= first).collect())
    }

    /// Whether it holds at an instant, by its number and the journey before it.
    fn holds(&self, at: usize, before: &[JourneyEvent]) -> bool {
        match self {
            Self::Did(conversions, bounds, when) => {
                let TimeRange { start, end } = when[at];
                let place = |time: Time| conversions.partition_point(|found| found.time < time);
                let (from, to) = (place(start), place(end));
                bounds.hold(&conversions[from.min(to)..to])
            }
            Self::Sequence(is_through) => is_through[at],
            Self::Told(changes, before_all) => {
                // Nothing is told of an instant but what the events before it tell.
                let told = before.last().map_or(0, |last| {
                    changes.partition_point(|(time, _)| *time <= last.time)
                });
                let now = told.checked_sub(1).map(|place| changes[place].1);
                now.unwrap_or(*before_all)
            }
        }
    }
}

impl Bounds {
    fn hold(self, conversions: &[Conversion]) -> bool {
        let is_worth_it = self.worth.is_none_or(|worth| {
            let money = conversions.iter().filter_map(|found| found.value);
            let of_currency = money.filter(|money| money.currency == worth.currency);
            worth.holds(of_currency.map(|money| i128::from(money.minor)).sum())
        });
        let needed = self.times.at_least.max(1) as usize;
        let is_close = self.in_any.is_none_or(|span| {
            let mut runs = conversions.windows(needed);
            runs.any(|run| match (run.first(), run.last()) {
                (Some(first), Some(last)) => last.time.since(first.time) <= span,
                _ => false,
            })
        });
        is_worth_it && is_close && self.times.hold(conversions.len())
    }
}

impl ToldPlan {
    /// When what is known of the property changed, and whether the condition holds since. Within a call what is set
    /// comes first, then what is set once, then what is unset (as in [`crate::person_properties::tell`]).
    fn changes(&self, journey: &[JourneyEvent]) -> Vec<(Time, bool)> {
        let mut changes = Vec::new();
        let mut is_set = false;
        for event in journey {
            let fits = |rule: RuleIndex| event.rules.contains(rule);
            let mut holds = None;
            if fits(self.set) {
                (is_set, holds) = (true, Some(fits(self.set_holds)));
            }
            if fits(self.once) && !is_set {
                (is_set, holds) = (true, Some(fits(self.once_holds)));
            }
            if fits(self.unset) {
                (is_set, holds) = (false, Some(self.absent_holds));
            }
            changes.extend(holds.map(|holds| (event.time, holds)));
        }
        changes
    }
}
