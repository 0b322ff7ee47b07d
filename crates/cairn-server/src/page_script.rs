//! The script that collects what happens on a page.

use axum::http::HeaderMap;
use axum::response::Response;
use cairn_api::Code;
use rust_embed::RustEmbed;

use crate::authorized::Authorized;
use crate::bundled::{self, Keep};
use crate::errors::Failure;
use crate::permission::Public;

#[derive(RustEmbed)]
#[folder = "../../snippet/dist"]
#[allow_missing = true]
struct Files;

/// `cairn.js`.
pub(crate) async fn show(_: Authorized<Public>, asked: HeaderMap) -> Result<Response, Failure> {
    let file = Files::get("cairn.js").ok_or_else(|| {
        Failure::new(
            Code::NotFound,
            "this binary was built without the script for pages",
        )
        .hint("`make web` builds it; build the binary after it")
    })?;
    Ok(bundled::answer(&asked, file, Keep::AnHour))
}
