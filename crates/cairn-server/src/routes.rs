//! The list of routes. A handler gets on it only with its permission, which its type names.

use std::pin::Pin;
use std::task::{Context, Poll};

use axum::Router;
use axum::extract::Request;
use axum::handler::Handler;
use axum::http::Method;
use axum::response::Response;
use axum::routing::{MethodFilter, on};

use crate::app::App;
use crate::guard::{Guarded, GuardedHandler};
use crate::metrics::{Metrics, RouteMetrics};
use crate::permission::{Demand, Permission};

/// What is on record about a route.
#[derive(Debug, Clone)]
pub struct RouteRecord {
    /// The method.
    pub method: RouteMethod,
    /// The path, with parameters in braces.
    pub path: &'static str,
    /// The name of the permission it demands.
    pub permission: &'static str,
    /// Who has that permission.
    pub demand: Demand,
    /// What it does and with what.
    pub about: About,
}

/// A route's description.
#[derive(Debug, Clone, Copy, Default)]
pub struct About {
    /// What it does, in one line.
    pub summary: &'static str,
    /// The name of the schema of its body.
    pub request: Option<&'static str>,
    /// The name of the schema of its answer.
    pub response: Option<&'static str>,
    /// The status of its answer, if it is not 200.
    pub status: Option<u16>,
    /// Another status that the same answer may have.
    pub other_status: Option<u16>,
    /// Its query parameters.
    pub parameters: &'static [Parameter],
    /// What it makes of the versions that callers have seen.
    pub versions: Versions,
    /// Whether it is another spelling of a route, which the API document leaves out.
    pub is_alias: bool,
}

/// A query parameter, which may be left out.
#[derive(Debug, Clone, Copy)]
pub struct Parameter {
    /// Its name.
    pub name: &'static str,
    /// What it says.
    pub summary: &'static str,
    /// Its JSON type.
    pub kind: &'static str,
}

/// What a route makes of the versions that callers have seen.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Versions {
    /// Nothing.
    #[default]
    None,
    /// Its answer carries one.
    Given,
    /// The same, and who has it already is told so (`If-None-Match`).
    Read,
    /// The same, and it changes nothing that has another one (`If-Match`).
    Changed,
}

/// The methods that routes have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum RouteMethod {
    /// Reads.
    Get,
    /// Asks, adds, sends.
    Post,
    /// Replaces.
    Put,
    /// Changes a part.
    Patch,
    /// Takes away.
    Delete,
    /// A browser's question before it sends.
    Options,
}

/// Gathers routes and what is on record about them.
pub struct Routes<'a> {
    router: Router<App>,
    records: Vec<RouteRecord>,
    metrics: &'a Metrics,
}

/// A handler whose requests are counted.
#[derive(Clone)]
struct Counted<H> {
    handler: H,
    metrics: RouteMetrics,
}

struct CountedFuture<F> {
    answering: F,
    metrics: RouteMetrics,
}

impl About {
    /// A route that does this.
    pub const fn new(summary: &'static str) -> Self {
        Self {
            summary,
            request: None,
            response: None,
            status: None,
            other_status: None,
            parameters: &[],
            versions: Versions::None,
            is_alias: false,
        }
    }

    /// The schema of its body.
    pub(crate) const fn takes(self, schema: &'static str) -> Self {
        Self {
            request: Some(schema),
            ..self
        }
    }

    /// The schema of its answer.
    pub(crate) const fn gives(self, schema: &'static str) -> Self {
        Self {
            response: Some(schema),
            ..self
        }
    }

    /// The status of its answer.
    pub(crate) const fn with_status(self, status: u16) -> Self {
        Self {
            status: Some(status),
            ..self
        }
    }

    /// Another status that its answer may have.
    pub(crate) const fn or_status(self, status: u16) -> Self {
        Self {
            other_status: Some(status),
            ..self
        }
    }

    /// Its query parameters.
    pub(crate) const fn asks(self, parameters: &'static [Parameter]) -> Self {
        Self { parameters, ..self }
    }

    /// What it makes of versions.
    pub(crate) const fn versions(self, versions: Versions) -> Self {
        Self { versions, ..self }
    }

    /// Another spelling of a route.
    pub(crate) const fn alias(self) -> Self {
        Self {
            is_alias: true,
            ..self
        }
    }
}

impl RouteMethod {
    /// Its name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
            Self::Options => "OPTIONS",
        }
    }

    /// As HTTP knows it.
    pub fn to_http(self) -> Method {
        match self {
            Self::Get => Method::GET,
            Self::Post => Method::POST,
            Self::Put => Method::PUT,
            Self::Patch => Method::PATCH,
            Self::Delete => Method::DELETE,
            Self::Options => Method::OPTIONS,
        }
    }

    fn filter(self) -> MethodFilter {
        match self {
            Self::Get => MethodFilter::GET,
            Self::Post => MethodFilter::POST,
            Self::Put => MethodFilter::PUT,
            Self::Patch => MethodFilter::PATCH,
            Self::Delete => MethodFilter::DELETE,
            Self::Options => MethodFilter::OPTIONS,
        }
    }
}

impl<'a> Routes<'a> {
    /// No routes yet.
    pub fn new(metrics: &'a Metrics) -> Self {
        Self {
            router: Router::new(),
            records: Vec::new(),
            metrics,
        }
    }

    /// Adds a route. The handler's first argument says which permission it demands.
    ///
    /// ```
    /// # use cairn_server::{About, Authorized, Metrics, ReadAnswers, RouteMethod, Routes};
    /// # let metrics = Metrics::default();
    /// let handler = async |_: Authorized<ReadAnswers>| "secret";
    /// let routes = Routes::new(&metrics).add(RouteMethod::Get, "/x", About::new("Shows x"), handler);
    /// ```
    ///
    /// A handler that names none is not one:
    ///
    /// ```compile_fail,E0277
    /// # use cairn_server::{About, Authorized, Metrics, ReadAnswers, RouteMethod, Routes};
    /// # let metrics = Metrics::default();
    /// let handler = async || "secret";
    /// let routes = Routes::new(&metrics).add(RouteMethod::Get, "/x", About::new("Shows x"), handler);
    /// ```
    ///
    /// Nor is one that looks at something else first:
    ///
    /// ```compile_fail,E0277
    /// # use cairn_server::{About, Authorized, Metrics, ReadAnswers, RouteMethod, Routes};
    /// # let metrics = Metrics::default();
    /// let handler = async |_: axum::http::HeaderMap, _: Authorized<ReadAnswers>| "secret";
    /// let routes = Routes::new(&metrics).add(RouteMethod::Get, "/x", About::new("Shows x"), handler);
    /// ```
    #[must_use]
    pub fn add<H, T>(
        mut self,
        method: RouteMethod,
        path: &'static str,
        about: About,
        handler: H,
    ) -> Self
    where
        H: GuardedHandler<T>,
        T: Guarded + 'static,
    {
        let counted = Counted {
            handler,
            metrics: self.metrics.route(method.as_str(), path),
        };
        self.router = self.router.route(path, on(method.filter(), counted));
        self.records.push(RouteRecord {
            method,
            path,
            permission: <T::Permission as Permission>::NAME,
            demand: <T::Permission as Permission>::DEMAND,
            about,
        });
        self
    }

    /// The routes and the list of them.
    pub fn finish(self) -> (Router<App>, Vec<RouteRecord>) {
        (self.router, self.records)
    }
}

impl<H, T> Handler<T, App> for Counted<H>
where
    H: Handler<T, App, Future: Unpin>,
{
    type Future = CountedFuture<H::Future>;

    fn call(self, request: Request, app: App) -> Self::Future {
        CountedFuture {
            answering: self.handler.call(request, app),
            metrics: self.metrics,
        }
    }
}

impl<F: Future<Output = Response> + Unpin> Future for CountedFuture<F> {
    type Output = Response;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Response> {
        let polled = Pin::new(&mut self.answering).poll(context);
        if let Poll::Ready(response) = &polled {
            self.metrics.answered(response.status().as_u16());
        }
        polled
    }
}
