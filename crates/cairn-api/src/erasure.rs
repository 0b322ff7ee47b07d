//! Erasing a person and taking all of it along, on the wire.

use crate::ledger::LedgerEntityWire;
use cairn_core::event::Event;
use cairn_core::id::EventId;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};
use utoipa::ToSchema;

use crate::person::PersonDetailsWire;
use crate::resource::DeadLetterWire;
use crate::upload::event_json;

/// What is on record about an erasure. Who was erased is not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ErasureWire {
    /// Its number.
    pub number: u64,
    /// How many ids the person was known by.
    pub ids: u64,
    /// From then on nothing of the person was stored.
    pub begun_at: String,
    /// When all of it was erased; null while it goes on.
    pub ended_at: Option<String>,
    /// Events that were erased.
    pub events: u64,
    /// Dead letters that named one of the ids.
    pub dead_letters: u64,
    /// Rows of imports' lists of rejected rows that named one of the ids.
    pub rejected_rows: u64,
}

/// The erasures of a site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ErasuresWire {
    /// Oldest first.
    pub erasures: Vec<ErasureWire>,
    /// Live messages of erased persons that came since and were not stored.
    pub suppressed: u64,
}

/// What an erasure by an id would take. Nothing was changed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ErasurePreviewWire {
    /// Who it is; null if nothing but messages and rows that are no events names the id.
    pub person: Option<PersonDetailsWire>,
    /// Events, and facts about what is theirs.
    pub events: u64,
    /// Dead letters that name one of the ids.
    pub dead_letters: u64,
    /// Rows of imports' lists of rejected rows that name one of the ids.
    pub rejected_rows: u64,
}

/// What came of an erasure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ErasedWire {
    /// It.
    pub erasure: ErasureWire,
    /// Whether files of before are still there because a question reads them; they go by themselves when it has ended.
    pub has_leftovers: bool,
    /// What can't be searched, in words: files that were set aside as damaged, uploads that were not imported. Backups
    /// of before are not looked for.
    pub unsearched: Vec<String>,
}

/// All that is stored of a person.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct PersonExportWire {
    /// The site.
    pub site: String,
    /// When it was taken.
    pub exported_at: String,
    /// Who it is.
    pub person: PersonDetailsWire,
    /// All events, in the order they happened, in the canonical shape.
    #[schema(value_type = Vec<Object>)]
    pub events: Vec<Json>,
    /// Orders, leads, deals and subscriptions of theirs that the ledger has facts about.
    pub ledger: Vec<LedgerEntityWire>,
    /// Messages that are no event and name one of the ids.
    pub dead_letters: Vec<DeadLetterWire>,
}

/// A stored event in the canonical shape, with what is known besides of how it came.
pub fn stored_event_json(event_id: EventId, event: &Event) -> Json {
    let mut json = event_json(event);
    json["event_id"] = json!(event_id.to_string());
    json["received_at"] = json!(event.received_at.to_string());
    if let Some(import) = event.import_id {
        json["import"] = json!(import.to_string());
    }
    json
}
