//! JSON as it was sent, borrowed from its text wherever it can be: what messages are read from.

mod read;

use std::borrow::Cow;
use std::fmt;

use cairn_core::value::Value;
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value as Json};

use crate::fields::Field;
use crate::json;

/// A JSON value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Node<'a> {
    /// Nothing, which is the same as not being there.
    Null,
    /// True or false.
    Boolean(bool),
    /// A number.
    Number(Number),
    /// Text.
    Text(Cow<'a, str>),
    /// A list.
    List(Vec<Node<'a>>),
    /// An object.
    Object(Object<'a>),
}

/// An object: names and values in the order they were sent. Of a name that stands twice the last value
/// counts, as it does for most readers of JSON.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Object<'a>(Vec<(Cow<'a, str>, Node<'a>)>);

/// Why the rules of texts refuse a list or an object: it has none.
static NO_TEXT: Json = Json::Array(Vec::new());

impl<'a> Node<'a> {
    /// Parses a text that is nothing but one JSON value.
    pub(crate) fn parse(text: &'a str) -> Result<Self, serde_json::Error> {
        match read::read(text) {
            Some(node) => Ok(node),
            None => Self::parse_slowly(text),
        }
    }

    /// [`Node::parse`] by serde_json alone.
    fn parse_slowly(text: &'a str) -> Result<Self, serde_json::Error> {
        let mut reader = serde_json::Deserializer::from_str(text);
        let node = Seed.deserialize(&mut reader)?;
        reader.end()?;
        Ok(node)
    }

    /// A view of a value that is parsed already.
    pub(crate) fn of(json: &'a Json) -> Self {
        match json {
            Json::Null => Self::Null,
            Json::Bool(boolean) => Self::Boolean(*boolean),
            Json::Number(number) => Self::Number(number.clone()),
            Json::String(text) => Self::Text(Cow::Borrowed(text)),
            Json::Array(items) => Self::List(items.iter().map(Self::of).collect()),
            Json::Object(object) => Self::Object(Object::of(object)),
        }
    }

    /// The value as rules of fields read it; `None` for null.
    pub(crate) fn field(&self) -> Option<Field<'_>> {
        match self {
            Self::Null => None,
            Self::Boolean(true) => Some(Field::Text("true")),
            Self::Boolean(false) => Some(Field::Text("false")),
            Self::Number(number) => Some(Field::Number(number)),
            Self::Text(text) => Some(Field::Text(text)),
            Self::List(_) | Self::Object(_) => Some(Field::Json(&NO_TEXT)),
        }
    }

    /// The value that is stored; `None` for null.
    pub(crate) fn value(&self) -> Option<Value> {
        match self {
            Self::Null => None,
            Self::Boolean(boolean) => Some(Value::Boolean(*boolean)),
            Self::Number(number) => json::number_of(number).map(Value::Number),
            Self::Text(text) => Some(Value::String(text.as_ref().to_owned())),
            Self::List(_) | Self::Object(_) => {
                let mut text = String::new();
                self.write_canonical(&mut text);
                Some(Value::Json(text))
            }
        }
    }

    /// The same spelling as [`json::canonical_text`].
    fn write_canonical(&self, text: &mut String) {
        match self {
            Self::Null => text.push_str("null"),
            Self::Boolean(true) => text.push_str("true"),
            Self::Boolean(false) => text.push_str("false"),
            Self::Number(number) => text.push_str(&number.to_string()),
            Self::Text(string) => json::write_string(string, text),
            Self::List(items) => json::write_list(items.iter(), text, Self::write_canonical),
            Self::Object(object) => {
                json::write_object(object.iter().collect(), text, Self::write_canonical);
            }
        }
    }
}

impl<'a> Object<'a> {
    /// A view of an object that is parsed already.
    pub(crate) fn of(object: &'a Map<String, Json>) -> Self {
        let entries = object.iter();
        Self(
            entries
                .map(|(name, value)| (Cow::Borrowed(name.as_str()), Node::of(value)))
                .collect(),
        )
    }

    /// The value of a name; `None` if it is absent or null.
    pub(crate) fn get(&self, name: &str) -> Option<&Node<'a>> {
        let mut entries = self.0.iter();
        let (_, node) = entries.find(|(candidate, _)| candidate == name)?;
        (!matches!(node, Node::Null)).then_some(node)
    }

    /// Names and values.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &Node<'a>)> {
        self.0.iter().map(|(name, node)| (name.as_ref(), node))
    }

    /// How many entries are compared one with another before sorting is the faster way.
    const FEW: usize = 32;

    /// Leaves the last entry of every name.
    fn without_repeats(mut entries: Vec<(Cow<'a, str>, Node<'a>)>) -> Self {
        if entries.len() > Self::FEW {
            entries.sort_by(|(a, _), (b, _)| a.cmp(b));
            // Of equal neighbours the later one goes, so the earlier must hold what it said.
            entries.dedup_by(|later, earlier| {
                let is_repeat = later.0 == earlier.0;
                if is_repeat {
                    std::mem::swap(&mut later.1, &mut earlier.1);
                }
                is_repeat
            });
            return Self(entries);
        }
        let mut n = 0;
        while n < entries.len() {
            let name = &entries[n].0;
            if entries[n + 1..].iter().any(|(later, _)| later == name) {
                entries.remove(n);
            } else {
                n += 1;
            }
        }
        Self(entries)
    }
}

/// Reads any JSON value.
#[derive(Clone, Copy)]
struct Seed;

impl<'de> DeserializeSeed<'de> for Seed {
    type Value = Node<'de>;

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<Node<'de>, D::Error> {
        reader.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seed {
    type Value = Node<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Node<'de>, E> {
        Ok(Node::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Node<'de>, E> {
        Ok(Node::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_bool<E: Error>(self, boolean: bool) -> Result<Node<'de>, E> {
        Ok(Node::Boolean(boolean))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Node<'de>, E> {
        Ok(Node::Number(Number::from(number)))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Node<'de>, E> {
        Ok(Node::Number(Number::from(number)))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Node<'de>, E> {
        let number = Number::from_f64(number);
        Ok(number.map_or(Node::Null, Node::Number))
    }

    fn visit_unit<E: Error>(self) -> Result<Node<'de>, E> {
        Ok(Node::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Node<'de>, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(Self)? {
            list.push(item);
        }
        Ok(Node::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Node<'de>, A::Error> {
        const USUAL: usize = 8;
        let mut entries = Vec::with_capacity(USUAL);
        while let Some(name) = members.next_key_seed(NameSeed)? {
            entries.push((name, members.next_value_seed(Self)?));
        }
        Ok(Node::Object(Object::without_repeats(entries)))
    }
}

/// Reads the name of an object's member.
#[derive(Clone, Copy)]
struct NameSeed;

impl<'de> DeserializeSeed<'de> for NameSeed {
    type Value = Cow<'de, str>;

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<Cow<'de, str>, D::Error> {
        reader.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for NameSeed {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name")
    }

    fn visit_borrowed_str<E: Error>(self, name: &'de str) -> Result<Cow<'de, str>, E> {
        Ok(Cow::Borrowed(name))
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Cow<'de, str>, E> {
        Ok(Cow::Owned(name.to_owned()))
    }
}

#[cfg(test)]
mod tests;
