//! Importing a file: an upload, or one that lies on the server's machine.

use std::path::PathBuf;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use cairn_api::{
    ApiError, Code, ImportReportWire, NewImportWire, NewSiteWire, NewUploadImportWire,
    SiteSettingsWire, read_document,
};
use cairn_core::id::SiteId;
use cairn_core::site::Site;
use cairn_ingest::Mapping;
use cairn_meta::SiteRecord;

use crate::app::App;
use crate::authorized::Authorized;
use crate::document::Document;
use crate::errors::{Failure, with_causes};
use crate::import_file::{FileImport, ImportError, ReadFile, Unwatched, open};
use crate::permission::{ImportLocalFiles, ManageImports};
use crate::reading::format_of;
use crate::sites::{site_of, wire_of};
use crate::upload_import;

/// Imports a file: an upload, or one that lies on the server's machine, for who runs commands there.
pub(crate) async fn create(
    authorized: Authorized<ManageImports>,
    State(app): State<App>,
    Document(text): Document,
) -> Result<Response, Failure> {
    let document: serde_json::Map<String, serde_json::Value> = read_document(&text, "import")?;
    if document.contains_key("path") {
        let authorized = authorized.narrowed::<ImportLocalFiles>()?;
        return of_path(authorized, app, &text).await;
    }
    let wire: NewUploadImportWire = read_document(&text, "import")?;
    upload_import::begin(app, authorized.site()?, wire).await
}

/// Imports a file of the server's machine, creating the site if it is missing.
async fn of_path(
    authorized: Authorized<ImportLocalFiles>,
    app: App,
    text: &str,
) -> Result<Response, Failure> {
    let id = authorized.site()?;
    let wire: NewImportWire = read_document(text, "import")?;
    let is_dry = wire.dry_run;
    let turn = app.import_turn();
    // Whoever had the turn before may have changed what the file is to be read with, so it comes before the look.
    let (site, is_new) = find_or_plan(&app, id, &wire.settings).await?;
    let turn = turn?;
    let reading = app.clone();
    let planned = site.clone();
    // Whoever works holds the turn: an import whose client has hung up is still running.
    let read = tokio::task::spawn_blocking(move || {
        let read = read_file(&reading, wire, planned)?;
        Ok::<_, Failure>((turn, read))
    });
    let (turn, read) = read.await??;
    if is_dry {
        return Ok(Json(read.report()).into_response());
    }
    let created_site = if is_new {
        let record = SiteRecord::new(site);
        app.meta.add_site(&record, app.now()).await?;
        Some(wire_of(&record, read.report().stored))
    } else {
        None
    };
    let report = tokio::task::spawn_blocking(move || {
        let report = read.commit();
        drop(turn);
        report
    });
    let report = report.await??;
    let report = ImportReportWire {
        created_site,
        ..report
    };
    Ok((StatusCode::CREATED, Json(report)).into_response())
}

fn read_file(app: &App, wire: NewImportWire, site: Site) -> Result<ReadFile, Failure> {
    let path = PathBuf::from(&wire.path);
    if !path.is_absolute() {
        return Err(ApiError::invalid("path", "the path is not absolute").into());
    }
    let mapping = wire.mapping.as_deref().map(Mapping::parse);
    let import = FileImport {
        input: open(&path)?,
        format: wire.format.as_deref().map(format_of).transpose()?,
        mapping: mapping.transpose().map_err(ImportError::from)?,
        site,
        received_at: app.now(),
    };
    let import = match &wire.name {
        Some(name) => import.called(name),
        None => import,
    };
    let prepared = import.prepare()?;
    Ok(prepared.read(&app.events, &app.data, &mut Unwatched)?)
}

/// The site, or the one that the import will create.
async fn find_or_plan(
    app: &App,
    id: &SiteId,
    settings: &SiteSettingsWire,
) -> Result<(Site, bool), Failure> {
    let found = app.meta.find_site(id).await?;
    Ok(site_for_import(found, id, settings)?)
}

/// The site that was found, or the one that an import will create; settings may not contradict the former.
pub fn site_for_import(
    found: Option<Site>,
    id: &SiteId,
    settings: &SiteSettingsWire,
) -> Result<(Site, bool), ApiError> {
    let planned = site_of(&NewSiteWire {
        id: id.to_string(),
        timezone: settings.timezone.clone(),
        currency: settings.currency.clone(),
        week_start: settings.week_start.clone(),
        ..NewSiteWire::default()
    })?;
    let Some(site) = found else {
        return Ok((planned, true));
    };
    let contradicts = (settings.timezone.is_some() && planned.timezone != site.timezone)
        || (settings.currency.is_some() && planned.currency != site.currency)
        || (settings.week_start.is_some() && planned.week_start != site.week_start);
    if contradicts {
        let message = format!(
            "site `{id}` is there already with {} and {}",
            site.timezone.name(),
            site.currency
        );
        return Err(ApiError::new(Code::Conflict, message)
            .hint("leave the settings out, or choose another site"));
    }
    Ok((site, false))
}

impl From<ImportError> for Failure {
    fn from(error: ImportError) -> Self {
        let message = with_causes(&error);
        match error.of_storage() {
            Some(error) => Self::new(crate::errors::of_storage(error).code, message),
            None if matches!(error, ImportError::Cancelled) => Self::new(Code::Conflict, message),
            None => Self::new(Code::InvalidField, message),
        }
    }
}
