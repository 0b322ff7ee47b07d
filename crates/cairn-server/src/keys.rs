//! Keys.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use cairn_api::{ApiError, Code, KeyWire, KeysWire, NewKeyWire, read_document};
use cairn_meta::{Grant, KeyId, KeyKind, KeyRecord, NewKey, Scope};

use crate::app::App;
use crate::authorized::Authorized;
use crate::credentials::Caller;
use crate::document::Document;
use crate::errors::Failure;
use crate::permission::ManageKeys;
use crate::token;

/// The keys of a site; revoked ones stay on record.
pub(crate) async fn list(
    authorized: Authorized<ManageKeys>,
    State(app): State<App>,
) -> Result<Response, Failure> {
    let site = app.meta.site(authorized.site()?).await?;
    let keys = app.meta.keys(&site.id).await?;
    let keys = keys.into_iter().map(|key| wire_of(key, None)).collect();
    Ok(Json(KeysWire { keys }).into_response())
}

/// Makes a key. The text of a secret key is in this answer and nowhere else.
pub(crate) async fn create(
    authorized: Authorized<ManageKeys>,
    State(app): State<App>,
    Document(text): Document,
) -> Result<Response, Failure> {
    let site = authorized.site()?;
    let wire: NewKeyWire = read_document(&text, "key")?;
    let kind = KeyKind::parse(&wire.kind).ok_or_else(|| {
        ApiError::invalid("kind", format!("`{}` is not write or secret", wire.kind))
    })?;
    let scopes = scopes_of(kind, &wire.scopes)?;
    let key = token::fresh_key(kind)?;
    let grant = match kind {
        KeyKind::Write => Grant::Write { token: key.clone() },
        KeyKind::Secret => Grant::Secret { scopes },
    };
    check_grant(authorized.caller(), &grant)?;
    let new = NewKey {
        site: site.clone(),
        grant,
        name: wire.name,
        hash: token::hash_of(&key),
    };
    let working = app.clone();
    let adding = async move { working.meta.add_key(&new, working.now()).await };
    let record = app.change_keys(adding).await?;
    Ok((StatusCode::CREATED, Json(wire_of(record, Some(key)))).into_response())
}

/// Revokes a key; from now on it opens nothing.
pub(crate) async fn revoke(
    authorized: Authorized<ManageKeys>,
    State(app): State<App>,
    Path((_, key)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let id = KeyId::parse(&key).map_err(|error| Failure::new(Code::UnknownKey, error))?;
    let site = authorized.site()?.clone();
    let working = app.clone();
    let revoking = async move { working.meta.revoke_key(&site, id, working.now()).await };
    app.change_keys(revoking).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// A key hands on what it may do itself and nothing more.
fn check_grant(caller: &Caller, grant: &Grant) -> Result<(), Failure> {
    let Caller::Key(own) = caller else {
        return Ok(());
    };
    let mut scopes = grant.scopes().iter();
    match scopes.find(|scope| !own.scopes.contains(scope)) {
        None => Ok(()),
        Some(scope) => Err(Failure::new(
            Code::Forbidden,
            format!(
                "this key may not do `{0}` itself, so it can make no key that may",
                scope.as_str()
            ),
        )
        .hint(
            "use a key with that scope, sign in, or use `cairn key create` on the server's machine",
        )),
    }
}

fn scopes_of(kind: KeyKind, words: &[String]) -> Result<Vec<Scope>, ApiError> {
    if kind == KeyKind::Write {
        return if words.is_empty() {
            Ok(Vec::new())
        } else {
            Err(ApiError::invalid(
                "scopes",
                "a write key can only append: it has no scopes",
            ))
        };
    }
    let mut scopes = Vec::new();
    for (place, word) in words.iter().enumerate() {
        let scope = Scope::parse(word).ok_or_else(|| {
            let message = format!("`{word}` is no scope");
            ApiError::invalid(&format!("scopes[{place}]"), message)
                .hint("use append, read, manage or keys")
        })?;
        scopes.push(scope);
    }
    scopes.sort_unstable();
    scopes.dedup();
    if scopes.is_empty() {
        return Err(ApiError::invalid("scopes", "a secret key needs scopes")
            .hint("use append, read, manage or keys"));
    }
    Ok(scopes)
}

fn wire_of(record: KeyRecord, created: Option<String>) -> KeyWire {
    let words = record.grant.scopes().iter().map(|scope| scope.as_str());
    KeyWire {
        id: record.id.to_string(),
        kind: record.grant.kind().as_str().to_owned(),
        name: record.name,
        scopes: words.map(str::to_owned).collect(),
        created_at: record.created_at.to_string(),
        revoked_at: record.revoked_at.map(|at| at.to_string()),
        key: match record.grant {
            Grant::Write { token } => Some(token),
            Grant::Secret { .. } => created,
        },
    }
}
