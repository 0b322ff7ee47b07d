//! Rows of events as plans read them: of runs that were decoded, and of sidecars.

use std::rc::Rc;

use cairn_core::channel::Acquisition;
use cairn_core::entity::EntityKind;
use cairn_core::event::EventView;
use cairn_core::id::EventId;
use cairn_core::journey::OrderOfEvent;
use cairn_core::money::{Currency, Money};
use cairn_core::time::Time;
use cairn_storage::{BlockRow, REFERRER, host_at, origin_of};

use crate::origin::Origins;

/// What plans ask of a row beside its name and properties.
pub(crate) trait Row: EventView {
    fn time(&self) -> Time;
    /// Tells the row from others, and its order among a person's.
    fn event_id(&self) -> EventId;
    fn money(&self) -> Option<Money>;
    fn currency(&self) -> Option<Currency>;
    /// The order that the row names.
    fn order(&self) -> Option<OrderOfEvent>;
    /// Where the session came from that the row may begin.
    fn acquired(&self, origins: &Origins) -> Rc<Acquisition>;
    /// The host of the page before it.
    fn referrer(&self) -> Option<String>;
}

impl Row for BlockRow<'_> {
    fn time(&self) -> Time {
        self.block.time(self.row)
    }

    fn event_id(&self) -> EventId {
        self.block.event_id(self.row)
    }

    fn money(&self) -> Option<Money> {
        self.block.value(self.row)
    }

    fn currency(&self) -> Option<Currency> {
        self.block.currency(self.row)
    }

    fn order(&self) -> Option<OrderOfEvent> {
        let id = self.block.order_id(self.row)?;
        Some(OrderOfEvent {
            order: EntityKind::Order.key(id).0,
            event_id: self.event_id(),
        })
    }

    fn acquired(&self, origins: &Origins) -> Rc<Acquisition> {
        origins.acquired(origin_of(self.block, self.row))
    }

    fn referrer(&self) -> Option<String> {
        host_at(self.block, self.row, REFERRER)
    }
}
