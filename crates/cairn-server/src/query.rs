//! Questions.

use axum::Json;
use axum::extract::State;
use axum::http::header::{ACCEPT, CONTENT_TYPE, VARY};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse, Response};
use cairn_api::{parse_question, to_csv, to_wire};
use cairn_engine::Patience;

use crate::app::App;
use crate::authorized::Authorized;
use crate::document::Document;
use crate::errors::Failure;
use crate::permission::ReadAnswers;
use crate::work::apart;

/// Answers one question, as JSON or, if that is what the caller accepts, as CSV.
pub(crate) async fn query(
    authorized: Authorized<ReadAnswers>,
    State(app): State<App>,
    headers: HeaderMap,
    Document(text): Document,
) -> Result<Response, Failure> {
    let definitions = app.definitions(authorized.site()?).await?;
    let question = parse_question(&text, &definitions.site.timezone)?;
    let wants_csv = accepts_csv(&headers);
    let patience = Patience::default();
    // Dropped with this future, whose client has hung up then: nobody would read the answer.
    let _waiting = patience.waiting();
    // The clock is read when the question's turn has come: its snapshot is not older than its now.
    let asked = app.clone();
    let answering = apart(&app.asking, move || -> Result<Response, Failure> {
        let now = asked.now();
        let snapshot = asked.events.snapshot()?;
        let patience = match asked.limits.question() {
            Some(most) => patience.at_most(most),
            None => patience,
        };
        let by = (now, asked.threads);
        let answer = cairn_engine::ask_within(&snapshot, &definitions, &question, by, &patience)?;
        let wire = to_wire(&answer)?;
        if wants_csv {
            let csv = HeaderValue::from_static("text/csv; charset=utf-8");
            Ok(([(CONTENT_TYPE, csv)], to_csv(&wire)?).into_response())
        } else {
            Ok(Json(wire).into_response())
        }
    });
    let mut response = answering.await??;
    response
        .headers_mut()
        .append(VARY, HeaderValue::from_static("Accept"));
    Ok(response)
}

/// Whether CSV is named and JSON is not.
fn accepts_csv(headers: &HeaderMap) -> bool {
    let values = headers.get_all(ACCEPT).into_iter();
    let text: Vec<&str> = values.filter_map(|value| value.to_str().ok()).collect();
    let names = |essence: &str| text.iter().any(|value| value.contains(essence));
    names("text/csv") && !names("application/json")
}
