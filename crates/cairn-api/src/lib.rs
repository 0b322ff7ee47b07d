//! The wire: how questions, goals and answers are written, and which errors there are.
//!
//! Nothing here computes. JSON becomes the plain data of `cairn-core`, answers become JSON or CSV. The
//! command line, HTTP and everything else that talks to people or programs goes through this crate.

mod answer;
mod business_model;
mod defused;
mod erasure;
mod error;
mod funnel;
mod goal;
mod ledger;
mod person;
mod population;
mod properties;
mod pulse;
mod question;
mod range;
mod resource;
mod retention;
mod scalar;
mod schema;
mod site;
mod step;
mod storage;
mod upload;
mod value;

pub use answer::{
    ActivityBeforeWire, ActivityWire, AllCohortsCellWire, AllCohortsWire, AnswerWire, AskedOfWire,
    BlockWire, BodyWire, CohortCellWire, CohortWire, CohortsByWire, ConvertBinWire,
    ConvertPeriodWire, ConvertRowWire, ConvertTimesWire, CurvePointWire, CurveShareWire,
    DifferenceWire, DropOffRowWire, EventWire, FindingWire, FlowColumnWire, FlowCountWire,
    FlowDirectionWire, FlowEndWire, FlowLinkWire, FlowNodeWire, FunnelBeforeWire, FunnelRowWire,
    GoalTotalWire, IdWire, MaturityWire, MoneyWire, NumbersWire, PageWire, PercentileWire,
    PersonWire, PointWire, PopulationPointWire, RateWire, SegmentWire, SeriesWire,
    SessionDeviceWire, StepWire, TrendBeforeWire, to_csv, to_wire,
};
pub use business_model::{
    BusinessModelWire, BusinessModelsWire, EventToSendWire, business_models, check_business_model,
};
pub use defused::defused;
pub use erasure::{
    ErasedWire, ErasurePreviewWire, ErasureWire, ErasuresWire, PersonExportWire, stored_event_json,
};
pub use error::{ApiError, Code, ErrorWire};
pub use funnel::{FunnelDocument, FunnelsWire, goals_of, parse_funnel};
pub use goal::{GoalDocument, GoalShape, parse_goal};
pub use ledger::{
    LedgerEntityWire, LedgerEntryWire, LedgerTotalWire, LedgerWire, sums as ledger_sums,
};
pub use person::{DeviceWire, PersonDetailsWire};
pub use population::{PopulationDocument, PopulationsWire, goals_of_population, parse_population};
pub use properties::{PropertiesWire, PropertyValueWire, PropertyWire, property_value};
pub use pulse::{PulseMinuteWire, PulseWire, RecentEventWire};
pub use question::parse_question;
pub use range::TimeRangeWire;
pub use resource::{
    CatalogueEntryWire, CollectedWire, DeadLetterWire, DeadLettersWire, GoalHistoryWire,
    GoalVersionWire, GoalsWire, ImportReportWire, ImportWire, ImportsWire, KeyWire, KeysWire,
    NewImportWire, NewKeyWire, NewSiteWire, OrphanedWire, RejectedRowsWire, RejectedWire,
    SessionWire, SessionsWire, SharedIdWire, SignInLinkWire, SignInWire, SiteDetailsWire,
    SiteSettingsWire, SiteWire, SitesWire, TotalsWire, UndoneWire, read_document,
};
pub use retention::{ExpiryWire, NewExpiryWire, RetentionWire};
pub use schema::schemas;
pub use site::{MeWire, SiteChangeWire};
pub use storage::{
    CompactionEndWire, CompactionWire, DiskWire, ForecastWire, QuarantinedWire, RunBytesWire,
    StorageWire, StoredSiteWire,
};
pub use upload::{
    ColumnWire, DemoWire, ImportBegunWire, ImportJobWire, ImportJobsWire, NewDemoWire,
    NewUploadImportWire, PreviewRowWire, PreviewWire, ReadingWire, RejectionWire, UploadWire,
    event_json,
};
