//! Lines of NDJSON that need no mapping: the canonical event shape and the Segment message shape.

mod canonical;
pub(crate) mod part;
pub(crate) mod segment;

use cairn_core::event::Event;

use crate::admit::Defaults;
use crate::fields::{Fields, Kind};
use crate::node::Object;
use crate::rejection::{RejectReason, Rejection};

/// The shape of a line that needs no mapping.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// `event` and `event_time`, as Cairn's own exports write it.
    Canonical,
    /// `type`, `messageId`, `userId`, `anonymousId`, …, as Segment's and RudderStack's SDKs send it.
    Segment,
}

/// The shape of a row, if it has one.
pub fn shape_of(fields: &Fields) -> Option<Shape> {
    let Kind::Json(object) = &fields.0 else {
        return None;
    };
    if object.contains_key("event") && object.contains_key("event_time") {
        return Some(Shape::Canonical);
    }
    segment::is_message(object).then_some(Shape::Segment)
}

/// Makes events of lines that need no mapping; a file may mix their shapes.
#[derive(Debug)]
pub struct Messages {
    defaults: Defaults,
}

impl Messages {
    /// For the lines of one file.
    pub fn new(defaults: &Defaults) -> Self {
        Self {
            defaults: defaults.clone(),
        }
    }

    /// The event that a line tells of.
    pub fn event(&self, fields: &Fields) -> Result<Event, Rejection> {
        match (&fields.0, shape_of(fields)) {
            (Kind::Json(object), Some(Shape::Canonical)) => {
                canonical::event(&Object::of(object), fields, &self.defaults)
            }
            (Kind::Json(object), Some(Shape::Segment)) => {
                segment::event(&Object::of(object), fields, &self.defaults)
            }
            _ => Err(Rejection::new(
                RejectReason::UnsupportedShape,
                "the line has neither `event` and `event_time` (canonical shape) nor a `type` of track, identify, page, screen, group, alias or fact with `messageId`, `userId` or `anonymousId` (Segment shape): import files of another shape with a mapping",
            )),
        }
    }
}

#[cfg(test)]
mod tests;
