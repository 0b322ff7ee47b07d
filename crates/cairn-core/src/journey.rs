//! One person's events as the kernels see them: what a question needs of each event, and no more.

use crate::breakdown::BreakdownCodes;
use crate::id::{EventId, PersonKey};
use crate::money::Money;
use crate::session::Session;
use crate::time::Time;

/// A rule's place in a question's list of distinct rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RuleIndex(u8);

/// Which of a question's rules an event fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RuleSet(u128);

impl RuleIndex {
    /// How many distinct rules a question may have.
    pub const LIMIT: usize = 128;

    /// The index of the n-th rule, if a question may have so many.
    pub fn new(position: usize) -> Option<Self> {
        u8::try_from(position)
            .ok()
            .filter(|_| position < Self::LIMIT)
            .map(Self)
    }
}

impl RuleSet {
    /// Adds a rule.
    pub fn insert(&mut self, rule: RuleIndex) {
        self.0 |= 1 << rule.0;
    }

    /// Whether a rule is in the set.
    pub fn contains(self, rule: RuleIndex) -> bool {
        self.0 & (1 << rule.0) != 0
    }

    /// These but the others.
    #[must_use]
    pub fn without(self, others: Self) -> Self {
        Self(self.0 & !others.0)
    }

    /// Whether no rule fits.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }
}

/// What one event says about a target that it may convert.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TargetFact {
    /// Which of the question's targets.
    pub target: usize,
    /// The conversion's money by the target's value rule.
    pub value: Option<Money>,
    /// The order, where the target counts once per order.
    pub order: Option<OrderOfEvent>,
    /// What the ledger makes of the value, where it says otherwise than the event.
    pub restated: Option<Restated>,
}

/// The order that an event names, and the event: by (time, event id) an order's first conversion is told from others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct OrderOfEvent {
    /// A hash of the order's id.
    pub order: u128,
    /// The event, by its id, also in journeys that tell their events by their places alone.
    pub event_id: EventId,
}

/// The money of an order's conversion as the ledger has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Restated {
    /// The order, by its key. Facts count once: its first conversion in a journey is restated, no other.
    pub order: PersonKey,
    /// What is left of it.
    pub value: Money,
}

/// One event of a journey.
#[derive(Debug, Clone, PartialEq)]
pub struct JourneyEvent {
    /// When it happened.
    pub time: Time,
    /// Which event it is; with `time` it gives journeys their total order.
    pub event_id: EventId,
    /// The rules it fits.
    pub rules: RuleSet,
    /// Whether it is behaviour, not bookkeeping, and passes the question's filters.
    pub is_active: bool,
    /// Its values of the question's breakdown properties.
    pub breakdowns: BreakdownCodes,
    /// The session it is in, if it is in one and the question needs to know.
    pub session: Option<Session>,
    /// Facts for targets that need more than the fit.
    pub facts: Vec<TargetFact>,
}

impl JourneyEvent {
    /// What the event says about a target.
    pub fn fact(&self, target: usize) -> Option<&TargetFact> {
        self.facts.iter().find(|fact| fact.target == target)
    }
}
