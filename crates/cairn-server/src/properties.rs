//! The properties that events carry.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use cairn_api::{ApiError, Code, PropertiesWire, PropertyWire, property_value};
use cairn_core::id::SiteId;
use cairn_engine::PropertyEntry;
use cairn_storage::Snapshot;
use serde::Deserialize;

use crate::app::App;
use crate::authorized::Authorized;
use crate::errors::Failure;
use crate::permission::ReadAnswers;
use crate::routes::Parameter;
use crate::work::apart;

/// Whose properties are asked for.
pub(crate) const PARAMETERS: [Parameter; 1] = [Parameter {
    name: "event",
    summary: "Only of events of this name; of all but bookkeeping if it is left out or `*`.",
    kind: "string",
}];

/// Answers that are kept.
const KEPT: usize = 32;
/// An answer that took longer than this to count …
const LONG: Duration = Duration::from_millis(250);
/// … is given for so many times as long, also when events have come since.
const TIMES: u32 = 20;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct EventQuery {
    event: Option<String>,
}

/// Answers that were counted lately, newest first.
#[derive(Debug, Default)]
pub(crate) struct KnownProperties(Mutex<VecDeque<Known>>);

#[derive(Debug)]
struct Known {
    site: SiteId,
    event: Option<String>,
    state: SiteState,
    made_at: Instant,
    took: Duration,
    answer: Arc<PropertiesWire>,
}

/// Two snapshots that agree in this have the same events of the site: with one manifest the log's end only grows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct SiteState {
    manifest: u64,
    events: u64,
}

impl SiteState {
    fn of(snapshot: &Snapshot, site: &SiteId) -> Self {
        Self {
            manifest: snapshot.manifest_sequence(),
            events: snapshot.rows(site),
        }
    }
}

impl KnownProperties {
    fn find(
        &self,
        site: &SiteId,
        event: Option<&str>,
        state: SiteState,
    ) -> Option<Arc<PropertiesWire>> {
        let known = self.locked();
        let mut known = known.iter();
        let found = known.find(|one| one.site == *site && one.event.as_deref() == event)?;
        found.is_good_for(state).then(|| Arc::clone(&found.answer))
    }

    fn keep(&self, new: Known) {
        let mut known = self.locked();
        known.retain(|one| one.site != new.site || one.event != new.event);
        known.push_front(new);
        known.truncate(KEPT);
    }

    fn locked(&self) -> MutexGuard<'_, VecDeque<Known>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Known {
    fn is_good_for(&self, state: SiteState) -> bool {
        self.state == state
            || self.took > LONG && self.made_at.elapsed() < self.took.saturating_mul(TIMES)
    }
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

#[cfg(test)]
mod tests;
