//! What a reader should know besides the numbers.

use std::collections::BTreeSet;

use cairn_core::event::PropertyRef;
use cairn_core::id::PersonKey;

use crate::nearest::nearest;
use crate::plan::Plan;

/// More notes of one sort than this help nobody.
const MOST: usize = 10;

/// Fields of an event that people take for properties.
const FIELDS: [&str; 8] = [
    "anonymous_id",
    "currency",
    "event",
    "event_time",
    "order_id",
    "source",
    "user_id",
    "value",
];

/// What a pass over the events met of what was asked for.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    /// Event names.
    pub(crate) names: BTreeSet<String>,
    /// Properties that at least one event has set.
    pub(crate) properties: BTreeSet<PropertyRef>,
    /// Whether any event is in a session; told where sessions were looked for.
    pub(crate) has_sessions: bool,
    /// Orders whose money the ledger restates.
    pub(crate) restated: BTreeSet<PersonKey>,
}

impl Seen {
    /// Takes in what another partition met.
    pub(crate) fn merge(&mut self, other: Self) {
        self.names.extend(other.names);
        self.properties.extend(other.properties);
        self.has_sessions |= other.has_sessions;
        self.restated.extend(other.restated);
    }
}

/// Notes about names and properties that were asked for and never met, and about money that the ledger restates.
pub(crate) fn unseen(plan: &Plan, seen: &Seen) -> Vec<String> {
    let mut notes = unseen_names(plan.names(), &seen.names);
    let properties = plan
        .properties()
        .into_iter()
        .filter(|asked| !seen.properties.contains(asked));
    notes.extend(
        properties
            .take(MOST)
            .map(|property| note_of_property(&property)),
    );
    if plan.sessions.asks_properties() && !seen.has_sessions {
        notes.push(
            "there are no sessions: no client event has an anonymous id or a user id".to_owned(),
        );
    }
    notes.extend(restated(seen.restated.len()));
    notes
}

/// Says that the ledger has a part in the money of an answer.
fn restated(orders: usize) -> Option<String> {
    let of_orders = match orders {
        0 => return None,
        1 => "1 order".to_owned(),
        orders => format!("{orders} orders"),
    };
    Some(format!(
        "money is after refunds and cancellations of {of_orders}, on the day of the order: see the ledger"
    ))
}

fn note_of_property(property: &PropertyRef) -> String {
    match property {
        PropertyRef::Property(name) if FIELDS.contains(&name.as_str()) => {
            format!(
                "no event has a property `{name}`: it is a field of the event, which can't be asked for here"
            )
        }
        PropertyRef::Property(name) => format!("no event has a property `{name}`"),
        PropertyRef::Context(path) => format!("no event has `context.{path}`"),
        PropertyRef::Session(property) => format!("no session has a property {property:?}"),
    }
}

/// One note for each event name asked for that was never stored.
fn unseen_names<'a>(asked: impl Iterator<Item = &'a str>, seen: &BTreeSet<String>) -> Vec<String> {
    let unseen: BTreeSet<&str> = asked.filter(|name| !seen.contains(*name)).collect();
    let note = |name: &str| match nearest(name, seen.iter().map(String::as_str)) {
        Some(similar) => format!("no event named `{name}` is stored; did you mean `{similar}`?"),
        None => format!("no event named `{name}` is stored"),
    };
    let more = unseen.len().saturating_sub(MOST);
    let mut notes: Vec<String> = unseen.into_iter().take(MOST).map(note).collect();
    if more > 0 {
        notes.push(format!("{more} more event names are not stored"));
    }
    notes
}

#[cfg(test)]
mod tests;
