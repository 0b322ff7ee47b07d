//! Imports against a model: random imports, undoings and reopenings of a store leave what semantics S3
//! says. `CAIRN_MODEL_SEQUENCES` is how many random sequences are tried.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    clippy::print_stdout,
    reason = "helpers of tests fail the test they are called from, or say why it was skipped"
)]

#[path = "../shop/mod.rs"]
mod shop;

mod disk;
mod duplicates;
mod model;
mod sequence;

use sequence::Sequence;

/// Sequences mostly wait for the disk, so several go at once.
const WORKERS: u64 = 6;

#[test]
fn random_sequences_leave_what_the_model_says() {
    let sequences = std::env::var("CAIRN_MODEL_SEQUENCES")
        .ok()
        .and_then(|text| text.parse::<u64>().ok())
        .unwrap_or(60);
    let work = |worker: u64| {
        for seed in (0..sequences).filter(|seed| seed % WORKERS == worker) {
            let mut sequence = Sequence::new(seed);
            for _ in 0..sequence.steps() {
                sequence.step();
            }
            sequence.check_garbage();
        }
    };
    std::thread::scope(|scope| {
        for worker in 0..WORKERS {
            scope.spawn(move || work(worker));
        }
    });
}
