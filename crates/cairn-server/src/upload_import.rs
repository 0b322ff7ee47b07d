//! Importing an upload: it goes on whether or not anybody waits, and a job shows how far it is.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use cairn_api::{ImportBegunWire, ImportJobsWire, ImportReportWire, NewUploadImportWire};
use cairn_core::id::SiteId;

use crate::app::App;
use crate::authorized::Authorized;
use crate::errors::Failure;
use crate::import_file::{FileImport, ImportError};
use crate::import_jobs::{ImportJob, Watching};
use crate::permission::ManageImports;
use crate::reading::Reading;

/// Begins the import of an upload.
pub(crate) async fn begin(
    app: App,
    site: &SiteId,
    wire: NewUploadImportWire,
) -> Result<Response, Failure> {
    let site = app.meta.site(site).await?;
    let upload = app.uploads.find(&site.id, &wire.upload, app.now())?;
    let reading = Reading::of(wire.format, wire.mapping)?;
    let turn = app.import_turn()?;
    // Whoever had the turn before may have changed what the file is to be read with.
    let site = app.meta.site(&site.id).await?;
    let job = app
        .jobs
        .begin(&site.id, upload.name(), upload.bytes(), app.now());
    let wire = ImportBegunWire { job: job.id() };
    tokio::spawn(async move {
        let (working, its_job, file) = (app.clone(), job.clone(), upload.clone());
        let reading = tokio::task::spawn_blocking(move || {
            let import = reading.of_upload(&file, site, working.now())?;
            bring_in(&working, &its_job, import)
        });
        // What went wrong beyond all errors ends the job too.
        let done = reading.await.map_err(Failure::from).flatten();
        if done.is_ok() {
            app.uploads.remove(&upload);
        }
        job.end(done.map_err(|failure| failure.error), app.now());
        // Whoever sees that it has ended may begin the next.
        drop(turn);
    });
    Ok((StatusCode::ACCEPTED, Json(wire)).into_response())
}

/// The imports of uploads since the server started.
pub(crate) async fn list(
    authorized: Authorized<ManageImports>,
    State(app): State<App>,
) -> Result<Response, Failure> {
    let site = app.meta.site(authorized.site()?).await?;
    let jobs = app.jobs.of(&site.id);
    let jobs = jobs.iter().map(|job| job.to_wire(app.now())).collect();
    Ok(Json(ImportJobsWire { jobs }).into_response())
}

/// How far one of them is.
pub(crate) async fn show(
    authorized: Authorized<ManageImports>,
    State(app): State<App>,
    Path((_, job)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let site = app.meta.site(authorized.site()?).await?;
    let job = app.jobs.find(&site.id, &job)?;
    Ok(Json(job.to_wire(app.now())).into_response())
}

/// Cancels one that is not decided yet: nothing of it stays.
pub(crate) async fn cancel(
    authorized: Authorized<ManageImports>,
    State(app): State<App>,
    Path((_, job)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let site = app.meta.site(authorized.site()?).await?;
    app.jobs.find(&site.id, &job)?.cancel()?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// Imports a file, watched by a job.
pub(crate) fn bring_in(
    app: &App,
    job: &Arc<ImportJob>,
    import: FileImport,
) -> Result<ImportReportWire, Failure> {
    let mut watching = Watching(Arc::clone(job));
    let read = import
        .prepare()?
        .read(&app.events, &app.data, &mut watching)?;
    if !job.commits() {
        return Err(ImportError::Cancelled.into());
    }
    Ok(ImportReportWire {
        // Where it lies is for who can read it there; others get it over HTTP.
        rejects_file: None,
        ..read.commit()?
    })
}
