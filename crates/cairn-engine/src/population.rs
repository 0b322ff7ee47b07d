//! Populations: how large they are over time, and who is in one that a question is asked of.

mod members;
mod plan;

use cairn_core::answer::{AnswerBody, PopulationAnswer};
use cairn_core::breakdown::BreakdownValues;
use cairn_core::goal::FirstOfOrder;
use cairn_core::journey::JourneyEvent;
use cairn_core::population::{
    Change, MAX_POINTS, Named, Population, PopulationPlan, PopulationSize, PopulationSummary,
    standings,
};
use cairn_core::range::TimeRange;
use cairn_core::time::{Bucketing, Span, Time};
use cairn_storage::PersonRows;

use crate::definitions::Definitions;
use crate::error::AskError;
use crate::notes::unseen;
use crate::partition::{Asked, Replied};
use crate::plan::Plan;

pub(crate) use members::members;

/// The population that is named.
pub(crate) fn resolve<'a>(
    definitions: &'a Definitions,
    named: &'a Named,
) -> Result<&'a Population, AskError> {
    match named {
        Named::Saved(id) => definitions.population(id),
        Named::Here(population) => Ok(population),
    }
}

/// The instant as of which all has happened that has happened at `now`.
pub(crate) fn as_of_now(now: Time) -> Time {
    now.plus(Span::from_micros(1))
}

/// A size over time with its rules numbered and its points cut.
pub(crate) struct SizePlan {
    pub(crate) plan: Plan,
    pub(crate) of_population: PopulationPlan,
    /// Label of each point after the first, and whether it is complete.
    points: Vec<(String, bool)>,
}

impl SizePlan {
    /// The number of the instant that a label stands for, or of the last one.
    fn instant(&self, start: Option<&str>) -> Option<usize> {
        match start {
            None => self.of_population.instants.len().checked_sub(1),
            Some(wanted) => {
                let place = self.points.iter().position(|(label, _)| label == wanted);
                place.map(|place| place + 1)
            }
        }
    }
}

pub(crate) fn size_plan(asked: &Asked<'_>, size: &PopulationSize) -> Result<SizePlan, AskError> {
    let population = resolve(asked.definitions, &size.of.population)?;
    let covered = covered(asked)?;
    let week_start = asked.definitions.site.week_start;
    let buckets = Bucketing::cover(
        covered.start,
        covered.end,
        size.interval,
        week_start,
        asked.zone,
        MAX_POINTS,
    )?;
    let until = covered.end.min(as_of_now(asked.now));
    let mut instants = vec![covered.start.min(until)];
    let mut points = Vec::new();
    for bucket in 0..buckets.len() {
        // What has not begun has no size.
        if buckets.start_of(bucket) >= until {
            break;
        }
        let end = buckets.end_of(bucket);
        let is_whole = end <= asked.now && end <= covered.end;
        instants.push(end.min(until));
        points.push((buckets.label(bucket).to_owned(), is_whole));
    }
    let (plan, of_population) = plan::plan(asked, &population.is, instants, plan::Known::Counted)?;
    Ok(SizePlan {
        plan,
        of_population,
        points,
    })
}

/// The range asked for; all history is from the first event to now.
fn covered(asked: &Asked<'_>) -> Result<TimeRange, AskError> {
    let now = as_of_now(asked.now);
    if asked.range != TimeRange::ALL {
        return Ok(asked.range);
    }
    let told = asked.told_range()?;
    let start = told.map_or(now, |told| told.start.min(now));
    Ok(TimeRange { start, end: now })
}

pub(crate) fn answer(asked: &Asked<'_>, size: &PopulationSize) -> Result<Replied, AskError> {
    let of_size = size_plan(asked, size)?;
    let SizePlan {
        plan,
        of_population,
        points,
    } = &of_size;
    let first_of_order = asked.first_of_order(plan)?;
    let judge = |summary: &mut PopulationSummary,
                 rows: &PersonRows<JourneyEvent>,
                 _: &[BreakdownValues]| {
        // Without a person nobody is anybody (semantics S5).
        if rows.person.is_some() {
            summary.add(&standings(of_population, &rows.rows, &first_of_order));
        }
    };
    let empty = || PopulationSummary::empty(of_population.instants.len());
    let pass = asked.pass(plan, empty, judge, PopulationSummary::merge)?;
    let name = resolve(asked.definitions, &size.of.population)?
        .name
        .clone();
    Ok(Replied {
        body: AnswerBody::Population(PopulationAnswer::of(name, points, &pass.summary)?),
        rows_scanned: pass.rows_scanned,
        notes: unseen(plan, &pass.seen),
    })
}

/// Whether a person is behind a point, by its journey.
pub(crate) struct Behind {
    pub(crate) of_size: SizePlan,
    at: usize,
    change: Change,
}

impl Behind {
    pub(crate) fn of(
        asked: &Asked<'_>,
        size: &PopulationSize,
        start: Option<&str>,
        change: Change,
    ) -> Result<Self, AskError> {
        let of_size = size_plan(asked, size)?;
        let at = of_size.instant(start);
        let at = at.ok_or_else(|| AskError::UnknownBucket(start.unwrap_or_default().to_owned()))?;
        Ok(Self {
            of_size,
            at,
            change,
        })
    }

    pub(crate) fn has(&self, journey: &[JourneyEvent], first_of_order: &FirstOfOrder) -> bool {
        let standings = standings(&self.of_size.of_population, journey, first_of_order);
        self.change.holds(&standings, self.at)
    }
}
