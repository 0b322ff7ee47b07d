//! Time to convert: how long from the first step of a funnel to its last (semantics S23).

mod bins;
mod summary;
mod taken;

use crate::funnel::Funnel;
use crate::time::Interval;

pub use bins::{Bin, bins};
pub use summary::{Taken, TimeToConvertSummary};
pub use taken::{Bounds, ConvertOutcome, Fared, fared};

/// The least number of steps: without a second one there is no time between.
pub const LEAST_STEPS: usize = 2;

/// The shares of which is told when so many of those who convert have converted: the median, p75 and p90.
pub const PERCENTILES: [f64; 3] = [0.5, 0.75, 0.9];

/// A question as it was asked for.
#[derive(Debug, Clone)]
pub struct TimeToConvert {
    /// From its first step to its last; at least [`LEAST_STEPS`], and attempts begin at the first.
    pub funnel: Funnel,
    /// Also by the period in which the attempt starts; day, week or month.
    pub interval: Option<Interval>,
}
