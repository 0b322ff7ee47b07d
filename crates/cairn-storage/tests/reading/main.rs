//! What readers see of a store: scans by partition, snapshots beside writers, runs through an outside
//! program's eyes.

#[path = "../shop/mod.rs"]
mod shop;

mod exports;
mod outside;
mod row_groups;
mod scans;
mod snapshots;
mod store;
