//! Populations on the wire.

mod condition;

use cairn_core::funnel::Target;
use cairn_core::id::{GoalId, PopulationId};
use cairn_core::population::{Population, Trait};
use cairn_core::time::Zone;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use utoipa::ToSchema;
use utoipa::openapi::{Ref, RefOr, Schema};

use crate::error::ApiError;
use crate::scalar;

pub(crate) use condition::membership;

/// A saved population: who is in it, under a name.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PopulationDocument {
    /// Its id.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// Who is in it.
    #[schema(schema_with = condition_schema)]
    pub is: Json,
    /// What it is for, in words.
    #[serde(default)]
    pub description: String,
}

/// All saved populations of a site.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct PopulationsWire {
    /// By id.
    pub populations: Vec<PopulationDocument>,
}

/// Conditions have several forms, which the API document describes by name.
fn condition_schema() -> RefOr<Schema> {
    Ref::from_schema_name("PopulationCondition").into()
}

/// Reads a saved population; times in its conditions that name no offset are of `zone`.
pub fn parse_population(
    text: &str,
    zone: &Zone,
) -> Result<(PopulationDocument, Population), ApiError> {
    let object = scalar::parse_object(text, "population")?;
    let document: PopulationDocument = scalar::read(Json::Object(object))?;
    document.id()?;
    if document.name.trim().is_empty() {
        return Err(ApiError::invalid("name", "the name is empty"));
    }
    let population = Population {
        name: Some(document.name.clone()),
        is: membership(&document.is, "is", zone)?,
    };
    Ok((document, population))
}

impl PopulationDocument {
    /// Its id, checked.
    pub fn id(&self) -> Result<PopulationId, ApiError> {
        PopulationId::new(&self.id).map_err(|error| ApiError::invalid("id", error))
    }

    /// The document's text, to be kept.
    pub fn to_json(&self) -> String {
        // A document holds nothing that JSON can't express.
        serde_json::to_string(self).unwrap_or_default()
    }
}

/// The goals that a population asks about.
pub fn goals_of_population(population: &Population) -> Vec<&GoalId> {
    let traits = population.is.traits().into_iter();
    let targets = traits.flat_map(|of| match of {
        Trait::Did(did) => std::slice::from_ref(&did.what),
        Trait::Sequence(sequence) => &sequence.steps,
        Trait::Told(_) => &[],
    });
    let goals = targets.filter_map(|target| match target {
        Target::Goal { id, .. } => Some(id),
        Target::Rule(_) => None,
    });
    goals.collect()
}

#[cfg(test)]
mod tests;
