//! Numerics on numbers: intervals and tests. No domain, no I/O, no randomness.

mod difference;
mod false_discovery;
mod proportion;
mod sample_size;
mod survival;
mod two_proportions;

pub use difference::{Difference, newcombe};
pub use false_discovery::benjamini_hochberg;
pub use proportion::{Interval, Proportion, ProportionError};
pub use sample_size::needed_for_precision;
pub use survival::{Observed, SurvivalCurve, SurvivalQuantile};
pub use two_proportions::p_of_equal_proportions;
