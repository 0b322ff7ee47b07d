//! Which paths and columns tell what sessions are like, and where sessions came from.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use cairn_core::channel::{Acquisition, Origin, acquisition};
use cairn_core::event::PropertyRef;
use cairn_core::session_property::SessionProperty;
use cairn_storage::{ColumnOf, PAGE_URL, REFERRER};

pub(crate) const PAGE_PATH: &str = "page.path";
pub(crate) const TERM: &str = "campaign.term";
pub(crate) const CONTENT: &str = "campaign.content";

/// The context paths that tell a session property, besides the tags and click ids that origins are made of.
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

    /// Where a session came from by what its first row says.
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
