//! The commands as a user runs them, held against truth from outside.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "helpers of tests fail the test they are called from, or say why it was skipped"
)]

mod bad_input;
mod bad_questions;
mod compare;
mod data_directory;
mod demo;
mod documents;
mod drop_off;
mod erasing;
mod export;
mod flow;
mod formats;
mod formulas;
mod funnel_terms;
mod goals;
mod interruption;
mod keeping;
mod layouts;
mod ledger;
mod merging;
mod overview;
mod populations;
mod real_data;
mod repeated_rows;
mod retention;
mod returning;
mod sameness;
mod serving;
mod sessions;
mod shared_ids;
mod storage;
mod support;
mod time_to_convert;
mod timeline;
