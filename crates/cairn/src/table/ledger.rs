//! Tables of the ledger.

use cairn_api::{LedgerEntityWire, LedgerWire, MoneyWire};
use cairn_core::money::{Currency, decimal_text};
use serde_json::Value as Json;

use super::format::{Grid, count};

/// Totals, then the entities that moved last.
pub(crate) fn ledger(ledger: &LedgerWire) -> String {
    if ledger.totals.is_empty() {
        return "nothing is on record: see `cairn ledger --help` for how facts come in".to_owned();
    }
    let mut totals = Grid::new(
        &["kind", "stage", "entities", "expected", "paid", "refunded"],
        2,
    );
    for total in &ledger.totals {
        totals.row([
            total.kind.as_str(),
            &total.stage,
            &count(total.entities),
            &amounts(&total.expected),
            &amounts(&total.paid),
            &amounts(&total.refunded),
        ]);
    }
    let mut entities = Grid::new(
        &["kind", "id", "stage", "since", "person", "paid", "refunded"],
        5,
    );
    for entity in &ledger.entities {
        entities.row([
            entity.kind.as_str(),
            &entity.id,
            &entity.stage,
            &entity.since,
            entity.person.as_deref().unwrap_or("nobody named"),
            &amounts(&entity.paid),
            &amounts(&entity.refunded),
        ]);
    }
    format!("{totals}\n{entities}")
}

/// One entity, then its facts.
pub(crate) fn ledger_entity(entity: &LedgerEntityWire) -> String {
    let entry = &entity.entry;
    let mut about = Grid::new(&[&entry.kind, &entry.id], 2);
    about.row(["stage", &format!("{} since {}", entry.stage, entry.since)]);
    about.row(["origin", &entry.origin]);
    if let Some(expected) = &entry.expected {
        about.row(["expected", &amounts(std::slice::from_ref(expected))]);
    }
    about.row(["paid", &amounts(&entry.paid)]);
    about.row(["refunded", &amounts(&entry.refunded)]);
    about.row([
        "person",
        entry.person.as_deref().unwrap_or("nobody was named"),
    ]);
    if let (Some(by), Some(at)) = (&entity.linked_by, &entity.linked_at) {
        let by_client = match entity.linked_by_client {
            Some(true) => ", said by a browser or app",
            _ => "",
        };
        about.row(["named by", &format!("event {by} at {at}{by_client}")]);
    }
    let mut facts = Grid::new(&["fact", "time", "received", "source", "value"], 4);
    for fact in &entity.history {
        let text = |name: &str| fact.get(name).and_then(Json::as_str).unwrap_or_default();
        let value = [text("value"), text("currency")].join(" ");
        facts.row([
            text("event"),
            text("event_time"),
            text("received_at"),
            text("source"),
            value.trim(),
        ]);
    }
    format!("{about}\n{facts}")
}

fn amounts(sums: &[MoneyWire]) -> String {
    let told = |sum: &MoneyWire| match Currency::parse(&sum.currency) {
        Ok(currency) => format!("{} {currency}", decimal_text(sum.minor.into(), currency)),
        Err(_) => format!("{} {}", sum.minor, sum.currency),
    };
    let told: Vec<String> = sums.iter().map(told).collect();
    told.join(", ")
}
