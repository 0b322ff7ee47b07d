//! Sites.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use cairn_api::{
    ApiError, CatalogueEntryWire, NewSiteWire, RetentionWire, SharedIdWire, SiteDetailsWire,
    SiteWire, SitesWire, check_business_model, read_document,
};
use cairn_core::id::SiteId;
use cairn_core::money::Currency;
use cairn_core::site::Site;
use cairn_core::time::{WeekStart, Zone};
use cairn_meta::SiteRecord;

use crate::app::App;
use crate::authorized::Authorized;
use crate::dead_letters::totals_of;
use crate::document::Document;
use crate::errors::Failure;
use crate::etag;
use crate::permission::{ManageSites, ReadAnswers};
use crate::work::apart;

/// Bytes of a site's name.
const MAX_NAME_BYTES: usize = 200;

/// All sites that the caller may see.
pub(crate) async fn list(
    authorized: Authorized<ReadAnswers>,
    State(app): State<App>,
) -> Result<Response, Failure> {
    let mut sites = app.meta.site_records().await?;
    if let Some(only) = authorized.only_site() {
        sites.retain(|record| record.site.id == *only);
    }
    let snapshot = app.events.snapshot()?;
    let sites = sites
        .iter()
        .map(|record| wire_of(record, snapshot.rows(&record.site.id)))
        .collect();
    Ok(Json(SitesWire { sites }).into_response())
}

/// One site with what is known about its events.
pub(crate) async fn show(
    authorized: Authorized<ReadAnswers>,
    State(app): State<App>,
) -> Result<Response, Failure> {
    let record = app.meta.site_record(authorized.site()?).await?;
    let version = record.version;
    let asked = app.clone();
    let counting = apart(&app.asking, move || -> Result<SiteDetailsWire, Failure> {
        let snapshot = asked.events.snapshot()?;
        let site = &record.site;
        let span = snapshot.time_span(&site.id)?;
        let catalogue = cairn_engine::catalogue(&snapshot, &site.id)?;
        Ok(SiteDetailsWire {
            site: wire_of(&record, snapshot.rows(&site.id)),
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
            shared_ids: cairn_engine::shared_ids(&snapshot, &site.id)?
                .into_iter()
                .map(|shared| SharedIdWire {
                    user_id: shared.user_id,
                    devices: shared.devices,
                })
                .collect(),
        })
    });
    // It tells of events too, so who has this version of its settings may not have all of it.
    let response = Json(counting.await??).into_response();
    Ok(etag::of_revision(&HeaderMap::new(), version, response))
}

/// Adds a site.
pub(crate) async fn add(
    _: Authorized<ManageSites>,
    State(app): State<App>,
    Document(text): Document,
) -> Result<Response, Failure> {
    let record = record_of(&read_document(&text, "site")?)?;
    app.meta.add_site(&record, app.now()).await?;
    let response = (StatusCode::CREATED, Json(wire_of(&record, 0))).into_response();
    Ok(etag::of_revision(
        &HeaderMap::new(),
        record.version,
        response,
    ))
}

/// A site with what people say of it, as its document says.
pub fn record_of(wire: &NewSiteWire) -> Result<SiteRecord, ApiError> {
    let plain = SiteRecord::new(site_of(wire)?);
    let name = wire.name.clone().unwrap_or(plain.name);
    check_name(&name)?;
    if let Some(model) = &wire.business_model {
        check_business_model(model)?;
    }
    Ok(SiteRecord {
        name: name.trim().to_owned(),
        business_model: wire.business_model.clone(),
        ..plain
    })
}

/// Refuses a name that nobody could read.
pub(crate) fn check_name(name: &str) -> Result<(), ApiError> {
    if name.trim().is_empty() {
        return Err(ApiError::invalid("name", "the name is empty"));
    }
    if name.len() > MAX_NAME_BYTES {
        let message = format!("the name is longer than {MAX_NAME_BYTES} bytes");
        return Err(ApiError::invalid("name", message));
    }
    Ok(())
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
pub fn wire_of(record: &SiteRecord, events: u64) -> SiteWire {
    let site = &record.site;
    SiteWire {
        id: site.id.to_string(),
        name: record.name.clone(),
        north_star: record.north_star.as_ref().map(ToString::to_string),
        business_model: record.business_model.clone(),
        timezone: site.timezone.name().to_owned(),
        currency: site.currency.code().to_owned(),
        week_start: match site.week_start {
            WeekStart::Monday => "monday",
            WeekStart::Sunday => "sunday",
        }
        .to_owned(),
        retention: RetentionWire::of(&record.retention),
        events,
    }
}
