//! The answer to who is behind a cell.

use crate::id::PersonKey;

/// A page of people.
#[derive(Debug, Clone, PartialEq)]
pub struct PersonsAnswer {
    /// How many are in the cell.
    pub total: u64,
    /// How many sessions of theirs are, where the answer counts sessions.
    pub sessions: Option<u64>,
    /// This page, by person key.
    pub persons: Vec<PersonIds>,
    /// The last key of this page, if there is a next one.
    pub next: Option<PersonKey>,
}

/// A person and the ids it is known by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonIds {
    /// Its key.
    pub key: PersonKey,
    /// Its user ids, sorted.
    pub user_ids: Vec<String>,
    /// Its anonymous ids, sorted.
    pub anonymous_ids: Vec<String>,
}
