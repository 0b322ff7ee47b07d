//! Messages that are no event, with their reasons.

use axum::Json;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use cairn_api::{ApiError, DeadLetterWire, DeadLettersWire, TotalsWire};
use cairn_storage::{DeadLetter, Totals};
use serde::Deserialize;

use crate::app::App;
use crate::authorized::Authorized;
use crate::errors::Failure;
use crate::permission::ReadHealth;
use crate::routes::Parameter;

/// Letters on a page unless the caller says how many.
const PAGE: usize = 100;
/// The most letters on a page: each may hold 64 KiB.
const MOST: usize = 200;

/// How a page is asked for.
pub(crate) const PARAMETERS: [Parameter; 2] = [
    Parameter {
        name: "limit",
        summary: "How many letters at most: 1 to 200, 100 if it is left out.",
        kind: "integer",
    },
    Parameter {
        name: "before",
        summary: "The `next` of the page before.",
        kind: "string",
    },
];

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PageQuery {
    before: Option<String>,
    limit: Option<usize>,
}

/// The dead letters of a site, newest first.
pub(crate) async fn list(
    authorized: Authorized<ReadHealth>,
    State(app): State<App>,
    query: Result<Query<PageQuery>, axum::extract::rejection::QueryRejection>,
) -> Result<Response, Failure> {
    let Query(query) = query.map_err(|error| {
        ApiError::new(cairn_api::Code::InvalidField, error.body_text())
            .hint("a page is asked for with `limit` and `before`")
    })?;
    let limit = query.limit.unwrap_or(PAGE);
    if limit == 0 || limit > MOST {
        let message = format!("{limit} is not between 1 and {MOST}");
        return Err(ApiError::invalid("limit", message).into());
    }
    let site = app.meta.site(authorized.site()?).await?;
    let before = query.before.map(|before| {
        let number = before.parse::<u64>();
        number.map_err(|_| {
            let message = format!("`{before}` is not the `next` of a page");
            ApiError::invalid("before", message)
        })
    });
    let before = before.transpose()?;
    let reading = tokio::task::spawn_blocking(move || -> Result<DeadLettersWire, Failure> {
        let snapshot = app.events.snapshot()?;
        let page = snapshot.dead_letters(&site.id, before, limit)?;
        Ok(DeadLettersWire {
            dead_letters: page.letters.into_iter().map(wire_of).collect(),
            total: page.total,
            next: page.next.map(|next| next.to_string()),
            totals: totals_of(snapshot.totals(&site.id)),
        })
    });
    Ok(Json(reading.await??).into_response())
}

/// Totals as the API shows them.
pub(crate) fn totals_of(totals: Totals) -> TotalsWire {
    TotalsWire {
        received: totals.received,
        stored: totals.stored,
        duplicates: totals.duplicates,
        dead_lettered: totals.dead_lettered,
        suppressed: totals.suppressed,
    }
}

/// A dead letter as the API shows it.
pub(crate) fn wire_of((number, letter): (u64, DeadLetter)) -> DeadLetterWire {
    DeadLetterWire {
        number,
        reason: letter.reason,
        detail: letter.detail,
        raw: letter.raw,
        source: letter.source,
        message_id: letter.message_id,
        received_at: letter.received_at.to_string(),
    }
}
