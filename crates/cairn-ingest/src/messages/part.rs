//! The parts of a line: values, texts, ids and objects by name.

use std::borrow::Cow;

use serde_json::{Map, Value as Json};

use crate::admit;
use crate::fields::Field;
use crate::rejection::{RejectReason, Rejection};

/// A value that is there.
pub(super) fn field<'a>(object: &'a Map<String, Json>, name: &str) -> Option<Field<'a>> {
    object
        .get(name)
        .filter(|value| !value.is_null())
        .map(Field::Json)
}

/// A value as text that names something.
pub(super) fn text<'a>(
    object: &'a Map<String, Json>,
    name: &str,
) -> Result<Option<Cow<'a, str>>, Rejection> {
    field(object, name)
        .map(|field| admit::text(name, field))
        .transpose()
}

/// A value as an id.
pub(super) fn id(object: &Map<String, Json>, name: &str) -> Result<Option<String>, Rejection> {
    admit::id(name, text(object, name)?)
}

/// An object inside a message; `None` if it is absent, a rejection if it is anything else.
pub(super) fn object<'a>(
    message: &'a Map<String, Json>,
    name: &str,
) -> Result<Option<&'a Map<String, Json>>, Rejection> {
    match message.get(name) {
        None | Some(Json::Null) => Ok(None),
        Some(Json::Object(object)) => Ok(Some(object)),
        Some(_) => Err(Rejection::new(
            RejectReason::UnsupportedShape,
            format!("`{name}` is not an object"),
        )),
    }
}
