//! The columns a mapping does not name: properties under their own names.

use std::collections::{BTreeMap, BTreeSet};

use cairn_core::value::Value;
use serde_json::{Map, Value as Json};

use super::source::{Reading, typed_value};
use crate::admit;
use crate::fields::{Field, Fields, Kind};
use crate::json;
use crate::mapping::ColumnType;
use crate::rejection::Rejection;

/// What becomes of the columns a mapping does not name.
#[derive(Debug)]
pub(super) struct Rest {
    /// Name, position and type of each such column of the file.
    pub(super) columns: Vec<(String, usize, Option<ColumnType>)>,
    /// The names the mapping does use, for rows of JSON, whose names are not known before.
    pub(super) used: BTreeSet<String>,
    /// The types of any others.
    pub(super) types: BTreeMap<String, ColumnType>,
}

impl Rest {
    pub(super) fn put_into(
        &self,
        properties: &mut BTreeMap<String, Value>,
        fields: &Fields,
        reading: &Reading,
    ) -> Result<(), Rejection> {
        let mut put = |name: &str, field: Option<Field<'_>>, column_type| {
            let Some(field) = field else {
                return Ok(());
            };
            match typed_value(name, field, column_type, reading)? {
                Some(value) => admit::put(properties, name, value),
                None => Ok(()),
            }
        };
        match &fields.0 {
            Kind::Text(row) => self
                .columns
                .iter()
                .try_for_each(|(name, n, column_type)| put(name, row.get(*n), *column_type)),
            Kind::Typed { values, .. } => {
                self.columns.iter().try_for_each(|(name, n, column_type)| {
                    let value = values.get(*n).and_then(Option::as_ref);
                    put(name, value.map(Field::Typed), *column_type)
                })
            }
            Kind::Json(object) => self.put_json(properties, object, reading),
        }
    }

    fn put_json(
        &self,
        properties: &mut BTreeMap<String, Value>,
        object: &Map<String, Json>,
        reading: &Reading,
    ) -> Result<(), Rejection> {
        for (name, value) in object {
            if value.is_null() || self.used.contains(name) {
                continue;
            }
            let value = match value {
                Json::Object(inner) if self.uses_inside(name) => self
                    .unused_part(name, inner)
                    .map(|unused| Value::Json(json::canonical_text(&unused))),
                value => {
                    let column_type = self.types.get(name).copied();
                    typed_value(name, Field::Json(value), column_type, reading)?
                }
            };
            if let Some(value) = value {
                admit::put(properties, name, value)?;
            }
        }
        Ok(())
    }

    /// Whether the mapping uses a name below `path`.
    fn uses_inside(&self, path: &str) -> bool {
        let below = format!("{path}.");
        self.used
            .range(below.clone()..)
            .next()
            .is_some_and(|name| name.starts_with(&below))
    }

    /// What the mapping leaves of an object; `None` if it uses all of it.
    fn unused_part(&self, path: &str, object: &Map<String, Json>) -> Option<Json> {
        let mut unused = Map::new();
        for (name, value) in object {
            let path = format!("{path}.{name}");
            if self.used.contains(&path) {
                continue;
            }
            let part = match value {
                Json::Object(inner) if self.uses_inside(&path) => self.unused_part(&path, inner),
                value => Some(value.clone()),
            };
            if let Some(part) = part {
                unused.insert(name.clone(), part);
            }
        }
        (!unused.is_empty()).then_some(Json::Object(unused))
    }
}

#[cfg(test)]
mod tests;
