//! Rows to events by a mapping.

mod build;
mod rest;
mod source;

use std::collections::BTreeMap;

use cairn_core::entity::Entity;
use cairn_core::event::{Delivery, Event, Identity, Trust};
use cairn_core::id::ContentHash;
use cairn_core::money::{Currency, Money};
use cairn_core::time::Time;
use cairn_core::value::Value;

pub use self::build::MapperError;
pub(crate) use self::build::listed;
use self::rest::Rest;
use self::source::{Reading, Source};
use crate::about;
use crate::admit::{self, Defaults};
use crate::content::content_hash_in_order;
use crate::fields::{Field, Fields, Kind};
use crate::flatten::flatten_under;
use crate::limits::MAX_ROW_BYTES;
use crate::node::Object;
use crate::placeholder::{check_alias, is_placeholder_in_files};
use crate::rejection::{RejectReason, Rejection};

/// Makes events of a file's rows. Columns are found once, when it is made.
#[derive(Debug)]
pub struct Mapper {
    defaults: Defaults,
    trust_default: Option<Trust>,
    reading: Reading,
    /// How many columns each row has; rows of JSON have no fixed number.
    columns: usize,
    /// The positions of the columns, sorted by name.
    name_order: Vec<usize>,
    unseen: Vec<String>,
    event: Source,
    event_time: Source,
    message_id: Source,
    event_id: Source,
    user_id: Source,
    anonymous_id: Source,
    session_hint: Source,
    value: Source,
    currency: Source,
    order_id: Source,
    source: Source,
    trust: Source,
    entity_kind: Source,
    entity_id: Source,
    placed: Vec<(Place, Source)>,
    rest: Rest,
}

/// Where a mapped column goes that is no field of its own.
#[derive(Debug)]
enum Place {
    Property(String),
    Context(String),
    Group(String),
}

impl Mapper {
    /// Mapped columns that no sampled row of NDJSON had: perhaps rare, perhaps misspelt.
    pub fn unseen_columns(&self) -> &[String] {
        &self.unseen
    }

    /// The event that a row tells of.
    pub fn event(&self, fields: &Fields) -> Result<Event, Rejection> {
        self.check_row(fields)?;
        let event = admit::event_name(self.event.text("event", fields)?)?;
        let event_time = self.event_time(fields)?;
        let identity = self.identity(fields)?;
        let (value, currency) = self.money(fields)?;
        let mut properties = BTreeMap::new();
        let mut context = BTreeMap::new();
        let mut group_ids = BTreeMap::new();
        self.rest.put_into(&mut properties, fields, &self.reading)?;
        for (place, source) in &self.placed {
            match place {
                Place::Property(name) => {
                    if let Some(value) = source.value(name, fields, &self.reading)? {
                        admit::put(&mut properties, name, value)?;
                    }
                }
                Place::Context(path) => self.put_context(&mut context, path, source, fields)?,
                Place::Group(kind) => {
                    if let Some(id) = admit::id(kind, source.text(kind, fields)?)? {
                        group_ids.insert(kind.clone(), id);
                    }
                }
            }
        }
        check_alias(&event, &properties)?;
        let id = |name: &str, source: &Source| admit::id(name, source.text(name, fields)?);
        let who = |name, source| Ok(id(name, source)?.filter(|id| !is_placeholder_in_files(id)));
        let entity = about::entity(
            id("entity_kind", &self.entity_kind)?,
            id("entity_id", &self.entity_id)?,
        )?;
        about::checked(Event {
            event,
            event_time,
            received_at: self.defaults.received_at,
            identity,
            anonymous_id: who("anonymous_id", &self.anonymous_id)?,
            user_id: who("user_id", &self.user_id)?,
            session_hint: id("session_hint", &self.session_hint)?,
            properties,
            context,
            value,
            currency,
            order_id: id("order_id", &self.order_id)?,
            group_ids,
            source: id("source", &self.source)?.unwrap_or_else(|| self.defaults.source.clone()),
            import_id: None,
            trust: self.trust(entity.as_ref(), fields)?,
            entity,
            delivery: Delivery::default(),
        })
    }

    fn check_row(&self, fields: &Fields) -> Result<(), Rejection> {
        let (columns, bytes) = match &fields.0 {
            Kind::Text(row) => (row.ends.len(), row.text.len()),
            Kind::Typed { values, .. } => (values.len(), values.iter().flatten().map(size).sum()),
            Kind::Json(_) => return Ok(()),
        };
        if bytes > MAX_ROW_BYTES {
            return Err(Rejection::new(
                RejectReason::TooLarge,
                format!("the row is longer than {MAX_ROW_BYTES} bytes"),
            ));
        }
        if columns == self.columns {
            return Ok(());
        }
        let reason = if columns < self.columns {
            RejectReason::TooFewColumns
        } else {
            RejectReason::TooManyColumns
        };
        Err(Rejection::new(
            reason,
            format!(
                "the row has {columns} values, the file {} columns",
                self.columns
            ),
        ))
    }

    fn event_time(&self, fields: &Fields) -> Result<Time, Rejection> {
        let (format, zone) = (&self.reading.time_format, &self.reading.zone);
        let name = "event_time";
        let event_time = match self.event_time.single(fields) {
            Some(Field::Typed(Value::Time(time))) => *time,
            _ => match (
                self.event_time.column_text(name, fields)?,
                self.event_time.constant(),
            ) {
                (Some(text), _) => admit::time_of_text(name, &text, format, zone)?,
                (None, Some(Value::Time(time))) => *time,
                (None, Some(constant)) => {
                    admit::time_of_text(name, &constant.to_string(), format, zone)?
                }
                (None, None) => return Err(admit::missing_time()),
            },
        };
        admit::not_in_future(event_time, self.defaults.received_at)?;
        Ok(event_time)
    }

    fn identity(&self, fields: &Fields) -> Result<Identity, Rejection> {
        if let Some(id) = admit::id("message_id", self.message_id.text("message_id", fields)?)? {
            return Ok(Identity::Message(id));
        }
        match self.event_id.text("event_id", fields)? {
            Some(text) => admit::event_id(&text).map(Identity::Event),
            None => Ok(Identity::Content(self.content_hash(fields))),
        }
    }

    fn content_hash(&self, fields: &Fields) -> ContentHash {
        content_hash_in_order(fields, &self.name_order)
    }

    fn money(&self, fields: &Fields) -> Result<(Option<Money>, Option<Currency>), Rejection> {
        let named = match self.currency.text("currency", fields)? {
            Some(code) => Some(admit::currency(&code)?),
            None => None,
        };
        let value = match self.value.amount("value", fields)? {
            Some(amount) => {
                let currency = named.unwrap_or(self.defaults.currency);
                Some(self.reading.money(&amount, currency)?)
            }
            None => None,
        };
        Ok((value, value.map(|money| money.currency).or(named)))
    }

    fn trust(&self, entity: Option<&Entity>, fields: &Fields) -> Result<Trust, Rejection> {
        let of_file = || about::trust_of_file(entity);
        match self.trust.text("trust", fields)? {
            Some(name) => admit::trust(&name),
            None => Ok(self.trust_default.unwrap_or_else(of_file)),
        }
    }

    fn put_context(
        &self,
        context: &mut BTreeMap<String, Value>,
        path: &str,
        source: &Source,
        fields: &Fields,
    ) -> Result<(), Rejection> {
        if let Some(Field::Json(serde_json::Value::Object(object))) = source.single(fields) {
            return flatten_under(context, &mut path.to_owned(), &Object::of(object));
        }
        match source.value(path, fields, &self.reading)? {
            Some(value) => admit::put(context, path, value),
            None => Ok(()),
        }
    }
}

fn size(value: &Value) -> usize {
    match value {
        Value::String(text) | Value::Json(text) => text.len(),
        _ => size_of::<u64>(),
    }
}

#[cfg(test)]
mod tests;
