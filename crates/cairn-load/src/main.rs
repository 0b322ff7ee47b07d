//! Load for a collecting server, on few cycles of its own: bodies are made once, only ids change.
//!
//! `cairn-load ADDRESS KEY EVENTS CONNECTIONS SECONDS [RATE]` sends batches of EVENTS (1: single calls) over so
//! many connections. Without RATE each connection sends when it has its answer (closed loop: what the server can
//! do). With RATE requests are due so many times a second whatever the server does, and latency counts from when a
//! request was due (open loop: what a sender sees). Prints one line of JSON.

#![expect(clippy::print_stdout, reason = "the result is what it is for")]

mod body;
mod connection;
mod schedule;

use std::io;
use std::sync::{Arc, Barrier};
use std::time::{Duration, Instant};

use body::Body;
use connection::Connection;
use schedule::Schedule;

struct Load {
    address: String,
    key: String,
    events: usize,
    connections: usize,
    seconds: f64,
    rate: Option<f64>,
}

fn main() -> io::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let Some(load) = read(&arguments) else {
        let usage = "usage: cairn-load ADDRESS KEY EVENTS CONNECTIONS SECONDS [RATE]";
        return Err(io::Error::new(io::ErrorKind::InvalidInput, usage));
    };
    let start = Arc::new(Barrier::new(load.connections + 1));
    let mut senders = Vec::new();
    for number in 0..load.connections {
        let connection = Connection::open(&load.address)?;
        let body = Body::new(&load.address, &load.key, load.events, number);
        let schedule = Schedule::of(load.rate, number, load.connections);
        let (start, seconds) = (Arc::clone(&start), load.seconds);
        senders.push(std::thread::spawn(move || {
            start.wait();
            send(connection, body, &schedule, seconds)
        }));
    }
    start.wait();
    let began = Instant::now();
    let mut micros: Vec<u64> = Vec::new();
    for sender in senders {
        let sent = sender
            .join()
            .map_err(|_| io::Error::other("a sender panicked"))?;
        micros.extend(sent?);
    }
    let seconds = began.elapsed().as_secs_f64();
    micros.sort_unstable();
    let requests = micros.len();
    let at = |share: usize| {
        micros
            .get(requests * share / 1_000)
            .or(micros.last())
            .copied()
    };
    println!(
        "{{\"requests\": {requests}, \"seconds\": {seconds:.3}, \"requests_per_second\": {:.0}, \"events_per_second\": {:.0}, \"p50_us\": {}, \"p99_us\": {}, \"max_us\": {}}}",
        requests as f64 / seconds,
        (requests * load.events) as f64 / seconds,
        at(500).unwrap_or(0),
        at(990).unwrap_or(0),
        micros.last().copied().unwrap_or(0),
    );
    Ok(())
}

fn read(arguments: &[String]) -> Option<Load> {
    let rate = match arguments.get(5) {
        Some(rate) => Some(rate.parse().ok()?),
        None => None,
    };
    Some(Load {
        address: arguments.first()?.clone(),
        key: arguments.get(1)?.clone(),
        events: arguments.get(2)?.parse().ok()?,
        connections: arguments.get(3)?.parse().ok()?,
        seconds: arguments.get(4)?.parse().ok()?,
        rate,
    })
}

/// Sends until the time is over; gives the microseconds that each request took.
fn send(
    mut connection: Connection,
    mut body: Body,
    schedule: &Schedule,
    seconds: f64,
) -> io::Result<Vec<u64>> {
    let mut micros = Vec::new();
    let began = Instant::now();
    let end = began + Duration::from_secs_f64(seconds);
    for number in 0.. {
        let due = schedule.due(began, number);
        let now = Instant::now();
        if due.unwrap_or(now) >= end {
            break;
        }
        if let Some(wait) = due.and_then(|due| due.checked_duration_since(now)) {
            std::thread::sleep(wait);
        }
        let from = due.unwrap_or_else(Instant::now);
        connection.send(body.next())?;
        let taken = from.elapsed().as_micros();
        micros.push(u64::try_from(taken).unwrap_or(u64::MAX));
    }
    Ok(micros)
}
