//! What people save beside goals: funnels and populations, all by the same handlers.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use cairn_api::{
    ApiError, Code, FunnelDocument, FunnelsWire, PopulationDocument, PopulationsWire, goals_of,
    goals_of_population, parse_funnel, parse_population,
};
use cairn_core::id::{FunnelId, GoalId, PopulationId};
use cairn_core::site::Site;
use cairn_core::time::Zone;
use cairn_meta::{SavedId, SavedKind, SiteDefinitions};
use serde::Serialize;

use crate::app::App;
use crate::authorized::Authorized;
use crate::document::Document;
use crate::errors::Failure;
use crate::etag;
use crate::permission::{ManageDefinitions, ReadAnswers};

/// A document of the wire format that can be saved.
pub(crate) trait Saved: Serialize + Sized + Send {
    /// What it is.
    const KIND: SavedKind;
    /// How several of them are written.
    type All: Serialize;

    /// Reads one, with the goals that it asks about and where it names them.
    fn read(text: &str, zone: &Zone) -> Result<(Self, Vec<GoalAt>), ApiError>;
    /// Checks and takes an id.
    fn id_of(text: &str) -> Result<SavedId, String>;
    /// Its id, as it is written.
    fn id(&self) -> &str;
    /// Its text, to be kept.
    fn text(&self) -> String;
    /// Several of them.
    fn all(documents: Vec<Self>) -> Self::All;
}

/// A goal that a document names, and at which field.
pub(crate) struct GoalAt {
    goal: GoalId,
    field: String,
}

impl Saved for FunnelDocument {
    const KIND: SavedKind = SavedKind::Funnel;
    type All = FunnelsWire;

    fn read(text: &str, zone: &Zone) -> Result<(Self, Vec<GoalAt>), ApiError> {
        let (document, funnel) = parse_funnel(text, zone)?;
        let goal = |(at, goal): (usize, &GoalId)| GoalAt {
            goal: goal.clone(),
            field: format!("steps[{at}].goal"),
        };
        Ok((document, goals_of(&funnel).map(goal).collect()))
    }

    fn id_of(text: &str) -> Result<SavedId, String> {
        let id = FunnelId::new(text).map(SavedId::Funnel);
        id.map_err(|error| error.to_string())
    }

    fn id(&self) -> &str {
        &self.id
    }

    fn text(&self) -> String {
        self.to_json()
    }

    fn all(funnels: Vec<Self>) -> FunnelsWire {
        FunnelsWire { funnels }
    }
}

impl Saved for PopulationDocument {
    const KIND: SavedKind = SavedKind::Population;
    type All = PopulationsWire;

    fn read(text: &str, zone: &Zone) -> Result<(Self, Vec<GoalAt>), ApiError> {
        let (document, population) = parse_population(text, zone)?;
        let goal = |goal: &GoalId| GoalAt {
            goal: goal.clone(),
            field: "is".to_owned(),
        };
        let goals = goals_of_population(&population);
        Ok((document, goals.into_iter().map(goal).collect()))
    }

    fn id_of(text: &str) -> Result<SavedId, String> {
        let id = PopulationId::new(text).map(SavedId::Population);
        id.map_err(|error| error.to_string())
    }

    fn id(&self) -> &str {
        &self.id
    }

    fn text(&self) -> String {
        self.to_json()
    }

    fn all(populations: Vec<Self>) -> PopulationsWire {
        PopulationsWire { populations }
    }
}

/// All of a site.
pub(crate) async fn list<D: Saved>(
    authorized: Authorized<ReadAnswers>,
    State(app): State<App>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let site = app.meta.site(authorized.site()?).await?;
    let (records, revision) = app.meta.all_saved(&site.id, D::KIND).await?;
    let mut documents = Vec::with_capacity(records.len());
    for record in records {
        documents.push(D::read(&record.document, &site.timezone)?.0);
    }
    let response = Json(D::all(documents)).into_response();
    Ok(etag::of_revision(&headers, revision, response))
}

/// One of them.
pub(crate) async fn show<D: Saved>(
    authorized: Authorized<ReadAnswers>,
    State(app): State<App>,
    Path((_, named)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let site = app.meta.site(authorized.site()?).await?;
    let record = app.meta.saved(&site.id, &id_of::<D>(&named)?).await?;
    let (document, _) = D::read(&record.document, &site.timezone)?;
    let response = Json(document).into_response();
    Ok(etag::of_revision(&headers, record.version, response))
}

/// Saves a new one.
pub(crate) async fn add<D: Saved>(
    authorized: Authorized<ManageDefinitions>,
    State(app): State<App>,
    Document(text): Document,
) -> Result<Response, Failure> {
    let site = app.meta.site(authorized.site()?).await?;
    let (document, version) = add_to::<D>(&app, &site, &text).await?;
    Ok(shown(StatusCode::CREATED, document, version))
}

/// Saves a document; gives it with its version.
pub(crate) async fn add_to<D: Saved>(
    app: &App,
    site: &Site,
    text: &str,
) -> Result<(D, u64), Failure> {
    let (document, goals) = D::read(text, &site.timezone)?;
    let (id, text) = (id_of::<D>(document.id())?, document.text());
    let check = |definitions: &SiteDefinitions| check_goals(definitions, &goals);
    let version = app
        .meta
        .add_saved(&site.id, &id, &text, app.now(), check)
        .await?;
    Ok((document, version))
}

/// Replaces a definition.
pub(crate) async fn edit<D: Saved>(
    authorized: Authorized<ManageDefinitions>,
    State(app): State<App>,
    Path((_, named)): Path<(String, String)>,
    headers: HeaderMap,
    Document(text): Document,
) -> Result<Response, Failure> {
    let site = app.meta.site(authorized.site()?).await?;
    let (document, goals) = D::read(&text, &site.timezone)?;
    let (id, text) = (id_of::<D>(document.id())?, document.text());
    if document.id() != named {
        let (kind, id) = (D::KIND, document.id());
        let message = format!("the address names the {kind} `{named}`, the definition `{id}`");
        return Err(ApiError::invalid("id", message).into());
    }
    let expected = etag::expected(&headers);
    let check = |definitions: &SiteDefinitions| check_goals(definitions, &goals);
    let version = app
        .meta
        .edit_saved(&site.id, &id, &text, expected.as_deref(), app.now(), check)
        .await?;
    Ok(shown(StatusCode::OK, document, version))
}

/// Removes one.
pub(crate) async fn remove<D: Saved>(
    authorized: Authorized<ManageDefinitions>,
    State(app): State<App>,
    Path((_, named)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let site = authorized.site()?;
    app.meta.remove_saved(site, &id_of::<D>(&named)?).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

fn shown(status: StatusCode, document: impl Saved, version: u64) -> Response {
    let response = (status, Json(document)).into_response();
    etag::of_revision(&HeaderMap::new(), version, response)
}

fn id_of<D: Saved>(text: &str) -> Result<SavedId, Failure> {
    D::id_of(text).map_err(|error| Failure::new(Code::NotFound, error))
}

/// What asks about a goal that is not there could not be asked for.
fn check_goals(definitions: &SiteDefinitions, goals: &[GoalAt]) -> Result<(), Failure> {
    for GoalAt { goal, field } in goals {
        if !definitions.goals.iter().any(|version| version.id == *goal) {
            let error = ApiError::new(Code::UnknownGoal, format!("this site has no goal `{goal}`"));
            let hint = "add the goal first, or name one that is there";
            return Err(error.at(field).hint(hint).into());
        }
    }
    Ok(())
}
