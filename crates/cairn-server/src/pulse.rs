//! What came in lately.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use cairn_api::{PulseMinuteWire, PulseWire, RecentEventWire};
use cairn_core::time::Time;
use cairn_core::way::Way;
use cairn_storage::{ImportRecord, Pulse, RecentEvent};

use crate::app::App;
use crate::authorized::Authorized;
use crate::collect::UNNAMED;
use crate::errors::Failure;
use crate::permission::ReadAnswers;

/// Entries of the list of what came last.
const RECENT: usize = 50;

/// What came in lately at a site. It is asked again and again, and takes no turn among the questions.
pub(crate) async fn show(
    authorized: Authorized<ReadAnswers>,
    State(app): State<App>,
) -> Result<Response, Failure> {
    let site = app.meta.site(authorized.site()?).await?;
    let looking = tokio::task::spawn_blocking(move || -> Result<PulseWire, Failure> {
        let now = app.now();
        Ok(wire_of(app.events.pulse(&site.id, now)?, now))
    });
    Ok(Json(looking.await??).into_response())
}

fn wire_of(pulse: Pulse, now: Time) -> PulseWire {
    let minutes = pulse.minutes.iter();
    let last_event_at = pulse.recent.first().map(|event| event.received_at);
    let mut recent: Vec<(Time, RecentEventWire)> = pulse
        .recent
        .into_iter()
        .map(|event| (event.received_at, wire_of_event(event)))
        .collect();
    if let Some(import) = pulse.last_import {
        let place = recent.partition_point(|(time, _)| *time > import.received_at);
        recent.insert(place, (import.received_at, wire_of_import(&import)));
        recent.truncate(RECENT);
    }
    PulseWire {
        now: now.to_string(),
        last_event_at: last_event_at.map(|time| time.to_string()),
        minutes: minutes
            .map(|minute| PulseMinuteWire {
                start: minute.start.to_string(),
                events: minute.events,
            })
            .collect(),
        recent: recent.into_iter().map(|(_, entry)| entry).collect(),
        dead_letters_last_hour: pulse.dead_letters_last_hour,
    }
}

fn wire_of_event(event: RecentEvent) -> RecentEventWire {
    RecentEventWire {
        event: Some(event.event),
        event_time: Some(event.event_time.to_string()),
        received_at: event.received_at.to_string(),
        way: Way::of_live(&event.source).as_str().to_owned(),
        library: (event.source != UNNAMED).then_some(event.source),
        anonymous_id: event.anonymous_id,
        user_id: event.user_id,
        person: event.person.map(|person| person.to_string()),
        import_id: None,
        events: None,
    }
}

fn wire_of_import(import: &ImportRecord) -> RecentEventWire {
    RecentEventWire {
        event: None,
        event_time: None,
        received_at: import.received_at.to_string(),
        way: Way::Import.as_str().to_owned(),
        library: None,
        anonymous_id: None,
        user_id: None,
        person: None,
        import_id: Some(import.id.to_string()),
        events: Some(import.tally.stored),
    }
}
