//! Development only: naive restatements of what the kernels compute, and generated cases to hold the two
//! against each other.
//!
//! **Invariant:** nothing here calls the kernels of `cairn-core`. An oracle is written from the semantics
//! alone, with plain loops, so that the two can only agree by both being right.

pub mod dice;
pub mod flow;
pub mod funnel;
pub mod goal;
pub mod line;
pub mod persons;
pub mod population;
pub mod proof;
pub mod returning;
pub mod session;
pub mod time_to_convert;
