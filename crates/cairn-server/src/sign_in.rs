//! Signing in and out.
//!
//! The token of a one-time link stands in the fragment of the address, which browsers send to nobody. The
//! page hands it over by POST and forgets it.

use axum::Json;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::http::header::SET_COOKIE;
use axum::response::{IntoResponse, Response};
use cairn_api::{Code, SignInLinkWire, SignInWire, read_document};

use crate::app::App;
use crate::authorized::Authorized;
use crate::credentials::Caller;
use crate::document::Document;
use crate::errors::Failure;
use crate::permission::{ManageSessions, OwnSession, Public};
use crate::{same_origin, session, token};

/// A new one-time link: to the public address, else to the address this machine's browsers reach.
pub async fn sign_in_link(app: &App) -> Result<String, Failure> {
    Ok(fresh_link(app).await?.link)
}

async fn fresh_link(app: &App) -> Result<SignInLinkWire, Failure> {
    let of_machine = app.local_origin.get().map(String::as_str);
    let public = app.public_address.as_ref().map(|own| own.origin());
    let origin = public.or(of_machine).ok_or_else(|| {
        Failure::new(Code::Conflict, "there is no address that a browser reaches")
            .hint("let the server listen on one, or set `public_url`")
    })?;
    let (token, expires_at) = session::new_link(app).await?;
    Ok(SignInLinkWire {
        link: format!("{origin}/sign-in#{token}"),
        expires_at: expires_at.to_string(),
    })
}

/// Makes a one-time link, for whoever may do everything already.
pub(crate) async fn create_link(
    _: Authorized<ManageSessions>,
    State(app): State<App>,
) -> Result<Response, Failure> {
    Ok((StatusCode::CREATED, Json(fresh_link(&app).await?)).into_response())
}

/// Exchanges the token of a link for a session.
pub(crate) async fn begin(
    _: Authorized<Public>,
    State(app): State<App>,
    request: Request,
) -> Result<Response, Failure> {
    let (parts, body) = request.into_parts();
    same_origin::check_sign_in(&app, &parts)?;
    let Document(text) = Document::of_stranger(&app, Request::from_parts(parts, body)).await?;
    let wire: SignInWire = read_document(&text, "sign-in")?;
    let hash = token::hash_of(&wire.token);
    if !app.meta.use_sign_in_link(hash, app.now()).await? {
        return Err(
            Failure::new(Code::Unauthorized, "this link is not valid any more").hint(
                "a link opens once and within 15 minutes; `cairn sign-in` on the server's machine makes a new one",
            ),
        );
    }
    let cookie = session::begin(&app).await?;
    Ok((StatusCode::NO_CONTENT, [(SET_COOKIE, cookie)]).into_response())
}

/// Ends the session of whoever asks.
pub(crate) async fn end(
    authorized: Authorized<OwnSession>,
    State(app): State<App>,
) -> Result<Response, Failure> {
    let Caller::Session(hash) = authorized.caller() else {
        return Err(Failure::new(Code::Forbidden, "there is no session to end"));
    };
    let cookie = session::end(&app, *hash).await?;
    Ok((StatusCode::NO_CONTENT, [(SET_COOKIE, cookie)]).into_response())
}
