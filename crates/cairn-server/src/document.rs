//! A JSON document in a request's body.

use axum::extract::{FromRequest, Request};
use cairn_api::Code;

use crate::app::App;
use crate::body;
use crate::credentials::Peer;
use crate::errors::Failure;
use crate::limits::SenderIs;

/// Bytes that a question or definition of a command has at most.
pub const MOST_LOCAL_DOCUMENT_BYTES: usize = 16 << 20;

/// The text of a document; what it says is read by `cairn-api`.
#[derive(Debug)]
pub(crate) struct Document(pub(crate) String);

impl FromRequest<App> for Document {
    type Rejection = Failure;

    async fn from_request(request: Request, app: &App) -> Result<Self, Failure> {
        let most = match request.extensions().get::<Peer>() {
            // What a command sends to a server is no less than what it does without one.
            Some(Peer::Local) => app.limits.document_bytes.max(MOST_LOCAL_DOCUMENT_BYTES),
            Some(Peer::Network(_)) | None => app.limits.document_bytes,
        };
        Self::read(app, request, most, SenderIs::Known).await
    }
}

impl Document {
    /// A document of somebody who has shown neither key nor session.
    pub(crate) async fn of_stranger(app: &App, request: Request) -> Result<Self, Failure> {
        Self::read(app, request, app.limits.document_bytes, SenderIs::Stranger).await
    }

    async fn read(
        app: &App,
        request: Request,
        most: usize,
        sender: SenderIs,
    ) -> Result<Self, Failure> {
        let held = body::read(app, request.into_body(), most, sender).await?;
        String::from_utf8(held.bytes.into())
            .map(Self)
            .map_err(|_| Failure::new(Code::MalformedJson, "the body is no UTF-8 text"))
    }
}
