//! Who asks, and changes of a site's settings, on the wire.

use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;

use crate::retention::RetentionWire;

/// Who the caller is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MeWire {
    /// `session`: somebody who signed in; `machine`: a command on the server's machine; `key`: a secret key.
    pub caller: String,
    /// The server's version.
    pub version: String,
}

/// What is to be changed of a site; what is left out stays.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct SiteChangeWire {
    /// What people call it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The goal that matters most, a primary macro of the site; null for none.
    #[serde(deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub north_star: Option<Option<String>>,
    /// The template it began with; null for none.
    #[serde(deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub business_model: Option<Option<String>>,
    /// `monday` or `sunday`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub week_start: Option<String>,
    /// The IANA zone its days are cut in; only while it has no events.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timezone: Option<String>,
    /// The currency of amounts that name none; only while it has no events.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub currency: Option<String>,
    /// How long its events are kept, in place of all rules there were. What is older then is lost for good.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retention: Option<RetentionWire>,
}

/// A field that is there, be it null.
fn given<'de, D: Deserializer<'de>>(field: D) -> Result<Option<Option<String>>, D::Error> {
    Option::deserialize(field).map(Some)
}
