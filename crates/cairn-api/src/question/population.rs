//! `population`: how large one is over time; and the population that any question is asked of.

use cairn_core::id::PopulationId;
use cairn_core::population::{Named, Population, PopulationRef, PopulationSize, Told};
use cairn_core::time::Zone;
use serde::Deserialize;
use serde_json::{Map, Value as Json};

use super::calendar::CalendarWire;
use crate::error::{ApiError, Code};
use crate::population::membership;
use crate::scalar;
use crate::step::FilterWire;

const FIELD: &str = "population";
/// How many filters of a question may be on persons.
const MAX_TOLD: usize = 5;

#[derive(Debug, Deserialize)]
#[serde(
    untagged,
    expecting = "expected the id of a population, or {\"is\": {…}} with conditions"
)]
pub(super) enum PopulationRefWire {
    Id(String),
    Told(ToldWire),
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ToldWire {
    id: Option<String>,
    is: Option<Json>,
    as_of: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct SizeWire {
    #[serde(default)]
    interval: CalendarWire,
}

impl PopulationRefWire {
    pub(super) fn to_ref(&self, zone: &Zone) -> Result<PopulationRef, ApiError> {
        let saved = |id: &str| {
            let id = PopulationId::new(id).map_err(|error| ApiError::invalid(FIELD, error));
            id.map(Named::Saved)
        };
        let told = match self {
            Self::Id(id) => {
                return Ok(PopulationRef {
                    population: saved(id)?,
                    told: Vec::new(),
                    as_of: None,
                });
            }
            Self::Told(told) => told,
        };
        let population = match (&told.id, &told.is) {
            (Some(id), None) => saved(id)?,
            (None, Some(is)) => Named::Here(Population {
                name: None,
                is: membership(is, "is", zone).map_err(|error| error.inside(FIELD))?,
            }),
            _ => {
                return Err(
                    ApiError::invalid(FIELD, "exactly one of `id` and `is` stands here")
                        .hint("name a saved population, or write its conditions"),
                );
            }
        };
        let instant =
            |text: &str| scalar::instant(text, "as_of", zone).map_err(|error| error.inside(FIELD));
        let as_of = told.as_of.as_deref().map(instant);
        Ok(PopulationRef {
            population,
            told: Vec::new(),
            as_of: as_of.transpose()?,
        })
    }
}

/// A question's filters on persons: they leave those of its population, or of everybody, of whom all of this is told.
pub(super) fn with_told(
    of: Option<PopulationRef>,
    filters: &[FilterWire],
    zone: &Zone,
) -> Result<Option<PopulationRef>, ApiError> {
    let of_persons = filters.iter().enumerate();
    let of_persons = of_persons.filter(|(_, filter)| filter.is_of_person());
    let told = of_persons.map(|(at, filter)| {
        let told = filter.of_person(zone);
        let (property, condition) =
            told.map_err(|error| error.inside(&format!("filters[{at}]")))?;
        Ok(Told {
            property,
            condition,
        })
    });
    let told: Vec<Told> = told.collect::<Result<_, ApiError>>()?;
    if told.is_empty() {
        return Ok(of);
    }
    if told.len() > MAX_TOLD {
        let message = format!("more than {MAX_TOLD} filters on persons");
        return Err(ApiError::new(Code::TooLarge, message).at("filters"));
    }
    let of = of.unwrap_or_else(|| PopulationRef {
        population: Named::Here(Population::everybody()),
        told: Vec::new(),
        as_of: None,
    });
    Ok(Some(PopulationRef { told, ..of }))
}

/// Refuses what makes no sense of a population's size; a null says nothing.
pub(super) fn check(object: &Map<String, Json>) -> Result<(), ApiError> {
    let is_given = |field: &str| scalar::is_given(object, field);
    if is_given("compare") {
        let message = "its points stand beside one another already";
        return Err(ApiError::invalid("compare", message)
            .hint("leave it out, and let the range reach over both parts of time"));
    }
    if is_given("breakdown") {
        return Err(
            ApiError::unsupported("breakdown", "a breakdown of a population")
                .hint("ask for each part as a population of its own"),
        );
    }
    let has_filters = |filters: &Json| filters.as_array().is_some_and(|all| !all.is_empty());
    if object.get("filters").is_some_and(has_filters) {
        let message = "a population is told by its conditions alone";
        return Err(
            ApiError::invalid("filters", message).hint("put them into the steps of its conditions")
        );
    }
    if !is_given(FIELD) {
        return Err(ApiError::invalid(FIELD, "it has to say which population")
            .hint(r#""population": "hot-leads", or {"is": {"did": {"event": "cart"}}}"#));
    }
    Ok(())
}

/// Reads what a question for a population's size asks for.
pub(super) fn read(rest: Json, of: Option<PopulationRef>) -> Result<PopulationSize, ApiError> {
    let wire: SizeWire = scalar::read(rest)?;
    let of = of.ok_or_else(|| ApiError::invalid(FIELD, "it has to say which population"))?;
    if of.as_of.is_some() {
        let error = ApiError::invalid("as_of", "its size is told as of each point");
        return Err(error
            .inside(FIELD)
            .hint("give the question a `range` or a `now`"));
    }
    Ok(PopulationSize {
        of,
        interval: wire.interval.to_interval(),
    })
}

#[cfg(test)]
mod tests;
