//! The web app: one page for all its addresses, and what the page loads.

use axum::extract::Path;
use axum::http::header::{ACCEPT, CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use cairn_api::Code;
use rust_embed::RustEmbed;

use crate::authorized::Authorized;
use crate::bundled::{self, Keep};
use crate::errors::Failure;
use crate::permission::Public;
use crate::token;

#[derive(RustEmbed)]
#[folder = "../../web/dist"]
#[allow_missing = true]
struct Files;

/// What the page has in the place of a word that only it and its policy know.
const NONCE_PLACE: &str = "NONCE-OF-THIS-ANSWER";

/// The page. Its own address decides what it shows.
pub(crate) async fn page(_: Authorized<Public>) -> Result<Response, Failure> {
    render()
}

/// An error whose page tells people what it is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Explained;

/// What answers where no route is: whoever looks with a browser sees the app's page, which says so and leads on.
pub(crate) async fn nowhere(method: Method, uri: Uri, asked: HeaderMap) -> Response {
    let of_programs = ["/api/", "/v1/", "/assets/", "/docs/"];
    let is_page = !of_programs.iter().any(|path| uri.path().starts_with(path));
    let accepts = asked.get(ACCEPT).and_then(|accept| accept.to_str().ok());
    let wants_page = accepts.is_some_and(|accept| accept.contains("text/html"));
    if method == Method::GET
        && is_page
        && wants_page
        && let Ok(mut page) = render()
    {
        *page.status_mut() = StatusCode::NOT_FOUND;
        page.extensions_mut().insert(Explained);
        return page;
    }
    Failure::new(Code::NotFound, "there is nothing at this address").into_response()
}

fn render() -> Result<Response, Failure> {
    let file = Files::get("index.html").ok_or_else(not_built)?;
    let nonce = format!("{:032x}", token::random_u128()?);
    let text = String::from_utf8_lossy(&file.data).replace(NONCE_PLACE, &nonce);
    let mut response = text.into_response();
    let headers = response.headers_mut();
    headers.insert(
        CONTENT_TYPE,
        HeaderValue::from_static("text/html; charset=utf-8"),
    );
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Ok(policy) = HeaderValue::from_str(&policy(&nonce)) {
        headers.insert(CONTENT_SECURITY_POLICY, policy);
    }
    Ok(response)
}

/// A script, a style sheet, a font.
pub(crate) async fn asset(
    _: Authorized<Public>,
    Path(path): Path<String>,
    asked: HeaderMap,
) -> Result<Response, Failure> {
    let file = Files::get(&format!("assets/{path}"))
        .ok_or_else(|| Failure::new(Code::NotFound, "there is nothing at this address"))?;
    Ok(bundled::answer(&asked, file, Keep::ForGood))
}

/// The icon in the browser's tab.
pub(crate) async fn icon(_: Authorized<Public>, asked: HeaderMap) -> Result<Response, Failure> {
    let file = Files::get("icon.svg").ok_or_else(not_built)?;
    Ok(bundled::answer(&asked, file, Keep::AnHour))
}

/// Everything from here; the only other styles are those of the component library, which knows the word.
fn policy(nonce: &str) -> String {
    format!(
        "default-src 'self'; script-src 'self'; style-src 'self' 'nonce-{nonce}'; img-src 'self' data:; \
         object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )
}

fn not_built() -> Failure {
    Failure::new(
        Code::NotFound,
        "this binary was built without its web app; the API and the commands work",
    )
    .hint("`make web` builds the app; build the binary after it")
}
