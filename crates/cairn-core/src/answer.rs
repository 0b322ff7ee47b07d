//! Answers: plain data with everything that identifies them (semantics S34).

mod compare;
mod drop_off;
mod flow;
mod funnel;
mod overview;
mod persons;
mod population;
mod rate;
mod returning;
mod time_to_convert;
mod timeline;
mod trend;

use crate::range::TimeRange;
use crate::time::{Time, Zone};

pub use cairn_stats::Difference;
pub use compare::{Before, Compared};
pub use drop_off::{DropOffAnswer, DropOffRow, FALSE_DISCOVERY_RATE, Segment, Segments, drop_offs};
pub use flow::{FlowAnswer, FlowCell, FlowColumn, FlowLink, FlowNode, LinkEnd};
pub use funnel::{FunnelAnswer, FunnelRow, StepAnswer};
pub use overview::{
    ActivityAnswer, ChangeFinding, Finding, GoalAnswer, Maturity, OverviewAnswer, findings,
};
pub use persons::{PersonIds, PersonsAnswer};
pub use population::{AskedOf, PopulationAnswer, PopulationPoint, SizeAnswer};
pub use rate::{CONFIDENCE_LEVEL, Method, Rate, rate_change};
pub use returning::{CohortAnswer, CohortCell, CohortsBy, OverallCell, ReturningAnswer};
pub use time_to_convert::{
    ConvertCounts, ConvertPeriod, ConvertRow, ConvertTimes, CurvePoint, Percentile, Share,
    TimeToConvertAnswer,
};
pub use timeline::{SessionOrigin, TimelineAnswer, TimelineBlock, TimelineEvent};
pub use trend::{PointAnswer, TrendAnswer, TrendPoint, TrendSeries};

/// Exactly which state of the data a question saw.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SnapshotId {
    /// The manifest's sequence number.
    pub manifest: u64,
    /// How much of the log beyond the manifest was seen; 0 while there is no log.
    pub log_position: u64,
    /// The identity log's version; 0 while there is none.
    pub identity_epoch: u64,
    /// The revision of goals and sites.
    pub definitions: u64,
}

/// An answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// The state of the data.
    pub snapshot: SnapshotId,
    /// As of when.
    pub now: Time,
    /// The zone days were cut in.
    pub timezone: Zone,
    /// The range it is of; for all history from the first event to just after the last, `None` without events.
    pub range: Option<TimeRange>,
    /// The persons it is about, if not everybody.
    pub population: Option<AskedOf>,
    /// Rows the question read.
    pub rows_scanned: u64,
    /// What the reader should know besides: names never seen, and the like.
    pub notes: Vec<String>,
    /// The answer itself.
    pub body: AnswerBody,
}

/// The answer to each kind of question.
#[derive(Debug, Clone, PartialEq)]
pub enum AnswerBody {
    /// To a funnel.
    Funnel(Compared<FunnelAnswer>),
    /// To a trend.
    Trend(Compared<TrendAnswer>),
    /// To how many come back.
    Returning(ReturningAnswer),
    /// To what people do after or before something.
    Flow(FlowAnswer),
    /// To how large a population is.
    Population(PopulationAnswer),
    /// To how long people take.
    TimeToConvert(TimeToConvertAnswer),
    /// To persons.
    Persons(PersonsAnswer),
    /// To a timeline.
    Timeline(TimelineAnswer),
    /// To where a funnel is worse than it should be.
    DropOff(DropOffAnswer),
    /// To an overview.
    Overview(OverviewAnswer),
}
