//! From an error of the closed list to a response. The status of each code is decided here and nowhere else.

use axum::http::header::{CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use cairn_api::{ApiError, Code, ErrorWire};
use cairn_core::returning::GridError;
use cairn_engine::AskError;
use cairn_meta::MetaError;
use cairn_storage::StorageError;

use crate::token;

/// An error on its way to the client.
#[derive(Debug, Clone)]
pub struct Failure {
    pub(crate) error: ApiError,
    retry_after_seconds: Option<u64>,
}

impl Failure {
    /// An error without a place or a hint.
    pub(crate) fn new(code: Code, message: impl ToString) -> Self {
        ApiError::new(code, message).into()
    }

    /// Says what to do.
    pub(crate) fn hint(self, hint: impl ToString) -> Self {
        Self {
            error: self.error.hint(hint),
            ..self
        }
    }

    /// Too much at once: come back in a moment. The moments differ, so that not all come back at once.
    pub(crate) fn overloaded(message: impl ToString) -> Self {
        let jitter = token::random_u128().map_or(0, |number| number % 5);
        Self {
            error: ApiError::new(Code::Overloaded, message),
            retry_after_seconds: Some(1 + u64::try_from(jitter).unwrap_or(0)),
        }
    }

    /// Too often: come back after this many seconds.
    pub(crate) fn rate_limited(wait: std::time::Duration) -> Self {
        let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
        Self {
            error: ApiError::new(
                Code::RateLimited,
                "this key sends more requests than it may",
            ),
            retry_after_seconds: Some(seconds.max(1)),
        }
    }

    /// Which code it is.
    pub(crate) fn code(&self) -> Code {
        self.error.code
    }

    /// The response, with the name of the request it answers.
    pub(crate) fn to_response(&self, request_id: &str) -> Response {
        let wire = ErrorWire {
            error: &self.error,
            request_id,
        };
        // An error holds nothing that JSON can't express.
        let body = serde_json::to_vec(&wire).unwrap_or_default();
        let mut response = (status_of(self.error.code), body).into_response();
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        if let Some(seconds) = self.retry_after_seconds {
            headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

/// The status of each code.
pub fn status_of(code: Code) -> StatusCode {
    match code {
        Code::MalformedJson
        | Code::InvalidField
        | Code::Unsupported
        | Code::InvalidRange
        | Code::UnreadableBody
        | Code::UnknownCell => StatusCode::BAD_REQUEST,
        Code::Unauthorized => StatusCode::UNAUTHORIZED,
        Code::Forbidden => StatusCode::FORBIDDEN,
        Code::NotFound
        | Code::UnknownSite
        | Code::UnknownGoal
        | Code::UnknownPopulation
        | Code::UnknownKey
        | Code::UnknownImport => StatusCode::NOT_FOUND,
        Code::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
        Code::RequestTimeout => StatusCode::REQUEST_TIMEOUT,
        Code::Conflict => StatusCode::CONFLICT,
        Code::Outdated => StatusCode::PRECONDITION_FAILED,
        Code::BodyTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        Code::TooLarge | Code::TookTooLong => StatusCode::UNPROCESSABLE_ENTITY,
        Code::RateLimited => StatusCode::TOO_MANY_REQUESTS,
        Code::Storage | Code::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        Code::Overloaded => StatusCode::SERVICE_UNAVAILABLE,
    }
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.error.code.as_str(), self.error)
    }
}

/// A task that was to give an answer and did not: it panicked, or its runtime ends.
impl From<tokio::task::JoinError> for Failure {
    fn from(error: tokio::task::JoinError) -> Self {
        if error.is_panic() {
            Self::new(Code::Internal, "internal fault; please report it")
        } else {
            Self::overloaded("the server is stopping")
        }
    }
}

/// A queue that is closed.
impl From<tokio::sync::AcquireError> for Failure {
    fn from(_: tokio::sync::AcquireError) -> Self {
        Self::overloaded("the server is stopping")
    }
}

/// The failure travels as an extension: what answers all requests knows their names and writes the body.
impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let mut response = status_of(self.error.code).into_response();
        response.extensions_mut().insert(self);
        response
    }
}

impl From<ApiError> for Failure {
    fn from(error: ApiError) -> Self {
        Self {
            error,
            retry_after_seconds: None,
        }
    }
}

impl From<MetaError> for Failure {
    fn from(error: MetaError) -> Self {
        of_meta(&error).into()
    }
}

impl From<StorageError> for Failure {
    fn from(error: StorageError) -> Self {
        match error {
            StorageError::Busy(_)
            | StorageError::Closed
            | StorageError::TailFull { .. }
            | StorageError::DiskLow { .. }
            | StorageError::Broken { .. }
            | StorageError::LogPoisoned { .. } => Self::overloaded(error),
            _ => of_storage(&error).into(),
        }
    }
}

impl From<AskError> for Failure {
    fn from(error: AskError) -> Self {
        of_question(error).into()
    }
}

impl From<token::NoRandomness> for Failure {
    fn from(error: token::NoRandomness) -> Self {
        Self::new(Code::Internal, error)
    }
}

/// A fault of the metadata store in the closed list's words.
pub fn of_meta(error: &MetaError) -> ApiError {
    let code = match error {
        MetaError::UnknownSite { .. } => Code::UnknownSite,
        MetaError::UnknownGoal { .. } => Code::UnknownGoal,
        MetaError::UnknownKey { .. } => Code::UnknownKey,
        MetaError::Outdated { .. } => Code::Outdated,
        MetaError::UnknownSaved { .. } => Code::NotFound,
        MetaError::SiteExists(_) | MetaError::GoalExists { .. } | MetaError::SavedExists { .. } => {
            Code::Conflict
        }
        MetaError::NoDataDirectory(_)
        | MetaError::Damaged(_)
        | MetaError::Sqlite(_)
        | MetaError::Migration(_) => Code::Storage,
    };
    let error = ApiError::new(code, with_causes(error));
    match code {
        Code::Outdated => error.hint("read it again, then change that"),
        _ => error,
    }
}

/// A fault of the event store in the closed list's words.
pub fn of_storage(error: &StorageError) -> ApiError {
    let code = match error {
        StorageError::UnknownImport(_) => Code::UnknownImport,
        StorageError::AlreadyUndone(_) | StorageError::UndoneMeanwhile { .. } => Code::Conflict,
        StorageError::TailFull { .. } | StorageError::DiskLow { .. } => Code::Overloaded,
        StorageError::Internal(_) => Code::Internal,
        _ => Code::Storage,
    };
    ApiError::new(code, with_causes(error))
}

/// Why a question could not be answered, with the field and the way out.
pub fn of_question(error: AskError) -> ApiError {
    let message = error.to_string();
    let with = |code: Code| ApiError::new(code, &message);
    match error {
        AskError::UnknownGoal { nearest, .. } => {
            let hint = match nearest {
                Some(nearest) => format!("did you mean `{nearest}`?"),
                None => "`cairn goal list` shows its goals".to_owned(),
            };
            with(Code::UnknownGoal).at("goal").hint(hint)
        }
        AskError::UnknownPopulation { nearest, .. } => {
            let hint = match nearest {
                Some(nearest) => format!("did you mean `{nearest}`?"),
                None => "`cairn population list` shows its populations".to_owned(),
            };
            with(Code::UnknownPopulation).at("population").hint(hint)
        }
        AskError::PopulationRange(_) => with(Code::InvalidRange)
            .at("population")
            .hint("mend the `range` of one of its conditions"),
        AskError::Range(_) => with(Code::InvalidRange).at("range"),
        AskError::Compare(_) => with(Code::InvalidRange).at("compare"),
        AskError::TooManyPoints { .. } => with(Code::TooLarge)
            .at("interval")
            .hint("choose a wider interval, a shorter range or fewer values"),
        AskError::Buckets(_) => with(Code::TooLarge)
            .at("interval")
            .hint("choose a wider interval or a shorter range"),
        AskError::Cohorts(GridError::Buckets(_)) => with(Code::TooLarge)
            .at("interval")
            .hint("choose a wider interval or a range that begins later"),
        AskError::Cohorts(GridError::TooManyCells { .. }) => with(Code::TooLarge)
            .at("periods")
            .hint("ask for fewer periods, choose a wider interval or a shorter range"),
        AskError::TooManyLabels(_) => with(Code::TooLarge)
            .at("by")
            .hint("choose a property of fewer values, or filter"),
        AskError::TooManyLinks { .. } => with(Code::TooLarge)
            .at("columns")
            .hint("ask for fewer columns or a shorter range, or hide and merge names with `clean`"),
        AskError::Breakdown { .. } => with(Code::TooLarge)
            .at("breakdown")
            .hint("choose a property of fewer values, or filter"),
        AskError::Segments { place, .. } => with(Code::TooLarge)
            .at(&format!("properties[{place}]"))
            .hint("leave it out, or choose a property of fewer values"),
        AskError::TooManyRules { .. } => with(Code::TooLarge).hint("ask with fewer steps or goals"),
        AskError::TooManySessionFilters { .. } => with(Code::TooLarge)
            .hint("ask with fewer filters, or with `in` instead of several `eq`"),
        AskError::UnknownBucket(_) => with(Code::UnknownCell)
            .at("cell.start")
            .hint("use a `start` of the answer"),
        AskError::UnknownPeriodStart(_) => with(Code::UnknownCell)
            .at("cell.start")
            .hint("use the `start` of a period of the answer"),
        AskError::UnknownCohort(_) => with(Code::UnknownCell)
            .at("cell.cohort")
            .hint("use a `start` of the answer's cohorts"),
        AskError::UnknownPeriod { .. } => with(Code::UnknownCell)
            .at("cell.period")
            .hint("use a `period` of the cohort's cells"),
        AskError::UnknownPerson(_) => with(Code::NotFound)
            .at("person")
            .hint("ask by a user id, an anonymous id or the key that an answer shows"),
        AskError::UnknownPage(_) => with(Code::InvalidField)
            .at("after")
            .hint("use the `next` of an earlier page"),
        AskError::TookTooLong { .. } => with(Code::TookTooLong).hint(
            "ask with fewer steps, values or goals; whoever runs the server can raise `limits.question_seconds`",
        ),
        // Whom it would be told has hung up.
        AskError::GivenUp => with(Code::Overloaded).hint("ask again"),
        AskError::Storage(error) => of_storage(&error),
        AskError::Internal(_) => with(Code::Internal),
    }
}

/// A message with those of its causes that it does not have itself.
pub(crate) fn with_causes(error: &dyn std::error::Error) -> String {
    let mut message = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        message = format!("{message}: {inner}");
        cause = inner.source();
    }
    message
}

#[cfg(test)]
mod tests;
