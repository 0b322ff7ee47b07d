//! What readers see of a store: scans by partition, snapshots beside writers, runs through an outside
//! program's eyes.

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

mod exports;
mod outside;
mod row_groups;
mod scans;
mod snapshots;
mod store;
mod version_2;
mod version_4;
mod version_5;
