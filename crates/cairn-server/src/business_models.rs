//! Templates of what a business counts.

use axum::Json;
use axum::response::{IntoResponse, Response};

use crate::authorized::Authorized;
use crate::errors::Failure;
use crate::permission::ReadAnswers;

/// All templates.
pub(crate) async fn list(_: Authorized<ReadAnswers>) -> Result<Response, Failure> {
    Ok(Json(cairn_api::business_models()?).into_response())
}
