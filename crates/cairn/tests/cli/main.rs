//! The commands as a user runs them, held against truth from outside.

mod bad_input;
mod bad_questions;
mod export;
mod formats;
mod goals;
mod interruption;
mod real_data;
mod repeated_rows;
mod sameness;
mod support;
