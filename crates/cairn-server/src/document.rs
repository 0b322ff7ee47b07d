//! A JSON document in a request's body.

use axum::extract::{FromRequest, Request};
use cairn_api::Code;

use crate::app::App;
use crate::body;
use crate::errors::Failure;

/// The text of a document; what it says is read by `cairn-api`.
#[derive(Debug)]
pub(crate) struct Document(pub(crate) String);

impl FromRequest<App> for Document {
    type Rejection = Failure;

    async fn from_request(request: Request, app: &App) -> Result<Self, Failure> {
        let held = body::read(app, request.into_body(), app.limits.document_bytes).await?;
        String::from_utf8(held.bytes.into())
            .map(Self)
            .map_err(|_| Failure::new(Code::MalformedJson, "the body is no UTF-8 text"))
    }
}
