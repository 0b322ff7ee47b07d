//! Answers on the wire: JSON and CSV.

mod csv;
mod drop_off;
mod flow;
mod funnel;
mod number;
mod overview;
mod persons;
mod population;
mod returning;
mod time_to_convert;
mod timeline;
mod trend;

use std::borrow::Cow;

use cairn_core::answer::{
    Answer, AnswerBody, Compared, FlowAnswer, FunnelAnswer, OverviewAnswer, PopulationAnswer,
    ReturningAnswer, SnapshotId, TimeToConvertAnswer, TimelineAnswer, TrendAnswer,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::error::ApiError;
use crate::person::PersonDetailsWire;
use crate::range::TimeRangeWire;

pub use self::csv::to_csv;
pub use self::drop_off::{DropOffRowWire, SegmentWire};
pub use self::flow::{
    FlowColumnWire, FlowCountWire, FlowDirectionWire, FlowEndWire, FlowLinkWire, FlowNodeWire,
};
pub use self::funnel::{FunnelBeforeWire, FunnelRowWire, StepWire};
pub use self::number::{DifferenceWire, RateWire};
pub use self::overview::{
    ActivityBeforeWire, ActivityWire, FindingWire, GoalTotalWire, MaturityWire,
};
pub use self::persons::{IdWire, PersonWire};
pub use self::population::{AskedOfWire, PopulationPointWire};
pub use self::returning::{
    AllCohortsCellWire, AllCohortsWire, CohortCellWire, CohortWire, CohortsByWire,
};
pub use self::time_to_convert::{
    ConvertBinWire, ConvertPeriodWire, ConvertRowWire, ConvertTimesWire, CurvePointWire,
    CurveShareWire, PercentileWire,
};
pub use self::timeline::{BlockWire, EventWire, PageWire, SessionDeviceWire};
pub use self::trend::{NumbersWire, PointWire, SeriesWire, TrendBeforeWire};
pub use crate::scalar::MoneyWire;

/// An answer with everything that identifies it.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct AnswerWire {
    /// The kind of question.
    pub kind: Cow<'static, str>,
    /// The state of the data.
    pub snapshot: SnapshotWire,
    /// As of when.
    pub now: String,
    /// The zone days were cut in.
    pub timezone: String,
    /// The range it is of; null for all history without events.
    pub range: Option<TimeRangeWire>,
    /// The persons it is about; left out where that is everybody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub population: Option<AskedOfWire>,
    /// Rows the question read.
    pub rows_scanned: u64,
    /// What the reader should know besides.
    pub notes: Vec<String>,
    /// The answer itself.
    #[serde(flatten)]
    pub body: BodyWire,
}

/// Which state of the data a question saw.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct SnapshotWire {
    manifest: u64,
    log_position: u64,
    identity_epoch: u64,
    definitions: u64,
}

/// The answer to each kind of question.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(untagged)]
#[expect(
    clippy::large_enum_variant,
    reason = "there is one body per answer, and boxes would show in the schema"
)]
pub enum BodyWire {
    /// To where a funnel is worse than it should be.
    DropOff {
        /// The whole funnel.
        steps: Vec<StepWire>,
        /// The segments that drop out more than the others, the costliest first.
        rows: Vec<DropOffRowWire>,
    },
    /// To a funnel.
    Funnel {
        /// Overall.
        steps: Vec<StepWire>,
        /// By breakdown value.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        breakdown: Option<Vec<FunnelRowWire>>,
        /// Of the range compared with.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        compare: Option<FunnelBeforeWire>,
    },
    /// To a trend.
    Trend {
        /// One, or one per breakdown value.
        series: Vec<SeriesWire>,
        /// The whole, where the series are parts of it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        overall: Option<SeriesWire>,
        /// Of the range compared with.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        compare: Option<TrendBeforeWire>,
    },
    /// To a retention question.
    Retention {
        /// What the cohorts are made by.
        cohorts_by: CohortsByWire,
        /// What starts; null where cohorts are made by the first event of all.
        start: Option<String>,
        /// What counts as coming back.
        #[serde(rename = "return")]
        back: String,
        /// Every cohort of the range that has begun at `now`, the earliest first.
        cohorts: Vec<CohortWire>,
        /// All cohorts together.
        overall: AllCohortsWire,
    },
    /// To a flow.
    Flow {
        /// What paths begin with.
        anchor: String,
        /// Which way they go from there.
        direction: FlowDirectionWire,
        /// Whose they are.
        count: FlowCountWire,
        /// The anchor's, then as many as are asked for and reached.
        columns: Vec<FlowColumnWire>,
        /// From each column to the next.
        links: Vec<FlowLinkWire>,
    },
    /// To how large a population is.
    Population {
        /// What people call it; null if it is not saved.
        name: Option<String>,
        /// Persons in it as of the range's end, or of `now` if that is earlier.
        size: u64,
        /// Persons known by then.
        known: u64,
        /// Of the persons known those in it; null while nobody is known.
        rate: Option<RateWire>,
        /// By bucket of the range that has begun.
        points: Vec<PopulationPointWire>,
    },
    /// To how long people take from a first step to a last.
    TimeToConvert {
        /// From the first step to the last at most so many seconds.
        window_seconds: i64,
        /// All.
        overall: ConvertTimesWire,
        /// By breakdown value, most entered first.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        breakdown: Option<Vec<ConvertRowWire>>,
        /// By the period in which the attempt starts, where an `interval` is asked for; also empty ones.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        periods: Option<Vec<ConvertPeriodWire>>,
    },
    /// To persons.
    Persons {
        /// How many are in the cell.
        total: u64,
        /// How many sessions of theirs are, where the answer counts sessions.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        sessions: Option<u64>,
        /// This page.
        persons: Vec<PersonWire>,
        /// To be given as `after` for the next page.
        next: Option<String>,
    },
    /// To a timeline.
    Timeline {
        /// Who.
        person: PersonDetailsWire,
        /// This page, the newest first.
        sessions: Vec<BlockWire>,
        /// To be given as `after` for older ones.
        next: Option<String>,
    },
    /// To an overview.
    Overview {
        /// How much happens at all.
        activity: ActivityWire,
        /// How much happened in the range compared with.
        compare: Option<ActivityBeforeWire>,
        /// The goals: primary macros, lifecycle macros, micros, each by id.
        goals: Vec<GoalTotalWire>,
        /// What a reader should look at, the costliest first.
        findings: Vec<FindingWire>,
        /// Whether the north star, else the first primary macro, can be judged yet; null without one.
        maturity: Option<MaturityWire>,
    },
}

/// An answer as JSON writes it.
pub fn to_wire(answer: &Answer) -> Result<AnswerWire, ApiError> {
    let (kind, body) = match &answer.body {
        AnswerBody::Funnel(funnel) => ("funnel", funnel_body(funnel)?),
        AnswerBody::Trend(trend) => ("trend", trend_body(trend)?),
        AnswerBody::Returning(returning) => ("retention", retention_body(returning)),
        AnswerBody::Flow(flow) => ("flow", flow_body(flow)),
        AnswerBody::Population(answer) => ("population", population_body(answer)),
        AnswerBody::TimeToConvert(times) => ("time_to_convert", time_to_convert_body(times)),
        AnswerBody::Persons(page) => (
            "persons",
            BodyWire::Persons {
                total: page.total,
                sessions: page.sessions,
                persons: page.persons.iter().map(persons::person).collect(),
                next: page.next.map(|key| key.to_string()),
            },
        ),
        AnswerBody::DropOff(found) => (
            "drop_off",
            BodyWire::DropOff {
                steps: funnel::steps(&found.steps)?,
                rows: drop_off::rows(found),
            },
        ),
        AnswerBody::Overview(found) => ("overview", overview_body(found)?),
        AnswerBody::Timeline(page) => ("timeline", timeline_body(answer, page)),
    };
    let SnapshotId {
        manifest,
        log_position,
        identity_epoch,
        definitions,
    } = answer.snapshot;
    Ok(AnswerWire {
        kind: Cow::Borrowed(kind),
        snapshot: SnapshotWire {
            manifest,
            log_position,
            identity_epoch,
            definitions,
        },
        now: answer.now.to_string(),
        timezone: answer.timezone.name().to_owned(),
        range: answer.range.map(TimeRangeWire::from),
        population: answer.population.as_ref().map(AskedOfWire::from),
        rows_scanned: answer.rows_scanned,
        notes: answer.notes.clone(),
        body,
    })
}

fn funnel_body(funnel: &Compared<FunnelAnswer>) -> Result<BodyWire, ApiError> {
    let before = funnel.before.as_ref();
    let before = before.map(|before| funnel::before(before.range, &before.answer));
    Ok(BodyWire::Funnel {
        steps: funnel::steps(&funnel.answer.steps)?,
        breakdown: funnel::rows(&funnel.answer)?,
        compare: before.transpose()?,
    })
}

fn trend_body(trend: &Compared<TrendAnswer>) -> Result<BodyWire, ApiError> {
    let before = trend.before.as_ref();
    let before = before.map(|before| trend::before(before.range, &before.answer));
    let overall = trend.answer.overall.as_ref();
    Ok(BodyWire::Trend {
        series: trend::all_series(&trend.answer)?,
        overall: overall.map(trend::series).transpose()?,
        compare: before.transpose()?,
    })
}

fn retention_body(answer: &ReturningAnswer) -> BodyWire {
    let (cohorts_by, start) = returning::cohorts_by(answer);
    BodyWire::Retention {
        cohorts_by,
        start,
        back: answer.back.clone(),
        cohorts: answer.cohorts.iter().map(returning::cohort).collect(),
        overall: returning::overall(answer),
    }
}

fn population_body(answer: &PopulationAnswer) -> BodyWire {
    BodyWire::Population {
        name: answer.name.clone(),
        size: answer.size.size,
        known: answer.size.known,
        rate: answer.size.rate.map(number::rate),
        points: population::points(answer),
    }
}

fn flow_body(answer: &FlowAnswer) -> BodyWire {
    BodyWire::Flow {
        anchor: answer.anchor.clone(),
        direction: flow::direction(answer),
        count: flow::count(answer),
        columns: flow::columns(answer),
        links: flow::links(answer),
    }
}

fn time_to_convert_body(answer: &TimeToConvertAnswer) -> BodyWire {
    BodyWire::TimeToConvert {
        window_seconds: time_to_convert::window(answer),
        overall: time_to_convert::times(&answer.overall),
        breakdown: time_to_convert::rows(answer),
        periods: time_to_convert::periods(answer),
    }
}

fn overview_body(found: &OverviewAnswer) -> Result<BodyWire, ApiError> {
    let goals: Result<Vec<_>, _> = found.goals.iter().map(overview::goal).collect();
    Ok(BodyWire::Overview {
        activity: (&found.activity.answer).into(),
        compare: overview::before(&found.activity),
        goals: goals?,
        findings: found.findings.iter().map(overview::finding).collect(),
        maturity: found.maturity.as_ref().map(overview::maturity),
    })
}

fn timeline_body(answer: &Answer, page: &TimelineAnswer) -> BodyWire {
    BodyWire::Timeline {
        person: PersonDetailsWire::new(&page.person, answer.snapshot.identity_epoch),
        sessions: page.blocks.iter().map(BlockWire::from).collect(),
        next: page.next.map(|event| event.to_string()),
    }
}

#[cfg(test)]
mod tests;
