//! Bringing a file in: open, find out how its rows become events, read, resolve, commit.

mod input;
mod progress;
mod rejects;
mod rows;

pub(crate) use input::{Input, open};
pub(crate) use progress::Progress;
pub(crate) use rejects::{Rejects, rejects_path};
pub(crate) use rows::{Prepared, prepare};
