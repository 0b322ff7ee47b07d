//! The domain: events and their values, ids, time and money, goals, and for each question its
//! definition, its kernel over one person's journey, its mergeable summary and its answer.
//!
//! **Invariant:** nothing in this crate does I/O, reads a clock, an environment variable or a random
//! source. `now`, the zone and every seed are arguments.

pub mod answer;
pub mod breakdown;
pub mod channel;
pub mod drop_off;
pub mod entity;
pub mod event;
pub mod filter;
pub mod flow;
pub mod funnel;
pub mod gap;
pub mod goal;
pub mod id;
pub mod identity;
pub mod journey;
pub mod ledger;
pub mod links;
pub mod money;
pub mod person;
pub mod person_properties;
pub mod persons;
pub mod population;
pub mod question;
pub mod range;
pub mod retention;
pub mod returning;
pub mod rule;
pub mod session;
pub mod session_property;
pub mod site;
pub mod time;
pub mod time_to_convert;
pub mod timeline;
pub mod trend;
pub mod value;
pub mod way;
