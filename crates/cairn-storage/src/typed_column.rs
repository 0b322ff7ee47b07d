//! A column of one property's values, which are all of one type.

use arrow_array::builder::{
    BooleanBuilder, Float64Builder, Int64Builder, StringDictionaryBuilder,
    TimestampMicrosecondBuilder,
};
use arrow_array::cast::AsArray;
use arrow_array::types::{Float64Type, Int32Type, Int64Type, TimestampMicrosecondType};
use arrow_array::{
    Array, ArrayRef, BooleanArray, Float64Array, Int64Array, TimestampMicrosecondArray,
};
use arrow_schema::{ArrowError, DataType};
use cairn_core::time::Time;
use cairn_core::value::{Number, ValueRef};
use std::sync::Arc;

use crate::schema;
use crate::words::Words;

/// What a column of values may hold. Lists and objects have none: they lie in the map.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum ColumnKind {
    Text,
    Integer,
    Number,
    Boolean,
    Time,
}

impl ColumnKind {
    const ALL: [Self; 5] = [
        Self::Text,
        Self::Integer,
        Self::Number,
        Self::Boolean,
        Self::Time,
    ];

    /// The field of a typed value that such values have, [`schema::value_fields`].
    pub(crate) fn field(self) -> &'static str {
        match self {
            Self::Text => "string",
            Self::Integer => "integer",
            Self::Number => "number",
            Self::Boolean => "boolean",
            Self::Time => "time",
        }
    }

    /// The kind that has a field.
    pub(crate) fn of_field(field: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.field() == field)
    }

    /// The kind of column that could hold a value.
    pub(crate) fn of(value: ValueRef<'_>) -> Option<Self> {
        match value {
            ValueRef::String(_) => Some(Self::Text),
            ValueRef::Number(Number::Integer(_)) => Some(Self::Integer),
            ValueRef::Number(Number::Float(_)) => Some(Self::Number),
            ValueRef::Boolean(_) => Some(Self::Boolean),
            ValueRef::Time(_) => Some(Self::Time),
            ValueRef::Json(_) => None,
        }
    }

    pub(crate) fn data_type(self) -> DataType {
        match self {
            Self::Text => schema::dictionary(),
            Self::Integer => DataType::Int64,
            Self::Number => DataType::Float64,
            Self::Boolean => DataType::Boolean,
            Self::Time => schema::instant(),
        }
    }
}

/// The values of some rows; a row may have none.
pub(crate) enum TypedColumn {
    Text(Words),
    Integer(Int64Array),
    Number(Float64Array),
    Boolean(BooleanArray),
    Time(TimestampMicrosecondArray),
}

impl TypedColumn {
    /// Takes a column apart; `None` if it is not of this kind.
    pub(crate) fn of(kind: ColumnKind, column: &ArrayRef) -> Option<Self> {
        Some(match kind {
            ColumnKind::Text => Self::Text(Words::of(column)?),
            ColumnKind::Integer => Self::Integer(column.as_primitive_opt::<Int64Type>()?.clone()),
            ColumnKind::Number => Self::Number(column.as_primitive_opt::<Float64Type>()?.clone()),
            ColumnKind::Boolean => Self::Boolean(column.as_boolean_opt()?.clone()),
            ColumnKind::Time => {
                let times = column.as_primitive_opt::<TimestampMicrosecondType>()?;
                Self::Time(times.clone())
            }
        })
    }

    /// The value of a row.
    pub(crate) fn value(&self, row: usize) -> Option<ValueRef<'_>> {
        match self {
            Self::Text(words) => words.get(row).map(ValueRef::String),
            Self::Integer(numbers) => numbers
                .is_valid(row)
                .then(|| ValueRef::Number(Number::Integer(numbers.value(row)))),
            Self::Number(numbers) => numbers
                .is_valid(row)
                .then(|| ValueRef::Number(Number::Float(numbers.value(row)))),
            Self::Boolean(booleans) => booleans
                .is_valid(row)
                .then(|| ValueRef::Boolean(booleans.value(row))),
            Self::Time(times) => times
                .is_valid(row)
                .then(|| ValueRef::Time(Time::from_micros(times.value(row)))),
        }
    }

    /// Whether no row has a value.
    pub(crate) fn is_empty(&self) -> bool {
        let nothing = |column: &dyn Array| column.null_count() == column.len();
        match self {
            Self::Text(words) => words.is_empty(),
            Self::Integer(numbers) => nothing(numbers),
            Self::Number(numbers) => nothing(numbers),
            Self::Boolean(booleans) => nothing(booleans),
            Self::Time(times) => nothing(times),
        }
    }
}

/// Builds a column of values.
pub(crate) struct TypedBuilder {
    cells: Cells,
    rows: usize,
}

enum Cells {
    Text(StringDictionaryBuilder<Int32Type>),
    Integer(Int64Builder),
    Number(Float64Builder),
    Boolean(BooleanBuilder),
    Time(TimestampMicrosecondBuilder),
}

impl TypedBuilder {
    pub(crate) fn new(kind: ColumnKind) -> Self {
        let cells = match kind {
            ColumnKind::Text => Cells::Text(StringDictionaryBuilder::new()),
            ColumnKind::Integer => Cells::Integer(Int64Builder::new()),
            ColumnKind::Number => Cells::Number(Float64Builder::new()),
            ColumnKind::Boolean => Cells::Boolean(BooleanBuilder::new()),
            ColumnKind::Time => {
                Cells::Time(TimestampMicrosecondBuilder::new().with_timezone("UTC"))
            }
        };
        Self { cells, rows: 0 }
    }

    /// Sets a row's value; `false` if it is of another kind. Rows between have none. Rows ascend.
    pub(crate) fn set(&mut self, row: usize, value: ValueRef<'_>) -> Result<bool, ArrowError> {
        let before = row.saturating_sub(self.rows);
        match (&mut self.cells, value) {
            (Cells::Text(cells), ValueRef::String(text)) => {
                cells.append_nulls(before);
                cells.append(text)?;
            }
            (Cells::Integer(cells), ValueRef::Number(Number::Integer(number))) => {
                cells.append_nulls(before);
                cells.append_value(number);
            }
            (Cells::Number(cells), ValueRef::Number(Number::Float(number))) => {
                cells.append_nulls(before);
                cells.append_value(number);
            }
            (Cells::Boolean(cells), ValueRef::Boolean(boolean)) => {
                cells.append_nulls(before);
                cells.append_value(boolean);
            }
            (Cells::Time(cells), ValueRef::Time(time)) => {
                cells.append_nulls(before);
                cells.append_value(time.micros());
            }
            _ => return Ok(false),
        }
        self.rows = row + 1;
        Ok(true)
    }

    /// The column of so many rows.
    pub(crate) fn finish(self, rows: usize) -> ArrayRef {
        let rest = rows.saturating_sub(self.rows);
        match self.cells {
            Cells::Text(mut cells) => {
                cells.append_nulls(rest);
                Arc::new(cells.finish())
            }
            Cells::Integer(mut cells) => {
                cells.append_nulls(rest);
                Arc::new(cells.finish())
            }
            Cells::Number(mut cells) => {
                cells.append_nulls(rest);
                Arc::new(cells.finish())
            }
            Cells::Boolean(mut cells) => {
                cells.append_nulls(rest);
                Arc::new(cells.finish())
            }
            Cells::Time(mut cells) => {
                cells.append_nulls(rest);
                Arc::new(cells.finish())
            }
        }
    }
}
