//! One file per command.

pub(crate) mod backup;
pub(crate) mod compact;
pub(crate) mod demo;
pub(crate) mod erase;
pub(crate) mod expire;
pub(crate) mod export;
pub(crate) mod funnel;
pub(crate) mod goal;
pub(crate) mod import;
pub(crate) mod key;
pub(crate) mod ledger;
pub(crate) mod population;
pub(crate) mod query;
pub(crate) mod restore;
mod saved;
pub(crate) mod serve;
pub(crate) mod sign_in;
pub(crate) mod site;
pub(crate) mod storage;
pub(crate) mod verify;
