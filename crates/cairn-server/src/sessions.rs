//! Who is signed in, and signing them out.

use std::fmt::Write;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use cairn_api::{Code, SessionWire, SessionsWire};
use cairn_meta::TokenHash;

use crate::app::App;
use crate::authorized::Authorized;
use crate::credentials::Caller;
use crate::errors::Failure;
use crate::permission::ManageSessions;
use crate::session;

/// The sessions that are not over.
pub(crate) async fn list(
    authorized: Authorized<ManageSessions>,
    State(app): State<App>,
) -> Result<Response, Failure> {
    let is_own =
        |hash: TokenHash| matches!(authorized.caller(), Caller::Session(own) if *own == hash);
    let sessions = session::live(&app).await?.into_iter();
    let sessions = sessions.map(|session| SessionWire {
        id: id_of(session.hash),
        created_at: session.created_at.to_string(),
        last_used_at: session.last_used_at.to_string(),
        expires_at: session.expires_at.to_string(),
        is_own: is_own(session.hash),
    });
    let sessions = sessions.collect();
    Ok(Json(SessionsWire { sessions }).into_response())
}

/// Ends a session, whosever it is.
pub(crate) async fn revoke(
    _: Authorized<ManageSessions>,
    State(app): State<App>,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let sessions = session::live(&app).await?;
    let found = sessions
        .into_iter()
        .find(|session| id_of(session.hash) == id);
    let session = found.ok_or_else(|| {
        Failure::new(Code::NotFound, "there is no such session, or it is over")
            .hint("`GET /api/v1/sessions` lists those there are")
    })?;
    app.meta.remove_session(session.hash).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// The name of a session: enough of its hash to tell it from others, and nothing that opens it.
fn id_of(hash: TokenHash) -> String {
    let mut id = "ses-".to_owned();
    for byte in hash.0.iter().take(8) {
        // Writing to a string can't fail.
        let _ = write!(id, "{byte:02x}");
    }
    id
}
