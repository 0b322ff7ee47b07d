//! What a row tells about the session it may begin: campaign, origin, properties.

use std::cell::OnceCell;
use std::rc::Rc;

use cairn_core::channel::Acquisition;
use cairn_core::event::PropertyRef;
use cairn_core::session_property::SessionProperty;
use cairn_core::value::{Value, ValueRef};

use crate::origin::{CONTENT, Origins, PAGE_PATH, TERM};
use crate::row::Row;

/// A row that may tell of its session; what has to be worked out for it is worked out once.
pub(crate) struct Telling<'a, R> {
    origins: &'a Origins,
    row: &'a R,
    acquired: OnceCell<Rc<Acquisition>>,
}

impl<'a, R: Row> Telling<'a, R> {
    /// A row that may tell of its session.
    pub(crate) fn of(origins: &'a Origins, row: &'a R) -> Self {
        Self {
            origins,
            row,
            acquired: OnceCell::new(),
        }
    }

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
