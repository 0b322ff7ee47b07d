//! Requests of commands: to the server that runs on the data directory, or to the same handlers in this process.

use std::fmt::Write;

use anyhow::{Context as _, Result, bail};
use cairn_api::{ApiError, Code};
use cairn_meta::MetaStore;
use cairn_server::{
    App, AppParts, Client, Config, Events, Limits, Metrics, Reply, RouteMethod, Service,
};
use serde_json::Value as Json;

use crate::context::{Context, now, run};

/// Does something with the API over an existing data directory.
pub(crate) fn with_api<T>(
    context: &Context,
    work: impl AsyncFnOnce(&Api) -> Result<T>,
) -> Result<T> {
    run(async {
        let api = Api::open(context).await?;
        let done = work(&api).await;
        api.close().await;
        done
    })
}

/// Does something with the API, creating the data directory if it is missing.
pub(crate) fn with_new_api<T>(
    context: &Context,
    work: impl AsyncFnOnce(&Api) -> Result<T>,
) -> Result<T> {
    run(async {
        let api = Api::open_or_create(context).await?;
        let done = work(&api).await;
        api.close().await;
        done
    })
}

/// Does something with the server of the data directory; nothing if none runs.
pub(crate) fn with_server<T>(
    context: &Context,
    work: impl AsyncFnOnce(&Api) -> Result<T>,
) -> Result<Option<T>> {
    run(async {
        match Client::of_server(context.data()).await {
            Some(client) => work(&Api { client, meta: None }).await.map(Some),
            None => Ok(None),
        }
    })
}

/// A command's way to the API.
pub(crate) struct Api {
    client: Client,
    /// To be closed, where no server has it.
    meta: Option<MetaStore>,
}

impl Api {
    /// The server's, or one over the files of an existing data directory.
    pub(crate) async fn open(context: &Context) -> Result<Self> {
        match Client::of_server(context.data()).await {
            Some(client) => Ok(Self { client, meta: None }),
            None => Self::over(context, MetaStore::open(context.data()).await?).await,
        }
    }

    /// The same, creating the data directory if it is missing.
    pub(crate) async fn open_or_create(context: &Context) -> Result<Self> {
        match Client::of_server(context.data()).await {
            Some(client) => Ok(Self { client, meta: None }),
            None => {
                context.create_data()?;
                Self::over(context, MetaStore::open_or_create(context.data()).await?).await
            }
        }
    }

    async fn over(context: &Context, meta: MetaStore) -> Result<Self> {
        let parts = AppParts {
            data: context.data().to_owned(),
            meta: meta.clone(),
            events: Events::Files(context.store.clone()),
            damage: Vec::new(),
            quarantined: Vec::new(),
            // Whoever waits for it can end it.
            config: Config {
                limits: Limits {
                    question_seconds: 0,
                    ..Limits::default()
                },
                ..Config::default()
            },
            metrics: Metrics::default(),
            clock: Box::new(now),
            threads: context.threads,
        };
        let app = App::open(parts).await?;
        Ok(Self {
            client: Client::of_service(Service::new(app)),
            meta: Some(meta),
        })
    }

    pub(crate) async fn close(self) {
        if let Some(meta) = self.meta {
            meta.close().await;
        }
    }

    pub(crate) async fn get(&self, path: &str) -> Result<String> {
        self.send(RouteMethod::Get, path, None).await
    }

    pub(crate) async fn post(&self, path: &str, document: String) -> Result<String> {
        self.send(RouteMethod::Post, path, Some(document)).await
    }

    pub(crate) async fn put(&self, path: &str, document: String) -> Result<String> {
        self.send(RouteMethod::Put, path, Some(document)).await
    }

    pub(crate) async fn patch(&self, path: &str, document: String) -> Result<String> {
        self.send(RouteMethod::Patch, path, Some(document)).await
    }

    pub(crate) async fn delete(&self, path: &str) -> Result<String> {
        self.send(RouteMethod::Delete, path, None).await
    }

    async fn send(
        &self,
        method: RouteMethod,
        path: &str,
        document: Option<String>,
    ) -> Result<String> {
        let Reply { status, body } = self.client.send(method, path, document).await?;
        if (200..300).contains(&status) {
            return String::from_utf8(body.into()).context("the answer is no text");
        }
        match refusal(&body) {
            Some(error) => Err(error.into()),
            None => bail!("the server answered with status {status} and no reason; see its log"),
        }
    }
}

/// The error in a response, unless it has a code that this program does not know.
fn refusal(body: &[u8]) -> Option<ApiError> {
    let wire: Json = serde_json::from_slice(body).ok()?;
    let text = |field: &str| wire.get(field).and_then(Json::as_str).map(str::to_owned);
    let name = text("code")?;
    let code = Code::ALL.into_iter().find(|code| code.as_str() == name)?;
    Some(ApiError {
        code,
        message: text("message")?,
        field: text("field"),
        hint: text("hint"),
    })
}

/// The path to a site's resources; what follows the site is given as it is.
pub(crate) fn of_site(site: &str, rest: &str) -> String {
    format!("/api/v1/sites/{}{rest}", segment(site))
}

/// Text as one segment of a path.
pub(crate) fn segment(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            // Writing to a string can't fail.
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}
