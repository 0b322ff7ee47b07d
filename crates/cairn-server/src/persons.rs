//! One person: its ids and why they are its, its properties; all that is stored of it.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::header::CONTENT_DISPOSITION;
use axum::response::{IntoResponse, Response};
use cairn_api::{PersonDetailsWire, PersonExportWire, stored_event_json};

use crate::app::App;
use crate::authorized::Authorized;
use crate::dead_letters;
use crate::erasures::unknown;
use crate::errors::Failure;
use crate::ledger;
use crate::permission::ReadAnswers;
use crate::work::apart;

/// A person by a user id, an anonymous id or its key.
pub(crate) async fn show(
    authorized: Authorized<ReadAnswers>,
    State(app): State<App>,
    Path((_, id)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let site = app.meta.site(authorized.site()?).await?;
    let asked = app.clone();
    let looking = apart(
        &app.asking,
        move || -> Result<PersonDetailsWire, Failure> {
            let snapshot = asked.events.snapshot()?;
            let found = cairn_engine::person(&snapshot, &site.id, &id)?;
            let person = found.ok_or_else(|| unknown(&id))?;
            let epoch = snapshot.identity_epoch(&site.id)?;
            Ok(PersonDetailsWire::new(&person, epoch))
        },
    );
    Ok(Json(looking.await??).into_response())
}

/// All that is stored of a person, by a user id, an anonymous id or its key, to be taken along.
pub(crate) async fn export(
    authorized: Authorized<ReadAnswers>,
    State(app): State<App>,
    Path((_, id)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let site = app.meta.site(authorized.site()?).await?;
    let asked = app.clone();
    let looking = apart(&app.asking, move || -> Result<PersonExportWire, Failure> {
        let snapshot = asked.events.snapshot()?;
        let found = cairn_engine::person(&snapshot, &site.id, &id)?;
        let person = found.ok_or_else(|| unknown(&id))?;
        let events = cairn_engine::events_of(&snapshot, &site.id, person.key)?;
        let accounts = cairn_engine::facts_of_person(&snapshot, &site.id, person.key)?;
        let keys = snapshot.keys_of(&site.id, person.key)?;
        let letters = snapshot.dead_letters_naming(&site.id, &keys)?;
        let epoch = snapshot.identity_epoch(&site.id)?;
        Ok(PersonExportWire {
            site: site.id.to_string(),
            exported_at: asked.now().to_string(),
            person: PersonDetailsWire::new(&person, epoch),
            events: events
                .iter()
                .map(|stored| stored_event_json(stored.event_id, &stored.event))
                .collect(),
            ledger: accounts.iter().map(ledger::wire_of).collect(),
            dead_letters: letters.into_iter().map(dead_letters::wire_of).collect(),
        })
    });
    let export = looking.await??;
    // The key is hexadecimal, an id might be anything.
    let name = format!("attachment; filename=\"person-{}.json\"", export.person.key);
    Ok(([(CONTENT_DISPOSITION, name)], Json(export)).into_response())
}
