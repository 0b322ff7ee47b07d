//! Sessions of people who signed in with a one-time link.
//!
//! A session has a new token of its own, so whoever planted a cookie before has nothing. Only hashes are
//! stored.

use axum::http::HeaderValue;
use cairn_core::time::{Span, Time};
use cairn_meta::{MetaError, SessionRecord, TokenHash};
use cookie::{Cookie, SameSite};

use crate::app::App;
use crate::errors::Failure;
use crate::token;

/// A session left unused this long is over.
const IDLE: Span = Span::from_seconds(12 * 3_600);
/// A session is over after this long however much it is used.
const LONGEST: Span = Span::from_seconds(7 * 86_400);
/// Uses closer together than this are not written down one by one.
const TOUCH_EVERY: Span = Span::from_seconds(60);
/// A link that nobody used is over after this long.
const LINK_LIFE: Span = Span::from_seconds(15 * 60);

/// The name of the session cookie. Browsers accept the prefix `__Host-` only with `Secure`, `Path=/` and
/// without `Domain`: no other host and no plain connection can plant such a cookie.
pub(crate) fn cookie_name(app: &App) -> &'static str {
    if is_secure(app) {
        "__Host-cairn"
    } else {
        "cairn_session"
    }
}

/// The session of a token, if it is not over; notes that it was used.
pub(crate) async fn find(app: &App, token: &str) -> Result<Option<TokenHash>, MetaError> {
    let now = app.now();
    let hash = token::hash_of(token);
    let Some(session) = app.meta.session(hash, now, IDLE).await? else {
        return Ok(None);
    };
    if now.since(session.last_used_at) >= TOUCH_EVERY {
        app.meta.touch_session(hash, now).await?;
    }
    Ok(Some(hash))
}

/// A new one-time link's token, and when the link is over.
pub(crate) async fn new_link(app: &App) -> Result<(String, Time), Failure> {
    let token = token::fresh_token()?;
    let now = app.now();
    let end = now.plus(LINK_LIFE);
    app.meta
        .add_sign_in_link(token::hash_of(&token), now, end)
        .await?;
    Ok((token, end))
}

/// The sessions that are not over, newest first.
pub(crate) async fn live(app: &App) -> Result<Vec<SessionRecord>, MetaError> {
    app.meta.sessions(app.now(), IDLE).await
}

/// Begins a session and gives its cookie.
pub(crate) async fn begin(app: &App) -> Result<HeaderValue, Failure> {
    let token = token::fresh_token()?;
    let now = app.now();
    let session = SessionRecord {
        hash: token::hash_of(&token),
        created_at: now,
        last_used_at: now,
        expires_at: now.plus(LONGEST),
    };
    app.meta.add_session(&session).await?;
    cookie(app, token, LONGEST)
}

/// Ends a session and gives the cookie that makes the browser forget it.
pub(crate) async fn end(app: &App, hash: TokenHash) -> Result<HeaderValue, Failure> {
    app.meta.remove_session(hash).await?;
    cookie(app, String::new(), Span::default())
}

fn cookie(app: &App, value: String, life: Span) -> Result<HeaderValue, Failure> {
    let seconds = life.micros() / cairn_core::time::MICROS_PER_SECOND;
    let cookie = Cookie::build((cookie_name(app), value))
        .path("/")
        .http_only(true)
        .secure(is_secure(app))
        .same_site(SameSite::Lax)
        .max_age(cookie::time::Duration::seconds(seconds))
        .build();
    HeaderValue::from_str(&cookie.to_string())
        .map_err(|error| Failure::new(cairn_api::Code::Internal, error))
}

fn is_secure(app: &App) -> bool {
    let address = app.public_address.as_ref();
    address.is_some_and(crate::public_address::PublicAddress::is_secure)
}
