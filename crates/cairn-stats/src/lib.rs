//! Numerics on numbers: intervals and tests. No domain, no I/O, no randomness.

mod proportion;

pub use proportion::{Interval, Proportion, ProportionError};
