//! Rows that a walk comes by, as plans read them.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use cairn_core::channel::{Acquisition, Origin};
use cairn_core::event::{EventView, PropertyRef};
use cairn_core::id::EventId;
use cairn_core::journey::OrderOfEvent;
use cairn_core::money::{Currency, Money};
use cairn_core::time::Time;
use cairn_core::value::{Value, ValueRef};
use cairn_storage::{ColumnOf, Part, Words};

use super::Frame;
use crate::origin::Origins;
use crate::row::Row;

/// Acquisitions by source and code; without a code of rows that can't begin a session.
#[derive(Default)]
pub(crate) struct Acquired(RefCell<HashMap<(usize, Option<u32>), Rc<Acquisition>>>);

/// A row of a person: when, in which of the parts, which.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place {
    pub(crate) time: Time,
    pub(crate) part: usize,
    pub(crate) row: usize,
}

/// A row of the person that a walk stands at.
pub(crate) struct WalkRow<'a> {
    pub(super) frame: Frame<'a>,
    pub(super) part: &'a Part<'a>,
    pub(super) at: Place,
    /// Its place among the person's.
    pub(super) number: usize,
}

impl WalkRow<'_> {
    /// The row's code in a column, and what codes stand for.
    fn told(&self, is_it: impl Fn(&ColumnOf) -> bool) -> Option<(u32, &Words)> {
        let column = self.frame.columns.iter().position(is_it)?;
        let code = self.part.code(column, self.at.row)?;
        Some((code, self.frame.words_at(self.part.source, column)?))
    }

    fn value(&self, is_it: impl Fn(&ColumnOf) -> bool) -> Option<ValueRef<'_>> {
        match self.told(is_it)? {
            (code, Words::Values(values)) => values.get(code as usize).map(Value::as_ref),
            (_, Words::Origins(_)) => None,
        }
    }

    fn origin(&self) -> Option<(u32, &Origin)> {
        match self.told(|column| *column == ColumnOf::Origin)? {
            (code, Words::Origins(origins)) => Some((code, origins.get(code as usize)?)),
            (_, Words::Values(_)) => None,
        }
    }
}

impl EventView for WalkRow<'_> {
    fn name(&self) -> &str {
        let names = &self.frame.names[self.part.source].by_code;
        &names[self.part.segment.code(self.at.row) as usize].name
    }

    fn property(&self, property: &PropertyRef) -> Option<ValueRef<'_>> {
        self.value(|column| matches!(column, ColumnOf::Property(of) if of == property))
    }
}

impl Row for WalkRow<'_> {
    fn time(&self) -> Time {
        self.at.time
    }

    /// Its place tells the order among the person's events, and no more is asked of it (`needs_ids`).
    fn event_id(&self) -> EventId {
        EventId(self.number as u128)
    }

    fn money(&self) -> Option<Money> {
        self.part.segment.money(self.at.row)
    }

    fn currency(&self) -> Option<Currency> {
        let of_money = self.money().map(|money| money.currency);
        of_money.or_else(
            || match self.value(|column| *column == ColumnOf::Currency)? {
                ValueRef::String(code) => Currency::parse(code).ok(),
                _ => None,
            },
        )
    }

    fn order(&self) -> Option<OrderOfEvent> {
        let (order, event_id) = self.part.segment.order(self.at.row)?;
        Some(OrderOfEvent {
            order: order.0,
            event_id,
        })
    }

    /// Of a row that can't begin a session it tells that nothing brought it.
    fn acquired(&self, origins: &Origins) -> Rc<Acquisition> {
        let origin = self.origin();
        let key = (self.part.source, origin.map(|(code, _)| code));
        let mut known = self.frame.acquired.0.borrow_mut();
        let known = known.entry(key).or_insert_with(|| {
            let origin = origin.map(|(_, origin)| origin.clone());
            origins.acquired(origin.unwrap_or_default())
        });
        Rc::clone(known)
    }

    fn referrer(&self) -> Option<String> {
        let (_, origin) = self.origin()?;
        origin.referrer.clone()
    }
}
