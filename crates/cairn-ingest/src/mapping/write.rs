//! A mapping as TOML text, in the order a reader expects.

use std::fmt::Write;

use cairn_core::time::CivilFormat;
use cairn_core::value::Value;
use toml::Value as Toml;

use super::{DecimalMark, Mapping};

impl Mapping {
    /// The mapping file; [`Mapping::parse`] reads the same mapping back.
    pub fn to_toml(&self) -> String {
        written(self)
    }
}

fn written(mapping: &Mapping) -> String {
    let mut text = String::new();
    let scalars = [
        (
            "format",
            mapping.format.map(|format| format.as_str().to_owned()),
        ),
        (
            "delimiter",
            mapping.delimiter.map(|byte| char::from(byte).to_string()),
        ),
        (
            "timezone",
            mapping.timezone.as_ref().map(|zone| zone.name().to_owned()),
        ),
        (
            "trust",
            mapping.trust.map(|trust| trust.as_str().to_owned()),
        ),
        ("time_format", time_format(&mapping.time_format)),
        (
            "decimal_mark",
            (mapping.decimal_mark == DecimalMark::Comma).then(|| ",".to_owned()),
        ),
    ];
    for (key, value) in scalars {
        if let Some(value) = value {
            line(&mut text, key, &quoted(&value));
        }
    }
    if !mapping.ignore.is_empty() {
        line(&mut text, "ignore", &list(&mapping.ignore));
    }
    text.push_str("\n[columns]\n");
    for (field, columns) in &mapping.columns {
        let columns = match columns.as_slice() {
            [column] => quoted(column),
            several => list(several),
        };
        line(&mut text, &field.to_string(), &columns);
    }
    if !mapping.constants.is_empty() {
        text.push_str("\n[constants]\n");
    }
    for (field, value) in &mapping.constants {
        line(&mut text, &field.to_string(), &constant(value));
    }
    if !mapping.types.is_empty() {
        text.push_str("\n[types]\n");
    }
    for (column, column_type) in &mapping.types {
        line(&mut text, column, &quoted(column_type.as_str()));
    }
    text.trim_start().to_owned()
}

fn line(text: &mut String, key: &str, value: &str) {
    let bare = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-');
    let key = if !key.is_empty() && key.bytes().all(bare) {
        key.to_owned()
    } else {
        quoted(key)
    };
    // Writing to a string can't fail.
    let _ = writeln!(text, "{key} = {value}");
}

fn list<'a>(names: impl IntoIterator<Item = &'a String>) -> String {
    let names: Vec<String> = names.into_iter().map(|name| quoted(name)).collect();
    format!("[{}]", names.join(", "))
}

/// A basic string on one line: TOML's own writer would break lines.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            '\t' => quoted.push_str("\\t"),
            c if c.is_control() => {
                let _ = write!(quoted, "\\u{:04X}", u32::from(c));
            }
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

fn time_format(format: &CivilFormat) -> Option<String> {
    match format {
        CivilFormat::Iso => None,
        CivilFormat::Pattern(pattern) => Some(pattern.clone()),
        CivilFormat::UnixSeconds => Some("unix_s".to_owned()),
        CivilFormat::UnixMillis => Some("unix_ms".to_owned()),
        CivilFormat::UnixMicros => Some("unix_us".to_owned()),
    }
}

fn constant(value: &Value) -> String {
    match value {
        Value::String(text) | Value::Json(text) => quoted(text),
        Value::Number(cairn_core::value::Number::Integer(integer)) => integer.to_string(),
        Value::Number(cairn_core::value::Number::Float(float)) => Toml::Float(*float).to_string(),
        Value::Boolean(boolean) => boolean.to_string(),
        Value::Time(time) => time.to_string(),
    }
}
