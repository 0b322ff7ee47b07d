//! The demo shop: planted as a site of its own, by an import job.

mod definitions;

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use cairn_api::{
    ApiError, Code, DemoWire, ImportReportWire, NewDemoWire, NewSiteWire, SiteSettingsWire,
    read_document,
};
use cairn_core::id::SiteId;
use cairn_core::site::Site;
use cairn_demo::{DemoError, DemoShop, Planted, WrittenShop};
use cairn_ingest::Format;
use cairn_meta::SiteRecord;
use cairn_storage::ImportState;

use crate::app::App;
use crate::authorized::Authorized;
use crate::document::Document;
use crate::errors::Failure;
use crate::import_file::{FileImport, open};
use crate::import_jobs::ImportJob;
use crate::new_import::site_for_import;
use crate::permission::ManageSites;
use crate::sites::{record_of, wire_of};
use crate::token;
use crate::upload_import::bring_in;

/// Plants the demo shop; of one that is there, adds the definitions that it lacks.
pub(crate) async fn plant(
    _: Authorized<ManageSites>,
    State(app): State<App>,
    Document(text): Document,
) -> Result<Response, Failure> {
    let wire: NewDemoWire = read_document(&text, "demo shop")?;
    // It goes on whether or not anybody waits.
    tokio::spawn(begin(app, wire)).await?
}

async fn begin(app: App, wire: NewDemoWire) -> Result<Response, Failure> {
    let id = SiteId::new(DemoShop::SITE).map_err(|error| Failure::new(Code::Internal, error))?;
    // Whoever had the turn before may have planted it, so it comes before the look.
    let turn = app.import_turn();
    let planted = planted(&app, &id)?;
    let chosen = planted.choose(wire.seed, wire.until.as_deref(), app.now());
    let shop = chosen.map_err(refused)?;
    if matches!(planted, Planted::Shop { .. }) {
        definitions::add_missing(&app, &id).await?;
        return Ok(answer(StatusCode::OK, None));
    }
    let turn = turn?;
    let (record, is_new) = found_or_added(&app, &id).await?;
    let job = app.jobs.begin(&id, &shop.file_name(), 0, app.now());
    let accepted = answer(StatusCode::ACCEPTED, Some(job.id()));
    tokio::spawn(async move {
        let done = carry_out(&app, &job, shop, &record, is_new).await;
        job.end(done.map_err(|failure| failure.error), app.now());
        // Whoever sees that it has ended may begin the next.
        drop(turn);
    });
    Ok(accepted)
}

fn answer(status: StatusCode, job: Option<String>) -> Response {
    let wire = DemoWire {
        site: DemoShop::SITE.to_owned(),
        job,
    };
    (status, Json(wire)).into_response()
}

/// What the site holds of a demo shop.
fn planted(app: &App, id: &SiteId) -> Result<Planted, Failure> {
    let snapshot = app.events.snapshot()?;
    let imports = snapshot.imports(id);
    let live = imports
        .iter()
        .filter(|import| import.state == ImportState::Live);
    let named = live.map(|import| (import.source.as_str(), import.id.to_string()));
    Ok(Planted::of(named, snapshot.rows(id)))
}

/// The shop's site, and whether it was added because it was missing.
async fn found_or_added(app: &App, id: &SiteId) -> Result<(SiteRecord, bool), Failure> {
    let (timezone, currency) = (DemoShop::TIMEZONE, DemoShop::CURRENCY);
    let settings = SiteSettingsWire {
        timezone: Some(timezone.to_owned()),
        currency: Some(currency.to_owned()),
        week_start: None,
    };
    let found = app.meta.find_site(id).await?;
    let (_, is_new) = site_for_import(found, id, &settings).map_err(|error| {
        error.hint(format!(
            "the demo shop needs {timezone} and {currency}: give the site these settings, which can be changed while it has no events, then ask again"
        ))
    })?;
    if is_new {
        let record = record_of(&NewSiteWire {
            id: id.to_string(),
            timezone: settings.timezone,
            currency: settings.currency,
            name: Some(DemoShop::NAME.to_owned()),
            ..NewSiteWire::default()
        })?;
        app.meta.add_site(&record, app.now()).await?;
    }
    Ok((app.meta.site_record(id).await?, is_new))
}

/// Makes the events, imports them and adds the definitions.
async fn carry_out(
    app: &App,
    job: &Arc<ImportJob>,
    shop: DemoShop,
    record: &SiteRecord,
    is_new: bool,
) -> Result<ImportReportWire, Failure> {
    let (working, watched, site) = (app.clone(), Arc::clone(job), record.site.clone());
    let importing = tokio::task::spawn_blocking(move || import(&working, &watched, &shop, site));
    let mut report = importing.await??;
    report.created_site = is_new.then(|| wire_of(record, report.stored));
    // The events are stored, so this is no failure of the import any more.
    if let Err(failure) = definitions::add_missing(app, &record.site.id).await {
        report.warnings.push(format!(
            "the events are there, but not all of goals, funnel and north star: {}; ask for the demo shop again, and they are added",
            failure.error
        ));
    }
    Ok(report)
}

fn import(
    app: &App,
    job: &Arc<ImportJob>,
    shop: &DemoShop,
    site: Site,
) -> Result<ImportReportWire, Failure> {
    let name = format!("demo-{:016x}", token::random_u128()? >> 64);
    // One that a crash leaves there is cleared away with all else in there.
    let path = app.data.join("staging").join(name);
    let written = WrittenShop::at(path, shop).map_err(refused)?;
    let file = FileImport {
        input: open(written.path())?,
        format: Some(Format::Ndjson),
        mapping: None,
        site,
        received_at: app.now(),
    };
    bring_in(app, job, file.called(&shop.file_name()))
}

/// Why there can't be this demo shop, with the way out.
fn refused(error: DemoError) -> Failure {
    let conflict = |hint: String| Failure::new(Code::Conflict, &error).hint(hint);
    match &error {
        DemoError::Until(_) => ApiError::invalid("until", &error).into(),
        DemoError::ToCome { .. } => ApiError::invalid("until", &error)
            .hint("leave `until` out for today")
            .into(),
        DemoError::AnotherShop { import, .. } => conflict(format!(
            "ask without `seed` and `until` for the one that is there, or take it back with `DELETE /api/v1/sites/demo/imports/{import}` first"
        )),
        DemoError::OtherEvents => conflict(
            "take the imports of that site back, or plant the demo shop in a data directory of its own: `cairn demo --data DIR`".to_owned(),
        ),
        DemoError::Write(_) | DemoError::Json(_) => Failure::new(Code::Storage, &error)
            .hint("see to the server's disk, then ask again; nothing of it is left"),
        DemoError::Zone(_) | DemoError::Money(_) => Failure::new(Code::Internal, &error),
    }
}
