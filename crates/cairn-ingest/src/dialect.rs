//! How the rows of one file become events: by a mapping, or as messages that need none.

use std::collections::HashSet;

use cairn_core::event::Event;
use serde_json::{Map, Value as Json};

use crate::admit::Defaults;
use crate::fields::{Fields, Kind};
use crate::mapper::Mapper;
use crate::messages::{Messages, shape_of};
use crate::rejection::Rejection;

/// How the rows of one file become events.
#[derive(Debug)]
pub enum Dialect {
    /// Lines in the canonical or the Segment shape, mixed or not.
    Messages(Messages),
    /// Rows under a mapping.
    Mapped(Box<Mapper>),
}

impl Dialect {
    /// The dialect of a file without a mapping, if its first valid row shows a shape that needs none.
    pub fn without_mapping<'a>(
        sample: impl IntoIterator<Item = &'a Fields>,
        defaults: &Defaults,
    ) -> Option<Self> {
        shape_of(sample.into_iter().next()?)?;
        Some(Self::Messages(Messages::new(defaults)))
    }

    /// The event that a row tells of.
    pub fn event(&self, fields: &Fields) -> Result<Event, Rejection> {
        match self {
            Self::Messages(messages) => messages.event(fields),
            Self::Mapped(mapper) => mapper.event(fields),
        }
    }
}

impl From<Mapper> for Dialect {
    fn from(mapper: Mapper) -> Self {
        Self::Mapped(Box::new(mapper))
    }
}

/// The names that a mapping can address in sampled rows, in order of appearance: of JSON the dotted
/// paths to everything that is no object.
pub fn columns_of<'a>(sample: impl IntoIterator<Item = &'a Fields>) -> Vec<String> {
    let mut columns = Columns::default();
    for fields in sample {
        match &fields.0 {
            Kind::Text(row) => row.names.iter().for_each(|name| columns.add(name)),
            Kind::Typed { names, .. } => names.iter().for_each(|name| columns.add(name)),
            Kind::Json(object) => columns.add_paths("", object),
        }
    }
    columns.names
}

#[derive(Default)]
struct Columns {
    names: Vec<String>,
    seen: HashSet<String>,
}

impl Columns {
    fn add(&mut self, name: &str) {
        if !self.seen.contains(name) {
            self.seen.insert(name.to_owned());
            self.names.push(name.to_owned());
        }
    }

    fn add_paths(&mut self, above: &str, object: &Map<String, Json>) {
        for (name, value) in object {
            let path = format!("{above}{name}");
            match value {
                Json::Object(inner) => self.add_paths(&format!("{path}."), inner),
                _ => self.add(&path),
            }
        }
    }
}

#[cfg(test)]
mod tests;
