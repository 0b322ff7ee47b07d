//! Typed values in columns: a map from name to a struct of which one field is set.

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow_array::builder::{
    ArrayBuilder, BooleanBuilder, Float64Builder, Int64Builder, StringBuilder,
    TimestampMicrosecondBuilder,
};
use arrow_array::cast::AsArray;
use arrow_array::types::{Float64Type, Int64Type, TimestampMicrosecondType};
use arrow_array::{
    Array, ArrayRef, BooleanArray, Float64Array, Int64Array, MapArray, StringArray, StructArray,
    TimestampMicrosecondArray,
};
use arrow_buffer::{OffsetBuffer, ScalarBuffer};
use arrow_schema::DataType;
use cairn_core::time::Time;
use cairn_core::value::{Number, Value, ValueRef};

use crate::schema;

/// Builds a map column of typed values.
pub(crate) struct ValuesBuilder {
    offsets: Vec<i32>,
    keys: StringBuilder,
    string: StringBuilder,
    integer: Int64Builder,
    number: Float64Builder,
    boolean: BooleanBuilder,
    time: TimestampMicrosecondBuilder,
    json: StringBuilder,
}

impl ValuesBuilder {
    pub(crate) fn new() -> Self {
        Self {
            offsets: vec![0],
            keys: StringBuilder::new(),
            string: StringBuilder::new(),
            integer: Int64Builder::new(),
            number: Float64Builder::new(),
            boolean: BooleanBuilder::new(),
            time: TimestampMicrosecondBuilder::new().with_timezone("UTC"),
            json: StringBuilder::new(),
        }
    }

    /// Adds one row.
    pub(crate) fn append(&mut self, values: &BTreeMap<String, Value>) {
        for (name, value) in values {
            self.add(name, value.as_ref());
        }
        self.end_row();
    }

    /// Adds a value to the row that is being made.
    pub(crate) fn add(&mut self, name: &str, value: ValueRef<'_>) {
        self.keys.append_value(name);
        self.append_value(value);
    }

    /// Ends the row that is being made.
    pub(crate) fn end_row(&mut self) {
        self.offsets
            .push(i32::try_from(self.keys.len()).unwrap_or(i32::MAX));
    }

    /// Number of entries so far; must stay within `i32`.
    pub(crate) fn entries(&self) -> usize {
        self.keys.len()
    }

    fn append_value(&mut self, value: ValueRef<'_>) {
        self.string.append_option(match value {
            ValueRef::String(text) => Some(text),
            _ => None,
        });
        self.integer.append_option(match value {
            ValueRef::Number(Number::Integer(number)) => Some(number),
            _ => None,
        });
        self.number.append_option(match value {
            ValueRef::Number(Number::Float(number)) => Some(number),
            _ => None,
        });
        self.boolean.append_option(match value {
            ValueRef::Boolean(boolean) => Some(boolean),
            _ => None,
        });
        self.time.append_option(match value {
            ValueRef::Time(time) => Some(time.micros()),
            _ => None,
        });
        self.json.append_option(match value {
            ValueRef::Json(text) => Some(text),
            _ => None,
        });
    }

    pub(crate) fn finish(mut self) -> ArrayRef {
        let columns: Vec<ArrayRef> = vec![
            Arc::new(self.string.finish()),
            Arc::new(self.integer.finish()),
            Arc::new(self.number.finish()),
            Arc::new(self.boolean.finish()),
            Arc::new(self.time.finish()),
            Arc::new(self.json.finish()),
        ];
        let values = StructArray::new(schema::value_fields(), columns, None);
        finish_map(self.offsets, self.keys.finish(), Arc::new(values))
    }
}

/// Puts a map column together.
pub(crate) fn finish_map(offsets: Vec<i32>, keys: StringArray, values: ArrayRef) -> ArrayRef {
    let entries_field = schema::map_entries(values.data_type().clone());
    let DataType::Struct(fields) = entries_field.data_type() else {
        unreachable!("map entries are a struct by construction")
    };
    let entries = StructArray::new(fields.clone(), vec![Arc::new(keys), values], None);
    let offsets = OffsetBuffer::new(ScalarBuffer::from(offsets));
    Arc::new(MapArray::new(entries_field, offsets, entries, None, false))
}

/// A map column of typed values, for reading.
pub(crate) struct ValuesColumn {
    offsets: OffsetBuffer<i32>,
    keys: StringArray,
    string: StringArray,
    integer: Int64Array,
    number: Float64Array,
    boolean: BooleanArray,
    time: TimestampMicrosecondArray,
    json: StringArray,
}

impl ValuesColumn {
    /// Takes a column apart; `None` if it is not of the run's format.
    pub(crate) fn of(column: &ArrayRef) -> Option<Self> {
        let map = column.as_map_opt()?;
        let values = map.values().as_struct_opt()?;
        let field = |name: &str| values.column_by_name(name);
        Some(Self {
            offsets: map.offsets().clone(),
            keys: map.keys().as_string_opt::<i32>()?.clone(),
            string: field("string")?.as_string_opt::<i32>()?.clone(),
            integer: field("integer")?.as_primitive_opt::<Int64Type>()?.clone(),
            number: field("number")?.as_primitive_opt::<Float64Type>()?.clone(),
            boolean: field("boolean")?.as_boolean_opt()?.clone(),
            time: field("time")?
                .as_primitive_opt::<TimestampMicrosecondType>()?
                .clone(),
            json: field("json")?.as_string_opt::<i32>()?.clone(),
        })
    }

    /// For every row the entry that holds `name`.
    pub(crate) fn find(&self, name: &str) -> Vec<Option<u32>> {
        let rows = self.offsets.len() - 1;
        let mut entries = Vec::with_capacity(rows);
        for row in 0..rows {
            let entry = self
                .entries_of(row)
                .find(|entry| self.keys.value(*entry) == name);
            entries.push(entry.and_then(|entry| u32::try_from(entry).ok()));
        }
        entries
    }

    /// The value of an entry.
    pub(crate) fn value(&self, entry: usize) -> Option<ValueRef<'_>> {
        if self.string.is_valid(entry) {
            return Some(ValueRef::String(self.string.value(entry)));
        }
        if self.integer.is_valid(entry) {
            return Some(ValueRef::Number(Number::Integer(self.integer.value(entry))));
        }
        if self.number.is_valid(entry) {
            return Some(ValueRef::Number(Number::Float(self.number.value(entry))));
        }
        if self.boolean.is_valid(entry) {
            return Some(ValueRef::Boolean(self.boolean.value(entry)));
        }
        if self.time.is_valid(entry) {
            return Some(ValueRef::Time(Time::from_micros(self.time.value(entry))));
        }
        self.json
            .is_valid(entry)
            .then(|| ValueRef::Json(self.json.value(entry)))
    }

    /// The entries of a row whose names begin with `path`, by the rest of the name.
    pub(crate) fn under<'a>(
        &'a self,
        row: usize,
        path: &'a str,
    ) -> impl Iterator<Item = (&'a str, ValueRef<'a>)> {
        self.entries_of(row).filter_map(move |entry| {
            let name = self.keys.value(entry).strip_prefix(path)?;
            Some((name, self.value(entry)?))
        })
    }

    /// The entries of all rows.
    pub(crate) fn entries(&self) -> impl Iterator<Item = (&str, ValueRef<'_>)> {
        let rows = self.offsets.len() - 1;
        (0..rows).flat_map(|row| self.under(row, ""))
    }

    fn entries_of(&self, row: usize) -> std::ops::Range<usize> {
        let at = |row: usize| usize::try_from(self.offsets[row]).unwrap_or(0);
        at(row)..at(row + 1)
    }
}
