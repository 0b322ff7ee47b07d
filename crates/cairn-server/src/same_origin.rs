//! Against requests that a foreign page makes a signed-in browser send.
//!
//! The cookie is `SameSite=Lax` already. Beside it a change needs an `Origin` or `Sec-Fetch-Site` that says
//! it comes from a page of this server, and a content type that no plain form can send.

use axum::http::header::{CONTENT_TYPE, HOST, ORIGIN};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method};
use cairn_api::Code;

use crate::app::App;
use crate::errors::Failure;

/// Content types that a change through a session may have. Forms can send none of them.
const ALLOWED_TYPES: [&str; 6] = [
    "application/json",
    "application/octet-stream",
    "application/gzip",
    "application/x-ndjson",
    "application/vnd.apache.parquet",
    "text/csv",
];

/// Refuses a change that does not come from a page of this server.
pub(crate) fn check(app: &App, parts: &Parts) -> Result<(), Failure> {
    if !says_same_origin(app, &parts.headers) {
        return Err(refused(
            "this request does not come from a page of this server",
        ));
    }
    check_type(parts)
}

/// Refuses a sign-in that a foreign page makes, while commands may do without the headers of browsers.
pub(crate) fn check_sign_in(app: &App, parts: &Parts) -> Result<(), Failure> {
    let from_browser = text(&parts.headers, "sec-fetch-site").is_some()
        || text(&parts.headers, ORIGIN.as_str()).is_some();
    if from_browser && !says_same_origin(app, &parts.headers) {
        return Err(refused(
            "this request does not come from a page of this server",
        ));
    }
    check_type(parts)
}

fn check_type(parts: &Parts) -> Result<(), Failure> {
    // A form can't send DELETE, and it has no body.
    if parts.method == Method::DELETE {
        return Ok(());
    }
    let content_type = text(&parts.headers, CONTENT_TYPE.as_str()).unwrap_or_default();
    let essence = content_type.split(';').next().unwrap_or_default().trim();
    let is_allowed = ALLOWED_TYPES
        .iter()
        .any(|allowed| essence.eq_ignore_ascii_case(allowed));
    if is_allowed {
        Ok(())
    } else {
        Err(refused("this content type is not accepted here").hint("send application/json"))
    }
}

/// Both headers must agree if both are there; one must be there.
fn says_same_origin(app: &App, headers: &HeaderMap) -> bool {
    let by_site = text(headers, "sec-fetch-site").map(|site| site == "same-origin");
    let by_origin = text(headers, ORIGIN.as_str()).map(|origin| is_own(app, headers, origin));
    match (by_site, by_origin) {
        (None, None) => false,
        (site, origin) => site != Some(false) && origin != Some(false),
    }
}

fn is_own(app: &App, headers: &HeaderMap, origin: &str) -> bool {
    if let Some(address) = &app.public_address {
        return origin.eq_ignore_ascii_case(address.origin());
    }
    let host = text(headers, HOST.as_str());
    let named = origin.strip_prefix("http://");
    matches!((host, named), (Some(host), Some(named)) if host.eq_ignore_ascii_case(named))
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let value = headers.get(name)?;
    // What can't be read is there all the same, and fits nothing.
    Some(value.to_str().unwrap_or_default())
}

fn refused(message: &str) -> Failure {
    Failure::new(Code::Forbidden, message)
}
