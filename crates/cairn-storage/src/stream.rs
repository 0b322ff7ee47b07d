//! The two streams of a site: what people did, and facts about orders, leads, deals and subscriptions.
//!
//! Both go the same way, through the log into runs, under the same laws; they never lie in one run, and a question
//! about persons reads the first alone.

use cairn_core::event::Event;

/// Which of a site's streams something belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub(crate) enum Stream {
    /// Events, which lie under persons.
    #[default]
    Events,
    /// Facts, which lie under the entities they are about.
    Ledger,
}

impl Stream {
    pub(crate) const ALL: [Self; 2] = [Self::Events, Self::Ledger];

    /// The stream of an event or a fact.
    pub(crate) fn of(event: &Event) -> Self {
        match event.entity {
            None => Self::Events,
            Some(_) => Self::Ledger,
        }
    }
}
