//! A chunk of events as columns, in the order of arrival; sorted when it is finished.

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow_array::builder::{
    BooleanBuilder, FixedSizeBinaryBuilder, Int64Builder, StringBuilder, StringDictionaryBuilder,
    TimestampMicrosecondBuilder, UInt64Builder,
};
use arrow_array::types::Int32Type;
use arrow_array::{ArrayRef, RecordBatch, UInt32Array, new_null_array};
use arrow_schema::{ArrowError, DataType};
use arrow_select::concat::concat_batches;
use arrow_select::take::{take, take_record_batch};
use cairn_core::event::{Event, Identity};
use cairn_core::id::{EventId, PersonKey};
use cairn_core::identity::facts_of;
use cairn_core::time::Time;

use crate::facts::Facts;
use crate::schema::{self, KEY_BYTES};
use crate::values::{ValuesBuilder, finish_map};

/// What a run is sorted by. Events without a person come first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct SortKey {
    pub(crate) person: Option<PersonKey>,
    pub(crate) time: Time,
    pub(crate) event_id: EventId,
}

/// A sorted chunk: its keys, its columns, and for each row its place in the order of arrival.
pub(crate) struct SortedChunk {
    pub(crate) keys: Vec<SortKey>,
    pub(crate) batch: RecordBatch,
    pub(crate) arrival: Vec<u32>,
    /// What its events say about who is who.
    pub(crate) facts: Facts,
}

impl SortedChunk {
    /// Chunks as one, in the order of runs. The place of arrival and the facts are not kept: they belong to what
    /// is written.
    pub(crate) fn merged(chunks: &[&Self]) -> Result<Self, ArrowError> {
        let batches = chunks.iter().map(|chunk| &chunk.batch);
        let all = concat_batches(&schema::run_schema(), batches)?;
        let unsorted: Vec<SortKey> = chunks
            .iter()
            .flat_map(|chunk| chunk.keys.iter().copied())
            .collect();
        let order = order_of(&unsorted)?;
        Ok(Self {
            keys: order.iter().map(|row| unsorted[*row as usize]).collect(),
            batch: take_record_batch(&all, &UInt32Array::from(order))?,
            arrival: Vec::new(),
            facts: Facts::default(),
        })
    }
}

/// The places of keys, in the order of the keys; equal ones in the order they have.
pub(crate) fn order_of(keys: &[SortKey]) -> Result<Vec<u32>, ArrowError> {
    let rows = u32::try_from(keys.len())
        .map_err(|_| ArrowError::ComputeError("a chunk holds at most 2^32 rows".to_owned()))?;
    let mut order: Vec<u32> = (0..rows).collect();
    order.sort_unstable_by_key(|row| (keys[*row as usize], *row));
    Ok(order)
}

/// Builds the columns of a run.
pub(crate) struct RunColumns {
    keys: Vec<SortKey>,
    event: StringDictionaryBuilder<Int32Type>,
    received_at: TimestampMicrosecondBuilder,
    message_id: StringBuilder,
    anonymous_id: StringBuilder,
    user_id: StringBuilder,
    session_hint: StringBuilder,
    value_minor: Int64Builder,
    currency: StringDictionaryBuilder<Int32Type>,
    order_id: StringBuilder,
    source: StringDictionaryBuilder<Int32Type>,
    import_id: UInt64Builder,
    trust: StringDictionaryBuilder<Int32Type>,
    properties: ValuesBuilder,
    context: ValuesBuilder,
    groups: GroupsBuilder,
    client_time: TimestampMicrosecondBuilder,
    sent_at: TimestampMicrosecondBuilder,
    at_least_once: BooleanBuilder,
    entity_kind: StringDictionaryBuilder<Int32Type>,
    entity_id: StringBuilder,
    facts: Facts,
    bytes: usize,
}

/// Builds the map column of group ids.
struct GroupsBuilder {
    offsets: Vec<i32>,
    kinds: StringBuilder,
    ids: StringBuilder,
}

impl GroupsBuilder {
    fn append(&mut self, groups: &BTreeMap<String, String>) {
        for (kind, id) in groups {
            self.kinds.append_value(kind);
            self.ids.append_value(id);
        }
        let entries = self.offsets.last().copied().unwrap_or(0);
        let added = i32::try_from(groups.len()).unwrap_or(i32::MAX);
        self.offsets.push(entries.saturating_add(added));
    }

    fn finish(mut self) -> ArrayRef {
        finish_map(
            self.offsets,
            self.kinds.finish(),
            Arc::new(self.ids.finish()),
        )
    }
}

impl RunColumns {
    pub(crate) fn new() -> Self {
        Self {
            keys: Vec::new(),
            event: StringDictionaryBuilder::new(),
            received_at: TimestampMicrosecondBuilder::new().with_timezone("UTC"),
            message_id: StringBuilder::new(),
            anonymous_id: StringBuilder::new(),
            user_id: StringBuilder::new(),
            session_hint: StringBuilder::new(),
            value_minor: Int64Builder::new(),
            currency: StringDictionaryBuilder::new(),
            order_id: StringBuilder::new(),
            source: StringDictionaryBuilder::new(),
            import_id: UInt64Builder::new(),
            trust: StringDictionaryBuilder::new(),
            properties: ValuesBuilder::new(),
            context: ValuesBuilder::new(),
            groups: GroupsBuilder {
                offsets: vec![0],
                kinds: StringBuilder::new(),
                ids: StringBuilder::new(),
            },
            client_time: TimestampMicrosecondBuilder::new().with_timezone("UTC"),
            sent_at: TimestampMicrosecondBuilder::new().with_timezone("UTC"),
            at_least_once: BooleanBuilder::new(),
            entity_kind: StringDictionaryBuilder::new(),
            entity_id: StringBuilder::new(),
            facts: Facts::default(),
            bytes: 0,
        }
    }

    pub(crate) fn rows(&self) -> usize {
        self.keys.len()
    }

    /// Roughly how much memory the columns take.
    pub(crate) fn bytes(&self) -> usize {
        self.bytes
    }

    /// Adds an event that is stored under `event_id`.
    pub(crate) fn append(&mut self, event: &Event, event_id: EventId) {
        let key = SortKey {
            person: event.own_key(),
            time: event.event_time,
            event_id,
        };
        self.append_row(key, event);
        for fact in facts_of(event, event_id) {
            self.facts.add(fact);
        }
        self.bytes += approximate_bytes(event);
    }

    /// Adds a row for [`Self::in_order`]: neither facts nor bytes are kept account of.
    pub(crate) fn append_row(&mut self, key: SortKey, event: &Event) {
        self.keys.push(key);
        self.event.append_value(&event.event);
        self.received_at.append_value(event.received_at.micros());
        self.message_id.append_option(match &event.identity {
            Identity::Message(id) => Some(id),
            Identity::Event(_) | Identity::Content(_) => None,
        });
        self.anonymous_id
            .append_option(event.anonymous_id.as_deref());
        self.user_id.append_option(event.user_id.as_deref());
        self.session_hint
            .append_option(event.session_hint.as_deref());
        self.value_minor
            .append_option(event.value.map(|money| money.minor));
        let currency = event.value.map(|money| money.currency).or(event.currency);
        self.currency
            .append_option(currency.map(|currency| currency.code()));
        self.order_id.append_option(event.order_id.as_deref());
        self.source.append_value(&event.source);
        self.import_id
            .append_option(event.import_id.map(|id| id.number()));
        self.trust.append_value(event.trust.as_str());
        self.properties.append(&event.properties);
        self.context.append(&event.context);
        self.groups.append(&event.group_ids);
        let micros = |time: Option<Time>| time.map(Time::micros);
        self.client_time
            .append_option(micros(event.delivery.client_time));
        self.sent_at.append_option(micros(event.delivery.sent_at));
        self.at_least_once
            .append_value(event.delivery.at_least_once);
        let entity = event.entity.as_ref();
        self.entity_kind
            .append_option(entity.map(|entity| entity.kind.as_str()));
        self.entity_id
            .append_option(entity.map(|entity| &entity.id));
    }

    /// Whether another event might overflow a column's 32-bit offsets.
    pub(crate) fn is_full(&self) -> bool {
        const MOST: usize = 1 << 30;
        self.bytes >= MOST || self.properties.entries() >= MOST || self.context.entries() >= MOST
    }

    /// The columns sorted as a run is.
    pub(crate) fn sorted(mut self) -> Result<SortedChunk, ArrowError> {
        let facts = std::mem::take(&mut self.facts);
        let arrival = order_of(&self.keys)?;
        let keys: Vec<SortKey> = arrival.iter().map(|row| self.keys[*row as usize]).collect();
        let order = UInt32Array::from(arrival.clone());
        let mut columns = key_columns(&keys)?;
        for column in self.arrived() {
            columns.push(take(&column, &order, None)?);
        }
        let batch = RecordBatch::try_new(schema::run_schema(), columns)?;
        Ok(SortedChunk {
            keys,
            batch,
            arrival,
            facts,
        })
    }

    /// The columns of rows that were added in the order of runs.
    pub(crate) fn in_order(self) -> Result<RecordBatch, ArrowError> {
        let mut columns = key_columns(&self.keys)?;
        columns.extend(self.arrived());
        RecordBatch::try_new(schema::run_schema(), columns)
    }

    /// All columns but those of the keys, in the order of arrival.
    fn arrived(mut self) -> Vec<ArrayRef> {
        let rows = self.rows();
        vec![
            Arc::new(self.event.finish()),
            Arc::new(self.received_at.finish()),
            Arc::new(self.message_id.finish()),
            Arc::new(self.anonymous_id.finish()),
            Arc::new(self.user_id.finish()),
            Arc::new(self.session_hint.finish()),
            Arc::new(self.value_minor.finish()),
            Arc::new(self.currency.finish()),
            Arc::new(self.order_id.finish()),
            Arc::new(self.source.finish()),
            Arc::new(self.import_id.finish()),
            Arc::new(self.trust.finish()),
            self.properties.finish(),
            self.context.finish(),
            self.groups.finish(),
            Arc::new(self.client_time.finish()),
            Arc::new(self.sent_at.finish()),
            Arc::new(self.at_least_once.finish()),
            // What was just decoded lies under its own id.
            new_null_array(&DataType::FixedSizeBinary(KEY_BYTES), rows),
            Arc::new(self.entity_kind.finish()),
            Arc::new(self.entity_id.finish()),
        ]
    }
}

fn key_columns(keys: &[SortKey]) -> Result<Vec<ArrayRef>, ArrowError> {
    let mut times = TimestampMicrosecondBuilder::with_capacity(keys.len()).with_timezone("UTC");
    let mut event_ids = FixedSizeBinaryBuilder::with_capacity(keys.len(), KEY_BYTES);
    for key in keys {
        times.append_value(key.time.micros());
        event_ids.append_value(key.event_id.0.to_be_bytes())?;
    }
    Ok(vec![
        key_column(keys.iter().map(|key| key.person))?,
        Arc::new(times.finish()),
        Arc::new(event_ids.finish()),
    ])
}

/// A column of keys.
pub(crate) fn key_column(
    keys: impl ExactSizeIterator<Item = Option<PersonKey>>,
) -> Result<ArrayRef, ArrowError> {
    let mut column = FixedSizeBinaryBuilder::with_capacity(keys.len(), KEY_BYTES);
    for key in keys {
        match key {
            Some(key) => column.append_value(key.0.to_be_bytes())?,
            None => column.append_null(),
        }
    }
    Ok(Arc::new(column.finish()))
}

fn approximate_bytes(event: &Event) -> usize {
    use cairn_core::value::Value;
    const FIXED: usize = 160;
    const PER_ENTRY: usize = 48;
    let text = |text: &Option<String>| text.as_ref().map_or(0, String::len);
    let values = event.properties.iter().chain(&event.context);
    let value_bytes = |value: &Value| match value {
        Value::String(text) | Value::Json(text) => text.len(),
        Value::Number(_) | Value::Boolean(_) | Value::Time(_) => 0,
    };
    let entries: usize = values
        .map(|(name, value)| PER_ENTRY + name.len() + value_bytes(value))
        .sum();
    let groups: usize = event
        .group_ids
        .iter()
        .map(|(kind, id)| kind.len() + id.len())
        .sum();
    let message = if let Identity::Message(id) = &event.identity {
        id.len()
    } else {
        0
    };
    let ids = text(&event.anonymous_id) + text(&event.user_id) + text(&event.session_hint);
    let entity = event.entity.as_ref().map_or(0, |entity| entity.id.len());
    FIXED + entries + groups + message + ids + entity + text(&event.order_id)
}
