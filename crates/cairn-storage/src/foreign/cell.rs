//! One cell of a foreign column as a value.

use arrow_array::cast::AsArray;
use arrow_array::types::{
    ArrowPrimitiveType, Date32Type, Date64Type, Decimal128Type, DecimalType, Float16Type,
    Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type, TimestampMicrosecondType,
    TimestampMillisecondType, TimestampNanosecondType, TimestampSecondType, UInt8Type, UInt16Type,
    UInt32Type, UInt64Type,
};
use arrow_array::{Array, ArrayRef};
use arrow_schema::{DataType, TimeUnit};
use cairn_core::time::Time;
use cairn_core::value::{Number, Value};
use serde_json::Value as Json;

const MICROS_PER_DAY: i64 = 86_400_000_000;

/// The value of a cell; `None` for nulls and for types that events can't carry.
pub(super) fn value(column: &ArrayRef, row: usize) -> Option<Value> {
    if column.is_null(row) {
        return None;
    }
    if let Some(text) = text(column, row) {
        return Some(Value::String(text));
    }
    if let Some(number) = number(column, row) {
        return Some(Value::Number(number));
    }
    if let Some(time) = time(column, row) {
        return Some(if has_instants(column.data_type()) {
            Value::Time(time)
        } else {
            Value::String(civil_text(time))
        });
    }
    match column.data_type() {
        DataType::Boolean => Some(Value::Boolean(column.as_boolean().value(row))),
        DataType::Dictionary(_, _) => {
            // Of the one row alone: normalising the keys of all of them for each would be quadratic.
            let one = column.slice(row, 1);
            let dictionary = one.as_any_dictionary_opt()?;
            let code = *dictionary.normalized_keys().first()?;
            value(dictionary.values(), code)
        }
        _ => json(column, row).map(|json| Value::Json(json.to_string())),
    }
}

/// Whether a type's values are instants. Dates and timestamps without a zone are civil times: they travel
/// as text, and the mapping's zone decides which instants they are.
fn has_instants(kind: &DataType) -> bool {
    matches!(kind, DataType::Timestamp(_, Some(_)))
}

/// A civil time as ISO 8601 writes it, without an offset.
fn civil_text(time: Time) -> String {
    let text = time.to_string();
    text.strip_suffix('Z').map(str::to_owned).unwrap_or(text)
}

fn text(column: &ArrayRef, row: usize) -> Option<String> {
    match column.data_type() {
        DataType::Utf8 => Some(column.as_string::<i32>().value(row).to_owned()),
        DataType::LargeUtf8 => Some(column.as_string::<i64>().value(row).to_owned()),
        DataType::Utf8View => Some(column.as_string_view().value(row).to_owned()),
        DataType::Binary => utf8(column.as_binary::<i32>().value(row)),
        DataType::LargeBinary => utf8(column.as_binary::<i64>().value(row)),
        DataType::FixedSizeBinary(_) => {
            let bytes = column.as_fixed_size_binary().value(row);
            Some(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
        }
        // Decimals are exact, so they travel as text: amounts are parsed from it digit by digit.
        DataType::Decimal128(precision, scale) => {
            let minor = column.as_primitive::<Decimal128Type>().value(row);
            Some(Decimal128Type::format_decimal(minor, *precision, *scale))
        }
        _ => None,
    }
}

/// Some writers store text as plain bytes; bytes that are no text can't be carried.
fn utf8(bytes: &[u8]) -> Option<String> {
    std::str::from_utf8(bytes).ok().map(str::to_owned)
}

fn number(column: &ArrayRef, row: usize) -> Option<Number> {
    fn whole<T: ArrowPrimitiveType>(column: &ArrayRef, row: usize) -> Option<Number>
    where
        i64: TryFrom<T::Native>,
    {
        i64::try_from(column.as_primitive::<T>().value(row))
            .ok()
            .map(Number::Integer)
    }
    match column.data_type() {
        DataType::Int8 => whole::<Int8Type>(column, row),
        DataType::Int16 => whole::<Int16Type>(column, row),
        DataType::Int32 => whole::<Int32Type>(column, row),
        DataType::Int64 => whole::<Int64Type>(column, row),
        DataType::UInt8 => whole::<UInt8Type>(column, row),
        DataType::UInt16 => whole::<UInt16Type>(column, row),
        DataType::UInt32 => whole::<UInt32Type>(column, row),
        DataType::UInt64 => whole::<UInt64Type>(column, row)
            .or_else(|| Number::from_f64(column.as_primitive::<UInt64Type>().value(row) as f64)),
        DataType::Float16 => {
            Number::from_f64(column.as_primitive::<Float16Type>().value(row).to_f64())
        }
        DataType::Float32 => {
            Number::from_f64(column.as_primitive::<Float32Type>().value(row).into())
        }
        DataType::Float64 => Number::from_f64(column.as_primitive::<Float64Type>().value(row)),
        _ => None,
    }
}

fn time(column: &ArrayRef, row: usize) -> Option<Time> {
    let micros = match column.data_type() {
        DataType::Timestamp(unit, _) => match unit {
            TimeUnit::Second => column
                .as_primitive::<TimestampSecondType>()
                .value(row)
                .checked_mul(1_000_000)?,
            TimeUnit::Millisecond => column
                .as_primitive::<TimestampMillisecondType>()
                .value(row)
                .checked_mul(1_000)?,
            TimeUnit::Microsecond => column.as_primitive::<TimestampMicrosecondType>().value(row),
            TimeUnit::Nanosecond => column
                .as_primitive::<TimestampNanosecondType>()
                .value(row)
                .div_euclid(1_000),
        },
        DataType::Date32 => {
            i64::from(column.as_primitive::<Date32Type>().value(row)).checked_mul(MICROS_PER_DAY)?
        }
        DataType::Date64 => column
            .as_primitive::<Date64Type>()
            .value(row)
            .checked_mul(1_000)?,
        _ => return None,
    };
    Some(Time::from_micros(micros))
}

/// Lists, structs and maps as JSON.
fn json(column: &ArrayRef, row: usize) -> Option<Json> {
    let items =
        |items: ArrayRef| Json::Array((0..items.len()).map(|at| inner_json(&items, at)).collect());
    match column.data_type() {
        DataType::List(_) => Some(items(column.as_list::<i32>().value(row))),
        DataType::LargeList(_) => Some(items(column.as_list::<i64>().value(row))),
        DataType::FixedSizeList(_, _) => Some(items(column.as_fixed_size_list().value(row))),
        DataType::Struct(_) => {
            let fields = column.as_struct();
            let named = fields.column_names().into_iter().zip(fields.columns());
            Some(Json::Object(
                named
                    .map(|(name, field)| (name.to_owned(), inner_json(field, row)))
                    .collect(),
            ))
        }
        DataType::Map(_, _) => {
            let entries = column.as_map().value(row);
            let (keys, values) = (entries.column(0), entries.column(1));
            let pair = |at: usize| Some((text(keys, at)?, inner_json(values, at)));
            Some(Json::Object((0..entries.len()).filter_map(pair).collect()))
        }
        _ => None,
    }
}

fn inner_json(column: &ArrayRef, row: usize) -> Json {
    match value(column, row) {
        None => Json::Null,
        Some(Value::String(text)) => Json::String(text),
        Some(Value::Boolean(boolean)) => Json::Bool(boolean),
        Some(Value::Number(Number::Integer(number))) => number.into(),
        Some(Value::Number(Number::Float(number))) => number.into(),
        Some(Value::Time(time)) => Json::String(time.to_string()),
        Some(Value::Json(text)) => serde_json::from_str(&text).unwrap_or(Json::String(text)),
    }
}
