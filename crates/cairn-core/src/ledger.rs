//! The ledger: facts about orders, leads, deals and subscriptions, and what they come to (semantics S12, S13).
//!
//! Facts are only ever added. What an entity has come to is a fold over its facts in order of (time, event id),
//! whatever the order in which they arrived; as known at a time it is the same fold over those received by then.

mod restate;

use crate::identity::Moment;
use crate::money::{Amounts, Money};
use crate::time::Time;

pub use restate::{Restatement, Restatements};

/// What may be said of an entity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FactKind {
    /// It came into being; its value is what is expected of it.
    Created,
    /// It is worth going after; its value, if it has one, is what is expected now.
    Qualified,
    /// It was won; its value, if it has one, is what is expected now.
    Won,
    /// It was lost: nothing is expected any more.
    Lost,
    /// Its value has arrived.
    Paid,
    /// Its value was given back.
    Refunded,
    /// It goes on for another period.
    Renewed,
    /// It became larger.
    Upgraded,
    /// It became smaller.
    Downgraded,
    /// It was called off. An order is void then; a subscription ends.
    Cancelled,
}

impl FactKind {
    /// All kinds, in the order in which an entity mostly lives through them.
    pub const ALL: [Self; 10] = [
        Self::Created,
        Self::Qualified,
        Self::Won,
        Self::Lost,
        Self::Paid,
        Self::Refunded,
        Self::Renewed,
        Self::Upgraded,
        Self::Downgraded,
        Self::Cancelled,
    ];

    /// The name in files and on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Qualified => "qualified",
            Self::Won => "won",
            Self::Lost => "lost",
            Self::Paid => "paid",
            Self::Refunded => "refunded",
            Self::Renewed => "renewed",
            Self::Upgraded => "upgraded",
            Self::Downgraded => "downgraded",
            Self::Cancelled => "cancelled",
        }
    }

    /// The kind of a name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }

    /// All names, as messages list them.
    pub fn names() -> String {
        Self::ALL.map(Self::as_str).join(", ")
    }

    /// Whether it says nothing without an amount.
    pub fn needs_value(self) -> bool {
        matches!(self, Self::Paid | Self::Refunded)
    }
}

/// One fact about an entity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fact {
    /// What is said.
    pub kind: FactKind,
    /// When it came true, and which fact it is.
    pub at: Moment,
    /// When it became known.
    pub received_at: Time,
    /// The amount, never below nought.
    pub value: Option<Money>,
}

/// What an entity has come to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The last thing that came true of it.
    pub stage: FactKind,
    /// When that was.
    pub since: Time,
    /// When the first thing came true of it.
    pub origin: Time,
    /// How many facts there are.
    pub facts: u64,
    /// What is expected of it, until money arrives in its place.
    pub expected: Option<Money>,
    /// What has arrived.
    pub paid: Amounts,
    /// What was given back.
    pub refunded: Amounts,
}

/// What an entity has come to by its facts, which may come in any order; `None` if there are none. With `known_at`
/// only facts received by then are known.
pub fn standing(facts: &[Fact], known_at: Option<Time>) -> Option<Standing> {
    let is_known = |fact: &&Fact| known_at.is_none_or(|known_at| fact.received_at <= known_at);
    let mut facts: Vec<&Fact> = facts.iter().filter(is_known).collect();
    facts.sort_by_key(|fact| fact.at);
    let (first, last) = (facts.first()?, facts.last()?);
    let mut standing = Standing {
        stage: last.kind,
        since: last.at.time,
        origin: first.at.time,
        facts: facts.len() as u64,
        expected: None,
        paid: Amounts::default(),
        refunded: Amounts::default(),
    };
    for fact in facts {
        match (fact.kind, fact.value) {
            (FactKind::Created | FactKind::Qualified | FactKind::Won, Some(value)) => {
                standing.expected = Some(value);
            }
            (FactKind::Lost | FactKind::Cancelled, _) => standing.expected = None,
            (FactKind::Paid, Some(value)) => standing.paid.add(value),
            (FactKind::Refunded, Some(value)) => standing.refunded.add(value),
            _ => {}
        }
    }
    if !standing.paid.is_empty() {
        standing.expected = None;
    }
    Some(standing)
}

#[cfg(test)]
mod tests;
