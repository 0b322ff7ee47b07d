//! A property as a question writes it.

use cairn_core::event::PropertyRef;

/// For a message.
pub(crate) fn written(property: &PropertyRef) -> String {
    match property {
        PropertyRef::Property(name) => format!("`{name}`"),
        PropertyRef::Context(path) => format!("`context.{path}`"),
        PropertyRef::Session(property) => format!("`{}` of sessions", property.name()),
    }
}
