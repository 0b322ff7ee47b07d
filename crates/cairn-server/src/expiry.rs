//! Taking out what sites do not keep: daily, when somebody asks for it, and counting it before.

use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use cairn_api::{ApiError, ExpiryWire, NewExpiryWire, RetentionWire, read_document};
use cairn_core::id::SiteId;
use cairn_core::retention::{Cuts, Retention};
use cairn_core::time::{Span, Time};
use cairn_storage::{Expiry, StorageError};

use crate::app::App;
use crate::authorized::Authorized;
use crate::document::Document;
use crate::errors::Failure;
use crate::permission::ManageSites;

const DAY: Span = Span::from_seconds(86_400);

const DOUBT: Span = Span::from_seconds(60 * 86_400);

/// How often the clock is looked at.
const TICK: Duration = Duration::from_secs(1);

/// Takes out what has expired by the site's rules, or counts it. Goes on if the caller hangs up.
pub(crate) async fn pass(
    authorized: Authorized<ManageSites>,
    State(app): State<App>,
    Document(text): Document,
) -> Result<Response, Failure> {
    let asked: NewExpiryWire = read_document(&text, "pass")?;
    let record = app.meta.site_record(authorized.site()?).await?;
    if asked.retention.is_some() && !asked.dry_run {
        // What is taken out is what anybody can read in the site's settings.
        let message = "other rules than the site's can only be counted by";
        let hint = "ask with \"dry_run\": true, or change the site first";
        return Err(ApiError::invalid("retention", message).hint(hint).into());
    }
    let retention = asked.retention.as_ref().map(RetentionWire::parse);
    let retention = retention.transpose()?.unwrap_or(record.retention);
    let (site, dry_run) = (record.site.id, asked.dry_run);
    let meta = app.meta.clone();
    let passing =
        tokio::task::spawn_blocking(move || -> Result<(ExpiryWire, Time), StorageError> {
            let now = app.now();
            let expiry = match dry_run {
                true => app.events.snapshot()?.expiry(&site, &retention, now)?,
                false => expire(&app, &site, &retention, now)?,
            };
            Ok((wire_of(dry_run, expiry, &retention.cuts(now)), now))
        });
    let (told, now) = passing.await??;
    if !dry_run && is_doubtful(meta.last_expiry().await?, now) {
        meta.note_expiry(now).await?;
    }
    Ok(Json(told).into_response())
}

/// Looks through all sites once a day, by the server's clock, for as long as it is awaited: at once if the last time
/// was a day ago or never was.
pub(crate) async fn every_day(app: App) {
    let mut last = match app.meta.last_expiry().await {
        Ok(last) => last,
        Err(error) => {
            tracing::error!("when events last expired can't be read: {error}");
            None
        }
    };
    let mut told = None;
    loop {
        let now = app.now();
        if is_doubtful(last, now) {
            if told.is_none_or(|told| is_due(Some(told), now)) {
                tracing::error!(
                    "no events were taken out: by the clock the last time was more than {} days ago; if it is right, say so by `cairn expire --site SITE`",
                    DOUBT.micros() / DAY.micros()
                );
                told = Some(now);
            }
            // Whoever did it by hand has said that the clock is right.
            last = app.meta.last_expiry().await.ok().flatten().or(last);
        } else if is_due(last, now) {
            if let Err(error) = pass_of_all(&app, now).await {
                tracing::error!("expired events could not be taken out: {error}");
            }
            // Also after a failure, which is told: what it left goes the day after.
            last = Some(now);
        }
        tokio::time::sleep(TICK).await;
    }
}

/// What goes can't be had back, and a clock may run wild: a jump as long as this is believed only by hand.
fn is_doubtful(last: Option<Time>, now: Time) -> bool {
    last.is_some_and(|last| now > last && now.since(last) >= DOUBT)
}

/// A clock that was set back must not put it off.
fn is_due(last: Option<Time>, now: Time) -> bool {
    last.is_none_or(|last| now < last || now.since(last) >= DAY)
}

async fn pass_of_all(app: &App, now: Time) -> Result<(), Failure> {
    for site in app.meta.sites().await? {
        // As it is by now: the sites before may have taken hours.
        let retention = app.meta.site_record(&site.id).await?.retention;
        let site = site.id;
        if retention.is_for_ever() {
            continue;
        }
        let working = app.clone();
        // Ends early when the events are closed.
        let passing =
            tokio::task::spawn_blocking(move || match expire(&working, &site, &retention, now) {
                Ok(_) => true,
                // The server is stopping: the next one does it.
                Err(StorageError::Closed) => false,
                Err(error) => {
                    let site = site.as_str();
                    tracing::error!(site, "expired events could not be taken out: {error}");
                    true
                }
            });
        if !passing.await? {
            return Ok(());
        }
    }
    app.meta.note_expiry(now).await?;
    Ok(())
}

fn expire(
    app: &App,
    site: &SiteId,
    retention: &Retention,
    now: Time,
) -> Result<Expiry, StorageError> {
    let expiry = app.events.expire(site, retention, now)?;
    app.metrics.expired(site, expiry.expired);
    let Expiry {
        expired,
        waiting,
        lacks_room,
    } = expiry;
    let site = site.as_str();
    if lacks_room {
        tracing::warn!(
            site,
            expired,
            waiting,
            "the disk has too little room to write runs anew: of what has expired only whole runs went"
        );
    } else {
        tracing::info!(site, expired, waiting, "expired events were taken out");
    }
    Ok(expiry)
}

fn wire_of(dry_run: bool, expiry: Expiry, cuts: &Cuts) -> ExpiryWire {
    // A cut is the beginning of a day in UTC.
    let day = |cut: Option<Time>| cut.map(|cut| cut.to_string().chars().take(10).collect());
    let by_event = cuts.by_event().iter();
    ExpiryWire {
        dry_run,
        expired: expiry.expired,
        waiting: expiry.waiting,
        lacks_room: expiry.lacks_room,
        kept_from: day(cuts.of_all()),
        kept_from_by_event: by_event
            .map(|(event, cut)| (event.clone(), day(*cut)))
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pass_is_due_a_day_after_the_last_and_when_the_clock_went_back() {
        let at = |hours: i64| Time::from_micros(hours * 3_600_000_000);
        assert!(is_due(None, at(0)));
        assert!(!is_due(Some(at(5)), at(5)));
        assert!(!is_due(Some(at(5)), at(28)));
        assert!(is_due(Some(at(5)), at(29)));
        assert!(is_due(Some(at(5)), at(4)));
    }

    fn days(days: i64) -> Time {
        Time::from_micros(days * DAY.micros())
    }

    #[test]
    fn a_pass_is_due_after_a_day_and_doubtful_after_sixty() {
        let cases = [
            (None, true, false),
            (Some(days(100)), false, false),
            (Some(days(99)), true, false),
            (Some(days(41)), true, false),
            (Some(days(40)), true, true),
            (Some(days(-3_000)), true, true),
            // The clock was set back.
            (Some(days(101)), true, false),
        ];
        for (last, due, doubtful) in cases {
            let found = (is_due(last, days(100)), is_doubtful(last, days(100)));
            assert_eq!(found, (due, doubtful), "{last:?}");
        }
    }
}
