//! What sampled rows say in a column.

use std::borrow::Cow;

use crate::fields::{Field, Fields, Kind};
use crate::format::Format;

#[derive(Clone, Copy)]
pub(super) struct Sample<'a>(pub(super) &'a [Fields]);

impl<'a> Sample<'a> {
    pub(super) fn format(self) -> Option<Format> {
        Some(match &self.0.first()?.0 {
            Kind::Text(_) => Format::Csv,
            Kind::Typed { .. } => Format::Parquet,
            Kind::Json(_) => Format::Ndjson,
        })
    }

    /// The texts of a column that are not blank; `None` if it holds lists.
    pub(super) fn texts(self, column: &str) -> Option<Vec<Cow<'a, str>>> {
        let fields = self.0.iter().filter_map(|fields| fields.get(column));
        let texts: Option<Vec<_>> = fields.map(Field::text).collect();
        let mut texts = texts?;
        texts.retain(|text| !text.trim().is_empty());
        Some(texts)
    }

    /// The texts of several columns, joined by a space row by row.
    pub(super) fn joined_texts(self, columns: &[&str]) -> Vec<String> {
        let joined = |fields: &Fields| {
            let parts: Vec<_> = columns
                .iter()
                .filter_map(|column| fields.get(column)?.text())
                .filter(|text| !text.trim().is_empty())
                .collect();
            parts.join(" ")
        };
        let mut texts: Vec<String> = self.0.iter().map(joined).collect();
        texts.retain(|text| !text.is_empty());
        texts
    }

    /// The texts of a column of an untyped format.
    pub(super) fn plain_texts(self, column: &str) -> Vec<&'a str> {
        let fields = self.0.iter().filter_map(|fields| fields.get(column));
        fields
            .filter_map(|field| match field {
                Field::Text(text) => Some(text),
                _ => None,
            })
            .collect()
    }
}
