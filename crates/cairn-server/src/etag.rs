//! Versions of what is read: nobody gets twice what has not changed, nobody overwrites what has.

use axum::http::header::{ETAG, IF_MATCH, IF_NONE_MATCH};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

/// The answer with the revision it is of; nothing but 304 if the caller has that one.
pub(crate) fn of_revision(asked: &HeaderMap, revision: u64, response: Response) -> Response {
    of_tag(asked, &format!("\"{revision}\""), response)
}

/// The answer with its tag, in quotes; nothing but 304 if the caller has that one.
pub(crate) fn of_tag(asked: &HeaderMap, tag: &str, response: Response) -> Response {
    let mut response = if tags(asked, &IF_NONE_MATCH).any(|named| named == tag || named == "*") {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        response
    };
    if let Ok(value) = HeaderValue::from_str(tag) {
        response.headers_mut().insert(ETAG, value);
    }
    response
}

/// The revisions that the caller has seen and wants to change, if it says which.
pub(crate) fn expected(asked: &HeaderMap) -> Option<Vec<u64>> {
    if !asked.contains_key(IF_MATCH) {
        return None;
    }
    let mut revisions = Vec::new();
    for tag in tags(asked, &IF_MATCH) {
        if tag == "*" {
            return None;
        }
        let revision = tag
            .strip_prefix('"')
            .and_then(|tag| tag.strip_suffix('"'))
            .and_then(|digits| digits.parse::<u64>().ok());
        // A tag that was never given names nothing.
        revisions.extend(revision);
    }
    Some(revisions)
}

fn tags<'a>(headers: &'a HeaderMap, header: &HeaderName) -> impl Iterator<Item = &'a str> {
    let values = headers.get_all(header).into_iter();
    let texts = values.filter_map(|value| value.to_str().ok());
    texts
        .flat_map(|text| text.split(','))
        .map(|named| named.trim().trim_start_matches("W/"))
}

#[cfg(test)]
mod tests;
