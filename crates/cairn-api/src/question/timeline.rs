//! `timeline`: what one person did.

use cairn_core::id::EventId;
use cairn_core::question::QuestionKind;
use cairn_core::timeline::{MAX_BLOCKS, Timeline};
use serde::Deserialize;
use serde_json::{Map, Value as Json};

use crate::error::{ApiError, Code};
use crate::scalar;

const DEFAULT_LIMIT: usize = 100;
/// Common fields that would leave out some of what a person did.
const LEFT_OUT: [&str; 4] = ["range", "filters", "population", "compare"];

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct TimelineWire {
    person: String,
    limit: Option<usize>,
    after: Option<String>,
}

/// Refuses what a timeline does not know; a null says nothing.
pub(super) fn check(object: &Map<String, Json>) -> Result<(), ApiError> {
    let is_given = |field: &&&str| scalar::is_given(object, field);
    match LEFT_OUT.iter().find(is_given) {
        None => Ok(()),
        Some(field) => Err(
            ApiError::invalid(field, "a timeline tells all that a person did")
                .hint("leave it out; `limit` and `after` turn its pages"),
        ),
    }
}

pub(super) fn kind(rest: Json) -> Result<QuestionKind, ApiError> {
    let wire: TimelineWire = scalar::read(rest)?;
    let limit = wire.limit.unwrap_or(DEFAULT_LIMIT);
    if limit == 0 || limit > MAX_BLOCKS {
        let message = format!("a page holds 1 to {MAX_BLOCKS} sessions");
        return Err(ApiError::new(Code::TooLarge, message).at("limit"));
    }
    let after = |text: String| {
        EventId::parse(&text)
            .ok_or_else(|| ApiError::invalid("after", "expected the `next` of an earlier page"))
    };
    Ok(QuestionKind::Timeline(Timeline {
        person: wire.person,
        limit,
        after: wire.after.map(after).transpose()?,
    }))
}
