//! Who sends a request: a key, a session, somebody on this machine, or nobody known.

use std::sync::Arc;

use axum::http::header::{AUTHORIZATION, COOKIE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method};
use cairn_api::Code;
use cairn_meta::TokenHash;
use cookie::Cookie;

use crate::app::App;
use crate::errors::Failure;
use crate::key_index::LiveKey;
use crate::same_origin;
use crate::session;

/// Where a request comes from; an extension of every request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Peer {
    /// The network.
    Network(std::net::SocketAddr),
    /// The socket in the data directory, or this very process: only its owner can open either.
    Local,
}

/// Who is asking.
#[derive(Debug, Clone)]
pub(crate) enum Caller {
    /// Somebody, for what needs no permission.
    Anyone,
    /// The holder of a key.
    Key(Arc<LiveKey>),
    /// A person who signed in.
    Session(TokenHash),
    /// A command on this machine.
    Local,
}

/// The key in the headers, whatever it is worth.
pub(crate) fn key_in_headers(headers: &HeaderMap) -> Option<String> {
    if let Some(value) = headers.get(AUTHORIZATION) {
        let value = value.to_str().ok()?;
        let (scheme, rest) = value.split_once(' ').unwrap_or((value, ""));
        let rest = rest.trim();
        if scheme.eq_ignore_ascii_case("bearer") {
            return Some(rest.to_owned());
        }
        if scheme.eq_ignore_ascii_case("basic") {
            return basic_user(rest);
        }
        return Some(String::new());
    }
    let value = headers.get("x-write-key")?;
    Some(value.to_str().unwrap_or_default().trim().to_owned())
}

/// Who is asking, by the first credential that came along. A wrong one is not overlooked for the next.
pub(crate) async fn caller(app: &App, parts: &Parts) -> Result<Caller, Failure> {
    if let Some(text) = key_in_headers(&parts.headers) {
        let key = app.keys.find(&text).ok_or_else(unknown_key)?;
        return Ok(Caller::Key(key));
    }
    if let Some(token) = session_token(app, &parts.headers) {
        let hash = session::find(app, &token).await?.ok_or_else(|| {
            Failure::new(Code::Unauthorized, "this session is over").hint("sign in again")
        })?;
        if !is_read(&parts.method) {
            same_origin::check(app, parts)?;
        }
        return Ok(Caller::Session(hash));
    }
    match parts.extensions.get::<Peer>() {
        Some(Peer::Local) => Ok(Caller::Local),
        _ => Err(Failure::new(Code::Unauthorized, "this needs a key or a session").hint(
            "send a secret key as `Authorization: Bearer cairn_sk_…`, or sign in with the link that `cairn serve` prints",
        )),
    }
}

/// The token of the session cookie.
pub(crate) fn session_token(app: &App, headers: &HeaderMap) -> Option<String> {
    let name = session::cookie_name(app);
    let values = headers.get_all(COOKIE).into_iter();
    let texts = values.filter_map(|value| value.to_str().ok());
    let mut cookies = texts.flat_map(|text| text.split(';'));
    cookies.find_map(|text| {
        let cookie = Cookie::parse(text.trim()).ok()?;
        (cookie.name() == name).then(|| cookie.value().to_owned())
    })
}

/// The refusal of a key that is not live.
pub(crate) fn unknown_key() -> Failure {
    Failure::new(Code::Unauthorized, "this key is not known, or was revoked")
        .hint("`cairn key list` shows a site's keys, `cairn key create` makes one")
}

fn is_read(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

/// The user name of Basic credentials: SDKs put the key there.
fn basic_user(encoded: &str) -> Option<String> {
    let bytes = crate::base64::decode(encoded);
    let text = bytes.and_then(|bytes| String::from_utf8(bytes).ok());
    let text = text.unwrap_or_default();
    let user = text.split_once(':').map_or(text.as_str(), |(user, _)| user);
    Some(user.to_owned())
}

#[cfg(test)]
mod tests;
