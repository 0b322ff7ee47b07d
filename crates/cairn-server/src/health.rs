//! Whether the server lives, whether it takes requests, and what it counts.

use std::fmt::Write;

use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use cairn_core::id::SiteId;
use cairn_storage::LogDamage;

use crate::app::App;
use crate::authorized::Authorized;
use crate::errors::Failure;
use crate::permission::{Public, ReadHealth};

/// The process lives.
pub(crate) async fn alive(_: Authorized<Public>) -> Response {
    (StatusCode::OK, "alive\n").into_response()
}

/// The server takes requests: it neither stops nor has lost its log, and its disk has room.
pub(crate) async fn ready(
    _: Authorized<Public>,
    State(app): State<App>,
) -> Result<Response, Failure> {
    if app.is_draining() {
        return Err(Failure::overloaded("the server is stopping"));
    }
    if app.events.is_poisoned() {
        return Err(Failure::overloaded("the log can't be written any more"));
    }
    app.events.check_space()?;
    let mut text = "ready\n".to_owned();
    for damage in &app.damage {
        text.push_str(&told(damage));
    }
    if !app.quarantined.is_empty() {
        text.push_str(&told_quarantined(&app));
    }
    Ok((StatusCode::OK, text).into_response())
}

/// What was set aside, in a line. Anybody may read it, so it names no site.
fn told_quarantined(app: &App) -> String {
    let aside = || app.quarantined.iter().map(|(_, quarantined)| quarantined);
    let events: u64 = aside().map(|of| of.events).sum();
    let letters: u64 = aside().map(|of| of.dead_letters).sum();
    format!(
        "degraded: {events} events and {letters} dead letters could not be read and were set aside\n"
    )
}

/// Damage in a line. Anybody may read it, so it tells the file's name and not where it lies.
fn told(damage: &LogDamage) -> String {
    let segment = damage.segment.file_name().unwrap_or_default();
    format!(
        "the log is damaged: {} bytes at {} of {} are no record; {}\n",
        damage.bytes,
        damage.offset,
        segment.display(),
        damage.loss()
    )
}

/// The counters, for Prometheus. A key sees its own site's.
pub(crate) async fn metrics(
    authorized: Authorized<ReadHealth>,
    State(app): State<App>,
) -> Result<Response, Failure> {
    let mut text = app.metrics.to_text();
    let mut gauge = |name: &str, help: &str, value: u64| {
        // Writing to a string can't fail.
        let _ = write!(
            text,
            "# HELP {name} {help}.\n# TYPE {name} gauge\n{name} {value}\n"
        );
    };
    let snapshot = app.events.snapshot()?;
    gauge(
        "cairn_in_flight_bytes",
        "Bytes held for requests that are not answered yet",
        app.in_flight.bytes(),
    );
    gauge(
        "cairn_manifest_sequence",
        "How many commits led to the current manifest",
        snapshot.manifest_sequence(),
    );
    gauge(
        "cairn_log_position",
        "The sequence number of the last durable record of the log",
        snapshot.log_position(),
    );
    let aside = snapshot.all_quarantined();
    gauge(
        "cairn_quarantined_events",
        "Events that could not be read and were set aside",
        aside.iter().map(|(_, of)| of.events).sum(),
    );
    text.push_str("# EOF\n");
    if let Some(only) = authorized.only_site() {
        text = without_other_sites(&text, only);
    }
    let content_type =
        HeaderValue::from_static("application/openmetrics-text; version=1.0.0; charset=utf-8");
    Ok(([(CONTENT_TYPE, content_type)], text).into_response())
}

/// The lines that are of no site or of this one.
fn without_other_sites(text: &str, only: &SiteId) -> String {
    let own = format!("site=\"{only}\"");
    let is_visible = |line: &&str| !line.contains("site=\"") || line.contains(&own);
    let lines: Vec<&str> = text.lines().filter(is_visible).collect();
    lines.join("\n") + "\n"
}
