//! Where a field of an event comes from: columns, a constant, or nothing.

use std::borrow::Cow;

use cairn_core::money::{Currency, Money};
use cairn_core::time::{CivilFormat, Zone};
use cairn_core::value::{Number, Value};

use crate::admit;
use crate::fields::{Field, Fields, Kind};
use crate::json;
use crate::mapping::{ColumnType, DecimalMark};
use crate::rejection::{RejectReason, Rejection, quoted};

/// How texts are read as times and numbers.
#[derive(Debug)]
pub(super) struct Reading {
    pub(super) time_format: CivilFormat,
    pub(super) zone: Zone,
    pub(super) decimal_mark: DecimalMark,
}

/// A column of the file.
#[derive(Debug)]
pub(super) struct Column {
    /// Its name, by which rows of JSON are asked.
    pub(super) name: String,
    /// Its position in rows of any other kind.
    pub(super) position: usize,
}

/// Where a field comes from.
#[derive(Debug, Default)]
pub(super) struct Source {
    pub(super) columns: Vec<Column>,
    /// The type its value shall have, if it becomes a property or context.
    pub(super) column_type: Option<ColumnType>,
    /// The value where the columns are empty, and the same as text.
    pub(super) constant: Option<(Value, String)>,
}

impl Column {
    pub(super) fn field<'a>(&self, fields: &'a Fields) -> Option<Field<'a>> {
        match &fields.0 {
            Kind::Text(row) => row.get(self.position),
            Kind::Typed { values, .. } => values.get(self.position)?.as_ref().map(Field::Typed),
            Kind::Json(_) => fields.get(&self.name),
        }
    }
}

impl Source {
    /// The value of the only column there is.
    pub(super) fn single<'a>(&self, fields: &'a Fields) -> Option<Field<'a>> {
        match self.columns.as_slice() {
            [column] => column.field(fields),
            _ => None,
        }
    }

    /// The value where the columns are empty.
    pub(super) fn constant(&self) -> Option<&Value> {
        self.constant.as_ref().map(|(value, _)| value)
    }

    /// The columns' text, without regard to a constant; `None` if it is blank.
    pub(super) fn column_text<'a>(
        &self,
        name: &str,
        fields: &'a Fields,
    ) -> Result<Option<Cow<'a, str>>, Rejection> {
        self.joined_by(fields, |field| admit::text(name, field))
    }

    /// The field as text that names something; `None` if it is blank.
    pub(super) fn text<'a>(
        &'a self,
        name: &str,
        fields: &'a Fields,
    ) -> Result<Option<Cow<'a, str>>, Rejection> {
        Ok(self
            .column_text(name, fields)?
            .or_else(|| self.constant_text()))
    }

    /// The field as an amount, whose digits may be those of a float.
    pub(super) fn amount<'a>(
        &'a self,
        name: &str,
        fields: &'a Fields,
    ) -> Result<Option<Cow<'a, str>>, Rejection> {
        let amount = self.joined_by(fields, |field| admit::amount_text(name, field))?;
        Ok(amount.or_else(|| self.constant_text()))
    }

    fn constant_text(&self) -> Option<Cow<'_, str>> {
        let (_, text) = self.constant.as_ref()?;
        Some(Cow::Borrowed(text))
    }

    fn joined_by<'a>(
        &self,
        fields: &'a Fields,
        read: impl Fn(Field<'a>) -> Result<Cow<'a, str>, Rejection>,
    ) -> Result<Option<Cow<'a, str>>, Rejection> {
        let mut joined: Option<Cow<'a, str>> = None;
        for column in &self.columns {
            let Some(field) = column.field(fields) else {
                continue;
            };
            let text = read(field)?;
            joined = Some(match joined {
                None => text,
                Some(before) if text.is_empty() => before,
                Some(before) if before.is_empty() => text,
                Some(before) => Cow::Owned(format!("{before} {text}")),
            });
        }
        Ok(joined.filter(|text| !text.trim().is_empty()))
    }

    /// The field as a property's value.
    pub(super) fn value(
        &self,
        name: &str,
        fields: &Fields,
        reading: &Reading,
    ) -> Result<Option<Value>, Rejection> {
        let found = match self.columns.as_slice() {
            [] => None,
            [column] => match column.field(fields) {
                Some(field) => typed_value(&column.name, field, self.column_type, reading)?,
                None => None,
            },
            _ => match self.column_text(name, fields)? {
                Some(text) => typed_value(name, Field::Text(&text), self.column_type, reading)?,
                None => None,
            },
        };
        Ok(found.or_else(|| self.constant().cloned()))
    }
}

/// A column's value, read as the type the mapping gives it, else as it stands.
pub(super) fn typed_value(
    name: &str,
    field: Field<'_>,
    column_type: Option<ColumnType>,
    reading: &Reading,
) -> Result<Option<Value>, Rejection> {
    match (field, column_type) {
        (Field::Text(text), None | Some(ColumnType::String)) => {
            Ok(Some(Value::String(text.to_owned())))
        }
        (Field::Typed(value), None) => Ok(Some(value.clone())),
        (Field::Json(value), None) => Ok(json::value_of(value)),
        (Field::Number(number), None) => Ok(json::number_of(number).map(Value::Number)),
        (field, Some(column_type)) => coerced(name, field, column_type, reading),
    }
}

fn coerced(
    name: &str,
    field: Field<'_>,
    column_type: ColumnType,
    reading: &Reading,
) -> Result<Option<Value>, Rejection> {
    let text = match (field.text(), field) {
        (Some(text), _) => text,
        (None, Field::Typed(Value::Json(text))) => Cow::Borrowed(text.as_str()),
        (None, Field::Json(value)) => Cow::Owned(json::canonical_text(value)),
        (None, _) => return Ok(None),
    };
    let trimmed = text.trim();
    if trimmed.is_empty() && column_type != ColumnType::String {
        return Ok(None);
    }
    let refused = |reason, expected: &str| {
        let detail = format!("`{name}` is {}, {expected}", quoted(&text));
        Err(Rejection::new(reason, detail))
    };
    Ok(Some(match column_type {
        ColumnType::String => Value::String(text.into_owned()),
        ColumnType::Number => match reading.number(&field, trimmed) {
            Some(number) => Value::Number(number),
            None if reading.decimal_mark == DecimalMark::Comma => {
                return refused(
                    RejectReason::BadNumber,
                    "not a number with a decimal comma, such as 1.234,5",
                );
            }
            None => return refused(RejectReason::BadNumber, "not a finite number"),
        },
        ColumnType::Boolean => match boolean(trimmed) {
            Some(boolean) => Value::Boolean(boolean),
            None => return refused(RejectReason::BadBoolean, "neither true nor false, 1 nor 0"),
        },
        ColumnType::Time => Value::Time(time(name, field, reading)?),
    }))
}

impl Reading {
    /// An amount as the file spells it.
    pub(super) fn money(&self, text: &str, currency: Currency) -> Result<Money, Rejection> {
        let pointed = self.decimal_mark.pointed(text).ok_or_else(|| {
            let detail = format!(
                "value {} is not an amount: expected digits with a decimal comma, such as 49,90",
                quoted(text)
            );
            Rejection::new(RejectReason::BadValue, detail)
        })?;
        admit::money(&pointed, currency)
    }

    /// A number as the file spells it; what is no text has no mark.
    fn number(&self, field: &Field<'_>, text: &str) -> Option<Number> {
        match field {
            Field::Text(_) => number(&self.decimal_mark.pointed(text)?),
            _ => number(text),
        }
    }
}

pub(super) fn number(text: &str) -> Option<Number> {
    match text.parse() {
        Ok(integer) => Some(Number::Integer(integer)),
        Err(_) => text.parse().ok().and_then(Number::from_f64),
    }
}

fn boolean(text: &str) -> Option<bool> {
    match text {
        "1" => Some(true),
        "0" => Some(false),
        _ if text.eq_ignore_ascii_case("true") => Some(true),
        _ if text.eq_ignore_ascii_case("false") => Some(false),
        _ => None,
    }
}

fn time(
    name: &str,
    field: Field<'_>,
    reading: &Reading,
) -> Result<cairn_core::time::Time, Rejection> {
    let zone = &reading.zone;
    let as_mapped = admit::time(name, field, &reading.time_format, zone);
    if as_mapped.is_ok() || reading.time_format == CivilFormat::Iso {
        return as_mapped;
    }
    admit::time(name, field, &CivilFormat::Iso, zone).or(as_mapped)
}
