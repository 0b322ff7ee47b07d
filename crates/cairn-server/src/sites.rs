//! Sites.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use cairn_api::{
    ApiError, CatalogueEntryWire, NewSiteWire, SiteDetailsWire, SiteWire, SitesWire, read_document,
};
use cairn_core::id::SiteId;
use cairn_core::money::Currency;
use cairn_core::site::Site;
use cairn_core::time::{WeekStart, Zone};

use crate::app::App;
use crate::authorized::Authorized;
use crate::dead_letters::totals_of;
use crate::document::Document;
use crate::errors::Failure;
use crate::permission::{ManageSites, ReadAnswers};
use crate::work::apart;

/// All sites that the caller may see.
pub(crate) async fn list(
    authorized: Authorized<ReadAnswers>,
    State(app): State<App>,
) -> Result<Response, Failure> {
    let mut sites = app.meta.sites().await?;
    if let Some(only) = authorized.only_site() {
        sites.retain(|site| site.id == *only);
    }
    let snapshot = app.events.snapshot()?;
    let sites = sites
        .iter()
        .map(|site| wire_of(site, snapshot.rows(&site.id)))
        .collect();
    Ok(Json(SitesWire { sites }).into_response())
}

/// One site with what is known about its events.
pub(crate) async fn show(
    authorized: Authorized<ReadAnswers>,
    State(app): State<App>,
) -> Result<Response, Failure> {
    let site = app.meta.site(authorized.site()?).await?;
    let asked = app.clone();
    let counting = apart(&app.asking, move || -> Result<SiteDetailsWire, Failure> {
        let snapshot = asked.events.snapshot()?;
        let span = snapshot.time_span(&site.id)?;
        let catalogue = cairn_engine::catalogue(&snapshot, &site.id)?;
        Ok(SiteDetailsWire {
            site: wire_of(&site, snapshot.rows(&site.id)),
            bytes: snapshot.bytes(&site.id),
            first_event_time: span.map(|(first, _)| first.to_string()),
            last_event_time: span.map(|(_, last)| last.to_string()),
            totals: totals_of(snapshot.totals(&site.id)),
            catalogue: catalogue
                .into_iter()
                .map(|entry| CatalogueEntryWire {
                    event: entry.event,
                    events: entry.events,
                    persons: entry.persons,
                })
                .collect(),
        })
    });
    Ok(Json(counting.await??).into_response())
}

/// Adds a site.
pub(crate) async fn add(
    _: Authorized<ManageSites>,
    State(app): State<App>,
    Document(text): Document,
) -> Result<Response, Failure> {
    let site = site_of(&read_document(&text, "site")?)?;
    app.meta.add_site(&site, app.now()).await?;
    Ok((StatusCode::CREATED, Json(wire_of(&site, 0))).into_response())
}

/// A site as its document says, with the defaults of the contract.
pub fn site_of(wire: &NewSiteWire) -> Result<Site, ApiError> {
    let timezone = wire.timezone.as_deref().unwrap_or("UTC");
    let currency = wire.currency.as_deref().unwrap_or("EUR");
    let week_start = wire.week_start.as_deref().unwrap_or("monday");
    Ok(Site {
        id: SiteId::new(&wire.id).map_err(|error| ApiError::invalid("id", error))?,
        timezone: Zone::named(timezone).map_err(|error| ApiError::invalid("timezone", error))?,
        currency: Currency::parse(currency)
            .map_err(|error| ApiError::invalid("currency", error))?,
        week_start: match week_start {
            "monday" => WeekStart::Monday,
            "sunday" => WeekStart::Sunday,
            other => {
                let message = format!("`{other}` is not monday or sunday");
                return Err(ApiError::invalid("week_start", message));
            }
        },
    })
}

/// A site as the API shows it.
pub fn wire_of(site: &Site, events: u64) -> SiteWire {
    SiteWire {
        id: site.id.to_string(),
        timezone: site.timezone.name().to_owned(),
        currency: site.currency.code().to_owned(),
        week_start: match site.week_start {
            WeekStart::Monday => "monday",
            WeekStart::Sunday => "sunday",
        }
        .to_owned(),
        events,
    }
}
