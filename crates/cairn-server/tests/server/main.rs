//! The server as its clients see it.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "helpers of tests fail the test they are called from"
)]

mod collecting;
mod demo;
mod disk;
mod erasures;
mod harness;
mod hostile;
mod import_jobs;
mod limits;
mod permissions;
mod properties;
mod pulse;
mod resources;
mod retention;
mod sessions;
mod settings;
mod stopping;
mod storage;
mod uploads;
