//! One row's values by name, whatever the file's format.

use std::borrow::Cow;
use std::sync::Arc;

use cairn_core::value::{Number, Value};
use serde_json::{Map, Value as Json};

use crate::json;

/// One row: the values that are there, by name. An empty CSV value and a JSON null are not there.
#[derive(Debug, Clone, PartialEq)]
pub struct Fields(pub(crate) Kind);

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Kind {
    Text(TextRow),
    Typed {
        names: Arc<[String]>,
        values: Vec<Option<Value>>,
    },
    Json(Map<String, Json>),
}

/// All values of a CSV row in one text, one after the other.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct TextRow {
    pub(crate) names: Arc<[String]>,
    pub(crate) text: String,
    /// Where each value ends, as many as names. All are character boundaries of `text`, ascending.
    pub(crate) ends: Vec<usize>,
}

/// A value that is there.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Field<'a> {
    /// Text without a type; never empty.
    Text(&'a str),
    /// A value with a type.
    Typed(&'a Value),
    /// JSON; never null.
    Json(&'a Json),
    /// A number of a message.
    Number(&'a serde_json::Number),
}

impl Fields {
    /// A row of texts, each with the name at its position. Missing texts are empty, surplus ones cut.
    pub fn texts(names: Arc<[String]>, texts: &[&str]) -> Self {
        let mut text = String::new();
        let mut ends = Vec::with_capacity(names.len());
        for n in 0..names.len() {
            text.push_str(texts.get(n).copied().unwrap_or(""));
            ends.push(text.len());
        }
        Self(Kind::Text(TextRow { names, text, ends }))
    }

    /// A row of typed values, as Parquet holds them: each with the name at its position.
    pub fn typed(names: Arc<[String]>, mut values: Vec<Option<Value>>) -> Self {
        values.resize(names.len(), None);
        Self(Kind::Typed { names, values })
    }

    /// A row of JSON values.
    pub fn json(object: Map<String, Json>) -> Self {
        Self(Kind::Json(object))
    }

    /// The value of a name. In JSON, `user.id` also finds `{"user": {"id": …}}`.
    pub fn get(&self, name: &str) -> Option<Field<'_>> {
        match &self.0 {
            Kind::Text(row) => row.get(position(&row.names, name)?),
            Kind::Typed { names, values } => {
                let value = values.get(position(names, name)?)?;
                value.as_ref().map(Field::Typed)
            }
            Kind::Json(object) => find(object, name).map(Field::Json),
        }
    }

    /// Names and values, in the order of the columns. JSON gives its outermost names.
    pub fn iter(&self) -> impl Iterator<Item = (&str, Field<'_>)> {
        let columns: Box<dyn Iterator<Item = (&str, Option<Field<'_>>)>> = match &self.0 {
            Kind::Text(row) => Box::new(
                row.names
                    .iter()
                    .enumerate()
                    .map(|(n, name)| (name.as_str(), row.get(n))),
            ),
            Kind::Typed { names, values } => Box::new(
                names
                    .iter()
                    .zip(values)
                    .map(|(name, value)| (name.as_str(), value.as_ref().map(Field::Typed))),
            ),
            Kind::Json(object) => Box::new(object.iter().map(|(name, value)| {
                let present = (!value.is_null()).then_some(Field::Json(value));
                (name.as_str(), present)
            })),
        };
        columns.filter_map(|(name, field)| Some((name, field?)))
    }

    /// About how many bytes of memory the row takes.
    pub fn held_bytes(&self) -> usize {
        match &self.0 {
            Kind::Text(row) => row.text.len() + row.ends.len() * size_of::<usize>(),
            Kind::Typed { values, .. } => {
                let texts = values.iter().flatten().map(|value| match value {
                    Value::String(text) | Value::Json(text) => text.len(),
                    Value::Number(_) | Value::Boolean(_) | Value::Time(_) => 0,
                });
                texts.sum::<usize>() + values.len() * size_of::<Option<Value>>()
            }
            Kind::Json(object) => json::held_bytes(object),
        }
    }

    /// The row as one line of JSON, for lists of rejects of files that have no text of their own.
    pub fn to_json_text(&self) -> String {
        let object: Map<String, Json> = self
            .iter()
            .map(|(name, field)| (name.to_owned(), field.to_json()))
            .collect();
        json::canonical_text(&Json::Object(object))
    }
}

impl TextRow {
    /// The n-th value, unless it is empty.
    pub(crate) fn get(&self, n: usize) -> Option<Field<'_>> {
        let end = *self.ends.get(n)?;
        let start = match n.checked_sub(1) {
            Some(previous) => *self.ends.get(previous)?,
            None => 0,
        };
        let text = self.text.get(start..end)?;
        (!text.is_empty()).then_some(Field::Text(text))
    }
}

impl<'a> Field<'a> {
    /// The value as text; `None` for lists and objects. Numbers are written as decimals without an
    /// exponent, times as RFC 3339.
    pub fn text(self) -> Option<Cow<'a, str>> {
        match self {
            Self::Text(text) => Some(Cow::Borrowed(text)),
            Self::Typed(Value::String(text)) => Some(Cow::Borrowed(text)),
            Self::Typed(Value::Json(_)) => None,
            Self::Typed(value) => Some(Cow::Owned(value.to_string())),
            Self::Json(Json::String(text)) => Some(Cow::Borrowed(text)),
            Self::Json(Json::Number(number)) | Self::Number(number) => {
                Some(Cow::Owned(match number.as_u64() {
                    // Whole numbers past 63 bits are exact in JSON, not in a `Number`.
                    Some(whole) => whole.to_string(),
                    None => json::number_of(number)?.to_string(),
                }))
            }
            Self::Json(Json::Bool(boolean)) => {
                Some(Cow::Borrowed(if *boolean { "true" } else { "false" }))
            }
            Self::Json(_) => None,
        }
    }

    /// Whether this is a number whose digits may have been lost on the way: an id can't be read from it.
    pub(crate) fn lost_digits(self) -> bool {
        const EXACT_BELOW: f64 = 9_007_199_254_740_992.0;
        let float = match self {
            Self::Typed(Value::Number(Number::Float(float))) => Some(*float),
            Self::Json(Json::Number(number)) | Self::Number(number) if number.is_f64() => {
                number.as_f64()
            }
            _ => None,
        };
        float.is_some_and(|float| float.abs() >= EXACT_BELOW)
    }

    /// The value as JSON.
    pub fn to_json(self) -> Json {
        match self {
            Self::Json(json) => json.clone(),
            Self::Number(number) => Json::Number(number.clone()),
            Self::Text(text) => Json::String(text.to_owned()),
            Self::Typed(value) => match value {
                Value::String(text) => Json::String(text.clone()),
                Value::Number(Number::Integer(integer)) => Json::from(*integer),
                Value::Number(Number::Float(float)) => Json::from(*float),
                Value::Boolean(boolean) => Json::Bool(*boolean),
                Value::Time(time) => Json::String(time.to_string()),
                Value::Json(text) => {
                    serde_json::from_str(text).unwrap_or_else(|_| Json::String(text.clone()))
                }
            },
        }
    }
}

fn position(names: &[String], name: &str) -> Option<usize> {
    names.iter().position(|candidate| candidate == name)
}

/// The value at a dotted path whose parts may hold dots themselves.
fn find<'a>(object: &'a Map<String, Json>, path: &str) -> Option<&'a Json> {
    if let Some(value) = object.get(path) {
        return (!value.is_null()).then_some(value);
    }
    path.match_indices('.').find_map(|(dot, _)| {
        let inner = object.get(&path[..dot])?.as_object()?;
        find(inner, &path[dot + 1..])
    })
}

#[cfg(test)]
mod tests;
