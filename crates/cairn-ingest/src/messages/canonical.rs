//! The canonical event shape: the field names of Cairn's own exports and tables.

use std::collections::BTreeMap;

use cairn_core::event::{Delivery, Event, Identity};
use cairn_core::time::CivilFormat;
use cairn_core::value::Value;

use super::part::{field, id, object, text, who};
use crate::about;
use crate::admit::{self, Defaults};
use crate::content::content_hash;
use crate::fields::{Field, Fields};
use crate::flatten::{flatten_into, flatten_under};
use crate::mapping::CanonicalField;
use crate::node::{Node, Object};
use crate::placeholder::check_alias;
use crate::rejection::Rejection;

pub(super) fn event(
    line: &Object<'_>,
    fields: &Fields,
    defaults: &Defaults,
) -> Result<Event, Rejection> {
    let event = admit::event_name(text(line, "event")?)?;
    let event_time = match field(line, "event_time").filter(|field| !is_blank(*field)) {
        Some(field) => admit::time("event_time", field, &CivilFormat::Iso, &defaults.timezone)?,
        None => return Err(admit::missing_time()),
    };
    admit::not_in_future(event_time, defaults.received_at)?;
    let identity = match (id(line, "message_id")?, id(line, "event_id")?) {
        (Some(message_id), _) => Identity::Message(message_id),
        (None, Some(event_id)) => Identity::Event(admit::event_id(&event_id)?),
        (None, None) => Identity::Content(content_hash(fields)),
    };
    let named = match id(line, "currency")? {
        Some(code) => Some(admit::currency(&code)?),
        None => None,
    };
    let value = match field(line, "value").filter(|field| !is_blank(*field)) {
        Some(field) => {
            let currency = named.unwrap_or(defaults.currency);
            Some(admit::amount("value", field, currency)?)
        }
        None => None,
    };
    let entity = about::entity(id(line, "entity_kind")?, id(line, "entity_id")?)?;
    let trust = match id(line, "trust")? {
        Some(name) => admit::trust(&name)?,
        None => about::trust_of_file(entity.as_ref()),
    };
    let mut parts = Parts::default();
    parts.collect(line)?;
    check_alias(&event, &parts.properties)?;
    about::checked(Event {
        event,
        entity,
        event_time,
        received_at: defaults.received_at,
        identity,
        anonymous_id: who(line, "anonymous_id")?,
        user_id: who(line, "user_id")?,
        session_hint: id(line, "session_hint")?,
        properties: parts.properties,
        context: parts.context,
        value,
        currency: value.map(|money| money.currency).or(named),
        order_id: id(line, "order_id")?,
        group_ids: parts.group_ids,
        source: id(line, "source")?.unwrap_or_else(|| defaults.source.clone()),
        import_id: None,
        trust,
        delivery: Delivery::default(),
    })
}

fn is_blank(field: Field<'_>) -> bool {
    field.text().is_some_and(|text| text.trim().is_empty())
}

/// What an event holds beside its own fields.
#[derive(Default)]
struct Parts {
    properties: BTreeMap<String, Value>,
    context: BTreeMap<String, Value>,
    group_ids: BTreeMap<String, String>,
}

impl Parts {
    /// Takes the objects `properties`, `context` and `group_ids`, the same written as dotted names, and
    /// any other name as a property.
    fn collect(&mut self, line: &Object<'_>) -> Result<(), Rejection> {
        let properties = object(line, "properties")?.into_iter();
        for (name, value) in properties.flat_map(Object::iter) {
            self.property(name, value)?;
        }
        if let Some(context) = object(line, "context")? {
            flatten_into(&mut self.context, context)?;
        }
        if let Some(groups) = object(line, "group_ids")? {
            for (kind, _) in groups.iter() {
                self.group(kind, id(groups, kind)?);
            }
        }
        for (name, value) in line.iter() {
            match name {
                // The time of arrival and the import are this import's own.
                "properties" | "context" | "group_ids" | "received_at" | "import_id" => {}
                _ => match CanonicalField::parse(name) {
                    Some(CanonicalField::Property(name)) => self.property(&name, value)?,
                    Some(CanonicalField::Context(path)) => self.context(path, value)?,
                    Some(CanonicalField::GroupId(kind)) => self.group(&kind, id(line, name)?),
                    Some(_) => {}
                    None => self.property(name, value)?,
                },
            }
        }
        Ok(())
    }

    fn property(&mut self, name: &str, node: &Node<'_>) -> Result<(), Rejection> {
        match node.value() {
            Some(value) => admit::put(&mut self.properties, name, value),
            None => Ok(()),
        }
    }

    fn context(&mut self, mut path: String, node: &Node<'_>) -> Result<(), Rejection> {
        match (node, node.value()) {
            (Node::Object(object), _) => flatten_under(&mut self.context, &mut path, object),
            (_, Some(value)) => admit::put(&mut self.context, &path, value),
            (_, None) => Ok(()),
        }
    }

    fn group(&mut self, kind: &str, id: Option<String>) {
        if let Some(id) = id {
            self.group_ids.insert(kind.to_owned(), id);
        }
    }
}
