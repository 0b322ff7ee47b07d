//! What a site of some business usually counts: goals, a funnel, and the events they need.

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use utoipa::ToSchema;
use utoipa::openapi::schema::ArrayBuilder;
use utoipa::openapi::{Ref, RefOr, Schema};

use crate::error::ApiError;
use crate::funnel::FunnelDocument;
use crate::resource::read_document;

/// Each template with its id.
const DOCUMENTS: [(&str, &str); 6] = [
    ("ecommerce", include_str!("business_model/ecommerce.json")),
    ("saas", include_str!("business_model/saas.json")),
    ("leads", include_str!("business_model/leads.json")),
    ("services", include_str!("business_model/services.json")),
    ("donations", include_str!("business_model/donations.json")),
    ("courses", include_str!("business_model/courses.json")),
];

/// A template: what to count, and what to send so that it can be counted.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BusinessModelWire {
    /// Its id.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// Which business it is of.
    pub description: String,
    /// The goal that matters most, one of its primary macros.
    pub north_star: String,
    /// Its goals. Where `value` is null, only the user knows it: `value_hint` says what to work out.
    #[schema(schema_with = goals_schema)]
    pub goals: Vec<Json>,
    /// A funnel that ends in the north star, or leads to it.
    pub funnel: FunnelDocument,
    /// The events that its goals and its funnel are made of.
    pub events: Vec<EventToSendWire>,
}

/// An event that a site should send.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EventToSendWire {
    /// Its name.
    pub event: String,
    /// When to send it.
    pub description: String,
    /// The properties it should carry.
    pub properties: Vec<String>,
}

/// All templates.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct BusinessModelsWire {
    /// The templates.
    pub business_models: Vec<BusinessModelWire>,
}

/// All templates.
pub fn business_models() -> Result<BusinessModelsWire, ApiError> {
    let read = |(_, text): &(&str, &str)| read_document(text, "business model");
    let business_models: Result<_, ApiError> = DOCUMENTS.iter().map(read).collect();
    Ok(BusinessModelsWire {
        business_models: business_models?,
    })
}

/// Refuses what is no template's id.
pub fn check_business_model(id: &str) -> Result<(), ApiError> {
    if DOCUMENTS.iter().any(|(known, _)| *known == id) {
        return Ok(());
    }
    let known: Vec<&str> = DOCUMENTS.iter().map(|(known, _)| *known).collect();
    let message = format!("`{id}` is no business model");
    Err(ApiError::invalid("business_model", message)
        .hint(format!("use one of {}", known.join(", "))))
}

/// A goal whose value may be open has a schema of its own in the API document.
fn goals_schema() -> RefOr<Schema> {
    let goal = Ref::from_schema_name("GoalTemplate");
    ArrayBuilder::new().items(goal).into()
}

#[cfg(test)]
mod tests;
