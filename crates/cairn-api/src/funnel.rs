//! Saved funnels on the wire.

use cairn_core::funnel::{Funnel, Target};
use cairn_core::id::{FunnelId, GoalId};
use cairn_core::time::Zone;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};
use utoipa::ToSchema;
use utoipa::openapi::schema::ArrayBuilder;
use utoipa::openapi::{Ref, RefOr, Schema};

use crate::error::ApiError;
use crate::question;
use crate::question::funnel::{
    DEFAULT_WINDOW, EntryWire, ExclusionWire, OnExclusionWire, OrderWire, ScopeWire,
};
use crate::scalar;
use crate::step::StepWire;

/// A saved funnel: what a question of the kind `funnel` asks for, under a name.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FunnelDocument {
    /// Its id.
    pub id: String,
    /// What people call it.
    pub name: String,
    #[serde(default)]
    #[schema(schema_with = steps_schema)]
    steps: Vec<StepWire>,
    /// From step 1 to any later step at most this long; `7d` if it is left out.
    #[serde(default = "default_window")]
    window: String,
    #[serde(default)]
    entry: EntryWire,
    #[serde(default, skip_serializing_if = "is_default")]
    order: OrderWire,
    /// What may not lie between the steps of a strict funnel.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    scope: Option<ScopeWire>,
    /// Whether an attempt may begin at any step.
    #[serde(default, skip_serializing_if = "is_default")]
    open: bool,
    /// What ends an attempt between two steps.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(schema_with = exclusions_schema)]
    exclusions: Vec<ExclusionWire>,
    #[serde(default, skip_serializing_if = "is_default")]
    on_exclusion: OnExclusionWire,
    /// What it is for, in words.
    #[serde(default)]
    pub description: String,
}

/// All saved funnels of a site.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct FunnelsWire {
    /// By id.
    pub funnels: Vec<FunnelDocument>,
}

/// Reads a saved funnel; times in its filters that name no offset are of `zone`. Its steps are read as those of
/// a question.
pub fn parse_funnel(text: &str, zone: &Zone) -> Result<(FunnelDocument, Funnel), ApiError> {
    let object = scalar::parse_object(text, "funnel")?;
    let document: FunnelDocument = scalar::read(Json::Object(object))?;
    let funnel = document.to_funnel(zone)?;
    Ok((document, funnel))
}

impl FunnelDocument {
    /// Its id, checked.
    pub fn id(&self) -> Result<FunnelId, ApiError> {
        FunnelId::new(&self.id).map_err(|error| ApiError::invalid("id", error))
    }

    /// The document's text, to be kept: what was left out is written out.
    pub fn to_json(&self) -> String {
        // A document holds nothing that JSON can't express.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// What its steps are called, in order.
    pub fn step_names(&self) -> Vec<String> {
        self.steps.iter().map(StepWire::name).collect()
    }

    /// Its window, as it is written.
    pub fn window(&self) -> &str {
        &self.window
    }

    /// The definition the document means.
    pub fn to_funnel(&self, zone: &Zone) -> Result<Funnel, ApiError> {
        self.id()?;
        if self.name.trim().is_empty() {
            return Err(ApiError::invalid("name", "the name is empty"));
        }
        let asked = json!({
            "steps": self.steps,
            "window": self.window,
            "entry": self.entry,
            "order": self.order,
            "scope": self.scope,
            "open": self.open,
            "exclusions": self.exclusions,
            "on_exclusion": self.on_exclusion,
        });
        question::funnel::read(asked, zone)
    }
}

/// The goals that a funnel's steps name, with the place of each.
pub fn goals_of(funnel: &Funnel) -> impl Iterator<Item = (usize, &GoalId)> {
    let numbered = funnel.steps.iter().enumerate();
    numbered.filter_map(|(at, step)| match &step.target {
        Target::Goal { id, .. } => Some((at, id)),
        Target::Rule(_) => None,
    })
}

/// Terms that say nothing are not written out.
fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

fn default_window() -> String {
    DEFAULT_WINDOW.to_owned()
}

/// Steps have several forms, which the API document describes by name.
fn steps_schema() -> RefOr<Schema> {
    let step = Ref::from_schema_name("FunnelStep");
    let steps = ArrayBuilder::new().items(step).min_items(Some(1));
    steps.max_items(Some(cairn_core::funnel::MAX_STEPS)).into()
}

fn exclusions_schema() -> RefOr<Schema> {
    let exclusion = Ref::from_schema_name("Exclusion");
    ArrayBuilder::new().items(exclusion).into()
}

#[cfg(test)]
mod tests;
