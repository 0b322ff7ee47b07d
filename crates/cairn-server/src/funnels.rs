//! Saved funnels.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use cairn_api::{ApiError, Code, FunnelDocument, FunnelsWire, goals_of, parse_funnel};
use cairn_core::funnel::Funnel;
use cairn_core::id::FunnelId;
use cairn_core::site::Site;
use cairn_meta::SiteDefinitions;

use crate::app::App;
use crate::authorized::Authorized;
use crate::document::Document;
use crate::errors::Failure;
use crate::etag;
use crate::permission::{ManageDefinitions, ReadAnswers};

/// The saved funnels of a site.
pub(crate) async fn list(
    authorized: Authorized<ReadAnswers>,
    State(app): State<App>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let site = app.meta.site(authorized.site()?).await?;
    let (records, revision) = app.meta.funnels(&site.id).await?;
    let mut funnels = Vec::with_capacity(records.len());
    for record in records {
        funnels.push(parse_funnel(&record.document, &site.timezone)?.0);
    }
    let response = Json(FunnelsWire { funnels }).into_response();
    Ok(etag::of_revision(&headers, revision, response))
}

/// One saved funnel.
pub(crate) async fn show(
    authorized: Authorized<ReadAnswers>,
    State(app): State<App>,
    Path((_, funnel)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let site = app.meta.site(authorized.site()?).await?;
    let record = app.meta.funnel(&site.id, &id_of(&funnel)?).await?;
    let (document, _) = parse_funnel(&record.document, &site.timezone)?;
    let response = Json(document).into_response();
    Ok(etag::of_revision(&headers, record.version, response))
}

/// Saves a new funnel.
pub(crate) async fn add(
    authorized: Authorized<ManageDefinitions>,
    State(app): State<App>,
    Document(text): Document,
) -> Result<Response, Failure> {
    let site = app.meta.site(authorized.site()?).await?;
    let (document, version) = add_to(&app, &site, &text).await?;
    Ok(shown(StatusCode::CREATED, document, version))
}

/// Saves the funnel of a document; gives it with its version.
pub(crate) async fn add_to(
    app: &App,
    site: &Site,
    text: &str,
) -> Result<(FunnelDocument, u64), Failure> {
    let (document, funnel) = parse_funnel(text, &site.timezone)?;
    let (id, text) = (document.id()?, document.to_json());
    let check = |definitions: &SiteDefinitions| check_goals(definitions, &funnel);
    let version = app
        .meta
        .add_funnel(&site.id, &id, &text, app.now(), check)
        .await?;
    Ok((document, version))
}

/// Replaces a saved funnel's definition.
pub(crate) async fn edit(
    authorized: Authorized<ManageDefinitions>,
    State(app): State<App>,
    Path((_, named)): Path<(String, String)>,
    headers: HeaderMap,
    Document(text): Document,
) -> Result<Response, Failure> {
    let site = app.meta.site(authorized.site()?).await?;
    let (document, funnel) = parse_funnel(&text, &site.timezone)?;
    let (id, text) = (document.id()?, document.to_json());
    if id.as_str() != named {
        let message = format!("the address names the funnel `{named}`, the definition `{id}`");
        return Err(ApiError::invalid("id", message).into());
    }
    let expected = etag::expected(&headers);
    let check = |definitions: &SiteDefinitions| check_goals(definitions, &funnel);
    let version = app
        .meta
        .edit_funnel(&site.id, &id, &text, expected.as_deref(), app.now(), check)
        .await?;
    Ok(shown(StatusCode::OK, document, version))
}

/// Removes a saved funnel.
pub(crate) async fn remove(
    authorized: Authorized<ManageDefinitions>,
    State(app): State<App>,
    Path((_, funnel)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let site = authorized.site()?;
    app.meta.remove_funnel(site, &id_of(&funnel)?).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

fn shown(status: StatusCode, document: FunnelDocument, version: u64) -> Response {
    let response = (status, Json(document)).into_response();
    etag::of_revision(&HeaderMap::new(), version, response)
}

fn id_of(text: &str) -> Result<FunnelId, Failure> {
    FunnelId::new(text).map_err(|error| Failure::new(Code::NotFound, error))
}

/// A funnel of a goal that is not there could not be asked for.
fn check_goals(definitions: &SiteDefinitions, funnel: &Funnel) -> Result<(), Failure> {
    for (at, goal) in goals_of(funnel) {
        if !definitions.goals.iter().any(|version| version.id == *goal) {
            let error = ApiError::new(Code::UnknownGoal, format!("this site has no goal `{goal}`"));
            let hint = "add the goal first, or name one that is there";
            return Err(error.at(&format!("steps[{at}].goal")).hint(hint).into());
        }
    }
    Ok(())
}
