//! Goals.

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use cairn_api::{ApiError, GoalDocument, GoalHistoryWire, GoalVersionWire, GoalsWire, parse_goal};
use cairn_core::id::GoalId;
use cairn_core::site::Site;
use cairn_meta::{GoalVersion, MetaError, SiteDefinitions};
use serde::Deserialize;

use crate::app::App;
use crate::authorized::Authorized;
use crate::document::Document;
use crate::errors::Failure;
use crate::etag;
use crate::permission::{ManageDefinitions, ReadAnswers};
use crate::primaries;

/// A change of goals may make another one step back.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChangeQuery {
    demote: Option<String>,
}

type Asked = Result<Query<ChangeQuery>, QueryRejection>;

/// The goals of a site in their current versions.
pub(crate) async fn list(
    authorized: Authorized<ReadAnswers>,
    State(app): State<App>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let definitions = app.meta.definitions(authorized.site()?).await?;
    let goals = wires_of(&definitions.record.site, definitions.goals)?;
    let response = Json(GoalsWire { goals }).into_response();
    Ok(etag::of_revision(&headers, definitions.revision, response))
}

/// One goal with all its versions.
pub(crate) async fn show(
    authorized: Authorized<ReadAnswers>,
    State(app): State<App>,
    Path((_, goal)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let site = app.meta.site(authorized.site()?).await?;
    let (versions, newest) = versions(&app, &site, &goal).await?;
    let versions = wires_of(&site, versions)?;
    let response = Json(GoalHistoryWire { versions }).into_response();
    Ok(etag::of_revision(&headers, newest, response))
}

/// Adds a goal.
pub(crate) async fn add(
    authorized: Authorized<ManageDefinitions>,
    State(app): State<App>,
    query: Asked,
    Document(text): Document,
) -> Result<Response, Failure> {
    let demote = demoted(query)?;
    let site = app.meta.site(authorized.site()?).await?;
    let wire = add_to(&app, &site, &text, demote.as_deref()).await?;
    let response = (StatusCode::CREATED, Json(wire)).into_response();
    Ok(etag::of_revision(&HeaderMap::new(), 1, response))
}

/// Adds the goal of a document to a site; another one may step back for it.
pub(crate) async fn add_to(
    app: &App,
    site: &Site,
    text: &str,
    demote: Option<&str>,
) -> Result<GoalVersionWire, Failure> {
    let (document, goal) = parse_goal(text, &site.timezone)?;
    let now = app.now();
    let decide = |before: &SiteDefinitions| primaries::decide(before, &goal, demote);
    app.meta
        .add_goal(&site.id, &goal.id, &document.to_json(), now, decide)
        .await?;
    Ok(GoalVersionWire {
        version: 1,
        created_at: now.to_string(),
        definition: document,
    })
}

/// Gives a goal a new version.
pub(crate) async fn edit(
    authorized: Authorized<ManageDefinitions>,
    State(app): State<App>,
    Path((_, id)): Path<(String, String)>,
    query: Asked,
    headers: HeaderMap,
    Document(text): Document,
) -> Result<Response, Failure> {
    let demote = demoted(query)?;
    let site = app.meta.site(authorized.site()?).await?;
    let (document, goal) = parse_goal(&text, &site.timezone)?;
    if goal.id.as_str() != id {
        let message = format!(
            "the address names the goal `{id}`, the definition `{}`",
            goal.id
        );
        return Err(ApiError::invalid("id", message).into());
    }
    let now = app.now();
    let (expected, text) = (etag::expected(&headers), document.to_json());
    let decide = |before: &SiteDefinitions| primaries::decide(before, &goal, demote.as_deref());
    let version = app
        .meta
        .edit_goal(&site.id, &goal.id, &text, expected.as_deref(), now, decide)
        .await?;
    let wire = GoalVersionWire {
        version,
        created_at: now.to_string(),
        definition: document,
    };
    Ok(etag::of_revision(
        &HeaderMap::new(),
        version,
        Json(wire).into_response(),
    ))
}

/// The goal that is to step back.
fn demoted(query: Asked) -> Result<Option<String>, Failure> {
    let Query(query) = query.map_err(|error| {
        ApiError::new(cairn_api::Code::InvalidField, error.body_text())
            .hint("a change of goals takes `demote`")
    })?;
    Ok(query.demote)
}

/// All versions of a goal that must be there, and the number of the newest.
async fn versions(app: &App, site: &Site, id: &str) -> Result<(Vec<GoalVersion>, u64), Failure> {
    let goal = GoalId::new(id).map_err(|error| ApiError::invalid("goal", error))?;
    let versions = app.meta.goal_versions(&site.id, &goal).await?;
    let Some(newest) = versions.last().map(|version| version.version) else {
        let site = site.id.clone();
        return Err(MetaError::UnknownGoal { site, goal }.into());
    };
    Ok((versions, newest))
}

fn wires_of(site: &Site, versions: Vec<GoalVersion>) -> Result<Vec<GoalVersionWire>, Failure> {
    let mut wires = Vec::with_capacity(versions.len());
    for version in versions {
        let (definition, _): (GoalDocument, _) = parse_goal(&version.document, &site.timezone)?;
        wires.push(GoalVersionWire {
            version: version.version,
            created_at: version.created_at.to_string(),
            definition,
        });
    }
    Ok(wires)
}
