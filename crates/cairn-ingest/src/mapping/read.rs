//! TOML text to a mapping.

use std::collections::BTreeMap;

use cairn_core::event::Trust;
use cairn_core::time::{CivilFormat, Zone, parse_time};
use cairn_core::value::{Number, Value};
use jiff::fmt::strtime;
use toml::{Table, Value as Toml};

use super::{CanonicalField, ColumnType, DecimalMark, Mapping};
use crate::format::Format;
use crate::nearest::DidYouMean;

/// Why a text is not a mapping.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MappingError {
    /// Not TOML.
    #[error("the mapping is not TOML: {0}")]
    Toml(String),
    /// A key that means nothing.
    #[error("the mapping has an unknown key `{key}`{nearest}")]
    UnknownKey {
        /// The key.
        key: String,
        /// The known key nearest to it.
        nearest: DidYouMean,
    },
    /// A field that events don't have.
    #[error(
        "`{field}` under [{table}] is no field of an event (the fields are event, event_time, message_id, event_id, user_id, anonymous_id, session_hint, value, currency, order_id, source, trust, properties.NAME, context.PATH, group_ids.KIND){nearest}"
    )]
    UnknownField {
        /// The field.
        field: String,
        /// The table it stands in.
        table: &'static str,
        /// The known field nearest to it.
        nearest: DidYouMean,
    },
    /// The time of arrival is the import's.
    #[error(
        "`received_at` can't be mapped: it is the time of the import; use `event_time`, or list the column under `ignore`"
    )]
    ReceivedAt,
    /// A key with a value it can't have.
    #[error("`{key}` in the mapping is {found}: expected {expected}")]
    BadValue {
        /// The key.
        key: String,
        /// What was found.
        found: String,
        /// What belongs there.
        expected: String,
    },
}

const KEYS: [&str; 10] = [
    "format",
    "delimiter",
    "timezone",
    "trust",
    "time_format",
    "decimal_mark",
    "columns",
    "constants",
    "types",
    "ignore",
];

impl Mapping {
    /// Reads a mapping file.
    pub fn parse(toml_text: &str) -> Result<Self, MappingError> {
        read(toml_text)
    }
}

fn read(toml_text: &str) -> Result<Mapping, MappingError> {
    let table: Table =
        toml::from_str(toml_text).map_err(|error| MappingError::Toml(error.to_string()))?;
    let mut mapping = Mapping::default();
    for (key, value) in &table {
        match key.as_str() {
            "format" => {
                mapping.format = Some(named(key, value, Format::parse, "csv, ndjson or parquet")?)
            }
            "delimiter" => {
                mapping.delimiter = Some(named(key, value, delimiter, "one ASCII character")?)
            }
            "timezone" => {
                mapping.timezone = Some(named(
                    key,
                    value,
                    zone,
                    "an IANA name such as UTC or Europe/Berlin",
                )?)
            }
            "trust" => {
                mapping.trust = Some(named(
                    key,
                    value,
                    Trust::parse,
                    "client, server or provider",
                )?)
            }
            "time_format" => mapping.time_format = named(key, value, time_format, TIME_FORMATS)?,
            "decimal_mark" => {
                mapping.decimal_mark = named(
                    key,
                    value,
                    DecimalMark::parse,
                    "\".\" or \",\": what stands before the fraction of a number",
                )?
            }
            "columns" => mapping.columns = columns(value)?,
            "constants" => mapping.constants = constants(value)?,
            "types" => mapping.types = types(value)?,
            "ignore" => mapping.ignore = names(key, value)?.into_iter().collect(),
            _ => {
                return Err(MappingError::UnknownKey {
                    key: key.clone(),
                    nearest: DidYouMean::among(key, KEYS),
                });
            }
        }
    }
    Ok(mapping)
}

const TIME_FORMATS: &str =
    "iso, unix_s, unix_ms, unix_us or a strptime pattern with a date such as \"%d.%m.%Y %H:%M\"";

fn named<T>(
    key: &str,
    value: &Toml,
    parse: impl Fn(&str) -> Option<T>,
    expected: &str,
) -> Result<T, MappingError> {
    value
        .as_str()
        .and_then(parse)
        .ok_or_else(|| bad_value(key, value, expected))
}

fn bad_value(key: &str, value: &Toml, expected: &str) -> MappingError {
    MappingError::BadValue {
        key: key.to_owned(),
        found: match value {
            Toml::Table(_) => "a table".to_owned(),
            Toml::Array(_) => "a list".to_owned(),
            scalar => scalar.to_string(),
        },
        expected: expected.to_owned(),
    }
}

fn delimiter(text: &str) -> Option<u8> {
    match text.as_bytes() {
        [byte] if byte.is_ascii() && !matches!(byte, b'"' | b'\r' | b'\n') => Some(*byte),
        _ => None,
    }
}

fn zone(name: &str) -> Option<Zone> {
    Zone::named(name).ok()
}

fn time_format(text: &str) -> Option<CivilFormat> {
    match text {
        "iso" => Some(CivilFormat::Iso),
        "unix_s" => Some(CivilFormat::UnixSeconds),
        "unix_ms" => Some(CivilFormat::UnixMillis),
        "unix_us" => Some(CivilFormat::UnixMicros),
        pattern if pattern.contains('%') => {
            // A pattern that can't read what it wrote has an unknown directive, or no date.
            let format = CivilFormat::Pattern(pattern.to_owned());
            let sample = jiff::Timestamp::UNIX_EPOCH.to_zoned(jiff::tz::TimeZone::UTC);
            let written = strtime::format(pattern, &sample).ok()?;
            parse_time(&written, &format, &Zone::utc()).ok()?;
            Some(format)
        }
        _ => None,
    }
}

fn columns(value: &Toml) -> Result<BTreeMap<CanonicalField, Vec<String>>, MappingError> {
    let mut columns = BTreeMap::new();
    for (key, value) in flattened("columns", value)? {
        let field = field("columns", &key)?;
        let names = names(&format!("columns.{key}"), value)?;
        columns.insert(field, names);
    }
    Ok(columns)
}

fn constants(value: &Toml) -> Result<BTreeMap<CanonicalField, Value>, MappingError> {
    let mut constants = BTreeMap::new();
    for (key, value) in flattened("constants", value)? {
        let field = field("constants", &key)?;
        let constant = constant(value).ok_or_else(|| {
            bad_value(
                &format!("constants.{key}"),
                value,
                "a text, a finite number, true, false or a time with an offset",
            )
        })?;
        constants.insert(field, constant);
    }
    Ok(constants)
}

fn types(value: &Toml) -> Result<BTreeMap<String, ColumnType>, MappingError> {
    flattened("types", value)?
        .into_iter()
        .map(|(column, value)| {
            let key = format!("types.{column}");
            let expected = "string, number, boolean or time";
            Ok((column, named(&key, value, ColumnType::parse, expected)?))
        })
        .collect()
}

fn field(table: &'static str, name: &str) -> Result<CanonicalField, MappingError> {
    if name == "received_at" {
        return Err(MappingError::ReceivedAt);
    }
    CanonicalField::parse(name).ok_or_else(|| {
        let families = ["properties.", "context.", "group_ids."];
        let known = CanonicalField::plain_names().chain(families);
        MappingError::UnknownField {
            field: name.to_owned(),
            table,
            nearest: DidYouMean::among(name, known),
        }
    })
}

/// One name or a list of them; never none.
fn names(key: &str, value: &Toml) -> Result<Vec<String>, MappingError> {
    let bad = || bad_value(key, value, "the name of a column, or a list of names");
    let name = |value: &Toml| value.as_str().map(str::to_owned);
    let names = match value {
        Toml::Array(items) => items.iter().map(name).collect::<Option<Vec<_>>>(),
        single => name(single).map(|name| vec![name]),
    };
    names.filter(|names| !names.is_empty()).ok_or_else(bad)
}

fn constant(value: &Toml) -> Option<Value> {
    Some(match value {
        Toml::String(text) => Value::String(text.clone()),
        Toml::Integer(integer) => Value::Number(Number::Integer(*integer)),
        Toml::Float(float) => Value::Number(Number::from_f64(*float)?),
        Toml::Boolean(boolean) => Value::Boolean(*boolean),
        Toml::Datetime(time) => {
            time.offset?;
            let text = time.to_string();
            Value::Time(parse_time(&text, &CivilFormat::Iso, &Zone::utc()).ok()?)
        }
        Toml::Array(_) | Toml::Table(_) => return None,
    })
}

/// The leaves of a table by their dotted keys: `[columns.context.page]` and `"context.page.path"` are one.
fn flattened<'a>(table: &str, value: &'a Toml) -> Result<Vec<(String, &'a Toml)>, MappingError> {
    let entries = value
        .as_table()
        .ok_or_else(|| bad_value(table, value, "a table"))?;
    let mut leaves = Vec::new();
    collect_leaves("", entries, &mut leaves);
    leaves.sort_by(|(a, _), (b, _)| a.cmp(b));
    match leaves.windows(2).find(|pair| pair[0].0 == pair[1].0) {
        Some(pair) => Err(bad_value(
            &format!("{table}.{}", pair[1].0),
            pair[1].1,
            "one value: the key stands there twice, nested and quoted",
        )),
        None => Ok(leaves),
    }
}

fn collect_leaves<'a>(path: &str, table: &'a Table, leaves: &mut Vec<(String, &'a Toml)>) {
    for (key, value) in table {
        let path = if path.is_empty() {
            key.clone()
        } else {
            format!("{path}.{key}")
        };
        match value {
            Toml::Table(inner) => collect_leaves(&path, inner, leaves),
            leaf => leaves.push((path, leaf)),
        }
    }
}
