//! The properties that events carry.

use std::sync::Arc;
use std::time::Instant;

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use cairn_api::{ApiError, Code, PropertiesWire, PropertyWire, property_value};
use cairn_engine::PropertyEntry;
use serde::Deserialize;

use crate::app::App;
use crate::authorized::Authorized;
use crate::errors::Failure;
use crate::known_properties::{Known, SiteState};
use crate::permission::ReadAnswers;
use crate::routes::Parameter;
use crate::work::apart;

/// Whose properties are asked for.
pub(crate) const PARAMETERS: [Parameter; 1] = [Parameter {
    name: "event",
    summary: "Only of events of this name; of all but bookkeeping if it is left out or `*`.",
    kind: "string",
}];

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct EventQuery {
    event: Option<String>,
}

/// The properties of a site's events.
pub(crate) async fn list(
    authorized: Authorized<ReadAnswers>,
    State(app): State<App>,
    query: Result<Query<EventQuery>, QueryRejection>,
) -> Result<Response, Failure> {
    let Query(EventQuery { event }) = query.map_err(|error| {
        ApiError::new(Code::InvalidField, error.body_text())
            .hint("properties are asked for with `event` or with nothing")
    })?;
    let event = event.filter(|event| event != "*");
    let site = app.meta.site(authorized.site()?).await?;
    let asked = app.clone();
    let counting = apart(
        &app.asking,
        move || -> Result<Arc<PropertiesWire>, Failure> {
            let snapshot = asked.events.snapshot()?;
            let state = SiteState::of(&snapshot, &site.id);
            if let Some(answer) = asked.properties.find(&site.id, event.as_deref(), state) {
                return Ok(answer);
            }
            let made_at = Instant::now();
            let entries = cairn_engine::properties(&snapshot, &site.id, event.as_deref())?;
            let answer = Arc::new(wire_of(entries));
            asked.properties.keep(Known {
                site: site.id,
                event,
                state,
                made_at,
                took: made_at.elapsed(),
                answer: Arc::clone(&answer),
            });
            Ok(answer)
        },
    );
    let answer = counting.await??;
    Ok(Json(&*answer).into_response())
}

fn wire_of(entries: Vec<PropertyEntry>) -> PropertiesWire {
    let property = |entry: PropertyEntry| PropertyWire {
        property: entry.property,
        kind: entry.kind.as_str().to_owned(),
        events: entry.events,
        values: entry
            .values
            .iter()
            .map(|(value, events)| property_value(value, *events))
            .collect(),
    };
    PropertiesWire {
        properties: entries.into_iter().map(property).collect(),
    }
}
