//! Batches, imports, undoings, compactions, merges, splits, erasures and deaths against a model: random sequences of
//! them leave what semantics S3 and S5 say. `CAIRN_MODEL_SEQUENCES` is how many are tried.

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
mod steps;

use sequence::{Played, Sequence};

const WORKERS: u64 = 2;

#[test]
fn random_sequences_leave_what_the_model_says() {
    let sequences = std::env::var("CAIRN_MODEL_SEQUENCES")
        .ok()
        .and_then(|text| text.parse::<u64>().ok())
        .unwrap_or(60);
    let work = |worker: u64| -> Vec<Played> {
        let seeds = (0..sequences).filter(|seed| seed % WORKERS == worker);
        seeds.map(|seed| Sequence::new(seed).play()).collect()
    };
    let all: Vec<Played> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..WORKERS)
            .map(|worker| scope.spawn(move || work(worker)))
            .collect();
        let played = workers.into_iter().map(|worker| worker.join().unwrap());
        played.flatten().collect()
    });
    let sum = |of: fn(&Played) -> u64| all.iter().map(of).sum::<u64>();
    for (what, times, least) in [
        ("batches", sum(|played| played.batches), sequences),
        ("imports", sum(|played| played.imports), sequences / 2),
        ("undos", sum(|played| played.undone), sequences / 5),
        (
            "runs written anew",
            sum(|played| played.rewritten as u64),
            sequences,
        ),
        ("erasures", sum(|played| played.erased), sequences / 10),
        (
            "persons of several ids",
            sum(|played| played.joined),
            sequences,
        ),
        ("changes kept", sum(|played| played.kept), 1),
        ("changes lost", sum(|played| played.lost), 1),
    ] {
        println!("{times} {what}");
        assert!(times >= least, "{times} {what}");
    }
}
