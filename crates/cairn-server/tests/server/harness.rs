//! A server on a free port of the loopback address, with a site, keys and a clock that tests move.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::Duration;

use axum::body::Body;
use axum::http::Request;
use cairn_core::id::SiteId;
use cairn_core::time::Time;
use cairn_meta::{MetaStore, SessionRecord, TokenHash};
use cairn_server::{App, AppParts, Config, Events, Metrics, Peer, ServeError, Server, Service};
use cairn_storage::{Live, LiveOptions, Store, Totals};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// 2026-01-01.
pub(crate) const START: i64 = 1_767_225_600_000_000;
pub(crate) const SECOND: i64 = 1_000_000;

pub(crate) struct Running {
    pub(crate) service: Service,
    pub(crate) meta: MetaStore,
    pub(crate) live: Live,
    pub(crate) address: SocketAddr,
    pub(crate) data: tempfile::TempDir,
    clock: Arc<AtomicI64>,
    shutdown: Option<oneshot::Sender<()>>,
    serving: Option<JoinHandle<Result<(), ServeError>>>,
    runtime: tokio::runtime::Runtime,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
}

impl Reply {
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The value of a header of the answer.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (found, value) = line.split_once(':')?;
            found.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }
}

/// A server with the sites `shop` and `blog`.
pub(crate) fn start(settings: &str) -> Running {
    start_on(settings, Store::at)
}

/// The same on a store of the test's own.
pub(crate) fn start_on(settings: &str, store: impl FnOnce(&Path) -> Store) -> Running {
    let data = tempfile::tempdir().unwrap();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    let clock = Arc::new(AtomicI64::new(START));
    let settings = format!("listen = [\"127.0.0.1:0\"]\n{settings}");
    let mut config = Config::read(&settings, |_| None).unwrap();
    // How full the disk is where tests run is of no matter.
    config.limits.upload_reserve_bytes.get_or_insert(0);
    let store = store(data.path());
    let metrics = Metrics::default();
    let ticking = Arc::clone(&clock);
    let clock_of_writer = Arc::new(move || Time::from_micros(ticking.load(Ordering::Relaxed)));
    let options = LiveOptions {
        on_group: Some(metrics.on_group()),
        on_flush: Some(metrics.on_flush()),
        ..LiveOptions::new(clock_of_writer)
    };
    let meta = runtime
        .block_on(MetaStore::open_or_create(data.path()))
        .unwrap();
    let (live, recovered) = store.open_live(options, Box::new(|| 7)).unwrap();
    metrics.recovered(&recovered);
    let ticking = Arc::clone(&clock);
    let parts = AppParts {
        data: data.path().to_owned(),
        meta: meta.clone(),
        events: Events::Serving(live.clone()),
        damage: recovered.damage,
        quarantined: Vec::new(),
        config: config.clone(),
        metrics,
        clock: Box::new(move || Time::from_micros(ticking.load(Ordering::Relaxed))),
        threads: 1,
    };
    let app = runtime.block_on(App::open(parts)).unwrap();
    let service = Service::new(app);
    let server = runtime
        .block_on(Server::bind(service.clone(), &config))
        .unwrap();
    let address = server.addresses()[0];
    let (shutdown, told) = oneshot::channel::<()>();
    let serving = runtime.spawn(server.run(async {
        let _ = told.await;
    }));
    let running = Running {
        service,
        meta,
        live,
        address,
        data,
        clock,
        shutdown: Some(shutdown),
        serving: Some(serving),
        runtime,
    };
    for site in ["shop", "blog"] {
        let reply = running.local("POST", "/api/v1/sites", &json!({ "id": site }));
        assert_eq!(reply.status, 201, "{reply:?}");
    }
    running
}

impl Running {
    pub(crate) fn advance(&self, micros: i64) {
        self.clock.fetch_add(micros, Ordering::Relaxed);
    }

    pub(crate) fn block_on<T>(&self, future: impl Future<Output = T>) -> T {
        self.runtime.block_on(future)
    }

    /// A request of the machine's owner, without a network.
    pub(crate) fn local(&self, method: &str, path: &str, body: &Value) -> Reply {
        let body = if body.is_null() {
            String::new()
        } else {
            body.to_string()
        };
        self.in_process(
            method,
            path,
            &[("content-type", "application/json")],
            body,
            Peer::Local,
        )
    }

    /// A request that goes through everything but the network.
    pub(crate) fn in_process(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: String,
        peer: Peer,
    ) -> Reply {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Body::from(body)).unwrap();
        self.runtime.block_on(async {
            let response = self.service.answer(request, peer).await;
            let (parts, body) = response.into_parts();
            let mut head = String::new();
            for (name, value) in &parts.headers {
                head.push_str(&format!("{name}: {}\r\n", value.to_str().unwrap()));
            }
            Reply {
                status: parts.status.as_u16(),
                head,
                body: body.collect().await.unwrap().to_bytes().to_vec(),
            }
        })
    }

    /// A new key of a site, as (id, text).
    pub(crate) fn key(&self, site: &str, kind: &str, scopes: &[&str]) -> (String, String) {
        let path = format!("/api/v1/sites/{site}/keys");
        let reply = self.local("POST", &path, &json!({ "kind": kind, "scopes": scopes }));
        assert_eq!(reply.status, 201, "{reply:?}");
        let key = reply.json();
        let text = |field: &str| key[field].as_str().unwrap().to_owned();
        (text("id"), text("key"))
    }

    pub(crate) fn write_key(&self) -> String {
        self.key("shop", "write", &[]).1
    }

    /// The cookie of a new session that began and ends at these times.
    pub(crate) fn session(&self, began: i64, ends: i64) -> String {
        static NUMBER: AtomicU64 = AtomicU64::new(0);
        let token = format!("token-{}", NUMBER.fetch_add(1, Ordering::Relaxed));
        let session = SessionRecord {
            hash: TokenHash(*blake3::hash(token.as_bytes()).as_bytes()),
            created_at: Time::from_micros(began),
            last_used_at: Time::from_micros(began),
            expires_at: Time::from_micros(ends),
        };
        self.block_on(self.meta.add_session(&session)).unwrap();
        format!("cairn_session={token}")
    }

    pub(crate) fn totals(&self) -> Totals {
        let snapshot = self.live.snapshot().unwrap();
        snapshot.totals(&SiteId::new("shop").unwrap())
    }

    /// A counter of the site `shop`, all label sets added up.
    pub(crate) fn counter(&self, name: &str) -> u64 {
        let text = self.local("GET", "/metrics", &Value::Null).text();
        let lines = text
            .lines()
            .filter(|line| line.starts_with(name) && line.contains("site=\"shop\""));
        lines
            .map(|line| {
                let (_, value) = line.rsplit_once(' ').unwrap();
                value.parse::<u64>().unwrap()
            })
            .sum()
    }

    /// Bytes held for requests.
    pub(crate) fn in_flight(&self) -> u64 {
        let text = self.local("GET", "/metrics", &Value::Null).text();
        let mut lines = text.lines();
        let value = lines.find_map(|line| line.strip_prefix("cairn_in_flight_bytes "));
        value.unwrap().parse().unwrap()
    }

    /// Waits until something is so.
    #[track_caller]
    pub(crate) fn wait_until(&self, mut is_so: impl FnMut() -> bool) {
        let began = std::time::Instant::now();
        while !is_so() {
            assert!(began.elapsed() < Duration::from_secs(10));
            std::thread::sleep(Duration::from_millis(2));
        }
    }

    pub(crate) fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).unwrap();
        stream
            .set_read_timeout(Some(Duration::from_secs(20)))
            .unwrap();
        stream
    }

    /// One request on a connection of its own.
    pub(crate) fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Reply {
        let mut stream = self.connect();
        stream
            .write_all(&request_bytes(method, path, headers, body))
            .unwrap();
        read_reply(&mut stream)
    }

    /// A batch with a write key.
    pub(crate) fn post_batch(&self, key: &str, body: &[u8]) -> Reply {
        let bearer = format!("Bearer {key}");
        self.send("POST", "/v1/batch", &[("authorization", &bearer)], body)
    }

    /// Tells the server to stop.
    pub(crate) fn tell_to_stop(&mut self) {
        let _ = self.shutdown.take().unwrap().send(());
    }

    /// Waits until the server has stopped.
    pub(crate) fn wait(&mut self) -> Result<(), ServeError> {
        let serving = self.serving.take().unwrap();
        self.runtime.block_on(serving).unwrap()
    }
}

pub(crate) fn request_bytes(
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> Vec<u8> {
    let mut head = format!("{method} {path} HTTP/1.1\r\nhost: localhost\r\n");
    for (name, value) in headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head.push_str(&format!(
        "content-length: {}\r\nconnection: close\r\n\r\n",
        body.len()
    ));
    let mut bytes = head.into_bytes();
    bytes.extend_from_slice(body);
    bytes
}

/// Reads to the end of the connection.
pub(crate) fn read_reply(stream: &mut TcpStream) -> Reply {
    let mut bytes = Vec::new();
    // A reset after the answer still leaves the answer.
    let _ = stream.read_to_end(&mut bytes);
    let end = bytes
        .windows(4)
        .position(|window| window == b"\r\n\r\n")
        .unwrap_or(bytes.len());
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let status = head.split(' ').nth(1).and_then(|code| code.parse().ok());
    Reply {
        status: status.unwrap_or(0),
        head,
        body: bytes.get(end + 4..).unwrap_or_default().to_vec(),
    }
}

/// A batch of track messages with these message ids.
pub(crate) fn batch(ids: std::ops::Range<u32>) -> Vec<u8> {
    let messages: Vec<Value> = ids
        .map(|id| {
            json!({
                "type": "track",
                "event": "cart",
                "messageId": format!("m{id}"),
                "anonymousId": format!("a{}", id % 10),
                "timestamp": "2026-01-01T00:00:00Z",
            })
        })
        .collect();
    json!({ "batch": messages }).to_string().into_bytes()
}
