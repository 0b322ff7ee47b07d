//! What happens to every request, whatever its route.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, ORIGIN, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::Response;
use cairn_api::Code;
use tower::ServiceExt;

use crate::app::App;
use crate::credentials::Peer;
use crate::errors::Failure;
use crate::{api, cors, openapi, session, token, web_app};

/// The whole of Cairn's HTTP, with or without a network before it.
#[derive(Clone)]
pub struct Service {
    app: App,
    router: Router,
    requests: Arc<Requests>,
}

/// Names requests: a number that begins anywhere, so that two runs of a server don't name alike.
struct Requests {
    next: AtomicU64,
}

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Everything from here, nothing framed, no plugin, no other base: a page of tracked data runs no script.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'self'; script-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
);

impl Service {
    /// All routes over a state.
    pub fn new(app: App) -> Self {
        let (router, records) = api::routes(&app.metrics);
        app.openapi.get_or_init(|| {
            openapi::document(&records, session::cookie_name(&app))
                .to_string()
                .into()
        });
        let router = router
            .fallback(web_app::nowhere)
            .method_not_allowed_fallback(async || {
                Failure::new(
                    Code::MethodNotAllowed,
                    "this address does not take this method",
                )
            })
            .with_state(app.clone());
        let start = token::random_u128().map_or(0, |number| number >> 64);
        Self {
            app,
            router,
            requests: Arc::new(Requests {
                next: AtomicU64::new(u64::try_from(start).unwrap_or(0)),
            }),
        }
    }

    /// The state.
    pub fn app(&self) -> &App {
        &self.app
    }

    /// Answers a request that comes from `peer`.
    pub async fn answer(&self, mut request: Request<Body>, peer: Peer) -> Response {
        request.extensions_mut().insert(peer);
        let origin = if request.uri().path().starts_with(cors::PREFIX) {
            request.headers().get(ORIGIN).cloned()
        } else {
            None
        };
        let answered = self.router.clone().oneshot(request).await;
        let Ok(mut response) = answered;
        let is_error = response.status().is_client_error() || response.status().is_server_error();
        if is_error && response.extensions().get::<web_app::Explained>().is_none() {
            response = self.explain(response);
        }
        let headers = response.headers_mut();
        headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        // The app's page has a policy of its own, for itself alone.
        headers.entry(CONTENT_SECURITY_POLICY).or_insert(POLICY);
        headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
        // Answers are about people: no cache between here and the reader keeps them. Files of the binary
        // are about nobody, and say how long.
        let unkept = HeaderValue::from_static("private, no-cache");
        headers.entry(CACHE_CONTROL).or_insert(unkept);
        if let Some(origin) = origin {
            cors::allow(origin, headers);
        }
        response
    }

    /// Gives an error its body and the request its name.
    fn explain(&self, mut response: Response) -> Response {
        let failure = response
            .extensions_mut()
            .remove::<Failure>()
            .unwrap_or_else(|| unexplained(response.status()));
        let number = self.requests.next.fetch_add(1, Ordering::Relaxed);
        let request_id = format!("{number:016x}");
        if response.status().is_server_error() {
            tracing::warn!(request_id, "{failure}");
        } else {
            tracing::debug!(request_id, "{failure}");
        }
        let mut response = failure.to_response(&request_id);
        if let Ok(value) = HeaderValue::from_str(&request_id) {
            response.headers_mut().insert(REQUEST_ID, value);
        }
        response
    }
}

/// What the router itself refuses: a path that is no text.
fn unexplained(status: StatusCode) -> Failure {
    match status {
        StatusCode::NOT_FOUND => Failure::new(Code::NotFound, "there is nothing at this address"),
        StatusCode::BAD_REQUEST => Failure::new(Code::InvalidField, "the address can't be read"),
        _ => Failure::new(Code::Internal, "internal fault; please report it"),
    }
}
