//! A body of events with the key it came with: the one way to append.

use std::net::IpAddr;
use std::sync::Arc;

use axum::extract::{FromRequest, Request};
use axum::http::HeaderMap;
use axum::http::header::{CONTENT_ENCODING, USER_AGENT};
use cairn_api::Code;
use cairn_core::time::Time;
use cairn_ingest::{unpack, write_key_in_body};

use crate::app::App;
use crate::authorized::check_append;
use crate::body::{self, Held};
use crate::credentials::{Peer, key_in_headers, unknown_key};
use crate::errors::Failure;
use crate::key_index::LiveKey;
use crate::limits::SenderIs;
use crate::work::apart;

/// Bytes of the request's user agent that are kept: each message of a batch gets a copy of it.
const MAX_USER_AGENT_BYTES: usize = 500;

/// Bodies up to this size are unpacked and decoded where they arrive; larger ones would hold up others.
pub(crate) const SMALL: usize = 64 << 10;

/// A whole body of events whose key may append.
#[derive(Debug)]
pub struct Envelope {
    pub(crate) app: App,
    pub(crate) key: Arc<LiveKey>,
    pub(crate) held: Held,
    pub(crate) received_at: Time,
    pub(crate) encoding: Option<String>,
    pub(crate) user_agent: Option<String>,
    pub(crate) client_ip: Option<IpAddr>,
}

impl FromRequest<App> for Envelope {
    type Rejection = Failure;

    async fn from_request(request: Request, app: &App) -> Result<Self, Failure> {
        let (parts, body) = request.into_parts();
        let key = match key_in_headers(&parts.headers).map(|text| admit(app, &text)) {
            None => None,
            Some(Ok(key)) => Some(key),
            Some(Err(failure)) => {
                body::discard(app, body);
                return Err(failure);
            }
        };
        let site = key.as_ref().map(|key| &key.site.id);
        let refused = |failure: Failure| {
            app.metrics.refused(site, failure.code().as_str(), 1);
            failure
        };
        let sender = match key {
            Some(_) => SenderIs::Known,
            None => SenderIs::Stranger,
        };
        let mut held = body::read(app, body, app.limits.body_bytes, sender)
            .await
            .map_err(refused)?;
        let encoding = header(&parts.headers, CONTENT_ENCODING.as_str());
        let key = match key {
            Some(key) => key,
            None => {
                let found = key_in_body(app, held, encoding.clone()).await;
                let (read, text) = found.map_err(refused)?;
                held = read;
                let key = admit(app, text.as_deref().unwrap_or_default())?;
                held.reservation.sender_is_known();
                key
            }
        };
        Ok(Self {
            app: app.clone(),
            key,
            held,
            received_at: app.now(),
            encoding,
            user_agent: header(&parts.headers, USER_AGENT.as_str()).map(|mut text| {
                text.truncate(text.floor_char_boundary(MAX_USER_AGENT_BYTES));
                text
            }),
            client_ip: match parts.extensions.get::<Peer>() {
                Some(Peer::Network(address)) => Some(address.ip()),
                Some(Peer::Local) | None => None,
            },
        })
    }
}

/// The key of a text, if it may append now. A refusal is counted.
fn admit(app: &App, text: &str) -> Result<Arc<LiveKey>, Failure> {
    let key = app.keys.find(text);
    let checked = match &key {
        None if text.is_empty() => Err(missing_key()),
        None => Err(unknown_key()),
        Some(key) => check_append(key).and_then(|()| check_rate(app, key)),
    };
    let site = key.as_ref().map(|key| &key.site.id);
    if let Err(failure) = &checked {
        app.metrics.refused(site, failure.code().as_str(), 1);
    }
    checked.and_then(|()| key.ok_or_else(unknown_key))
}

fn check_rate(app: &App, key: &LiveKey) -> Result<(), Failure> {
    match &app.request_rate {
        Some(rate) => rate.check(key.id).map_err(Failure::rate_limited),
        None => Ok(()),
    }
}

/// The key that stands in the body. Large bodies are unpacked apart, few at once.
async fn key_in_body(
    app: &App,
    held: Held,
    encoding: Option<String>,
) -> Result<(Held, Option<String>), Failure> {
    let find = move |body: &[u8], most: usize| {
        unpack(body, encoding.as_deref(), most).map(|text| write_key_in_body(&text))
    };
    if held.bytes.len() <= SMALL
        && let Ok(found) = find(&held.bytes, SMALL)
    {
        return Ok((held, found));
    }
    let most = app.limits.body_bytes;
    apart(&app.decoding, move || {
        let found = find(&held.bytes, most).ok().flatten();
        (held, found)
    })
    .await
}

fn missing_key() -> Failure {
    Failure::new(Code::Unauthorized, "no write key came along").hint(
        "send it as the user name of Basic credentials, as a Bearer token, as X-Write-Key or as `writeKey` in the body",
    )
}

fn header(headers: &HeaderMap, name: &str) -> Option<String> {
    let text = headers.get(name)?.to_str().ok()?;
    Some(text.to_owned())
}
