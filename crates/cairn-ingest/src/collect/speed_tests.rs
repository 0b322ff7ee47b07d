//! How long a message takes. Run with `cargo test --release -p cairn-ingest speed -- --ignored --nocapture`.

use std::time::Instant;

use cairn_core::id::EventId;

use super::samples::{RUDDER_NODE, SEGMENT_NODE, SEGMENT_PYTHON, SEGMENT_WEB, arrival};
use super::{Call, collect, collect_each};
use crate::node::Node;

/// A batch of one SDK's message, many times over, each with its own id.
fn batch(body: &str, count: usize) -> String {
    let start = body.find("[{").map_or(0, |at| at + 1);
    let end = body.rfind("}],").map_or(body.len(), |at| at + 1);
    let message = &body[start..end];
    let messages: Vec<String> = (0..count)
        .map(|n| {
            message
                .replacen("\"messageId\": \"", "\"messageId\":\"", 1)
                .replacen("\"messageId\":\"", &format!("\"messageId\":\"{n:08}"), 1)
        })
        .collect();
    format!(
        "{{\"batch\":[{}],\"sentAt\":\"2026-06-01T12:00:00.000Z\"}}",
        messages.join(",")
    )
}

#[test]
#[ignore = "a measurement"]
fn speed_of_collecting() {
    const COUNT: usize = 50;
    const ROUNDS: usize = 4_000;
    let arrival = arrival();
    for (name, body) in [
        ("segment node", SEGMENT_NODE),
        ("segment python", SEGMENT_PYTHON),
        ("rudder node", RUDDER_NODE),
        ("segment web", SEGMENT_WEB),
    ] {
        let body = batch(body, COUNT);
        let took = |what: &mut dyn FnMut()| {
            let mut best = f64::MAX;
            for _ in 0..3 {
                let start = Instant::now();
                for _ in 0..ROUNDS / 3 {
                    what();
                }
                let each = start.elapsed().as_secs_f64() / (ROUNDS / 3 * COUNT) as f64;
                best = best.min(each * 1e6);
            }
            best
        };
        let all = took(&mut || {
            let arrival = &arrival;
            let items = collect(Call::Batch, body.as_bytes(), arrival, &mut || EventId(1));
            let items = items.expect("a batch").items;
            assert_eq!(std::hint::black_box(items).len(), COUNT);
        });
        let streamed = took(&mut || {
            let (id, mut count) = (&mut || EventId(1), 0);
            let each = &mut |item| {
                std::hint::black_box(item);
                count += 1;
                std::ops::ControlFlow::Continue(())
            };
            collect_each(Call::Batch, body.as_bytes(), &arrival, id, each).expect("a batch");
            assert_eq!(count, COUNT);
        });
        let cut = took(&mut || {
            let envelope = super::envelope::batch(body.as_bytes()).expect("a batch");
            std::hint::black_box(envelope);
        });
        let parsed = took(&mut || {
            std::hint::black_box(Node::parse(&body)).expect("JSON");
        });
        println!(
            "{name}: {} bytes, {all:.2} µs an event, handed on at once {streamed:.2}; of them cutting {cut:.2}, parsing {parsed:.2}",
            body.len() / COUNT
        );
    }
}
