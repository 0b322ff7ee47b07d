//! The parts of a message: values, texts, ids and objects by name.

use std::borrow::Cow;

use crate::admit;
use crate::fields::Field;
use crate::node::{Node, Object};
use crate::placeholder::is_placeholder_in_files;
use crate::rejection::{RejectReason, Rejection};

/// A value that is there.
pub(crate) fn field<'a>(object: &'a Object<'_>, name: &str) -> Option<Field<'a>> {
    object.get(name)?.field()
}

/// A value as text that names something.
pub(crate) fn text<'a>(
    object: &'a Object<'_>,
    name: &str,
) -> Result<Option<Cow<'a, str>>, Rejection> {
    field(object, name)
        .map(|field| admit::text(name, field))
        .transpose()
}

/// A value as an id.
pub(crate) fn id(object: &Object<'_>, name: &str) -> Result<Option<String>, Rejection> {
    admit::id(name, text(object, name)?)
}

/// Who an id of a message in a file tells of; `None` also for what programs write where they know nobody.
pub(crate) fn who(object: &Object<'_>, name: &str) -> Result<Option<String>, Rejection> {
    Ok(id(object, name)?.filter(|id| !is_placeholder_in_files(id)))
}

/// An object inside a message; `None` if it is absent, a rejection if it is anything else.
pub(crate) fn object<'o, 'a>(
    message: &'o Object<'a>,
    name: &str,
) -> Result<Option<&'o Object<'a>>, Rejection> {
    match message.get(name) {
        None => Ok(None),
        Some(Node::Object(object)) => Ok(Some(object)),
        Some(_) => Err(Rejection::new(
            RejectReason::UnsupportedShape,
            format!("`{name}` is not an object"),
        )),
    }
}
