//! Rows that a walk comes by, as plans read them.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use cairn_core::channel::Acquisition;
use cairn_core::event::{EventView, PropertyRef};
use cairn_core::id::EventId;
use cairn_core::journey::OrderOfEvent;
use cairn_core::money::{Currency, Money};
use cairn_core::time::Time;
use cairn_core::value::{Value, ValueRef};
use cairn_storage::{ColumnOf, Part, Words};

use crate::extract::Extractor;
use crate::origin::Origins;
use crate::row::Row;
use crate::walk_names::NamesOfSource;

/// By column the values of one source by code; `None` where no row has any.
pub(crate) type WordsOfSource = Vec<Option<Arc<Words>>>;

/// What a walk goes by.
#[derive(Clone, Copy)]
pub(crate) struct Frame<'a> {
    pub(crate) extractor: &'a Extractor<'a>,
    /// By source.
    pub(crate) names: &'a [NamesOfSource<'a>],
    pub(crate) columns: &'a [ColumnOf],
    /// By source.
    pub(crate) words: &'a [WordsOfSource],
    pub(crate) acquired: &'a Acquired,
}

impl<'a> Frame<'a> {
    /// A row of a person, as plans read it; the n-th of those that are read.
    pub(crate) fn row<'b>(&self, parts: &'b [Part<'b>], at: Place, number: usize) -> WalkRow<'b>
    where
        'a: 'b,
    {
        WalkRow {
            frame: *self,
            part: &parts[at.part],
            at,
            number,
        }
    }

    /// The values of a column in one source, by code; `None` if no row there has any.
    pub(crate) fn words(&self, source: usize, column: usize) -> Option<&'a Words> {
        self.words.get(source)?.get(column)?.as_deref()
    }

    /// The place of a property's column.
    pub(crate) fn column(&self, property: &PropertyRef) -> Option<usize> {
        self.place_of(|column| matches!(column, ColumnOf::Property(of) if of == property))
    }

    fn place_of(&self, is_it: impl Fn(&ColumnOf) -> bool) -> Option<usize> {
        self.columns.iter().position(is_it)
    }
}

/// Acquisitions by source and code; without a code of rows that can't begin a session.
#[derive(Default)]
pub(crate) struct Acquired(RefCell<HashMap<SourceCode, Rc<Acquisition>>>);

type SourceCode = (usize, Option<u32>);

impl Acquired {
    /// More than this are forgotten and worked out anew.
    const MOST: usize = 100_000;
}

/// A row of a person: when, in which of the parts, which.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place {
    pub(crate) time: Time,
    pub(crate) part: usize,
    pub(crate) row: usize,
}

/// A row of the person that a walk stands at.
pub(crate) struct WalkRow<'a> {
    pub(crate) frame: Frame<'a>,
    pub(crate) part: &'a Part<'a>,
    pub(crate) at: Place,
    /// Its place among the person's.
    pub(crate) number: usize,
}

impl WalkRow<'_> {
    /// The row's code in a column, and what codes stand for.
    fn told(&self, column: Option<usize>) -> Option<(u32, &Words)> {
        let code = self.part.code(column?, self.at.row)?;
        Some((code, self.frame.words(self.part.source, column?)?))
    }

    fn value(&self, column: Option<usize>) -> Option<ValueRef<'_>> {
        let (code, words) = self.told(column)?;
        words.value(code as usize).map(Value::as_ref)
    }

    fn origin(&self) -> Option<(u32, &Words)> {
        let column = |column: &ColumnOf| *column == ColumnOf::Origin;
        self.told(self.frame.place_of(column))
    }
}

impl EventView for WalkRow<'_> {
    fn name(&self) -> &str {
        let names = &self.frame.names[self.part.source].by_code;
        &names[self.part.segment.code(self.at.row) as usize].name
    }

    fn property(&self, property: &PropertyRef) -> Option<ValueRef<'_>> {
        self.value(self.frame.column(property))
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
        let column = |column: &ColumnOf| *column == ColumnOf::Currency;
        of_money.or_else(|| match self.value(self.frame.place_of(column))? {
            ValueRef::String(code) => Currency::parse(code).ok(),
            _ => None,
        })
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
        if known.len() >= Acquired::MOST {
            known.clear();
        }
        let known = known.entry(key).or_insert_with(|| {
            let origin = origin.and_then(|(code, origins)| origins.origin(code as usize));
            origins.acquired(origin.unwrap_or_default())
        });
        Rc::clone(known)
    }

    fn referrer(&self) -> Option<String> {
        let (code, origins) = self.origin()?;
        origins.origin(code as usize)?.referrer
    }
}
