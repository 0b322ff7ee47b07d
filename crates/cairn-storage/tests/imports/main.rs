//! Imports against a model: random imports, undoings and reopenings of a store leave what semantics S3
//! says. `CAIRN_MODEL_SEQUENCES` is how many random sequences are tried.

mod disk;
mod model;
mod sequence;
#[path = "../shop/mod.rs"]
mod shop;

mod duplicates;

use sequence::Sequence;

#[test]
fn random_sequences_leave_what_the_model_says() {
    let sequences = std::env::var("CAIRN_MODEL_SEQUENCES")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(60);
    for seed in 0..sequences {
        let mut sequence = Sequence::new(seed);
        let steps = sequence.steps();
        for _ in 0..steps {
            sequence.step();
        }
        sequence.check_garbage();
    }
}
