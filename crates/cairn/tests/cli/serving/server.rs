//! A running `cairn serve` and requests to it.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::os::unix::net::UnixStream;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::{Value as Json, json};

use crate::support::Cairn;

/// A server on a free port. It is killed if the test ends before it does.
pub(crate) struct Server {
    child: Child,
    address: String,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Server {
    pub(crate) fn start(cairn: &Cairn) -> Self {
        Self::start_with(cairn, &[])
    }

    /// With more arguments.
    pub(crate) fn start_with(cairn: &Cairn, more: &[&str]) -> Self {
        let mut child = cairn
            .command()
            .args(["serve", "--listen", "127.0.0.1:0"])
            .args(more)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let stdout = child.stdout.take().unwrap();
        BufReader::new(stdout).read_line(&mut line).unwrap();
        let address = line.trim().strip_prefix("listening on http://");
        let address = address.unwrap_or_else(|| panic!("it says `{line}`"));
        Self {
            address: address.to_owned(),
            child,
        }
    }

    /// Where it listens.
    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    /// Sends a signal.
    pub(crate) fn tell(&self, signal: &str) {
        let id = self.child.id().to_string();
        let told = Command::new("kill").args([signal, &id]).status();
        assert!(told.unwrap().success());
    }

    /// Stops it as a service manager does; gives its exit code.
    pub(crate) fn stop(mut self) -> Option<i32> {
        self.tell("-TERM");
        self.child.wait().unwrap().code()
    }

    /// Kills it, so that it can't do anything more.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// A request over TCP with a key.
    pub(crate) fn request(&self, key: &str, method: &str, path: &str, body: &str) -> Reply {
        self.request_for(key, method, path, body, "application/json")
    }

    /// The same for an answer of a type.
    pub(crate) fn request_for(
        &self,
        key: &str,
        method: &str,
        path: &str,
        body: &str,
        accept: &str,
    ) -> Reply {
        let stream = TcpStream::connect(&self.address).unwrap();
        stream
            .set_read_timeout(Some(Duration::from_secs(30)))
            .unwrap();
        let more = format!("authorization: Bearer {key}\r\naccept: {accept}\r\n");
        exchange(stream, method, path, &more, body)
    }

    /// Sends track messages with these ids.
    pub(crate) fn track(&self, key: &str, ids: &[&str]) -> Reply {
        let message = |id: &&str| {
            json!({
                "type": "track",
                "event": "cart",
                "messageId": id,
                "userId": format!("user-of-{id}"),
                "timestamp": "2026-01-05T10:00:00Z",
            })
        };
        let batch: Vec<Json> = ids.iter().map(message).collect();
        let body = json!({ "batch": batch }).to_string();
        self.request(key, "POST", "/v1/batch", &body)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Reply {
    pub(crate) fn json(&self) -> Json {
        serde_json::from_str(&self.body).unwrap()
    }
}

/// A request of the owner through the socket.
pub(crate) fn through_socket(cairn: &Cairn, method: &str, path: &str, body: &str) -> Reply {
    let stream = UnixStream::connect(cairn.data().join("cairn.sock")).unwrap();
    exchange(stream, method, path, "", body)
}

fn exchange(
    mut stream: impl Read + Write,
    method: &str,
    path: &str,
    headers: &str,
    body: &str,
) -> Reply {
    let length = body.len();
    let request = format!(
        "{method} {path} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\nconnection: close\r\n{headers}content-length: {length}\r\n\r\n{body}"
    );
    stream.write_all(request.as_bytes()).unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).unwrap();
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    Reply {
        status: head.split(' ').nth(1).unwrap().parse().unwrap(),
        head: head.to_owned(),
        body: body.to_owned(),
    }
}
