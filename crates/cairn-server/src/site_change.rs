//! Changing a site.

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use cairn_api::{
    ApiError, Code, NewSiteWire, RetentionWire, SiteChangeWire, check_business_model, read_document,
};
use cairn_core::id::{GoalId, SiteId};
use cairn_core::site::Site;
use cairn_meta::{SiteDefinitions, SiteRecord};

use crate::app::{App, ImportTurn};
use crate::authorized::Authorized;
use crate::document::Document;
use crate::errors::Failure;
use crate::etag;
use crate::permission::ManageSites;
use crate::primaries;
use crate::sites::{check_name, site_of, wire_of};

/// Changes what is said of a site, and how its days and weeks are cut.
pub(crate) async fn change(
    authorized: Authorized<ManageSites>,
    State(app): State<App>,
    headers: HeaderMap,
    Document(text): Document,
) -> Result<Response, Failure> {
    let id = authorized.site()?.clone();
    let wire: SiteChangeWire = read_document(&text, "site")?;
    let expected = etag::expected(&headers);
    let record = apply(&app, id, wire, expected).await?;
    let events = app.events.snapshot()?.rows(&record.site.id);
    let response = Json(wire_of(&record, events)).into_response();
    Ok(etag::of_revision(
        &HeaderMap::new(),
        record.version,
        response,
    ))
}

/// Makes a change of a site that is at the expected version, if one is expected.
pub(crate) async fn apply(
    app: &App,
    id: SiteId,
    wire: SiteChangeWire,
    expected: Option<Vec<u64>>,
) -> Result<SiteRecord, Failure> {
    let working = app.clone();
    // Keys know the zone and currency of their site.
    let changing = async move {
        let mut turn = None;
        let decide = |before: &SiteDefinitions| {
            let after = changed(before, &wire)?;
            turn = turn_for(&working, &before.record.site, &after.site)?;
            Ok::<_, Failure>(after)
        };
        let expected = expected.as_deref();
        let done = working.meta.change_site(&id, expected, decide).await;
        drop(turn);
        done
    };
    app.change_keys(changing).await
}

/// The turn of an import, for a change of what events are read with: one that is running reads with what there was.
fn turn_for(app: &App, before: &Site, after: &Site) -> Result<Option<ImportTurn>, Failure> {
    let field = if before.timezone != after.timezone {
        "timezone"
    } else if before.currency != after.currency {
        "currency"
    } else {
        return Ok(None);
    };
    check_no_events(app, before, field)?;
    let turn = app.import_turn().map_err(|_| {
        let message = "an import is running, which may read its file with the one there is";
        ApiError::new(Code::Conflict, message)
            .at(field)
            .hint("wait until it has finished, or cancel it")
    })?;
    // One may have finished just before.
    check_no_events(app, before, field)?;
    Ok(Some(turn))
}

fn check_no_events(app: &App, site: &Site, field: &str) -> Result<(), Failure> {
    let snapshot = app.events.snapshot()?;
    if snapshot.rows(&site.id) + snapshot.facts(&site.id) == 0 {
        return Ok(());
    }
    let message = format!(
        "site `{}` has events, which were read with the one it has",
        site.id
    );
    Err(ApiError::new(Code::Conflict, message)
        .at(field)
        .hint("add another site with the right one and import its events there")
        .into())
}

fn changed(before: &SiteDefinitions, wire: &SiteChangeWire) -> Result<SiteRecord, Failure> {
    let record = &before.record;
    let name = wire.name.as_ref().unwrap_or(&record.name);
    check_name(name)?;
    let north_star = match &wire.north_star {
        None => record.north_star.clone(),
        Some(None) => None,
        Some(Some(goal)) => Some(north_star(before, goal)?),
    };
    let business_model = wire.business_model.as_ref();
    let business_model = business_model.unwrap_or(&record.business_model);
    if let Some(model) = business_model {
        check_business_model(model)?;
    }
    let retention = wire.retention.as_ref().map(RetentionWire::parse);
    let retention = retention.transpose()?;
    Ok(SiteRecord {
        site: site(&record.site, wire)?,
        name: name.trim().to_owned(),
        north_star,
        business_model: business_model.clone(),
        retention: retention.unwrap_or_else(|| record.retention.clone()),
        version: record.version,
    })
}

/// A goal that may be the north star.
fn north_star(before: &SiteDefinitions, id: &str) -> Result<GoalId, Failure> {
    let primaries = primaries::of(before)?;
    if let Some(goal) = primaries.iter().find(|goal| goal.as_str() == id) {
        return Ok(goal.clone());
    }
    let names: Vec<&str> = primaries.iter().map(GoalId::as_str).collect();
    let hint = if names.is_empty() {
        "it has none yet: add a macro goal first".to_owned()
    } else {
        format!("choose one of {}", names.join(", "))
    };
    let message = format!("`{id}` is no primary macro of this site");
    Err(ApiError::invalid("north_star", message).hint(hint).into())
}

fn site(site: &Site, wire: &SiteChangeWire) -> Result<Site, Failure> {
    let asked = site_of(&NewSiteWire {
        id: site.id.to_string(),
        timezone: wire.timezone.clone(),
        currency: wire.currency.clone(),
        week_start: wire.week_start.clone(),
        ..NewSiteWire::default()
    })?;
    let mut changed = site.clone();
    if wire.week_start.is_some() {
        changed.week_start = asked.week_start;
    }
    if wire.timezone.is_some() {
        changed.timezone = asked.timezone;
    }
    if wire.currency.is_some() {
        changed.currency = asked.currency;
    }
    Ok(changed)
}
