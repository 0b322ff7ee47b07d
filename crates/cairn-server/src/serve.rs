//! Listening: TCP addresses and the socket in the data directory, until told to stop.

use std::convert::Infallible;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, UnixListener};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use crate::config::Config;
use crate::credentials::Peer;
use crate::limits::MAX_HEAD_BYTES;
use crate::local_socket;
use crate::service::Service;
use crate::{erasures, expiry, sidecars};

/// How long requests that wait for a log that failed have to be told so.
const LAST_WORDS: Duration = Duration::from_secs(1);
/// After a connection could not be accepted, mostly for want of file descriptors.
const PAUSE: Duration = Duration::from_millis(100);

/// Why serving could not begin, or ended other than by being told to.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// An address can't be listened on.
    #[error("can't listen on `{address}`")]
    Listen {
        /// The address.
        address: String,
        /// The system's word.
        source: io::Error,
    },
    /// The socket in the data directory can't be made.
    #[error("can't make the socket `{}`", .path.display())]
    Socket {
        /// Where it would be.
        path: PathBuf,
        /// The system's word.
        source: io::Error,
    },
    /// The log can't be trusted any more; only a new start, which recovers it, helps.
    #[error(
        "the log could not be written, so nothing more is acknowledged: see to the disk, then start again"
    )]
    Poisoned,
    /// What was submitted could not be finished.
    #[error("the events could not be closed")]
    Close(#[from] cairn_storage::StorageError),
}

/// A server that listens and does not answer yet.
pub struct Server {
    service: Service,
    network: Vec<TcpListener>,
    addresses: Vec<SocketAddr>,
    local: UnixListener,
    socket: PathBuf,
}

impl Server {
    /// Binds the addresses and the socket. The data directory must be owned by this process already: a
    /// socket that is found there belongs to nobody.
    pub async fn bind(service: Service, config: &Config) -> Result<Self, ServeError> {
        let mut network = Vec::new();
        let mut addresses = Vec::new();
        for address in &config.listen {
            let refused = |source| ServeError::Listen {
                address: address.clone(),
                source,
            };
            let listener = TcpListener::bind(address).await.map_err(refused)?;
            addresses.push(listener.local_addr().map_err(refused)?);
            network.push(listener);
        }
        if let Some(address) = addresses.first() {
            let origin = format!("http://{}", reachable(*address));
            // A second server of the same state would say the same.
            let _ = service.app().local_origin.set(origin);
        }
        let socket = local_socket::path(&service.app().data);
        let local = local_socket::bind(&socket).map_err(|source| ServeError::Socket {
            path: socket.clone(),
            source,
        })?;
        Ok(Self {
            service,
            network,
            addresses,
            local,
            socket,
        })
    }

    /// The addresses listened on, with the ports that were free.
    pub fn addresses(&self) -> &[SocketAddr] {
        &self.addresses
    }

    /// Answers until `shutdown` comes to pass; then accepts nothing more, lets requests end, and closes the
    /// events: all that was acknowledged is durable.
    pub async fn run(self, shutdown: impl Future<Output = ()>) -> Result<(), ServeError> {
        let app = self.service.app().clone();
        let graceful = Arc::new(GracefulShutdown::new());
        let slots = Arc::new(Semaphore::new(app.limits.connections.max(1)));
        let mut accepting = JoinSet::new();
        let resuming = app.clone();
        // Ends early when the events are closed.
        tokio::task::spawn_blocking(move || erasures::resume(&resuming));
        accepting.spawn(expiry::every_day(app.clone()));
        accepting.spawn(sidecars::every_hour(app.clone()));
        for listener in self.network {
            let (service, slots) = (self.service.clone(), Arc::clone(&slots));
            let graceful = Arc::clone(&graceful);
            accepting.spawn(async move {
                loop {
                    let slot = Arc::clone(&slots).acquire_owned().await;
                    let accepted = listener.accept().await;
                    let Ok((stream, address)) = accepted else {
                        sleep(PAUSE).await;
                        continue;
                    };
                    // Answers are small and awaited: they must not wait for more to send.
                    let _ = stream.set_nodelay(true);
                    let peer = Peer::Network(address);
                    converse(service.clone(), stream, peer, graceful.watcher(), slot.ok());
                }
            });
        }
        let (service, local) = (self.service.clone(), self.local);
        let watching = Arc::clone(&graceful);
        accepting.spawn(async move {
            loop {
                let Ok((stream, _)) = local.accept().await else {
                    sleep(PAUSE).await;
                    continue;
                };
                if local_socket::is_owner(&stream) {
                    converse(
                        service.clone(),
                        stream,
                        Peer::Local,
                        watching.watcher(),
                        None,
                    );
                }
            }
        });
        let is_poisoned = tokio::select! {
            () = shutdown => false,
            () = app.poisoned.notified() => true,
        };
        app.drain();
        // The listeners, and with them their shares of `graceful`, end with their tasks.
        accepting.shutdown().await;
        remove(&self.socket);
        let patience = if is_poisoned {
            LAST_WORDS
        } else {
            Duration::from_secs(app.limits.drain_seconds)
        };
        // Those that take longer are cut off; what they were promised is durable.
        if let Some(graceful) = Arc::into_inner(graceful) {
            let _ = timeout(patience, graceful.shutdown()).await;
        }
        if is_poisoned {
            return Err(ServeError::Poisoned);
        }
        let closing = tokio::task::spawn_blocking(move || app.events.close());
        match closing.await {
            Ok(closed) => Ok(closed?),
            Err(_) => Err(ServeError::Poisoned),
        }
    }
}

/// Answers the requests of one connection, in a task of its own.
fn converse(
    service: Service,
    stream: impl AsyncRead + AsyncWrite + Send + Unpin + 'static,
    peer: Peer,
    watcher: Watcher,
    slot: Option<OwnedSemaphorePermit>,
) {
    let head_time = Duration::from_secs(service.app().limits.head_seconds);
    let answering = service_fn(move |request: hyper::Request<Incoming>| {
        let service = service.clone();
        async move {
            let response = service.answer(request.map(Body::new), peer).await;
            Ok::<_, Infallible>(response)
        }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(head_time)
        .max_buf_size(MAX_HEAD_BYTES)
        .serve_connection(TokioIo::new(stream), answering);
    let watched = watcher.watch(connection);
    tokio::spawn(async move {
        // Clients break connections all the time; there is nobody to tell.
        let _ = watched.await;
        drop(slot);
    });
}

/// Where a browser on this machine finds an address that stands for all of them.
fn reachable(address: SocketAddr) -> SocketAddr {
    let ip = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
        IpAddr::V6(ip) if ip.is_unspecified() => IpAddr::V6(Ipv6Addr::LOCALHOST),
        ip => ip,
    };
    SocketAddr::new(ip, address.port())
}

fn remove(socket: &Path) {
    // One that stays is replaced by the next start.
    let _ = std::fs::remove_file(socket);
}
