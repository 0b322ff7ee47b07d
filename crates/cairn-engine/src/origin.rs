//! What a row tells about the session it may begin: campaign, origin, properties.

use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use cairn_core::channel::{Acquisition, Origin, acquisition};
use cairn_core::event::PropertyRef;
use cairn_core::session_property::SessionProperty;
use cairn_core::value::{Value, ValueRef};
use cairn_storage::{ColumnOf, PAGE_URL, REFERRER};

use crate::row::Row;

const PAGE_PATH: &str = "page.path";
const TERM: &str = "campaign.term";
const CONTENT: &str = "campaign.content";

/// The context paths that tell a session property, besides campaign tags and click ids.
pub(crate) fn paths_of(property: &SessionProperty) -> Vec<PropertyRef> {
    let paths: &[&str] = match property {
        SessionProperty::Channel
        | SessionProperty::Source
        | SessionProperty::Medium
        | SessionProperty::Campaign => &[PAGE_URL, REFERRER],
        SessionProperty::Referrer => &[REFERRER],
        SessionProperty::EntryPath => &[PAGE_PATH],
        SessionProperty::Term => &[TERM],
        SessionProperty::Content => &[CONTENT],
        SessionProperty::Context(path) => return vec![PropertyRef::Context(path.clone())],
    };
    let context = |path: &&str| PropertyRef::Context((*path).to_owned());
    paths.iter().map(context).collect()
}

/// The columns of sidecars that tell a session property.
pub(crate) fn columns_of(property: &SessionProperty) -> Vec<ColumnOf> {
    match property {
        SessionProperty::Channel
        | SessionProperty::Source
        | SessionProperty::Medium
        | SessionProperty::Campaign
        | SessionProperty::Referrer => vec![ColumnOf::Origin],
        SessionProperty::EntryPath
        | SessionProperty::Term
        | SessionProperty::Content
        | SessionProperty::Context(_) => {
            let paths = paths_of(property).into_iter();
            paths.map(ColumnOf::Property).collect()
        }
    }
}

/// Acquisitions already worked out: sessions of a site come from few places.
#[derive(Default)]
pub(crate) struct Origins(RefCell<HashMap<Origin, Rc<Acquisition>>>);

impl Origins {
    /// More origins than this are forgotten and worked out anew.
    const MOST: usize = 100_000;

    /// A row that may tell of its session.
    pub(crate) fn of<'a, R: Row>(&'a self, row: &'a R) -> Telling<'a, R> {
        Telling {
            origins: self,
            row,
            acquired: OnceCell::new(),
        }
    }

    pub(crate) fn acquired(&self, origin: Origin) -> Rc<Acquisition> {
        let mut known = self.0.borrow_mut();
        if let Some(acquired) = known.get(&origin) {
            return Rc::clone(acquired);
        }
        if known.len() >= Self::MOST {
            known.clear();
        }
        let acquired = Rc::new(acquisition(&origin));
        known.insert(origin, Rc::clone(&acquired));
        acquired
    }
}

/// A row that may tell of its session; what has to be worked out for it is worked out once.
pub(crate) struct Telling<'a, R> {
    origins: &'a Origins,
    row: &'a R,
    acquired: OnceCell<Rc<Acquisition>>,
}

impl<R: Row> Telling<'_, R> {
    /// The value that a session would have, if this row were the one to tell it.
    pub(crate) fn value_of(&self, property: &SessionProperty) -> Option<Value> {
        let acquired = || {
            self.acquired
                .get_or_init(|| self.row.acquired(self.origins))
        };
        let told = |path: &str| self.context(path).and_then(ValueRef::told);
        let text = match property {
            SessionProperty::Channel => Some(acquired().channel.as_str().to_owned()),
            SessionProperty::Source => acquired().source.clone(),
            SessionProperty::Medium => acquired().medium.clone(),
            SessionProperty::Campaign => acquired().campaign.clone(),
            SessionProperty::Term => told(TERM),
            SessionProperty::Content => told(CONTENT),
            SessionProperty::Referrer => self.row.referrer(),
            SessionProperty::EntryPath => told(PAGE_PATH),
            SessionProperty::Context(path) => return self.context(path).map(ValueRef::to_value),
        };
        text.map(Value::String)
    }

    fn context(&self, path: &str) -> Option<ValueRef<'_>> {
        self.row.property(&PropertyRef::Context(path.to_owned()))
    }
}
