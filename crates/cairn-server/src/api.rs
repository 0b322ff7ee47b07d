//! All routes, by resource.

mod calls;
mod operating;
mod saved;

use axum::Router;
use cairn_ingest::Call;

use calls::CALLS;

use crate::app::App;
use crate::envelope::Envelope;
use crate::metrics::Metrics;
use crate::routes::RouteMethod::{Delete, Get, Options, Patch, Post, Put};
use crate::routes::{About, RouteRecord, Routes, Versions};
use crate::{
    business_models, collect, cors, dead_letters, demo, docs_pages, erasures, expiry, goals,
    imports, keys, ledger, me, new_import, page_script, persons, primaries, properties, pulse,
    query, receive, rejects, sessions, sign_in, site_change, sites, upload_import, web_app,
};

/// The router of all routes, and the list of them.
pub(crate) fn routes(metrics: &Metrics) -> (Router<App>, Vec<RouteRecord>) {
    let routes = Routes::new(metrics);
    let routes = for_browsers(operating::about_operating(about_sessions(routes)));
    about_uploads(saved::about(about_site(about_events(routes)))).finish()
}

/// The list of all routes.
pub fn route_records() -> Vec<RouteRecord> {
    routes(&Metrics::default()).1
}

fn about_events(mut routes: Routes<'_>) -> Routes<'_> {
    for (call, summary, spellings) in CALLS {
        for (place, path) in spellings.into_iter().enumerate() {
            let about = About::new(summary)
                .takes(if call == Call::Batch {
                    "Batch"
                } else {
                    "Message"
                })
                .gives("Collected");
            let about = if place == 0 { about } else { about.alias() };
            let handler = move |envelope: Envelope| collect::collect(call, envelope);
            let preflight = About::new("Tells a browser that it may send").alias();
            routes = routes.add(Post, path, about, handler).add(
                Options,
                path,
                preflight,
                cors::preflight,
            );
        }
    }
    routes
}

fn about_site(routes: Routes<'_>) -> Routes<'_> {
    const SITES: &str = "/api/v1/sites";
    const SITE: &str = "/api/v1/sites/{site}";
    const QUERY: &str = "/api/v1/sites/{site}/query";
    const GOALS: &str = "/api/v1/sites/{site}/goals";
    const GOAL: &str = "/api/v1/sites/{site}/goals/{goal}";
    const KEYS: &str = "/api/v1/sites/{site}/keys";
    const KEY: &str = "/api/v1/sites/{site}/keys/{key}";
    const DEAD_LETTERS: &str = "/api/v1/sites/{site}/dead-letters";
    const IMPORTS: &str = "/api/v1/sites/{site}/imports";
    const IMPORT: &str = "/api/v1/sites/{site}/imports/{import}";
    const EXPIRY: &str = "/api/v1/sites/{site}/expiry";
    const PERSON: &str = "/api/v1/sites/{site}/persons/{id}";
    const PROPERTIES: &str = "/api/v1/sites/{site}/properties";
    const PULSE: &str = "/api/v1/sites/{site}/pulse";
    let about = About::new;
    routes
        .add(
            Get,
            SITES,
            about("Lists the sites").gives("Sites"),
            sites::list,
        )
        .add(
            Post,
            SITES,
            about("Adds a site")
                .takes("NewSite")
                .gives("Site")
                .with_status(201)
                .versions(Versions::Given),
            sites::add,
        )
        .add(
            Get,
            SITE,
            about("Shows a site and its events")
                .gives("SiteDetails")
                .versions(Versions::Given),
            sites::show,
        )
        .add(
            Patch,
            SITE,
            about("Changes a site's settings")
                .takes("SiteChange")
                .gives("Site")
                .versions(Versions::Changed),
            site_change::change,
        )
        .add(
            Post,
            EXPIRY,
            about("Takes out events that the site no longer keeps, or counts them")
                .takes("NewExpiry")
                .gives("Expiry"),
            expiry::pass,
        )
        .add(
            Post,
            QUERY,
            about("Answers a question")
                .takes("Question")
                .gives("Answer"),
            query::query,
        )
        .add(
            Get,
            GOALS,
            about("Lists the goals")
                .gives("Goals")
                .versions(Versions::Read),
            goals::list,
        )
        .add(
            Post,
            GOALS,
            about("Adds a goal")
                .takes("Goal")
                .gives("GoalVersion")
                .asks(&primaries::PARAMETERS)
                .with_status(201)
                .versions(Versions::Given),
            goals::add,
        )
        .add(
            Get,
            GOAL,
            about("Shows a goal with its versions")
                .gives("GoalHistory")
                .versions(Versions::Read),
            goals::show,
        )
        .add(
            Put,
            GOAL,
            about("Gives a goal a new version")
                .takes("Goal")
                .gives("GoalVersion")
                .asks(&primaries::PARAMETERS)
                .versions(Versions::Changed),
            goals::edit,
        )
        .add(Get, KEYS, about("Lists the keys").gives("Keys"), keys::list)
        .add(
            Post,
            KEYS,
            about("Makes a key")
                .takes("NewKey")
                .gives("Key")
                .with_status(201),
            keys::create,
        )
        .add(
            Delete,
            KEY,
            about("Revokes a key").with_status(204),
            keys::revoke,
        )
        .add(
            Get,
            DEAD_LETTERS,
            about("Lists messages that are no event, newest first")
                .gives("DeadLetters")
                .asks(&dead_letters::PARAMETERS),
            dead_letters::list,
        )
        .add(
            Get,
            IMPORTS,
            about("Lists the imports").gives("Imports"),
            imports::list,
        )
        .add(
            Post,
            IMPORTS,
            about("Begins the import of an upload")
                .takes("NewUploadImport")
                .gives("ImportBegun")
                .with_status(202),
            new_import::create,
        )
        .add(
            Delete,
            IMPORT,
            about("Takes an import back, whole").gives("Undone"),
            imports::undo,
        )
        .add(
            Get,
            PERSON,
            about("Shows a person: its ids and why they are its, its properties")
                .gives("PersonDetails"),
            persons::show,
        )
        .add(
            Delete,
            PERSON,
            about("Erases a person: all that is stored of it goes, and nothing of it is stored any more")
                .gives("Erased"),
            erasures::erase,
        )
        .add(
            Get,
            "/api/v1/sites/{site}/persons/{id}/export",
            about("Gives all that is stored of a person").gives("PersonExport"),
            persons::export,
        )
        .add(
            Get,
            "/api/v1/sites/{site}/persons/{id}/erasure",
            about("Counts what an erasure of a person would take").gives("ErasurePreview"),
            erasures::preview,
        )
        .add(
            Get,
            "/api/v1/sites/{site}/erasures",
            about("Lists the erasures, without saying of whom").gives("Erasures"),
            erasures::list,
        )
        .add(
            Get,
            "/api/v1/sites/{site}/ledger",
            about("Lists what orders, leads, deals and subscriptions have come to")
                .gives("Ledger")
                .asks(&ledger::LIST),
            ledger::list,
        )
        .add(
            Get,
            "/api/v1/sites/{site}/ledger/{kind}/{id}",
            about("Shows an order, a lead, a deal or a subscription with its facts")
                .gives("LedgerEntity")
                .asks(&ledger::SHOW),
            ledger::show,
        )
        .add(
            Get,
            PULSE,
            about("Shows what came in lately").gives("Pulse"),
            pulse::show,
        )
        .add(
            Get,
            PROPERTIES,
            about("Lists the properties that events carry, with values that occur")
                .gives("Properties")
                .asks(&properties::PARAMETERS),
            properties::list,
        )
}

fn about_uploads(routes: Routes<'_>) -> Routes<'_> {
    const UPLOADS: &str = "/api/v1/sites/{site}/uploads";
    const UPLOAD: &str = "/api/v1/sites/{site}/uploads/{upload}";
    const PREVIEW: &str = "/api/v1/sites/{site}/uploads/{upload}/preview";
    const JOBS: &str = "/api/v1/sites/{site}/import-jobs";
    const JOB: &str = "/api/v1/sites/{site}/import-jobs/{job}";
    const REJECTS: &str = "/api/v1/sites/{site}/imports/{import}/rejects";
    const DEMO: &str = "/api/v1/demo";
    let about = About::new;
    routes
        .add(
            Post,
            DEMO,
            about("Plants the demo shop as the site `demo`, or completes the one that is there")
                .takes("NewDemo")
                .gives("Demo")
                .with_status(202)
                .or_status(200),
            demo::plant,
        )
        .add(
            Post,
            UPLOADS,
            about("Receives a file to be imported")
                .takes("bytes")
                .gives("Upload")
                .asks(&receive::PARAMETERS)
                .with_status(201),
            receive::receive,
        )
        .add(
            Delete,
            UPLOAD,
            about("Takes an uploaded file away").with_status(204),
            receive::remove,
        )
        .add(
            Post,
            PREVIEW,
            about("Shows what the first rows of an uploaded file become")
                .takes("Reading")
                .gives("Preview"),
            receive::show,
        )
        .add(
            Get,
            JOBS,
            about("Lists the imports of uploads since the server started, newest first")
                .gives("ImportJobs"),
            upload_import::list,
        )
        .add(
            Get,
            JOB,
            about("Shows how far the import of an upload is").gives("ImportJob"),
            upload_import::show,
        )
        .add(
            Delete,
            JOB,
            about("Cancels the import of an upload while it is read").with_status(204),
            upload_import::cancel,
        )
        .add(
            Get,
            REJECTS,
            about("Lists the rows of an import that are no event, with reasons").gives("csv"),
            rejects::show,
        )
}

fn about_sessions(routes: Routes<'_>) -> Routes<'_> {
    const ME: &str = "/api/v1/me";
    const MODELS: &str = "/api/v1/business-models";
    const SESSION: &str = "/api/v1/session";
    const SESSIONS: &str = "/api/v1/sessions";
    const SESSION_OF_ID: &str = "/api/v1/sessions/{session}";
    const LINKS: &str = "/api/v1/sign-in-links";
    let about = About::new;
    routes
        .add(
            Get,
            ME,
            about("Tells who the caller is").gives("Me"),
            me::show,
        )
        .add(
            Get,
            MODELS,
            about("Lists templates of what a business counts").gives("BusinessModels"),
            business_models::list,
        )
        .add(
            Post,
            SESSION,
            about("Exchanges the token of a one-time link for a session")
                .takes("SignIn")
                .with_status(204),
            sign_in::begin,
        )
        .add(
            Delete,
            SESSION,
            about("Ends the session").with_status(204),
            sign_in::end,
        )
        .add(
            Get,
            SESSIONS,
            about("Lists who is signed in").gives("Sessions"),
            sessions::list,
        )
        .add(
            Delete,
            SESSION_OF_ID,
            about("Ends somebody's session").with_status(204),
            sessions::revoke,
        )
        .add(
            Post,
            LINKS,
            about("Makes a one-time sign-in link")
                .gives("SignInLink")
                .with_status(201),
            sign_in::create_link,
        )
}

/// What a browser loads. It is no part of the API.
fn for_browsers(mut routes: Routes<'_>) -> Routes<'_> {
    const PAGES: [&str; 6] = [
        "/",
        "/sign-in",
        "/start",
        "/start/{*rest}",
        "/sites",
        "/sites/{*rest}",
    ];
    let about = |summary| About::new(summary).alias();
    for path in PAGES {
        routes = routes.add(Get, path, about("The app"), web_app::page);
    }
    routes
        .add(
            Get,
            "/assets/{*path}",
            about("What the app loads"),
            web_app::asset,
        )
        .add(Get, "/icon.svg", about("The icon"), web_app::icon)
        .add(
            Get,
            "/cairn.js",
            about("The script for pages"),
            page_script::show,
        )
        .add(Get, "/docs", about("The documentation"), docs_pages::home)
        .add(Get, "/docs/", about("The documentation"), docs_pages::first)
        .add(
            Get,
            "/docs/{*path}",
            about("A page of the documentation"),
            docs_pages::page,
        )
}
