//! Erasing a person: out of storage, and out of the lists of rejected rows that lie beside it.

mod rejected_rows;

use axum::Json;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use cairn_api::{
    ApiError, Code, ErasedWire, ErasurePreviewWire, ErasureWire, ErasuresWire, PersonDetailsWire,
};
use cairn_core::id::{PersonKey, SiteId};
use cairn_core::person::Person;
use cairn_storage::{ErasureRecord, RejectedRows, Snapshot, StorageError, Whom, text_names};

use crate::app::App;
use crate::authorized::Authorized;
use crate::errors::Failure;
use crate::permission::{ErasePersons, ReadHealth};
use crate::token;
use crate::work::apart;
use rejected_rows::{erase_rejected_rows, rejected_rows_naming};

/// What is on record about a site's erasures.
pub(crate) async fn list(
    authorized: Authorized<ReadHealth>,
    State(app): State<App>,
) -> Result<Response, Failure> {
    let site = app.meta.site(authorized.site()?).await?;
    let reading = tokio::task::spawn_blocking(move || -> Result<ErasuresWire, Failure> {
        let snapshot = app.events.snapshot()?;
        let records = snapshot.erasures(&site.id)?;
        Ok(ErasuresWire {
            erasures: records.iter().map(wire_of).collect(),
            suppressed: snapshot.totals(&site.id).suppressed,
        })
    });
    Ok(Json(reading.await??).into_response())
}

/// Who is known by an id, and what names it that is no event.
struct Found {
    /// None if nothing but messages and rows that are no events names the id.
    person: Option<Person>,
    dead_letters: u64,
    rejected_rows: u64,
}

impl Found {
    fn by(app: &App, snapshot: &Snapshot, site: &SiteId, id: &str) -> Result<Self, Failure> {
        let person = cairn_engine::person(snapshot, site, id)?;
        let keys = match &person {
            Some(person) => snapshot.keys_of(site, person.key)?,
            None => [PersonKey::of_user(id), PersonKey::of_device(id)].into(),
        };
        let letters = snapshot.dead_letters_naming(site, &keys)?;
        let names = |text: &str| text_names(text, &|key| keys.contains(&key));
        let found = Self {
            person,
            dead_letters: letters.len() as u64,
            rejected_rows: rejected_rows_naming(app, snapshot, site, &names)?,
        };
        match found.person.is_none() && found.dead_letters + found.rejected_rows == 0 {
            true => Err(unknown(id).into()),
            false => Ok(found),
        }
    }
}

/// Counts what an erasure of a person would take.
pub(crate) async fn preview(
    authorized: Authorized<ErasePersons>,
    State(app): State<App>,
    Path((_, id)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let site = app.meta.site(authorized.site()?).await?;
    let asked = app.clone();
    let looking = apart(
        &app.asking,
        move || -> Result<ErasurePreviewWire, Failure> {
            let snapshot = asked.events.snapshot()?;
            let found = Found::by(&asked, &snapshot, &site.id, &id)?;
            let epoch = snapshot.identity_epoch(&site.id)?;
            let mut events = 0;
            if let Some(person) = &found.person {
                let facts = cairn_engine::facts_of_person(&snapshot, &site.id, person.key)?;
                let facts: usize = facts.iter().map(|account| account.facts.len()).sum();
                let rows = cairn_engine::events_of(&snapshot, &site.id, person.key)?;
                events = (rows.len() + facts) as u64;
            }
            Ok(ErasurePreviewWire {
                person: found
                    .person
                    .map(|person| PersonDetailsWire::new(&person, epoch)),
                events,
                dead_letters: found.dead_letters,
                rejected_rows: found.rejected_rows,
            })
        },
    );
    Ok(Json(looking.await??).into_response())
}

/// Erases a person, known by a user id, an anonymous id or its key, whole; or what is no event and names the id, if
/// nobody is known by it. Goes on if the caller hangs up.
pub(crate) async fn erase(
    authorized: Authorized<ErasePersons>,
    State(app): State<App>,
    Path((_, id)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let site = app.meta.site(authorized.site()?).await?;
    let mut fresh_key = [0; 32];
    let (first, second) = fresh_key.split_at_mut(16);
    first.copy_from_slice(&token::random_u128()?.to_le_bytes());
    second.copy_from_slice(&token::random_u128()?.to_le_bytes());
    let erasing = tokio::task::spawn_blocking(move || -> Result<ErasedWire, Failure> {
        finish_earlier(&app, &site.id)?;
        let snapshot = app.events.snapshot()?;
        // Where somebody is known the erasure itself finds the rest, and goes on with it if it is cut short.
        let whom = match cairn_engine::person(&snapshot, &site.id, &id)? {
            Some(person) => Whom::Person(person.key),
            None => {
                Found::by(&app, &snapshot, &site.id, &id)?;
                Whom::Named(id)
            }
        };
        let unsearched = unsearched(&app, &snapshot, &site.id);
        // What it reads could not go.
        drop(snapshot);
        let erased = app.events.erase(
            &site.id,
            whom,
            fresh_key,
            &|site, names| erase_rejected_rows(&app, site, names),
            app.now(),
        )?;
        tell(&erased);
        Ok(ErasedWire {
            erasure: wire_of(&erased),
            has_leftovers: app.events.has_leftovers()?,
            unsearched,
        })
    });
    Ok(Json(erasing.await??).into_response())
}

/// Goes on with an earlier erasure of the site that failed or was cut short: whoever asks for it again is known by
/// nothing any more.
fn finish_earlier(app: &App, site: &SiteId) -> Result<(), Failure> {
    let records = app.events.snapshot()?.erasures(site)?;
    if records.iter().all(|record| record.ended.is_some()) {
        return Ok(());
    }
    Ok(go_on(app)?)
}

fn go_on(app: &App) -> Result<(), StorageError> {
    let rejected_rows: RejectedRows<'_> = &|site, names| erase_rejected_rows(app, site, names);
    let ended = app.events.resume_erasures(rejected_rows, app.now())?;
    ended.iter().for_each(tell);
    Ok(())
}

/// Goes on with erasures that were cut short.
pub(crate) fn resume(app: &App) {
    match go_on(app) {
        // The server is stopping: the next one goes on.
        Ok(()) | Err(StorageError::Closed) => {}
        Err(error) => {
            tracing::error!("an erasure that was cut short can't be gone on with: {error}");
        }
    }
}

/// Nobody is known by an id.
pub(crate) fn unknown(id: &str) -> ApiError {
    ApiError::new(Code::NotFound, format!("nobody is known as `{id}`"))
        .hint("ask by a user id, an anonymous id or the key that an answer shows")
}

fn tell(record: &ErasureRecord) {
    let (number, site) = (record.number, record.site.as_str());
    if let Some(ended) = record.ended {
        let (events, letters) = (ended.events, ended.dead_letters);
        tracing::info!(number, site, events, letters, "a person was erased");
    }
}

/// What can't be searched, in words.
fn unsearched(app: &App, snapshot: &Snapshot, site: &SiteId) -> Vec<String> {
    let shown = |path: &std::path::Path| {
        let within = path.strip_prefix(&app.data).unwrap_or(path);
        within.display().to_string()
    };
    let is_filled = |folder: &std::path::Path| {
        std::fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some())
    };
    let mut found: Vec<String> = snapshot
        .quarantined(site)
        .iter()
        .map(|of| {
            format!(
                "{}, which was set aside as damaged: remove it if it may hold the person",
                shown(&of.file)
            )
        })
        .collect();
    let log = app.data.join("log").join("quarantine");
    if is_filled(&log) {
        found.push(format!(
            "{}, parts of the log that could not be read: remove them if they may hold the person",
            shown(&log)
        ));
    }
    if is_filled(&app.data.join("staging").join("uploads")) {
        found.push(
            "uploaded files that are not imported yet: rows of the person in them will not be stored, and the files go by themselves".to_owned(),
        );
    }
    found
}

fn wire_of(record: &ErasureRecord) -> ErasureWire {
    ErasureWire {
        number: record.number,
        ids: record.ids,
        begun_at: record.begun_at.to_string(),
        ended_at: record.ended.map(|ended| ended.at.to_string()),
        events: record.ended.map_or(0, |ended| ended.events),
        dead_letters: record.ended.map_or(0, |ended| ended.dead_letters),
        rejected_rows: record.ended.map_or(0, |ended| ended.rejected_rows),
    }
}
