//! Questions on the wire: one document, tagged by `kind`.

mod breakdown;
mod calendar;
mod drop_off;
pub(crate) mod flow;
pub(crate) mod funnel;
mod persons;
mod population;
mod returning;
mod time_to_convert;
mod timeline;

use cairn_core::question::{Question, QuestionKind};
use cairn_core::range::{Compare, Range};
use cairn_core::time::{Interval, Time, Zone};
use cairn_core::trend::Trend;
use serde::Deserialize;
use serde_json::{Map, Value as Json};

use self::breakdown::BreakdownWire;
use self::population::PopulationRefWire;
pub(crate) use self::returning::DEFAULT_PERIODS;
use crate::error::ApiError;
use crate::range::RangeWire;
use crate::scalar;
use crate::step::{FilterWire, PageWire, StepWire, filters_of_events};

const KINDS: &str = "funnel, trend, retention, flow, time_to_convert, population, persons, timeline, drop_off or overview";
/// Kinds of the contract that this version can't answer yet.
const PLANNED_KINDS: [&str; 11] = [
    "attribution",
    "spend",
    "revenue",
    "lifetime_value",
    "micro_ranking",
    "lift",
    "cohort_curve",
    "health",
    "explain_change",
    "reconcile",
    "audit",
];

/// Fields that every kind of question has.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct CommonWire {
    range: Option<RangeWire>,
    timezone: Option<String>,
    filters: Vec<FilterWire>,
    now: Option<String>,
    population: Option<PopulationRefWire>,
    known_at: Json,
    include_bots: Option<bool>,
    compare: Option<CompareWire>,
}

const COMMON_FIELDS: [&str; 8] = [
    "range",
    "timezone",
    "filters",
    "now",
    "population",
    "known_at",
    "include_bots",
    "compare",
];

#[derive(Debug, Deserialize)]
#[serde(
    untagged,
    expecting = "expected \"previous\" or a range such as {\"last\": \"30d\"}"
)]
enum CompareWire {
    Word(String),
    Range(RangeWire),
}

/// An overview has no fields of its own.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct OverviewWire {}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct TrendWire {
    event: Option<String>,
    page: Option<PageWire>,
    goal: Option<String>,
    any_of: Option<Vec<StepWire>>,
    #[serde(default)]
    interval: IntervalWire,
    breakdown: Option<BreakdownWire>,
}

#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
enum IntervalWire {
    Hour,
    #[default]
    Day,
    Week,
    Month,
}

/// Reads a question. `site_zone` is the zone of times that name none, unless the question names a zone.
pub fn parse_question(text: &str, site_zone: &Zone) -> Result<Question, ApiError> {
    question(scalar::parse_object(text, "question")?, site_zone)
}

fn question(mut object: Map<String, Json>, site_zone: &Zone) -> Result<Question, ApiError> {
    let kind = take_kind(&mut object)?;
    match kind.as_str() {
        "persons" => return persons::question(object, site_zone),
        "drop_off" => return drop_off::question(object, site_zone),
        "timeline" => timeline::check(&object)?,
        "retention" => returning::check(&object)?,
        "flow" => flow::check(&object)?,
        "population" => population::check(&object)?,
        "time_to_convert" => time_to_convert::check(&object)?,
        _ => {}
    }
    let common = take_common(&mut object)?;
    common.refuse_unsupported()?;
    let timezone = common.zone()?;
    let zone = timezone.as_ref().unwrap_or(site_zone);
    let rest = Json::Object(object);
    let asked_of = common.population.as_ref();
    let asked_of = asked_of.map(|of| of.to_ref(zone)).transpose()?;
    let mut asked_of = population::with_told(asked_of, &common.filters, zone)?;
    let kind = match kind.as_str() {
        "funnel" => QuestionKind::Funnel(funnel::read(rest, zone)?),
        "trend" => QuestionKind::Trend(scalar::read::<TrendWire>(rest)?.to_trend(zone)?),
        "retention" => QuestionKind::Returning(returning::read(rest, zone)?),
        "flow" => QuestionKind::Flow(flow::read(rest, zone)?),
        "population" => QuestionKind::Population(population::read(rest, asked_of.take())?),
        "time_to_convert" => QuestionKind::TimeToConvert(time_to_convert::read(rest, zone)?),
        "overview" => {
            scalar::read::<OverviewWire>(rest)?;
            QuestionKind::Overview
        }
        "timeline" => timeline::kind(rest)?,
        planned if PLANNED_KINDS.contains(&planned) => {
            let error = ApiError::unsupported("kind", &format!("the question `{planned}`"));
            return Err(error.hint(format!("this version knows {KINDS}")));
        }
        other => {
            return Err(
                ApiError::invalid("kind", format!("`{other}` is no kind of question"))
                    .hint(format!("this version knows {KINDS}")),
            );
        }
    };
    Ok(Question {
        kind,
        range: common.range()?,
        compare: common.compare()?,
        filters: filters_of_events(&common.filters, zone)?,
        population: asked_of,
        now: common.now(zone)?,
        timezone,
    })
}

fn take_kind(object: &mut Map<String, Json>) -> Result<String, ApiError> {
    match object.remove("kind") {
        Some(Json::String(kind)) => Ok(kind),
        Some(_) => Err(ApiError::invalid("kind", "expected a string").hint(KINDS)),
        None => Err(ApiError::invalid("kind", "a question needs a kind").hint(KINDS)),
    }
}

fn take_common(object: &mut Map<String, Json>) -> Result<CommonWire, ApiError> {
    let mut common = Map::new();
    for field in COMMON_FIELDS {
        if let Some(value) = object.remove(field) {
            common.insert(field.to_owned(), value);
        }
    }
    scalar::read(Json::Object(common))
}

impl CommonWire {
    fn refuse_unsupported(&self) -> Result<(), ApiError> {
        if !self.known_at.is_null() {
            return Err(ApiError::unsupported(
                "known_at",
                "asking as known at an earlier time",
            ));
        }
        if self.include_bots == Some(true) {
            return Err(ApiError::unsupported("include_bots", "telling bots apart"));
        }
        Ok(())
    }

    fn zone(&self) -> Result<Option<Zone>, ApiError> {
        let named =
            |name: &String| Zone::named(name).map_err(|error| ApiError::invalid("timezone", error));
        self.timezone.as_ref().map(named).transpose()
    }

    fn now(&self, zone: &Zone) -> Result<Option<Time>, ApiError> {
        let instant = |text: &String| scalar::instant(text, "now", zone);
        self.now.as_ref().map(instant).transpose()
    }

    fn range(&self) -> Result<Range, ApiError> {
        let range = self.range.as_ref();
        let range = range.map(|range| range.to_range("range"));
        Ok(range.transpose()?.unwrap_or_default())
    }

    fn compare(&self) -> Result<Option<Compare>, ApiError> {
        match &self.compare {
            None => Ok(None),
            Some(CompareWire::Word(word)) if word == "previous" => Ok(Some(Compare::Previous)),
            Some(CompareWire::Word(word)) => Err(ApiError::invalid(
                "compare",
                format!("`{word}` is nothing to compare with"),
            )
            .hint(r#"use "previous" or a range"#)),
            Some(CompareWire::Range(range)) => Ok(Some(Compare::With(range.to_range("compare")?))),
        }
    }
}

/// A choice of which this version has one.
fn only(
    field: &str,
    given: Option<&str>,
    supported: &str,
    planned: &[&str],
) -> Result<(), ApiError> {
    match given {
        None => Ok(()),
        Some(value) if value == supported => Ok(()),
        Some(value) if planned.contains(&value) => {
            Err(ApiError::unsupported(field, &format!("`{value}`"))
                .hint(format!("leave it out or use `{supported}`")))
        }
        Some(value) => Err(ApiError::invalid(
            field,
            format!("`{value}` is no value of this field"),
        )
        .hint(format!("use `{supported}`"))),
    }
}

impl TrendWire {
    fn to_trend(&self, zone: &Zone) -> Result<Trend, ApiError> {
        let step = StepWire {
            event: self.event.clone(),
            page: self.page.clone(),
            goal: self.goal.clone(),
            any_of: self.any_of.clone(),
            ..StepWire::default()
        };
        Ok(Trend {
            name: step.name(),
            target: step.to_target(zone)?,
            interval: match self.interval {
                IntervalWire::Hour => Interval::Hour,
                IntervalWire::Day => Interval::Day,
                IntervalWire::Week => Interval::Week,
                IntervalWire::Month => Interval::Month,
            },
            breakdown: self
                .breakdown
                .as_ref()
                .map(|breakdown| breakdown.to_breakdown(0))
                .transpose()?,
        })
    }
}

#[cfg(test)]
mod tests;
