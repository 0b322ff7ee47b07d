//! The columns that every run has. Formats 4 and 5 have a column for each of their frequent properties after them;
//! formats 3 and 4 lack the last two, format 2 the last three, format 1 the last six. docs/reference/runs.md describes them for readers of other tools.

use std::sync::Arc;

use arrow_schema::{DataType, Field, Fields, Schema, SchemaRef, TimeUnit};

/// The version written into each run's metadata under [`VERSION_KEY`].
pub(crate) const VERSION: u64 = 5;
/// The key of the version in a run's Parquet metadata.
pub(crate) const VERSION_KEY: &str = "cairn.run.version";
/// The key under which a run's metadata lists the names that lie in its maps.
pub(crate) const REST_KEY: &str = "cairn.run.rest";

pub(crate) const PERSON_KEY: &str = "person_key";
pub(crate) const EVENT_TIME: &str = "event_time";
pub(crate) const EVENT_ID: &str = "event_id";
pub(crate) const EVENT: &str = "event";
pub(crate) const RECEIVED_AT: &str = "received_at";
pub(crate) const MESSAGE_ID: &str = "message_id";
pub(crate) const ANONYMOUS_ID: &str = "anonymous_id";
pub(crate) const USER_ID: &str = "user_id";
pub(crate) const SESSION_HINT: &str = "session_hint";
pub(crate) const VALUE_MINOR: &str = "value_minor";
pub(crate) const CURRENCY: &str = "currency";
pub(crate) const ORDER_ID: &str = "order_id";
pub(crate) const SOURCE: &str = "source";
pub(crate) const IMPORT_ID: &str = "import_id";
pub(crate) const TRUST: &str = "trust";
pub(crate) const PROPERTIES: &str = "properties";
pub(crate) const CONTEXT: &str = "context";
pub(crate) const GROUP_IDS: &str = "group_ids";
pub(crate) const CLIENT_TIME: &str = "client_time";
pub(crate) const SENT_AT: &str = "sent_at";
pub(crate) const AT_LEAST_ONCE: &str = "at_least_once";
/// The key of a row's own id, where it lies under another one.
pub(crate) const OWN_KEY: &str = "own_key";

/// The sort of entity that a fact is about.
pub(crate) const ENTITY_KIND: &str = "entity_kind";
/// Its id among its sort.
pub(crate) const ENTITY_ID: &str = "entity_id";

/// Bytes of a key or event id.
pub(crate) const KEY_BYTES: i32 = 16;

/// The columns that every run has, with all properties in maps.
pub(crate) fn run_schema() -> SchemaRef {
    let key = || DataType::FixedSizeBinary(KEY_BYTES);
    let required = |name: &str, kind: DataType| Field::new(name, kind, false);
    let optional = |name: &str, kind: DataType| Field::new(name, kind, true);
    Arc::new(Schema::new(vec![
        optional(PERSON_KEY, key()),
        required(EVENT_TIME, instant()),
        required(EVENT_ID, key()),
        required(EVENT, dictionary()),
        required(RECEIVED_AT, instant()),
        optional(MESSAGE_ID, DataType::Utf8),
        optional(ANONYMOUS_ID, DataType::Utf8),
        optional(USER_ID, DataType::Utf8),
        optional(SESSION_HINT, DataType::Utf8),
        optional(VALUE_MINOR, DataType::Int64),
        optional(CURRENCY, dictionary()),
        optional(ORDER_ID, DataType::Utf8),
        required(SOURCE, dictionary()),
        optional(IMPORT_ID, DataType::UInt64),
        required(TRUST, dictionary()),
        required(PROPERTIES, map_of(values_struct())),
        required(CONTEXT, map_of(values_struct())),
        required(GROUP_IDS, map_of(DataType::Utf8)),
        optional(CLIENT_TIME, instant()),
        optional(SENT_AT, instant()),
        required(AT_LEAST_ONCE, DataType::Boolean),
        optional(OWN_KEY, key()),
        optional(ENTITY_KIND, dictionary()),
        optional(ENTITY_ID, DataType::Utf8),
    ]))
}

pub(crate) fn instant() -> DataType {
    DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into()))
}

pub(crate) fn dictionary() -> DataType {
    DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8))
}

/// A typed value: exactly one of the fields is set.
pub(crate) fn value_fields() -> Fields {
    let field = |name: &str, kind: DataType| Field::new(name, kind, true);
    Fields::from(vec![
        field("string", DataType::Utf8),
        field("integer", DataType::Int64),
        field("number", DataType::Float64),
        field("boolean", DataType::Boolean),
        field("time", instant()),
        field("json", DataType::Utf8),
    ])
}

fn values_struct() -> DataType {
    DataType::Struct(value_fields())
}

/// The entry field of a map column.
pub(crate) fn map_entries(value: DataType) -> Arc<Field> {
    let entries = Fields::from(vec![
        Field::new("key", DataType::Utf8, false),
        Field::new("value", value, false),
    ]);
    Arc::new(Field::new("entries", DataType::Struct(entries), false))
}

fn map_of(value: DataType) -> DataType {
    DataType::Map(map_entries(value), false)
}
