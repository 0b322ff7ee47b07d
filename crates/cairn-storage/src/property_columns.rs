//! What rows say, by name: frequent properties have a column of their own, the rest share a map.

use std::collections::BTreeMap;

use arrow_array::RecordBatch;
use cairn_core::value::{Value, ValueRef};

use crate::schema;
use crate::typed_column::{ColumnKind, TypedColumn};
use crate::values::ValuesColumn;

/// One of the two sets of names that events have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Place {
    Properties,
    Context,
}

impl Place {
    pub(crate) const ALL: [Self; 2] = [Self::Properties, Self::Context];

    /// The column of the map.
    pub(crate) fn map(self) -> &'static str {
        match self {
            Self::Properties => schema::PROPERTIES,
            Self::Context => schema::CONTEXT,
        }
    }

    /// The column of a frequent property's values of one kind.
    pub(crate) fn column(self, name: &str, kind: ColumnKind) -> String {
        format!("{}.{name}.{}", self.map(), kind.field())
    }

    /// The property that a column belongs to and the kind of its values, if it is a frequent one's.
    pub(crate) fn name_of(self, column: &str) -> Option<(&str, ColumnKind)> {
        let (name, field) = column
            .strip_prefix(self.map())?
            .strip_prefix('.')?
            .rsplit_once('.')?;
        Some((name, ColumnKind::of_field(field)?))
    }
}

/// The properties, or the context, of a block's rows.
pub(crate) struct PropertyColumns {
    /// By name.
    typed: Vec<(String, TypedColumn)>,
    rest: Option<ValuesColumn>,
}

/// Where the values of one name lie.
pub(crate) struct Found {
    /// Its columns, one for each kind of values.
    typed: Vec<usize>,
    /// For each row the entry of the map; empty if none has any.
    entries: Vec<Option<u32>>,
}

impl PropertyColumns {
    /// Takes the columns that were read apart; `None` if one is not of a run's format.
    pub(crate) fn of(rows: &RecordBatch, place: Place) -> Option<Self> {
        let mut typed = Vec::new();
        for (field, column) in rows.schema_ref().fields().iter().zip(rows.columns()) {
            if let Some((name, kind)) = place.name_of(field.name()) {
                typed.push((name.to_owned(), TypedColumn::of(kind, column)?));
            }
        }
        typed.sort_by(|(one, _), (other, _)| one.cmp(other));
        let rest = match rows.column_by_name(place.map()) {
            Some(column) => Some(ValuesColumn::of(column)?),
            None => None,
        };
        Some(Self { typed, rest })
    }

    /// Whether some names have columns of their own.
    pub(crate) fn has_typed(&self) -> bool {
        !self.typed.is_empty()
    }

    /// Finds a name in all rows at once.
    pub(crate) fn find(&self, name: &str) -> Found {
        let rest = self.rest.as_ref();
        let entries = rest.map(|rest| rest.find(name)).unwrap_or_default();
        let is_set = entries.iter().any(Option::is_some);
        let is_its = |at: &usize| self.typed[*at].0 == name;
        Found {
            typed: (0..self.typed.len()).filter(is_its).collect(),
            entries: if is_set { entries } else { Vec::new() },
        }
    }

    /// Whether any row has a value.
    pub(crate) fn is_present(&self, found: &Found) -> bool {
        let mut typed = found.typed.iter().map(|at| &self.typed[*at].1);
        !found.entries.is_empty() || typed.any(|column| !column.is_empty())
    }

    /// The value of a row.
    pub(crate) fn value(&self, found: &Found, row: usize) -> Option<ValueRef<'_>> {
        let mut typed = found.typed.iter();
        let typed = typed.find_map(|at| self.typed[*at].1.value(row));
        typed.or_else(|| {
            let entry = found.entries.get(row).copied().flatten()?;
            self.rest.as_ref()?.value(entry as usize)
        })
    }

    /// The values of a row whose names begin with `path`, by the rest of the name and in its order, wherever they lie.
    pub(crate) fn under<'a>(
        &'a self,
        row: usize,
        path: &'a str,
    ) -> impl Iterator<Item = (&'a str, ValueRef<'a>)> {
        let typed = self.typed.iter().filter_map(move |(name, column)| {
            let name = name.strip_prefix(path)?;
            Some((name, column.value(row)?))
        });
        let rest = self.rest.iter();
        let rest = rest.flat_map(move |rest| rest.under(row, path));
        let (mut typed, mut rest) = (typed.peekable(), rest.peekable());
        std::iter::from_fn(move || match (typed.peek(), rest.peek()) {
            (Some((typed, _)), Some((name, _))) if name < typed => rest.next(),
            (Some(_), _) => typed.next(),
            (None, _) => rest.next(),
        })
    }

    /// All values of a row; `None` unless all columns were read.
    pub(crate) fn row(&self, row: usize) -> Option<BTreeMap<String, Value>> {
        self.rest.as_ref()?;
        let owned = |(name, value): (&str, ValueRef<'_>)| (name.to_owned(), value.to_value());
        Some(self.under(row, "").map(owned).collect())
    }
}
