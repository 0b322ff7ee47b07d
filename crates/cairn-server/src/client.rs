//! A client of the API for commands of the data directory's owner: through the socket of the server that runs, or
//! in this very process if none does. Both ways lead to the same handlers.

use std::io;
use std::path::{Path, PathBuf};

use axum::body::Body;
use axum::http::header::{CONTENT_TYPE, HOST};
use axum::http::{HeaderValue, Request};
use bytes::Bytes;
use http_body_util::BodyExt;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::net::UnixStream;

use crate::credentials::Peer;
use crate::local_socket;
use crate::routes::RouteMethod;
use crate::service::Service;

/// Where requests go.
pub struct Client(Way);

enum Way {
    Socket(PathBuf),
    Here(Service),
}

/// What came back.
#[derive(Debug)]
pub struct Reply {
    /// The HTTP status.
    pub status: u16,
    /// The body.
    pub body: Bytes,
}

/// Why no answer came.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// The path can't be one.
    #[error("`{0}` is no address of the API")]
    Address(String),
    /// The server is gone or went away meanwhile.
    #[error(
        "the server at `{}` broke off: see what it says, then try again; what the command was to do may be done",
        .socket.display()
    )]
    BrokenOff {
        /// Its socket.
        socket: PathBuf,
        /// What happened.
        source: io::Error,
    },
}

impl Client {
    /// A client of the server of a data directory, if one runs. A socket that nobody answers on is no server.
    pub async fn of_server(data: &Path) -> Option<Self> {
        let socket = local_socket::path(data);
        UnixStream::connect(&socket).await.ok()?;
        Some(Self(Way::Socket(socket)))
    }

    /// A client of this process.
    pub fn of_service(service: Service) -> Self {
        Self(Way::Here(service))
    }

    /// Sends a request and waits for the answer. `path` is percent-encoded; `body` is JSON or nothing.
    pub async fn send(
        &self,
        method: RouteMethod,
        path: &str,
        body: Option<String>,
    ) -> Result<Reply, ClientError> {
        let request = Request::builder()
            .method(method.to_http())
            .uri(path)
            .header(HOST, HeaderValue::from_static("localhost"))
            .header(CONTENT_TYPE, HeaderValue::from_static("application/json"))
            .body(Body::from(body.unwrap_or_default()))
            .map_err(|_| ClientError::Address(path.to_owned()))?;
        match &self.0 {
            Way::Socket(socket) => over(socket, request).await.map_err(|source| {
                let socket = socket.clone();
                ClientError::BrokenOff { socket, source }
            }),
            Way::Here(service) => {
                let response = service.answer(request, Peer::Local).await;
                let (head, body) = response.into_parts();
                // A body made in this process does not break off.
                let body = body.collect().await;
                Ok(Reply {
                    status: head.status.as_u16(),
                    body: body.map(|body| body.to_bytes()).unwrap_or_default(),
                })
            }
        }
    }
}

/// One request on a connection of its own.
async fn over(socket: &Path, request: Request<Body>) -> io::Result<Reply> {
    let stream = UnixStream::connect(socket).await?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream))
        .await
        .map_err(io::Error::other)?;
    let conversing = tokio::spawn(connection);
    let response = sender
        .send_request(request)
        .await
        .map_err(io::Error::other)?;
    let status = response.status().as_u16();
    let body = response
        .into_body()
        .collect()
        .await
        .map_err(io::Error::other)?;
    conversing.abort();
    Ok(Reply {
        status,
        body: body.to_bytes(),
    })
}
