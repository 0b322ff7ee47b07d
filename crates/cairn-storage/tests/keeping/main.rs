//! What is stored can be trusted: it is looked at, set aside where it is damaged, and copied.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "helpers of tests fail the test they are called from"
)]

mod backups;
mod compacted;
mod erasing_live;
mod erasure;
mod kept_links;
mod letters;
mod quarantine;
mod retention;
#[path = "../shop/mod.rs"]
mod shop;
mod space;
mod stored;
mod sums;
mod verify;
