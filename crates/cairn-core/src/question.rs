//! A question is plain data: what is asked, about which part of time, in which zone, as of when.

use crate::drop_off::DropOff;
use crate::filter::Filter;
use crate::flow::Flow;
use crate::funnel::Funnel;
use crate::persons::Persons;
use crate::population::{PopulationRef, PopulationSize};
use crate::range::{Compare, Range};
use crate::returning::Returning;
use crate::time::{Time, Zone};
use crate::time_to_convert::TimeToConvert;
use crate::timeline::Timeline;
use crate::trend::Trend;

/// A question, complete but for the defaults that the site and the clock give.
#[derive(Debug, Clone)]
pub struct Question {
    /// What is asked.
    pub kind: QuestionKind,
    /// Which part of time.
    pub range: Range,
    /// Another part of time to set beside it.
    pub compare: Option<Compare>,
    /// The zone days are cut in; `None` is the site's.
    pub timezone: Option<Zone>,
    /// Conditions on every event counted.
    pub filters: Vec<Filter>,
    /// Only events of these persons count; `None` is everybody.
    pub population: Option<PopulationRef>,
    /// The instant the answer is as of; `None` is the clock's.
    pub now: Option<Time>,
}

/// What is asked.
#[derive(Debug, Clone)]
pub enum QuestionKind {
    /// How far people get along steps.
    Funnel(Funnel),
    /// How much happens per bucket.
    Trend(Trend),
    /// How many of those who started come back; `retention` on the wire.
    Returning(Returning),
    /// What people do after or before something.
    Flow(Flow),
    /// How large a population is, over time.
    Population(PopulationSize),
    /// How long people take from a first step to a last.
    TimeToConvert(TimeToConvert),
    /// Who is behind a cell.
    Persons(Persons),
    /// What one person did.
    Timeline(Timeline),
    /// Where a funnel is worse than it should be.
    DropOff(DropOff),
    /// How a site is doing.
    Overview,
}
