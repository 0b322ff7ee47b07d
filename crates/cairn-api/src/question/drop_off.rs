//! `drop_off`: where a funnel is worse than it should be.

use cairn_core::drop_off::{DropOff, MAX_PROPERTIES, MAX_ROWS};
use cairn_core::event::PropertyRef;
use cairn_core::funnel::{Funnel, StepOrder};
use cairn_core::question::{Question, QuestionKind};
use cairn_core::time::Zone;
use serde::Deserialize;
use serde_json::{Map, Value as Json};

use super::{COMMON_FIELDS, question as inner_question};
use crate::error::{ApiError, Code};
use crate::scalar;
use crate::step::Scope;

const DEFAULT_LIMIT: usize = 20;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct DropOffWire {
    of: Map<String, Json>,
    properties: Option<Vec<PropertyWire>>,
    limit: Option<usize>,
}

#[derive(Debug, Deserialize)]
#[serde(
    deny_unknown_fields,
    expecting = "a property such as {\"property\": \"channel\", \"of\": \"session\"}"
)]
struct PropertyWire {
    property: String,
    #[serde(default)]
    of: Scope,
}

pub(super) fn question(object: Map<String, Json>, site_zone: &Zone) -> Result<Question, ApiError> {
    let is_given = |field: &&&str| object.contains_key(**field);
    if let Some(field) = COMMON_FIELDS.iter().find(is_given) {
        let message = "it belongs to the funnel in `of`";
        return Err(ApiError::invalid(field, message));
    }
    let wire: DropOffWire = scalar::read(Json::Object(object))?;
    let other = wire.of.get("kind").and_then(Json::as_str);
    if other.is_some_and(|kind| kind != "funnel") {
        return Err(ApiError::invalid(
            "of.kind",
            "only a funnel has steps to drop out of",
        ));
    }
    let inner = inner_question(wire.of, site_zone).map_err(|error| error.inside("of"))?;
    let QuestionKind::Funnel(funnel) = inner.kind else {
        return Err(ApiError::new(
            Code::Internal,
            "a funnel was read as something else",
        ));
    };
    if funnel.breakdown.is_some() {
        return Err(
            ApiError::invalid("of.breakdown", "the funnel is split by `properties`")
                .hint("leave the breakdown out"),
        );
    }
    let is_nested = |funnel: &Funnel| {
        funnel.terms.order != StepOrder::Any
            && !funnel.terms.is_open
            && funnel.optional().is_empty()
    };
    if !is_nested(&funnel) {
        return Err(ApiError::unsupported(
            "of",
            "where people drop out of steps that come in any order, may be left out or begun with",
        )
        .hint("ask with all steps in order"));
    }
    let limit = wire.limit.unwrap_or(DEFAULT_LIMIT);
    if limit == 0 || limit > MAX_ROWS {
        let message = format!("there are 1 to {MAX_ROWS} rows");
        return Err(ApiError::new(Code::TooLarge, message).at("limit"));
    }
    Ok(Question {
        kind: QuestionKind::DropOff(DropOff {
            funnel,
            properties: wire.properties.map(properties).transpose()?,
            limit,
        }),
        range: inner.range,
        // The numbers are those of the range itself.
        compare: None,
        timezone: inner.timezone,
        filters: inner.filters,
        population: inner.population,
        now: inner.now,
    })
}

fn properties(wire: Vec<PropertyWire>) -> Result<Vec<PropertyRef>, ApiError> {
    if wire.is_empty() || wire.len() > MAX_PROPERTIES {
        let message = format!("there are 1 to {MAX_PROPERTIES} properties");
        return Err(ApiError::new(Code::TooLarge, message)
            .at("properties")
            .hint("leave them out for the usual ones"));
    }
    let mut properties: Vec<PropertyRef> = Vec::with_capacity(wire.len());
    for (at, PropertyWire { property, of }) in wire.into_iter().enumerate() {
        let property = of.property(&property);
        let property = property.map_err(|error| error.inside(&format!("properties[{at}]")))?;
        if properties.contains(&property) {
            let field = format!("properties[{at}]");
            return Err(ApiError::invalid(
                &field,
                "this property stands there twice",
            ));
        }
        properties.push(property);
    }
    Ok(properties)
}

#[cfg(test)]
mod tests;
