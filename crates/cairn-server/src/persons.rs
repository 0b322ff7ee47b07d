//! One person: its ids and why they are its, its properties.

use axum::Json;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use cairn_api::{ApiError, Code, PersonDetailsWire};

use crate::app::App;
use crate::authorized::Authorized;
use crate::errors::Failure;
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
            let person = found.ok_or_else(|| {
                ApiError::new(Code::NotFound, format!("nobody is known as `{id}`"))
                    .hint("ask by a user id, an anonymous id or the key that an answer shows")
            })?;
            let epoch = snapshot.identity_epoch(&site.id)?;
            Ok(PersonDetailsWire::new(&person, epoch))
        },
    );
    Ok(Json(looking.await??).into_response())
}
