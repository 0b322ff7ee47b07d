//! What a row tells about the session it may begin: campaign, origin, properties.

use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use cairn_core::channel::{Acquisition, CLICK_IDS, Origin, acquisition, host_of};
use cairn_core::event::PropertyRef;
use cairn_core::session_property::SessionProperty;
use cairn_core::value::{Value, ValueRef};
use cairn_storage::{BlockRow, CAMPAIGN, CLICK_ID};

const PAGE_URL: &str = "page.url";
const PAGE_PATH: &str = "page.path";
const REFERRER: &str = "page.referrer";

/// The context paths that tell a session property, besides campaign tags and click ids.
pub(crate) fn paths_of(property: &SessionProperty) -> Vec<PropertyRef> {
    let paths: &[&str] = match property {
        SessionProperty::Channel
        | SessionProperty::Source
        | SessionProperty::Medium
        | SessionProperty::Campaign => &[PAGE_URL, REFERRER],
        SessionProperty::Referrer => &[REFERRER],
        SessionProperty::EntryPath => &[PAGE_PATH],
        SessionProperty::Term | SessionProperty::Content => &[],
        SessionProperty::Context(path) => return vec![PropertyRef::Context(path.clone())],
    };
    let context = |path: &&str| PropertyRef::Context((*path).to_owned());
    paths.iter().map(context).collect()
}

/// Acquisitions already worked out: sessions of a site come from few places.
#[derive(Default)]
pub(crate) struct Origins(RefCell<HashMap<Origin, Rc<Acquisition>>>);

impl Origins {
    /// More origins than this are forgotten and worked out anew.
    const MOST: usize = 100_000;

    /// A row that may tell of its session.
    pub(crate) fn of<'a>(&'a self, row: BlockRow<'a>) -> Telling<'a> {
        Telling {
            origins: self,
            row,
            acquired: OnceCell::new(),
        }
    }

    fn acquired(&self, row: BlockRow<'_>) -> Rc<Acquisition> {
        let origin = origin_of(row);
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
pub(crate) struct Telling<'a> {
    origins: &'a Origins,
    row: BlockRow<'a>,
    acquired: OnceCell<Rc<Acquisition>>,
}

impl Telling<'_> {
    /// The value that a session would have, if this row were the one to tell it.
    pub(crate) fn value_of(&self, property: &SessionProperty) -> Option<Value> {
        let row = self.row;
        let acquired = || self.acquired.get_or_init(|| self.origins.acquired(row));
        let tag = |name: &str| {
            let mut tags = row.block.context_under(row.row, CAMPAIGN);
            tags.find(|(tag, _)| *tag == name)
                .and_then(|(_, value)| value.told())
        };
        let text = match property {
            SessionProperty::Channel => Some(acquired().channel.as_str().to_owned()),
            SessionProperty::Source => acquired().source.clone(),
            SessionProperty::Medium => acquired().medium.clone(),
            SessionProperty::Campaign => acquired().campaign.clone(),
            SessionProperty::Term => tag("term"),
            SessionProperty::Content => tag("content"),
            SessionProperty::Referrer => host_at(row, REFERRER),
            SessionProperty::EntryPath => context(row, PAGE_PATH).and_then(ValueRef::told),
            SessionProperty::Context(path) => return context(row, path).map(ValueRef::to_value),
        };
        text.map(Value::String)
    }
}

/// What a row tells about where a session came from, cut to what matters: hosts, and that there is a click id.
fn origin_of(row: BlockRow<'_>) -> Origin {
    let mut origin = Origin {
        referrer: host_at(row, REFERRER),
        page: host_at(row, PAGE_URL),
        ..Origin::default()
    };
    for (name, value) in row.block.context_under(row.row, CAMPAIGN) {
        let place = match name {
            "source" => &mut origin.source,
            "medium" => &mut origin.medium,
            "name" => &mut origin.campaign,
            _ => continue,
        };
        *place = value.told();
    }
    for (name, value) in row.block.context_under(row.row, CLICK_ID) {
        let Some(place) = CLICK_IDS.iter().position(|known| *known == name) else {
            continue;
        };
        let kept = |text: String| {
            if name == "gad_source" {
                text
            } else {
                "set".to_owned()
            }
        };
        origin.click_ids[place] = value.told().map(kept);
    }
    origin
}

fn context<'a>(row: BlockRow<'a>, path: &str) -> Option<ValueRef<'a>> {
    row.value_of(&PropertyRef::Context(path.to_owned()))
}

fn host_at(row: BlockRow<'_>, path: &str) -> Option<String> {
    match context(row, path) {
        Some(ValueRef::String(address)) => host_of(address),
        _ => None,
    }
}
