//! What was acknowledged is there, once, whatever happens; and it is in every answer at once.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "helpers of tests fail the test they are called from"
)]

mod batches;
mod crashes;
mod failures;
mod flushes;
mod identities;
mod imports;
mod letters;
mod live;
mod locks;
mod meanwhile;
mod pulse;
mod schedules;
#[path = "../shop/mod.rs"]
mod shop;
mod watched;
mod window;
