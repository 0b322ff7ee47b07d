//! A mapping and a file's columns to a mapper.

use std::collections::BTreeSet;

use cairn_core::time::Zone;
use cairn_core::value::Value;

use super::rest::Rest;
use super::source::{Column, Reading, Source};
use super::{Mapper, Place};
use crate::about;
use crate::admit::{self, Defaults};
use crate::content::name_order;
use crate::format::Format;
use crate::limits::{MAX_EVENT_NAME_BYTES, MAX_ID_BYTES, MAX_TEXT_BYTES};
use crate::mapping::{CanonicalField, ColumnType, Mapping};
use crate::nearest::DidYouMean;
use crate::rejection::Rejection;

/// Why a mapping does not fit a file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MapperError {
    /// A column that the file lacks.
    #[error(
        "the mapping names the column `{column}` ({place}), which the file lacks (its columns are {columns}){nearest}"
    )]
    MissingColumn {
        /// The column.
        column: String,
        /// Where the mapping names it.
        place: String,
        /// The column nearest to it.
        nearest: DidYouMean,
        /// The file's columns.
        columns: String,
    },
    /// A field that every event has and this mapping leaves out.
    #[error(
        "the mapping does not say what `{field}` is: add `{field} = \"COLUMN\"` under [columns], or a value under [constants]; the columns are {columns}"
    )]
    MissingField {
        /// The field.
        field: CanonicalField,
        /// The file's columns.
        columns: String,
    },
    /// A constant that its field can't have.
    #[error("the constant `{field}` can't be used: {}", fault.detail)]
    BadConstant {
        /// The field.
        field: CanonicalField,
        /// What is wrong with it.
        fault: Rejection,
    },
}

impl Mapper {
    /// Finds the mapping's columns in a file.
    ///
    /// `columns` are those of every CSV and Parquet row, in order. Of NDJSON (the mapping's `format` says
    /// so) they are the names some sampled rows have: only those of `event` and `event_time` must be among
    /// them, the others are listed by [`Mapper::unseen_columns`].
    pub fn new(
        mapping: &Mapping,
        columns: &[String],
        defaults: &Defaults,
    ) -> Result<Self, MapperError> {
        build(mapping, columns, defaults)
    }
}

fn build(
    mapping: &Mapping,
    columns: &[String],
    defaults: &Defaults,
) -> Result<Mapper, MapperError> {
    let zone = mapping.timezone.as_ref().unwrap_or(&defaults.timezone);
    let plan = Plan {
        mapping,
        columns,
        zone,
    };
    let unseen = plan.check_columns()?;
    plan.check_constants()?;
    for field in [CanonicalField::Event, CanonicalField::EventTime] {
        let given = mapping.columns.contains_key(&field) || mapping.constants.contains_key(&field);
        if !given {
            let columns = listed(columns);
            return Err(MapperError::MissingField { field, columns });
        }
    }
    let source = |field: CanonicalField| plan.source(&field);
    Ok(Mapper {
        defaults: defaults.clone(),
        trust_default: mapping.trust,
        reading: Reading {
            time_format: mapping.time_format.clone(),
            zone: zone.clone(),
            decimal_mark: mapping.decimal_mark,
        },
        columns: columns.len(),
        name_order: name_order(columns),
        unseen,
        event: source(CanonicalField::Event),
        event_time: source(CanonicalField::EventTime),
        message_id: source(CanonicalField::MessageId),
        event_id: source(CanonicalField::EventId),
        user_id: source(CanonicalField::UserId),
        anonymous_id: source(CanonicalField::AnonymousId),
        session_hint: source(CanonicalField::SessionHint),
        value: source(CanonicalField::Value),
        currency: source(CanonicalField::Currency),
        order_id: source(CanonicalField::OrderId),
        source: source(CanonicalField::Source),
        trust: source(CanonicalField::Trust),
        entity_kind: source(CanonicalField::EntityKind),
        entity_id: source(CanonicalField::EntityId),
        placed: plan.placed(),
        rest: plan.rest(),
    })
}

struct Plan<'a> {
    mapping: &'a Mapping,
    columns: &'a [String],
    zone: &'a Zone,
}

impl Plan<'_> {
    fn position(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column == name)
    }

    /// Refuses columns the file lacks; gives those that rows of JSON may merely have rarely.
    fn check_columns(&self) -> Result<Vec<String>, MapperError> {
        let mut unseen = BTreeSet::new();
        let is_json = self.mapping.format == Some(Format::Ndjson);
        let mapped = self.mapping.columns.iter().flat_map(|(field, columns)| {
            let needed = matches!(field, CanonicalField::Event | CanonicalField::EventTime);
            let needed = needed && !self.mapping.constants.contains_key(field);
            columns
                .iter()
                .map(move |column| (column, field.to_string(), needed))
        });
        let typed = self.mapping.types.keys();
        let typed = typed.map(|column| (column, "types".to_owned(), false));
        let ignored = self.mapping.ignore.iter();
        let ignored = ignored.map(|column| (column, "ignore".to_owned(), false));
        for (column, place, needed) in mapped.chain(typed).chain(ignored) {
            if self.position(column).is_some() {
                continue;
            }
            // Rows may nest what the mapping types or ignores as a whole.
            let below = format!("{column}.");
            if is_json && self.columns.iter().any(|name| name.starts_with(&below)) {
                continue;
            }
            if is_json && (!needed || self.columns.is_empty()) {
                unseen.insert(column.clone());
                continue;
            }
            return Err(MapperError::MissingColumn {
                column: column.clone(),
                place,
                nearest: DidYouMean::among(column, self.columns.iter().map(String::as_str)),
                columns: listed(self.columns),
            });
        }
        Ok(unseen.into_iter().collect())
    }

    fn check_constants(&self) -> Result<(), MapperError> {
        for (field, value) in &self.mapping.constants {
            self.check_constant(field, value)
                .map_err(|fault| MapperError::BadConstant {
                    field: field.clone(),
                    fault,
                })?;
        }
        Ok(())
    }

    fn check_constant(&self, field: &CanonicalField, value: &Value) -> Result<(), Rejection> {
        let text = value.to_string();
        let limit = match field {
            CanonicalField::Event => MAX_EVENT_NAME_BYTES,
            CanonicalField::Property(_) | CanonicalField::Context(_) => MAX_TEXT_BYTES,
            _ => MAX_ID_BYTES,
        };
        admit::check_size(&field.to_string(), &text, limit)?;
        match field {
            CanonicalField::Event => admit::event_name(Some(text.into())).map(drop),
            CanonicalField::EventTime => match value {
                Value::Time(_) => Ok(()),
                _ => {
                    let format = &self.mapping.time_format;
                    admit::time_of_text("event_time", &text, format, self.zone).map(drop)
                }
            },
            CanonicalField::EventId => admit::event_id(&text).map(drop),
            CanonicalField::Value => {
                // Whether the digits fit depends on the currency of the row; whether they are digits
                // does not.
                let currency = admit::currency("EUR")?;
                admit::money(&text, currency).map(drop)
            }
            CanonicalField::Currency => admit::currency(&text).map(drop),
            CanonicalField::Trust => admit::trust(&text).map(drop),
            CanonicalField::EntityKind => {
                about::entity(Some(text), Some("any".to_owned())).map(drop)
            }
            _ => Ok(()),
        }
    }

    fn source(&self, field: &CanonicalField) -> Source {
        let names = self.mapping.columns.get(field);
        let names = names.map(Vec::as_slice).unwrap_or_default();
        Source {
            columns: names
                .iter()
                .map(|name| Column {
                    name: name.clone(),
                    position: self.position(name).unwrap_or(usize::MAX),
                })
                .collect(),
            column_type: names.iter().find_map(|name| self.column_type(name)),
            constant: self
                .mapping
                .constants
                .get(field)
                .map(|value| (value.clone(), value.to_string())),
        }
    }

    fn column_type(&self, column: &str) -> Option<ColumnType> {
        self.mapping.types.get(column).copied()
    }

    fn placed(&self) -> Vec<(Place, Source)> {
        let fields: BTreeSet<&CanonicalField> = self
            .mapping
            .columns
            .keys()
            .chain(self.mapping.constants.keys())
            .collect();
        fields
            .into_iter()
            .filter_map(|field| {
                let place = match field {
                    CanonicalField::Property(name) => Place::Property(name.clone()),
                    CanonicalField::Context(path) => Place::Context(path.clone()),
                    CanonicalField::GroupId(kind) => Place::Group(kind.clone()),
                    _ => return None,
                };
                Some((place, self.source(field)))
            })
            .collect()
    }

    fn rest(&self) -> Rest {
        let mapped = self.mapping.columns.values().flatten();
        let used: BTreeSet<String> = mapped.chain(&self.mapping.ignore).cloned().collect();
        Rest {
            columns: self
                .columns
                .iter()
                .enumerate()
                .filter(|(_, name)| !used.contains(*name))
                .map(|(n, name)| (name.clone(), n, self.column_type(name)))
                .collect(),
            used,
            types: self.mapping.types.clone(),
        }
    }
}

/// Column names as messages list them, the first fifty.
pub(crate) fn listed(columns: &[String]) -> String {
    const SHOWN: usize = 50;
    let shown: Vec<&str> = columns.iter().take(SHOWN).map(String::as_str).collect();
    let more = columns.len().saturating_sub(SHOWN);
    match (shown.is_empty(), more) {
        (true, _) => "none".to_owned(),
        (_, 0) => shown.join(", "),
        _ => format!("{} and {more} more", shown.join(", ")),
    }
}

#[cfg(test)]
mod tests;
