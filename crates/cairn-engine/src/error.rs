//! Why a question can't be answered, by what the asker can do.

use std::time::Duration;

use cairn_core::breakdown::TooManyValues;
use cairn_core::event::PropertyRef;
use cairn_core::id::{EventId, GoalId, PopulationId};
use cairn_core::range::RangeError;
use cairn_core::returning::GridError;
use cairn_core::time::BucketsError;
use cairn_stats::ProportionError;
use cairn_storage::StorageError;

use crate::written::written;

/// Why a question can't be answered.
#[derive(Debug, thiserror::Error)]
pub enum AskError {
    /// The site has no such goal.
    #[error("this site has no goal `{goal}`")]
    UnknownGoal {
        /// The name asked for.
        goal: GoalId,
        /// A goal of a similar name.
        nearest: Option<String>,
    },
    /// The site has no such population.
    #[error("this site has no population `{population}`")]
    UnknownPopulation {
        /// The name asked for.
        population: PopulationId,
        /// A population of a similar name.
        nearest: Option<String>,
    },
    /// A range of a population's conditions can't be used.
    #[error("{0}")]
    PopulationRange(RangeError),
    /// The range can't be used.
    #[error(transparent)]
    Range(#[from] RangeError),
    /// The range to compare with can't be used.
    #[error("{0}")]
    Compare(RangeError),
    /// The range can't be cut into buckets.
    #[error(transparent)]
    Buckets(#[from] BucketsError),
    /// A breakdown has too many values.
    #[error("the breakdown by {} has more than {} values", written(.property), .fault.limit)]
    Breakdown {
        /// The property.
        property: PropertyRef,
        /// How many it may have.
        fault: TooManyValues,
    },
    /// One of a drop-off's properties has too many values.
    #[error("{} has more than {} values", written(.property), .fault.limit)]
    Segments {
        /// Which of those asked for, from 0.
        place: usize,
        /// The property.
        property: PropertyRef,
        /// How many it may have.
        fault: TooManyValues,
    },
    /// More points than an answer may have.
    #[error(
        "{series} series of {buckets} buckets are more than the {limit} points an answer may have"
    )]
    TooManyPoints {
        /// Series, the whole among them.
        series: usize,
        /// Buckets of each.
        buckets: usize,
        /// The greatest number of points.
        limit: usize,
    },
    /// The range can't be cut into cohorts and periods.
    #[error(transparent)]
    Cohorts(#[from] GridError),
    /// What events of a flow are called by has too many values.
    #[error("events are called by more than {} different names", .0.limit)]
    TooManyLabels(TooManyValues),
    /// More links between names than one flow may have.
    #[error("the flow has more than {limit} different links from name to name")]
    TooManyLinks {
        /// The greatest number.
        limit: usize,
    },
    /// More rules than one question may have.
    #[error("the question has more than {limit} distinct rules")]
    TooManyRules {
        /// The greatest number.
        limit: usize,
    },
    /// More conditions on sessions than one question may have.
    #[error("the question has more than {limit} filters of sessions")]
    TooManySessionFilters {
        /// The greatest number.
        limit: usize,
    },
    /// A cell that the answer does not have.
    #[error("the answer has no bucket that starts at `{0}`")]
    UnknownBucket(String),
    /// A period of starts that the answer does not have.
    #[error("the answer has no period that starts at `{0}`")]
    UnknownPeriodStart(String),
    /// A cohort that the answer does not have.
    #[error("the answer has no cohort that starts at `{0}`")]
    UnknownCohort(String),
    /// A period of a cohort that the answer does not have, since it has not begun.
    #[error("period {period} of the cohort `{cohort}` has not begun")]
    UnknownPeriod {
        /// The cohort's first day.
        cohort: String,
        /// The period.
        period: usize,
    },
    /// Nobody is known by the id.
    #[error("nobody is known as `{0}`")]
    UnknownPerson(String),
    /// A page that begins after an event which is not the person's.
    #[error("the person has no event `{0}`")]
    UnknownPage(EventId),
    /// It took longer than a question may.
    #[error("the question was not answered within {} s", .most.as_secs_f64())]
    TookTooLong {
        /// How long it may take.
        most: Duration,
    },
    /// Nobody waits for the answer any more.
    #[error("the question was given up")]
    GivenUp,
    /// The data can't be read.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// Counts contradict each other; a bug in Cairn.
    #[error("internal fault: {0}; please report it")]
    Internal(String),
}

impl From<ProportionError> for AskError {
    fn from(error: ProportionError) -> Self {
        Self::Internal(error.to_string())
    }
}
