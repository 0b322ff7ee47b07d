//! Tables for people.

mod answer;
mod format;
mod ledger;
mod lists;
mod storage;

pub(crate) use answer::answer;
pub(crate) use ledger::{ledger, ledger_entity};
pub(crate) use lists::{catalogue, funnels, goals, imports, keys, populations, site, sites};
pub(crate) use storage::storage;
