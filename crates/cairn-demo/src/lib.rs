//! Generates the event logs of two shops, their truth first: [`ShopPlan`], a log of any size as CSV, and
//! [`DemoShop`], the site that `cairn demo` and the app plant.
//!
//! Every person is planned before a row is written: which steps they take, in which order, when and for
//! how much money. [`Truth`] is counted from these plans, never from rows, so whoever reads the rows and
//! arrives at other numbers is wrong. Each plan also says how deep the person gets in the shop's funnel:
//! nothing here runs a funnel.
//!
//! Deterministic: the seed and the few numbers or the day asked for decide every byte, on every machine. There is no
//! clock, and all drawing is integer arithmetic, division and square roots, which IEEE 754 fixes.
//!
//! Rows come person by person, in the order in which persons first arrive; a person's rows are sorted by
//! time. Only one person is held in memory at a time.

mod calendar;
mod catalogue;
mod demo_shop;
mod dice;
mod fate;
mod journey;
mod plan;
mod row;
mod truth;
mod write;

pub use demo_shop::{
    ChannelTruth, DayTruth, DemoError, DemoFunnelTruth, DemoShop, DemoTruth, MicroRole, MicroTruth,
    OutageTruth, Planted, RegressionTruth, WrittenShop,
};
pub use fate::{FUNNEL_STEPS, FUNNEL_WINDOW};
pub use plan::{PlanError, ShopPlan};
pub use row::ShopRow;
pub use truth::{FunnelTruth, Truth};
pub use write::{WriteError, write_csv};
