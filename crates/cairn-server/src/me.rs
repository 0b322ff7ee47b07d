//! Who the caller is.

use axum::Json;
use axum::response::{IntoResponse, Response};
use cairn_api::MeWire;

use crate::authorized::Authorized;
use crate::credentials::Caller;
use crate::permission::KnowOneself;

/// Tells the caller who it is to the server, and which server this is.
pub(crate) async fn show(authorized: Authorized<KnowOneself>) -> Response {
    let caller = match authorized.caller() {
        Caller::Session(_) => "session",
        Caller::Local => "machine",
        Caller::Key(_) | Caller::Anyone => "key",
    };
    let me = MeWire {
        caller: caller.to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
    };
    Json(me).into_response()
}
