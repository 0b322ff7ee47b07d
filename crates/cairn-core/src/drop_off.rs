//! Where a funnel is worse than it should be: each segment's rate against everybody else's.

use crate::event::PropertyRef;
use crate::funnel::Funnel;
use crate::session_property::SessionProperty;

/// A search for the segments that drop out.
#[derive(Debug, Clone)]
pub struct DropOff {
    /// The funnel; it has no breakdown of its own.
    pub funnel: Funnel,
    /// The properties whose values are the segments; `None` are the usual ones that occur.
    pub properties: Option<Vec<PropertyRef>>,
    /// At most so many rows.
    pub limit: usize,
}

/// The greatest number of properties.
pub const MAX_PROPERTIES: usize = 30;
/// The greatest number of rows.
pub const MAX_ROWS: usize = 1_000;

/// What segments are usually made of: what a visitor uses, where it is, and how it came.
pub fn usual_properties() -> Vec<PropertyRef> {
    let context = [
        "device.browser",
        "device.os",
        "os.name",
        "device.type",
        "geo.country",
        "locale",
    ];
    let context = context.map(|path| PropertyRef::Context(path.to_owned()));
    let of_session = [
        SessionProperty::Channel,
        SessionProperty::Source,
        SessionProperty::EntryPath,
    ];
    let of_session = of_session.map(PropertyRef::Session);
    context.into_iter().chain(of_session).collect()
}
