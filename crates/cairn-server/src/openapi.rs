//! The API as an OpenAPI 3.1 document, made of the list of routes.

use axum::extract::State;
use axum::http::HeaderValue;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value as Json, json};

use crate::app::App;
use crate::authorized::Authorized;
use crate::permission::{Demand, Public};
use crate::routes::{Parameter, RouteRecord, Versions};

/// The document of a list of routes of a server whose sessions travel in this cookie.
pub fn document(routes: &[RouteRecord], cookie: &str) -> Json {
    let mut paths = Map::new();
    for route in routes
        .iter()
        .filter(|route| !route.about.is_alias && route.demand != Demand::Local)
    {
        let path = paths
            .entry(route.path)
            .or_insert_with(|| json!({ "parameters": parameters(route.path) }));
        if let Json::Object(path) = path {
            let method = route.method.as_str().to_ascii_lowercase();
            path.insert(method, operation(route));
        }
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Cairn",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Events in, answers out. Every error has the form of the schema Error; its code decides what to do.",
            "license": { "name": "Apache-2.0", "identifier": "Apache-2.0" },
        },
        "servers": [{ "url": "/" }],
        "paths": paths,
        "components": {
            "schemas": cairn_api::schemas(),
            "securitySchemes": {
                "secretKey": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "A secret key, cairn_sk_…, with the scope the operation names.",
                },
                "writeKey": {
                    "type": "http",
                    "scheme": "basic",
                    "description": "A write key, cairn_wk_…, as the user name. It may come as Bearer token, as X-Write-Key or in the body too.",
                },
                "session": {
                    "type": "apiKey",
                    "in": "cookie",
                    "name": cookie,
                    "description": "What a sign-in link gives. The cookie is named __Host-cairn where people reach the server over https, cairn_session elsewhere. A change needs an Origin or Sec-Fetch-Site that names this server and, unless it is a DELETE, the content type application/json, also without a body.",
                },
            },
        },
    })
}

/// Shows the document that was made with the routes.
pub(crate) async fn show(_: Authorized<Public>, State(app): State<App>) -> Response {
    let content_type = HeaderValue::from_static("application/json");
    let text = app.openapi.get().cloned().unwrap_or_default();
    ([(CONTENT_TYPE, content_type)], text).into_response()
}

fn parameters(path: &str) -> Vec<Json> {
    let names = path.split('/').filter_map(|part| {
        let inner = part.strip_prefix('{')?;
        inner.strip_suffix('}')
    });
    names
        .map(|name| {
            json!({
                "name": name,
                "in": "path",
                "required": true,
                "schema": { "type": "string" },
            })
        })
        .collect()
}

fn operation(route: &RouteRecord) -> Json {
    let about = route.about;
    let status = about.status.unwrap_or(200);
    let mut success = json!({ "description": "Done." });
    if let Some(name) = about.response {
        success["content"] = match name {
            "csv" => json!({ "text/csv": { "schema": { "type": "string" } } }),
            "text" => json!({ "text/plain": { "schema": { "type": "string" } } }),
            "metrics" => {
                json!({ "application/openmetrics-text": { "schema": { "type": "string" } } })
            }
            "object" => json!({ "application/json": { "schema": { "type": "object" } } }),
            "Answer" => json!({
                "application/json": { "schema": reference(name) },
                "text/csv": { "schema": { "type": "string" } },
            }),
            name => json!({ "application/json": { "schema": reference(name) } }),
        };
    }
    if about.versions != Versions::None {
        success["headers"] = etag_header();
    }
    let failure = json!({
        "description": "Not done; `code` says why.",
        "content": { "application/json": { "schema": reference("Error") } },
    });
    let mut operation = json!({
        "operationId": operation_id(route),
        "summary": about.summary,
        "description": format!("Permission: {}.", route.permission),
        "security": security(route),
        "responses": { status.to_string(): &success, "4XX": failure, "5XX": failure },
    });
    if let Some(other) = about.other_status {
        operation["responses"][other.to_string()] = success;
    }
    let mut parameters: Vec<Json> = about.parameters.iter().map(query_parameter).collect();
    match about.versions {
        Versions::None | Versions::Given => {}
        Versions::Read => {
            let summary =
                "The ETag of what the caller has: if it is still that, the answer is 304.";
            parameters.push(header_parameter("If-None-Match", summary));
            operation["responses"]["304"] = json!({
                "description": "The caller has it already.",
                "headers": etag_header(),
            });
        }
        Versions::Changed => {
            let summary = "The ETag of what is to be changed: if it has another one, nothing is and the answer is 412.";
            parameters.push(header_parameter("If-Match", summary));
        }
    }
    if !parameters.is_empty() {
        operation["parameters"] = json!(parameters);
    }
    if let Some(name) = about.request {
        let content = match name {
            "bytes" => json!({ "application/octet-stream": {} }),
            name => json!({ "application/json": { "schema": reference(name) } }),
        };
        operation["requestBody"] = json!({ "required": true, "content": content });
    }
    operation
}

fn query_parameter(parameter: &Parameter) -> Json {
    json!({
        "name": parameter.name,
        "in": "query",
        "description": parameter.summary,
        "schema": { "type": parameter.kind },
    })
}

fn header_parameter(name: &str, summary: &str) -> Json {
    json!({
        "name": name,
        "in": "header",
        "description": summary,
        "schema": { "type": "string" },
    })
}

fn etag_header() -> Json {
    json!({ "ETag": { "description": "Its version.", "schema": { "type": "string" } } })
}

fn security(route: &RouteRecord) -> Json {
    match route.demand {
        Demand::Nothing => json!([]),
        Demand::Scope(cairn_meta::Scope::Append) => {
            json!([{ "writeKey": [] }, { "secretKey": [] }])
        }
        Demand::Scope(_) | Demand::Known => json!([{ "secretKey": [] }, { "session": [] }]),
        Demand::Owner | Demand::Session => json!([{ "session": [] }]),
        // Such routes are not in the document.
        Demand::Local => json!([]),
    }
}

/// `postSitesGoals` for `POST /api/v1/sites/{site}/goals`.
fn operation_id(route: &RouteRecord) -> String {
    let parts = route.path.split(['/', '-', '.']);
    let names = parts.filter(|part| !matches!(*part, "" | "api" | "v1"));
    let mut id = route.method.as_str().to_ascii_lowercase();
    for name in names {
        let (prefix, name) = match name.strip_prefix('{') {
            Some(parameter) => ("By", parameter.trim_end_matches('}')),
            None => ("", name),
        };
        id.push_str(prefix);
        let mut letters = name.chars();
        id.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        id.push_str(letters.as_str());
    }
    id
}

fn reference(name: &str) -> Json {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

#[cfg(test)]
mod tests;
