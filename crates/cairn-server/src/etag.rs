//! Versions of what is read: nobody gets twice what has not changed, nobody overwrites what has.

use axum::http::header::{ETAG, IF_MATCH, IF_NONE_MATCH};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use cairn_api::Code;

use crate::errors::Failure;

/// The answer with the revision it is of; nothing but 304 if the caller has that one.
pub(crate) fn of_revision(asked: &HeaderMap, revision: u64, response: Response) -> Response {
    let tag = format!("\"{revision}\"");
    let mut response = if names(asked, &IF_NONE_MATCH, &tag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        response
    };
    if let Ok(value) = HeaderValue::from_str(&tag) {
        response.headers_mut().insert(ETAG, value);
    }
    response
}

/// Refuses a change of something that is not at the revision the caller has seen, if it says which.
pub(crate) fn check_unchanged(asked: &HeaderMap, revision: u64) -> Result<(), Failure> {
    let is_asked = asked.contains_key(IF_MATCH);
    if is_asked && !names(asked, &IF_MATCH, &format!("\"{revision}\"")) {
        return Err(Failure::new(
            Code::Outdated,
            format!("this was changed since it was read: it is now at \"{revision}\""),
        )
        .hint("read it again, then change that"));
    }
    Ok(())
}

fn names(headers: &HeaderMap, header: &HeaderName, tag: &str) -> bool {
    let values = headers.get_all(header).into_iter();
    let texts = values.filter_map(|value| value.to_str().ok());
    texts
        .flat_map(|text| text.split(','))
        .map(|named| named.trim().trim_start_matches("W/"))
        .any(|named| named == tag || named == "*")
}

#[cfg(test)]
mod tests;
