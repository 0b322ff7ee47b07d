//! The ledger on the wire: what orders, leads, deals and subscriptions have come to.

use cairn_core::entity::Entity;
use cairn_core::ledger::Standing;
use cairn_core::money::Amounts;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use utoipa::ToSchema;

use crate::scalar::MoneyWire;

/// The ledger of a site: totals of all that pass the filters, and those that moved last.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct LedgerWire {
    /// By sort and stage.
    pub totals: Vec<LedgerTotalWire>,
    /// Newest first.
    pub entities: Vec<LedgerEntryWire>,
}

/// Entities of one sort at one stage, together.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct LedgerTotalWire {
    /// order, lead, deal or subscription.
    pub kind: String,
    /// The last thing that came true of them.
    pub stage: String,
    /// How many there are.
    pub entities: u64,
    /// What is expected of them, one sum for each currency.
    pub expected: Vec<MoneyWire>,
    /// What has arrived.
    pub paid: Vec<MoneyWire>,
    /// What was given back.
    pub refunded: Vec<MoneyWire>,
}

/// What one entity has come to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct LedgerEntryWire {
    /// order, lead, deal or subscription.
    pub kind: String,
    /// Its id among its sort.
    pub id: String,
    /// The last thing that came true of it.
    pub stage: String,
    /// When that was.
    pub since: String,
    /// When the first thing came true of it.
    pub origin: String,
    /// How many facts are known.
    pub facts: u64,
    /// What is expected of it, until money arrives in its place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected: Option<MoneyWire>,
    /// What has arrived, one sum for each currency.
    pub paid: Vec<MoneyWire>,
    /// What was given back.
    pub refunded: Vec<MoneyWire>,
    /// The key of the person whose it is, if anybody was named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<String>,
}

/// One entity with its facts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct LedgerEntityWire {
    /// What it has come to.
    #[serde(flatten)]
    pub entry: LedgerEntryWire,
    /// The event or fact that says whose it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub linked_by: Option<String>,
    /// When that was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub linked_at: Option<String>,
    /// Whether nobody but a browser or app says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub linked_by_client: Option<bool>,
    /// The facts as they are stored, by time.
    #[schema(value_type = Vec<Object>)]
    pub history: Vec<Json>,
}

impl LedgerEntryWire {
    /// What an entity has come to; `person` is the key of whom it is.
    pub fn new(entity: &Entity, standing: &Standing, person: Option<String>) -> Self {
        Self {
            kind: entity.kind.as_str().to_owned(),
            id: entity.id.clone(),
            stage: standing.stage.as_str().to_owned(),
            since: standing.since.to_string(),
            origin: standing.origin.to_string(),
            facts: standing.facts,
            expected: standing.expected.map(|money| MoneyWire {
                minor: money.minor,
                currency: money.currency.code().to_owned(),
            }),
            paid: sums(&standing.paid),
            refunded: sums(&standing.refunded),
            person,
        }
    }
}

/// Sums by currency; beyond what 64 bits hold they are the most that they hold.
pub fn sums(amounts: &Amounts) -> Vec<MoneyWire> {
    let sum = |(currency, minor): (cairn_core::money::Currency, i128)| MoneyWire {
        minor: i64::try_from(minor).unwrap_or(if minor < 0 { i64::MIN } else { i64::MAX }),
        currency: currency.code().to_owned(),
    };
    amounts.iter().map(sum).collect()
}
