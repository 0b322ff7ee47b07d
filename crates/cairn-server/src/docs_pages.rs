//! The documentation, as pages.

use axum::extract::Path;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use cairn_api::Code;
use rust_embed::RustEmbed;

use crate::authorized::Authorized;
use crate::bundled::{self, Keep};
use crate::errors::Failure;
use crate::permission::Public;

#[derive(RustEmbed)]
#[folder = "../../docs-site/dist"]
#[allow_missing = true]
struct Files;

/// To the first page.
pub(crate) async fn home(_: Authorized<Public>) -> Response {
    Redirect::permanent("/docs/").into_response()
}

/// The first page.
pub(crate) async fn first(_: Authorized<Public>, asked: HeaderMap) -> Result<Response, Failure> {
    show(&asked, "index.html")
}

/// A page or what it loads.
pub(crate) async fn page(
    _: Authorized<Public>,
    Path(path): Path<String>,
    asked: HeaderMap,
) -> Result<Response, Failure> {
    show(&asked, &path)
}

fn show(asked: &HeaderMap, path: &str) -> Result<Response, Failure> {
    let candidates = [
        path.to_owned(),
        format!("{path}.html"),
        format!("{}/index.html", path.trim_end_matches('/')),
    ];
    let file = candidates.iter().find_map(|path| Files::get(path));
    let file = file.ok_or_else(|| {
        Failure::new(Code::NotFound, "the documentation has no such page").hint("begin at /docs/")
    })?;
    Ok(bundled::answer(asked, file, Keep::AskEachTime))
}
